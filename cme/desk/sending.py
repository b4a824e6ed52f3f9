"""What a browser sends for a form: read off forms, read from requests, and written back into request data."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict

from cme.desk.merging import Copy, Row


def values_of_field(field: BoundField) -> tuple[str, ...]:
    """Return what a browser would send for a field as it stands."""
    widget, value = field.field.widget, field.value()
    if isinstance(widget, forms.CheckboxInput):
        return ("on",) if widget.check_test(value) else ()
    shown = widget.format_value(value)
    return tidy(shown if isinstance(shown, list) else [shown])


def tidy(values: Iterable[object]) -> tuple[str, ...]:
    """Make values comparable: one kind of line ends, no blanks around, nothing for an empty field."""
    texts = [str(value).replace("\r\n", "\n").strip() for value in values if value is not None]
    return tuple(sorted(text for text in texts if text))


def is_sent(field: BoundField, inner: Collection[str] = ()) -> bool:
    """Tell whether a field is an editor's text; a file is chosen anew each time and cannot be compared."""
    return not (field.name in inner or field.field.disabled or isinstance(field.field, forms.FileField))


def inner_of(formset: Any) -> frozenset[str]:
    """Return the fields that are sent for every row and are no text of an editor's: its key, and its parent's."""
    return frozenset({formset.model._meta.pk.name, formset.fk.name})


def copy_of_forms(form: forms.BaseForm, formsets: "Iterable[forms.BaseModelFormSet[Any, Any]]") -> Copy:
    """Return a draft as fresh forms show it."""
    fields = {field.name: values_of_field(field) for field in form if is_sent(field)}
    groups = {
        str(formset.prefix): [
            Row(str(row.instance.pk), {field.name: values_of_field(field) for field in row if is_sent(field, inner)})
            for row in formset.initial_forms
        ]
        for formset in formsets
        for inner in [inner_of(formset)]
    }
    return Copy(fields, groups)


def copy_of_request(
    data: QueryDict, form: forms.BaseForm, formsets: "Iterable[forms.BaseModelFormSet[Any, Any]]"
) -> Copy:
    """Return a draft as it was typed, for the same forms."""
    fields = {field.name: tidy(data.getlist(field.html_name)) for field in form if is_sent(field)}
    groups = {}
    for formset in formsets:
        prefix = str(formset.prefix)
        inner = inner_of(formset)
        names = [field.name for field in formset.empty_form if is_sent(field, inner)]
        groups[prefix] = [
            Row(
                data.get(f"{prefix}-{place}-id", ""),
                {name: tidy(data.getlist(f"{prefix}-{place}-{name}")) for name in names},
            )
            for place in range(count_in(data, prefix))
        ]
    return Copy(fields, groups)


def count_in(data: Mapping[str, str], prefix: str, most: int = 200) -> int:
    """Return how many rows of a group were sent."""
    total = data.get(f"{prefix}-TOTAL_FORMS", "0")
    return min(int(total), most) if total.isdecimal() and len(total) < 6 else 0


def write_copy(
    data: QueryDict, copy: Copy, parent: str, formsets: "Iterable[forms.BaseModelFormSet[Any, Any]]"
) -> None:
    """Put a copy into request data, so that the forms show it again.

    Args:
        data: Request data that may be changed.
        copy: What it shall say.
        parent: Primary key of the draft, which every row names.
        formsets: The forms of its rows, which know by what name.
    """
    for name, values in copy.fields.items():
        data.setlist(name, list(values))
    names = {str(formset.prefix): str(formset.fk.name) for formset in formsets}  # type: ignore[attr-defined]
    for prefix, rows in copy.groups.items():
        for name in [name for name in data if re.match(rf"{re.escape(prefix)}-\d+-", name)]:
            del data[name]
        _write_rows(data, prefix, sorted(rows, key=lambda row: not row.pk), {names[prefix]: parent})


def _write_rows(data: QueryDict, prefix: str, rows: Sequence[Row], parent: Mapping[str, str]) -> None:
    data[f"{prefix}-TOTAL_FORMS"] = str(len(rows))
    data[f"{prefix}-INITIAL_FORMS"] = str(sum(bool(row.pk) for row in rows))
    for place, row in enumerate(rows):
        data[f"{prefix}-{place}-id"] = row.pk
        for name, key in parent.items():
            data[f"{prefix}-{place}-{name}"] = key
        for name, values in row.values.items():
            data.setlist(f"{prefix}-{place}-{name}", list(values))


def words_of(field: BoundField, values: Sequence[str]) -> str:
    """Return sent values as a person reads them: the labels of choices, the words of a text."""
    if isinstance(field.field.widget, forms.CheckboxInput):
        return "yes" if values else "no"
    choices = getattr(field.field, "choices", None)
    if choices is None:
        return "\n".join(values)
    labels = {str(value): str(label) for value, label in choices}
    return ", ".join(labels.get(value, value) for value in values)
