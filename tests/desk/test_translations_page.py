"""Translations at the desk: side by side, by two people, published once; machines' are asked for and withdrawn."""

import re

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from content.models import Edition, Translation
from content.services.editor_translating import (
    DOUBTS,
    MEANWHILE,
    ONE_PERSON,
    UNNAMED,
    Credits,
    begin_translation,
    publish_translation,
    save_translation,
    states_of,
)
from content.services.publishing import Correction
from content.services.translating import TranslationRefused
from tests.content.translating.machines import machine_here
from tests.content.translating.people import by_people
from tests.content.translating.test_machine import BODY
from tests.desk.desks import ids, login, page, sent_by, text, tree
from tests.factories import NOW, correct, make_edition

pytestmark = pytest.mark.django_db
BY = Credits("Ada Quill", "Bo Lens", NOW.date())


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


def in_german(source: str) -> str:
    """Return something that has the numbers, marks and negations of a text."""
    return source.replace(" not ", " nicht ").replace("no comparison", "keine Vergleichs")


def written(edition: Edition, *, items: bool = False, by: Credits = BY, **texts: str) -> Translation:
    """Return a draft in which everything is written."""
    row = begin_translation(edition=edition, language="de", actor=None, at=NOW)
    said = {
        state.block.key: texts.get(state.block.key.replace(".", "_"), in_german(state.block.segment.text))
        for state in states_of(row)
        if items or not state.block.is_of_items
    }
    save_translation(translation=row, texts=said, by=by, seen=row.changed_at, at=NOW)
    row.refresh_from_db()
    return row


def publish(row: Translation, *, has_checked: bool = False) -> None:
    publish_translation(translation=row, actor=None, has_checked=has_checked, at=NOW)


# -- rules ------------------------------------------------------------------------------------------------------------
def test_translation_that_lacks_nothing_is_published() -> None:
    row = written(make_edition(body=BODY))
    publish(row)
    row.refresh_from_db()
    assert (row.state, row.finished_at) == ("published", NOW)
    with pytest.raises(TranslationRefused):
        publish(row)
    with pytest.raises(TranslationRefused):
        save_translation(translation=row, texts={"title": "Anders"}, by=BY, seen=row.changed_at, at=NOW)


@pytest.mark.parametrize(
    ("by", "message"),
    [(Credits("", "Bo Lens", NOW.date()), UNNAMED), (Credits("Ada Quill", "", NOW.date()), UNNAMED),
     (Credits("Ada Quill", "Bo Lens", None), UNNAMED)],
)  # fmt: skip
def test_nobody_unnamed_publishes(by: Credits, message: str) -> None:
    row = written(make_edition(), by=by)
    with pytest.raises(TranslationRefused, match=re.escape(message)):
        publish(row)


def test_who_translates_is_not_who_checks() -> None:
    with pytest.raises(TranslationRefused, match=re.escape(ONE_PERSON)):
        written(make_edition(), by=Credits("Ada Quill", " ada  QUILL ", NOW.date()))


def test_block_that_is_missing_or_wrong_stops_it() -> None:
    row = written(make_edition(), key_learning_0="")
    with pytest.raises(TranslationRefused, match="1 blocks of the text are not translated"):
        publish(row)
    other = written(make_edition(body=BODY), title="Eine {1} Studie")
    with pytest.raises(TranslationRefused, match=r"Title: The mark \{1\} is not in the original"):
        publish(other)


@pytest.mark.parametrize("said", ["Ein Rückfall heilte 41,0% aus.", "Ein Rückfall heilte 40.0% nicht aus."])
def test_number_or_negation_that_differs_must_be_confirmed(said: str) -> None:
    row = written(make_edition(key_learning="A relapse was cured in 40.0%."), key_learning_0=said)
    with pytest.raises(TranslationRefused, match=DOUBTS):
        publish(row)
    publish(row, has_checked=True)


def test_numbers_written_as_the_language_writes_them_are_the_same() -> None:
    edition = make_edition(key_learning="A relapse was cured in 40.0% of 1,234 adults.")
    row = written(edition, key_learning_0="Ein Rückfall wurde bei 40,0% von 1.234 Erwachsenen geheilt.")
    assert not next(state for state in states_of(row) if state.block.key == "key_learning.0").doubts
    publish(row)


def test_questions_are_translated_as_a_whole_or_not_at_all() -> None:
    row = written(make_edition(), items=True)
    publish(row)
    half = written(make_edition())
    stem = next(state.block.key for state in states_of(half) if state.block.is_of_items)
    save_translation(translation=half, texts={stem: "Frage 1: was?"}, by=BY, seen=half.changed_at, at=NOW)
    half.refresh_from_db()
    with pytest.raises(TranslationRefused, match="all of the questions or none"):
        publish(half)


