"""The page of a translated article: who made it, what only the original says, and what is kept of its readers."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cme.assessment.models import Answer, Attempt
from cme.desk.reported_blocks import reported_blocks
from cme.evaluation.models import Evaluation, InstrumentVersion
from cme.reporting.models import ProblemReport
from content.kinds import ArticleKind
from content.models import ActivityFormat, Edition, Translation
from content.services.publishing import Correction, publish_article
from content.services.translating import request_translation, withdraw
from tests.content.test_kinds import make_kind
from tests.content.translating.machines import machine_here
from tests.content.translating.people import by_people
from tests.content.translating.test_machine import BODY
from tests.factories import BEFORE, NOW, correct, make_edition, make_learner, retract, right_picks
from tests.pages import fields_of, form_to, parse, words
from tests.visitors import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock():
    caches["pages"].clear()
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def machine(settings):
    with machine_here(settings) as here:
        yield here


def path(edition: Edition, language: str = "de") -> str:
    return f"/articles/{edition.slug}/in/{language}/"


def page(edition: Edition, language: str = "de") -> str:
    response = client_of().get(path(edition, language))
    assert response.status_code == 200
    return response.content.decode()


# -- by a machine -----------------------------------------------------------------------------------------------------
def test_reader_asks_for_a_translation_and_reads_it(machine) -> None:
    edition = make_edition(body=BODY)
    client = client_of()
    assert "Have it translated by a machine" in client.get(path(edition)).content.decode()
    assert machine.asked == [], "A GET asks nobody."
    assert client.post(path(edition)).status_code == 303
    html = client.get(path(edition)).content.decode()
    text = html.index('id="text"')
    assert html.index("eine Maschine angefertigt (DeepL)") < text, "The disclaimer stands before the text."
    assert html.index("allein das Original zählt") < text
    assert f'href="/articles/{edition.slug}/"' in html
    assert 'lang="de" dir="ltr"' in html
    assert "nicht" in html[text:]
    assert 'href="#ref-1"' in html, "Citations lead where they did."


def test_labels_of_links_in_the_text_speak_the_language_of_the_page(machine) -> None:
    edition = make_edition(body=BODY)
    request_translation(edition=edition, language="de", at=NOW)
    frozen = Edition.objects.get().html
    shown = client_of().get(f"/de{path(edition)}").content.decode()
    assert '<a href="#ref-1" id="cite-1-1" aria-label="Quelle 1">' in shown  # the text around it is German, too
    assert 'lang="de" dir="ltr" aria-label="Zurück zu Quelle 1 im Text">Zurück</a>' in shown
    assert '<a href="#ref-1" id="cite-1-1" lang="en" aria-label="Reference 1">' in page(edition)
    original = client_of().get(f"/ar/articles/{edition.slug}/").content.decode()
    assert '<a href="#ref-1" id="cite-1-1" lang="ar" aria-label="المرجع 1">' in original
    assert 'aria-label="Reference 1"' not in original
    assert 'aria-label="Reference 1"' in client_of().get(f"/articles/{edition.slug}/").content.decode()
    assert Edition.objects.get().html == frozen


def test_operator_words_replace_the_disclaimer(machine, settings) -> None:
    settings.TRANSLATION_DISCLAIMER = "Von {provider} übersetzt, ohne Gewähr."
    edition = make_edition(body=BODY)
    request_translation(edition=edition, language="de", at=NOW)
    assert "Von DeepL übersetzt, ohne Gewähr." in page(edition)


def test_refused_translation_is_not_shown_and_the_original_is_linked(machine) -> None:
    machine.changes = lambda html: html.replace("28 µg/day", "82 µg/day")
    edition = make_edition(body=BODY)
    client = client_of()
    client.post(path(edition))
    html = client.get(path(edition)).content.decode()
    assert "The machine changed a number" in html
    assert "82 µg" not in html
    assert "Read the original" in html
    assert Translation.objects.get().state == "refused"
    article = f"/articles/{edition.slug}/"
    assert "in/de/" not in client.get(article).content.decode(), "It is not said that a machine can be asked."
    correct(edition, Correction.MINOR, key_learning="One word is other.")
    assert "in/de/" in client.get(article).content.decode(), "Of another version it can."


def test_page_says_that_it_is_being_made(machine, settings) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    edition, client = make_edition(), client_of()
    client.post(path(edition))
    assert machine.asked == [], "No page waits for a machine."
    html = client.get(path(edition)).content.decode()
    assert "Look again" in html
    assert "Have it translated" not in html


def test_asking_is_limited_for_each_network_of_sender(machine, settings) -> None:
    settings.TRANSLATIONS_AN_HOUR = 2
    client = client_of()
    statuses = [client.post(path(edition)).status_code for edition in [make_edition() for _ in range(3)]]
    assert statuses == [303, 303, 429]
    assert Translation.objects.count() == 2
    assert client_of(REMOTE_ADDR="192.0.2.9").post(path(make_edition())).status_code == 303


def test_nothing_is_offered_where_no_machine_and_nobody_translates() -> None:
    edition, client = make_edition(), client_of()
    assert "in/de/" not in client.get(f"/articles/{edition.slug}/").content.decode()
    assert "There is no translation" in client.get(path(edition)).content.decode()
    assert client.post(path(edition)).status_code == 409
    assert client.get(path(edition, "xx")).status_code == 404


def test_numbers_keep_their_direction_in_arabic(machine) -> None:
    edition = make_edition(body=BODY)
    request_translation(edition=edition, language="ar", at=NOW)
    html = page(edition, "ar")
    assert 'id="text" lang="ar" dir="rtl"' in html
    assert "<bdi>28 µg/day</bdi>" in html
    assert "<bdi>HR 0.71</bdi>" in html
    assert "<bdi>blinatumomab</bdi>" in html


@pytest.mark.parametrize("language", ["de", "ar"])
def test_translated_words_are_not_said_to_be_english(machine, language) -> None:
    edition = make_edition(key_data="Table: OS by arm\n\n| End | Outcome (n = 75) |\n|---|---|\n| OS | 40% |\n")
    request_translation(edition=edition, language=language, at=NOW)
    (text,) = parse(client_of().get(path(edition, language))).xpath("//*[@id='text']")
    # References stay as they are; the label of a citation speaks the language of the page around the text.
    assert text.xpath(".//*[@lang='en'][not(@class='refs') and not(@aria-label)]") == []
    assert text.xpath(".//dd/bdi"), "Figures without words keep their own direction."
    (cell,) = text.iter("td")
    assert cell.get("data-of").split() == [{"de": "Outcomeen", "ar": "كلمة"}[language], "(n", "=", "75)"]


def test_article_leads_to_its_translation_on_a_page_in_the_same_language(machine) -> None:
    edition = make_edition()
    links = parse(client_of().get(f"/articles/{edition.slug}/")).xpath("//a[contains(@href, '/in/')]/@href")
    assert links == [f"/de{path(edition, 'de')}", f"/ar{path(edition, 'ar')}"]


@pytest.mark.parametrize("is_made", [True, False])
def test_page_around_a_translation_says_its_own_language(machine, is_made) -> None:
    edition = make_edition()
    if is_made:
        request_translation(edition=edition, language="ar", at=NOW)
    html = parse(client_of().get("/de" + path(edition, "ar")))
    assert (html.get("lang"), html.get("dir")) == ("de", "ltr")
    (heading,) = html.iter("h1")
    assert (heading.get("lang"), heading.get("dir")) == ("ar", "rtl")


def test_labels_that_repeat_the_text_are_in_its_language() -> None:
    edition = make_edition()
    by_people(edition, **{"key_data.1": "Endpunkt", "key_data.2": "Arm Eins", "abbreviations.0": "Gesamtüberleben"})
    html = page(edition)
    assert 'data-of="Arm Eins"' in html
    assert 'title="Gesamtüberleben"' in html


# -- by people --------------------------------------------------------------------------------------------------------
def test_people_are_named_and_come_before_a_machine(machine) -> None:
    edition = make_edition(body=BODY)
    request_translation(edition=edition, language="de", at=NOW)
    by_people(edition, title="Eine Studie")
    html = page(edition)
    assert "Ada Quill" in html
    assert "Bo Lens" in html
    assert "Translated by a machine" not in html
    assert '<h1 lang="de" dir="ltr">Eine Studie</h1>' in html
    article = client_of().get(f"/articles/{edition.slug}/").content.decode()
    assert "Deutsch" in article
    assert "translated by people" in article
    assert "العربيّة" in article, "The machine can be asked for the other language."


def test_article_page_names_a_translation_as_soon_as_it_is_published() -> None:
    edition, client = make_edition(), client_of()
    assert "in/de/" not in client.get(f"/articles/{edition.slug}/").content.decode()
    row = by_people(edition)
    assert "in/de/" in client.get(f"/articles/{edition.slug}/").content.decode()
    Translation.objects.filter(pk=row.pk).update(state="withdrawn", changed_at=NOW.replace(year=2027))
    assert "in/de/" not in client.get(f"/articles/{edition.slug}/").content.decode()


def test_hostile_words_stay_words() -> None:
    words = '<script>alert(1)</script><img src=x onerror="alert(2)">" onmouseover="x'
    edition = make_edition()
    by_people(edition, title=words, **{"key_learning.0": words})
    html = page(edition)
    assert "<script>alert" not in html
    assert "<img src=x" not in html
    assert html.count("&lt;script&gt;alert(1)") >= 2


def test_what_was_corrected_since_stands_there_in_the_original() -> None:
    edition = make_edition()
    by_people(edition, **{"key_learning.0": "Gelernt."})
    assert "Gelernt." in page(edition)
    correct(edition, Correction.MINOR, key_learning="Said in other words.")
    html = page(edition)
    assert "1 passage stands here in the original language" in html
    assert '<span lang="en" dir="ltr">Said in other words.</span>' in html
    assert "Gelernt." not in html
    assert "Wort body" in html


def test_material_correction_withdraws_it_at_once() -> None:
    edition = make_edition()
    by_people(edition)
    correct(edition, Correction.MATERIAL)
    html = page(edition)
    assert "There is no translation" in html
    assert "Wort" not in html


def test_retracted_article_leads_to_its_notice() -> None:
    edition = make_edition()
    by_people(edition)
    retract(edition)
    response = client_of().get(path(edition))
    assert (response.status_code, response["Location"]) == (302, f"/articles/{edition.slug}/")


def test_stranger_sees_the_teaser_and_the_question_alone() -> None:
    edition = make_edition()
    by_people(edition)
    for method in ("get", "post"):
        html = getattr(Client(), method)(path(edition)).content.decode()
        assert "gate_statement" in html
        assert "Wort" not in html


def test_page_is_stored_and_takes_three_queries_then() -> None:
    edition, client = make_edition(), client_of()
    by_people(edition)
    client.get(path(edition))
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path(edition)).status_code == 200
    assert len(queries) == 3


# -- what the original says of itself ---------------------------------------------------------------------------------
@pytest.mark.parametrize("start", ["", "/de", "/ar"])
@pytest.mark.parametrize("kind", ArticleKind)
def test_translation_says_of_the_article_what_the_original_must(kind: str, start: str) -> None:
    """Notices, whose opinion or case it is, the paper, the facts of the activity, the picture and the film."""
    article = make_kind(kind, format=ActivityFormat.objects.get(code="journal-based"), is_demonstration=True)
    edition = publish_article(article=article, actor=None, at=BEFORE)
    correct(edition, Correction.MATERIAL, body=f"{article.body}\n\nA number was wrong.")
    edition = Edition.objects.current_at(NOW).get(slug=edition.slug)
    by_people(edition, "ar")
    told = [
        of_itself(client_of().get(f"{start}{place}")) for place in (f"/articles/{edition.slug}/", path(edition, "ar"))
    ]
    assert len(told[0]) >= 5
    assert [said for said in told[0] if said not in told[1]] == []


def of_itself(response) -> list[tuple[str, ...]]:
    """Return what an article's page says of the article, with the languages that its parts are marked with."""
    (main,) = parse(response).iter("main")
    found = main.xpath(
        ".//p[@class='kind'] | .//*[contains(@class, 'notice')] | .//section[contains(@class, 'paper')]"
        " | .//details[@class='activity'] | .//section[@class='imprint'] | .//figure[@class='film' or @class='visual']"
    )
    return [(words(row), *row.xpath("(.|.//*)/@lang"), *row.xpath(".//@src")) for row in found]


