"""The form of a planning record."""

from typing import Any

from django import forms
from django.db.models import Q

from cme.ui.forms import HouseForm, RowsField, TextArea
from content.models import Competency, PlanningRecord
from content.services.planning import TEXTS

LONGEST = 4_000


class PlanningForm(HouseForm):
    """Nothing has to be filled in while planning; the checklist asks for all of it before publication."""

    competencies = RowsField(
        queryset=Competency.objects.none(),
        required=False,
        label="Competencies addressed",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose competencies of this list.", "invalid_pk_value": "Choose again."},
    )

    def __init__(self, record: PlanningRecord, *args: Any, **kwargs: Any) -> None:
        chosen = list(record.competencies.all()) if record.pk else []
        initial: dict[str, Any] = {name: getattr(record, name) for name in TEXTS} | {"competencies": chosen}
        super().__init__(*args, initial=initial, **kwargs)
        fields: dict[str, Any] = {name: PlanningRecord._meta.get_field(name) for name in TEXTS}
        texts = {name: _text(str(field.verbose_name), str(field.help_text)) for name, field in fields.items()}
        self.fields = texts | self.fields
        offered = Q(retired_on=None) | Q(pk__in=[row.pk for row in chosen])
        self.fields["competencies"].queryset = Competency.objects.filter(offered)  # type: ignore[attr-defined]


def _text(label: str, help_text: str) -> forms.Field:
    return forms.CharField(
        label=label[:1].upper() + label[1:],
        help_text=help_text,
        required=False,
        max_length=LONGEST,
        widget=TextArea(attrs={"rows": 4}),
        error_messages={"max_length": f"Shorten this to {LONGEST:,} characters."},
    )