def test_next_edition_begins_with_what_is_still_the_same() -> None:
    edition = make_edition(body=BODY)
    row = written(edition)
    publish(row)
    later = correct(edition, Correction.MATERIAL, key_learning="Something else.")
    again = begin_translation(edition=later, language="de", actor=None, at=NOW)
    assert again.state == "draft"
    missing = [state.block.key for state in states_of(again) if not state.text and not state.block.is_of_items]
    assert missing == ["key_learning.0"]


def test_two_who_save_at_once_do_not_overwrite_each_other() -> None:
    row = begin_translation(edition=make_edition(), language="de", actor=None, at=NOW)
    seen = row.changed_at
    later = NOW.replace(minute=5)
    save_translation(translation=row, texts={"title": "Eins"}, by=BY, seen=seen, at=later)
    with pytest.raises(TranslationRefused, match=re.escape(MEANWHILE)):
        save_translation(translation=row, texts={"title": "Zwei"}, by=BY, seen=seen, at=later)
    assert row.blocks.get(key="title").text == "Eins"


# -- pages ------------------------------------------------------------------------------------------------------------
def test_editor_begins_writes_and_publishes() -> None:
    edition = make_edition(body=BODY)
    client, listed = login(), page("translations", edition.release.article_id)
    begun = client.post(listed, {"_act": "begin", "language": "de"})
    assert begun.status_code == 302
    address = begun["Location"]
    shown = client.get(address)
    assert "HR 0.71" in text(shown)
    fields = sent_by(shown)
    for name in [
        name for name in fields if name.startswith("block-") and not re.match("block-(item|option|part)", name)
    ]:
        key = name.removeprefix("block-")
        source = next(s.block.segment.text for s in states_of(Translation.objects.get()) if s.block.key == key)
        fields[name] = [in_german(source)]
    fields |= {"translator": "Ada Quill", "reviewer": "Bo Lens", "translated_on": "2026-11-20"}
    assert client.post(address, fields | {"_act": "save"}).status_code == 302
    fields = sent_by(client.get(address))
    assert client.post(address, fields | {"_act": "publish"}).status_code == 302
    row = Translation.objects.get()
    assert (row.state, row.translator, row.published_by.username) == ("published", "Ada Quill", "ada")
    assert 'name="_act"' not in client.get(address).content.decode(), "It is frozen."


def test_page_keeps_what_was_written_when_it_is_refused() -> None:
    edition = make_edition()
    client = login()
    address = client.post(page("translations", edition.release.article_id), {"_act": "begin", "language": "de"})
    fields = sent_by(client.get(address["Location"])) | {
        "translator": "Ada Quill", "reviewer": "Ada Quill", "block-title": "Eine Studie",
    }  # fmt: skip
    response = client.post(address["Location"], fields)
    assert response.status_code == 409
    assert ONE_PERSON in text(response)
    assert "Eine Studie" in response.content.decode()
    wrong = client.post(address["Location"], fields | {"translated_on": "2099-01-01"})
    assert (wrong.status_code, "This day has not come yet." in text(wrong)) == (400, True)


def test_editor_has_a_machine_translate_and_withdraws_it(settings) -> None:
    edition = make_edition(body=BODY)
    client, listed = login(), page("translations", edition.release.article_id)
    assert "No machine translates" in text(client.get(listed))
    with machine_here(settings) as machine:
        machine.changes = lambda html: html.replace("28 µg/day", "82 µg/day")
        asked = client.post(listed, {"_act": "machine", "language": "de"}, follow=True)
        assert "The machine is asked." in text(asked)
        row = Translation.objects.get()
        assert "82 µg/day" in text(client.get(listed)), "Staff see why it was refused."
        machine.changes = lambda html: html
        client.post(listed, {"_act": "retry", "translation": row.pk})
        asked = client.post(listed, {"_act": "machine", "language": "de"}, follow=True)
        assert "is there already" in text(asked)
    row.refresh_from_db()
    assert row.state == "published"
    assert "nicht" in text(client.get(page("translation", edition.release.article_id, row.pk)))
    assert client.post(listed, {"_act": "withdraw", "translation": row.pk, "reason": ""}).status_code == 409
    client.post(listed, {"_act": "withdraw", "translation": row.pk, "reason": "It misleads."})
    row.refresh_from_db()
    assert (row.state, row.problem) == ("withdrawn", "It misleads.")


