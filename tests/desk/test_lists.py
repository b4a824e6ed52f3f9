"""Lists of the desk answer every address: sense with rows, nonsense with the whole list."""

import pytest
from django.urls import reverse

from content.models import Contributor, Disclosure, Topic
from tests.desk.desks import LISTED, login, superuser, text, tree
from tests.desk.test_outcomes_page import visit
from tests.factories import NOW, make_article, make_edition

pytestmark = pytest.mark.django_db
HUGE = "9" * 25
REFUSED = [
    f"id__in={HUGE}", "id__regex=(", f"article={HUGE}", f"id={HUGE}", "nothing=1", "pk__in=a,b",
    "password__startswith=p", "release__article__slug__regex=(", "learner__key__startswith=a", "id__exact=%00",
]  # fmt: skip
READ = [
    f"p={HUGE}", "p=-1", "p=x", f"o={HUGE}", "o=x.-.--1", "q=%00", f"q={HUGE}", "q=(", "all=", "e=1", "state=(",
    f"value__exact={HUGE}", f"value={HUGE}", f"topics__id__exact={HUGE}", "topics__id__exact=x", "is_passed__exact=x",
    "submitted_at__isempty=x", "kind__exact=%00", "profession=%00", f"groups__id__exact={HUGE}", "_to_field=stem",
    f"contributor__id__exact={HUGE}", "contributor__id__exact=x", f"_changelist_filters=id__in%3D{HUGE}",
]  # fmt: skip


@pytest.fixture(params=[superuser, lambda: login("rosa", "Reviewer")], ids=["superuser", "reviewer"])
def client(request):
    visit(make_edition(questions=1))
    return request.param()


@pytest.mark.parametrize("model", LISTED, ids=lambda model: model._meta.label_lower)
def test_list_answers_whatever_its_address_asks_for(client, model):
    href = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    if client.get(href).status_code == 403:
        assert client.get(f"{href}?id__regex=(").status_code == 403
        return
    for query in REFUSED:
        answer = client.get(f"{href}?{query}")
        assert (query, answer.status_code, answer.headers.get("Location")) == (query, 302, f"{href}?e=1")
    for query in READ:
        assert (query, client.get(f"{href}?{query}").status_code in {200, 302, 400}) == (query, True)
    assert client.get(f"{href}?e=1").status_code == 200


def test_list_is_narrowed_by_its_filters_and_by_links_of_the_desk():
    article = make_article()
    client = superuser()
    articles = reverse("admin:content_article_changelist")
    assert article.title in text(client.get(f"{articles}?state=draft"))
    assert article.title not in text(client.get(f"{articles}?state=retired"))
    topic, other = (Topic.objects.create(name=name, slug=name) for name in ("biology", "therapy"))
    article.topics.add(topic)
    assert article.title in text(client.get(f"{articles}?topics__id__exact={topic.pk}"))
    assert article.title not in text(client.get(f"{articles}?topics__id__exact={other.pk}"))
    for name in ("A. Author", "B. Author"):
        contributor = Contributor.objects.create(name=name)
        Disclosure.objects.create(contributor=contributor, disclosed_on=NOW.date(), has_nothing_to_disclose=True)
    disclosures = reverse("admin:content_disclosure_changelist")
    answer = client.get(f"{disclosures}?contributor__id__exact={contributor.pk}")
    assert [row.contributor for row in answer.context["cl"].result_list] == [contributor]


def test_home_and_list_name_the_first_step_alike():
    client = login()
    for href in (reverse("admin:index"), reverse("admin:content_article_changelist")):
        said = text(client.get(href))
        assert "Write an article" in said
        assert "Add article" not in said


def test_list_of_topics_counts_articles() -> None:
    make_article(topics=("Transplant",))
    make_article(topics=("Transplant",))
    answer = login().get("/admin/content/topic/")
    (cell,) = [row for row in tree(answer).iter("td") if "field-drafts" in row.get("class", "")]
    assert "".join(cell.itertext()).strip() == "2"
    assert ".None" not in answer.content.decode()
