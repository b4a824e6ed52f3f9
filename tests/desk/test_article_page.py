"""The page on which an article is written: half-filled drafts, rows, and two editors at once."""

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cme.desk.admin.articles import ArticleAdmin
from content.models import Article, Contributor, Figure, Funder, Objective, Reference, Topic
from content.services.drafts import touch_article
from content.services.publishing import publish_article
from tests.content.pictures import make_illustrated
from tests.desk.desks import ids, login, page, picture, sent_by, text, tree
from tests.factories import BEFORE, NOW, add_question, make_article, make_edition

pytestmark = pytest.mark.django_db
ADD = "/admin/content/article/add/"
LIST = "/admin/content/article/"


def opened(client, article):
    return sent_by(client.get(page("change", article.pk)))


def saved(client, article, fields, **changes):
    return client.post(page("change", article.pk), fields | changes)


def count_queries(act):
    with CaptureQueriesContext(connection) as queries:
        act()
    return len(queries)


# -- drafts ------------------------------------------------------------------------------------------------------


def test_draft_is_saved_with_a_title_alone():
    client = login()
    answer = client.post(ADD, sent_by(client.get(ADD)) | {"title": "Second Transplants: a Study"})
    article = Article.objects.get()
    assert answer.status_code == 302
    assert answer["Location"] == page("change", article.pk)
    assert (article.slug, article.version) == ("second-transplants-a-study", 1)
    assert article.created_by.username == article.updated_by.username == "ada"
    assert article.created_at == article.updated_at
    assert not article.is_demonstration


def test_draft_without_a_title_is_shown_again_with_what_to_do():
    client = login()
    answer = client.post(ADD, sent_by(client.get(ADD)) | {"audience": "Nurses"})
    assert not Article.objects.exists()
    assert "Give the article a working title" in text(answer)
    assert sent_by(answer)["audience"] == ["Nurses"]
    assert b"<title>Error: " in answer.content


def as_browsers_send(fields):
    return {name: [value.replace("\n", "\r\n") for value in values] for name, values in fields.items()}


def test_unchanged_draft_is_not_saved_again_by_going_to_another_page():
    # Who looked at the questions changed no draft: no new version, and no "draft changed since" in the list.
    article, client = make_illustrated(), login()
    fields = opened(client, article)
    saved(client, article, fields, key_data=["One line\n\nand another"])  # once, so that every part is as a form has it
    article.refresh_from_db()
    before = Article.objects.values().get(pk=article.pk)
    rows, kept = Reference.objects.count(), article.draft_versions.count()
    fields = as_browsers_send(opened(client, article))
    assert "\r\n" in fields["key_data"][0]
    answer = saved(client, article, fields, _go="questions")
    assert answer["Location"] == page("questions", article.pk)
    assert "The draft is saved" not in text(client.get(answer["Location"]))
    answer = saved(client, article, fields)
    assert "Nothing was changed, so nothing was saved." in text(client.get(answer["Location"]))
    assert Article.objects.values().get(pk=article.pk) == before
    assert (Reference.objects.count(), article.draft_versions.count()) == (rows, kept)


def test_change_in_a_row_alone_saves_the_draft():
    article, client = make_article(), login()
    fields = opened(client, article)
    (name,) = [name for name in fields if name.endswith("references-0-title")]
    saved(client, article, fields | {name: ["New"]})
    article.refresh_from_db()
    assert (article.references.first().title, article.version) == ("New", 2)


def test_address_made_from_a_title_gives_way_to_one_that_is_taken():
    make_article(slug="a-study")
    client = login()
    client.post(ADD, sent_by(client.get(ADD)) | {"title": "A study"})
    assert Article.objects.order_by("pk").last().slug == "a-study-2"


def test_address_is_fixed_once_published():
    article = make_edition(questions=1).release.article
    client = login()
    fields = opened(client, article)
    assert "slug" not in fields
    saved(client, article, fields, slug="elsewhere", title="Another title")
    article.refresh_from_db()
    assert (article.slug, article.title) != ("elsewhere", "")
    assert article.slug.startswith("article-")
    assert article.title == "Another title"


def test_demonstration_flag_cannot_be_changed():
    article = make_article(is_demonstration=False)
    client = login()
    saved(client, article, opened(client, article), is_demonstration="on")
    article.refresh_from_db()
    assert not article.is_demonstration


def test_saving_counts_the_version_and_says_who():
    article = make_article()
    client = login("grace")
    answer = saved(client, article, opened(client, article), title="Better")
    article.refresh_from_db()
    assert (article.version, article.updated_by.username, article.title) == (2, "grace", "Better")
    assert answer["Location"] == page("change", article.pk)


