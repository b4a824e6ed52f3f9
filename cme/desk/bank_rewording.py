"""Writing a question of the bank anew: what the page opens with, and what somebody else wrote meanwhile.

A page carries digests of what it was opened with. The question is held while they are compared with what is saved, so
that of two who press at the same moment the second is told.
"""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Prefetch
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from cme.desk.bank_page import WROTE
from cme.desk.conflicts import Conflict, Place, place_of, read_base
from cme.desk.forms.bank import RewordForm
from cme.desk.merging import Copy, Difference, digest_of, digests_of, merge
from cme.desk.pages import actor_of
from cme.desk.sending import copy_of_forms, tidy, words_of
from content.bank_checks import said_of
from content.corrected_text import as_next_wording
from content.models import Article, KeyCorrection, Question, QuestionVersion
from content.question_text import CHOSEN, TYPED, QuestionText
from content.services.questions import wording_as_text
from content.standing_keys import corrections_of, restated_in
from content.word_marks import Effort

OPENED, OPENED_AT = "_opened", "_opened_at"
KEY = "key"  # what is right, which the page shows and no field holds
HEADING = "Somebody else changed this question"
NOT_LOST = (
    " Nothing of yours is lost: it stands below and is not saved yet. Compare, take over what you want to keep, and "
    "save again; that writes your text on top of what is saved."
)
ANSWER = re.compile(r"(?P<kind>option|part)-(?P<place>\d{1,3})(?P<why>-why)?", re.ASCII)
GONE = "(no longer there)"


class Rewording:
    """One request for the next wording of a question: what is saved, and what was sent.

    Attributes:
        version: The newest version.
        form: What the page shows.
        conflict: What somebody else saved meanwhile, if that is to be told.
    """

    def __init__(self, request: HttpRequest, question: Question, version: QuestionVersion) -> None:
        self.request, self.question, self.version = request, question, version
        self.corrections = list(version.corrections.all())
        self.text = as_next_wording(version, wording_as_text(version), self.corrections)
        self.conflict: Conflict | None = None
        fresh = RewordForm(None, text=self.text)
        self.theirs = copy_of_forms(fresh, ())
        self.digests = digests_of(self.theirs) | {KEY: digest_of(_key_of(self.text))}
        self.opened = {OPENED: json.dumps(self.digests), OPENED_AT: timezone.now().isoformat()}
        self.form = fresh if request.method != "POST" else RewordForm(request.POST, text=self.text)

    def is_stale(self) -> bool:
        """Tell whether something else is saved than what the page was opened with."""
        return read_base(self.request.POST.get(OPENED, "")) != self.digests

    def join(self) -> bool:
        """Join both texts in the form, and tell where they differ; nothing is saved.

        Returns:
            Whether there is anything to save: not where what was sent is what is saved, as after pressing twice.
        """
        sent, base = self.request.POST, read_base(self.request.POST.get(OPENED, ""))
        mine = Copy({name: tidy(sent.getlist(name)) for name in self.theirs.fields if name in sent})
        merged = merge(mine=mine, theirs=self.theirs, base=base)
        gone = list(_gone(sent, self.theirs, base))
        if merged.copy == self.theirs and not (merged.taken or gone):
            return False
        data = sent.copy()
        for name, values in merged.copy.fields.items():
            data.setlist(name, list(values))
        self.form = RewordForm(data, text=self.text)
        effort = Effort()
        places = [self._place(difference, effort) for difference in merged.differences] + gone
        taken = [str(self.form[name].label) for name in merged.taken]
        self.conflict = Conflict(self._said_who() + NOT_LOST, places, taken, HEADING)
        return True

    def notes(self) -> dict[str, Any]:
        """Return what the page says of a corrected key."""
        restated = restated_in(self.version, corrections_of([self.question.pk]))
        latest = self.corrections[-1] if self.corrections else None
        return {
            "correction": latest,
            "is_void": bool(latest and latest.key.get("is_void")),
            "shows_no_key": self.version.kind in CHOSEN or bool(self.text.parts),
            "restated": said_of(restated, f"“{self.version}”") if restated else "",
        }

    def _place(self, difference: Difference, effort: Effort) -> Place:
        field = self.form[difference.place]
        theirs, mine = (
            words_of(field, (side or {}).get(field.name, ())) for side in (difference.theirs, difference.mine)
        )
        return place_of(str(field.label), field.id_for_label, theirs, mine, effort)

    def _said_who(self) -> str:
        """Say who changed the question after the page was opened, as far as anything tells."""
        found = [row for row in _changes_of(self.question, self.version) if row[0] >= _opened_at(self.request)]
        if not found:
            return "Somebody changed this question after you opened the page."
        at, user, what = max(found, key=lambda row: row[0])
        who = "Somebody" if user is None else "You" if user == actor_of(self.request) else user.get_username()
        return f"{who} {what} at {at:%H:%M} UTC on {at:%-d %B %Y}, after you opened the page."


def newest_of(question: Question) -> QuestionVersion | None:
    """Return the newest version with all that the page needs."""
    corrections = Prefetch("corrections", KeyCorrection.objects.with_rationales().order_by("number"))
    return question.versions.order_by("-number").prefetch_related("options", "parts", corrections).first()


def _key_of(text: QuestionText) -> tuple[str, ...]:
    """Return what is right, and how many answers there are."""
    accepted = [f"{row.text} ± {row.tolerance} {text.unit}" for row in text.options] if text.kind in TYPED else []
    return (text.kind, *accepted, *(str(row.is_key) for row in text.options), *(str(row.key) for row in text.parts))


def _gone(sent: QueryDict, theirs: Copy, base: dict[str, str]) -> Iterator[Place]:
    """Yield what I changed in answers that the question no longer has."""
    effort = Effort()
    for name, match in [(name, ANSWER.fullmatch(name)) for name in sent]:
        mine = tidy(sent.getlist(name))
        if match and mine and name not in theirs.fields and digest_of(mine) != base.get(name):
            label = f"{match['kind'].capitalize()} {int(match['place']) + 1}" + (", why" if match["why"] else "")
            yield place_of(label, "id_stem", GONE, "\n".join(mine), effort)


def _opened_at(request: HttpRequest) -> datetime:
    try:
        opened_at = parse_datetime(request.POST.get(OPENED_AT, ""))
    except ValueError:
        opened_at = None
    return opened_at if opened_at and opened_at.tzinfo else timezone.now()


def _changes_of(question: Question, version: QuestionVersion) -> Iterator[tuple[datetime, Any, str]]:
    """Yield the last change of each sort: when, who, and what was done."""
    kind, wrote = ContentType.objects.get_for_model(Question), WROTE.partition("{")[0]
    entries = LogEntry.objects.filter(content_type=kind, object_id=str(question.pk), change_message__startswith=wrote)
    entry = entries.select_related("user").order_by("-action_time").first()
    if entry:
        yield entry.action_time, entry.user, f"wrote version {version.number}"
    article = Article.objects.filter(draft_items__version=version).select_related("updated_by").order_by("-updated_at")
    for row in article[:1]:
        yield row.updated_at, row.updated_by, f"saved the questions of “{row.title}”"
    for correction in KeyCorrection.objects.filter(version=version).select_related("made_by").order_by("-number")[:1]:
        yield correction.made_at, correction.made_by, "corrected its key"
