"""Every rule of the checklist: what breaks it, whether it stops publication, and where it is mended."""

from datetime import UTC, date, datetime, timedelta, timezone
from itertools import count

import pytest
from django.test import override_settings

from content.checklist import TELLING, check_article
from content.findings import Severity
from content.models import (
    ActivityFormat,
    Article,
    Contribution,
    Contributor,
    DraftItem,
    Figure,
    Funder,
    KeyFigure,
    Objective,
    Option,
    PlanningRecord,
    QuestionVersion,
    Reference,
    Relationship,
    SignOff,
    Support,
)
from content.months import months_after
from content.services.publishing import cancel_schedule, publish_article
from content.services.reviewing import Voice, comment
from content.source import source_of
from tests.content.people import TODAY, disclose, make_reviewed_article, make_user, sign, tie
from tests.factories import NOW, add_question, make_article

pytestmark = pytest.mark.django_db
SIZE = {"width": 640, "height": 480}  # given, so that the file is not opened
MUST, SHOULD = Severity.MUST, Severity.SHOULD


def found(article: Article, at: datetime = NOW) -> list[tuple[Severity, str, str]]:
    """Return what the checklist finds, without the words."""
    article = Article.objects.get(pk=article.pk)
    return [(finding.severity, finding.field, finding.rule) for finding in check_article(article, at=at)]


def messages(article: Article, at: datetime = NOW) -> str:
    return " ".join(finding.message for finding in check_article(Article.objects.get(pk=article.pk), at=at))


def change(article: Article, **fields) -> None:
    Article.objects.filter(pk=article.pk).update(**fields)


def add_to_body(article: Article, text: str) -> None:
    change(article, body=f"{article.body}\n\n{text}\n")


def options(article: Article):
    return Option.objects.filter(version__draft_items__article=article)


def add_figure(article: Article, **fields) -> None:
    Figure.objects.create(
        **{"article": article, "key": "curve", "image": "figures/curve.png", "alt": "Two curves", "credit": "CC0"}
        | SIZE
        | fields
    )


@pytest.mark.parametrize("make", [make_article, make_reviewed_article])
def test_nothing_is_found_when_nothing_is_missing(make):
    article = make()
    if not article.draft_items.exists():
        add_question(article)
    assert found(article) == []


NO_DOI = {"doi": "", "pmid": "", "url": "", "note": ""}
LATE = {"expires_on": months_after(TODAY, 36) + timedelta(days=1)}


def make_format(**fields):
    return ActivityFormat.objects.create(code="podcast", name="Podcast", **fields)


