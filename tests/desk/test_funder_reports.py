"""Reports of aggregates for funders: looked at, entered into the log, handed over as they were shown (S5, S6)."""

import csv
import hashlib
import json
from datetime import date, timedelta
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from cme.desk.invariants import find_broken
from cme.progress.models import OF_THE_PAGE
from cme.progress.services import record_steps
from content.accreditation import write_accreditation_file
from content.models import Funder, Showing, ShownReport
from content.services.funding import ShowingRefused, record_report
from tests.desk.desks import login, make_user, text
from tests.factories import NOW, make_edition, make_learner

pytestmark = pytest.mark.django_db
SIGNED = date(2026, 1, 2)
LATER = NOW + timedelta(days=40)
AT = {"since": "2026-11", "until": "2026-11"}


@pytest.fixture(autouse=True)
def _later(monkeypatch):
    """November is over."""
    for module in ("cme.desk.views.funder_reports", "cme.desk.admin.funding"):
        monkeypatch.setattr(f"{module}.timezone.now", lambda: LATER)


@pytest.fixture
def funder():
    return Funder.objects.create(name="Example Foundation")


def supported(funder, *, readers=6, **fields):
    edition = make_edition(questions=1)
    agreement = {"level": "gold", "agreement_signed_on": SIGNED} | fields
    edition.release.article.support.create(funder=funder, **agreement)
    for _ in range(readers):
        record_steps(learner=make_learner(), edition=edition, kinds=OF_THE_PAGE, at=NOW)
    return edition


def address(funder):
    return reverse("admin:content_funder_report", args=[funder.pk])


def lead():
    return login("lee", "Accreditation lead")


def articles(*editions):
    return [edition.release.article_id for edition in editions]


def test_figures_are_looked_at_without_being_shown(funder):
    edition = supported(funder)
    said = text(lead().get(address(funder), AT | {"articles": articles(edition)}))
    assert "Started 6" in said
    assert "Not shown to Example Foundation yet" in said
    assert not Showing.objects.exists()


def test_report_is_entered_with_the_very_figures(funder):
    one, two = supported(funder), supported(funder, readers=3)
    client = lead()
    answer = client.post(address(funder), AT | {"articles": articles(one, two), "how": "By e-mail"}, follow=True)
    said = text(answer)
    assert "What Example Foundation was shown: aggregates of 1 November 2026 to 30 November 2026" in said
    assert ("Started 6" in said, "Started withheld" in said) == (True, True)
    rows = list(ShownReport.objects.select_related("showing"))
    assert [(row.showing.what, row.showing.how, row.showing.shown_by.username) for row in rows] == [
        ("report", "By e-mail", "lee")
    ] * 2
    assert {row.showing.article_id for row in rows} == set(articles(one, two))
    told = client.get(reverse("admin:content_funder_report_csv", args=[funder.pk, "2026-11-01", "2026-11-30"]))
    table = list(csv.reader(StringIO(told.getvalue().decode())))
    assert [one.slug, "2026-11-01", "2026-11-30", "1", "reach", "Started", "6", "6", "learners"] in table
    assert not list(find_broken())


def test_what_was_shown_stays_whatever_comes_later(funder):
    edition, client = supported(funder), lead()
    query = AT | {"articles": articles(edition)}
    client.post(address(funder), query | {"how": "By e-mail"})
    for _ in range(6):
        record_steps(learner=make_learner(), edition=edition, kinds=OF_THE_PAGE, at=NOW)
    again = text(client.get(address(funder), query))
    assert "it is shown again as it was" in again
    assert "Started 6" in again
    client.post(address(funder), query | {"how": "In a meeting"})
    first, second = ShownReport.objects.order_by("pk")
    assert (first.figures, first.digest) == (second.figures, second.digest)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        ShownReport.objects.update(digest="x")


