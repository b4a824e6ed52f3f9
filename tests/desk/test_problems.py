"""What must be mended, as the summary above a form says it."""

import pytest
from django.urls import reverse

from content.models import KeyFigure, Series
from tests.desk.desks import ids, login, sent_by, superuser, text
from tests.factories import make_article

pytestmark = pytest.mark.django_db


def test_summary_names_the_row_and_the_field():
    article = make_article()
    article.key_figures.all().delete()
    for position in (1, 2):
        KeyFigure.objects.create(article=article, position=position, value="1%", label="Alive at 5 years")
    client = login()
    href = reverse("admin:content_article_change", args=[article.pk])
    fields = sent_by(client.get(href))
    answer = client.post(href, fields | {"title": [""], "key_figures-1-value": ["x" * 59]})
    assert answer.status_code == 200
    assert "Key figures, row 2, value: Shorten this to 24 characters; it has 59." in text(answer)
    problems = dict(answer.context["problems"])
    assert problems["id_title"].startswith("Give the article a working title")
    assert set(problems) == {"id_title", "id_key_figures-1-value"} <= ids(answer)


def test_number_that_is_too_small_is_told_in_our_words():
    series = Series.objects.create(title="First steps", slug="first-steps")
    series.parts.create(article=make_article(), position=1)
    client = superuser()
    href = reverse("admin:content_series_change", args=[series.pk])
    fields = sent_by(client.get(href))
    refused = text(client.post(href, fields | {"parts-0-position": "-1"}))
    assert "Enter 0 or a larger number." in refused
    assert "Ensure" not in refused
    add = reverse("admin:support_contributionuse_add")
    refused = text(
        client.post(add, {"what": "A film", "amount_minor": "-1", "currency": "EUR", "spent_on": "2026-01-01"})
    )
    assert "Enter an amount above zero." in refused
    assert "Ensure" not in refused