FAULTS = {
    "no objective": (
        lambda article: article.objectives.all().delete(),
        [(MUST, "objectives", "F1"), (MUST, "body", ""), (MUST, "questions:question-1", "")],
    ),
    "no topic": (lambda article: article.topics.clear(), [(MUST, "topics", "F1")]),
    "no audience": (lambda article: change(article, audience=""), [(MUST, "audience", "F1")]),
    "no author": (
        lambda article: article.contributions.filter(role="author").delete(), [(MUST, "contributions", "F1")],
    ),
    "no question of the study": (lambda article: change(article, question=""), [(MUST, "question", "A3")]),
    "no key learning": (lambda article: change(article, key_learning=" \n"), [(MUST, "key_learning", "S0")]),
    "no limits": (lambda article: change(article, limits=" "), [(MUST, "limits", "S0")]),
    "no text": (
        lambda article: change(article, body=" "),
        [
            (MUST, "body", "F1"), (MUST, "questions:question-1", ""), (SHOULD, "references", ""), (SHOULD, "body", ""),
            (SHOULD, "body", "abbreviations"),
        ],
    ),
    "neither key figures nor key data": (
        lambda article: (article.key_figures.all().delete(), change(article, key_data="")),
        [(MUST, "key_figures", "S0")],
    ),
    "key data instead of key figures": (lambda article: article.key_figures.all().delete(), []),
    "a key figure without n": (lambda article: article.key_figures.update(n=""), [(MUST, "key_figures", "S0")]),
    "a key figure without time point": (
        lambda article: article.key_figures.update(time_point=""), [(MUST, "key_figures", "S0")],
    ),
    "a key figure without interval": (lambda article: article.key_figures.update(interval=""), []),
    "a telling title": (
        lambda article: change(article, title="A superior conditioning regimen"), [(SHOULD, "title", "A3")],
    ),
    "a telling question": (
        lambda article: change(article, question="Why did 40% live?"), [(SHOULD, "question", "A3")],
    ),
    "an expiry date in the past": (
        lambda article: change(article, expires_on=TODAY - timedelta(days=1)), [(MUST, "expires_on", "F2")],
    ),
    "an expiry date today": (lambda article: change(article, expires_on=TODAY), [(MUST, "expires_on", "F2")]),
    "an expiry date tomorrow": (lambda article: change(article, expires_on=TODAY + timedelta(days=1)), []),
    "an expiry date in 36 months": (lambda article: change(article, expires_on=months_after(TODAY, 36)), []),
    "an expiry date later than that": (lambda article: change(article, **LATE), [(MUST, "expires_on", "F2")]),
    "no paper summarised": (
        lambda article: article.references.update(is_source=False), [(MUST, "references", "F4")],
    ),
    "a paper without a way to it": (
        lambda article: article.references.update(**NO_DOI), [(MUST, "references", "F4")],
    ),
    "a paper with a note instead": (
        lambda article: article.references.update(**NO_DOI | {"note": "A congress abstract"}), [],
    ),
    "a paper with a PubMed number instead": (
        lambda article: article.references.update(**NO_DOI | {"pmid": "39046357"}), [],
    ),
    "a DOI with its address": (
        lambda article: article.references.update(doi="https://doi.org/10.1056/x"), [(MUST, "references", "")],
    ),
    "a reference never cited": (
        lambda article: article.references.create(key="other"), [(SHOULD, "references", "")],
    ),
    "a citation without reference": (
        lambda article: add_to_body(article, "[@nobody] [@nobody]"), [(MUST, "references", "")],
    ),
    "two passages of one name": (
        lambda article: add_to_body(article, "::: passage who-did-worse objective=survival\nText.\n:::"),
        [(MUST, "body", "")],
    ),
    "a passage line that is none": (
        lambda article: add_to_body(article, "::: passage who did better\nText.\n:::"), [(MUST, "body", "")],
    ),
    "another block that is none": (
        lambda article: change(article, limits="Text.\n\n:::: note\nText.\n::::"), [(MUST, "limits", "")],
    ),
    "a passage for an objective that is not there": (
        lambda article: add_to_body(article, "::: passage other objective=nobody\nText.\n:::"), [(MUST, "body", "")],
    ),
    "an objective that no passage teaches and no question tests": (
        lambda article: Objective.objects.create(article=article, key="other", text="Name another."),
        [(SHOULD, "body", ""), (SHOULD, "questions:", "")],
    ),
    "a callout of no kind we know": (
        lambda article: add_to_body(article, "::: warning\n\nText.\n\n:::"), [(MUST, "body", "")],
    ),
    "a callout": (lambda article: add_to_body(article, "::: practice-point\nAsk.\n:::"), []),
    "a note that is not written": (lambda article: add_to_body(article, "Text.[^dose]"), [(MUST, "body", "")]),
    "a note": (lambda article: add_to_body(article, "Text.[^dose]\n\n[^dose]: As given."), []),
    "an abbreviation that nothing explains": (
        lambda article: add_to_body(article, "MRD was not measured."), [(SHOULD, "body", "abbreviations")],
    ),
    "a licence in the credit of a figure": (
        lambda article: (add_figure(article, credit="CC, BY"), add_to_body(article, '![](figure:curve "By arm")')), [],
    ),
    "an abbreviation explained in brackets": (
        lambda article: add_to_body(article, "Measurable residual disease (MRD) was not measured."), [],
    ),
    "an objective that nobody can test": (
        lambda article: article.objectives.update(text="Understand survival."), [(SHOULD, "objectives", "objectives")],
    ),
    "a trade name in the title": (
        lambda article: change(article, title="Blincyto in children"), [(MUST, "title", "A3")],
    ),
    "a trade name in the question of the study": (
        lambda article: change(article, question="How did BESPONSA compare?"), [(MUST, "question", "A3")],
    ),
    "a trade name in an objective": (
        lambda article: article.objectives.update(text="Name the dose of Oncaspar."), [(MUST, "objectives", "A3")],
    ),
    "a trade name in the text": (
        lambda article: add_to_body(article, "They were given Sprycel."), [(SHOULD, "body", "S3")],
    ),
    "a trade name in an option": (
        lambda article: options(article).filter(position=2).update(text="Kymriah"),
        [(SHOULD, "questions:question-1", "S3")],
    ),
    "a number of key data that the text lacks": (
        lambda article: change(article, key_data="OS was 41%."), [(SHOULD, "key_data", "numbers")],
    ),
    "a key figure that nothing else gives": (
        lambda article: article.key_figures.update(interval="95% CI 31 to 40.0"),
        [(SHOULD, "key_figures", "numbers")],
    ),
    "a right answer that the article lacks": (
        lambda article: options(article).filter(is_key=True).update(text="In 29.9%"),
        [(SHOULD, "questions:question-1", "numbers")],
    ),
    "a wrong answer that the article lacks": (
        lambda article: options(article).filter(is_key=False, position=2).update(text="In 29.9%"), [],
    ),
    "a figure that is not there": (
        lambda article: add_to_body(article, "![alt](figure:nobody)"), [(MUST, "figures", "")],
    ),
    "a figure without alternative text": (
        lambda article: (add_figure(article, alt=""), add_to_body(article, '![](figure:curve "By arm")')),
        [(MUST, "figures", "W1")],
    ),
    "a figure with alternative text in its row": (
        lambda article: (add_figure(article), add_to_body(article, '![](figure:curve "By arm")')), [],
    ),
    "a figure with alternative text in its place": (
        lambda article: (add_figure(article, alt=""), add_to_body(article, '![Two curves](figure:curve "A")')), [],
    ),
    "a figure without caption": (
        lambda article: (add_figure(article), add_to_body(article, "![](figure:curve)")), [(MUST, "body", "")],
    ),
    "a figure without source and licence": (
        lambda article: (add_figure(article, credit=" "), add_to_body(article, '![](figure:curve "By arm")')),
        [(MUST, "figures", "")],
    ),
    "a figure within a paragraph": (
        lambda article: (add_figure(article), add_to_body(article, "See ![alt](figure:curve).")),
        [(MUST, "body", "")],
    ),
    "a picture from elsewhere": (
        lambda article: add_to_body(article, "![alt](https://elsewhere.example/a.png)"), [(MUST, "body", "")],
    ),
    "a text that is too long": (lambda article: change(article, body="a " * 60_000), [(MUST, "body", "")]),
    "a paragraph that is too long": (
        lambda article: add_to_body(article, "a " * 3_000), [(MUST, "body", "")],
    ),
    "no post-test": (
        lambda article: article.draft_items.update(in_post_test=False),
        [(SHOULD, "questions:", "F1"), (SHOULD, "questions:question-1", "")],
    ),
    "no question": (lambda article: article.draft_items.all().delete(), [(SHOULD, "questions:", "F1")]),
    "a pre-test without question": (
        lambda article: change(article, has_pre_test=True), [(MUST, "has_pre_test", "")],
    ),
    "a question without wording": (
        lambda article: QuestionVersion.objects.update(stem=" "), [(MUST, "questions:question-1", "")],
    ),
    "a question with one option": (
        lambda article: options(article).filter(is_key=False).delete(), [(MUST, "questions:question-1", "")],
    ),
    "a question without key": (
        lambda article: options(article).update(is_key=False), [(MUST, "questions:question-1", "")],
    ),
    "a single answer with two keys": (
        lambda article: options(article).filter(position__lte=2).update(is_key=True),
        [(MUST, "questions:question-1", "")],
    ),
    "a multiple answer without key": (
        lambda article: (QuestionVersion.objects.update(kind="multiple"), options(article).update(is_key=False)),
        [(MUST, "questions:question-1", "")],
    ),
    "a multiple answer with one key": (lambda article: QuestionVersion.objects.update(kind="multiple"), []),
    "an option without a text": (
        lambda article: options(article).filter(position=2).update(text=" "), [(MUST, "questions:question-1", "")],
    ),
    "an option without rationale": (
        lambda article: options(article).filter(position=2).update(rationale=" "),
        [(MUST, "questions:question-1", "")],
    ),
    "a question without objective": (
        lambda article: article.draft_items.update(objective=None),
        [(MUST, "questions:question-1", ""), (SHOULD, "questions:", "")],
    ),
    "a question without passage": (
        lambda article: article.draft_items.update(passage=""), [(SHOULD, "questions:question-1", "")],
    ),
    "a question about a passage that is not there": (
        lambda article: article.draft_items.update(passage="nowhere"), [(MUST, "questions:question-1", "")],
    ),
    "support without a signed agreement": (
        lambda article: Support.objects.create(
            article=article, funder=Funder.objects.create(name="Example Foundation"), level="gold"
        ),
        [(SHOULD, "support", "S3")],
    ),
    "support with a signed agreement": (
        lambda article: Support.objects.create(
            article=article, funder=Funder.objects.create(name="Example Foundation"), level="gold",
            agreement_signed_on=TODAY, runs_from=TODAY, runs_to=TODAY, in_kind="Translation",
        ),
        [],
    ),
    "support with half an agreement": (
        lambda article: Support.objects.create(
            article=article, funder=Funder.objects.create(name="Example Foundation"), level="gold",
            agreement_signed_on=TODAY,
        ),
        [(MUST, "support", "S3"), (MUST, "support", "S3")],
    ),
    "an agreement signed on a day to come": (
        lambda article: Support.objects.create(
            article=article, funder=Funder.objects.create(name="Example Foundation"), level="gold",
            agreement_signed_on=TODAY + timedelta(days=1),
        ),
        [(MUST, "support", "S3")],
    ),
    "no practice gap": (
        lambda article: PlanningRecord.objects.update(practice_gap=" "), [(MUST, "planning:practice_gap", "")],
    ),
    "no competency": (
        lambda article: article.planning.competencies.clear(), [(MUST, "planning:competencies", "")],
    ),
    "no planner": (
        lambda article: article.contributions.filter(role="planner").delete(), [(MUST, "contributions", "S1")],
    ),
    "a journal-based activity whose paper is not cited": (
        lambda article: change(
            article, format=ActivityFormat.objects.get(code="journal-based"),
            body=article.body.replace("[@paper]", ""),
        ),
        [(MUST, "body", "F4"), (SHOULD, "references", "")],
    ),
    "a journal-based activity whose paper cannot be reached": (
        lambda article: [
            change(article, format=ActivityFormat.objects.get(code="journal-based")),
            article.references.update(doi="", note="Only in print."),
        ],
        [(MUST, "references", "F4")],
    ),
    "a format that is not offered any more": (
        lambda article: change(article, format=make_format(retired_on=TODAY)), [(MUST, "format", "F1")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_article_for_a_production_site_lacks(name):
    """F1, F2, F4, S0, S3, A3, W1."""
    break_it, expected = FAULTS[name]
    article = make_reviewed_article()
    break_it(article)
    sign(article)
    assert found(article) == expected


def test_number_and_trade_name_are_named_with_their_place():
    """S3."""
    article = make_reviewed_article(key_data="OS was 41.5%.", title="Blincyto in children")
    add_to_body(
        article, "In the arm of " + "many words " * 9 + "they were given Sprycel for as long as it worked, or longer."
    )
    said = messages(article)
    assert "Key data gives 41.5%; the text does not." in said
    assert "Title, “Blincyto in children”: Blincyto is a trade name. Write blinatumomab." in said
    assert "they were given Sprycel" in said
    assert "Sprycel is a trade name. Write dasatinib." in said


def test_musts_come_before_shoulds():
    article = make_reviewed_article(title="A promising study", question="")
    article.references.create(key="other")
    sign(article)
    severities = [severity for severity, _, _ in found(article)]
    assert severities == [MUST, SHOULD, SHOULD]


def test_messages_name_the_thing_that_is_wrong():
    article = make_reviewed_article()
    add_to_body(article, "[@nobody] ![x](https://a.example/b.png)\n\n::: passage a b\nText.\n:::\n\n![](figure:none)")
    DraftItem.objects.filter(article=article).update(passage="nowhere")
    said = messages(article)
    for word in (
        "[@nobody]",
        "https://a.example/b.png",
        "::: passage a b",
        "figure:none",
        "Question 1 points",
        "nowhere",
    ):
        assert word in said


# -- neutral titles ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Blinatumomab improves survival", "Improvement after transplantation", "A superior regimen", "Better outcomes",
        "Who did worse", "The benefit of rituximab", "An effective therapy", "Is it safe?", "A safer way",
        "Prolonged remission", "Reduced relapse", "Increasing survival", "A success", "Treatment failure",
        "A promising agent", "A breakthrough", "Survival of 85%", "Survival of 85 %", "Brand®", "Brand™",
    ],
)  # fmt: skip
def test_title_is_doubted_when_it_may_give_a_result_away(text):
    """A3."""
    assert TELLING.search(text)


@pytest.mark.parametrize(
    "text",
    [
        "Blinatumomab in MRD-negative disease: the E1910 trial",
        "Reduced-intensity conditioning before a second transplantation",
        "Safety and survival after nelarabine",
        "Chemotherapy with or without rituximab: GRAALL-2005/R",
        "Does total-body irradiation before transplantation matter?",
    ],
)
def test_title_is_taken_as_neutral_when_it_names_study_or_question(text):
    """A3."""
    assert TELLING.search(text) is None


# -- days --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 11, 22), 36, date(2029, 11, 22)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2027, 12, 31), 2, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2026, 11, 30), 1, date(2026, 12, 30)),
        (date(2026, 11, 22), 0, date(2026, 11, 22)),
    ],
)
def test_months_are_counted_on_the_calendar(day, months, later):
    assert months_after(day, months) == later


