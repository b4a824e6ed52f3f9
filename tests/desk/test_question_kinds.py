"""Every kind of question on the questions page: written, saved, read back, and kept from getting lost."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from cme.assessment.responses import Response
from cme.assessment.scoring import shares_for
from cme.assessment.serving import served_items
from cme.desk.question_rows import FIELDS, FLAGS, OPTION_FIELDS, PART_FIELDS
from content.models import QuestionVersion
from content.question_text import QuestionText
from content.services.freezing import freeze_versions
from content.services.publishing import publish_article
from content.services.questions import OptionText, PartText, save_question, text_of
from tests.desk.desks import controls, login, page, picture, sent_by, text, tree
from tests.factories import NOW, add_question, make_article

pytestmark = pytest.mark.django_db


def opened(client, article):
    return sent_by(client.get(page("questions", article.pk)))


def sent(client, article, fields, **changes):
    return client.post(page("questions", article.pk), fields | changes)


def begun(client, article, kind, **fields):
    """Return what the page sends once a question of a kind was added, without scripts."""
    added = sent_by(sent(client, article, opened(client, article), _act="add"))
    return sent_by(sent(client, article, added | {"q-0-kind": kind}, _act="q-0.kind")) | fields


def ties(article):
    return {
        "q-0-stem": "Which is it?",
        "q-0-objective": str(article.objectives.get().pk),
        "q-0-passage": "who-did-worse",
        "q-0-reference": str(article.references.get().pk),
    }


def saved(article):
    item = article.draft_items.select_related("version").get()
    return item, text_of(item)


def shown(response):
    """Return the names of controls that are not hidden, nor in something that is."""

    def walk(element):
        for child in element:
            if child.get("hidden") is None and child.tag != "template":
                if child.get("name") and child.get("type") != "hidden":
                    yield child.get("name")
                yield from walk(child)

    return set(walk(tree(response)))


KPRIM = {
    f"q-0-p-{place}-{name}": value
    for place, key in enumerate("0110")
    for name, value in {"text": f"Statement {place}", "key": key, "rationale": f"Reason {place}"}.items()
}


def test_kprim_is_written_with_four_statements():
    article, client = make_article(), login()
    fields = begun(client, article, "kprim", **ties(article))
    assert fields["q-0-parts"] == ["4"]
    assert sent(client, article, fields | KPRIM).status_code == 302
    item, question = saved(article)
    assert [option.text for option in question.options] == ["True", "False"]
    assert [(part.text, part.key, part.rationale) for part in question.parts] == [
        (f"Statement {place}", key, f"Reason {place}") for place, key in enumerate((0, 1, 1, 0))
    ]
    assert (item.version.kind, item.version.denominator) == ("kprim", 2)
    edition = publish_article(article=article, actor=None, at=NOW)
    (served,) = served_items(edition.pk, "post").values()
    right = tuple(sorted((part.id, part.key) for part in served.parts))
    assert shares_for(served, Response(pairs=right)) == served.denominator


def test_a_picture_of_a_statement_stands_below_its_text_reason_and_key():
    """The four columns of a row are filled by what every statement has; what comes before them moves the key."""
    client, article = login(), make_article()
    added = sent_by(sent(client, article, opened(client, article), _act="add"))
    shown = tree(sent(client, article, added | {"q-0-kind": "kprim"}, _act="q-0.kind"))
    rows = [row for row in shown.iter("div") if row.get("data-part") is not None]
    assert rows
    for row in rows:
        names = [child.get("class") or child.tag for child in row if child.tag != "input"]
        assert (len(names), names[0], names[-2:]) == (5, "letter", ["side", "more"])


def test_matching_keeps_one_list_of_options_and_a_right_one_for_each_vignette():
    article, client = make_article(), login()
    fields = begun(client, article, "matching", **ties(article)) | {
        "q-0-o-0-text": "Relapse", "q-0-o-2-text": "Graft failure",
        "q-0-p-0-text": "A child whose leukemia came back", "q-0-p-0-key": "0", "q-0-p-0-rationale": "It came back.",
        "q-0-p-1-text": "A child without blood formation", "q-0-p-1-key": "2", "q-0-p-1-rationale": "It failed.",
    }  # fmt: skip
    sent(client, article, fields)
    _, question = saved(article)
    assert [option.text for option in question.options] == ["Relapse", "Graft failure"]
    assert [part.key for part in question.parts] == [0, 1]
    publish_article(article=article, actor=None, at=NOW)


def test_right_answers_of_vignettes_follow_options_that_move_or_go():
    article, client = make_article(), login()
    fields = begun(client, article, "matching") | {
        "q-0-o-0-text": "A", "q-0-o-1-text": "B", "q-0-o-2-text": "C",
        "q-0-p-0-text": "One", "q-0-p-0-key": "0", "q-0-p-1-text": "Two", "q-0-p-1-key": "2",
    }  # fmt: skip
    fields = sent_by(sent(client, article, fields, _act="q-0-o-0.down"))
    assert (fields["q-0-o-1-text"], fields["q-0-p-0-key"], fields["q-0-p-1-key"]) == (["A"], ["1"], ["2"])
    fields = sent_by(sent(client, article, fields, _act="q-0-o-0.remove"))
    assert (fields["q-0-p-0-key"], fields["q-0-p-1-key"]) == (["0"], ["1"])
    fields = sent_by(sent(client, article, fields, _act="q-0-o-1.remove"))
    assert (fields["q-0-p-0-key"], fields["q-0-p-1-key"]) == (["0"], [""])


def test_ordering_is_saved_in_its_right_order():
    article, client = make_article(), login()
    fields = begun(client, article, "ordering", **ties(article)) | {
        "q-0-scoring": "partial", "q-0-o-0-text": "First", "q-0-o-1-text": "Second", "q-0-o-2-text": "Third",
        "q-0-o-0-rationale": "As the text says.",
    }  # fmt: skip
    sent(client, article, fields)
    item, question = saved(article)
    assert [option.text for option in question.options] == ["First", "Second", "Third"]
    assert (item.version.scoring, item.version.denominator) == ("partial", 3)
    publish_article(article=article, actor=None, at=NOW)


def test_number_is_saved_with_tolerance_share_and_unit():
    article, client = make_article(), login()
    fields = begun(client, article, "numeric", **ties(article)) | {
        "q-0-unit": "%", "q-0-scoring": "partial",
        "q-0-o-0-text": "40.0", "q-0-o-0-tolerance": "0,50", "q-0-o-0-share": "100%", "q-0-o-0-rationale": "So.",
        "q-0-o-1-text": "48.0", "q-0-o-1-tolerance": "0.5", "q-0-o-1-share": "33.3%", "q-0-o-1-rationale": "Late.",
    }  # fmt: skip
    assert sent(client, article, fields).status_code == 302
    item, question = saved(article)
    assert [(row.text, row.is_key, row.share) for row in question.options] == [
        ("40.0", True, 1), ("48.0", False, Fraction(1, 3)),
    ]  # fmt: skip
    assert (question.unit, item.version.denominator) == ("%", 3)
    again = opened(client, article)
    assert (again["q-0-o-0-tolerance"], again["q-0-o-0-share"], again["q-0-o-1-share"]) == (["0.5"], ["100%"], ["1/3"])
    publish_article(article=article, actor=None, at=NOW)


def test_wordings_that_are_accepted_are_right_where_none_is_marked():
    article, client = make_article(), login()
    fields = begun(client, article, "short", **ties(article)) | {
        "q-0-is_case_sensitive": "on", "q-0-o-0-text": "graft*", "q-0-o-0-rationale": "So.", "q-0-o-1-text": "GF",
    }  # fmt: skip
    sent(client, article, fields)
    _, question = saved(article)
    assert [(row.text, row.is_key) for row in question.options] == [("graft*", True), ("GF", True)]
    assert question.is_case_sensitive


def test_true_or_false_brings_its_two_options():
    article, client = make_article(), login()
    added = sent_by(sent(client, article, opened(client, article), _act="add"))
    fields = sent_by(sent(client, article, added | {"q-0-kind": "true_false"}, _act="q-0.kind"))
    assert (fields["q-0-options"], fields["q-0-o-0-text"], fields["q-0-o-1-text"]) == (["2"], ["True"], ["False"])


def test_confidence_is_not_scored():
    article, client = make_article(), login()
    fields = begun(client, article, "confidence", **ties(article)) | {"q-0-o-0-text": "Sure", "q-0-o-1-text": "Unsure"}
    sent(client, article, fields)
    item, _ = saved(article)
    assert (item.version.kind, item.version.points) == ("confidence", 0)


def test_partial_credit_has_shares_and_penalties_and_empty_ones_are_even():
    article, client = make_article(), login()
    add_question(article, rights={0, 1, 2})
    fields = opened(client, article) | {"q-0-scoring": "partial", "q-0-o-3-share": "-25 %"}
    assert sent(client, article, fields).status_code == 302
    _, question = saved(article)
    assert [row.share for row in question.options] == [Fraction(1, 3)] * 3 + [Fraction(-1, 4)]
    assert QuestionVersion.objects.get().denominator == 12
    again = opened(client, article)
    assert [again[f"q-0-o-{place}-share"] for place in range(4)] == [["1/3"]] * 3 + [["-25%"]]
    sent(client, article, again | {"q-0-o-3-share": ""})
    assert [opened(client, article)[f"q-0-o-{place}-share"] for place in range(4)] == [[""]] * 4


@pytest.mark.parametrize(
    ("share", "words"),
    [("half", "Write a share as 50%"), ("200%", "at most 100%"), ("1/11", "cannot be counted exactly"), ("1/0", "50%")],
)
def test_share_that_is_none_comes_back_and_nothing_is_lost(share, words):
    article, client = make_article(), login()
    add_question(article, rights={0, 1})
    fields = opened(client, article) | {"q-0-scoring": "partial", "q-0-o-0-share": share, "q-0-stem": "Typed"}
    answer = sent(client, article, fields)
    assert words in text(answer)
    again = sent_by(answer)
    assert (again["q-0-o-0-share"], again["q-0-stem"]) == ([share], ["Typed"])


@pytest.mark.parametrize("tolerance", ["-1", "wide", "1e40", "0.00000000001"])
def test_tolerance_that_is_none_comes_back(tolerance):
    article, client = make_article(), login()
    fields = begun(client, article, "numeric") | {"q-0-o-0-text": "40", "q-0-o-0-tolerance": tolerance}
    answer = sent(client, article, fields)
    assert "Write the tolerance" in text(answer)
    assert sent_by(answer)["q-0-o-0-tolerance"] == [tolerance]


@pytest.mark.parametrize(("tolerance", "said"), [("1,000", "Write 1000 or 1."), ("1.125", "Write 1125 or 1.1250.")])
def test_tolerance_that_can_be_read_in_two_ways_comes_back(tolerance, said):
    article, client = make_article(), login()
    fields = begun(client, article, "numeric") | {"q-0-o-0-text": "40", "q-0-o-0-tolerance": tolerance}
    for more in ({}, {"_act": "q-0.kind"}):  # a button that fits the rows reads no meaning into it either
        answer = sent(client, article, fields | more)
        assert sent_by(answer)["q-0-o-0-tolerance"] == [tolerance]
    assert f"“{tolerance}” can be read in two ways. {said}" in text(sent(client, article, fields))


def test_tolerance_with_three_decimals_is_shown_so_that_it_is_read_in_one_way():
    article, client = make_article(), login()
    fields = begun(client, article, "numeric") | {
        "q-0-o-0-text": "40", "q-0-o-0-tolerance": "1.1250", "q-0-o-0-rationale": "So.", "q-0-stem": "How many?",
    }  # fmt: skip
    sent(client, article, fields)
    again = opened(client, article)
    assert again["q-0-o-0-tolerance"] == ["1.1250"]
    sent(client, article, again)
    assert saved(article)[1].options[0].tolerance == Decimal("1.125")


def test_where_it_is_asked_and_hint_and_level_are_saved():
    article, client = make_article(), login()
    add_question(article)
    fields = opened(client, article) | {
        "q-0-in_text": "on", "q-0-in_self_check": "on", "q-0-in_pre_test": "on", "q-0-hint": "Look at the table.",
        "q-0-level": "4",
    }  # fmt: skip
    fields.pop("q-0-in_post_test")
    sent(client, article, fields)
    item, question = saved(article)
    assert (item.in_text, item.in_self_check, item.in_pre_test, item.in_post_test) == (True, True, True, False)
    assert (question.hint, question.level) == ("Look at the table.", "4")


# -- another kind ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "has", "has_not"),
    [
        ("single", {"q-0-o-0-is_key", "q-0-o-0-rationale", "q-0-scoring"}, {"q-0-unit", "q-0-o-0-share"}),
        ("kprim", {"q-0-p-0-text", "q-0-p-3-key"}, {"q-0-o-0-text", "q-0-scoring"}),
        ("matching", {"q-0-o-0-text", "q-0-p-1-key"}, {"q-0-o-0-is_key", "q-0-o-0-rationale"}),
        ("ordering", {"q-0-o-0-rationale"}, {"q-0-o-0-is_key"}),
        ("numeric", {"q-0-unit", "q-0-o-0-tolerance"}, {"q-0-is_case_sensitive", "q-0-o-0-share"}),
        ("short", {"q-0-is_case_sensitive"}, {"q-0-unit"}),
        ("confidence", {"q-0-o-0-text"}, {"q-0-o-0-is_key", "q-0-o-0-rationale", "q-0-scoring"}),
    ],
)
def test_kind_shows_the_fields_that_fit_it(kind, has, has_not):
    article, client = make_article(), login()
    added = sent_by(sent(client, article, opened(client, article), _act="add"))
    answer = sent(client, article, added | {"q-0-kind": kind}, _act="q-0.kind")
    assert has <= shown(answer)
    assert not has_not & shown(answer)
    focused = [element.get("id") for element in controls(tree(answer)) if element.get("autofocus") is not None]
    assert focused == ["id_q-0-kind"]


def test_options_become_statements_and_options_again():
    article, client = make_article(), login()
    add_question(article, rights={1})
    fields = opened(client, article)
    as_kprim = sent_by(sent(client, article, fields | {"q-0-kind": "kprim"}, _act="q-0.kind"))
    assert [as_kprim[f"q-0-p-{place}-text"] for place in range(4)] == [
        [f"Option {place} of question 1"] for place in range(4)
    ]
    assert [as_kprim[f"q-0-p-{place}-key"] for place in range(4)] == [["1"], ["0"], ["1"], ["1"]]
    back = sent_by(sent(client, article, as_kprim | {"q-0-kind": "single"}, _act="q-0.kind"))
    names = [name for name in fields if "-o-" in name]
    assert {name: back[name] for name in names} == {name: fields[name] for name in names}


def test_kind_that_would_lose_something_is_held_and_shows_it():
    article, client = make_article(), login()
    fields = begun(client, article, "matching") | {"q-0-o-0-text": "A", "q-0-o-1-text": "B", "q-0-p-0-text": "Vignette"}
    answer = sent(client, article, fields | {"q-0-kind": "single"})
    assert "cannot keep everything" in text(answer)
    assert "q-0-p-0-text" in shown(answer)
    assert not article.draft_items.exists()


# -- saved and unchanged -----------------------------------------------------------------------------------------

OPTIONS = [OptionText("40.0", True, "So."), OptionText("48", False, "No.")]
PARTS = [PartText(f"Statement {place}", place % 2, "Why.") for place in range(4)]
BARE = [replace(option, is_key=False) for option in OPTIONS]  # where no option is right by itself
EVERY_KIND = {
    "single": {"options": OPTIONS},
    "multiple": {"options": OPTIONS, "scoring": "partial"},
    "true_false": {"options": OPTIONS},
    "kprim": {"options": [OptionText("True"), OptionText("False")], "parts": PARTS},
    "matching": {"options": BARE, "parts": PARTS, "scoring": "partial"},
    "ordering": {"options": [*BARE, OptionText("Third")]},
    "numeric": {"options": OPTIONS, "unit": "%"},
    "short": {"options": OPTIONS, "is_case_sensitive": True},
    "confidence": {"options": [OptionText("Sure"), OptionText("Unsure")]},
}


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_page_that_is_opened_and_saved_changes_no_frozen_wording(kind):
    article, client = make_article(), login()
    question = QuestionText(key="one", stem="Which?", kind=kind, passage="who-did-worse", **EVERY_KIND[kind])
    item = save_question(article=article, text=question, at=NOW)
    freeze_versions(versions=[item.version_id], at=NOW)
    before = text_of(article.draft_items.get())
    assert sent(client, article, opened(client, article)).status_code == 302
    assert QuestionVersion.objects.count() == 1
    assert text_of(article.draft_items.get()) == before
    sent(client, article, opened(client, article) | {"q-0-stem": "Changed?"})
    changed = text_of(article.draft_items.get())
    assert (changed.options, changed.parts) == (before.options, before.parts)


# -- two editors -------------------------------------------------------------------------------------------------


def test_conflict_tells_parts_shares_and_hints_of_both():
    article = make_article()
    question = QuestionText(key="one", stem="Which?", kind="kprim", **EVERY_KIND["kprim"])
    save_question(article=article, text=question, at=NOW)
    ada, grace = login("ada"), login("grace")
    hers, mine = opened(ada, article), opened(grace, article)
    sent(ada, article, hers | {"q-0-p-2-text": "Ada’s statement"})
    answer = sent(grace, article, mine | {"q-0-hint": "Grace’s hint"})
    said = text(answer)
    assert "Text: Ada’s statement" in said
    assert "Hint, shown on demand: Grace’s hint" in said
    fields = sent_by(answer)
    assert (fields["q-0-hint"], fields["q-0-p-2-text"]) == (["Grace’s hint"], ["Statement 2"])


def test_statements_of_the_other_editor_are_taken_over_where_i_changed_nothing():
    article = make_article()
    for key in ("one", "two"):
        question = QuestionText(key=key, stem=f"Which {key}?", kind="kprim", **EVERY_KIND["kprim"])
        save_question(article=article, text=question, at=NOW)
    ada, grace = login("ada"), login("grace")
    hers, mine = opened(ada, article), opened(grace, article)
    sent(ada, article, hers | {"q-0-p-2-key": "1"})
    fields = sent_by(sent(grace, article, mine | {"q-1-stem": "Grace’s"}))
    assert (fields["q-0-p-2-key"], fields["q-1-stem"]) == (["1"], ["Grace’s"])
    assert sent(grace, article, fields).status_code == 302
    first = text_of(article.draft_items.first())
    assert [part.key for part in first.parts] == [0, 1, 1, 1]


# -- pictures ----------------------------------------------------------------------------------------------------


def test_picture_is_taken_in_kept_through_actions_and_saved():
    article, client = make_article(), login()
    add_question(article)
    fields = opened(client, article) | {"q-0-picture": picture("red")}
    fields = sent_by(sent(client, article, fields, _act="add"))
    (name,) = fields["q-0-image"]
    assert default_storage.exists(name)
    sent(client, article, fields | {"q-0-image_alt": "A curve", "q-0-image_credit": "Own work"})
    version = article.draft_items.first().version
    assert (version.image.name, version.image_alt, version.image_credit) == (name, "A curve", "Own work")
    assert (version.image_width, version.image_height) == (40, 30)
    sent(client, article, opened(client, article) | {"q-0-no_picture": "on"})
    assert not article.draft_items.first().version.image


def test_same_picture_is_stored_once():
    article, client = make_article(), login()
    add_question(article)
    add_question(article)
    fields = opened(client, article) | {"q-0-picture": picture("navy"), "q-1-picture": picture("navy")}
    sent(client, article, fields)
    names = {item.version.image.name for item in article.draft_items.select_related("version")}
    assert len(names) == 1


@pytest.mark.parametrize("action", [{}, {"_act": "add"}])
def test_file_that_is_no_picture_is_refused_and_nothing_is_lost(action):
    article, client = make_article(), login()
    add_question(article)
    upload = SimpleUploadedFile("figure.png", b"<svg/>", "image/png")
    fields = opened(client, article) | {"q-0-picture": upload, "q-0-stem": "Typed"}
    answer = sent(client, article, fields, **action)
    assert "not a picture we can read" in text(answer)
    assert sent_by(answer)["q-0-stem"] == ["Typed"]
    assert article.draft_items.get().version.stem != "Typed"


@pytest.mark.parametrize(
    "name", ["../settings.py", "figures/../../x.png", "figures/" + "0" * 64 + ".png", "/etc/passwd"]
)
def test_page_names_no_file_but_a_stored_picture(name):
    article, client = make_article(), login()
    add_question(article)
    sent(client, article, opened(client, article) | {"q-0-image": name})
    assert not article.draft_items.get().version.image


# -- many of them ------------------------------------------------------------------------------------------------


def test_as_many_questions_as_the_page_takes_arrive_complete():
    """No limit of the server's cuts off a page that can be written."""
    article, client = make_article(), login()
    fields = {"questions": "60", "_version": "1", "_act": "q-0.kind"}
    for place in range(60):
        names = [name for name in FIELDS if name not in FLAGS]
        fields |= {f"q-{place}-{name}": "" for name in names} | {f"q-{place}-{name}": "on" for name in FLAGS}
        fields |= {f"q-{place}-options": "12", f"q-{place}-parts": "4"}
        fields |= {f"q-{place}-o-{row}-{name}": "" for row in range(12) for name in OPTION_FIELDS}
        fields |= {f"q-{place}-p-{row}-{name}": "" for row in range(4) for name in PART_FIELDS}
    assert sent(client, article, fields).status_code == 200


