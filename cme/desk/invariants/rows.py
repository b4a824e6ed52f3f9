"""What is true of rows together, asked of the database. Each function yields the rows that break it."""

import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from django.db.models import Case, Count, Exists, F, Max, Min, OuterRef, Q, Subquery, When

from cme.access.models import Attestation, Statement
from cme.assessment.models import Attempt, Marking
from cme.evaluation.models import Evaluation
from cme.learners.people import PERSON
from content.models import (
    CorrectedRationale,
    Dossier,
    DraftItem,
    Edition,
    EditionItem,
    KeyCorrection,
    QuestionVersion,
)
from content.models.question import DENOMINATORS, Role
from content.policy import Policy
from content.source import hash_of

CHUNK = 2000


def one_attempt_is_open() -> Iterator[str]:
    """A learner has at most one open attempt at each test of a release."""
    open_ones = Attempt.objects.open().order_by().values("learner", "release", "kind").annotate(n=Count("pk"))
    for row in open_ones.filter(n__gt=1).iterator(CHUNK):
        yield f"learner {row['learner']}, release {row['release']}, {row['kind']}: {row['n']} open attempts"


def attempts_are_numbered_from_one() -> Iterator[str]:
    """The attempts of a person at a test of a release are numbered from 1 without a gap.

    Learners who turned out to be one person may each have an attempt with the same number from before.
    """
    people = Attempt.objects.order_by().annotate(person=PERSON)
    for row in _with_gaps(people.values("person", "release", "kind")):
        yield f"learner {row['person']}, release {row['release']}, {row['kind']}: up to {row['most']}"


def attempts_keep_to_the_rules() -> Iterator[str]:
    """A learner takes no more attempts than the edition allows, waits between them, and takes none after a pass.

    A pass that came with a corrected key ends what may be opened from then on; an hour is left for pages that were
    just being opened.
    """
    columns = ("learner", "release", "opened_at", "submitted_at", "edition", "pk")
    passed = Marking.objects.filter(attempt=OuterRef("pk"), is_passed=True).order_by("number")
    attempts = (
        Attempt.objects.of_kind(Role.POST)
        .with_pass()  # one that a correction took back ends nothing
        .annotate(passed_number=Case(When(has_passed=True, then=Subquery(passed.values("number")[:1]))))
        .annotate(passed_at=Case(When(has_passed=True, then=Subquery(passed.values("marked_at")[:1]))))
        .order_by("learner", "release", "number")
        .values_list(*columns, "passed_number", "passed_at")
    )
    policies: dict[int, Policy] = {}
    for _, group in groupby(attempts.iterator(CHUNK), key=lambda row: row[:2]):
        yield from _against_the_rules(list(group), policies)


def markings_have_their_attempt_submitted_once() -> Iterator[str]:
    """A marking is of a submitted attempt, and no attempt has two of one number."""
    rows = Marking.objects.order_by().values("attempt", "number").annotate(n=Count("pk")).filter(n__gt=1)
    for row in rows.iterator(CHUNK):
        yield f"attempt {row['attempt']}: {row['n']} markings with number {row['number']}"
    for pk in Marking.objects.filter(attempt__submitted_at=None).values_list("pk", flat=True).iterator(CHUNK):
        yield f"marking {pk} is of an open attempt"


def edition_is_what_was_hashed() -> Iterator[str]:
    """The source of an edition has the hash that was taken when it was published."""
    editions = Edition.objects.order_by("pk").only("source", "source_hash")
    for edition in editions.iterator(50):
        if hash_of(edition.source) != edition.source_hash:
            yield f"edition {edition.pk}"


def dossier_is_what_was_hashed() -> Iterator[str]:
    """What stood behind an edition has the hash that was taken when it was published."""
    for dossier in Dossier.objects.order_by("pk").iterator(50):
        if hash_of(dossier.content) != dossier.content_hash:
            yield f"dossier {dossier.pk}"


def one_edition_stands() -> Iterator[str]:
    """An article has at most one edition that nothing supersedes."""
    standing = Edition.objects.filter(superseded_at=None).order_by().values("release__article").annotate(n=Count("pk"))
    for row in standing.filter(n__gt=1).iterator(CHUNK):
        yield f"article {row['release__article']}: {row['n']} editions"


def attempt_is_of_its_editions_release() -> Iterator[str]:
    """An attempt and an evaluation name an edition of the release that they name."""
    for model in (Attempt, Evaluation):
        rows: Any = model._default_manager.exclude(edition__release=F("release"))
        for pk in rows.values_list("pk", flat=True).iterator(CHUNK):
            yield f"{model._meta.verbose_name} {pk}"


def pinned_versions_are_frozen() -> Iterator[str]:
    """A question version that an edition pins is frozen."""
    loose = EditionItem.objects.filter(version__frozen_at=None).order_by("pk")
    for pk, version in loose.values_list("pk", "version").iterator(CHUNK):
        yield f"item {pk}: version {version}"


