"""Agreements with funders at the desk: who enters them, what stays, and what readers are not told of yet."""

from datetime import timedelta

import pytest
import time_machine

from cme.desk.admin.funding import SupportAdmin
from cme.desk.waiting import queues_of
from cme.learners.models import User
from content.models import Article, Edition, Funder, Support
from content.services.agreements import AgreementRefused, remove_agreement
from content.services.publishing import Correction, publish_article
from content.signoffs import sign_offs_of
from content.told_support import OTHERWISE, UNSIGNED, UNTOLD, untold_agreements
from tests.content.people import make_reviewed_article, make_user
from tests.desk.desks import login, page, sent_by, superuser, text
from tests.desk.test_publish_page import act
from tests.factories import BEFORE, NOW, correct, make_article, make_edition, retract

pytestmark = pytest.mark.django_db


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


@pytest.mark.parametrize(("day", "is_taken"), [("2026-11-23", True), ("2026-11-24", False)])
def test_day_to_come_is_no_day_of_a_signature(day, is_taken):
    """S3: a supporter is listed once its agreement is signed; a plan is no signature."""
    article, funder = make_article(), Funder.objects.create(name="Example Foundation")
    lead = login("lee", "Accreditation lead")
    opened = sent_by(lead.get(f"/admin/content/support/add/?article={article.pk}"))
    entered = {"funder": funder.pk, "level": "gold", "agreement_signed_on": day}
    answer = lead.post("/admin/content/support/add/", opened | entered)
    refused = "Enter the day on which it was signed; that cannot be a day to come."
    assert (article.support.exists(), refused in answer.content.decode()) == (is_taken, not is_taken)


def test_article_page_takes_no_day_to_come_for_a_signature():
    agreement, _ = told_agreement()
    at, boss = page("change", agreement.article_id), superuser()
    answer = boss.post(at, sent_by(boss.get(at)) | {"support-0-agreement_signed_on": "2027-01-01"})
    assert "that cannot be a day to come" in text(answer)
    assert Support.objects.get().agreement_signed_on == agreement.agreement_signed_on


def test_agreement_that_is_over_is_said_so_after_saving():
    article, funder = make_article(), Funder.objects.create(name="Example Foundation")
    lead = login("lee", "Accreditation lead")
    opened = sent_by(lead.get(f"/admin/content/support/add/?article={article.pk}"))
    entered = {"funder": funder.pk, "level": "gold", "runs_from": "2026-01-01", "runs_to": "2026-03-31"}
    saved = lead.post("/admin/content/support/add/", opened | entered, follow=True)
    assert "This agreement ended on 31 March 2026." in text(saved)


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


# -- agreements that readers are not told of -------------------------------------------------------------------------
def untold(at=NOW) -> list[Support]:
    return [row for row, _ in untold_agreements(at=at)]


def untold_for(client_name: str, at=NOW) -> list[tuple[str, str]]:
    """Return what waits for somebody because readers are not told of it."""
    queues = {queue.name: queue for queue in queues_of(User.objects.get(username=client_name), at=at)}
    return [(row.path, row.note) for row in queues["untold"].rows] if "untold" in queues else []


def test_agreement_that_readers_are_not_told_of_is_said_so_until_an_edition_names_it():
    """S3: after saving, on the page Accreditation, and in what waits for those who publish."""
    edition = make_edition(questions=1)
    article, funder = edition.release.article, Funder.objects.create(name="Example Foundation")
    lead, at = login("lee", "Accreditation lead"), page("accreditation", article.pk)
    opened = sent_by(lead.get(f"/admin/content/support/add/?article={article.pk}"))
    entered = {"funder": funder.pk, "level": "gold"}
    assert UNTOLD not in text(lead.post("/admin/content/support/add/", opened | entered, follow=True)), "not signed"
    change = f"/admin/content/support/{article.support.get().pk}/change/"
    signed = {"agreement_signed_on": "2026-11-20"}
    saved = lead.post(change, sent_by(lead.get(change)) | signed, follow=True)
    assert text(saved).count(UNTOLD) == 2, "as told after saving, and beside it"
    login("ada", "Editor")
    login("rosa", "Reviewer")
    waits = [(page("publish", article.pk), "Example Foundation, signed on 20 Nov 2026")]
    assert (untold_for("lee"), untold_for("ada"), untold_for("rosa")) == (waits, waits, [])
    correct(edition, Correction.MINOR, at=NOW)
    assert UNTOLD not in text(lead.get(at))
    assert untold_for("lee") == []


