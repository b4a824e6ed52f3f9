"""Many who ask for the same translation at once get one; many who spend at once spend no more than the day has."""

from datetime import timedelta

import pytest

from content.models import MachineUse, Translation
from content.services.machine_translating import _NoRoom, _spend, make_translation
from content.services.translating import request_translation
from tests.content.translating.machines import machine_here
from tests.factories import NOW, make_edition
from tests.racing import race

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 6


@pytest.fixture(autouse=True)
def _queue(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


def test_asked_for_by_many_at_once_it_is_one(settings) -> None:
    edition = make_edition()
    with machine_here(settings):
        asked = race(*[lambda: request_translation(edition=edition, language="de", at=NOW).pk] * MANY)
    assert len(set(asked)) == 1
    assert Translation.objects.count() == 1


def test_made_by_many_workers_at_once_it_is_paid_once(settings) -> None:
    with machine_here(settings) as machine:
        settings.TRANSLATION_SECONDS = 10
        row = request_translation(edition=make_edition(), language="de", at=NOW)
        made = race(*[lambda: make_translation(translation_id=row.pk, at=NOW)] * MANY)
        assert sorted(made) == [False] * (MANY - 1) + [True]
        sent = [words for _, _, body in machine.asked for words in body["text"]]
    assert len(sent) == len(set(sent))
    row.refresh_from_db()
    assert row.state == "published"


def test_many_at_once_spend_no_more_than_the_day_has(settings) -> None:
    settings.TRANSLATION_CHARACTERS_A_DAY = 100

    def spend() -> bool:
        try:
            _spend(30, NOW)
        except _NoRoom:
            return False
        return True

    assert sum(race(*[spend] * MANY)) == 3
    assert MachineUse.objects.get().characters == 90
    _spend(30, NOW + timedelta(days=1))
    assert MachineUse.objects.count() == 2
