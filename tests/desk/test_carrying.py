"""A session that ends while somebody types: no form of the desk loses a word (UX 19, 24; without scripts, too)."""

import json

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from content.models import Article, PlanningRecord, QuestionImport, ReviewComment
from tests.desk.desks import make_user, page, sent_by, text, tree
from tests.factories import make_article
from tests.pages import fields_of

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough password"
BROWSER = {"Accept": "text/html,application/xhtml+xml"}
LOG_IN = "/admin/login/"
IMPORT = "/admin/content/question/import/"


@pytest.fixture
def client() -> Client:
    """A browser whose owner logs in as a person does; tokens are checked."""
    user = make_user("ada", "Editor")
    user.set_password(PASSWORD)
    user.save()
    client = Client(enforce_csrf_checks=True, headers=BROWSER)
    assert log_in(client, client.get(LOG_IN)).status_code == 302
    return client


def log_in(client: Client, shown, password: str = PASSWORD):
    form = next(form for form in tree(shown).iter("form") if form.get("id") == "login-form")
    return client.post(LOG_IN, fields_of(form) | {"username": "ada", "password": password})


def end_session(client: Client) -> None:
    del client.cookies[settings.SESSION_COOKIE_NAME]


def sent_on(client: Client, shown):
    """Press the button that sends what was carried."""
    form = next(form for form in tree(shown).iter("form") if form.get("id") != "logout-form")
    fields = {name: [value.removeprefix("\n") for value in values] for name, values in fields_of(form).items()}
    return client.post(form.get("action"), fields, follow=True)


@pytest.mark.parametrize("name", ["planning", "review", "questions", "change"])
def test_what_was_typed_is_sent_after_logging_in_again(client, name) -> None:
    article = make_article(version=1)
    typed = {
        "planning": {"practice_gap": ["Line one.\r\n\r\nLine <two> & “three”"], "need": ["A need"]},
        "review": {"_act": ["comment"], "text": ["Name the harms."], "passage": [""]},
        "questions": {"_act": ["add"]},
        "change": {"title": ["Another title"], "_go": ["change"]},
    }[name]
    fields = sent_by(client.get(page(name, article.pk))) | typed
    end_session(client)
    asked = client.post(page(name, article.pk), fields)
    assert asked.status_code == 403
    assert "Your session has ended, so nothing was saved yet." in text(asked)
    again = log_in(client, asked, "a wrong password")
    assert "There is a problem" in text(again)
    shown = log_in(client, again)
    assert "Send what you typed?" in text(shown)
    assert sent_on(client, shown).status_code == 200
    if name == "planning":
        assert PlanningRecord.objects.get().practice_gap.splitlines() == ["Line one.", "", "Line <two> & “three”"]
    elif name == "review":
        assert ReviewComment.objects.get().text == "Name the harms."
    elif name == "change":
        assert Article.objects.get().title == "Another title"


def test_nothing_of_a_stranger_or_a_script_is_carried(client) -> None:
    """Negative controls: no cookie of ours, no page asked for, a token that is wrong."""
    article = make_article()
    fields = sent_by(client.get(page("planning", article.pk)))
    end_session(client)
    assert client.post(page("planning", article.pk), fields, headers={"Accept": "application/json"}).status_code == 302
    assert "_carried" not in client.post(page("planning", article.pk), {"need": "x"}).content.decode()
    assert Client(headers=BROWSER).post(page("planning", article.pk), {"need": "x"}).status_code == 302
    assert not PlanningRecord.objects.exists()


@pytest.mark.parametrize(
    ("to", "carried"),
    [
        ("//elsewhere.example/admin/", '[["a","b"]]'),
        ("https://elsewhere.example/admin/", '[["a","b"]]'),
        ("/admin/../articles/", '[["a","b"]]'),
        ("/admin/%2e%2e/articles/", '[["a","b"]]'),
        ("/admin/..\\articles/", '[["a","b"]]'),
        ("/articles/x/", '[["a","b"]]'),
        ("/admin/logout/", '[["a","b"]]'),
        ("/admin/", "no JSON"),
        ("/admin/", "[" * 100_000),
        ("/admin/", "[1]"),
        ("/admin/", '{"a": "b"}'),
    ],
)
def test_forged_carrying_leads_to_the_desk_and_nowhere_else(client, to, carried) -> None:
    end_session(client)
    form = fields_of(next(f for f in tree(client.get(LOG_IN)).iter("form") if f.get("id") == "login-form"))
    sent = form | {"username": "ada", "password": PASSWORD, "_carried": carried, "_carried_to": to}
    response = client.post(LOG_IN, sent)
    assert (response.status_code, response["Location"]) == (302, "/admin/")


def test_passwords_are_not_carried(client) -> None:
    fields = sent_by(client.get("/admin/password_change/"))
    end_session(client)
    asked = client.post("/admin/password_change/", fields | {"old_password": PASSWORD, "new_password1": "secret words"})
    assert asked.status_code == 403
    assert "secret words" not in asked.content.decode()
    carried = next(row for row in tree(asked).iter("textarea") if row.get("name") == "_carried")
    assert json.loads(carried.text or "") == {"pairs": [], "files": []}


def test_file_that_was_chosen_is_named_and_the_rest_is_kept(client) -> None:
    fields = sent_by(client.get(IMPORT)) | {"format": ["aiken"]}
    chosen = SimpleUploadedFile("questions <1>.txt", b"Which?\nA. x\nB. y\nANSWER: A\n")
    end_session(client)
    asked = client.post(IMPORT, fields | {"file": chosen})
    assert "questions <1>.txt could not be kept and must be chosen again." in text(asked)
    shown = log_in(client, log_in(client, asked, "a wrong password"))
    assert "Choose again, on the page that follows: questions <1>.txt" in text(shown)
    answer = sent_on(client, shown)
    choice = next(option for option in tree(answer).iter("option") if option.get("value") == "aiken")
    assert choice.get("selected") is not None
    assert not QuestionImport.objects.exists()


@pytest.mark.parametrize("forged", ["[]", "{}", '{"pairs": [1], "files": []}', '{"pairs": [], "files": 7}', "7", '"x"'])
def test_what_we_did_not_write_is_not_carried(client, forged) -> None:
    end_session(client)
    shown = client.get(LOG_IN)
    form = next(form for form in tree(shown).iter("form") if form.get("id") == "login-form")
    more = {"username": "ada", "password": PASSWORD, "_carried": forged, "_carried_to": IMPORT}
    assert client.post(LOG_IN, fields_of(form) | more).status_code == 302