def test_new_agreement_that_is_signed_already_is_said_to_be_untold():
    edition, funder = make_edition(questions=1), Funder.objects.create(name="Example Foundation")
    lead = login("lee", "Accreditation lead")
    opened = sent_by(lead.get(f"/admin/content/support/add/?article={edition.release.article_id}"))
    entered = {"funder": funder.pk, "level": "gold", "agreement_signed_on": "2026-11-20"}
    assert text(lead.post("/admin/content/support/add/", opened | entered, follow=True)).count(UNTOLD) == 2


def test_article_form_says_what_readers_are_not_told_once_its_support_is_changed():
    agreement, _ = told_agreement()
    at, boss = page("change", agreement.article_id), superuser()
    assert UNSIGNED not in text(boss.post(at, sent_by(boss.get(at)) | {"title": "Another title"}, follow=True))
    saved = boss.post(at, sent_by(boss.get(at)) | {"support-0-agreement_signed_on": ""}, follow=True)
    assert f"Example Foundation: {UNSIGNED}" in text(saved)


def test_nothing_is_untold_of_drafts_renamed_funders_and_what_a_scheduled_edition_names():
    agreement, other = told_agreement()
    Funder.objects.filter(pk=agreement.funder_id).update(name="Foundation Renamed")
    fields = {"funder": other, "level": "gold", "agreement_signed_on": BEFORE.date()}
    Support.objects.create(article=make_article(), **fields)
    assert untold() == []
    later = Support.objects.create(article=agreement.article, **fields | {"level": "silver"})
    assert untold() == [later]
    edition = Edition.objects.latest("pk")
    publish_article(
        article=Article.objects.get(pk=agreement.article_id), actor=None, at=NOW + timedelta(minutes=1),
        released_at=NOW + timedelta(days=1), correction=Correction.MINOR, what_changed="The funder.",
    )  # fmt: skip
    assert untold(NOW + timedelta(minutes=2)) == []
    assert edition.source["support"] != Edition.objects.latest("pk").source["support"]


def test_nothing_is_untold_of_a_retracted_article():
    edition, funder = make_edition(questions=1), Funder.objects.create(name="Example Foundation")
    article = edition.release.article
    row = Support.objects.create(article=article, funder=funder, level="gold", agreement_signed_on=BEFORE.date())
    assert untold() == [row]
    retract(edition)
    assert untold() == []


def test_untold_agreements_take_the_same_number_of_queries_for_one_and_many(django_assert_num_queries):
    edition = make_edition(questions=1)
    for number in range(1, 4):
        funder = Funder.objects.create(name=f"Funder {number}")
        Support.objects.create(
            article=edition.release.article, funder=funder, level="gold", agreement_signed_on=BEFORE.date()
        )
        edition = edition if number == 1 else make_edition(questions=1)
        with django_assert_num_queries(3):
            assert len(untold_agreements(at=NOW)) == number


def test_agreement_that_lost_its_day_is_said_to_be_told_until_the_next_edition_and_publishing_names_who_goes():
    """S3: nobody takes a funder off an article unawares."""
    agreement, _ = told_agreement()
    lead = login("lee", "Accreditation lead")
    change, publish = f"/admin/content/support/{agreement.pk}/change/", page("publish", agreement.article_id)
    saved = lead.post(change, sent_by(lead.get(change)) | {"agreement_signed_on": ""}, follow=True)
    assert text(saved).count(UNSIGNED) == 2, "as told after saving, and beside it"
    assert "so not shown" not in text(saved)
    assert untold_for("lee") == [(publish, "Example Foundation, not signed")]
    for kind in ({"correction": "minor"}, {"correction": "material", "what_changed": "A word."}):
        asked = act(login("ada", "Editor"), agreement.article, confirmed=False, when="now", **kind)
        assert "The article will no longer name Example Foundation" in text(asked)
    correct(Edition.objects.latest("pk"), Correction.MINOR, at=NOW)
    assert untold() == []


@pytest.mark.parametrize(("field", "value"), [("level", "platinum"), ("in_kind", "A translation")])
def test_readers_who_are_told_another_level_or_help_are_named_as_such(field, value):
    """S3: what a level says is what was given."""
    agreement, _ = told_agreement()
    Support.objects.filter(pk=agreement.pk).update(**{field: value})
    ((row, said),) = untold_agreements(at=NOW)
    assert row == agreement
    assert said == OTHERWISE.format("gold level")
    correct(Edition.objects.latest("pk"), Correction.MINOR, at=NOW)
    assert untold() == []
