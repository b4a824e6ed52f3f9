"""Two people, one form of the admin: who saves what somebody else changed meanwhile is asked first.

A page carries digests of what it was opened with. What is saved is read again under a lock on its row, so that of two
who press at the same moment the second is told.
"""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.contrib.admin.models import LogEntry
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from cme.desk.conflicts import CHOOSE_AGAIN, conflict_of, read_base
from cme.desk.merging import Copy, Difference, Merge, digests_of, merge
from cme.desk.pages import UNCHANGED, actor_of
from cme.desk.sending import copy_of_forms, copy_of_request, values_of_field, words_of, write_copy

if TYPE_CHECKING:
    Options = admin.ModelAdmin[Any]
else:
    Options = object

OPENED, OPENED_AT = "_opened", "_opened_at"
HELD = "Somebody else saved this meanwhile."
NOT_LOST = (
    " Nothing of yours is lost: it stands below and is not saved yet. Compare, take over what you want to keep, and "
    "save again."
)


class Held:
    """A form that is shown again although nothing in it is wrong."""

    def clean(self) -> Any:
        """Refuse."""
        super().clean()  # type: ignore[misc]
        raise ValidationError(HELD, code="held")


class Guarded(Options):
    """An admin class whose form overwrites nothing that somebody else saved after it was opened.

    Attributes:
        is_guarded: False where the class has a lock of its own.
    """

    is_guarded = True

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Show or save; where somebody else saved meanwhile, show both and save nothing."""
        if not (self.is_guarded and request.method == "POST" and object_id and OPENED in request.POST):
            return super().changeform_view(request, object_id, form_url, extra_context)
        with transaction.atomic():
            answer = self._compare(request, unquote(object_id))
            return answer or super().changeform_view(request, object_id, form_url, extra_context)

    def lock(self, row: Any) -> None:
        """Hold a row until the end of the transaction, so that nobody saves it between the look and the save."""
        list(self.model._base_manager.select_for_update(no_key=True).filter(pk=row.pk).values_list("pk"))

    def fresh_forms(self, request: HttpRequest, row: Any) -> tuple[Any, list[Any]]:
        """Return the forms of a row as it is saved, those that this user may change."""
        fields = flatten_fieldsets(self.get_fieldsets(request, row))
        form = self.get_form(request, row, change=True, fields=fields)(instance=row)
        formsets = [
            formset(instance=row, prefix=formset.get_default_prefix(), queryset=inline.get_queryset(request))
            for formset, inline in self.get_formsets_with_inlines(request, row)
            if inline.has_change_permission(request, row)
        ]
        return form, formsets

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Return a form class for this request, which holds where somebody else saved meanwhile."""
        form = super().get_form(request, obj, change=change, **kwargs)
        return type(form.__name__, (Held, form), {}) if hasattr(request, "desk_meanwhile") else form

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Add what the page was opened with, and what was saved meanwhile."""
        form, rows = context["adminform"].form, context["inline_admin_formsets"]
        formsets = [row.formset for row in rows if row.has_change_permission]
        row = context["original"]
        if request.method == "POST":
            context["opened"] = {name: request.POST[name] for name in (OPENED, OPENED_AT) if name in request.POST}
        elif self.is_guarded and row is not None and self.has_change_permission(request, row):
            digests = json.dumps(digests_of(copy_of_forms(form, formsets)))
            context["opened"] = {OPENED: digests, OPENED_AT: timezone.now().isoformat()}
        if hasattr(request, "desk_meanwhile"):
            context["meanwhile"], differences = request.desk_meanwhile
            context["problems"] = []  # first things first
            _note(differences, form, formsets)
        return super().render_change_form(request, context, *args, **kwargs)

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponse:
        """Lead away from what is gone as Django does, unless that would lose what was typed."""
        if request.method == "POST":
            raise Http404
        answer: HttpResponse = super()._get_obj_does_not_exist_redirect(request, opts, object_id)  # type: ignore[misc]
        return answer

    def _compare(self, request: HttpRequest, key: str) -> HttpResponse | None:
        """Hold the form, or answer, where what is saved is no more what the page was opened with."""
        row = self.get_object(request, key)
        if row is None or not self.has_change_permission(request, row):
            return None
        self.lock(row)
        row = self.get_object(request, key)
        if row is None:
            return None
        form, formsets = self.fresh_forms(request, row)
        theirs, base = copy_of_forms(form, formsets), read_base(request.POST[OPENED])
        if digests_of(theirs) == base:
            return None
        merged = merge(mine=copy_of_request(request.POST, form, formsets), theirs=theirs, base=base)
        if not (merged.taken or request.FILES) and _is_same(merged.copy, theirs, formsets):
            messages.info(request, UNCHANGED)
            is_continued = "_continue" in request.POST
            return HttpResponseRedirect(request.path) if is_continued else self.response_post_save_change(request, row)
        self._hold(request, row, merged, form, formsets)
        return None

    def _hold(self, request: HttpRequest, row: Any, merged: Merge, form: Any, formsets: list[Any]) -> None:
        message = said_who(row, request) + NOT_LOST + (CHOOSE_AGAIN if request.FILES else "")
        data = request.POST.copy()
        write_copy(data, merged.copy, str(row.pk), formsets)
        data[OPENED] = json.dumps(digests_of(copy_of_forms(form, formsets)))
        data[OPENED_AT] = timezone.now().isoformat()
        request.POST = data  # type: ignore[assignment]
        told = conflict_of(message, merged, form, formsets)
        request.desk_meanwhile = told, merged.differences  # type: ignore[attr-defined]


def said_who(row: Model, request: HttpRequest) -> str:
    """Say who saved a row after the page was opened, as the log of the admin knows it."""
    try:
        opened_at = parse_datetime(request.POST.get(OPENED_AT, ""))
    except ValueError:
        opened_at = None
    kind = ContentType.objects.get_for_model(row, for_concrete_model=False)
    entries = LogEntry.objects.filter(content_type=kind, object_id=str(row.pk)).select_related("user")
    last = entries.order_by("-action_time").first()
    if last is None or not isinstance(opened_at, datetime) or not opened_at.tzinfo or last.action_time < opened_at:
        return "Somebody changed this after you opened it."
    who = "You" if last.user_id == actor_of(request).pk else last.user.get_username()
    return f"{who} saved this at {last.action_time:%H:%M} UTC on {last.action_time:%-d %B %Y}, after you opened it."


def _is_same(mine: Copy, theirs: Copy, formsets: Iterable[Any]) -> bool:
    """Tell whether a copy says what is saved; rows for new entries that were left as they came say nothing."""
    empty = {
        str(formset.prefix): {field.name: values_of_field(field) for field in formset.empty_form}
        for formset in formsets
    }
    for group, rows in mine.groups.items():
        sent = {row.pk: row.values for row in rows if row.pk}
        if sent != {row.pk: row.values for row in theirs.groups[group]}:
            return False
        for row in rows:
            blank = {name: empty[group].get(name, ()) for name in row.values}
            if not row.pk and any(row.values.values()) and row.values != blank:
                return False
    return mine.fields == theirs.fields


def _note(differences: Iterable[Difference], form: Any, formsets: Iterable[Any]) -> None:
    """Put what is saved beside each field that says something else."""
    rows = {f"{formset.prefix}/{row.instance.pk}": row for formset in formsets for row in formset.initial_forms}
    for difference in differences:
        source = form if "/" not in difference.place else rows.get(difference.place)
        if source is None or difference.theirs is None or difference.mine is None:
            continue
        for name, values in difference.theirs.items():
            if name in source.fields and values != difference.mine.get(name):
                source.fields[name].saved_meanwhile = words_of(source[name], values) or "nothing"