def test_expiry_is_36_months_to_the_day_over_spans_without_a_leap_day():
    """F2: 1095 days, where 36 months of average length would be 1096."""
    at = datetime(2025, 3, 1, 12, tzinfo=UTC)
    article = make_article(expires_on=date(2028, 3, 1))
    add_question(article)
    assert found(article, at) == []
    change(article, expires_on=date(2028, 3, 2))
    assert found(article, at) == [(MUST, "expires_on", "F2")]


def test_day_is_that_of_utc_whatever_the_zone_of_the_moment():
    """At 23:30 on the 22nd in a zone five hours behind, it is the 23rd already."""
    article = make_article(expires_on=date(2026, 11, 23))
    add_question(article)
    at = datetime(2026, 11, 22, 23, 30, tzinfo=timezone(timedelta(hours=-5)))
    assert found(article, at) == [(MUST, "expires_on", "F2")]


@override_settings(EXPIRY_MONTHS=12)
def test_longest_life_is_a_setting():
    article = make_article(expires_on=months_after(TODAY, 13))
    add_question(article)
    assert "at most 12 months ahead" in messages(article)


# -- review ------------------------------------------------------------------------------------------------------


def test_review_is_missing_when_nobody_reviewed():
    """S0."""
    article = make_reviewed_article()
    article.contributions.filter(role="reviewer").delete()
    assert found(article) == [(MUST, "contributions", "S0")]


