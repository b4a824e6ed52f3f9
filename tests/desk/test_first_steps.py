"""What somebody meets who works at a desk with nothing in it yet, and words that must hold for strangers."""

import pytest

from content.checklist import check_article
from content.models import Article, Contributor, Series, Topic
from tests.desk.desks import login, page, sent_by, superuser, text
from tests.factories import NOW, make_article, make_edition, make_learner, make_topic, take_test

pytestmark = pytest.mark.django_db
WRITE = "/admin/content/article/add/"


def test_empty_desk_says_what_to_do() -> None:
    client = login()
    said = text(client.get(WRITE))
    assert "There is no topic yet. Save the draft, add one under Topics on the desk's first page" in said
    assert "entered by the accreditation lead, under Contributors" in said
    assert "Nothing here yet." in text(client.get("/admin/content/article/"))
    make_topic("Registries")
    assert "There is no topic yet" not in text(client.get(WRITE))


def test_list_says_that_nothing_matches_and_leads_back() -> None:
    make_article()
    response = login().get("/admin/content/article/?q=nowhere")
    assert "Nothing matches. Show all" in text(response)


@pytest.mark.parametrize(("model", "field"), [(Topic, "name"), (Series, "title")])
def test_address_is_made_from_the_name_where_none_was_typed(model, field) -> None:
    add = f"/admin/content/{model._meta.model_name}/add/"
    rows = {"parts-TOTAL_FORMS": 0, "parts-INITIAL_FORMS": 0}
    client = login()
    assert client.post(add, rows | {field: "CAR T cells"}).status_code == 302
    assert model.objects.get().slug == "car-t-cells"
    for name, said in (("CAR-T cells", "already exists"), ("細胞", "Type an address"), ("", "Fill in")):
        response = client.post(add, rows | {field: name})
        assert response.status_code == 200
        assert said in text(response)
    assert model.objects.count() == 1


def test_days_and_moments_are_written_alike_and_with_their_zone() -> None:
    take_test(make_edition(), make_learner(), at=NOW)
    Contributor.objects.get().disclosures.create(disclosed_on=NOW.date(), has_nothing_to_disclose=True)
    client = superuser()
    assert "22 Nov 2026, 12:00 UTC" in text(client.get("/admin/assessment/attempt/"))
    assert "22 Nov 2026" in text(client.get("/admin/content/disclosure/"))


def test_references_that_are_never_cited_take_one_line() -> None:
    article = make_article()
    for number in range(7):
        article.references.create(key=f"other{number}", title=f"Another paper, number {number}")
    (said,) = [finding.message for finding in check_article(article, at=NOW) if "never cited" in finding.message]
    assert said == ("7 references are never cited: [@other0], [@other1], [@other2], [@other3], [@other4] and 2 more.")


def test_version_that_stands_alone_is_not_offered_for_comparison() -> None:
    client = login()
    client.post(WRITE, sent_by(client.get(WRITE)) | {"title": ["A first draft"], "_go": ["change"]})
    said = text(client.get(page("versions", Article.objects.get().pk)))
    assert "Version 1" in said
    assert "Compare" not in said
