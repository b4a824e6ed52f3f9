"""The form that publishes: which kind of edition, what to tell readers, and when."""

from datetime import UTC, datetime
from typing import Any

from django import forms

from cme.ui.forms import HouseForm
from content.services.publishing import Correction

NOW, LATER = "now", "later"


class PublishForm(HouseForm):
    """What to publish and when. A first publication is neither a minor nor a material correction."""

    correction = forms.ChoiceField(
        label="What kind of edition is this?",
        widget=forms.RadioSelect,
        choices=[
            (Correction.MINOR.value, "A minor correction: wording. Ratings, attempts and statistics go on."),
            (
                Correction.MATERIAL.value,
                "A material correction: a number, a dose, a key or a conclusion, or a renewal. A new release begins.",
            ),
        ],
        error_messages={"required": "Choose whether the correction is minor or material."},
    )
    what_changed = forms.CharField(
        label="What changed",
        required=False,
        max_length=400,
        help_text="Shown above the text with the date; of a material correction, for which it is required, also on the "
        "teaser and in the feed. Everybody can read it there: name what was wrong, no trade name.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": "Shorten what changed to 400 characters."},
    )
    when = forms.ChoiceField(
        label="When do readers see it?",
        widget=forms.RadioSelect,
        choices=[(NOW, "At once"), (LATER, "At a later moment")],
        error_messages={"required": "Choose when readers see it."},
    )
    on_day = forms.DateField(
        label="Day",
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": "Enter the day as 2026-12-31."},
    )
    at_time = forms.TimeField(
        label="Time (UTC)",
        required=False,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={"invalid": "Enter the time as 06:30."},
    )

    ends_retraction = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, is_first: bool, now: datetime, is_retracted: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now, self.is_first = now, is_first
        self.fields["ends_retraction"].initial = is_retracted
        if is_first:
            del self.fields["correction"], self.fields["what_changed"]
        elif is_retracted:
            del self.fields["correction"]  # a new release alone can follow

    def clean(self) -> dict[str, Any]:
        """Ask for what a choice brings with it."""
        values = self.cleaned_data
        is_material = values.get("correction", Correction.MATERIAL.value) == Correction.MATERIAL.value
        if is_material and "what_changed" in self.fields and not values.get("what_changed", "").strip():
            self.add_error("what_changed", "Say what changed; readers will see it above the text.")
        if values.get("when") == LATER:
            self._clean_moment(values)
        return values

    def _clean_moment(self, values: dict[str, Any]) -> None:
        day, time = values.get("on_day"), values.get("at_time")
        if day is None and "on_day" not in self.errors:
            self.add_error("on_day", "Enter the day on which readers see it.")
        if time is None and "at_time" not in self.errors:
            self.add_error("at_time", "Enter the time at which readers see it, in UTC.")
        if day and time and datetime.combine(day, time, tzinfo=UTC) <= self.now:
            self.add_error("on_day", "This moment is past. Choose a later one, or publish at once.")

    @property
    def released_at(self) -> datetime | None:
        """The moment chosen; None for at once."""
        if self.cleaned_data["when"] == NOW:
            return None
        return datetime.combine(self.cleaned_data["on_day"], self.cleaned_data["at_time"], tzinfo=UTC)

    @property
    def kind(self) -> Correction:
        """The kind chosen; a first publication opens a release."""
        return Correction(self.cleaned_data.get("correction") or Correction.MATERIAL.value)


def _notice(label: str, help_text: str, missing: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=400,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": missing, "max_length": "Shorten this to 400 characters."},
    )


class UrgentForm(HouseForm):
    """A material correction that goes out though something is missing."""

    urgent_change = _notice(
        "What changed", "Everybody sees it, with the date.", "Say what changed; everybody will see it."
    )
    urgent_reason = _notice("Why it cannot wait", "For the desk alone.", "Say why the correction cannot wait.")


class RetractForm(HouseForm):
    """Why an article is retracted, and which release is meant."""

    retract_reason = _notice(
        "Reason",
        "Everybody sees it, with the date, at the article’s address and wherever it is listed.",
        "Say why the article is retracted; everybody will see it.",
    )
    retract_release = forms.IntegerField(required=False, widget=forms.HiddenInput)
