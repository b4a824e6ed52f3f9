"""The forms of a plain-language page."""

from collections.abc import Mapping
from typing import Any

from django import forms

from cme.desk.forms.article import markdown_area
from cme.ui.forms import HouseForm
from content.models import Contribution, Contributor, TwinDraft

REASON = 400  # characters
NOTICE = "What everybody will read, in 1 to 400 characters."


class TwinForm(HouseForm):
    """A page may be half-filled while it is written; the checklist asks for the rest before it is published."""

    title = forms.CharField(
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"class": "wide"}),
        help_text="A question or a name in everyday words, with no result and no trade name.",
        error_messages={"max_length": "Shorten the title to 200 characters."},
    )
    summary = forms.CharField(
        label="In one sentence",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="What the study looked at. It stands in lists and in search engines.",
        error_messages={"max_length": "Shorten this to 300 characters."},
    )
    body = forms.CharField(
        label="Text",
        required=False,
        strip=False,
        widget=markdown_area(22),
        help_text="Short sentences, everyday words, generic names, no doses. “Talk to your team” is always added.",
    )
    author = forms.ModelChoiceField(
        queryset=Contributor.objects.none(),
        required=False,
        label="Written by",
        empty_label="nobody yet",
        help_text="Somebody with a role at the article, so that disclosures are collected.",
        error_messages={"invalid_choice": "Choose somebody of this list."},
    )
    reviewer = forms.ModelChoiceField(
        queryset=Contributor.objects.none(),
        required=False,
        label="Reviewed by",
        empty_label="nobody yet",
        help_text="A reviewer of the article who wrote neither it nor this page.",
        error_messages={"invalid_choice": "Choose somebody of this list."},
    )

    def __init__(self, draft: TwinDraft, data: Mapping[str, Any] | None = None) -> None:
        names = ("title", "summary", "body", "author", "reviewer")
        super().__init__(data, initial={name: getattr(draft, name) for name in names})
        holders = Contributor.objects.filter(contributions__article=draft.article).distinct()
        reviewers = holders.filter(
            pk__in=draft.article.contributions.filter(role=Contribution.Role.REVIEWER).values("contributor")
        )
        self.fields["author"].queryset = holders  # type: ignore[attr-defined]
        self.fields["reviewer"].queryset = reviewers  # type: ignore[attr-defined]


class ReasonForm(HouseForm):
    """A sentence that goes with an act."""

    reason = forms.CharField(
        label="Reason",
        max_length=REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Give the reason.", "max_length": f"Shorten this to {REASON} characters."},
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, prefix: str, label: str, help_text: str = "") -> None:
        super().__init__(data, prefix=prefix)
        self.fields["reason"].label, self.fields["reason"].help_text = label, help_text

    @property
    def said(self) -> str:
        """What was typed, of a valid form."""
        return str(self.cleaned_data["reason"])
