"""Translation by machine: three providers, what may come back, what it costs, and that nothing is done twice."""

import json
from datetime import UTC, timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from content.models import Edition, MachineUse, TranslatedBlock, Translation
from content.services.editions_in_blocks import blocks_in
from content.services.machine_translating import AT_ONCE, TRIES, make_translation
from content.services.publishing import Correction
from content.services.translating import (
    TranslationRefused,
    request_translation,
    retry_translation,
    sweep_translations,
    withdraw,
)
from content.translating.engines import engine_in_use
from content.translating.wire import MOST_BYTES, EngineFailed
from tests.content.translating.machines import NAMES, Machine, machine_here, sound
from tests.content.translating.people import by_people
from tests.factories import NOW, correct, make_edition, retract

pytestmark = pytest.mark.django_db
State = Translation.State
PASSAGE = "## Findings\n\n::: passage who-did-worse objective=survival\n{}[@paper]\n:::\n"
BODY = PASSAGE.format("The *new* drug blinatumomab 28 µg/day did not cure 5% of adults (HR 0.71; 95% CI, 0.55–0.93).")
LONG = "\n\n".join(f"Paragraph {'abcdefgh'[n % 8] * (n + 2)} stays." for n in range(60))
QUEUE = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


@pytest.fixture(autouse=True)
def _queue(settings):
    """Have tasks wait, so that a test says when they run."""
    settings.TASKS = QUEUE
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def machine(settings):
    with machine_here(settings) as here:
        yield here


def asked(edition: Edition | None = None, language: str = "de") -> Translation:
    return request_translation(edition=edition or make_edition(body=BODY), language=language, at=NOW)


def made(row: Translation, at=NOW) -> Translation:
    make_translation(translation_id=row.pk, at=at)
    return Translation.objects.get(pk=row.pk)


# -- providers --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("engine", NAMES)
def test_each_provider_translates_every_block_of_an_edition(settings, engine: str) -> None:
    with machine_here(settings, engine):
        row = made(asked())
    assert (row.state, row.engine, row.problem) == (State.PUBLISHED, NAMES[engine], "")
    assert row.model == {"deepl": "quality_optimized", "google": "nmt", "libretranslate": ""}[engine]
    blocks = {block.key: block for block in blocks_in(row.edition, with_items=False)}
    stored = dict(row.blocks.values_list("key", "text"))
    assert set(stored) == set(blocks)
    drug = next(text for key, text in stored.items() if key.startswith("body") and "blinatumomab" in text)
    assert "28 µg/day" in drug
    assert "nicht" in drug
    assert "HR 0.71" in drug
    assert "{" in drug
    assert all(row.source_hash == blocks[row.key].source_hash for row in row.blocks.all())


@pytest.mark.parametrize("engine", NAMES)
def test_wrong_key_ends_it_at_once(settings, engine: str) -> None:
    with machine_here(settings, engine) as machine:
        settings.TRANSLATION_KEY = "another key"
        row = made(asked())
    assert row.state == State.FAILED
    assert "refused (answer 403)" in row.problem
    assert len(machine.asked) == 1


@pytest.mark.parametrize("engine", NAMES)
def test_nothing_of_a_visitor_or_of_this_machine_is_sent(settings, engine: str) -> None:
    with machine_here(settings, engine) as machine:
        made(asked())
    known = {
        "host", "content-type", "accept", "content-length", "authorization", "x-goog-api-key", "accept-encoding",
        "user-agent", "connection",
    }  # fmt: skip
    fields = {
        "text", "source_lang", "target_lang", "tag_handling", "preserve_formatting", "q", "source", "target", "format",
        "api_key",
    }  # fmt: skip
    assert machine.asked
    for _, headers, body in machine.asked:
        assert set(headers) <= known
        assert headers["user-agent"] == "cme-site"
        assert set(body) <= fields


def test_no_engine_without_a_setting(settings) -> None:
    assert engine_in_use() is None
    with pytest.raises(TranslationRefused):
        asked()


# -- answers ----------------------------------------------------------------------------------------------------------
BUSY = [(429, {"Retry-After": "90"}, b""), (500, {}, b""), (503, {}, b"<html>"), 0.9]
USED_UP = (456, {}, b'{"message": "Quota Exceeded"}')
FINAL = [(302, {"Location": "http://127.0.0.1/"}, b""), (400, {}, b""), (200, {}, b"x" * (MOST_BYTES + 1))]
GARBAGE = [
    (200, {}, b"<html>not json"), (200, {}, b"[]"), sound({"translations": "no"}), sound({"translations": []}),
    sound({"translations": [{"text": 3}] * AT_ONCE}), (200, {}, b"\xff\xfe"), (200, {}, b"[" * 100_000),
]  # fmt: skip


