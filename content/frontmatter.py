"""YAML with the line of every value, and without what grows, points or hides in it: no aliases, no objects."""

from typing import Any

import yaml

NUMBERS = {"tag:yaml.org,2002:int", "tag:yaml.org,2002:float"}


class NotYaml(Exception):
    """The text cannot be read.

    Attributes:
        line: Where, counted from 0.
    """

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


class _Loader(yaml.SafeLoader):
    """Refuses aliases: a few lines of them can stand for millions, and one can stand for itself."""

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark
            raise yaml.MarkedYAMLError(problem="aliases are not taken here, write it out", problem_mark=mark)
        return super().compose_node(parent, index)


def compose(text: str) -> yaml.Node | None:
    """Read a text into nodes, or None if it is empty.

    Raises:
        NotYaml: It is not YAML, has an alias, or is nested too deeply.
    """
    try:
        node: yaml.Node | None = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line if error.problem_mark else 0
        raise NotYaml(f"This is not YAML: {error.problem}.", line) from error
    except yaml.YAMLError as error:
        raise NotYaml(f"This is not YAML: {error}.", 0) from error
    except RecursionError as error:
        raise NotYaml("Lists and entries are nested too deeply.", 0) from error
    return node


def value_of(node: yaml.Node, *, is_text: bool) -> Any:
    """Return the plain value of a node.

    Args:
        node: A node without rows of its own.
        is_text: Take a number as it was typed; otherwise 012 would become 10, and 1.10 would become 1.1.

    Raises:
        NotYaml: It is no value of its kind, such as the 45th of a month.
    """
    if is_text and node.tag in NUMBERS:
        return node.value
    try:
        return yaml.SafeLoader("").construct_object(node, deep=True)
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        raise NotYaml(f"“{str(node.value)[:40]}” is no value that can be read here.", node.start_mark.line) from error
