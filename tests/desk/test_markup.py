"""The markup of the desk's pages: no fault of HTML, no id twice, nothing that points nowhere; no words that run."""

from collections import Counter

import html5lib
import pytest
from django.urls import reverse

from cme.evaluation.models import InstrumentVersion
from cme.learners.models import User
from content.models import Contributor, Topic
from tests.desk.desks import controls, page, superuser, tree
from tests.desk.test_outcomes_page import visit
from tests.factories import add_question, make_article, make_edition

pytestmark = pytest.mark.django_db
HOSTILE = '"><img src=x onerror=alert(1)>'
REFERENCES = ("for", "aria-describedby", "aria-labelledby", "list", "popovertarget")


def faults_of(response):
    parser = html5lib.HTMLParser()
    parser.parse(response.content.decode())
    elements = list(controls(tree(response)))
    ids = Counter(element.get("id") for element in elements if element.get("id"))
    return [
        *(f"line {position[0]}: {code}" for position, code, _ in parser.errors),
        *(f"id {name} twice" for name, times in ids.items() if times > 1),
        *(
            f"{element.tag} {name}={element.get(name)} points nowhere"
            for element in elements
            for name in REFERENCES
            if any(target not in ids for target in element.get(name, "").split())
        ),
        *(f"{element.tag} without a label" for element in elements if is_unlabelled(element, elements)),
    ]


def is_unlabelled(element, elements):
    if element.tag not in {"input", "select", "textarea"} or element.get("type") in {"hidden", "submit"}:
        return False
    if element.get("aria-label") or element.get("aria-labelledby"):
        return False
    labels = [other for other in elements if other.tag == "label"]
    return not any(label.get("for") == element.get("id") or element in list(label.iter()) for label in labels)


@pytest.fixture
def addresses():
    edition = make_edition(questions=2, title=HOSTILE)
    visit(edition, wrong=1)
    draft = make_article(title=HOSTILE, audience=HOSTILE, limits="")
    add_question(draft, stem=HOSTILE, passage="lost")
    Topic.objects.create(slug="hostile", name=HOSTILE)
    disclosure = Contributor.objects.create(name=HOSTILE).disclosures.create(disclosed_on="2026-11-01")
    disclosure.relationships.create(company=HOSTILE, nature=HOSTILE)
    version = InstrumentVersion.objects.get()
    User.objects.create(username="somebody", first_name=HOSTILE)
    pages = ("change", "questions", "publish", "outcomes", "items")
    return [
        *(reverse(f"admin:{name}") for name in ("index", "password_change", "content_article_changelist")),
        *(reverse(f"admin:content_{name}_changelist") for name in ("contributor", "topic", "disclosure")),
        *(
            page(name, edition.release.article_id)
            for name in ("change", "questions", "publish", "outcomes", "items", "history")
        ),
        page("item", edition.release.article_id, edition.items.first().version.question_id),
        *(page(name, draft.pk) for name in (*pages, "delete")),
        page("add"),
        reverse("admin:content_disclosure_change", args=[disclosure.pk]),
        reverse("admin:evaluation_instrumentversion_change", args=[version.pk]),
        reverse("admin:learners_user_changelist"),
        reverse("admin:learners_user_change", args=[User.objects.get(username="somebody").pk]),
        reverse("admin:auth_user_password_change", args=[User.objects.get(username="somebody").pk]),
    ]


def test_pages_are_sound_and_no_words_run(addresses):
    client = superuser()
    faults = []
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200, address
        faults += [f"{address}: {fault}" for fault in faults_of(answer)]
        if b"<img src=x" in answer.content:
            faults.append(f"{address}: words of an editor became markup")
    assert not faults, "\n".join(faults)
