"""The bank at the desk: the list, the page of a question, and what can be done with it."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cme.outcomes.difficulty import Band, band_of, facilities, facilities_by_edition
from cme.outcomes.measures import Measure
from content.bank_checks import check_retired_questions
from content.models import Article, DraftItem, Question, QuestionVersion, Topic
from content.question_text import MOST_QUESTIONS, OptionText, PartText, QuestionText
from content.services.bank import (
    BankRefused,
    Entry,
    bank_questions,
    bring_back_question,
    keep_question,
    put_all_into_article,
    put_into_article,
    retire_question,
    reword_question,
)
from content.services.publishing import Correction
from content.services.questions import remove_question, wording_as_text, write_questions
from tests.desk.desks import login, make_user, page, sent_by, superuser, text, tree
from tests.desk.test_markup import faults_of
from tests.factories import (
    BEFORE,
    NOW,
    add_question,
    correct,
    make_alias,
    make_article,
    make_edition,
    make_learner,
    take_test,
)

pytestmark = pytest.mark.django_db
LIST = "admin:content_question_changelist"


@pytest.fixture(autouse=True)
def _forget_difficulty():
    cache.clear()


def make_question(stem="Which arm did better?", **fields):
    values = {
        "options": [OptionText("Arm A", True, "It did."), OptionText("Arm B", False, "It did not.")],
        **{name: fields.pop(name) for name in ("kind", "options", "parts", "scoring", "level") if name in fields},
    }
    entry = Entry(QuestionText(key="", stem=stem, **values), **fields)
    return bank_questions(entries=[entry], at=BEFORE, actor=None)[0]


def address(name, *args):
    return reverse(f"admin:content_question_{name}", args=args)


def listed(client, **query):
    answer = client.get(reverse(LIST), query)
    assert answer.status_code == 200, answer.headers
    return set(answer.context["cl"].result_list)


# -- services -------------------------------------------------------------------------------------------------------


def test_newest_version_is_put_into_a_draft_under_a_free_key():
    question, article = make_question(name="Arms: which?"), make_article()
    add_question(article, key="arms-which")
    version = article.version
    item = put_into_article(question=question, article=article, at=NOW, actor=None)
    assert (item.version, item.key, item.position) == (question.versions.get(), "arms-which-2", 2)
    assert (item.in_post_test, item.in_pre_test) == (True, False)
    article.refresh_from_db()
    assert article.version == version + 1


def test_question_is_put_into_a_draft_once_and_never_when_retired():
    question, article = make_question(), make_article()
    put_into_article(question=question, article=article, at=NOW, actor=None)
    with pytest.raises(BankRefused, match="already"):
        put_into_article(question=question, article=article, at=NOW, actor=None)
    other = make_article()
    retire_question(question=question, at=NOW)
    with pytest.raises(BankRefused, match="retired"):
        put_into_article(question=question, article=other, at=NOW, actor=None)
    assert DraftItem.objects.count() == 1
    assert Article.objects.get(pk=other.pk).version == other.version


def test_retired_question_stays_where_it_is_and_the_checklist_says_so():
    question, article = make_question(), make_article()
    item = put_into_article(question=question, article=article, at=NOW, actor=None)
    assert list(check_retired_questions(article)) == []
    retire_question(question=question, at=NOW)
    (finding,) = check_retired_questions(article)
    assert (finding.severity.value, finding.field) == ("should", f"questions:{item.key}")
    with pytest.raises(BankRefused, match="already"):
        retire_question(question=question, at=NOW)
    bring_back_question(question=question)
    with pytest.raises(BankRefused, match="not retired"):
        bring_back_question(question=question)
    assert list(check_retired_questions(article)) == []


def test_kept_question_outlives_its_draft():
    article = make_article()
    for key in ("kept", "lost"):
        add_question(article, key=key, stem=key)
    kept = article.draft_items.get(key="kept").version.question
    keep_question(question=kept, at=NOW)
    keep_question(question=kept, at=NOW + timedelta(days=1))
    for item in article.draft_items.all():
        remove_question(item=item)
    assert list(Question.objects.all()) == [kept]
    kept.refresh_from_db()
    assert kept.banked_at == NOW


def test_wording_changes_in_place_until_somebody_names_it():
    question, article = make_question(), make_article()
    first = question.versions.get()

    def reworded(stem):
        newest = question.versions.order_by("-number").first()
        text = wording_as_text(newest)
        return reword_question(version=newest, text=QuestionText(**vars(text) | {"stem": stem}), at=NOW)

    assert reworded("Which arm?").pk == first.pk
    put_into_article(question=question, article=article, at=NOW, actor=None)
    second = reworded("Which of them?")
    assert (second.number, second.stem) == (2, "Which of them?")
    assert article.draft_items.get().version == first
    with pytest.raises(BankRefused, match="Nothing was changed"):
        reworded("Which of them?")
    with pytest.raises(BankRefused, match="newer version"):
        reword_question(version=first, text=wording_as_text(first), at=NOW)


# -- difficulty -----------------------------------------------------------------------------------------------------


def question_of(edition, number=0):
    return edition.items.filter(role="post")[number].version.question


def test_facility_counts_first_post_tests_of_people_alone():
    edition = make_edition(questions=2)
    learner = make_learner()
    take_test(edition, learner, wrong=1)
    take_test(edition, learner, wrong=0, at=NOW + timedelta(hours=1))  # not the first
    take_test(edition, make_alias(learner), wrong=0, at=NOW + timedelta(hours=2))  # the same person
    take_test(edition, make_learner(is_simulated=True), wrong=0)
    take_test(edition, role="pre", wrong=0)
    take_test(edition, wrong=0)
    first, second = question_of(edition), question_of(edition, 1)
    assert facilities() == {first.pk: Measure(2, 0.5), second.pk: Measure(2, 1.0)}
    assert facilities_by_edition(first) == {edition.pk: Measure(2, 0.5)}


def test_facility_is_told_by_edition_and_takes_as_many_queries_for_many_attempts():
    edition = make_edition(questions=1)
    question = question_of(edition)
    take_test(edition, wrong=1)
    take_test(edition)
    minor = correct(edition, Correction.MINOR)
    counts = []
    for _ in range(2):
        take_test(minor, at=NOW + timedelta(hours=1))
        take_test(minor, at=NOW + timedelta(hours=1))
        cache.clear()
        with CaptureQueriesContext(connection) as queries:
            found = facilities_by_edition(question)
            facilities()
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert found == {edition.pk: Measure(2, 0.5), minor.pk: Measure(4, 1.0)}


@pytest.mark.parametrize(
    ("value", "band"),
    [(None, "unknown"), (1.0, "easy"), (0.8, "easy"), (0.79, "middle"), (0.4, "middle"), (0.39, "hard"), (0.0, "hard")],
)
def test_bands_meet_at_their_limits(value, band):
    assert band_of(Measure(5, value)) == Band(band)
    assert band_of(None) == Band.UNKNOWN


# -- the list -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("query", ["arm did", "Arm B", "Trial name", "ARM better"])
def test_search_looks_at_wording_options_and_name(query):
    question = make_question(name="Trial name")
    make_question("Another", options=[OptionText("x", True), OptionText("y")])
    assert listed(login(), q=query) == {question}


@pytest.mark.parametrize("query", ["HLA-B*57", "hla-b\\*57:01", "B*57:01*"])
def test_search_finds_a_star_of_an_accepted_wording(query):
    question = make_question("Which allele?", kind="short", options=[OptionText("HLA-B\\*57:01*", True, "It does.")])
    make_question("Another", kind="short", options=[OptionText("HLA-B 57", True)])
    client = login()
    assert listed(client, q=query) == {question}
    shown = text(client.get(reverse("admin:content_question_change", args=[question.pk])))
    assert "HLA-B*57:01…" in shown
    assert "\\" not in shown


def test_search_looks_at_parts_and_keys():
    parts = make_question(
        "Match",
        kind="matching",
        scoring="partial",
        options=[OptionText("one"), OptionText("two")],
        parts=[PartText("a vignette", 0)],
    )
    article = make_article()
    put_into_article(question=parts, article=article, at=NOW, actor=None)
    article.draft_items.update(key="memorable-key")
    make_question("Another")
    client = login()
    for query in ("vignette", "memorable", str(parts.key), "vignette two"):
        assert listed(client, q=query) == {parts}, query
    assert listed(client, q="vignette better") == set()


def test_each_filter_narrows_the_list():
    topic, other_topic = Topic.objects.create(name="T", slug="t"), Topic.objects.create(name="U", slug="u")
    author = make_user("writer")
    used = make_question("Used")
    Question.objects.filter(pk=used.pk).update(created_by=author)
    used.topics.add(topic)
    idle = make_question("Idle", level="4", kind="true_false")
    gone = make_question("Gone")
    retire_question(question=gone, at=NOW)
    article = make_article()
    article.topics.set([other_topic])
    item = put_into_article(question=used, article=article, at=NOW, actor=None)
    item.objective = article.objectives.get()
    item.save()
    client = login()
    everything = {used, idle, gone}
    for query, expected in [
        ({}, everything),
        ({"kind": "true_false"}, {idle}),
        ({"level": "4"}, {idle}),
        ({"topic": topic.pk}, {used}),
        ({"topic": other_topic.pk}, {used}),
        ({"objective": item.objective_id}, {used}),
        ({"author": author.pk}, {used}),
        ({"use": "yes"}, {used}),
        ({"use": "no"}, {idle, gone}),
        ({"standing": "retired"}, {gone}),
        ({"standing": "bank"}, {used, idle}),
        ({"standing": "articles"}, set()),
        ({"for_article": article.pk}, {idle}),
        ({"kind": ""}, everything),
        ({"for_article": "9" * 25}, everything),
    ]:
        assert listed(client, **query) == expected, query


@pytest.mark.parametrize("name", ["kind", "topic", "level", "difficulty", "use", "standing"])
@pytest.mark.parametrize("value", ["nonsense", "9" * 25])
def test_list_narrowed_by_what_no_filter_offers_is_not_found(name, value):
    Topic.objects.create(name="T", slug="t")
    assert login().get(reverse(LIST), {name: value}).status_code == 404


def test_list_is_narrowed_by_difficulty_in_use():
    edition = make_edition(questions=3)
    for wrong in (2, 1):
        take_test(edition, wrong=wrong)
    hard, middle, easy = (question_of(edition, number) for number in range(3))
    idle = make_question()
    client = login()
    assert listed(client, difficulty="hard") == {hard}
    assert listed(client, difficulty="middle") == {middle}
    assert listed(client, difficulty="easy") == {easy}
    assert listed(client, difficulty="unknown") == {idle}
    said = text(client.get(reverse(LIST)))
    assert "hard, 0.00 (n = 2)" in said
    assert "not yet estimable" in said


def test_list_takes_as_many_queries_for_50_rows_as_for_one():
    client, article = login(), make_article()
    counts = []
    for more in (1, 49):
        for number in range(more):
            question = make_question(f"Question {number}", name=f"Name {number}")
            question.topics.add(Topic.objects.get_or_create(name="T", slug="t")[0])
            put_into_article(question=question, article=article, at=NOW, actor=None)
        client.get(reverse(LIST))
        cache.clear()
        with CaptureQueriesContext(connection) as queries:
            assert len(listed(client)) == Question.objects.count()
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_page_takes_as_many_queries_for_many_uses_as_for_one():
    client, question = login(), make_question()
    counts = []
    for more in (1, 5):
        for _ in range(more):
            put_into_article(question=question, article=make_article(), at=NOW, actor=None)
            version = question.versions.order_by("-number").first()
            stem = f"{version.stem}?"
            reword_question(
                version=version, text=QuestionText(**vars(wording_as_text(version)) | {"stem": stem}), at=NOW
            )
        client.get(address("change", question.pk))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address("change", question.pk)).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(("name", "title"), [("", "Which grows faster?"), ("Growth", "Growth")])
def test_page_of_a_question_is_titled_by_its_name_or_wording(name, title):
    question = make_question("Which grows faster?", name=name)
    for path in (address("change", question.pk), reverse(LIST)):
        assert str(question.key) not in login().get(path).content.decode().partition("<main")[0]
    head = login().get(address("change", question.pk)).content.decode().partition("</title>")[0]
    assert head.rpartition("<title>")[2].strip().startswith(title)


def test_index_of_the_desk_lists_the_bank():
    assert reverse(LIST) in login().get(reverse("admin:index")).content.decode()


def test_questions_page_leads_to_the_bank_and_back_with_questions():
    article, question = make_article(), make_question()
    retired = make_question("Old")
    retire_question(question=retired, at=NOW)
    client = login()
    href = f"{reverse(LIST)}?for_article={article.pk}"
    assert href in client.get(page("questions", article.pk)).content.decode()
    assert article.title in text(client.get(href))
    answer = client.post(href, {"action": "put_into_article", "_selected_action": [question.pk]})
    item = article.draft_items.get()
    assert answer.headers["Location"] == f"{page('questions', article.pk)}#question-{item.key}"
    assert LogEntry.objects.filter(object_id=str(article.pk)).count() == 1
    chosen = {"action": "put_into_article", "_selected_action": [question.pk, retired.pk]}
    assert "Nothing was added" in client.post(href, chosen, follow=True).content.decode()
    assert article.draft_items.count() == 1
    plain = client.post(reverse(LIST), {"action": "put_into_article", "_selected_action": [retired.pk]})
    assert plain.status_code in {200, 302}
    assert article.draft_items.count() == 1


# -- the page of a question -----------------------------------------------------------------------------------------


def test_page_tells_what_each_version_says_and_where_it_is_used():
    edition = make_edition(questions=1)
    take_test(edition)
    take_test(edition, wrong=1)
    question = question_of(edition)
    version = question.versions.get()
    version.corrections.create(number=1, key={"is_void": True}, reason="The paper was retracted.", made_at=NOW)
    answer = login().get(address("change", question.pk))
    said = text(answer)
    for words in (
        version.stem,
        "Option 0 of question 1",
        "Rationale 3",
        "The paper was retracted.",
        f"{edition.release.article.title}, 1.0",
        "facility 0.50 (n = 2), middling",
    ):
        assert words in said
    assert page("questions", edition.release.article_id) in answer.content.decode()


def test_page_leads_who_may_to_the_key_of_a_version_that_was_asked():
    edition = make_edition(questions=1)
    version = QuestionVersion.objects.get()
    at = reverse("admin:content_question_change", args=[version.question_id])
    assert "Correct the key" not in text(login("ada", "Editor").get(at))
    lead, href = login("lee", "Accreditation lead"), page("key", edition.release.article_id, version.pk)
    assert f'href="{href}"' in lead.get(at).content.decode()
    assert lead.get(href).status_code == 200
    add_question(draft := make_article(), "unasked")
    unasked = draft.draft_items.get().version.question_id
    assert "Correct the key" not in text(lead.get(reverse("admin:content_question_change", args=[unasked])))


def test_editor_acts_by_buttons_and_each_is_in_the_history():
    question, article = make_question(), make_article()
    client = login()
    for verb, words in [
        ("retire", "Retired."),
        ("bring_back", "Offered again."),
        ("keep", "Kept in the bank."),
    ]:
        answer = client.post(address(verb, question.pk), follow=True)
        assert words in answer.content.decode()
        assert LogEntry.objects.filter(object_id=str(question.pk), change_message__contains=words[:7]).exists()
    answer = client.post(address("put", question.pk), {"article": article.pk}, follow=True)
    assert f"Added to “{article.title}”" in text(answer)
    assert article.draft_items.get().version.question == question
    said = text(client.post(address("put", question.pk), {"article": article.pk}, follow=True))
    assert "has this question already" in said
    for nonsense in ("", "x", "9" * 25):
        said = text(client.post(address("put", question.pk), {"article": nonsense}, follow=True))
        assert "Choose an article first." in said
    assert client.get(address("retire", question.pk)).status_code == 405


def test_new_version_is_written_on_a_page_of_its_own():
    question, article = make_question(), make_article()
    put_into_article(question=question, article=article, at=NOW, actor=None)
    client = login()
    opened = client.get(address("reword", question.pk))
    sent = sent_by(opened)
    assert client.post(address("reword", question.pk), sent).status_code == 200  # nothing was changed
    assert question.versions.count() == 1
    empty = client.post(address("reword", question.pk), sent | {"stem": "", "option-1": "x" * 301})
    assert "Fill in: Question." in text(empty)
    assert "Shorten this to 300 characters" in text(empty)
    answer = client.post(address("reword", question.pk), sent | {"stem": "Which?", "option-1": "Arm C"}, follow=True)
    second = question.versions.get(number=2)
    assert (second.stem, [row.text for row in second.options.all()]) == ("Which?", ["Arm A", "Arm C"])
    assert [row.is_key for row in second.options.all()] == [True, False]
    assert "written by ada" in text(answer)


def test_name_topics_and_category_are_changed_in_the_form():
    question = make_question()
    topic = Topic.objects.create(name="T", slug="t")
    client = login()
    sent = {"name": "Arms", "category": "Trials", "topics": [topic.pk]}
    assert client.post(address("change", question.pk), sent).status_code == 302
    question.refresh_from_db()
    assert (question.name, question.category, list(question.topics.all())) == ("Arms", "Trials", [topic])


@pytest.mark.parametrize("group", ["Reviewer", "Accreditation lead"])
def test_those_who_do_not_write_see_and_change_nothing(group):
    question, article = make_question(), make_article()
    client = login("rosa", group)
    assert listed(client) == {question}
    shown = client.get(address("change", question.pk))
    assert shown.status_code == 200
    assert "Retire" not in text(shown)
    assert "Import questions" not in text(client.get(reverse(LIST)))
    for verb in ("put", "keep", "retire", "bring_back", "reword"):
        assert client.post(address(verb, question.pk), {"article": article.pk}).status_code == 403
    assert client.get(address("reword", question.pk)).status_code == 403
    assert client.post(address("change", question.pk), {"name": "x"}).status_code == 403
    href = f"{reverse(LIST)}?for_article={article.pk}"
    client.post(href, {"action": "put_into_article", "_selected_action": [question.pk]})
    assert not DraftItem.objects.exists()
    question.refresh_from_db()
    assert (question.name, question.retired_at) == ("", None)


def test_questions_are_neither_added_nor_deleted_here():
    question, client = make_question(), superuser()
    assert client.get(address("add")).status_code == 403
    assert client.post(address("delete", question.pk), {"post": "yes"}).status_code == 403
    assert client.get(address("change", 999_999)).status_code in {302, 404}
    assert client.get(reverse(LIST) + "x/change/").status_code == 302


def test_staff_without_a_group_see_nothing():
    question, client = make_question(), login("nobody", "Editor")
    client.get("/")
    outsider = login("outsider", "Editor")
    outsider.logout()
    assert outsider.get(address("change", question.pk)).status_code == 302
    assert outsider.post(address("retire", question.pk)).status_code == 302
    question.refresh_from_db()
    assert question.retired_at is None


def test_article_that_the_list_was_opened_for_is_chosen_on_the_page():
    question, article, _ = make_question(), make_article(), make_article()
    client = login()
    (link,) = [
        element.get("href")
        for element in tree(client.get(f"{reverse(LIST)}?for_article={article.pk}")).iter("a")
        if f"/{question.pk}/change/" in element.get("href", "")
    ]
    options = list(tree(client.get(link)).iter("option"))
    assert [option.get("value") for option in options if option.get("selected") is not None] == [str(article.pk)]


def test_several_are_put_into_a_draft_all_or_none():
    first, second, article = make_question("First"), make_question("Second"), make_article()
    put_into_article(question=second, article=article, at=NOW, actor=None)
    with pytest.raises(BankRefused, match=r"Nothing was added\. Second: "):
        put_all_into_article(questions=[first, second], article=article, at=NOW, actor=None)
    assert [item.version.stem for item in article.draft_items.all()] == ["Second"]


def test_no_more_questions_are_put_into_a_draft_than_it_may_have():
    article, questions = make_article(), [make_question(f"Question {number}?") for number in range(MOST_QUESTIONS + 1)]
    client = login()
    path, chosen = f"{reverse(LIST)}?for_article={article.pk}", [row.pk for row in questions]
    answer = client.post(path, {"action": "put_into_article", "_selected_action": chosen}, follow=True)
    said = f"has 0 questions and would have {MOST_QUESTIONS + 1}; {MOST_QUESTIONS} is the most of an article."
    assert said in text(answer)
    assert not article.draft_items.exists()
    put_all_into_article(questions=questions[:-1], article=article, at=NOW, actor=None)
    answer = client.post(address("put", questions[-1].pk), {"article": article.pk}, follow=True)
    assert f"has {MOST_QUESTIONS} questions and would have {MOST_QUESTIONS + 1}" in text(answer)
    assert article.draft_items.count() == MOST_QUESTIONS
    # What was put there can be saved as it stands.
    opened = page("questions", article.pk)
    sent = sent_by(client.get(opened)) | {"q-0-stem": ["Which one?"]}
    assert client.post(opened, sent).status_code == 302


# -- out ------------------------------------------------------------------------------------------------------------


def test_chosen_questions_are_exported_in_the_chosen_format():
    chosen, other = make_question(), make_question("Another?")
    client = login("rosa", "Reviewer")
    asked = client.post(reverse(LIST), {"action": "export", "_selected_action": [chosen.pk]})
    assert "1 question" in text(asked)
    assert faults_of(asked) == []
    file = client.post(address("export"), sent_by(asked) | {"format": "gift"})
    assert file.headers["Content-Disposition"] == 'attachment; filename="questions-gift.gift"'
    assert b"Which arm did better?" in file.content
    assert b"Another?" not in file.content
    both = client.post(address("export"), {"format": "qti", "ids": ""})
    assert both.content.startswith(b"PK")
    assert both.headers["Content-Disposition"].endswith('.zip"')
    retire_question(question=other, at=NOW)
    one = client.post(address("export"), {"format": "qti", "ids": ""})
    assert one.headers["Content-Disposition"].endswith('.xml"')


def test_thousands_are_exported_whole_or_refused_whole():
    client, most = login(), 3_000
    texts = [QuestionText(key=str(number), stem=f"Number {number}?", options=[OptionText("a", True), OptionText("b")])
             for number in range(most)]  # fmt: skip
    write_questions(questions=[Question(created_at=NOW, banked_at=NOW) for _ in texts], texts=texts)
    asked = client.post(reverse(LIST), {"action": "export", "select_across": "1", "_selected_action": [1]})
    assert "3000 questions" in text(asked)
    file = client.post(address("export"), sent_by(asked) | {"format": "aiken"})
    assert file.content.count(b"ANSWER: A") == most
    for ids in (",".join(map(str, range(5_001))), "1,x", "1,,2", "9" * 30):
        refused = client.post(address("export"), {"format": "aiken", "ids": ids})
        assert (refused.status_code, "did not arrive complete" in text(refused)) == (400, True)
    assert client.post(address("export"), {"format": "aiken"}).status_code == 400
    assert client.get(address("export"), {"id": range(101)}).status_code == 400


def test_more_than_one_file_holds_are_refused_with_the_bound(monkeypatch):
    monkeypatch.setattr("cme.desk.views.exporting.MOST", 1)
    chosen = [make_question().pk, make_question("Another?").pk]
    client = login()
    for answer in (client.post(reverse(LIST), {"action": "export", "_selected_action": chosen}),
                   client.post(address("export"), {"format": "aiken", "ids": ""})):  # fmt: skip
        assert answer.status_code == 400
        assert "more than 5,000 questions" in text(answer)


def test_export_says_what_a_format_cannot_hold_and_then_exports_the_others():
    make_question("Put in order", kind="ordering", scoring="partial", options=[OptionText("a"), OptionText("b")])
    client = login()
    answer = client.post(address("export"), {"format": "gift", "ids": ""})
    assert "Not exported as GIFT" in text(answer)
    assert "Put in order" in text(answer)
    make_question()
    answer = client.post(address("export"), {"format": "gift", "ids": ""})
    assert "1 of these questions cannot be written as GIFT" in text(answer)
    assert faults_of(answer) == []
    file = client.post(address("export"), {"format": "gift", "ids": "", "_skip": "yes"})
    assert b"Which arm did better?" in file.content
    assert b"Put in order" not in file.content


def test_picture_is_shown_and_neither_it_nor_confidence_is_exported():
    pictured = make_question("What does the scan show?")
    QuestionVersion.objects.update(image="figures/a.png", image_width=40, image_height=30, image_alt="A scan")
    sure = make_question("How sure are you?", kind="confidence")
    client = login()
    answer = client.get(address("change", pictured.pk))
    shown = [(row.get("src"), row.get("alt")) for row in tree(answer).iter("img")]
    assert ("/admin/content/article/pictures/a.png", "A scan") in shown
    assert faults_of(answer) == []
    for question, reason in ((pictured, "has a picture"), (sure, "asks for confidence")):
        answer = client.post(address("export"), {"format": "qti", "ids": str(question.pk)})
        assert reason in text(answer)
        assert client.get(address("change", question.pk)).status_code == 200


def test_pages_are_sound_and_no_words_run():
    hostile = '"><img src=x onerror=alert(1)>'
    question = make_question(
        hostile, name=hostile, category=hostile, options=[OptionText(hostile, True), OptionText("b")]
    )
    pairs = make_question(
        "Match", kind="matching", scoring="partial",
        options=[OptionText(hostile), OptionText("two")], parts=[PartText(hostile, 0, hostile)],
    )  # fmt: skip
    order = make_question("Order", kind="ordering", scoring="partial", options=[OptionText("a"), OptionText("b")])
    article = make_article(title=hostile)
    put_into_article(question=question, article=article, at=NOW, actor=None)
    retire_question(question=order, at=NOW)
    client = superuser()
    for href in [
        reverse(LIST),
        f"{reverse(LIST)}?for_article={article.pk}&q=x",
        *(address("change", row.pk) for row in (question, pairs, order)),
        *(address("reword", row.pk) for row in (question, pairs, order)),
        address("history", question.pk),
        address("import"),
        address("export"),
    ]:
        answer = client.get(href)
        assert answer.status_code == 200, href
        assert faults_of(answer) == [], href
        assert b"<img src=x" not in answer.content, href


def test_nothing_of_the_pages_runs_inline():
    question, client = make_question(), superuser()
    for href in (reverse(LIST), address("change", question.pk), address("import"), address("export")):
        answer = client.get(href)
        for element in tree(answer).iter():
            assert element.tag != "style"
            assert not [name for name in element.attrib if name == "style" or name.startswith("on")], href
            assert element.tag != "script" or element.get("src"), href


def test_version_that_is_frozen_is_never_changed():
    edition = make_edition(questions=1)
    version = QuestionVersion.objects.get()
    text_of = wording_as_text(version)
    second = reword_question(version=version, text=QuestionText(**vars(text_of) | {"stem": "New?"}), at=NOW)
    assert (second.number, edition.items.filter(version=second).exists()) == (2, False)
    assert QuestionVersion.objects.get(pk=version.pk).stem == version.stem
