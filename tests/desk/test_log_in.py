"""Logging in to the desk: guessing is slow, and locks nobody out."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from tests.desk.desks import make_user, text

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough password"
LOG_IN = "/admin/login/"
NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def user(settings):
    settings.LOG_INS_AN_HOUR = 3
    user = make_user("ada", "Editor")
    user.set_password(PASSWORD)
    user.save()
    return user


def log_in(password: str = PASSWORD, *, network: str = "192.0.2.1", name: str = "ada", **headers):
    return Client(REMOTE_ADDR=network, headers=headers).post(LOG_IN, {"username": name, "password": password})


def test_network_that_guesses_is_stopped_and_the_right_password_tells_it_nothing():
    """Guessed for one name or for many: credential stuffing."""
    with time_machine.travel(NOON, tick=False):
        guessed = [log_in("wrong", name=name).status_code for name in ("ada", "bob", "ada")]
        refused = log_in()
        assert (guessed, refused.status_code) == ([200] * 3, 429)
        assert "Your network has tried to log in very often in the last hour." in text(refused)
        assert log_in("wrong", network="192.0.2.1", **{"X-Forwarded-For": "203.0.113.9"}).status_code == 429
        assert log_in(network="192.0.2.2").status_code == 302
    with time_machine.travel(NOON + HOUR, tick=False):
        assert log_in().status_code == 302


def test_page_to_log_in_opens_however_often_it_is_asked_for():
    client = Client()
    assert {client.get(LOG_IN).status_code for _ in range(5)} == {200}
