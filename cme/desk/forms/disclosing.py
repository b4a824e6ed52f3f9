"""What a contributor discloses: nothing, or rows of relationships. Nothing is chosen beforehand.

The question and its answers, like the statement that is confirmed, are English in every language: they count, and
nobody approved them in another (docs/decisions/0027).
"""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cme.ui.forms import HouseForm
from cme.ui.languages import ENGLISH, said_in
from content.models import Relationship
from content.services.disclosing import Tie

NONE, SOME = "none", "some"
MOST_ROWS = 30
QUESTION = "In the last 24 months, have you had a financial relationship with an ineligible company?"
ANSWERS = ((NONE, "None, of any amount"), (SOME, "Yes; I name them all below"))
PARTS = ("company", "kind", "nature", "ended_on")


class DisclosureForm(HouseForm):
    """The question, and as many rows as the page shows."""

    has_any = forms.ChoiceField(
        choices=ANSWERS,
        widget=forms.RadioSelect,
        help_text=_("Count every amount, and what went to your institution on your behalf."),
        error_messages={
            "required": _("Say whether you had any financial relationship, or none."),
            "invalid_choice": _("Choose one of the two answers."),
        },
    )

    def __init__(self, *args: Any, rows: int = 1, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked: Any = self.fields["has_any"]
        asked.label = said_in(ENGLISH, QUESTION)
        asked.choices = [(answer, said_in(ENGLISH, said)) for answer, said in ANSWERS]
        self.count = min(max(rows, 1), MOST_ROWS)
        for place in range(self.count):
            self.fields |= {f"{part}-{place}": field for part, field in _fields_of_row(place + 1).items()}

    def rows(self) -> list[list[BoundField]]:
        """Return the controls of each row."""
        return [[self[f"{part}-{place}"] for part in PARTS] for place in range(self.count)]

    def clean(self) -> dict[str, Any]:
        """Ask for whole rows where there is something to name, and for none where there is not."""
        values, answer = self.cleaned_data, self.cleaned_data.get("has_any")
        begun = {place for place in range(self.count) if any(self._typed(part, place) for part in PARTS)}
        for place in range(self.count):
            if answer != SOME or place not in begun:
                for part in PARTS:
                    self.errors.pop(f"{part}-{place}", None)
        if answer == NONE and begun:
            self.add_error("has_any", gettext("You chose none, and named a relationship below. Change one of them."))
        if answer == SOME and not begun:
            self.add_error("company-0", gettext("Name the company, or choose none above."))
        return values

    def _typed(self, part: str, place: int) -> str:
        return str(self.data.get(f"{part}-{place}", "")).strip()

    def ties(self) -> list[Tie]:
        """Return the relationships that were named."""
        if self.cleaned_data["has_any"] == NONE:
            return []
        rows: list[dict[str, Any]] = [
            {part: self.cleaned_data.get(f"{part}-{place}") for part in PARTS} for place in range(self.count)
        ]
        return [Tie(**row) for row in rows if row["company"]]

    def sent(self) -> list[tuple[str, str]]:
        """Return what was sent, to be sent again once confirmed."""
        return [("rows", str(self.count)), *((name, str(self.data.get(name, ""))) for name in self.fields)]


def rows_in(data: Mapping[str, str]) -> int:
    """Return how many rows a page had."""
    rows = data.get("rows", "1")
    return min(int(rows), MOST_ROWS) if rows.isdecimal() and len(rows) < 4 else 1


def initial_of(data: Mapping[str, str]) -> dict[str, str]:
    """Return what was typed, for a page that shows it again without judging it."""
    return {name: data[name] for name in data if name == "has_any" or name.rpartition("-")[0] in PARTS}


def _fields_of_row(number: int) -> dict[str, forms.Field]:
    long, place = gettext("Shorten this to %(most)s characters."), {"number": number}
    return {
        "company": forms.CharField(
            label=_("Company"),
            max_length=120,
            error_messages={
                "required": gettext("Name the company of relationship %(number)s.") % place,
                "max_length": long % {"most": 120},
            },
        ),
        "kind": forms.ChoiceField(
            label=_("Kind of relationship"),
            choices=[("", _("Choose one")), *Relationship.Kind.choices],
            error_messages={
                "required": gettext("Choose the kind of relationship %(number)s.") % place,
                "invalid_choice": _("Choose one of the kinds."),
            },
        ),
        "nature": forms.CharField(
            label=_("What it is about"),
            max_length=200,
            help_text=_("For example: fee for an advisory board on leukemia."),
            error_messages={
                "required": gettext("Describe relationship %(number)s in a few words.") % place,
                "max_length": long % {"most": 200},
            },
        ),
        "ended_on": forms.DateField(
            label=_("Ended on, if it has"),
            required=False,
            widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            error_messages={"invalid": _("Enter the day as 2026-12-31.")},
        ),
    }