# -- what is kept -----------------------------------------------------------------------------------------------------
def take(edition: Edition, **fields: object) -> Attempt:
    learner = make_learner()
    client = client_of(learner)
    assert client.post(f"/articles/{edition.slug}/test/start/", {"edition": edition.pk} | fields).status_code == 302
    attempt = Attempt.objects.get(learner=learner)
    page = client.get(f"/articles/{edition.slug}/test/").content.decode()
    picks = {f"item-{item}": list(options) for item, options in right_picks(attempt).items()}
    client.post(f"/articles/{edition.slug}/test/submit/", picks | {"attempt": attempt.pk})
    attempt.refresh_from_db()
    attempt.page = page
    assert attempt.submitted_at
    return attempt


def test_language_read_is_kept_with_each_answer() -> None:
    edition = make_edition()
    row = by_people(edition)
    attempt = take(edition, translation=row.pk)
    assert (attempt.language, attempt.translation) == ("de", row)
    assert set(Answer.objects.values_list("language", "item_language")) == {("de", "en")}
    assert "which is right" in attempt.page, "The questions were not translated."


def test_original_is_what_is_read_unless_a_form_says_otherwise() -> None:
    edition, other = make_edition(), make_edition()
    foreign = by_people(other)
    for named in ("", "0", "x", foreign.pk, 10**30):
        attempt = take(edition, translation=named)
        assert (attempt.language, attempt.translation) == ("en", None)
    assert set(Answer.objects.values_list("language", "item_language")) == {("en", "en")}


