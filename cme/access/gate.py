"""What views say to the gate: that they are open to all, or what the public may see of them instead."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from django.http import HttpRequest, HttpResponse

from cme.access.forms import GateForm

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Question:
    """The gate's question as one page asks it.

    Attributes:
        form: The question, with errors if it was answered wrongly.
        statement: The wording that is confirmed.
        language: Of that wording, and so of the button, which it quotes.
        stamp: Version and hash of that wording, sent back with the answer.
        carried: Names and values that were sent to a page behind the gate, to be sent on once confirmed.
        status: HTTP status of the answer.
    """

    form: GateForm
    statement: str
    language: str
    stamp: str
    carried: list[tuple[str, str]]
    status: int

    def context(self) -> dict[str, Any]:
        """Return what templates call these things."""
        return {
            "form": self.form,
            "statement": self.statement,
            "statement_language": self.language,
            "statement_version": self.stamp,
            "carried": self.carried,
        }


class Teaser(Protocol):
    """Shows what the public may see of a page, and the gate's question."""

    def __call__(self, request: HttpRequest, question: Question, /, **kwargs: Any) -> HttpResponse: ...


def open_to_all(view: View) -> View:
    """Mark a view as open. Without this mark a page is behind the gate."""
    view.is_open_to_all = True  # type: ignore[attr-defined]
    return view


def gated(*, teaser: Teaser) -> Callable[[View], View]:
    """Say what visitors who have not attested see at the address of a view."""

    def mark(view: View) -> View:
        view.teaser = teaser  # type: ignore[attr-defined]
        return view

    return mark
