"""Each language at addresses of its own: what is kept, linked, led to, asked and recorded there."""

import re

import pytest
from django.conf import settings
from django.core import mail
from django.core.cache import caches
from django.template import Context, Template
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, override

from cme.access import attesting
from cme.access.models import Attestation
from cme.access.thanks import thanking
from cme.desk.wordings import texts_at
from cme.evaluation.models import Evaluation
from cme.learners.models import User
from cme.messages.models import Consent, SubscriptionRequest
from cme.support.models import Contribution, GrantEnquiry, Suggestion
from cme.ui.languages import languages
from content.approved_wordings import Text
from content.models import ApprovedWording
from content.services.wordings import approve_wording
from tests.factories import make_edition
from tests.pages import canonical, fields_of, parse, words
from tests.visitors import client_of

pytestmark = pytest.mark.django_db
PAGES = ["/", "/articles/", "/topics/", "/search/?q=none", "/funders/", "/support/", "/news/", "/about/", "/nowhere/"]
PLAIN = ["admin/", "sitemap.xml", "robots.txt", "figures/x.png", "review/x/", "support/stripe/"]


@pytest.fixture
def slug() -> str:
    return make_edition().slug


def approve_all(language: str, *, only: str = "") -> dict[str, ApprovedWording]:
    """Approve every text in a language, each as itself in brackets; return the approvals by name and English."""
    actor, _ = User.objects.get_or_create(username="ada", first_name="Ada", last_name="Example")
    now = timezone.now()
    return {
        text.english: approve_wording(text=text, language=language, wording=f"[{text.english}]", actor=actor, at=now)
        for group in texts_at(now).values()
        for text in group
        if text.name.startswith(only)
    }


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(("code", "direction"), [("en", "ltr"), ("de", "ltr"), ("ar", "rtl")])
def test_page_says_its_language(client, page, code, direction):
    response = client.get(page if code == "en" else f"/{code}{page}")
    html = parse(response)
    assert (html.get("lang"), html.get("dir")) == (code, direction)
    assert response["Content-Language"] == code
    assert "Accept-Language" not in response.get("Vary", "")


@pytest.mark.parametrize("page", ["/about/", "/funders/"])
def test_defaults_are_translated_and_words_of_the_operator_are_marked_as_english(client, page, settings):
    said = words(next(parse(client.get("/de" + page)).iter("footer")))
    assert said.startswith("Unabhängige medizinische Fortbildung.")
    assert "operator" not in said
    settings.INDEPENDENCE_STATEMENT, settings.OPERATOR_NAME = "Nobody pays.", "A society"
    caches["pages"].clear()
    shown = parse(client.get("/de" + page))
    assert {row.text for row in shown.xpath("//span[@lang='en']")} >= {"Nobody pays."}
    assert "Herausgegeben von A society." in words(next(shown.iter("footer")))


def test_neither_cookie_nor_browser_chooses_the_language(client):
    client.cookies["django_language"] = "de"
    response = client.get("/", headers={"Accept-Language": "ar,de;q=0.9"})
    assert parse(response).get("lang") == "en"
    assert response["Cache-Control"] == "public, max-age=0, must-revalidate"


@pytest.mark.parametrize("path", PLAIN)
def test_what_has_no_languages_is_nowhere_else(client, path):
    assert client.get(f"/de/{path}").status_code == 404


@pytest.mark.parametrize("path", ["/en/", "/en/articles/", "/fr/", "/DE/", "/de", "/deutsch/"])
def test_address_of_no_language_leads_nowhere(client, path):
    assert client.get(path).status_code in {404, 301}
    assert client.get(path, follow=True).status_code == (200 if path == "/de" else 404)


def test_language_is_that_of_before_after_a_request(client):
    with override("ar"):
        client.get("/de/")
        client.get("/de/nowhere/")
        assert get_language() == "ar"
    client.get("/de/")
    assert get_language() == "en"


def test_head_names_the_page_in_each_language(client, slug):
    for path in (f"/articles/{slug}/", "/topics/"):
        for prefix in ("", "/de"):
            html = parse(client.get(f"{prefix}{path}"))
            assert canonical(html) == f"http://testserver{prefix}{path}"
            rows = {row.get("hreflang"): row.get("href") for row in html.iter("link") if row.get("hreflang")}
            assert rows == {
                "en": f"http://testserver{path}",
                "de": f"http://testserver/de{path}",
                "ar": f"http://testserver/ar{path}",
                "x-default": f"http://testserver{path}",
            }


def languages_of(html) -> dict[str, str]:
    (nav,) = [nav for nav in html.iter("nav") if nav.get("class") == "tongues"]
    rows = list(nav.iter("a"))
    assert [row.get("lang") for row in rows] == [row.get("hreflang") for row in rows]
    return {row.get("lang"): row.get("href") for row in rows}