@pytest.mark.parametrize("target", ["questions", "preview", "publish", "outcomes"])
def test_every_tab_saves_on_the_way(target):
    article = make_article()
    client = login()
    answer = saved(client, article, opened(client, article), title="Typed", _go=target)
    article.refresh_from_db()
    assert article.title == "Typed"
    assert answer["Location"] == page(target, article.pk)


def test_saving_what_was_opened_changes_nothing_that_readers_see():
    article = make_edition().release.article
    client = login()
    saved(client, article, opened(client, article))
    answer = client.get(page("publish", article.pk))
    assert "The draft says just what readers see in edition 1.0" in text(answer)


# -- rows --------------------------------------------------------------------------------------------------------


def test_rows_are_saved_half_filled_with_keys_made():
    article = make_article()
    client = login()
    fields = opened(client, article)
    assert fields["objectives-TOTAL_FORMS"] == ["2"]
    changes = {
        "objectives-1-text": "Compare the two arms of the study",
        "references-1-authors": "Momm F, et al.",
        "references-1-year": "2026",
        "key_figures-1-value": "29.9%",
    }
    assert saved(client, article, fields | changes).status_code == 302
    assert article.objectives.get(text__startswith="Compare").key == "compare-the-two-arms"
    assert article.references.get(year=2026).key == "momm2026"
    assert article.key_figures.get(value="29.9%").label == ""


def test_empty_row_is_not_saved():
    article = make_article()
    client = login()
    saved(client, article, opened(client, article))
    assert [article.objectives.count(), article.references.count(), article.key_figures.count()] == [1, 1, 1]


def test_there_is_always_an_empty_row_without_scripts():
    article = make_article()
    client = login()
    names = opened(client, article)
    for prefix in ("contributions", "objectives", "key_figures", "references", "figures"):
        assert any(name.startswith(f"{prefix}-{names[f'{prefix}-INITIAL_FORMS'][0]}-") for name in names)


def test_rows_follow_their_numbers_and_are_numbered_anew():
    article = make_article()
    Objective.objects.create(article=article, key="second", text="Second", position=2)
    client = login()
    fields = opened(client, article)
    changes = {"objectives-0-position": "9", "objectives-2-text": "Third", "objectives-2-position": "5"}
    saved(client, article, fields | changes)
    rows = [(row.text, row.position) for row in article.objectives.all()]
    assert rows == [("Second", 1), ("Third", 2), ("Name the factors that shape survival.", 3)]


def test_row_is_removed():
    article = make_article()
    client = login()
    saved(client, article, opened(client, article) | {"key_figures-0-DELETE": "on"})
    assert not article.key_figures.exists()


def test_two_rows_swap_their_keys():
    article = make_article()
    Reference.objects.create(article=article, key="other", title="Other")
    client = login()
    fields = opened(client, article)
    saved(client, article, fields | {"references-0-key": "other", "references-1-key": "paper"})
    assert {row.title: row.key for row in article.references.all()} == {"A paper": "other", "Other": "paper"}


def test_same_key_twice_is_refused_in_words():
    article = make_article()
    client = login()
    answer = saved(client, article, opened(client, article) | {"references-1-key": "paper", "references-1-title": "B"})
    assert answer.status_code == 200
    assert "Two rows have the same key" in text(answer)
    assert article.references.count() == 1


def test_made_keys_never_collide():
    article = make_article()
    client = login()
    fields = opened(client, article)
    saved(client, article, fields | {"objectives-1-text": "Survival", "objectives-1-key": ""})
    assert sorted(row.key for row in article.objectives.all()) == ["survival", "survival-2"]


def test_source_moves_to_another_reference():
    article = make_article()
    Reference.objects.create(article=article, key="other", title="Other")
    client = login()
    fields = opened(client, article)
    del fields["references-0-is_source"]
    assert saved(client, article, fields | {"references-1-is_source": "on"}).status_code == 302
    assert article.references.get(is_source=True).key == "other"


def test_two_sources_are_refused():
    article = make_article()
    client = login()
    changes = {"references-1-title": "B", "references-1-key": "b", "references-1-is_source": "on"}
    answer = saved(client, article, opened(client, article) | changes)
    assert "Only one reference can be the paper summarised" in text(answer)


def test_contributor_twice_in_a_role_is_refused_without_an_error_page():
    article = make_article()
    again = str(Contributor.objects.get().pk)
    client = login()
    answer = saved(client, article, opened(client, article) | {"contributions-1-contributor": again})
    assert answer.status_code == 200
    assert article.contributions.count() == 1
    assert "Two rows name the same" in text(answer)


