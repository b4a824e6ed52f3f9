"""The planning record, the accreditation page, the independence log, and people who belong to a funder."""

import hashlib
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.urls import reverse

from cme.desk.groups import FUNDER
from cme.learners.models import User
from content.models import (
    AccreditationFile,
    Competency,
    Funder,
    PlanningRecord,
    Showing,
)
from tests.desk.desks import login, page, sent_by, superuser, text
from tests.factories import make_article, make_edition

pytestmark = pytest.mark.django_db
LOG = "/admin/content/showing/add/"


# -- planning --------------------------------------------------------------------------------------------------------


def test_editor_writes_the_planning_record():
    article, ada = make_article(), login()
    address = page("planning", article.pk)
    chosen = Competency.objects.get(code="medical-knowledge")
    fields = sent_by(ada.get(address)) | {"practice_gap": "MRD is not measured.", "competencies": [str(chosen.pk)]}
    assert ada.post(address, fields).status_code == 302
    record = article.planning
    assert (record.practice_gap, list(record.competencies.all()), record.updated_by.username, record.version) == (
        "MRD is not measured.", [chosen], "ada", 1,
    )  # fmt: skip
    assert sent_by(ada.get(address))["competencies"] == [str(chosen.pk)]


def test_second_press_saves_nothing():
    article, ada = make_article(), login()
    address = page("planning", article.pk)
    chosen = Competency.objects.get(code="medical-knowledge")
    fields = sent_by(ada.get(address)) | {"need": "One\r\ntwo", "competencies": [str(chosen.pk)]}
    ada.post(address, fields)
    logged = LogEntry.objects.count()
    again = ada.post(address, sent_by(ada.get(address)) | {"need": "One\r\ntwo"}, follow=True)
    assert "Nothing was changed, so nothing was saved." in text(again)
    assert (PlanningRecord.objects.get().version, LogEntry.objects.count()) == (1, logged)


def test_late_save_overwrites_nothing_and_loses_nothing():
    article, ada, bob = make_article(), login(), login("bob")
    address = page("planning", article.pk)
    mine, theirs = sent_by(ada.get(address)), sent_by(bob.get(address))
    bob.post(address, theirs | {"need": "Theirs"})
    answer = ada.post(address, mine | {"need": "Mine"})
    assert answer.status_code == 409
    assert "bob saved this record" in text(answer)
    assert "Theirs" in text(answer)
    again = sent_by(answer)
    assert again["need"] == ["Mine"]
    assert PlanningRecord.objects.get().need == "Theirs"
    assert ada.post(address, again).status_code == 302
    assert PlanningRecord.objects.get().need == "Mine"


def test_retired_competency_stays_where_it_was_chosen_and_is_offered_nowhere_else():
    article, ada = make_article(), login()
    chosen = Competency.objects.get(code="professionalism")
    address = page("planning", article.pk)
    ada.post(address, sent_by(ada.get(address)) | {"competencies": [str(chosen.pk)]})
    Competency.objects.filter(pk=chosen.pk).update(retired_on="2026-01-01")
    assert "Professionalism" in text(ada.get(address))
    assert "Professionalism" not in text(ada.get(page("planning", make_article().pk)))


def test_reviewer_reads_the_planning_record_and_cannot_save_it():
    article = make_article()
    rosa = login("rosa", "Reviewer")
    assert "Practice gap" in text(rosa.get(page("planning", article.pk)))
    assert rosa.post(page("planning", article.pk), {"_version": "0", "need": "x"}).status_code == 403
    assert not PlanningRecord.objects.exists()


def test_checklist_leads_to_the_planning_record():
    article = make_article(is_demonstration=False)
    answer = login().get(page("publish", article.pk)).content.decode()
    assert f'href="{page("planning", article.pk)}#id_practice_gap"' in answer


# -- the accreditation file ------------------------------------------------------------------------------------------


def test_lead_makes_the_file_with_one_press():
    edition = make_edition(questions=1)
    address = page("accreditation", edition.release.article_id)
    lead = login("lee", "Accreditation lead")
    answer = lead.post(address, {"edition": edition.pk})
    content = b"".join(answer.streaming_content)
    record = AccreditationFile.objects.get()
    assert (record.made_by.username, record.digest) == ("lee", hashlib.sha256(content).hexdigest())
    assert answer["Content-Disposition"] == (f'attachment; filename="accreditation-{edition.slug}-1.0-2026-11-23.zip"')
    assert ("no-store" in answer["Cache-Control"], answer["Content-Length"]) == (True, str(len(content)))
    assert ZipFile(BytesIO(content)).testzip() is None
    assert record.digest[:16] in text(lead.get(address))


def test_edition_of_another_article_is_not_found():
    mine, other = make_edition(questions=1), make_edition(questions=1)
    lead = login("lee", "Accreditation lead")
    for number in (other.pk, "x", ""):
        assert lead.post(page("accreditation", mine.release.article_id), {"edition": number}).status_code == 404
    assert not AccreditationFile.objects.exists()


# -- the log ---------------------------------------------------------------------------------------------------------


def test_lead_adds_to_the_log_and_nobody_changes_it():
    funder, lead = Funder.objects.create(name="Example Foundation"), login("lee", "Accreditation lead")
    entry = {"funder": funder.pk, "what": "report", "description": "Aggregates of 2026", "how": "By e-mail"}
    when = {"shown_at": "2026-11-20T10:00"}
    later = lead.post(LOG, entry | when | {"shown_at": "2027-01-01T10:00"})
    assert "that cannot be a moment to come" in text(later)
    assert lead.post(LOG, entry | when).status_code == 302
    row = Showing.objects.get()
    assert row.shown_by.username == "lee"
    change = reverse("admin:content_showing_change", args=[row.pk])
    assert superuser().post(change, entry | when | {"how": "x"}).status_code == 403


def test_list_of_the_log_counts_entries():
    lead = login("lee", "Accreditation lead")
    listed = lead.get(reverse("admin:content_showing_changelist"))
    assert "0 entries of the independence log" in text(listed)


# -- funders' people -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "is_taken"),
    [({}, True), ({"is_staff": "on"}, False), ({"is_superuser": "on"}, False), ({"groups": "Editor"}, False)],
    ids=["alone", "staff", "superuser", "another group"],
)
def test_person_of_a_funder_is_given_no_other_right(fields, is_taken):
    """S6."""
    login()  # makes the groups
    person = User.objects.create(username="fay")
    root = superuser()
    address = reverse("admin:learners_user_change", args=[person.pk])
    names = {FUNDER, *([fields["groups"]] if "groups" in fields else [])}
    groups = [str(group.pk) for group in Group.objects.filter(name__in=names)]
    answer = root.post(address, sent_by(root.get(address)) | fields | {"groups": groups})
    assert (answer.status_code == 302) is is_taken
    assert person.groups.exists() is is_taken
