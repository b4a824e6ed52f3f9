"""Hostile words in the text fields of kinds, plain language, translations and reports: text wherever they come out."""

import re
from datetime import date

import pytest
import time_machine
from django.http import HttpResponse
from django.urls import reverse

from content.models import Article, DraftVersion, Edition, Funder, Showing, ShownReport, TwinDraft
from content.services.editions_in_blocks import blocks_in
from tests.catalogue.test_page_cache import client_of
from tests.content.translating.people import by_people
from tests.content.twins import article_of
from tests.content.videos import make_video
from tests.desk.desks import controls, login, page, sent_by, tree
from tests.factories import NOW, make_article, make_edition

pytestmark = pytest.mark.django_db
IMAGE = "\"'><img src=x onerror=alert(1)>"
FORMS = (
    IMAGE,
    "</textarea></title><script>alert(2)</script>",
    '[go](javascript:alert(3)) [go](data:text/html,<svg/onload=alert(4)>) ![x](figure:"onerror=alert(5))',
    '::: passage x" onclick="alert(6)\n<iframe srcdoc="<script>alert(7)</script>">\n:::',
    "{% now 'Y' %}{{ request }}<svg/onload=alert(8)>",
)
RUNS = {"script", "img", "svg", "iframe", "base", "object", "embed"}


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


def faults_of(response: HttpResponse) -> list[str]:
    """Return what of a page would run: handlers, addresses that are code, and elements with hostile words in them."""
    assert response.status_code == 200
    found = []
    for element in controls(tree(response)):
        hostile = [name for name, _ in element.items() if name.startswith("on") or name == "srcdoc"]
        addresses = (element.get(name, "") for name in ("href", "src", "action", "formaction"))
        hostile += [address for address in addresses if re.match(r"\s*(javascript|vbscript|data:text)", address, re.I)]
        inside = "".join(element.itertext())
        is_data = element.get("type") == "application/ld+json" and "<" not in inside  # what no browser runs
        if element.tag in RUNS and not is_data and ("alert(" in inside or element.get("src") == "x"):
            hostile.append(element.tag)
        found += [f"{element.tag}: {fault}" for fault in hostile]
    return found


def send_hostile(client, address: str, words: str, **fields: list[str]) -> HttpResponse:
    """Write the words into every field of a form that takes text."""
    response = client.get(address)
    sent = sent_by(response)
    for control in controls(tree(response)):
        name = control.get("name", "")
        takes_text = control.tag == "textarea" or (control.tag == "input" and control.get("type", "text") == "text")
        if takes_text and name in sent and not name.startswith("_") and not re.search(r"slug|-key$", name):
            sent[name] = [words[: int(control.get("maxlength") or len(words))]]
    return client.post(address, sent | {"_go": ["change"]} | fields)


def no_fault(client, *addresses: str) -> None:
    assert {address: faults for address in addresses if (faults := faults_of(client.get(address)))} == {}


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        # Each kind and each form comes soon; all of them together, as they take long, in .ci/run.
        pytest.param(kind, words, marks=[] if (place + number) % 5 == 0 or not place else [pytest.mark.slow])
        for place, kind in enumerate(("summary", "congress", "opinion", "case", "visual", "video"))
        for number, words in enumerate(FORMS)
    ],
)
def test_words_of_a_kind_run_nowhere(kind, words):
    article, client = make_article(kind=kind), login()
    if kind == "video":
        make_video(article)
    answer = send_hostile(client, page("change", article.pk), words)
    if answer.status_code == 200:  # refused, and shown again
        assert not faults_of(answer)
    Article.objects.filter(pk=article.pk).update(
        congress_name=words[:100], congress_place=words[:100], title=words[:100], limits=words, version=9
    )
    no_fault(client, *(page(name, article.pk) for name in ("change", "versions", "publish", "review", "planning")))
    no_fault(client, *(page("version", article.pk, row.number) for row in DraftVersion.objects.all()))