def test_questions_are_asked_in_the_language_read_where_people_translated_them() -> None:
    edition = make_edition()
    row = by_people(edition, items=True)
    attempt = take(edition, translation=row.pk)
    assert "Wort item" in attempt.page
    assert "Wort option" in attempt.page
    assert "which is right" not in attempt.page
    assert attempt.markings.get().is_passed
    assert set(Answer.objects.values_list("language", "item_language")) == {("de", "de")}


@pytest.mark.parametrize(("start", "marks"), [("", {"de"}), ("/de", set()), ("/ar", {"de"})])
def test_questions_are_marked_with_the_language_they_are_asked_in(start: str, marks: set[str]) -> None:
    edition = make_edition(offers_dont_know=True)
    row = by_people(edition, items=True)
    client = client_of(make_learner())
    client.post(f"/articles/{edition.slug}/pre-test/start/", {"edition": edition.pk, "translation": row.pk})
    page = parse(client.get(f"{start}/articles/{edition.slug}/pre-test/"))
    said = [text for box in page.iter("fieldset") for text in box.iter("span") if "Wort" in words(text)]
    assert said or not marks
    assert {text.get("lang") for text in said if text.get("lang")} == marks
    unknowing = [text for text in page.iter("label") if "dont-know" in {box.get("value") for box in text.iter("input")}]
    assert unknowing
    assert not [span for text in unknowing for span in text.iter("span") if span.get("lang")]