def matching_with_pictures(client, article):
    """Save a question whose first vignette has a picture; return its version."""
    question = QuestionText(key="match", stem="Which one?", kind="matching", **EVERY_KIND["matching"])
    save_question(article=article, text=question, at=NOW)
    fields = opened(client, article) | {"q-0-p-0-picture": picture("green")}
    fields = sent_by(sent(client, article, fields, _act="add"))
    assert default_storage.exists(fields["q-0-p-0-image"][0])
    told = {"q-0-p-0-image_alt": "A smear with ring forms", "q-0-p-0-image_credit": "Own work"}
    assert sent(client, article, fields | told).status_code == 302
    return article.draft_items.first().version


def test_each_vignette_keeps_a_picture_of_its_own():
    article, client = make_article(), login()
    version = matching_with_pictures(client, article)
    first, *others = version.parts.all()
    assert (first.image_alt, first.image_credit) == ("A smear with ring forms", "Own work")
    assert (first.image_width, first.image_height) == (40, 30)
    assert not any(part.image for part in others)
    page = opened(client, article)
    assert sent(client, article, page).status_code == 302
    assert article.draft_items.first().version.parts.first().image == first.image  # nothing changed, nothing lost
    sent(client, article, opened(client, article) | {"q-0-p-0-no_picture": "on"})
    assert not any(part.image for part in article.draft_items.first().version.parts.all())


