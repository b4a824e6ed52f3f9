"""Pictures of vignettes: frozen with the version, shown where the vignette is asked and where it is answered."""

from dataclasses import replace

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from cme.assessment.services import open_attempt, submit_attempt
from cme.assessment.serving import served_items
from content.models import Part
from content.question_text import QuestionText
from content.services.publishing import publish_article
from content.services.questions import save_question, text_of
from content.source import picture_of
from tests.factories import BEFORE, make_article, make_learner
from tests.kinds import fields_of_kind
from tests.pages import parse
from tests.visitors import client_of

pytestmark = pytest.mark.django_db


def draft(kind="matching", *, in_text=False, **policy):
    """Return a draft whose question has a picture in its second vignette or statement."""
    fields, picture = fields_of_kind(kind) | {"in_text": in_text}, fields_of_kind("picture")
    told = {name: picture[name] for name in ("image", "image_alt", "image_credit")}
    first, second, *others = fields["parts"]
    fields["parts"] = [first, replace(second, **told), *others]
    article = make_article(**policy)
    ties = {"key": "match", "objective": article.objectives.first(), "passage": "who-did-worse", "position": 1}
    save_question(article=article, text=QuestionText(**ties | fields), at=BEFORE)
    return article


def test_saved_picture_is_what_was_written_and_is_no_change():
    article = draft()
    item = article.draft_items.get()
    text = text_of(item)
    assert text.parts[1].image_alt == "Two survival curves that part after a year"
    assert text.parts[0].image == ""
    save_question(article=article, text=text, at=BEFORE, item=item)
    assert list(item.version.parts.values_list("pk")) == list(article.draft_items.get().version.parts.values_list("pk"))


def test_other_alternative_text_is_another_wording():
    article = draft()
    publish_article(article=article, actor=None, at=BEFORE)
    item = article.draft_items.get()
    text = text_of(item)
    parts = [text.parts[0], replace(text.parts[1], image_alt="Curves")]
    changed = save_question(article=article, text=replace(text, parts=parts), at=BEFORE, item=item)
    assert changed.version.number == 2


def test_picture_is_frozen_with_its_version():
    article = draft()
    publish_article(article=article, actor=None, at=BEFORE)
    part = article.draft_items.get().version.parts.get(position=2)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Part.objects.filter(pk=part.pk).update(image_alt="Something else")
    part.refresh_from_db()
    assert part.image_alt == "Two survival curves that part after a year"


def test_served_vignette_carries_its_picture():
    edition = publish_article(article=draft(), actor=None, at=BEFORE)
    (item,) = served_items(edition.pk, "post").values()
    first, second = item.parts
    assert first.picture is None
    assert second.picture == {
        "address": second.picture["address"],
        "alt": "Two survival curves that part after a year",
        "width": 640,
        "height": 360,
        "credit": "Made up",
    }
    assert second.picture["address"].startswith("/figures/")


def test_question_in_the_text_freezes_the_picture_and_no_empty_one():
    edition = publish_article(article=draft(in_text=True), actor=None, at=BEFORE)
    first, second = edition.source["in_text"][0]["parts"]
    assert "picture" not in first  # sources without pictures hash as they did
    part = Part.objects.get(pk=second["id"])
    assert second["picture"] == picture_of(part)


def pictures_of(response):
    """Return the alternative texts of the pictures of questions on a page."""
    return [row.get("alt") for row in parse(response).iter("img") if "/figures/" in (row.get("src") or "")]


@pytest.mark.parametrize("kind", ["matching", "kprim"])
def test_reader_sees_the_picture_with_its_vignette_before_and_after(kind):
    edition = publish_article(article=draft(kind, feedback="attempt"), actor=None, at=BEFORE)
    learner = make_learner()
    attempt = open_attempt(learner=learner, edition=edition, role="post", at=timezone.now())
    client, path = client_of(learner), f"/articles/{edition.slug}/test/"
    assert pictures_of(client.get(path)) == ["Two survival curves that part after a year"]
    submit_attempt(attempt=attempt, responses={}, at=timezone.now())
    assert pictures_of(client.get(f"{path}results/1/")) == ["Two survival curves that part after a year"]
