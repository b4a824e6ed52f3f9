"""The form of an article and the forms of its rows. A draft may be half-filled; the checklist asks for the rest."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.safestring import SafeString

from cme.ui.forms import TextArea
from content.addresses import WRONG, address_from, is_address
from content.models import AgeGroup, Article
from content.models.study import join_groups, split_groups
from content.rendering import PARTS

NO_TOPIC = "There is no topic yet. Save the draft, add one under Topics on the desk's first page, and come back."


def markdown_area(rows: int) -> TextArea:
    """Return a text area that the page's script gives a toolbar and a live preview."""
    return TextArea(attrs={"rows": rows, "data-markdown": "yes", "spellcheck": "true"})


class TopicBoxes(forms.CheckboxSelectMultiple):
    """The topics to tick; a site that has none yet is told where they come from."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """Return the boxes, or what to do where there is none."""
        boxes = super().render(name, value, attrs, renderer)
        has_some = any(True for _ in self.choices)
        return boxes if has_some else format_html('<p class="quiet">{}</p>', NO_TOPIC)


class AgeGroups(forms.MultipleChoiceField):
    """Age groups to tick, kept in one column."""

    widget = forms.CheckboxSelectMultiple

    def prepare_value(self, value: Any) -> Any:
        """Show what the column holds, or what was sent."""
        return split_groups(value) if isinstance(value, str) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare the boxes with what the column holds."""
        return super().has_changed(self.prepare_value(initial), data)

    def clean(self, value: Any) -> str:
        """Return what the column holds."""
        return join_groups(super().clean(value))


class ArticleForm(forms.ModelForm):  # type: ignore[type-arg]
    """The article's own fields.

    Attributes:
        conflict: Why the form is shown again although nothing in it is wrong: somebody else saved the draft.
    """

    conflict: str = ""
    population = AgeGroups(choices=AgeGroup, required=False, help_text=Article._meta.get_field("population").help_text)

    class Meta:
        model = Article
        fields = [
            "kind", "title", "slug", "question", "minutes", "audience", "study_design", "population", "topics",
            "key_data", "key_learning", "limits", "body",
            "has_pre_test", "offers_dont_know", "pass_mark_percent", "pass_mark_items", "items_drawn",
            "attempts_allowed", "wait_hours", "feedback", "shuffles_items", "shuffles_options", "time_limit_minutes",
            "grace_seconds", "expires_on", "plain_language_url", "congress_name", "congress_place",
            "congress_begins_on", "congress_ends_on", "case_basis", "visual_figure",
        ]  # fmt: skip
        widgets = {
            "title": forms.TextInput(attrs={"class": "wide"}),
            "question": TextArea(attrs={"rows": 2}),
            "topics": TopicBoxes,
            "key_data": markdown_area(8),
            "key_learning": markdown_area(3),
            "limits": markdown_area(5),
            "body": markdown_area(26),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in PARTS:
            if name in self.fields:
                # As written: a text that was opened and saved again is the same text.
                self.fields[name].strip = False  # type: ignore[attr-defined]
        if "title" in self.fields:
            self.fields["title"].error_messages["required"] = (
                "Give the article a working title; it can change until you publish."
            )
        if "format" in self.fields:
            (_, *formats) = self.fields["format"].choices  # type: ignore[attr-defined]
            self.fields["format"].choices = [("", "the first of the list"), *formats]  # type: ignore[attr-defined]
        if "case_basis" in self.fields:
            (_, *bases) = self.fields["case_basis"].choices  # type: ignore[attr-defined]
            self.fields["case_basis"].choices = [("", "not confirmed yet"), *bases]  # type: ignore[attr-defined]
        if "slug" in self.fields:
            self.fields["slug"].required = False
            self.fields["slug"].help_text += " Empty means that it is made from the title."
            self.fields["slug"].error_messages["invalid"] = WRONG

    def clean_slug(self) -> str:
        """Make an address from the title where none was typed."""
        typed = str(self.cleaned_data["slug"]).lower()
        if typed and not is_address(typed):
            raise ValidationError(WRONG)
        return typed or free_slug(self.cleaned_data.get("title", ""), but_for=self.instance.pk)

    def clean(self) -> dict[str, Any] | None:
        """Hold the form where somebody else saved the draft."""
        cleaned = super().clean()
        if self.conflict:
            raise ValidationError(self.conflict, code="conflict")
        return cleaned


def free_slug(title: str, *, but_for: int | None = None) -> str:
    """Return an address made from a title that no other article has."""
    stem = address_from(title, longest=80) or "article"
    taken = set(Article.objects.filter(slug__startswith=stem).exclude(pk=but_for or 0).values_list("slug", flat=True))
    number, slug = 1, stem
    while slug in taken:
        number += 1
        slug = f"{stem}-{number}"
    return slug
