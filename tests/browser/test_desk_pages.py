"""Pages of the desk that the other walks leave out: versions, conflicts, pastes, imports, the bank, reports."""

from datetime import date

from django.urls import reverse
from playwright.sync_api import expect

from cme.progress.models import OF_THE_PAGE
from cme.progress.services import record_steps
from cme.reporting.services.reporting import take_report
from content.models import Article, DraftVersion, Funder, Question, Series, Showing, ShownReport
from content.services.history import keep_version
from tests.browser.scene import days_ago, fits_its_window, follow, publish
from tests.browser.test_desk import editor, log_in  # noqa: F401
from tests.desk.desks import page as page_of
from tests.factories import make_article, make_learner, take_test

BIBTEX = "@article{a2020, title={A trial}, author={Doe, J}, journal={Blood}, year={2020}, doi={10.1000/a}}"
AIKEN = "Which is right?\nA. The first\nB. The second\nANSWER: A\n"


def an_article_with_a_history():
    """Return an article with three versions that differ in prose, rows and numbers."""
    article = make_article(title="A registry analysis of second transplants")
    keep_version(article_id=article.pk, actor=None, at=days_ago(3))
    texts = (
        {"limits": "There was no comparison group, and two of five patients were lost.", "minutes": 6},
        {"limits": "Two of five patients were lost.", "body": article.body + "\n\nA paragraph was added here.\n"},
    )
    for number, fields in enumerate(texts, start=2):
        Article.objects.filter(pk=article.pk).update(version=number, **fields)
        keep_version(article_id=article.pk, actor=None, at=days_ago(3 - number / 2))
    return article


def a_shown_report(user):
    """Return the addresses of a funder's reports: one looked at, one shown."""
    edition = publish(questions=2)
    for _ in range(6):
        learner = make_learner()
        record_steps(learner=learner, edition=edition, kinds=OF_THE_PAGE, at=days_ago(1))
        take_test(edition, learner, at=days_ago(1))
    article = edition.release.article
    funder = Funder.objects.create(name="Example Foundation")
    article.support.create(funder=funder, level="gold", agreement_signed_on=date(2020, 1, 1))
    showing = Showing.objects.create(
        funder=funder, article=article, what="report", description="Aggregates", how="By e-mail", shown_at=days_ago(0),
        shown_by=user, recorded_at=days_ago(0),
    )  # fmt: skip
    figures = {
        "article": article.slug, "title": article.title, "from": "2020-01-01", "to": "2020-01-31", "smallest_cell": 5,
        "releases": [
            {
                "release": 1,
                "reach": [{"label": "Started", "n": 12}, {"label": "Finished", "n": None}],
                "professions": [{"label": "a physician", "n": 7}, {"label": "all other", "n": 5}],
                "tests": [{"label": "Test", "n": 12, "mean_percent": 71, "passed": None}],
                "evaluation": {"n": 6, "lines": [{"text": "It was clear", "version": 1, "n": 6, "agreed": None}]},
            }
        ],
    }  # fmt: skip
    days = (date(2020, 1, 1), date(2020, 1, 31))
    ShownReport.objects.create(showing=showing, from_on=days[0], to_on=days[1], figures=figures, digest="0" * 64)
    report = reverse("admin:content_funder_report", args=[funder.pk])
    return [
        report,
        f"{report}?since=2020-03&until=2020-03&articles={article.pk}",
        reverse("admin:content_funder_report_shown", args=[funder.pk, *days]),
        reverse("admin:content_funder_change", args=[funder.pk]),
        page_of("items", article.pk),
        page_of("item", article.pk, Question.objects.first().pk),
        page_of("keys", article.pk),
        page_of("preview", article.pk),
    ]