def test_periods_that_overlap_are_refused_since_their_difference_tells(funder):
    edition, client = supported(funder), lead()
    client.post(address(funder), AT | {"articles": articles(edition), "how": "By e-mail"})
    wider = {"since": "2026-10", "until": "2026-11", "articles": articles(edition)}
    assert "the difference of two reports would tell" in text(client.get(address(funder), wider))
    answer = client.post(address(funder), wider | {"how": "By e-mail"})
    assert answer.status_code == 409
    assert ShownReport.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "since", "until", "reason"),
    [
        ({"agreement_signed_on": None}, "2026-11", "2026-11", "Choose articles of this list."),
        ({"agreement_signed_on": date(2027, 5, 1)}, "2026-11", "2026-11", "Choose articles of this list."),
        ({"runs_to": date(2026, 10, 1)}, "2026-11", "2026-11", "does not run in this period"),
        ({"runs_from": date(2026, 12, 1)}, "2026-11", "2026-11", "does not run in this period"),
        ({}, "2026-11", "2027-01", "Choose a period that is over"),
        ({}, "2026-09", "2026-10", "had not been published by the end of this period"),
        ({}, "2026-11", "2026-10", "Choose a month that is not before the first."),
        ({}, "2026-09", "", "Enter the last month, such as 2026-01."),
        ({}, "x", "2026-10", "Enter the first month, such as 2026-01."),
        ({}, "2026-13", "2026-10", "Enter the first month, such as 2026-01."),
        ({}, "9999-12", "9999-12", "Enter the first month, such as 2026-01."),
    ],
)
def test_report_is_refused_with_the_reason(funder, fields, since, until, reason):
    edition = supported(funder, **fields)
    posted = {"since": since, "until": until, "articles": articles(edition), "how": "By e-mail"}
    answer = lead().post(address(funder), posted)
    assert answer.status_code in {400, 409}
    assert reason in text(answer)
    assert not Showing.objects.exists()


def test_article_of_another_funder_cannot_be_had(funder):
    other = Funder.objects.create(name="Second Foundation")
    edition = supported(other)
    answer = lead().post(address(funder), AT | {"articles": articles(edition), "how": "By e-mail"})
    assert answer.status_code == 400
    with pytest.raises(ShowingRefused, match="No signed agreement"):
        record_report(
            funder=funder, article=edition.release.article, since=date(2026, 11, 1), until=date(2026, 11, 30),
            figures={"title": "x"}, how="x", actor=make_user("eve"), at=LATER,
        )  # fmt: skip


def test_one_refused_article_stops_the_whole_report(funder):
    good, bad = supported(funder), supported(funder, runs_to=date(2026, 10, 1))
    answer = lead().post(address(funder), AT | {"articles": articles(good, bad), "how": "By e-mail"})
    assert answer.status_code == 409
    assert not Showing.objects.exists()


def test_report_that_was_never_shown_is_not_found(funder):
    client = lead()
    for since, until in (("2026-11-01", "2026-11-30"), ("x", "2026-11-30"), ("2026-11-01", "2026-11-31")):
        for name in ("shown", "csv"):
            found = client.get(reverse(f"admin:content_funder_report_{name}", args=[funder.pk, since, until]))
            assert found.status_code == 404


def test_accreditation_file_holds_the_figures(funder):
    edition = supported(funder)
    lead().post(address(funder), AT | {"articles": articles(edition), "how": "By e-mail"})
    out = BytesIO()
    write_accreditation_file(edition, out)
    with ZipFile(out) as file:
        kept = ShownReport.objects.get()
        name = f"shown/2026-11-01-2026-11-30-{kept.showing_id}.json"
        figures = json.loads(file.read(name))
        log = file.read("independence-log.csv").decode()
    canonical = json.dumps(figures, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert hashlib.sha256(canonical.encode()).hexdigest() == kept.digest
    assert f"{name},{kept.digest}" in log


def test_log_and_funder_lead_to_the_figures(funder):
    edition, client = supported(funder), lead()
    client.post(address(funder), AT | {"articles": articles(edition), "how": "By e-mail"})
    shown = reverse("admin:content_funder_report_shown", args=[funder.pk, "2026-11-01", "2026-11-30"])
    assert shown in client.get(reverse("admin:content_showing_changelist")).content.decode()
    assert shown in client.get(address(funder)).content.decode()
    page = client.get(reverse("admin:content_funder_change", args=[funder.pk])).content.decode()
    assert address(funder) in page


def test_log_says_which_figures_no_longer_match(funder):
    showing = Showing.objects.create(
        funder=funder, article=None, what="other", description="x", how="x", shown_at=NOW, shown_by=make_user("eve"),
        recorded_at=NOW,
    )  # fmt: skip
    row = ShownReport.objects.create(
        showing=showing, from_on=date(2026, 11, 1), to_on=date(2026, 11, 30), figures={}, digest="0" * 64
    )
    broken = " ".join(map(str, find_broken()))
    assert broken.count(f"report {row.pk}") == 2