def test_review_is_missing_when_only_the_author_reviewed():
    """S0: a named reviewer other than the author."""
    article = make_reviewed_article()
    article.contributions.filter(role="reviewer").delete()
    author = article.contributions.get(role="author").contributor
    Contribution.objects.create(article=article, contributor=author, role="reviewer", started_on=TODAY)
    assert found(article) == [(MUST, "contributions", "S0")]
    assert "not an author" in messages(article)


def test_review_is_missing_when_nobody_signed_off():
    article = make_reviewed_article()
    SignOff.objects.all().delete()
    assert found(article) == [(MUST, "review", "S0")]
    assert "No reviewer has signed off" in messages(article)


@pytest.mark.parametrize(
    ("model", "field", "value"),
    [
        (Article, "body", "::: passage who-did-worse objective=survival\nOther words.[@paper]\n:::"),
        (Article, "limits", "Other limits."),
        (Reference, "title", "Another paper"),
        (KeyFigure, "n", "76"),
        (Option, "rationale", "Another reason."),
        (QuestionVersion, "hint", "Another hint."),
    ],
)
def test_sign_off_ends_when_what_was_signed_changes(model, field, value):
    """S0: it is of what the draft said, the questions with their keys among it."""
    article = make_reviewed_article()
    assert found(article) == []
    model.objects.all().update(**{field: value})
    assert [row for row in found(article) if row[0] is MUST] == [(MUST, "review", "S0")]


