"""The evaluation form, made from a sheet: the released wording of an instrument."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cme.evaluation.models import Rating, Statement
from cme.evaluation.services import NOTHING_RATED, OUT_OF_DATE, RatingText
from cme.evaluation.wordings import sheet_in
from cme.ui.forms import HouseForm
from cme.ui.languages import language_now

COMMENT_LENGTH = 2_000


class EvaluationForm(HouseForm):
    """One field a statement; each may be left out, nothing is chosen beforehand."""

    def __init__(self, sheet: dict[str, Any], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sheet = sheet_in(language_now().code, sheet)
        self.fields |= {f"s-{row['id']}": _field(row) for row in self.sheet["statements"]}

    @property
    def language(self) -> str:
        """The language in which the statements are asked; English where not all of them are approved."""
        return str(self.sheet["language"])

    def clean(self) -> dict[str, Any]:
        """Refuse a page made from another version of the instrument, and one on which nothing was rated."""
        if any(name.startswith("s-") and name not in self.fields for name in self.data):
            raise forms.ValidationError(OUT_OF_DATE)
        if not self.errors and not self.ratings():
            raise forms.ValidationError(NOTHING_RATED)
        return self.cleaned_data

    def ratings(self) -> dict[int, RatingText]:
        """Return the answers given, by primary key of the statement."""
        given = {int(name[2:]): value.strip() for name, value in self.cleaned_data.items() if value.strip()}
        return {pk: self._rating(pk, value) for pk, value in given.items()}

    def _rating(self, pk: int, value: str) -> RatingText:
        if isinstance(self.fields[f"s-{pk}"].widget, forms.Textarea):
            return RatingText(comment=value)
        return RatingText(outside=value) if value in Rating.Outside.values else RatingText(value=int(value))


def _field(row: dict[str, Any]) -> forms.Field:
    if row["kind"] == Statement.Kind.COMMENT:
        return forms.CharField(
            label=row["text"],
            required=False,
            max_length=COMMENT_LENGTH,
            widget=forms.Textarea(attrs={"rows": 4}),
            help_text=_("No patient details, please."),
            error_messages={
                "max_length": _("Shorten the comment to %(most)s characters.") % {"most": f"{COMMENT_LENGTH:,}"}
            },
        )
    return forms.ChoiceField(
        label=row["text"],
        required=False,
        choices=row["choices"],  # as they were approved for this language, or English
        widget=forms.RadioSelect(attrs={"data-scale": "agreement"}),
        error_messages={"invalid_choice": _("Choose one of the answers on this page.")},
    )
