"""What a template prints for a variable that nobody gave it: in our templates, nothing; the test fails instead."""

import sys
from pathlib import Path
from types import FrameType

from django.template.base import FilterExpression, Node


class UndefinedVariable(Exception):
    """A template of ours uses a variable that its view did not give."""


class Undefined(str):
    """Django's ``string_if_invalid``: the empty string for others' templates, an error for ours.

    Django asks whether it is true before it prints it; that is the moment at which the stack still tells which
    template and which variable it is about. ``{% if x %}``, ``{% for y in x %}`` and ``{{ x|default:"" }}`` say that
    ``x`` may be missing; they are left alone.
    """

    ours: Path

    def __new__(cls, *, ours: Path) -> "Undefined":
        self = super().__new__(cls, "")
        self.ours = ours
        return self

    def __bool__(self) -> bool:
        frame: FrameType | None = sys._getframe(1)
        expression = frame.f_locals.get("self")
        if not isinstance(expression, FilterExpression):
            return False
        if any(function.__name__ in {"default", "default_if_none"} for function, _ in expression.filters):
            return False
        while frame is not None:
            node = frame.f_locals.get("self")
            if isinstance(node, Node) and hasattr(node, "origin"):
                self._judge(node, expression)
                break
            frame = frame.f_back
        return False

    def _judge(self, node: Node, expression: FilterExpression) -> None:
        path = Path(str(node.origin))
        if path.is_relative_to(self.ours):
            line = node.token.lineno
            raise UndefinedVariable(f"{path.relative_to(self.ours.parent)}:{line}: {expression.token!r} is undefined")
