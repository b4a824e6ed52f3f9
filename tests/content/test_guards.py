"""Rows that are written once: the database refuses to change them, whatever the door."""

import pytest
from django.db import IntegrityError, connection, transaction

from cme.access.models import Attestation
from cme.access.services import record_attestation
from cme.assessment.models import Answer, Attempt, Marking, Pick
from cme.progress.models import Step
from cme.progress.services import record_steps
from content.models import Edition, EditionItem, Option, QuestionVersion
from tests.factories import NOW, make_edition, make_learner, take_test

pytestmark = pytest.mark.django_db

GUARDS = {
    "access_attestation_written_once_update",
    "assessment_answer_closed_for_good_insert",
    "assessment_answer_closed_for_good_update",
    "assessment_attempt_closed_for_good_update",
    "assessment_attemptstep_written_once_update",
    "assessment_marking_written_once_update",
    "assessment_pick_closed_for_good_insert",
    "assessment_pick_closed_for_good_update",
    "content_approvedwording_written_once_update",
    "content_draftversion_written_once_update",
    "content_accreditationfile_written_once_update",
    "content_disclosure_fixed_once_sent_update",
    "content_disclosurerequest_answered_once_update",
    "content_dossier_written_once_update",
    "content_edition_written_once_update",
    "content_editionitem_written_once_update",
    "content_correctedrationale_written_once_update",
    "content_keycorrection_written_once_update",
    "content_letter_written_once_update",
    "content_option_written_once_insert",
    "content_option_written_once_update",
    "content_part_written_once_insert",
    "content_part_written_once_update",
    "content_pause_written_once_update",
    "content_questionversion_written_once_update",
    "content_reappearance_written_once_update",
    "content_retraction_written_once_update",
    "content_reviewcomment_written_once_update",
    "content_reviewlink_written_once_update",
    "content_reviewround_written_once_update",
    "content_signoff_written_once_update",
    "content_signoffcode_written_once_update",
    "content_relationship_fixed_once_sent_update",
    "content_showing_written_once_update",
    "content_topic_stands_in_a_tree_insert",
    "content_topic_stands_in_a_tree_update",
    "content_translatedblock_frozen_once_published_insert",
    "content_translatedblock_frozen_once_published_update",
    "content_translation_frozen_once_published_update",
    "content_twinedition_written_once_update",
    "content_twinsignoff_written_once_update",
    "content_twinswitch_written_once_update",
    "progress_step_written_once_update",
    "reporting_problemreport_written_once_update",
    "support_contribution_moves_forward_update",
    "support_contribution_offer_is_fixed_update",
    "support_contribution_wording_is_fixed_update",
    "support_grantenquiry_wording_is_fixed_update",
    "support_suggestion_wording_is_fixed_update",
}


def test_every_guard_stands_after_all_migrations() -> None:
    """A later migration that rebuilds a guarded table on SQLite would lose its triggers."""
    table = "sqlite_master" if connection.vendor == "sqlite" else "information_schema.triggers"
    column = "name" if connection.vendor == "sqlite" else "trigger_name"
    where = " WHERE type = 'trigger'" if connection.vendor == "sqlite" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table}{where}")
        standing = {row[0] for row in cursor.fetchall()}
    assert standing >= GUARDS


def _refused(change) -> bool:
    try:
        with transaction.atomic():
            change()
    except IntegrityError:
        return True
    return False


def test_a_published_edition_is_refused_every_change_but_its_end() -> None:
    edition = make_edition()
    rows = Edition.objects.filter(pk=edition.pk)
    for change in (
        {"source": {}},
        {"source_hash": "x"},
        {"teaser": {}},
        {"slug": "other"},
        {"correction": 7},
        {"pass_mark_percent": 1},
        {"released_at": NOW},
        {"is_demonstration": False},
        {"what_changed": "x"},
    ):
        assert _refused(lambda change=change: rows.update(**change)), change
    assert not _refused(lambda: rows.update(superseded_at=NOW, changed_at=NOW, html={}, renderer_version=2))


def test_a_pinned_question_is_refused_every_change() -> None:
    edition = make_edition()
    version = QuestionVersion.objects.filter(edition_items__edition=edition).first()
    assert _refused(lambda: QuestionVersion.objects.filter(pk=version.pk).update(stem="another"))
    assert _refused(lambda: Option.objects.filter(version=version).update(is_key=True))
    assert _refused(lambda: Option.objects.create(version=version, position=9, text="late"))
    assert _refused(lambda: EditionItem.objects.filter(edition=edition).update(passage="other"))


def test_a_submitted_attempt_is_refused_every_change() -> None:
    attempt = take_test(make_edition(), wrong=1)
    option = Option.objects.exclude(picks__answer__attempt=attempt).first()
    assert _refused(lambda: Attempt.objects.filter(pk=attempt.pk).update(submitted_at=None))
    assert _refused(lambda: Pick.objects.filter(answer__attempt=attempt).update(option=option))
    assert _refused(lambda: Pick.objects.create(answer=attempt.answers.first(), option=option))
    assert _refused(lambda: Answer.objects.filter(attempt=attempt).update(saved_at=NOW))
    assert _refused(lambda: Marking.objects.filter(attempt=attempt).update(points=4))


def test_attestations_and_steps_are_append_only() -> None:
    """A1, S2."""
    edition, learner = make_edition(), make_learner()
    record_attestation(learner=learner, profession="nurse", at=NOW)
    record_steps(learner=learner, edition=edition, kinds=[Step.Kind.STARTED], at=NOW)
    assert _refused(lambda: Attestation.objects.update(profession="physician"))
    assert _refused(lambda: Step.objects.update(kind="finished"))
