"""What an attestation leaves behind: complete, and only ever added to (A1)."""

import hashlib
from datetime import timedelta

import pytest
from django.forms import model_to_dict

from cme.access.attesting import statement_stamp
from cme.access.models import Attestation, Statement
from cme.access.services import record_attestation
from cme.learners import identity
from cme.learners.models import Learner
from tests.factories import NOW, make_learner
from tests.visitors import Scene, client_of, tampered

pytestmark = pytest.mark.django_db
ARTICLE = "/articles/second-transplant/"


def confirm(client, who: str = "physician") -> Attestation:
    client.post(ARTICLE, {"who": who, "gate_statement": statement_stamp()})
    return Attestation.objects.latest("pk")


def test_record_is_complete(client, scene: Scene, settings) -> None:
    """A1: exact wording (version, hash, language), profession, moment in UTC, learner, capture, expiry."""
    row = confirm(client, "pharmacist")
    assert (row.profession, row.profession_label) == ("pharmacist", "a pharmacist")
    assert (row.attested_at, row.expires_at) == (NOW, NOW + timedelta(days=90))
    assert (row.level, row.capture) == (1, "gate")
    assert client.cookies[identity.COOKIE].value.startswith(row.learner.key)
    assert (row.statement.version, row.statement.language) == (settings.GATE_STATEMENT_VERSION, "en")
    assert settings.GATE_STATEMENT in row.statement.text


def test_record_names_the_professions_that_were_offered(client, scene: Scene, settings) -> None:
    """They are part of the wording: a label that changes makes another wording."""
    text = confirm(client).statement.text
    for label in settings.GATE_PROFESSIONS.values():
        assert label in text


def test_hash_of_a_wording_can_be_checked_from_its_row(client, scene: Scene) -> None:
    row = confirm(client).statement
    wording = "\n".join([row.version, row.language, row.text])
    assert row.text_hash == hashlib.sha256(wording.encode()).hexdigest()


def test_wording_is_kept_once(scene: Scene) -> None:
    before = Statement.objects.count()
    for _ in range(3):
        record_attestation(learner=make_learner(), profession="nurse", at=NOW)
    assert Statement.objects.count() == before


def test_record_names_the_version_shown_when_only_the_version_changed(client, scene: Scene, settings) -> None:
    settings.GATE_STATEMENT_VERSION = "2027-01"
    assert confirm(client).statement.version == "2027-01"


def test_confirming_again_adds_a_record_and_changes_none(scene: Scene) -> None:
    client = client_of(scene.learner)
    first = confirm(client)
    before = model_to_dict(first)
    second = confirm(client, "nurse")
    assert second.pk != first.pk
    assert second.learner == first.learner == scene.learner
    first.refresh_from_db()
    assert model_to_dict(first) == before


def test_forged_learner_cookie_begins_a_new_learner(scene: Scene) -> None:
    client = client_of(scene.learner, is_attested=False)
    client.cookies[identity.COOKIE] = tampered(client.cookies[identity.COOKIE].value)
    row = confirm(client)
    assert row.learner not in (scene.learner, scene.passer, scene.other)
    assert client.cookies[identity.COOKIE].value.startswith(row.learner.key)


def test_learner_has_a_random_key_and_no_name(client, scene: Scene) -> None:
    learner = confirm(client).learner
    assert len(learner.key) == 32
    assert {field.name for field in Learner._meta.fields} == {"id", "key", "created_at", "merged_into", "is_simulated"}


def test_no_address_of_the_visitor_is_kept(client, scene: Scene) -> None:
    """A1: an IP address only if a setting asks for it; none does."""
    client.defaults["REMOTE_ADDR"] = "203.0.113.77"
    row = confirm(client)
    kept = repr(model_to_dict(row)) + repr(model_to_dict(row.learner)) + repr(model_to_dict(row.statement))
    assert "203.0.113" not in kept
