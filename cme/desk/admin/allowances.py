"""More time for learners: granted here by the code that their test shows."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from cme.assessment.models import TimeAllowance
from cme.assessment.services.allowances import MOST_PERCENT, grant_time
from cme.desk.admin.options import DeskAdmin
from cme.desk.pages import actor_of
from cme.learners.codes import code_of, learner_id_in
from cme.learners.models import Learner

UNKNOWN = "No learner has this code. Ask for it again: it begins with L, and its last digit tells typing errors."


class AllowanceForm(forms.ModelForm):  # type: ignore[type-arg]
    """Whose time it is, and how much more."""

    code = forms.CharField(
        label="Code of the learner",
        max_length=30,
        help_text="Under “Need more time?” on the page that starts the test, such as L-1042-5.",
    )
    extra_percent = forms.IntegerField(
        label="More time, in percent",
        min_value=1,
        max_value=MOST_PERCENT,
        help_text="50 makes 30 minutes 45. It counts from the learner’s next attempt: an open one ends as it was told.",
    )

    class Meta:
        model = TimeAllowance
        fields = ["extra_percent"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["extra_percent"].error_messages |= {
            "required": "Fill in: More time, in percent.",
            "min_value": "Give at least 1 percent.",
            "max_value": f"Give at most {MOST_PERCENT} percent.",
            "invalid": "Write a whole number.",
        }
        self.fields["code"].error_messages["required"] = "Fill in: Code of the learner."
        self.learner: Learner | None = None
        if self.instance.pk:
            del self.fields["code"]
            self.learner = self.instance.learner

    def clean_code(self) -> str:
        """Find the learner whose code it is."""
        code: str = self.cleaned_data["code"]
        self.learner = Learner.objects.filter(pk=learner_id_in(code) or 0).first()
        if self.learner is None:
            raise forms.ValidationError(UNKNOWN)
        return code


@admin.register(TimeAllowance)
class TimeAllowanceAdmin(DeskAdmin):
    """Who has more time. Granting a learner another share replaces the one before."""

    form = AllowanceForm
    list_display = ["code", "extra_percent", "granted_at", "granted_by"]
    list_select_related = ["learner", "granted_by"]
    search_fields = ["=learner__id"]
    search_help_text = "Searches the number of a learner."
    ordering = ["-granted_at"]

    @admin.display(description="learner")
    def code(self, allowance: TimeAllowance) -> str:
        """Show whose, by the code that the learner knows."""
        return code_of(allowance.learner_id)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Ask for the code of a new one; whose it is stays."""
        return ["extra_percent"] if obj else ["code", "extra_percent"]

    def save_model(self, request: HttpRequest, obj: TimeAllowance, form: Any, change: bool) -> None:
        """Grant it. The site logs who did what."""
        granted = grant_time(
            learner=form.learner,
            extra_percent=form.cleaned_data["extra_percent"],
            actor=actor_of(request),
            at=timezone.now(),
        )
        obj.pk, obj.learner, obj.granted_at = granted.pk, granted.learner, granted.granted_at

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: who had how much time stays on record; 1 percent is as good as none."""
        return False