def test_picture_goes_with_its_vignette_when_that_is_moved():
    article, client = make_article(), login()
    matching_with_pictures(client, article)
    fields = sent_by(sent(client, article, opened(client, article), _act="q-0-p-0.down"))
    assert sent(client, article, fields).status_code == 302
    first, second, *_ = article.draft_items.first().version.parts.all()
    assert (bool(first.image), second.image_alt) == (False, "A smear with ring forms")


def test_what_is_no_picture_is_said_at_its_vignette():
    article, client = make_article(), login()
    matching_with_pictures(client, article)
    wrong = SimpleUploadedFile("a.png", b"GIF", "image/png")
    answer = sent(client, article, opened(client, article) | {"q-0-p-1-picture": wrong})
    assert answer.status_code == 200
    assert 'id="id_q-0-p-1-picture_error"' in answer.content.decode()


def test_page_names_no_file_as_a_picture_of_a_vignette():
    article, client = make_article(), login()
    matching_with_pictures(client, article)
    sent(client, article, opened(client, article) | {"q-0-p-1-image": "../settings.py"})
    assert not article.draft_items.first().version.parts.all()[1].image


def test_vignette_with_a_picture_does_not_become_an_option_without_it():
    article, client = make_article(), login()
    version = matching_with_pictures(client, article)
    answer = sent(client, article, opened(client, article) | {"q-0-kind": "single"})
    assert answer.status_code == 200
    assert article.draft_items.first().version == version
    assert version.parts.first().image