def test_switch_keeps_the_page_and_what_was_asked(client):
    html = parse(client.get("/ar/search/?q=a+%26+b&kind=x"))
    asked = "search/?q=a+%26+b&kind=x"
    assert languages_of(html) == {"en": f"/{asked}", "de": f"/de/{asked}", "ar": f"/ar/{asked}"}
    nav = next(nav for nav in html.iter("nav") if nav.get("class") == "tongues")
    assert {row.get("lang"): words(row) for row in nav.iter("a")} == dict(settings.LANGUAGES)
    assert [row.get("lang") for row in nav.iter("a") if row.get("aria-current")] == ["ar"]


def test_switch_leads_to_the_start_where_a_page_has_no_languages(client):
    assert languages_of(parse(client.get("/de/nowhere/"))) == {"en": "/", "de": "/de/", "ar": "/ar/"}


def test_site_with_one_language_shows_no_switch(client, settings):
    settings.LANGUAGES = settings.LANGUAGES[:1]
    languages.cache_clear()
    try:
        html = parse(client.get("/"))
        assert client.get("/de/").status_code == 404
    finally:
        languages.cache_clear()
    assert not [nav for nav in html.iter("nav") if nav.get("class") == "tongues"]
    assert not [row for row in html.iter("link") if row.get("hreflang")]


def test_kept_page_of_one_language_is_never_shown_in_another(slug):
    client = client_of()
    for _ in range(2):
        for code, prefix in (("en", ""), ("de", "/de"), ("ar", "/ar")):
            html = parse(client.get(f"{prefix}/articles/{slug}/?from={code}"))
            assert html.get("lang") == code
            home = next(row for row in html.iter("a") if row.get("class") == "name")
            assert home.get("href") == f"{prefix}/"
            assert languages_of(html)["de"] == f"/de/articles/{slug}/"
    assert len(caches["pages"]._cache) >= 3


def test_address_is_made_for_the_language_that_is_spoken():
    page = Template("{% load ui %}{% address 'catalogue:listing' %} {% address 'catalogue:feed' %}")
    assert page.render(Context()) == "/articles/ /feed/"
    with override("de"):
        assert page.render(Context()) == "/de/articles/ /de/feed/"
    assert page.render(Context()) == "/articles/ /feed/"


def test_article_is_cited_and_shared_under_its_own_address(slug):
    html = client_of().get(f"/de/articles/{slug}/").content.decode()
    assert f'data-address="http://testserver/articles/{slug}/"' in html
    assert f"/articles/{slug}/citation.ris" in html
    assert f"/de/articles/{slug}/citation" not in html


@pytest.mark.parametrize(
    ("days", "said"), [(1, "يوم واحد"), (2, "يومين"), (7, "7 أيام"), (10, "10 أيام"), (11, "11 يومًا"), (100, "100 يوم")]
)
def test_days_are_counted_as_arabic_counts_them(client, settings, days, said):
    settings.GATE_DAYS = settings.NEWS_REQUEST_DAYS = days
    for path in ("/ar/about/", "/ar/privacy/", thanking("/ar/news/asked/", purpose="news", what="x")):
        assert re.search(rf"(كل|خلال|بعد) {said}(?!\w)", client.get(path).content.decode()), path


# -- the gate --------------------------------------------------------------------------------------------------------
def gate_form(client: Client, path: str):
    return next(form for form in parse(client.get(path)).iter("form") if form.get("class") == "ask")


def test_gate_shows_english_marked_as_such_until_its_words_are_approved(client, slug):
    approve_all("ar", only="gate.profession")
    form = gate_form(client, f"/ar/articles/{slug}/")
    statement = next(row for row in form.iter("p") if row.get("class") == "statement")
    (marked,) = [row for row in statement.iter("span") if row.get("lang")]
    assert (marked.get("lang"), marked.get("dir"), words(marked)) == ("en", "ltr", settings.GATE_STATEMENT)
    labels = [row for row in form.iter("span") if row.get("lang") == "en"]
    assert words(labels[0]) == "a physician"
    (button,) = form.iter("button")
    assert (button.get("lang"), button.get("dir"), button.get("data-busy")) == ("en", "ltr", "Sending…")
    assert f"“{words(button)}”" in settings.GATE_STATEMENT
    assert words(next(form.iter("h2"))) == "هل أنتم من ممارسي المهن الصحية؟"  # the rest speaks Arabic


def test_what_is_attested_is_recorded_in_the_language_and_words_that_were_shown(client, slug):
    approve_all("ar", only="gate.")
    path = f"/ar/articles/{slug}/"
    form = gate_form(client, path)
    assert f"[{settings.GATE_STATEMENT}]" in words(form)
    assert not [row for row in form.iter("span") if row.get("lang")]
    (button,) = form.iter("button")
    assert (button.get("lang"), words(button)) == (None, "تأكيد ومتابعة")
    response = client.post(path, {"who": "nurse", "gate_statement": fields_of(form)["gate_statement"]})
    assert (response.status_code, response["Location"]) == (303, path)
    made = Attestation.objects.get()
    assert (made.statement.language, made.profession_label) == ("ar", "[a nurse or nurse practitioner]")
    assert made.statement.text == attesting.wording_in("ar").text
    # Who attested in one language is asked again in none.
    assert 'name="gate_statement"' not in client.get(f"/articles/{slug}/").content.decode()
    assert 'name="gate_statement"' not in client.get(f"/de/articles/{slug}/").content.decode()


