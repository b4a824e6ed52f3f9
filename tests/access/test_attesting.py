"""The attestation holds 90 days, for the wording confirmed, and cannot be forged (A2)."""

from datetime import timedelta

import pytest
from django.core import signing
from django.test import Client

from cme.access.attesting import COOKIE, statement_stamp
from cme.learners import identity
from cme.learners.models import Learner
from tests.factories import NOW
from tests.visitors import GATE_FIELD, Scene, attestation_cookie, client_of, learner_cookie, tampered

ARTICLE = "/articles/second-transplant/"


def is_let_in(client: Client, scene: Scene) -> bool:
    text = client.get(ARTICLE).content.decode()
    assert (GATE_FIELD in text) != (scene.word in text)
    return scene.word in text


@pytest.mark.parametrize(("seconds", "expected"), [(0, True), (90 * 86_400, True), (90 * 86_400 + 1, False)])
def test_attestation_holds_ninety_days_to_the_second(scene: Scene, clock, seconds: int, expected: bool) -> None:
    client = client_of()
    clock.move_to(NOW + timedelta(seconds=seconds))
    assert is_let_in(client, scene) is expected


def test_attestation_holds_as_long_as_the_setting_says(scene: Scene, clock, settings) -> None:
    client = client_of()
    settings.GATE_DAYS = 1
    clock.move_to(NOW + timedelta(days=1))
    assert is_let_in(client, scene)
    clock.move_to(NOW + timedelta(days=1, seconds=1))
    assert not is_let_in(client, scene)


def test_attestation_of_the_future_does_not_outlive_its_days(scene: Scene, clock) -> None:
    """A clock set back lets nobody in for longer than the cookie's own stamp says."""
    clock.move_to(NOW + timedelta(days=400))
    client = client_of()
    clock.move_to(NOW + timedelta(days=491))
    assert not is_let_in(client, scene)


@pytest.mark.parametrize(
    "changed",
    [
        {"GATE_STATEMENT_VERSION": "2027-01"},
        {"GATE_STATEMENT": "I confirm something else."},
        {"GATE_PROFESSIONS": {"physician": "a physician", "dentist": "a dentist"}},
        {"GATE_PROFESSIONS": {"physician": "a doctor"}},
    ],
    ids=["version", "statement", "professions", "name of a profession"],
)
def test_attestation_is_void_when_the_wording_changes(scene: Scene, settings, changed: dict[str, object]) -> None:
    """Also when somebody changed the statement and forgot its version."""
    client = client_of()
    assert is_let_in(client, scene)
    for name, value in changed.items():
        setattr(settings, name, value)
    assert not is_let_in(client, scene)


def test_attestation_holds_again_when_the_wording_is_put_back(scene: Scene, settings) -> None:
    client, statement = client_of(), settings.GATE_STATEMENT
    settings.GATE_STATEMENT = "Something else."
    assert not is_let_in(client, scene)
    settings.GATE_STATEMENT = statement
    assert is_let_in(client, scene)


def forgeries(scene: Scene) -> dict[str, str]:
    good = attestation_cookie()
    value, stamp, mark = good.rsplit(":", 2)
    return {
        "empty": "",
        "word": "1",
        "unsigned": value,
        "without its mark": f"{value}:{stamp}",
        "tampered": tampered(good),
        "another level": good.replace("1:", "3:", 1),
        "another time": f"{value}:{stamp[:-1]}z:{mark}",
        "learner's": learner_cookie(scene.passer),
        "own key": signing.TimestampSigner(key="guessed", salt="cme.access.attestation").sign(value),
        "another salt": signing.TimestampSigner(salt="cme.learners.identity").sign(value),
        "level 0, well signed": signing.TimestampSigner(salt="cme.access.attestation").sign(f"0:{statement_stamp()}"),
        "quoted signs": '"\\001\\177"',
        "long": "1:" * 3_000,
    }


def test_forged_attestation_lets_nobody_in(scene: Scene) -> None:
    for name, value in forgeries(scene).items():
        client = client_of(scene.passer)
        client.cookies[COOKIE] = value
        assert not is_let_in(client, scene), name


def test_learner_cookie_cannot_be_forged_or_swapped(scene: Scene) -> None:
    good = learner_cookie(scene.passer)
    forged = {
        "empty": "",
        "key alone": scene.passer.key,
        "tampered": tampered(good),
        "another's key": good.replace(scene.passer.key, scene.learner.key),
        "attestation's": attestation_cookie(),
        "number": str(scene.passer.pk),
        "own key": signing.Signer(key="guessed", salt="cme.learners.identity").sign(scene.passer.key),
        "unknown key": signing.Signer(salt="cme.learners.identity").sign("x" * 32),
    }
    for name, value in forged.items():
        client = client_of(scene.passer)
        client.cookies[identity.COOKIE] = value
        assert client.get(f"{ARTICLE}test/results/1/").status_code == 404, name
    assert client_of(scene.passer).get(f"{ARTICLE}test/results/1/").status_code == 200


@pytest.mark.parametrize("is_attested", [True, False])
def test_check_costs_no_query(scene: Scene, django_assert_num_queries, is_attested: bool) -> None:
    """The figure's view asks the database nothing, so whatever is counted is the gate's."""
    client = client_of(scene.passer, is_attested=is_attested)
    with django_assert_num_queries(0):
        response = client.get(f"/figures/{'0' * 64}.png")
    assert response.status_code == (404 if is_attested else 200)


def test_forged_learner_costs_no_query_and_begins_no_learner(scene: Scene, django_assert_num_queries) -> None:
    client = client_of()
    client.cookies[identity.COOKIE] = tampered(learner_cookie(scene.passer))
    before = Learner.objects.count()
    with django_assert_num_queries(0):
        client.get(f"{ARTICLE}test/results/x/")
    assert Learner.objects.count() == before