@pytest.mark.parametrize("act", BUSY + GARBAGE)
def test_fault_of_the_provider_is_tried_again_later(machine: Machine, act: Any) -> None:
    machine.acts.append(act)
    row = made(asked())
    assert row.state == State.WAITING
    assert row.next_at > NOW
    assert row.problem.startswith("DeepL: ")
    assert made(row, at=NOW + timedelta(seconds=30)).state == State.WAITING, "Nobody waits."
    assert made(row, at=NOW + timedelta(hours=1)).state == State.PUBLISHED


def test_wait_that_the_provider_names_is_obeyed(machine: Machine) -> None:
    machine.acts.append(BUSY[0])
    assert made(asked()).next_at == NOW + timedelta(seconds=90)


def test_quota_that_is_used_up_waits_for_half_a_day(machine: Machine) -> None:
    machine.acts.append(USED_UP)
    assert made(asked()).next_at == NOW + timedelta(hours=12)


@pytest.mark.parametrize("act", FINAL)
def test_refusal_or_redirect_or_flood_ends_it(machine: Machine, act: Any) -> None:
    machine.acts.append(act)
    row = made(asked())
    assert (row.state, row.next_at) == (State.FAILED, None)
    assert len(machine.asked) == 1, "A redirect is not followed."


def test_it_is_given_up_after_some_tries_and_staff_may_try_again(machine: Machine) -> None:
    machine.acts += [(500, {}, b"")] * TRIES
    row = asked()
    for turn in range(TRIES):
        row = made(row, at=NOW + timedelta(days=turn))
    assert (row.state, len(machine.asked)) == (State.FAILED, TRIES)
    later = NOW + timedelta(days=TRIES)
    assert retry_translation(translation=row, at=later)
    assert not retry_translation(translation=row, at=later)
    assert made(row, at=later).state == State.PUBLISHED


def test_only_https_is_asked_where_plain_http_is_not_allowed(machine: Machine, settings) -> None:
    settings.TRANSLATION_PLAIN_HTTP = False
    row = made(asked())
    assert row.state == State.FAILED
    assert machine.asked == []
    with pytest.raises(EngineFailed):
        engine_in_use().translate(["a"], into="de")


