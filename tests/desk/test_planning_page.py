"""The planning record, the accreditation page, the independence log, and people who belong to a funder."""

import hashlib
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.urls import reverse

from cme.desk.admin.funding import SupportAdmin
from cme.desk.groups import FUNDER
from cme.learners.models import User
from content.models import (
    AccreditationFile,
    Article,
    Competency,
    Edition,
    Funder,
    PlanningRecord,
    Showing,
    Support,
)
from content.services.agreements import AgreementRefused, remove_agreement
from content.services.publishing import Correction
from content.signoffs import sign_offs_of
from tests.content.people import make_reviewed_article, make_user
from tests.desk.desks import login, page, sent_by, superuser, text
from tests.factories import BEFORE, NOW, correct, make_article, make_edition

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


# -- agreements ------------------------------------------------------------------------------------------------------


def test_lead_enters_an_agreement_and_changes_it_while_the_sign_off_stands():
    """S3."""
    article, funder = make_reviewed_article(), Funder.objects.create(name="Example Foundation")
    lead, at = login("lee", "Accreditation lead"), page("accreditation", article.pk)
    assert f'href="/admin/content/support/add/?article={article.pk}"' in lead.get(at).content.decode()
    opened = sent_by(lead.get(f"/admin/content/support/add/?article={article.pk}"))
    assert opened["article"] == [str(article.pk)]
    answer = lead.post("/admin/content/support/add/", opened | {"funder": funder.pk, "level": "gold"})
    assert answer.headers["Location"] == f"{at}#agreements"
    agreement, version = article.support.get(), Article.objects.get(pk=article.pk).version
    assert version == article.version + 1, "a form that was open meanwhile is told"
    change = f"/admin/content/support/{agreement.pk}/change/"
    assert change in lead.get(at).content.decode()
    lead.post(change, sent_by(lead.get(change)) | {"agreement_signed_on": "2026-11-20"})
    assert "Example Foundation , gold level: signed on 20 November 2026" in text(lead.get(at))
    now = Article.objects.get(pk=article.pk)
    assert sign_offs_of(now)[0].holds_version == now.version
    assert lead.post(f"/admin/content/support/{agreement.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not article.support.exists()


def told_agreement():
    """Return an agreement that readers are told of, and a funder that has none."""
    edition = make_edition(questions=1)
    funder, other = (Funder.objects.create(name=name) for name in ("Example Foundation", "Other Foundation"))
    signed = BEFORE.date()
    agreement = Support.objects.create(
        article=edition.release.article, funder=funder, level="gold", agreement_signed_on=signed
    )
    correct(edition, Correction.MINOR, at=NOW)
    return agreement, other


def test_agreement_that_an_edition_names_while_its_removal_is_confirmed_stays_and_the_page_says_why(monkeypatch):
    """S3: the confirmation was let through before the edition was there."""
    agreement, _ = told_agreement()
    monkeypatch.setattr(SupportAdmin, "has_delete_permission", lambda *_: True)
    lead = login("lee", "Accreditation lead")
    change, delete = (f"/admin/content/support/{agreement.pk}/{act}/" for act in ("change", "delete"))
    assert lead.post(delete, {"post": "yes"}).headers["Location"] == change
    assert text(lead.get(change)).count("Readers see this agreement with the article.") == 2, "as told, and beside it"
    assert Support.objects.get() == agreement


def test_agreement_that_readers_are_told_of_stays_until_they_are_told_so_no_longer():
    """S3: the page about funders and the article say the same."""
    agreement, other = told_agreement()
    article = agreement.article
    Funder.objects.filter(pk=agreement.funder_id).update(name="Foundation Renamed")
    lead = login("lee", "Accreditation lead")
    change, delete = (f"/admin/content/support/{agreement.pk}/{act}/" for act in ("change", "delete"))
    assert "Readers see this agreement with the article." in text(lead.get(change))
    assert lead.post(delete, {"post": "yes"}).status_code == 403
    with pytest.raises(AgreementRefused, match="Empty the day"):
        remove_agreement(support=agreement, actor=make_user(), at=NOW)
    lead.post(change, sent_by(lead.get(change)) | {"funder": other.pk, "agreement_signed_on": ""})
    kept = Support.objects.get()
    assert (kept.funder, kept.agreement_signed_on) == (agreement.funder, None)
    correct(Edition.objects.latest("pk"), Correction.MINOR, at=NOW + timedelta(minutes=1))
    with time_machine.travel(NOW + timedelta(minutes=2), tick=False):
        assert "Readers see this agreement" not in text(lead.get(change))
        assert lead.post(delete, {"post": "yes"}).status_code == 302
    assert not article.support.exists()


@pytest.mark.parametrize("act", ["DELETE", "funder"])
def test_article_page_keeps_an_agreement_that_readers_are_told_of(act):
    agreement, other = told_agreement()
    article = agreement.article
    boss = superuser()
    opened = sent_by(boss.get(page("change", article.pk)))
    said = {"DELETE": "on", "funder": other.pk}[act]
    answer = boss.post(page("change", article.pk), opened | {f"support-0-{act}": said})
    assert "Readers see this agreement with the article." in text(answer)
    assert Support.objects.get().funder == agreement.funder


def test_nobody_who_writes_enters_an_agreement():
    """S6."""
    article, funder = make_article(), Funder.objects.create(name="Example Foundation")
    for client in (login(), login("rosa", "Reviewer")):
        fields = {"article": article.pk, "funder": funder.pk, "level": "gold"}
        assert client.post("/admin/content/support/add/", fields).status_code == 403
    assert not article.support.exists()
    assert "The accreditation lead enters agreements" in text(login().get(page("change", article.pk)))


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