def test_gate_asks_again_when_its_words_were_approved_meanwhile(client, slug):
    path = f"/de/articles/{slug}/"
    stamp = fields_of(gate_form(client, path))["gate_statement"]
    approve_all("de", only="gate.")
    assert client.post(path, {"who": "nurse", "gate_statement": stamp}).status_code == 409
    assert not Attestation.objects.exists()


@pytest.mark.parametrize(("who", "page"), [("patient", "/de/patients-and-carers/"), ("none", "/de/open-to-all/")])
def test_gate_leads_others_on_in_their_language(client, slug, who, page):
    response = client.post(f"/de/articles/{slug}/", {"who": who, "gate_statement": "x"})
    assert response["Location"].startswith(page)


# -- what is agreed to and rated -------------------------------------------------------------------------------------
def test_rating_names_the_language_of_the_statements_and_a_kept_page_shows_new_approvals(slug):
    client = client_of()
    path = f"/de/articles/{slug}/"
    before = client.get(path).content.decode()
    assert '<span lang="en" dir="ltr">The content was clear' in before
    approve_all("de", only="evaluation.")
    after = client.get(path).content.decode()
    assert "[The content was clear" in after
    assert '<span lang="en" dir="ltr">The content was clear' not in after
    form = next(form for form in parse(client.get(f"{path}rate/")).iter("form") if form.get("method") == "post")
    name = next(row.get("name") for row in form.iter("input") if (row.get("name") or "").startswith("s-"))
    response = client.post(f"{path}rate/", {name: "4"})
    assert response["Location"] == f"{path}rate/"
    assert Evaluation.objects.get().asked_in == "de"
    client_of().post(f"/articles/{slug}/rate/", {name: "4"})
    assert set(Evaluation.objects.values_list("asked_in", flat=True)) == {"de", "en"}


def test_news_are_agreed_to_and_confirmed_in_the_language_of_the_page(client):
    approved = approve_all("ar", only="news.")
    (row,) = approved.values()
    page = parse(client.get("/ar/news/"))
    assert row.wording in words(page)
    response = client.post("/ar/news/", {"email": "a@example.org", "agrees": "on"})
    assert response["Location"].split("?")[0] == "/ar/news/asked/"
    request = SubscriptionRequest.objects.get()
    assert (request.language, request.wording_id) == ("ar", row.pk)
    (letter,) = mail.outbox
    assert row.wording in letter.body
    assert f"{date_format(request.expires_at, 'F')}" not in letter.body  # the month is said in Arabic, too
    confirm = next(word for word in letter.body.split() if "/news/confirm/" in word)
    assert confirm.startswith("http://testserver/ar/news/confirm/")
    assert client.post(confirm.removeprefix("http://testserver")).status_code == 200
    assert Consent.objects.get().request.wording == row
    assert (
        client.post(letter.extra_headers["List-Unsubscribe"][1:-1].removeprefix("http://testserver")).status_code == 200
    )


def test_news_are_agreed_to_in_english_until_the_words_are_approved(client):
    client.post("/de/news/", {"email": "a@example.org", "agrees": "on"})
    request = SubscriptionRequest.objects.get()
    assert (request.language, request.wording) == ("de", None)


def test_what_who_gives_suggests_or_asks_confirmed_names_its_wording(client):
    approved = approve_all("de", only="support.")
    money = {"amount": "25", "rhythm": "once", "email": "a@example.org", "is_individual": "on"}
    idea = {"topic": "A topic", "reason": "A reason", "is_individual": "on"}
    grant = {"organisation": "Example", "kind": GrantEnquiry.Kind.values[0], "size": GrantEnquiry.Size.values[0]}
    grant |= {"contact_name": "Ada", "email": "a@example.org", "has_understood": "on"}
    for page, sent, model in (
        ("contribute", money, Contribution),
        ("suggest", idea, Suggestion),
        ("grants", grant, GrantEnquiry),
    ):
        for prefix in ("/de", ""):
            response = client.post(f"{prefix}/support/{page}/", sent)
            assert response.status_code == 303
            assert response["Location"].startswith(f"{prefix}/support/")
        shown = list(model.objects.order_by("pk").values_list("wording__source", flat=True))
        assert shown[0] in approved
        assert shown[1] is None


def test_every_text_that_needs_approval_has_a_name_of_its_own_kind():
    names = {text.name for group in texts_at(timezone.now()).values() for text in group}
    assert {name.partition(".")[0] for name in names} == {"gate", "news", "support", "evaluation"}
    assert all(len(name) <= ApprovedWording._meta.get_field("name").max_length for name in names)
    assert Text("a", "b").hash != Text("ab", "").hash