def test_topics_are_saved():
    article = make_article()
    other = Topic.objects.create(slug="registry", name="Registry")
    client = login()
    saved(client, article, opened(client, article) | {"topics": [str(other.pk)]})
    assert list(article.topics.all()) == [other]


def test_editor_sees_support_and_cannot_change_it():
    article = make_article()
    article.support.create(funder=Funder.objects.create(name="Fictional Fund"), level="gold")
    client = login()
    assert "Fictional Fund" in text(client.get(page("change", article.pk)))
    saved(client, article, opened(client, article) | {"support-0-level": "platinum", "support-0-DELETE": "on"})
    assert article.support.get().level == "gold"


def test_people_show_when_they_disclosed_last():
    article = make_article()
    client = login()
    assert "Disclosed on not yet" in text(client.get(page("change", article.pk)))
    Contributor.objects.get().disclosures.create(disclosed_on="2026-11-01", has_nothing_to_disclose=True)
    assert "Disclosed on 1 Nov 2026" in text(client.get(page("change", article.pk)))


# -- figures -----------------------------------------------------------------------------------------------------


def test_picture_is_taken_under_the_hash_of_its_content():
    article = make_article()
    client = login()
    fields = opened(client, article) | {"figures-0-key": "curves", "figures-0-alt": "Two curves"}
    assert saved(client, article, fields, **{"figures-0-image": picture()}).status_code == 302
    figure = article.figures.get()
    assert (figure.width, figure.height, figure.key) == (40, 30, "curves")
    assert figure.image.name.startswith("figures/")
    assert len(figure.image.name) == len("figures/") + 64 + len(".png")


def test_picture_that_is_there_is_shown_and_not_its_file_name():
    article, client = make_illustrated(), login()
    name = str(article.figures.get().image.name)
    answer = client.get(page("change", article.pk))
    shown = [row.get("src") for row in tree(answer).iter("img")]
    assert shown == [f"/admin/content/article/pictures/{name.rpartition('/')[2]}"]
    assert name not in text(answer)
    assert client.post(page("change", article.pk), sent_by(answer) | {"minutes": "9"}).status_code == 302
    assert article.figures.get().image.name == name


def test_same_picture_twice_is_one_file():
    client = login()
    names = set()
    for _ in range(2):
        article = make_article()
        saved(client, article, opened(client, article), **{"figures-0-image": picture("navy")})
        names.add(Figure.objects.get(article=article).image.name)
    assert len(names) == 1
    assert default_storage.exists(names.pop())


def test_file_that_is_no_picture_is_refused():
    article = make_article()
    client = login()
    answer = saved(client, article, opened(client, article), **{"figures-0-image": SimpleUploadedFile("a.png", b"GIF")})
    assert answer.status_code == 200
    assert not article.figures.exists()
    assert "figures-0-image" in " ".join(ids(answer))


# -- two editors ---------------------------------------------------------------------------------------------------


def test_second_editor_is_told_who_when_and_what():
    article = make_article()
    ada, grace = login("ada"), login("grace")
    hers, mine = opened(ada, article), opened(grace, article)
    saved(ada, article, hers, title="Ada’s title")
    answer = saved(grace, article, mine, title="Grace’s title", key_learning="Grace’s learning")
    article.refresh_from_db()
    assert (article.title, article.version) == ("Ada’s title", 2)
    said = text(answer)
    assert "ada saved this draft at" in said
    assert "Theirs, saved Ada’s title Yours, not saved yet Grace’s title" in said
    fields = sent_by(answer)
    assert (fields["title"], fields["key_learning"]) == (["Grace’s title"], ["Grace’s learning"])


def test_second_save_after_the_warning_goes_through():
    article = make_article()
    ada, grace = login("ada"), login("grace")
    hers, mine = opened(ada, article), opened(grace, article)
    saved(ada, article, hers, title="Ada’s title", audience="Ada’s audience")
    answer = saved(grace, article, mine, title="Grace’s title")
    assert saved(grace, article, sent_by(answer)).status_code == 302
    article.refresh_from_db()
    assert (article.title, article.audience, article.version) == ("Grace’s title", "Ada’s audience", 3)


