"""The buttons of the toolbars above an article's texts, and the keys that press them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Button:
    """One button.

    Attributes:
        act: What the script calls it.
        label: What stands on it.
        what: What it does, in a few words.
        keys: The keys that press it in the text, as ``aria-keyshortcuts`` writes them.
        opens: Whether it opens a menu.
    """

    act: str
    label: str
    what: str
    keys: str
    opens: bool = False

    @property
    def shown(self) -> str:
        """The keys as people read them."""
        return self.keys.replace("Control", "Ctrl").replace("+", " + ")


BUTTONS = (
    Button("heading", "Heading", "Heading, smaller heading, paragraph", "Alt+Shift+H"),
    Button("bold", "Bold", "Bold", "Control+B"),
    Button("italic", "Italic", "Italic", "Control+I"),
    Button("link", "Link", "Link", "Control+K"),
    Button("list", "List", "List with dots", "Control+Shift+8"),
    Button("numbers", "Numbers", "List with numbers", "Control+Shift+7"),
    Button("citation", "Citation", "Cite a reference", "Alt+Shift+C", opens=True),
    Button("note", "Footnote", "Footnote", "Alt+Shift+N"),
    Button("abbreviation", "Abbreviation", "Say what the chosen abbreviation means", "Alt+Shift+A"),
    Button("passage", "Passage", "Passage that teaches an objective", "Alt+Shift+P", opens=True),
    Button("callout", "Callout", "Key data, key learning or practice point", "Alt+Shift+O", opens=True),
    Button("table", "Table", "New table; row or column at the caret", "Alt+Shift+T", opens=True),
    Button("figure", "Figure", "Show a figure, or add a picture", "Alt+Shift+F", opens=True),
)
