"""The plain-language pages: what they show, who is led there, and what stands there once they are gone."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from content.models import Edition, Funder, Support
from content.services.publishing import Correction, retire_article
from content.services.twin_publishing import withdraw_twin
from content.services.twins import switch_twin
from tests.content.people import make_user
from tests.content.twins import TEXTS, article_of, make_reviewed, make_twin, publish, sign, write
from tests.factories import BEFORE, NOW, correct, make_edition, retract
from tests.pages import parse
from tests.visitors import client_of

pytestmark = pytest.mark.django_db
GATE = "gate_statement"


def page(client, slug: str, status: int = 200) -> str:
    response = client.get(f"/patients/{slug}/")
    assert response.status_code == status
    return response.content.decode()


def test_page_is_open_and_says_whose_it_is_and_what_it_is_not(client):
    article = make_reviewed()
    write(article)
    sign(article)
    twin = publish(article)
    text = page(client, twin.slug)
    assert GATE not in text
    assert "Reviewed by Reviewing team on 22 November 2026" in text
    assert "Written by Editorial team" in text
    assert "Made from release 1 of the article" in text
    assert "Talk to your team" in text
    assert "It is information, not advice" in text
    assert "The article has no funder." in text
    assert "For patients and carers" in text
    assert "noindex" not in text
    assert 'property="og:title" content="How do people do after a second transplant?"' in text
    assert "og:description" not in text


def test_structured_data_is_of_a_page_for_patients(client):
    article = make_reviewed()
    write(article)
    sign(article)
    text = page(client, publish(article).slug)
    data = json.loads(text.partition('<script type="application/ld+json">')[2].partition("</script>")[0])
    assert (data["@type"], data["audience"]["audienceType"]) == ("MedicalWebPage", "Patient")
    assert (data["lastReviewed"], data["reviewedBy"]["name"]) == ("2026-11-22", "Reviewing team")
    assert data["isBasedOn"].endswith(f"/articles/{article.slug}/")


def test_page_is_light(client):
    assert len(page(client, make_twin().slug)) < 30_000


def test_demonstration_is_no_business_of_search_engines(client):
    twin = make_twin()
    assert 'name="robots" content="noindex"' in page(client, twin.slug)
    assert twin.slug not in client.get("/sitemap-twins-1.xml").content.decode()


def test_reviewed_page_is_in_the_sitemap_until_it_is_gone(client, clock):
    article = make_reviewed()
    write(article)
    sign(article)
    publish(article)
    assert f"/patients/{article.slug}/" in client.get("/sitemap-twins-1.xml").content.decode()
    assert "sitemap-twins-1.xml" in client.get("/sitemap.xml").content.decode()
    clock.shift(timedelta(minutes=1))
    withdraw_twin(article=article, actor=None, at=NOW + timedelta(minutes=1), reason="A sentence misled.")
    assert client.get("/sitemap-twins-1.xml").status_code == 404
    assert "twins" not in client.get("/sitemap.xml").content.decode()


def test_support_of_the_article_is_told(client):
    edition = make_edition(at=BEFORE)
    article = article_of(edition)
    funder = Funder.objects.create(name="Example Foundation")
    Support.objects.create(article=article, funder=funder, level="gold", agreement_signed_on=BEFORE.date())
    switch_twin(article=article, is_on=True, reason="No product is named.", actor=make_user(), at=NOW)
    write(article, reviewer=None)
    twin = publish(article)
    assert "The article has no funder." in page(client, twin.slug)
    correct(edition, Correction.MINOR, at=NOW)
    assert "The article is supported by Example Foundation (gold level)." in page(client, twin.slug)
    german = client.get(f"/de/patients/{twin.slug}/").content.decode()
    assert 'Den Artikel fördert <span lang="en" dir="ltr">Example Foundation</span> (Stufe Gold).' in german


def test_notices_of_page_and_article_are_told(client, clock):
    twin = make_twin()
    article = twin.release.article
    write(article, reviewer=None, summary="A study looked at this.")
    publish(article, what_changed="The sentence at the top.", at=NOW - timedelta(hours=2))
    assert "The sentence at the top." in page(client, twin.slug)
    correct(Edition.objects.get(), Correction.MINOR, at=NOW)
    text = page(client, twin.slug)
    assert "The wording of the article was corrected on" in text
    assert "One word." not in text  # what changed in the gated text stays there


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("changed", "made from has changed, so the page may no longer be right"),
        ("retracted", "has been retracted"),
        ("withdrawn", "A sentence misled."),
        ("retired", "is no longer published"),
    ],
)
def test_page_that_is_gone_says_so_at_its_address(client, what, said):
    twin = make_twin()
    article = twin.release.article
    if what == "changed":
        correct(Edition.objects.get(), Correction.MATERIAL, at=NOW)
    elif what == "retracted":
        retract(Edition.objects.get(), at=NOW)
    elif what == "withdrawn":
        withdraw_twin(article=article, actor=None, at=NOW, reason="A sentence misled.")
    else:
        retire_article(article=article, at=NOW)
    text = page(client, twin.slug, 410)
    assert said in text
    assert 'name="robots" content="noindex"' in text
    assert "40.0%" not in text
    assert "Talk to your team" in text
    assert twin.slug not in client.get("/patients/").content.decode()


def test_words_of_the_editors_are_english_on_a_page_in_another_language_that_is_gone(client):
    """WCAG 3.1.2."""
    twin = make_twin()
    withdraw_twin(article=twin.release.article, actor=None, at=NOW, reason="A sentence misled.")
    html = client.get(f"/ar/patients/{twin.slug}/").content.decode()
    assert f'<h1 lang="en" dir="ltr">{twin.source["title"]}</h1>' in html
    assert '<span lang="en" dir="ltr">A sentence misled.</span>' in html


def test_address_without_a_page_is_not_found(client):
    edition = make_edition()
    page(client, edition.slug, 404)
    page(client, "nothing-here", 404)


def test_list_shows_pages_and_their_topics(client):
    make_twin(topics=("Transplant",))
    other = make_twin(topics=("Prognosis",))
    text = client.get("/patients/").content.decode()
    assert text.count('class="card"') == 2
    assert "Transplant" in text
    alone = client.get("/patients/topics/prognosis/").content.decode()
    assert alone.count('class="card"') == 1
    assert other.slug in alone
    assert client.get("/patients/topics/no-such/").status_code == 404


def test_list_and_page_take_the_same_queries_for_one_and_for_three(client):
    counts = []
    for _ in range(2):
        make_twin()
        with CaptureQueriesContext(connection) as queries:
            client.get("/patients/")
            page(client, Edition.objects.first().slug)
        counts.append(len(queries))
        make_twin()
    assert counts[0] == counts[1]


def test_list_without_a_page_is_a_page(client):
    assert "No page has been published yet." in client.get("/patients/").content.decode()


# -- who is led there --------------------------------------------------------------------------------------------------
def answer(client, path: str):
    found = client.get(path).content.decode()
    stamp = found.partition(f'name="{GATE}" value="')[2].partition('"')[0]
    return client.post(path, {GATE: stamp, "who": "patient"}, follow=True)


def test_patient_at_the_gate_is_led_to_the_page_of_that_article(client):
    twin = make_twin()
    met = answer(client, f"/articles/{twin.slug}/")
    assert met.redirect_chain[-1] == (f"/patients/{twin.slug}/", 302)
    assert TEXTS["title"] in met.content.decode()


def test_patient_at_the_gate_of_another_article_is_led_to_the_list(client):
    make_twin()
    met = answer(client, f"/articles/{make_edition().slug}/")
    assert met.redirect_chain[-1][0] == "/patients/?missing"
    assert "There is no plain-language page about that article." in met.content.decode()


def test_patient_is_led_to_the_page_elsewhere_that_the_article_names(client):
    make_twin()
    edition = make_edition(plain_language_url="https://patients.example.org/study")
    met = answer(client, f"/articles/{edition.slug}/")
    assert "https://patients.example.org/study" in met.content.decode()


def test_patient_on_a_site_without_pages_finds_the_site_for_patients(client, settings):
    settings.PATIENT_SITE_URL = "https://patients.example.org/"
    met = answer(client, f"/articles/{make_edition().slug}/")
    assert "https://patients.example.org/" in met.content.decode()
    assert met.redirect_chain[-1][0].startswith("/patients-and-carers/")


def test_gate_and_article_link_the_page_only_while_it_is_shown(client):
    twin = make_twin()
    link, path = f'href="/patients/{twin.slug}/"', f"/articles/{twin.slug}/"
    reader = client_of()
    assert link in client.get(path).content.decode()
    assert link in reader.get(path).content.decode()
    withdraw_twin(article=twin.release.article, actor=None, at=NOW, reason="A sentence misled.")
    assert link not in client.get(path).content.decode()
    assert link not in reader.get(path).content.decode()


def test_report_of_a_problem_says_that_it_is_about_the_page(client):
    twin = make_twin()
    assert f'href="/articles/{twin.slug}/problem/?plain"' in page(client, twin.slug)
    assert "The page in plain language" in client.get(f"/articles/{twin.slug}/problem/?plain").content.decode()


def test_list_in_arabic_writes_english_from_left_to_right(client):
    twin = make_twin()
    (link,) = parse(client.get("/ar/patients/")).xpath(f"//a[contains(@href, '/patients/{twin.slug}/')]")
    assert next((row.get("lang"), row.get("dir")) for row in link.iterancestors("div")) == ("en", "ltr")
