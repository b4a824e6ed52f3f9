"""The references of an article: look first, add by a second press; merge; the queue of notices; who may."""

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from content.citing.work import MOST_BYTES
from content.models import Reference, ReferencePaste, WorkNotice
from content.services.reference_checks import check_references
from tests.content.registry import QUICK, crossref_work, serving, update
from tests.desk.desks import login, page, sent_by, superuser, text
from tests.desk.test_markup import HOSTILE, faults_of
from tests.factories import NOW, make_article, make_edition

pytestmark = pytest.mark.django_db
PAPER = "10.1056/nejmoa2312948"  # of the article that the factory makes
NOTICES = "/admin/content/article/cited-works/"
BOOK = "@book{b, title={Tests}, author={Doe, Jo}, year=2020}"


@pytest.fixture
def registry(settings):
    with serving(settings) as running:
        running.works = {"10.5555/one": crossref_work(), PAPER: crossref_work(PAPER, **{"updated-by": [update()]})}
        yield running


def look(client, article, words="", **fields):
    return client.post(page("references", article.pk), {"text": words, **fields})


def test_paste_is_shown_first_and_added_once(registry):
    client, article = login(), make_article()
    answer = look(client, article, f"10.5555/one\n{BOOK}\n10.5555/none\n{PAPER}\nno number here")
    assert answer.status_code == 302
    assert article.references.count() == 1
    shown = client.get(answer.headers["Location"])
    assert faults_of(shown) == []
    said = text(shown)
    for words in (
        "2 to add, 1 already there, 1 not looked up, 1 not understood",
        "Ash A; ABC Study Group. A trial of tests. J Tests. 2024;3(4):320-33.",
        "Doe J. Tests. 2020.",
        "No registry knows doi:10.5555/none",
        "the same as [@paper]",
        "Line 5: No DOI",
        "no number here",
    ):
        assert words in said
    sent = {"take": ["0", "1"]}
    assert "Added 2 references" in client.post(answer.headers["Location"], sent, follow=True).content.decode()
    assert set(article.references.values_list("key", flat=True)) == {"paper", "ash2024", "doe2020"}
    assert LogEntry.objects.get().change_message == "Added 2 references to the draft."
    assert "added already" in client.post(answer.headers["Location"], sent, follow=True).content.decode()
    assert article.references.count() == 3


def test_form_of_the_preview_sends_what_is_new(registry):
    client, article = login(), make_article()
    href = look(client, article, f"10.5555/one\n{PAPER}\n10.5555/none").headers["Location"]
    assert sent_by(client.get(href))["take"] == ["0"]


def test_file_is_read_like_what_is_pasted():
    client, article = login(), make_article()
    answer = look(client, article, file=SimpleUploadedFile("refs.bib", BOOK.encode()))
    assert "Doe J. Tests. 2020." in text(client.get(answer.headers["Location"]))


@pytest.mark.parametrize(
    ("words", "data", "said"),
    [
        ("", None, "Paste at least one reference"),
        ("  \n ", None, "Paste at least one reference"),
        ("", b"Caf\xe9", "Line 1 is not UTF-8"),
        ("", b"x" * (MOST_BYTES + 1), "larger than 5 MB"),
        ("", b"a\0", "This is no text."),
        ("\n".join(f"PMID: {n}" for n in range(1, 103)), None, "more than 100 numbers"),
    ],
)
def test_what_cannot_be_read_is_refused_and_kept(words, data, said):
    client, article = login(), make_article()
    fields = {"file": SimpleUploadedFile("refs.bib", data)} if data else {}
    answer = look(client, article, words, **fields)
    assert answer.status_code == 200
    assert said in text(answer)
    assert faults_of(answer) == []
    assert words.strip() in answer.content.decode()
    assert not ReferencePaste.objects.exists()


def test_without_an_answer_the_page_says_so(registry):
    registry.acts = [(503, {}, b"")] * 9
    client, article = login(), make_article()
    said = text(client.get(look(client, article, "10.5555/one").headers["Location"]))
    assert "Crossref is busy (answer 503). Try again later, or type the reference by hand." in said
    assert "0 to add" in said