def test_changes_in_different_places_are_joined():
    article = make_article()
    ada, grace = login("ada"), login("grace")
    hers, mine = opened(ada, article), opened(grace, article)
    saved(ada, article, hers | {"objectives-1-text": "Ada’s objective", "references-0-title": "Ada’s paper"})
    answer = saved(grace, article, mine | {"body": "Grace’s text", "key_figures-1-value": "1.0"})
    assert "You changed different places" in text(answer)
    assert "Taken over from the other editor" in text(answer)
    saved(grace, article, sent_by(answer))
    article.refresh_from_db()
    assert article.body == "Grace’s text"
    assert article.objectives.filter(text="Ada’s objective").exists()
    assert article.references.get().title == "Ada’s paper"
    assert article.key_figures.filter(value="1.0").exists()


def test_row_changed_by_both_shows_both_texts():
    article = make_article()
    ada, grace = login("ada"), login("grace")
    hers, mine = opened(ada, article), opened(grace, article)
    saved(ada, article, hers | {"references-0-title": "Ada’s paper"})
    answer = saved(grace, article, mine | {"references-0-title": "Grace’s paper"})
    assert "Title: Ada’s paper" in text(answer).replace("title:", "Title:")
    assert sent_by(answer)["references-0-title"] == ["Grace’s paper"]


def test_row_removed_by_the_other_and_changed_by_me_is_kept_as_a_new_one():
    article = make_article()
    ada, grace = login("ada"), login("grace")
    hers, mine = opened(ada, article), opened(grace, article)
    saved(ada, article, hers | {"key_figures-0-DELETE": "on"})
    answer = saved(grace, article, mine | {"key_figures-0-value": "41.0%"})
    assert "(removed)" in text(answer)
    assert saved(grace, article, sent_by(answer)).status_code == 302
    assert article.key_figures.get().value == "41.0%"


def test_conflict_comes_before_other_faults_and_loses_neither():
    article = make_article()
    ada, grace = login("ada"), login("grace")
    hers, mine = opened(ada, article), opened(grace, article)
    saved(ada, article, hers, title="Ada’s title")
    answer = saved(grace, article, mine, title="", body="Grace’s text")
    assert "Somebody else saved this draft" in text(answer)
    assert sent_by(answer)["body"] == ["Grace’s text"]


def test_form_sent_twice_loses_and_doubles_nothing():
    article = make_article()
    client = login()
    fields = opened(client, article) | {"references-1-authors": "Momm F", "references-1-year": "2026", "title": "Typed"}
    saved(client, article, fields)
    answer = saved(client, article, fields)
    assert "You changed different places" in text(answer)
    assert saved(client, article, sent_by(answer)).status_code == 302
    assert article.references.count() == 2


def test_save_between_look_and_write_is_told_too(monkeypatch):
    article = make_article()
    client = login()
    fields = opened(client, article)
    look = ArticleAdmin._hold_if_outdated

    def look_slowly(*args):
        monkeypatch.undo()
        look(*args)
        touch_article(article_id=article.pk, version=None, actor=None, at=NOW)

    monkeypatch.setattr(ArticleAdmin, "_hold_if_outdated", look_slowly)
    answer = saved(client, article, fields, title="Mine")
    assert answer.status_code == 200
    assert "Somebody saved this draft" in text(answer)
    assert sent_by(answer)["title"] == ["Mine"]


def test_forged_base_loses_nothing():
    article = make_article()
    client = login()
    fields = opened(client, article) | {"_version": ["77"], "_base": ["[not json"], "title": ["Mine"]}
    answer = client.post(page("change", article.pk), fields)
    assert sent_by(answer)["title"] == ["Mine"]
    article.refresh_from_db()
    assert article.version == 1


def test_questions_saved_meanwhile_are_told_too():
    article = make_article()
    client = login()
    fields = opened(client, article)
    add_question(article)
    touch_article(article_id=article.pk, version=None, actor=None, at=NOW)
    assert "Somebody else saved this draft" in text(saved(client, article, fields, title="Mine"))


# -- who may ------------------------------------------------------------------------------------------------------


def test_reviewer_reads_and_cannot_write():
    article = make_article()
    client = login("rosa", "Reviewer")
    answer = client.get(page("change", article.pk))
    assert answer.status_code == 200
    assert article.title in text(answer)
    assert client.post(page("change", article.pk), {"title": "Mine", "_version": "1"}).status_code == 403
    assert client.get(ADD).status_code == 403


def test_stranger_is_asked_to_log_in(client):
    answer = client.get(page("change", make_article().pk))
    assert answer.status_code == 302
    assert reverse("admin:login") in answer["Location"]


def test_draft_is_deleted_with_its_questions_and_a_published_article_is_not():
    article = make_article()
    add_question(article)
    client = login()
    delete = reverse("admin:content_article_delete", args=[article.pk])
    assert client.post(delete, {"post": "yes"}).status_code == 302
    assert not Article.objects.exists()
    edition = make_edition(questions=1)
    client.post(reverse("admin:content_article_delete", args=[edition.release.article_id]), {"post": "yes"})
    assert Article.objects.exists()


