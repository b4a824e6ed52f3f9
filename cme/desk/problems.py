"""What must be mended on a page of forms, each with the control to mend it in."""

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.utils.text import capfirst

TOO_LONG = "Shorten this to %(limit_value)d characters; it has %(show_value)d."
TOO_SMALL = "Enter %(limit_value)s or a larger number."
TOO_LARGE = "Enter %(limit_value)s or a smaller number."
Problem = tuple[str, str]  # id of the control, and what to do
Group = tuple[Any, "forms.BaseFormSet[Any]"]  # what the rows are called, and the rows


def problems_of(form: forms.BaseForm, groups: Iterable[Group] = ()) -> Iterator[Problem]:
    """Yield every error of a form and its rows in page order, with the id of the control to mend it in.

    An error in a row begins with where it is, as in "Key figures, row 2, value: ...".
    """
    yield from ((target, error) for target, _, error in _errors_of(form))
    for name, formset in groups:
        yield from ((f"{formset.prefix}-group", str(error)) for error in formset.non_form_errors())
        for number, row in enumerate(formset.forms, start=1):
            for target, label, error in _errors_of(row):
                place = f"{capfirst(str(name))}, row {number}" + (f", {_lowered(label)}" if label else "")
                yield target or f"{formset.prefix}-group", f"{place}: {error}"


def _errors_of(form: forms.BaseForm) -> Iterator[tuple[str, str, str]]:
    """Yield the id of the control, its label, and what to do; no id and no label where it is about all of them."""
    if not form.is_bound or not form.errors:
        return
    yield from (("", "", str(error)) for error in form.non_field_errors())
    for field in form:
        target, label = field.id_for_label or field.auto_id, str(field.label)
        yield from ((target, label, str(error)) for error in field.errors)


def _lowered(label: str) -> str:
    """Return a label as it stands within a sentence; abbreviations stay."""
    return label if label[:2].isupper() else label[:1].lower() + label[1:]