@pytest.mark.parametrize(
    "fields", [{"pass_mark_percent": 80}, {"expires_on": months_after(TODAY, 12)}, {"attempts_allowed": 3}]
)
def test_sign_off_holds_when_rules_and_expiry_change(fields):
    article = make_reviewed_article()
    Article.objects.filter(pk=article.pk).update(**fields)
    article.refresh_from_db()
    assert found(article) == []


def test_sign_off_ends_when_the_signer_becomes_an_author():
    """S0: a named reviewer other than the author."""
    article = make_reviewed_article()
    signer = article.contributions.get(role="reviewer").contributor
    Contribution.objects.create(article=article, contributor=signer, role="author", started_on=TODAY)
    other = Contributor.objects.create(name="Another reviewer")
    disclose(other)
    Contribution.objects.create(article=article, contributor=other, role="reviewer", started_on=TODAY)
    assert found(article) == [(MUST, "review", "S0")]


def test_open_comments_are_told_and_stop_nothing():
    article = make_reviewed_article()
    say = {"article": article, "review_round": None, "voice": Voice("Ada", make_user()), "at": NOW}
    comment(**say, text="Name the comparison.")
    assert found(article) == [(SHOULD, "review", "S0")]


def test_one_sign_off_is_enough_when_there_are_two_reviewers():
    article = make_reviewed_article()
    other = Contributor.objects.create(name="Another reviewer")
    disclose(other)
    Contribution.objects.create(article=article, contributor=other, role="reviewer", started_on=TODAY)
    assert found(article) == []
    assert [row["name"] for row in source_of(article)["reviewers"]] == ["Reviewing team"]  # the other reviewed nothing