def test_question_of_which_an_option_is_missing_is_asked_in_the_original() -> None:
    edition = make_edition()
    row = by_people(edition, items=True)
    option = edition.items.filter(role="post")[0].version.options.all()[0]
    with connection.cursor() as cursor:  # no service leaves a question in half
        cursor.execute(f"DELETE FROM content_translatedblock WHERE key = 'option.{option.pk}'")
    attempt = take(edition, translation=row.pk)
    assert "Question 1: which is right?" in attempt.page
    assert sorted(Answer.objects.values_list("item_language", flat=True)) == ["de", "de", "de", "en"]


def test_language_read_is_kept_with_the_rating() -> None:
    edition = make_edition()
    row = by_people(edition)
    statement = InstrumentVersion.objects.get().statements.all()[0]
    client, address = client_of(make_learner()), f"/articles/{edition.slug}/rate/"
    assert f'name="translation" value="{row.pk}"' in client.get(f"{address}?translation={row.pk}").content.decode()
    client.post(address, {f"s-{statement.pk}": "4", "translation": row.pk})
    assert Evaluation.objects.values_list("language", "translation").get() == ("de", row.pk)
    client.post(address, {f"s-{statement.pk}": "5"})
    assert Evaluation.objects.values_list("language", "translation").get() == ("en", None)