def test_hostile_words_do_not_run():
    client, article = superuser(), make_article()
    href = look(client, article, f"@book{{b, title={{{HOSTILE}}}, year=2020}}\n{HOSTILE}").headers["Location"]
    shown = client.get(href)
    assert b"<img src=x" not in shown.content
    assert faults_of(shown) == []
    client.post(href, {"take": "0"})
    assert b"<img src=x" not in client.get(page("references", article.pk)).content


def test_duplicates_are_offered_and_merged():
    client, article = login(), make_article()
    Reference.objects.create(article=article, key="twin", doi=PAPER)
    shown = client.get(page("references", article.pk))
    assert "[@paper] and [@twin] are the same work" in text(shown)
    assert faults_of(shown) == []
    sent = {"kept": "paper", "gone": "twin", "version": "1"}
    stale = client.post(page("merge", article.pk), sent | {"version": "7"}, follow=True)
    assert "Nothing was merged" in stale.content.decode()
    assert article.references.count() == 2
    assert "[@twin] is now [@paper]" in client.post(page("merge", article.pk), sent, follow=True).content.decode()
    assert article.references.get().key == "paper"
    assert (
        "no longer there"
        in client.post(page("merge", article.pk), sent | {"version": "2"}, follow=True).content.decode()
    )


@pytest.mark.parametrize("group", ["Reviewer", "Accreditation lead"])
def test_those_who_do_not_write_look_and_change_nothing(group):
    article = make_article()
    href = look(login(), article, BOOK).headers["Location"]
    client = login("rosa", group)
    shown = client.get(page("references", article.pk))
    assert "A paper." in text(shown)
    assert "Look at the references" not in text(shown)
    assert look(client, article, BOOK).status_code == 403
    assert client.get(href).status_code == 403
    assert client.post(href, {"take": "0"}).status_code == 403
    assert client.post(page("merge", article.pk), {}).status_code == 403
    assert client.get(NOTICES).status_code == 200


def test_preview_is_its_owners_alone_and_of_its_article():
    article = make_article()
    href = look(login(), article, BOOK).headers["Location"]
    assert superuser().get(href).status_code == 404
    assert login().get(href.replace(f"/{article.pk}/", f"/{make_article().pk}/")).status_code == 404


def test_stranger_is_sent_to_the_log_in(client):
    article = make_article()
    for path in (page("references", article.pk), NOTICES):
        assert client.get(path).status_code == 302


def test_queue_names_drafts_and_editions(registry):
    edition = make_edition(title="A study of tests")
    client = login()
    assert "No cited work has a notice." in text(client.get(NOTICES))
    check_references(at=NOW, manners=QUICK)
    shown = client.get(NOTICES)
    assert faults_of(shown) == []
    said = text(shown)
    for words in (
        "Retracted on 1 February 2025: A paper",
        "A study of tests",
        "to be decided",
        f"Edition 1.0 of {edition.slug}",
    ):
        assert words in said
    Reference.objects.update(retracted_reason="To warn.")
    assert "cited although retracted, “To warn.”" in text(client.get(NOTICES))
    assert "Retracted on 1 February 2025" in text(client.get(page("references", edition.release.article_id)))
    assert NOTICES in client.get("/admin/").content.decode()


def test_pages_take_as_many_queries_for_ten_as_for_one():
    client, article = login(), make_article()
    counts = []
    for number in (1, 10):
        for n in range(number):
            doi = f"10.5555/{number}-{n}"
            Reference.objects.create(article=article, key=f"k{number}-{n}", doi=doi)
            WorkNotice.objects.create(doi=doi, kind="retraction", told_by="crossref", found_at=NOW, checked_at=NOW)
        for path in (NOTICES, page("references", article.pk)):
            with CaptureQueriesContext(connection) as captured:
                assert client.get(path).status_code == 200
            counts.append(len(captured))
    assert counts[:2] == counts[2:]