def test_review_is_doubted_when_it_is_older_than_the_present_release():
    """S0: for each release."""
    article = make_reviewed_article()
    publish_article(article=article, actor=None, at=NOW + timedelta(days=1))
    assert found(article, NOW + timedelta(days=2)) == [(SHOULD, "review", "S0")]


def test_review_is_not_doubted_for_a_release_that_no_reader_saw():
    """S0: one scheduled and withdrawn needed no reader's trust."""
    article = make_reviewed_article()
    publish_article(article=article, actor=None, at=NOW, released_at=NOW + timedelta(days=9))
    assert found(article, NOW) == []
    cancel_schedule(article=article, at=NOW)
    assert found(article, NOW + timedelta(days=10)) == []


def test_review_and_disclosures_are_not_asked_of_a_demonstration():
    article = make_article()
    add_question(article)
    assert found(article) == []


# -- disclosures -------------------------------------------------------------------------------------------------

_names = count(1)


def with_disclosure(**fields) -> tuple[Article, Contribution]:
    """Return an article of which one planner disclosed nothing yet."""
    article = make_reviewed_article()
    person = Contributor.objects.create(name=f"Person {next(_names)}")
    row = Contribution.objects.create(
        **{"article": article, "contributor": person, "role": "planner", "started_on": TODAY - timedelta(days=9)}
        | fields
    )
    if row.role == "author":
        sign(article)
    return article, row


S1 = (MUST, "contributions", "S1")


@pytest.mark.parametrize("role", Contribution.Role.values)
def test_disclosure_is_missing_whatever_the_role(role):
    """S1: everyone who controls content."""
    article, row = with_disclosure(role=role)
    assert found(article) == [S1]
    assert f"{row.contributor.name} has not disclosed" in messages(article)


@pytest.mark.parametrize(
    ("on", "is_current"),
    [
        (TODAY, True),
        (months_after(TODAY, -12), True),
        (months_after(TODAY, -12) - timedelta(days=1), False),
        (TODAY + timedelta(days=1), False),
    ],
)
def test_disclosure_is_current_for_twelve_months(on, is_current):
    """S1."""
    article, row = with_disclosure()
    disclose(row.contributor, on=on)
    assert found(article) == ([] if is_current else [S1])


def test_disclosure_is_current_for_twelve_months_over_a_leap_day():
    """366 days here, where a year of average length would end a day early."""
    article, row = with_disclosure()
    disclose(row.contributor, on=date(2027, 11, 22))
    article.contributions.exclude(pk=row.pk).delete()
    at = datetime(2028, 11, 22, 12, tzinfo=UTC)
    assert S1 not in found(article, at)
    assert S1 in found(article, at + timedelta(days=1))


def test_the_latest_disclosure_counts():
    article, row = with_disclosure()
    disclose(row.contributor, on=TODAY - timedelta(days=800), nothing=False)
    assert found(article) == [S1, S1]
    disclose(row.contributor, on=TODAY)
    assert found(article) == []


@override_settings(DISCLOSURE_MONTHS=1)
def test_currency_of_disclosures_is_a_setting():
    article, row = with_disclosure()
    disclose(row.contributor, on=TODAY - timedelta(days=32))
    assert "older than 1 months" in messages(article)