@pytest.mark.parametrize("words", FORMS)
def test_words_in_plain_language_run_nowhere(words):
    article, client = article_of(make_edition()), login()
    address = page("twin", article.pk)
    for body in ("Nothing yet.", words):
        fields = {"title": words[:100], "summary": words[:100], "body": body}
        version = TwinDraft.objects.filter(article=article).values_list("version", flat=True).first() or 0
        answer = client.post(address, sent_by(client.get(address)) | fields | {"_version": version})
        assert answer.status_code == 302
    no_fault(client, address, page("twin_preview", article.pk), f"{address}?version=2", f"{address}?version=1")
    typed = client.post(page("twin_parts", article.pk), {"body": words})
    assert typed.status_code == 200
    assert typed["Content-Type"] == "application/json"
    html = typed.json()["html"]["body"] if "html" in typed.json() else str(typed.json())
    assert not re.search(r"<(script|img|svg|iframe)|<[^>]*\son\w+=", html)
    stale = client.post(address, fields | {"_version": 0, "title": words[::-1][:100]})
    assert stale.status_code == 409
    stale.status_code = 200
    assert not faults_of(stale)


@pytest.mark.parametrize("words", FORMS)
def test_words_of_a_translation_run_nowhere(words):
    edition = make_edition(questions=1)
    blocks = blocks_in(edition, with_items=False)
    said = {block.key: words + "".join(re.findall(r"\{/?\d+\}", block.segment.text)) for block in blocks}
    row = by_people(edition, **said)
    type(row).objects.filter(pk=row.pk).update(problem=words[:100])
    article = edition.release.article
    no_fault(login(), page("translations", article.pk), page("translation", article.pk, row.pk))
    no_fault(client_of(), f"/articles/{article.slug}/in/de/")
    draft = make_edition(questions=1)
    client, listed = login(), page("translations", draft.release.article_id)
    begun = client.post(listed, {"_act": "begin", "language": "ar"})["Location"]
    assert send_hostile(client, begun, words, reviewer=["Bo Lens"]).status_code == 302
    assert draft.translations.get().blocks.filter(text__contains="alert").exists()
    no_fault(client, begun, listed)


def test_words_of_a_report_run_nowhere_and_begin_no_formula():
    funder = Funder.objects.create(name=IMAGE)
    edition: Edition = make_edition(questions=1, title=IMAGE)
    article = edition.release.article
    article.support.create(funder=funder, level=IMAGE[:10], agreement_signed_on=date(2020, 1, 1))
    user = login("lee", "Accreditation lead")
    showing = Showing.objects.create(
        funder=funder, article=article, what="report", description=IMAGE, how=IMAGE, shown_at=NOW,
        shown_by_id=user.session["_auth_user_id"], recorded_at=NOW,
    )  # fmt: skip
    label = f"=HYPERLINK({IMAGE})"
    lines = [{"text": label, "version": 1, "n": 9, "agreed": None}]
    release = {
        "release": 1, "reach": [{"label": label, "n": 9}], "professions": [{"label": IMAGE, "n": 9}],
        "tests": [{"label": IMAGE, "n": 9, "mean_percent": 50, "passed": 7}], "evaluation": {"n": 9, "lines": lines},
    }  # fmt: skip
    figures = {"article": article.slug, "title": IMAGE, "smallest_cell": 5, "releases": [release]} | {
        "from": "2026-01-01", "to": "2026-01-31",
    }  # fmt: skip
    days = (date(2026, 1, 1), date(2026, 1, 31))
    ShownReport.objects.create(showing=showing, from_on=days[0], to_on=days[1], figures=figures, digest="0" * 64)
    report = reverse("admin:content_funder_report", args=[funder.pk])
    asked = f"{report}?since=2026-01&until=2026-01&articles={article.pk}"
    shown = reverse("admin:content_funder_report_shown", args=[funder.pk, *days])
    no_fault(user, report, asked, shown, reverse("admin:content_showing_changelist"))
    told = user.get(reverse("admin:content_funder_report_csv", args=[funder.pk, *days]))
    assert '"=HYPERLINK' not in told.getvalue().decode()
    assert ",=HYPERLINK" not in told.getvalue().decode()