# -- what may come back -----------------------------------------------------------------------------------------------
CHANGES = {
    "a dose": lambda html: html.replace("28 µg/day", "82 µg/day"),
    "a unit": lambda html: html.replace("28 µg/day", "28 mg/day"),
    "a hazard ratio": lambda html: html.replace("HR 0.71", "HR 0,71"),
    "an interval": lambda html: html.replace("0.55–0.93", "0.55-0.93"),
    "a share": lambda html: html.replace(">5%<", ">50%<"),
    "a drug": lambda html: html.replace(">blinatumomab<", ">Blincyto<"),
    "a negation that is lost": lambda html: html.replace("nicht", "wohl"),
    "a negation that comes in": lambda html: html.replace("Findingsen", "Kein Befund"),
    "a citation that is lost": lambda html: html.replace('id="v2"', 'id="v9"'),
    "a number that comes in": lambda html: html.replace("Findingsen", "12 Befunde"),
    "markup": lambda html: html + "<script>alert(1)</script>",
    "half of it": lambda html: html[: len(html) // 2] if "translate=" in html else html,
    "nothing": lambda html: "",
    "far too much": lambda html: html + " und so weiter" * 500,
    "something twice": lambda html: html.replace("Findingsen", '<span translate="no" id="k1">x</span>'),
}


@pytest.mark.parametrize("name", CHANGES)
def test_translation_is_refused_when_something_changed(machine: Machine, name: str) -> None:
    machine.changes = CHANGES[name]
    row = made(asked())
    assert row.state == State.REFUSED, name
    assert row.problem
    assert retry_translation(translation=row, at=NOW)


def test_numbers_and_drugs_travel_as_not_to_be_translated(machine: Machine) -> None:
    made(asked())
    sent = " ".join(text for _, _, body in machine.asked for text in body["text"])
    for kept in ("28 µg/day", "HR 0.71", "0.55–0.93", "blinatumomab", "5%"):
        assert f">{kept}</span>" in sent
    assert 'translate="no"' in sent
    assert "href" not in sent
    assert 'class="cite"' not in sent


# -- once -------------------------------------------------------------------------------------------------------------
def test_asked_for_twice_it_is_made_once(machine: Machine) -> None:
    edition = make_edition(body=BODY)
    assert asked(edition).pk == asked(edition).pk
    assert DBTaskResult.objects.count() == 1
    row = made(asked(edition))
    count = len(machine.asked)
    made(row)
    assert asked(edition).pk == row.pk
    assert len(machine.asked) == count


def test_database_lets_one_in_for_an_edition_and_a_language() -> None:
    edition = make_edition()
    fields = {"edition": edition, "language": "de", "origin": "machine", "requested_at": NOW, "changed_at": NOW}
    Translation.objects.create(state="refused", **fields)
    with pytest.raises(IntegrityError), transaction.atomic():
        Translation.objects.create(state="waiting", next_at=NOW, **fields)


def test_worker_that_ends_between_two_batches_pays_for_none_of_them_twice(machine: Machine, monkeypatch) -> None:
    row = asked(make_edition(body=PASSAGE.format(LONG)))
    machine.acts += [None, 0.9]  # the second request hangs as a worker that is killed would leave it
    assert made(row).state == State.WAITING
    kept = row.blocks.count()
    assert kept >= AT_ONCE
    finished = made(row, at=NOW + timedelta(hours=1))
    assert finished.state == State.PUBLISHED
    sent = [text for _, _, body in machine.asked[:1] + machine.asked[2:] for text in body["text"]]
    assert len(sent) == len(set(sent))


def test_what_takes_longer_than_a_lease_goes_on_in_the_next_task(machine: Machine, settings) -> None:
    settings.TASK_LEASE_SECONDS = 0
    row = asked(make_edition(body=PASSAGE.format(LONG)))
    runs = 0
    while row.state != State.PUBLISHED:
        row, runs = made(row), runs + 1
        assert runs < 10
    assert runs == len(machine.asked) >= 3
    sent = [text for _, _, body in machine.asked for text in body["text"]]
    assert len(sent) == len(set(sent))


def test_sweep_finds_what_is_in_no_task(machine: Machine) -> None:
    row = asked()
    assert sweep_translations(at=NOW) == 0, "It is in a task."
    DBTaskResult.objects.all().delete()
    assert sweep_translations(at=NOW) == 1
    assert sweep_translations(at=NOW) == 0
    made(row)
    DBTaskResult.objects.all().delete()
    assert sweep_translations(at=NOW) == 0


def test_translation_whose_worker_is_lost_comes_due_after_the_lease(machine: Machine, settings) -> None:
    row = asked()
    Translation.objects.filter(pk=row.pk).update(tries=1, next_at=NOW + timedelta(seconds=settings.TASK_LEASE_SECONDS))
    assert made(row).state == State.WAITING
    assert made(row, at=NOW + timedelta(seconds=settings.TASK_LEASE_SECONDS)).state == State.PUBLISHED


# -- costs ------------------------------------------------------------------------------------------------------------
def test_no_more_is_sent_on_a_day_than_the_setting_says(machine: Machine, settings) -> None:
    settings.TRANSLATION_CHARACTERS_A_DAY = 100
    row = made(asked())
    assert (row.state, machine.asked) == (State.WAITING, [])
    assert row.next_at.astimezone(UTC).date() == NOW.date() + timedelta(days=1)
    assert MachineUse.objects.get().characters == 0
    settings.TRANSLATION_CHARACTERS_A_DAY = 100_000
    done = made(row, at=row.next_at)
    assert done.state == State.PUBLISHED
    assert done.characters == MachineUse.objects.get(day=row.next_at.date()).characters > 0


# -- corrections ------------------------------------------------------------------------------------------------------
def test_after_a_minor_correction_only_what_changed_is_sent(machine: Machine) -> None:
    edition = make_edition(body=BODY)
    first = made(asked(edition))
    count = len(machine.asked)
    later = correct(edition, Correction.MINOR, key_learning="One word is other.")
    second = made(request_translation(edition=later, language="de", at=NOW))
    assert second.state == State.PUBLISHED
    sent = [text for _, _, body in machine.asked[count:] for text in body["text"]]
    assert sent == ["One word is other."]
    assert set(first.blocks.values_list("text", flat=True)) & set(second.blocks.values_list("text", flat=True))


def test_words_of_another_provider_are_not_carried(settings) -> None:
    edition = make_edition(body=BODY)
    with machine_here(settings, "google"):
        made(asked(edition))
    later = correct(edition, Correction.MINOR, key_learning="One word is other.")
    with machine_here(settings, "deepl") as machine:
        row = made(asked(later))
    assert (row.state, row.engine) == (State.PUBLISHED, "DeepL")
    assert "blinatumomab" in json.dumps([body for _, _, body in machine.asked])


def test_words_that_another_provider_left_unfinished_are_made_anew(settings, monkeypatch) -> None:
    monkeypatch.setattr("content.services.machine_translating.AT_ONCE", 1)
    with machine_here(settings, "google") as machine:
        row = asked()
        machine.acts = [0, 0, 0, (400, {}, b"")]
        assert made(row).state == State.FAILED
        left = set(row.blocks.values_list("pk", flat=True))
    with machine_here(settings, "deepl"):
        retry_translation(translation=row, at=NOW)
        row = made(row)
    assert (row.state, row.engine) == (State.PUBLISHED, "DeepL")
    assert left
    assert not row.blocks.filter(pk__in=left).exists()


def test_nothing_is_carried_into_a_new_release(machine: Machine) -> None:
    edition = make_edition(body=BODY)
    made(asked(edition))
    count = len(machine.asked)
    later = correct(edition, Correction.MATERIAL)
    assert not Translation.objects.for_edition(later).exists()
    made(request_translation(edition=later, language="de", at=NOW))
    assert len([text for _, _, body in machine.asked[count:] for text in body["text"]]) > 3


def test_superseded_and_retracted_editions_are_not_translated(machine: Machine) -> None:
    edition, other = make_edition(), make_edition()
    rows = [asked(edition), asked(other)]
    correct(edition, Correction.MATERIAL)
    retract(other)
    assert [made(row).state for row in rows] == [State.FAILED, State.FAILED]
    assert machine.asked == []


# -- on record --------------------------------------------------------------------------------------------------------
def test_published_translation_is_frozen(machine: Machine) -> None:
    row = made(asked())
    block = row.blocks.first()
    for change in (
        lambda: TranslatedBlock.objects.filter(pk=block.pk).update(text="Anders."),
        lambda: TranslatedBlock.objects.create(translation=row, key="x", source_hash="0", text="Neu."),
        lambda: Translation.objects.filter(pk=row.pk).update(engine="Another"),
        lambda: Translation.objects.filter(pk=row.pk).update(language="ar"),
        lambda: Translation.objects.filter(pk=row.pk).update(state=State.WAITING, next_at=timezone.now()),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_withdrawn_one_is_not_made_again_for_readers_but_for_staff(machine: Machine, admin_user) -> None:
    edition = make_edition()
    row = made(asked(edition))
    with pytest.raises(TranslationRefused):
        withdraw(translation=row, reason=" ", at=NOW)
    withdraw(translation=row, reason="A sentence misleads.", at=NOW)
    with pytest.raises(TranslationRefused):
        withdraw(translation=row, reason="Again.", at=NOW)
    assert not Translation.objects.for_edition(edition).exists()
    with pytest.raises(TranslationRefused):
        asked(edition)
    again = request_translation(edition=edition, language="de", at=NOW, actor=admin_user)
    assert again.pk != row.pk
    assert made(again).state == State.PUBLISHED


@pytest.mark.parametrize("kind", [Correction.MINOR, Correction.MATERIAL])
def test_withdrawn_one_is_not_made_again_for_readers_after_a_correction(machine: Machine, admin_user, kind) -> None:
    edition = make_edition()
    withdraw(translation=made(asked(edition)), reason="A sentence misleads.", at=NOW)
    later = correct(edition, kind, key_learning="One word is other.")
    with pytest.raises(TranslationRefused):
        asked(later)
    assert asked(later, "ar").state == State.WAITING
    made(request_translation(edition=later, language="de", at=NOW, actor=admin_user))
    another = correct(later, Correction.MINOR, key_learning="Another word is other.")
    assert asked(another).state == State.WAITING


def test_withdrawing_takes_those_of_earlier_editions_with_it(machine: Machine) -> None:
    edition = make_edition(body=BODY)
    people, first = by_people(edition), made(asked(edition))
    arabic = made(asked(edition, "ar"))
    later = correct(edition, Correction.MINOR, key_learning="One word is other.")
    second = made(asked(later))
    withdraw(translation=second, reason="A sentence misleads.", at=NOW)
    first.refresh_from_db()
    assert (first.state, first.problem) == (State.WITHDRAWN, "A sentence misleads.")
    assert set(Translation.objects.for_edition(later)) == {people, arabic}
    assert set(first.blocks.values_list("text", flat=True)), "It stays on record."


def test_withdrawing_what_nobody_saw_or_an_earlier_one_leaves_the_others(machine: Machine) -> None:
    edition = make_edition(body=BODY)
    first = made(asked(edition))
    later = correct(edition, Correction.MINOR, key_learning="One word is other.")
    withdraw(translation=asked(later), reason="Not needed.", at=NOW)
    assert list(Translation.objects.for_edition(later)) == [first]
    people = by_people(edition), by_people(later)
    withdraw(translation=people[0], reason="A sentence misleads.", at=NOW)
    assert set(Translation.objects.for_edition(later)) == {people[1], first}


def test_items_are_not_sent_unless_switched_on(machine: Machine, settings) -> None:
    made(asked())
    assert "which is right" not in json.dumps([body for _, _, body in machine.asked])
    settings.TRANSLATES_TEST_ITEMS = True
    row = made(asked(make_edition()))
    assert row.state == State.PUBLISHED
    assert row.blocks.filter(key__startswith="option.").count() == 16
    assert "which is right" in json.dumps([body for _, _, body in machine.asked])