# -- the list ------------------------------------------------------------------------------------------------------


def test_list_tells_where_articles_stand():
    make_article(title="Only a draft")
    make_edition(questions=1, title="Out there")
    waiting = make_article(title="Soon there")
    publish_article(article=waiting, actor=None, at=BEFORE, released_at=NOW.replace(year=2099))
    client = login()
    assert "Only a draft draft" in text(client.get(LIST))
    for state, title in (("draft", "Only a draft"), ("published", "Out there"), ("scheduled", "Soon there")):
        said = text(client.get(LIST, {"state": state}))
        assert f"{title} {state}" in said
        assert said.count("Questions") == 1


def test_list_tells_that_the_draft_changed_since():
    article = make_edition(questions=1).release.article
    client = login()
    assert "draft changed since" not in text(client.get(LIST))
    saved(client, article, opened(client, article), title="Changed")
    assert "1.0 · draft changed since" in text(client.get(LIST))


def test_list_takes_as_many_queries_for_many_articles_as_for_one():
    client = login()
    make_edition(questions=1)
    one = count_queries(lambda: client.get(LIST))
    for _ in range(5):
        make_edition(questions=1)
    assert count_queries(lambda: client.get(LIST)) == one


def test_form_takes_as_many_queries_for_many_rows_as_for_one():
    client = login()
    article = make_article()
    few = count_queries(lambda: client.get(page("change", article.pk)))
    for number in range(5):
        Reference.objects.create(article=article, key=f"r{number}")
        contributor = Contributor.objects.create(name=f"Person {number}")
        article.contributions.create(contributor=contributor, role="editor")
    assert count_queries(lambda: client.get(page("change", article.pk))) == few


def test_index_shows_articles_first_and_no_learners_records_to_an_editor():
    make_edition(questions=1, title="Out there")
    said = text(login().get("/admin/"))
    assert said.index("Out there") < said.index("People")
    assert "Learners" not in said
    assert "Learners" in text(login("lee", "Accreditation lead").get("/admin/"))


# -- the rules of the tests --------------------------------------------------------------------------------------

RULES = {
    "pass_mark_items": "2", "items_drawn": "4", "attempts_allowed": "3", "wait_hours": "24", "feedback": "attempt",
    "shuffles_items": "on", "time_limit_minutes": "30", "grace_seconds": "90", "offers_dont_know": "on",
}  # fmt: skip


def test_rules_of_the_tests_are_saved_and_stand_in_the_form_again():
    article = make_article()
    client = login()
    fields = opened(client, article)
    fields.pop("shuffles_options")
    assert saved(client, article, fields | RULES).status_code == 302
    article.refresh_from_db()
    assert (article.pass_mark_items, article.items_drawn, article.attempts_allowed) == (2, 4, 3)
    assert (article.wait_hours, article.feedback, article.grace_seconds) == (24, "attempt", 90)
    assert (article.shuffles_items, article.shuffles_options, article.offers_dont_know) == (True, False, True)
    again = opened(client, article)
    assert {name: again[name] for name in RULES} == {name: [value] for name, value in RULES.items()}


@pytest.mark.parametrize(
    ("name", "value"), [("items_drawn", "0"), ("pass_mark_items", "0"), ("wait_hours", "9999"), ("grace_seconds", "x")]
)
def test_rule_that_makes_no_sense_is_refused_and_nothing_is_lost(name, value):
    article = make_article()
    client = login()
    answer = saved(client, article, opened(client, article) | {name: value, "title": "Typed"})
    assert answer.status_code == 200
    fields = sent_by(answer)
    assert (fields[name], fields["title"]) == ([value], ["Typed"])
    assert f"#id_{name}".encode() in answer.content


def test_rules_of_two_editors_are_joined():
    article = make_article()
    ada, grace = login("ada"), login("grace")
    hers, mine = opened(ada, article), opened(grace, article)
    saved(ada, article, hers | {"attempts_allowed": "2", "wait_hours": "1"})
    answer = saved(grace, article, mine | {"attempts_allowed": "5"})
    assert "Wait between attempts (hours)" in text(answer)
    fields = sent_by(answer)
    assert (fields["attempts_allowed"], fields["wait_hours"]) == (["5"], ["1"])
    assert saved(grace, article, fields).status_code == 302
    article.refresh_from_db()
    assert (article.attempts_allowed, article.wait_hours) == (5, 1)
