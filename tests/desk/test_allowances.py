"""More time at the desk: granted by the learner's code, by those who may, and written down."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from cme.assessment.models import TimeAllowance
from cme.assessment.services import open_attempt
from cme.desk.groups import PERMISSIONS
from cme.learners.codes import code_of, learner_id_in
from cme.learners.models import Learner, User
from tests.factories import NOW, make_edition, make_learner
from tests.pages import parse, words

pytestmark = pytest.mark.django_db
ADD = "admin:assessment_timeallowance_add"


@pytest.fixture
def desk(client):
    client.force_login(User.objects.create_superuser("lead", password="a long word for tests"))
    return client


def test_time_is_granted_by_code_and_written_down(desk) -> None:
    learner = make_learner()
    with time_machine.travel(NOW, tick=False):
        response = desk.post(reverse(ADD), {"code": code_of(learner.pk).lower(), "extra_percent": "50"})
    assert response.status_code == 302
    granted = TimeAllowance.objects.get()
    assert (granted.learner, granted.extra_percent, granted.granted_at) == (learner, 50, NOW)
    assert granted.granted_by.username == "lead"
    entry = LogEntry.objects.get()
    assert (entry.object_id, entry.user.username) == (str(granted.pk), "lead")


def test_second_grant_replaces_the_first_and_open_attempt_keeps_its_end(desk) -> None:
    learner = make_learner()
    edition = make_edition(time_limit_minutes=30)
    attempt = open_attempt(learner=learner, edition=edition, role="post", at=NOW)
    for percent in ("50", "100"):
        desk.post(reverse(ADD), {"code": code_of(learner.pk), "extra_percent": percent})
    assert TimeAllowance.objects.get().extra_percent == 100
    attempt.refresh_from_db()
    assert attempt.deadline_at == NOW + timedelta(minutes=30)
    other = open_attempt(learner=learner, edition=make_edition(time_limit_minutes=30), role="post", at=NOW)
    assert other.deadline_at == NOW + timedelta(minutes=60)


def test_grant_can_be_changed_on_its_page(desk) -> None:
    desk.post(reverse(ADD), {"code": code_of(make_learner().pk), "extra_percent": "50"})
    page = reverse("admin:assessment_timeallowance_change", args=[TimeAllowance.objects.get().pk])
    assert desk.get(page).status_code == 200
    assert desk.post(page, {"extra_percent": "25"}).status_code == 302
    assert TimeAllowance.objects.get().extra_percent == 25


@pytest.mark.parametrize(
    ("code", "percent", "said"),
    [
        ("L-999999-1", "50", "No learner has this code"),
        ("", "50", "Fill in: Code of the learner."),
        ("own", "0", "Give at least 1 percent."),
        ("own", "301", "Give at most 300 percent."),
        ("own", "half", "Write a whole number."),
    ],
)
def test_wrong_grant_is_told_and_writes_nothing(desk, code: str, percent: str, said: str) -> None:
    own = code_of(make_learner().pk)
    response = desk.post(reverse(ADD), {"code": own if code == "own" else code, "extra_percent": percent})
    assert said in words(parse(response))
    assert not TimeAllowance.objects.exists()


def test_editors_and_leads_may_grant_and_reviewers_may_not() -> None:
    may = {name for name, granted in PERMISSIONS.items() if "assessment.add_timeallowance" in granted}
    assert may == {"Editor", "Accreditation lead"}


def test_code_is_read_back_and_wrong_digits_are_noticed() -> None:
    for number in (1, 7, 42, 1042, 98765):
        code = code_of(number)
        assert learner_id_in(f" {code.replace('-', '').lower()} ") == number
        for place in range(2, len(code)):
            if code[place].isdigit():
                wrong = code[:place] + str((int(code[place]) + 1) % 10) + code[place + 1 :]
                assert learner_id_in(wrong) != number
                assert learner_id_in(wrong) is None
    assert [learner_id_in(text) for text in ("", "L", "L-5", "x-1-8", "٣٤")] == [None] * 5


def test_code_is_not_the_key() -> None:
    learner = make_learner()
    assert learner.key not in code_of(learner.pk)
    assert Learner.objects.holding(code_of(learner.pk)).count() == 0
