"""Every form is sent every name that any model has, and nothing changes but what the form is for."""

from collections.abc import Iterator

import pytest
import time_machine
from django.apps import apps
from django.db import models

from cme.access.attesting import statement_stamp
from cme.assessment.models import Attempt
from cme.assessment.services import open_attempt
from cme.assessment.serving import served_items
from cme.learners.models import User
from tests.factories import NOW, make_learner, right_picks
from tests.visitors import Scene, attestation_cookie, client_of, learner_cookie, make_scene

pytestmark = pytest.mark.django_db
TABLES = [model for model in apps.get_models() if model._meta.app_label not in ("contenttypes", "auth")]
VALUES = ("1", "2001-01-01T00:00:00Z")
ARTICLE = "/articles/second-transplant/"


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def scene(db: None) -> Scene:
    return make_scene()


def names() -> list[str]:
    """Return every field of every model, as forms, formsets and lookups would spell it."""
    found: set[str] = set()
    for model in TABLES:
        for field in model._meta.get_fields():
            found |= {field.name, getattr(field, "attname", field.name), f"{model._meta.model_name}-0-{field.name}"}
            found |= {f"{model._meta.model_name}_{field.name}", f"{model._meta.model_name}__{field.name}"}
    # What the forms do use, and so must not be overwritten here.
    return sorted(found - {"edition", "item", "option", "attempt", "kind", "number"})


def snapshot() -> dict[str, dict[int, dict[str, object]]]:
    """Return every row of every table, by table and primary key."""
    return {
        model._meta.label: {row["pk"]: row for row in model._default_manager.values("pk", *_columns(model))}
        for model in TABLES
    }


def _columns(model: type[models.Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


def changes(before: dict, after: dict) -> dict[str, set[str]]:
    """Return what changed: ``new`` for rows that came, ``gone`` for those that went, else the columns."""
    found: dict[str, set[str]] = {}
    for label, rows in after.items():
        old = before[label]
        marks = {"new"} if rows.keys() - old.keys() else set()
        marks |= {"gone"} if old.keys() - rows.keys() else set()
        marks |= {name for pk in rows.keys() & old.keys() for name in rows[pk] if rows[pk][name] != old[pk][name]}
        if marks:
            found[label] = marks
    return found


def forms(scene: Scene) -> dict[str, tuple[str, dict[str, object], dict[str, set[str]]]]:
    """Return address, what the form is for, and what it alone may change."""
    item, options = list(right_picks(scene.open_post).items())[1]
    whole = {f"item-{item}": list(options) for item, options in right_picks(scene.open_post, wrong=3).items()}
    whole |= {f"seen-{step.item_id}": step.sequence for step in scene.open_post.steps.all()}
    post, pre = {"attempt": scene.open_post.pk}, {"attempt": scene.open_pre.pk}
    edition = {"edition": scene.edition.pk}
    own, keys = next(iter(right_picks(scene.open_self).items()))
    checked = {"attempt": scene.open_self.pk, "check": own, f"item-{own}": list(keys)}
    asked = next(iter(served_items(scene.edition.pk, "text").values()))
    said = edition | {"item": asked.version, f"item-{asked.version}": asked.options[0].id}
    rated = {"evaluation.Evaluation": {"new"}, "evaluation.Rating": {"new"}}
    steps = {"progress.Step": {"new"}}
    kept = {"assessment.AttemptStep": {"new"}, "assessment.Attempt": {"sequence"}}
    answers = {"assessment.Answer": {"new"}, "assessment.Pick": {"new"}}
    closed = kept | {"assessment.Attempt": {"submitted_at", "sequence"}, "assessment.Marking": {"new"}}
    statement = apps.get_model("evaluation", "Statement").objects.order_by("pk")[0]
    gate = {"who": "nurse", "gate_statement": statement_stamp()}
    return {
        "gate": (ARTICLE, gate, {"access.Attestation": {"new"}}),
        "steps": (f"{ARTICLE}steps/", edition | {"kind": "started"}, steps),
        "rate": (f"{ARTICLE}rate/", edition | {f"s-{statement.pk}": "4"}, rated | steps),
        "start": (f"{ARTICLE}test/start/", edition, steps),
        "save": (f"{ARTICLE}test/save/", post | {"item": item, f"item-{item}": list(options)}, kept),
        "submit": (f"{ARTICLE}test/submit/", post | whole, closed | answers),
        "submit the pre-test": (f"{ARTICLE}pre-test/submit/", pre | {"submit_anyway": "1"}, closed),
        "check": (f"{ARTICLE}self-check/check/", checked, kept),
        "in the text": (f"{ARTICLE}in-text/", said, closed | answers | steps | {"assessment.Attempt": {"new"}}),
        "code": (f"{ARTICLE}test/code/", {}, {}),
        "afresh": ("/start-afresh/", {}, {}),
    }  # fmt: skip


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize(
    "form",
    [
        "gate",
        "steps",
        "rate",
        "start",
        "save",
        "submit",
        "submit the pre-test",
        "check",
        "in the text",
        "code",
        "afresh",
    ],
)
def test_names_of_fields_change_nothing_beside_what_the_form_is_for(scene: Scene, form: str, value: str) -> None:
    address, sent, may_change = forms(scene)[form]
    client = client_of(scene.learner)
    before = snapshot()
    response = client.post(address, dict.fromkeys(names(), value) | sent)
    assert response.status_code < 400 or form == "gate", response.content.decode()[:500]
    found = changes(before, snapshot())
    unwanted = {label: marks - may_change.get(label, set()) for label, marks in found.items()}
    assert {label: marks for label, marks in unwanted.items() if marks} == {}


def test_new_rows_belong_to_the_learner_of_the_cookie(scene: Scene) -> None:
    """Whoever the form names."""
    client = client_of(scene.other)
    forged = {"learner": scene.passer.pk, "learner_id": scene.passer.pk, "key": scene.passer.key}
    client.post(f"{ARTICLE}test/start/", forged | {"edition": scene.edition.pk, "number": 7, "kind": "pre"})
    opened = Attempt.objects.latest("pk")
    assert (opened.learner, opened.number, opened.kind, opened.submitted_at) == (scene.other, 1, "post", None)


def test_nobody_becomes_staff_by_a_form(scene: Scene) -> None:
    client = client_of(scene.learner)
    before = list(User.objects.order_by("pk").values_list("username", "is_staff"))
    grab = {"is_staff": "1", "is_superuser": "1", "username": "x", "password": "x", "groups": "1", "level": "3"}
    for address, sent, _ in forms(scene).values():
        client.post(address, grab | sent)
    assert list(User.objects.order_by("pk").values_list("username", "is_staff")) == before
    assert client.get("/admin/").status_code == 302


def test_changes_are_noticed(scene: Scene) -> None:
    """Negative control: another learner's attempt and a new learner are both seen."""
    before = snapshot()
    open_attempt(learner=make_learner(), edition=scene.edition, role="post", at=NOW)
    Attempt.objects.filter(pk=scene.open_post.pk).update(submitted_at=NOW)
    assert changes(before, snapshot()) == {
        "learners.Learner": {"new"},
        "assessment.Attempt": {"new", "submitted_at"},
    }


def test_every_form_that_learners_send_is_tried(scene: Scene) -> None:
    tried = {address for address, _, _ in forms(scene).values()}
    assert tried >= {
        f"{ARTICLE}{name}"
        for name in ("steps/", "rate/", "test/start/", "test/save/", "test/submit/", "self-check/check/", "in-text/")
    }
    assert attestation_cookie()
    assert learner_cookie(scene.learner)
