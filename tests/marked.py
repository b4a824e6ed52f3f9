"""Every message that the source marks for translation, found without GNU gettext."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation.template import templatize

Message = tuple[str, str, str]  # context, message, plural; empty where there is none
# Positions of context, message and plural among the arguments.
SHAPES = {
    "_": (None, 0, None),
    "gettext": (None, 0, None),
    "gettext_lazy": (None, 0, None),
    "gettext_noop": (None, 0, None),
    "ngettext": (None, 0, 1),
    "ngettext_lazy": (None, 0, 1),
    "pgettext": (0, 1, None),
    "pgettext_lazy": (0, 1, None),
    "npgettext": (0, 1, 2),
    "npgettext_lazy": (0, 1, 2),
}
LITERAL = r"""u?(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
CALL = re.compile(rf"(?<!\w)(_|gettext|ngettext|pgettext|npgettext)\(\s*({LITERAL}(?:\s*,\s*{LITERAL})*)", re.DOTALL)


def messages_of(name: str, positions: list[str | None]) -> Message:
    """Return the message of a call, by the texts of its arguments."""
    return tuple(positions[place] or "" if place is not None else "" for place in SHAPES[name])  # type: ignore[return-value]


def in_template(source: str) -> set[Message]:
    """Return the messages of a template, as `makemessages` reads it."""
    found = set()
    for name, arguments in CALL.findall(templatize(source)):
        texts = [ast.literal_eval(text) for text in re.findall(LITERAL, arguments, re.DOTALL)]
        found.add(messages_of(name, texts))
    return found


def in_python(source: str) -> tuple[set[Message], list[str]]:
    """Return the messages of a module, and calls that `makemessages` could not read."""
    found, faults, tree = set(), [], ast.parse(source)
    known = dict(_imported(tree))
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
        function = known.get(call.func.id)
        if function is None:
            continue
        if call.func.id not in SHAPES:
            faults.append(f"line {call.lineno}: {call.func.id} is a name that makemessages does not know")
        texts = [argument.value if isinstance(argument, ast.Constant) else None for argument in call.args]
        needed = [place for place in SHAPES[function] if place is not None]
        if any(isinstance(argument, ast.JoinedStr | ast.BinOp) for argument in call.args):
            faults.append(f"line {call.lineno}: {call.func.id} wants plain texts, to which values are put in later")
        # A variable holds what another place marks (gettext_noop).
        elif all(place < len(texts) and isinstance(texts[place], str) for place in needed):
            found.add(messages_of(function, texts))
    return found, faults


def _imported(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Yield the name here and the function, of what marks messages; settings have a ``gettext_noop`` of their own."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name in SHAPES:
            yield node.name, node.name
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            yield from ((alias.asname or alias.name, alias.name) for alias in node.names if alias.name in SHAPES)


def marked_in(root: Path) -> tuple[set[Message], list[str]]:
    """Return all messages of templates and Python, and what cannot be read of them."""
    found: set[Message] = set()
    faults: list[str] = []
    for path in sorted((root / "templates").rglob("*.*")):
        if path.suffix in {".html", ".txt"}:
            found |= in_template(path.read_text(encoding="utf-8"))
    for folder in ("cme", "content"):
        for path in sorted((root / folder).rglob("*.py")):
            more, wrong = in_python(path.read_text(encoding="utf-8"))
            found |= more
            faults += [f"{path.relative_to(root)}, {fault}" for fault in wrong]
    return found, faults