def test_reader_of_the_pre_test_is_led_back_to_the_translation() -> None:
    edition, learner = make_edition(), make_learner()
    row = by_people(edition)
    client = client_of(learner)
    offered = client.get(f"/articles/{edition.slug}/pre-test/?translation={row.pk}").content.decode()
    assert f'name="translation" value="{row.pk}"' in offered
    client.post(f"/articles/{edition.slug}/pre-test/start/", {"edition": edition.pk, "translation": row.pk})
    attempt = Attempt.objects.get()
    sent = {"attempt": attempt.pk, "submit_anyway": "1"}
    response = client.post(f"/articles/{edition.slug}/pre-test/submit/", sent)
    assert response["Location"] == f"{path(edition)}#text"


def test_readers_are_offered_no_machine_again_after_the_editors_withdrew_its_translation(machine) -> None:
    edition, client = make_edition(body=BODY), client_of()
    client.post(path(edition))
    withdraw(translation=Translation.objects.get(), reason="It misleads.", at=NOW)
    later = correct(edition, Correction.MINOR, key_learning="One word is other.")
    assert "Have it translated by a machine" not in page(later)
    assert "The editors withdrew the translation that a machine had made" in page(later)
    assert "in/de/" not in client.get(f"/articles/{edition.slug}/").content.decode()
    assert "in/ar/" in client.get(f"/articles/{edition.slug}/").content.decode()
    assert client.post(path(later)).status_code == 409
    assert Translation.objects.count() == 1


# -- a patient case ---------------------------------------------------------------------------------------------------
CASE = "::: passage who-did-worse objective=survival\nHe came in.[@paper] 75 patients, 40.0%.\n:::\n"


@pytest.mark.parametrize(
    ("body", "begins"),
    [(f"{CASE}\nHe went.\n", "Wie es weiterging Wort body 1"), (CASE, "Was daraus mitzunehmen ist Kernaussagen")],
)
def test_case_keeps_what_follows_its_question_folded_away(body: str, begins: str) -> None:
    edition = publish_article(article=make_kind("case", body=body), actor=None, at=BEFORE)
    by_people(edition)
    shown = parse(client_of().get(path(edition)))
    (reveal,) = shown.xpath("//details[@class='reveal']")
    assert words(reveal).startswith(begins)
    assert [row.get("id") for row in reveal.iter("h2")] == ["key-learning", "limits"]
    assert "Wort body 0" not in words(reveal)
    (link,) = [row for row in shown.iter("a") if words(row).startswith("Entscheiden Sie")]
    assert link.get("href").startswith(f"/articles/{edition.slug}/#in-text-")
    assert (
        f'id="{link.get("href").partition("#")[2]}"' in client_of().get(f"/articles/{edition.slug}/").content.decode()
    )
    assert shown.xpath("count(//*[@id='key-learning'])") == 1
    assert shown.xpath("count(//*[@data-end])") == 1


def test_case_that_can_no_longer_be_answered_is_told_whole_with_its_lesson_last() -> None:
    edition = publish_article(article=make_kind("case", expires_on=NOW.date()), actor=None, at=BEFORE)
    by_people(edition)
    with time_machine.travel(NOW + timedelta(days=2), tick=False):
        shown = parse(client_of().get(path(edition)))
    assert not shown.xpath("//details[@class='reveal']")
    told = [row.get("id") for row in shown.iter("h2")]
    assert told.index("summary") < told.index("key-learning") < told.index("limits")