@pytest.mark.parametrize("fields", [{}, {"_act": "withdraw", "translation": "x"}, {"_act": "begin", "language": "xx"}])
def test_nonsense_is_refused(fields: dict[str, str]) -> None:
    edition = make_edition()
    assert login().post(page("translations", edition.release.article_id), fields).status_code == 409


@pytest.mark.parametrize("act", ["", "anything", "retry"])
def test_what_was_not_done_is_not_logged(act: str) -> None:
    row = by_people(make_edition())
    sent = {"_act": act, "translation": row.pk, "reason": "x"}
    assert login().post(page("translations", row.edition.release.article_id), sent).status_code == 409
    assert not LogEntry.objects.exists()


def test_translation_of_another_article_is_neither_withdrawn_nor_written() -> None:
    row, draft, other = by_people(make_edition()), written(make_edition()), make_edition()
    client, elsewhere = login(), other.release.article_id
    sent = {"_act": "withdraw", "translation": row.pk, "reason": "x"}
    assert client.post(page("translations", elsewhere), sent).status_code == 409
    assert client.post(page("translation", elsewhere, draft.pk), {"block-title": "Anders"}).status_code == 404
    row.refresh_from_db()
    assert row.state == "published"
    assert not draft.blocks.filter(text="Anders").exists()


def test_translation_of_another_article_is_not_found() -> None:
    row, other = by_people(make_edition()), make_edition()
    assert login().get(page("translation", other.release.article_id, row.pk)).status_code == 404


def test_reviewer_of_articles_reads_and_does_not_write() -> None:
    row = by_people(make_edition())
    client = login("rita", "Reviewer")
    article = row.edition.release.article_id
    assert client.get(page("translation", article, row.pk)).status_code == 200
    assert client.post(page("translation", article, row.pk), {}).status_code == 403
    assert "Withdraw" not in text(client.get(page("translations", article)))


def test_address_names_are_those_of_the_desk() -> None:
    assert reverse("admin:content_article_translations", args=[1]).endswith("/translations/")


def test_blocks_are_called_in_words_and_a_refusal_leads_to_its_control() -> None:
    edition = make_edition(body=BODY)
    row = written(edition)
    client, at = login(), page("translation", edition.release.article_id, row.pk)
    shown = client.get(at)
    labels = {"".join(label.itertext()).strip() for label in tree(shown).iter("label")}
    assert {
        "Objective 1",
        "Text, paragraph 1",
        "Key figure 1: label",
        "Question 2: stem",
        "Question 2: option 3",
    } <= labels
    assert not [label for label in labels if re.search(r"\w\.\w", label)]
    missing = {"_act": "publish", "block-objective.survival": ""}
    refused = client.post(at, sent_by(shown) | missing)
    assert refused.status_code == 409
    link = next(link for link in tree(refused).iter("a") if "the first is “Objective 1”" in "".join(link.itertext()))
    assert link.get("href") == "#id_block-objective.survival"
    assert link.get("href").removeprefix("#") in ids(refused)
    unnamed = client.post(at, sent_by(client.get(at)) | {"_act": "publish", "translator": "", "block-title": "Titel"})
    assert 'href="#id_translator"' in unnamed.content.decode()


def test_what_is_published_at_once_has_its_doubts_marked_and_the_box_to_confirm() -> None:
    edition = make_edition(key_learning="A relapse was cured in 40.0%.")
    row = begin_translation(edition=edition, language="de", actor=None, at=NOW)
    client, at = login(), page("translation", edition.release.article_id, row.pk)
    fields = sent_by(client.get(at)) | {"translator": "Ada Quill", "reviewer": "Bo Lens", "translated_on": "2026-11-20"}
    for state in states_of(row):
        if not state.block.is_of_items:
            fields[f"block-{state.block.key}"] = in_german(state.block.segment.text)
    fields["block-key_learning.0"] = "Ein Rückfall heilte 41,0% aus."
    refused = client.post(at, fields | {"_act": "publish"})
    assert refused.status_code == 409
    assert DOUBTS in text(refused)
    assert "Look again: Numbers or signs differ" in text(refused)
    assert "Ein Rückfall heilte 41,0% aus." in refused.content.decode()
    assert "id_has_checked" in ids(refused), "The link of the problem leads there."
    again = sent_by(refused) | {"_act": "publish", "has_checked": "on"}
    assert client.post(at, again).status_code == 302
    row.refresh_from_db()
    assert row.state == "published"