def pages_left_out(page, user):
    """Fill the desk; return the addresses."""
    article = an_article_with_a_history()
    middle = DraftVersion.objects.filter(article=article).order_by("number")[1]
    page.goto(page_of("references", article.pk))
    page.locator("textarea").first.fill(BIBTEX)
    page.get_by_role("button", name="Look at the references").click()
    page.wait_for_url("**/references/*-*/")
    pasted = page.url
    page.goto(reverse("admin:content_question_import"))
    page.locator("input[type=file]").set_input_files(
        [{"name": "questions.txt", "mimeType": "text/plain", "buffer": AIKEN.encode()}]
    )
    page.get_by_role("button", name="Look at the questions").click()
    page.wait_for_url("**/import/*-*/")
    imported = page.url
    reports = a_shown_report(user)
    edition = publish(questions=1)
    problem = take_report(
        form_key="x" * 32, edition=edition, place="", what="A typing error.", email="", sender="", at=days_ago(0)
    )
    return [
        page_of("version", article.pk, middle.number),
        page_of("versions", article.pk),
        page_of("references", article.pk),
        pasted,
        imported,
        reverse("admin:content_question_import"),
        reverse("admin:content_question_changelist"),
        reverse("admin:content_question_change", args=[Question.objects.first().pk]),
        reverse("admin:reporting_problemreport_changelist"),
        reverse("admin:reporting_problemreport_change", args=[problem.pk]),
        page_of("notices", article.pk),
        *reports,
    ]


def faults_of(page, axe, where):
    faults = [f"{where}, {fault}" for fault in axe(page)]
    if not fits_its_window(page):
        faults.append(f"{where}: wider than the window")
    return faults


def test_no_page_that_others_leave_out_has_a_fault(open_page, editor, axe_in_both_schemes):  # noqa: F811
    editor.is_superuser = True
    editor.save()
    page = open_page()
    log_in(page)
    faults = []
    addresses = pages_left_out(page, editor)
    for address in addresses:
        answer = page.goto(address)
        assert answer.status == 200, address
        for width in (360, 1280):
            page.set_viewport_size({"width": width, "height": 6_000})
            faults += faults_of(page, axe_in_both_schemes, f"{address}, {width} px")
    assert not faults, "\n".join(faults)


def test_conflict_page_shows_both_sides_without_a_fault(open_page, editor, axe_in_both_schemes):  # noqa: F811
    article = an_article_with_a_history()
    page = open_page(tolerates=["beforeunload"])
    log_in(page)
    page.goto(page_of("change", article.pk))
    Article.objects.filter(pk=article.pk).update(
        version=Article.objects.get(pk=article.pk).version + 1,
        limits="Somebody else wrote that two of five patients were lost to follow-up.",
        updated_by=editor,
    )
    keep_version(article_id=article.pk, actor=editor, at=days_ago(0))
    page.locator("#id_limits").fill("I wrote that two of six patients were lost.")
    page.get_by_role("button", name="Save the draft").click()
    expect(page.get_by_role("alert").first).to_be_focused()
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 6_000})
        assert faults_of(page, axe_in_both_schemes, f"{width} px") == []


def test_form_that_somebody_else_saved_meanwhile_shows_both_without_a_fault(open_page, editor, axe_in_both_schemes):  # noqa: F811
    series = Series.objects.create(title="First steps", slug="first-steps")
    part = series.parts.create(article=make_article(title="A registry analysis of second transplants"), position=1)
    page = open_page(tolerates=["beforeunload"])
    log_in(page)
    page.goto(reverse("admin:content_series_change", args=[series.pk]))
    Series.objects.update(title="Theirs", description="https://example.org/" + "long" * 60)
    series.parts.update(position=7)
    page.locator("#id_title").fill("Mine")
    page.locator("#id_description").fill("What I wrote.")
    page.locator("#id_parts-0-position").fill("3")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert").first).to_be_focused()
    expect(page.get_by_text("Saved meanwhile: Theirs")).to_be_visible()
    expect(page.get_by_text("Saved meanwhile: 7")).to_be_visible()
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 6_000})
        assert faults_of(page, axe_in_both_schemes, f"{width} px") == []
    follow(page.get_by_role("button", name="Save", exact=True))
    part.refresh_from_db()
    series.refresh_from_db()
    assert (series.title, part.position) == ("Mine", 1)
