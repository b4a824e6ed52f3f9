"""Files of plain-language pages: Markdown with YAML front matter, read into plain values. No database."""

from dataclasses import dataclass

import yaml

from content.articlefiles import FENCE, STRAY, FileRefused
from content.file_values import Fault, read_mapping
from content.frontmatter import NotYaml, compose

FIELDS = {"article": ("slug", True), "title": ("text", True), "summary": ("text", True), "author": ("text", True)}


@dataclass(frozen=True)
class TwinFile:
    """A plain-language page as its file has it.

    Attributes:
        article: Slug of its article.
        author: Name of the contributor who wrote it.
    """

    article: str
    title: str
    summary: str
    author: str
    body: str


def read_twin(text: str) -> TwinFile:
    """Read the text of a file: ``article``, ``title``, ``summary`` and ``author`` between hyphens, then the page.

    Raises:
        FileRefused: Something is missing, unknown or of the wrong kind; all faults are named at once.
    """
    lines = text.removeprefix("\ufeff").split("\n")
    end = next((number for number, line in enumerate(lines[1:], start=1) if line.strip() == FENCE), None)
    if lines[0].strip() != FENCE or end is None:
        raise FileRefused([Fault(1, "Begin the file with its front matter, between two lines of three hyphens.")])
    faults = [Fault(number, "This line holds a control character.") for number, line in enumerate(lines, 1)
              if STRAY.search(line)]  # fmt: skip
    node: yaml.Node | None = None
    try:
        node = None if faults else compose("\n".join(lines[1:end]))
    except NotYaml as error:
        faults.append(Fault(error.line + 2, str(error)))
    values = read_mapping(node, FIELDS, faults, first_line=2) if node is not None else {}
    body = "\n".join(lines[end + 1 :]).strip()
    if not body:
        faults.append(Fault(len(lines), "Write the page below the front matter."))
    if faults or not values:
        raise FileRefused(faults or [Fault(2, "Write the front matter, such as article: example-trial.")])
    return TwinFile(**{name: values[name] for name in FIELDS}, body=body)