def points_divide_evenly() -> Iterator[str]:
    """A point is divided into a number of shares that adds up with all others."""
    rows = QuestionVersion.objects.exclude(denominator__in=DENOMINATORS).values_list("pk", "denominator")
    for pk, denominator in rows.iterator(CHUNK):
        yield f"version {pk}: {denominator} shares"


def drafts_name_versions_that_exist() -> Iterator[str]:
    """A draft's item names a question version that exists."""
    version = QuestionVersion.objects.filter(pk=OuterRef("version_id"))
    for pk in DraftItem.objects.filter(~Exists(version)).order_by().values_list("pk", flat=True).iterator(CHUNK):
        yield f"draft item {pk}"


def corrections_are_of_asked_versions() -> Iterator[str]:
    """Corrections of a key are of a version that an edition asks, numbered from 1 without a gap."""
    for row in _with_gaps(KeyCorrection.objects.order_by().values("version")):
        yield f"version {row['version']}: up to {row['most']}"
    pinned = EditionItem.objects.filter(version=OuterRef("version"))
    for pk in KeyCorrection.objects.filter(~Exists(pinned)).values_list("pk", flat=True).iterator(CHUNK):
        yield f"correction {pk} is of a version that no edition asks"


def corrected_rationales_are_of_their_version() -> Iterator[str]:
    """A rationale that came with a correction explains an option or a part of the corrected version."""
    foreign = CorrectedRationale.objects.exclude(
        Q(option__version=F("correction__version")) | Q(part__version=F("correction__version"))
    )
    for pk in foreign.order_by().values_list("pk", flat=True).iterator(CHUNK):
        yield f"rationale {pk}"


def one_evaluation_a_release() -> Iterator[str]:
    """A learner has rated a release at most once."""
    rows = Evaluation.objects.order_by().values("learner", "release").annotate(n=Count("pk")).filter(n__gt=1)
    for row in rows.iterator(CHUNK):
        yield f"learner {row['learner']}, release {row['release']}: {row['n']} evaluations"


def attestations_name_their_statement() -> Iterator[str]:
    """An attestation names a statement that exists, and a statement is the wording that was hashed (A1)."""
    statement = Statement.objects.filter(pk=OuterRef("statement_id"))
    for pk in Attestation.objects.filter(~Exists(statement)).order_by().values_list("pk", flat=True).iterator(CHUNK):
        yield f"attestation {pk} names no statement"
    columns = ("pk", "text_hash", "version", "language", "text")
    for pk, text_hash, *wording in Statement.objects.values_list(*columns).iterator(CHUNK):
        if hashlib.sha256("\n".join(wording).encode()).hexdigest() != text_hash:
            yield f"statement {pk} is not the wording that was hashed"


INVARIANTS = (
    one_attempt_is_open,
    attempts_are_numbered_from_one,
    attempts_keep_to_the_rules,
    markings_have_their_attempt_submitted_once,
    edition_is_what_was_hashed,
    dossier_is_what_was_hashed,
    one_edition_stands,
    attempt_is_of_its_editions_release,
    pinned_versions_are_frozen,
    points_divide_evenly,
    drafts_name_versions_that_exist,
    corrections_are_of_asked_versions,
    corrected_rationales_are_of_their_version,
    one_evaluation_a_release,
    attestations_name_their_statement,
)


def _with_gaps(grouped: Any) -> Iterator[dict[str, Any]]:
    """Yield the groups whose numbers are not 1 to their highest."""
    counted = grouped.annotate(least=Min("number"), most=Max("number"), n=Count("number", distinct=True))
    yield from counted.filter(~Q(least=1) | ~Q(n=F("most"))).iterator(CHUNK)


def _against_the_rules(attempts: list[Any], policies: dict[int, Policy]) -> Iterator[str]:
    for place, (_, _, opened_at, _, edition, pk, _, _) in enumerate(attempts):
        if edition not in policies:
            policies[edition] = Policy.from_json(Edition.objects.values_list("policy", flat=True).get(pk=edition))
        policy, earlier = policies[edition], attempts[:place]
        if policy.attempts_allowed and place >= policy.attempts_allowed:
            yield f"attempt {pk} is one more than the {policy.attempts_allowed} allowed"
        ends = [submitted for _, _, _, submitted, _, _, _, _ in earlier if submitted]
        if policy.wait_hours and ends and opened_at < max(ends) + timedelta(hours=policy.wait_hours):
            yield f"attempt {pk} was opened before the wait was over"
        if any(_is_after(opened_at, row) for row in earlier):
            yield f"attempt {pk} was opened after a pass"


def _is_after(opened_at: datetime, earlier: Any) -> bool:
    """Tell whether an attempt was opened though an earlier one was passed by then."""
    *_, number, passed_at = earlier
    if number is None:
        return False
    return number == 1 or opened_at > passed_at + timedelta(hours=1)
