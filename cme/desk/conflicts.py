"""Telling an editor that somebody else saved the draft, and what became of both texts."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from cme.desk.merging import Difference, Merge, Values
from cme.desk.sending import words_of
from content.word_marks import Effort, Piece, mark_words

CHOOSE_AGAIN = " A picture chosen just now must be chosen again."


@dataclass(frozen=True)
class Place:
    """Two texts for one place.

    Attributes:
        label: What the place is called.
        target: Id of the control or of the rows.
        theirs: What the other editor saved.
        mine: What this editor typed; it stands in the form.
        pieces: Both in one: words of theirs alone are marked as removed, words of mine alone as added.
    """

    label: str
    target: str
    theirs: str
    mine: str
    pieces: list[Piece]


@dataclass(frozen=True)
class Conflict:
    """What the editor is told.

    Attributes:
        message: Who saved, and when.
        places: Where both changed something.
        taken: What only the other editor changed; it stands in the form now.
        heading: What happened, in a few words.
    """

    message: str
    places: list[Place]
    taken: list[str]
    heading: str = "Somebody else saved this draft"


def read_base(text: str) -> dict[str, str]:
    """Return the digests that a page was opened with; none if they cannot be read."""
    try:
        base = json.loads(text or "{}")
    except ValueError:
        return {}
    return {str(place): str(digest) for place, digest in base.items()} if isinstance(base, dict) else {}


def conflict_of(
    message: str, merged: Merge, form: forms.BaseForm, formsets: "Iterable[forms.BaseModelFormSet[Any, Any]]"
) -> Conflict:
    """Put a merge into words, with the labels of the forms."""
    rows = {str(formset.prefix): formset for formset in formsets}
    effort = Effort()
    return Conflict(
        message,
        [_place_of(difference, form, rows, effort) for difference in merged.differences],
        list(dict.fromkeys(_label_of(place, form, rows) for place in merged.taken)),
    )


def place_of(label: str, target: str, theirs: str, mine: str, effort: Effort) -> Place:
    """Return two texts for one place, with what differs marked."""
    return Place(label, target, theirs, mine, mark_words(theirs, mine, effort))


def _place_of(difference: Difference, form: forms.BaseForm, rows: Mapping[str, Any], effort: Effort) -> Place:
    group, _, pk = difference.place.partition("/")
    source = rows[group].empty_form if pk else form
    target = f"{group}-group" if pk else form[group].id_for_label
    return place_of(
        _label_of(difference.place, form, rows),
        target,
        _words(difference.theirs, source, many=bool(pk)),
        _words(difference.mine, source, many=bool(pk)),
        effort,
    )


def _label_of(place: str, form: forms.BaseForm, rows: Mapping[str, Any]) -> str:
    group, _, pk = place.partition("/")
    if not pk:
        return str(form[group].label).capitalize()
    formset = rows[group]
    saved = {str(row.instance.pk): row.instance for row in formset.initial_forms}
    name = str(formset.model._meta.verbose_name).capitalize()
    return f"{name} “{saved[pk]}”" if pk in saved else f"{name} (removed)"


def _words(values: Values | None, form: forms.BaseForm, *, many: bool) -> str:
    if values is None:
        return "(removed)"
    if not many:
        ((name, sent),) = values.items()
        return words_of(form[name], sent)
    return "\n".join(
        f"{form[name].label}: {words_of(form[name], sent)}"
        for name, sent in values.items()
        if sent and name in form.fields
    )
