"""What all admin classes share: plain controls without pop-ups, own sentences, and a list of what must be mended."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from cme.desk.admin.guarding import Guarded
from cme.desk.admin.lists import NarrowedAsOffered
from cme.desk.problems import TOO_LARGE, TOO_LONG, TOO_SMALL, problems_of
from cme.ui.forms import RowsField, TextArea

if TYPE_CHECKING:
    Options = admin.ModelAdmin[Any]
    InlineOptions = admin.TabularInline[Any, Any]
else:
    Options, InlineOptions = admin.ModelAdmin, admin.TabularInline


class PlainControls:
    """Native controls of the browser: no calendars, no pop-ups, no scripts."""

    formfield_overrides: Any = {
        models.DateField: {"widget": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})},
        models.TextField: {"widget": TextArea(attrs={"rows": 4})},
        models.URLField: {"widget": forms.URLInput, "assume_scheme": "https"},
    }

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Take the buttons for pop-ups away, and ask for what is missing in words of ours."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]
        if field is None:
            return None
        if isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        if isinstance(field, forms.ModelChoiceField):
            if field.empty_label is not None:
                field.empty_label = "choose" if field.required else "none"
            # Read once, however many rows show them.
            field.choices = list(field.choices)  # type: ignore[arg-type]
        # The browser would cut a text off without a word; the server says by how much it is too long.
        field.widget.attrs.pop("maxlength", None)
        field.error_messages |= {"max_length": TOO_LONG, "min_value": TOO_SMALL, "max_value": TOO_LARGE}
        verb = "Choose" if hasattr(field, "choices") else "Fill in"
        field.error_messages["required"] = f"{verb}: {field.label}."
        return field

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest | None, **kwargs: Any) -> Any:
        """Refuse keys that no row has, however large."""
        kwargs.setdefault("form_class", RowsField)
        return super().formfield_for_manytomany(db_field, request, **kwargs)  # type: ignore[misc]


class Rows(PlainControls, InlineOptions):
    """Rows of another model, edited on one page. There is always one empty row, so that nothing needs a script.

    Attributes:
        intro: What the rows are for, in one sentence.
        joined: Relations to load with the rows.
        verbs: Words that a row may begin with, by level; none where there is nothing to choose from.
    """

    template = "desk/_rows.html"
    extra = 1
    intro = ""
    joined: tuple[str, ...] = ()
    verbs: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        """Load what a row is called by."""
        return super().get_queryset(request).select_related(*self.joined)

    @property
    def hints(self) -> list[tuple[str, str]]:
        """Label and help of each field that has help, said once for all rows."""
        known = {field.name: field for field in self.model._meta.get_fields()}
        named: list[Any] = [known[name] for name in self.fields or () if name in known]
        return [(str(field.verbose_name), str(field.help_text)) for field in named if field.help_text]


class DeskAdmin(PlainControls, Guarded, NarrowedAsOffered, Options):
    """An admin class of the desk."""

    list_per_page = 50
    show_facets = admin.ShowFacets.NEVER

    @property
    def media(self) -> forms.Media:
        """No scripts of Django's admin: its pages work without them, and those that need one name it."""
        return forms.Media()

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Add what the error summary lists."""
        groups = [(row.opts.verbose_name_plural, row.formset) for row in context["inline_admin_formsets"]]
        context.setdefault("problems", list(problems_of(context["adminform"].form, groups)))
        return super().render_change_form(request, context, *args, **kwargs)


class ReadOnly(Options):
    """Records that nobody edits here, whoever asks."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse."""
        return False