def test_disclosure_is_incomplete_when_it_names_none_and_does_not_say_so():
    article, row = with_disclosure()
    disclose(row.contributor, nothing=False)
    assert found(article) == [S1]
    assert "does not say that there is none" in messages(article)


def test_disclosure_is_contradictory_when_it_says_none_and_names_one():
    article, row = with_disclosure()
    tie(disclose(row.contributor, nothing=True), decision="not-relevant")
    assert found(article) == [S1]
    assert "says that there is no relationship, and names one" in messages(article)


MITIGATED = {"decision": "relevant", "mitigation": "Peer review", "mitigated_on": TODAY - timedelta(days=10)}


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "Decide whether"),
        ({"decision": "relevant"}, "is relevant and not mitigated"),
        ({"decision": "relevant", "mitigation": "Peer review"}, "is relevant and not mitigated"),
        ({"decision": "relevant", "mitigated_on": TODAY}, "is relevant and not mitigated"),
        (MITIGATED | {"mitigated_on": TODAY - timedelta(days=8)}, "was mitigated after the role began"),
        (MITIGATED | {"mitigated_on": TODAY - timedelta(days=9)}, ""),
        (MITIGATED, ""),
        ({"decision": "not-relevant"}, ""),
        ({"decision": "not-relevant", "mitigation": "Peer review", "mitigated_on": TODAY}, ""),
    ],
)
def test_relationship_needs_a_decision_and_a_relevant_one_its_mitigation_in_time(fields, said):
    """S1: a mitigation step dated before the role started."""
    article, row = with_disclosure()
    tie(disclose(row.contributor, nothing=False), **fields)
    assert found(article) == ([S1] if said else [])
    assert said in messages(article)


def test_start_of_the_role_is_asked_for_when_a_relationship_is_relevant():
    """Without it nobody can tell whether the mitigation came in time."""
    article, row = with_disclosure(started_on=None)
    tie(disclose(row.contributor, nothing=False), **MITIGATED)
    assert found(article) == [S1]
    assert "Enter since when" in messages(article)


def test_start_of_the_role_is_not_asked_for_when_nothing_is_relevant():
    article, row = with_disclosure(started_on=None)
    disclose(row.contributor)
    assert found(article) == []


def test_each_relationship_is_looked_at():
    article, row = with_disclosure()
    disclosure = disclose(row.contributor, nothing=False)
    tie(disclosure, company="One", **MITIGATED)
    tie(disclosure, company="Two")
    tie(disclosure, company="Three", decision=Relationship.Decision.RELEVANT)
    said = messages(article)
    assert found(article) == [S1, S1]
    assert "with Two is relevant" in said
    assert "with Three is relevant and not" in said


@pytest.mark.parametrize(
    ("fields", "is_stopped"),
    [
        ({"kind": "employment"}, True),
        ({"kind": "ownership"}, True),
        ({"kind": "shares"}, False),
        ({"kind": "employment", "ended_on": TODAY}, False),
        ({"kind": "employment", "ended_on": TODAY + timedelta(days=1)}, True),
        ({"kind": "ownership", "exception": "The content is about basic science."}, False),
    ],
)
def test_owners_and_employees_hold_no_role_save_recorded_exceptions(fields, is_stopped):
    """S1."""
    article = make_reviewed_article()
    reviewer = article.contributions.get(role="reviewer").contributor
    tie(disclose(reviewer, on=TODAY, nothing=False), decision="not-relevant", **fields)
    assert found(article) == ([(MUST, "contributions", "S1")] if is_stopped else [])
    assert ("holds no role" in messages(article)) is is_stopped


def test_minor_correction_cannot_carry_a_later_expiry_than_release_and_review_allow():
    """F2: a renewal is reviewed anew."""
    article = make_reviewed_article()
    publish_article(article=article, actor=None, at=NOW)
    later = NOW + timedelta(days=365)
    change(article, expires_on=months_after(TODAY, 36), is_demonstration=True)
    assert check_article(Article.objects.get(pk=article.pk), at=later) == []
    change(article, expires_on=months_after(TODAY, 36) + timedelta(days=1))
    (finding,) = check_article(Article.objects.get(pk=article.pk), at=later)
    assert (finding.severity, finding.field, finding.stops) == (SHOULD, "expires_on", "minor")