# -- a wrong sentence -------------------------------------------------------------------------------------------------
def test_reader_reports_a_sentence_without_scripts() -> None:
    edition, client = make_edition(), client_of()
    row = by_people(edition)
    html = page(edition)
    assert '<option value="key_learning.0"' in html
    form = client.get(f"/articles/{edition.slug}/problem/", {"translation": row.pk, "block": "key_learning.0"})
    place = re.search(r'name="place"[^>]*value="([^"]*)"', form.content.decode())
    said = "Key learning, paragraph 1 (Deutsch, translated by Ada Quill)"
    assert place[1] == said
    assert path(edition) in {row.get("href") for row in parse(form).find(".//main").iter("a")}
    sent = {"what": "Wrong verb.", "place": place[1], "translation": row.pk}
    thanks = client.post(f"/articles/{edition.slug}/problem/", sent, follow=True)
    assert {row.get("href") for row in parse(thanks).find(".//main").iter("a")} == {path(edition)}
    report = ProblemReport.objects.get()
    assert (report.edition, report.place) == (edition, said)


@pytest.mark.parametrize(
    "typed", ["", "the last sentence", "x" * 290, "Key learning, paragraph 1 (Deutsch, translated"]
)
def test_place_that_was_chosen_stays_whatever_is_typed_over_it(typed: str) -> None:
    edition, client = make_edition(), client_of()
    row = by_people(edition)
    form = client.get(f"/articles/{edition.slug}/problem/", {"translation": row.pk, "block": "key_learning.0"})
    sent = fields_of(form_to(parse(form), f"/articles/{edition.slug}/problem/")) | {"what": "Wrong.", "place": typed}
    client.post(f"/articles/{edition.slug}/problem/", sent)
    report = ProblemReport.objects.get()
    (found,) = reported_blocks(report)
    assert (found.translation, found.name) == (row, "Key learning, paragraph 1")
    assert typed in f"{report.place} {report.what}"


@pytest.mark.parametrize("start", ["", "/de", "/ar"])
def test_every_place_that_can_be_reported_is_said_in_words(start: str) -> None:
    edition = make_edition()
    row = by_people(edition)
    keys = parse(client_of().get(path(edition))).xpath("//select[@id='id_block']/option/@value")
    assert {key.partition(".")[0] for key in keys} >= {"title", "objective", "figure", "key_data", "body"}
    for key in keys:
        form = client_of().get(f"{start}/articles/{edition.slug}/problem/", {"translation": row.pk, "block": key})
        (place,) = parse(form).xpath("//input[@name='place']/@value")
        assert "Ada Quill" in place
        assert "." not in key or key not in place
        assert not (start == "/ar" and re.search("[a-z]{3}", place.replace("Ada Quill", "").replace("Deutsch", "")))


def test_place_of_a_report_tells_strangers_nothing_of_the_text() -> None:
    edition = make_edition()
    row = by_people(edition)
    for block in ("key_learning.0", "body.0", "body.99", "<b>"):
        html = Client().get(f"/articles/{edition.slug}/problem/", {"translation": row.pk, "block": block})
        assert "Wort" not in html.content.decode()
        assert parse(html).xpath("//input[@name='place']/@value") in ([], [""])


def test_language_that_is_not_offered_is_no_page_for_strangers_either() -> None:
    edition = make_edition()
    for client in (Client(), client_of()):
        assert client.get(path(edition, "xx")).status_code == 404
        assert edition.teaser["title"] not in client.get(path(edition, "xx")).content.decode()
        assert client.post(path(edition, "xx")).status_code == 404
    assert "healthcare professional" in Client().get(path(edition)).content.decode()


def test_languages_of_the_page_lead_to_this_translation() -> None:
    edition = make_edition()
    by_people(edition)
    for start in ("", "/de"):
        html = parse(client_of().get(f"{start}{path(edition)}"))
        links = {row.get("lang"): row.get("href") for row in html.xpath("//nav[@class='tongues']//a")}
        assert links == {"en": path(edition), "de": f"/de{path(edition)}", "ar": f"/ar{path(edition)}"}
        assert html.xpath("//nav[@class='tongues']//a[@aria-current]/@lang") == [start.strip("/") or "en"]
