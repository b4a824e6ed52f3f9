"""Disclosures and their decisions, groups, commands, and the instrument."""

from io import StringIO

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.urls import reverse

from cme.desk.groups import PERMISSIONS
from cme.evaluation.models import InstrumentVersion, Statement
from cme.evaluation.services import InstrumentRefused, place_statements
from cme.learners.models import User
from content.models import Contributor, Disclosure, Funder, Relationship, Topic
from tests.desk.desks import login, make_user, sent_by, superuser, text
from tests.factories import make_edition

pytestmark = pytest.mark.django_db
ADD = "/admin/content/disclosure/add/"
VERSIONS = "/admin/evaluation/instrumentversion/"


# -- disclosures (S1) ----------------------------------------------------------------------------------------------


def disclose(client, **fields):
    someone, _ = Contributor.objects.get_or_create(name="Editorial team")
    opened = sent_by(client.get(ADD)) | {"contributor": str(someone.pk), "disclosed_on": "2026-11-01"}
    return client.post(ADD, opened | fields)


def test_decision_notes_who_and_when():
    client = login("lee", "Accreditation lead")
    rows = {
        "relationships-0-company": "Fictional Pharma",
        "relationships-0-nature": "Consulting fee",
        "relationships-0-decision": "relevant",
        "relationships-0-reason": "The product is discussed.",
    }
    assert disclose(client, **rows).status_code == 302
    tie = Relationship.objects.get()
    assert (tie.decided_by.username, tie.decided_on is not None) == ("lee", True)


def test_relationship_without_a_decision_has_nobody_who_decided():
    client = login("lee", "Accreditation lead")
    disclose(client, **{"relationships-0-company": "Fictional Pharma", "relationships-0-nature": "Shares"})
    tie = Relationship.objects.get()
    assert (tie.decision, tie.decided_by, tie.decided_on) == ("", None, None)
    change = reverse("admin:content_disclosure_change", args=[tie.disclosure_id])
    decided = {"relationships-0-decision": "not-relevant", "relationships-0-reason": "Another disease."}
    client.post(change, sent_by(client.get(change)) | decided)
    tie.refresh_from_db()
    assert (tie.decision, tie.decided_by.username) == ("not-relevant", "lee")
    assert "lee," in text(client.get(change))


def test_decision_without_a_reason_is_refused():
    client = login("lee", "Accreditation lead")
    rows = {
        "relationships-0-company": "Fictional Pharma",
        "relationships-0-nature": "Shares",
        "relationships-0-decision": "relevant",
        "relationships-0-mitigation": "Recused",
    }
    said = text(disclose(client, **rows))
    assert "Give the reason for the decision." in said
    assert "Enter the day of the mitigation." in said
    assert not Disclosure.objects.exists()


def test_editor_cannot_decide_about_disclosures():
    assert login().get(ADD).status_code == 403
    assert login("rosa", "Reviewer").get("/admin/content/disclosure/").status_code == 403


# -- contributors ----------------------------------------------------------------------------------------------------


def test_log_in_of_a_funder_is_no_contributor():
    """S6."""
    fay = make_user("fay", "Funder", "Editor")
    lead = login("lee", "Accreditation lead")
    fields = sent_by(lead.get("/admin/content/contributor/add/")) | {"name": "Fay", "user": str(fay.pk)}
    said = text(lead.post("/admin/content/contributor/add/", fields))
    assert "fay is in the group Funder, and nobody who belongs to a funder has a role on an article." in said
    assert not Contributor.objects.exists()


# -- groups --------------------------------------------------------------------------------------------------------


def test_groups_are_made_and_made_again():
    for _ in range(2):
        call_command("setup_groups", stdout=StringIO())
        found = {
            group.name: {
                f"{row.content_type.app_label}.{row.codename}"
                for row in group.permissions.select_related("content_type")
            }
            for group in Group.objects.all()
        }
        assert found == {name: set(permissions) for name, permissions in PERMISSIONS.items()}


def test_stray_permission_is_taken_away():
    call_command("setup_groups", stdout=StringIO())
    editor, lead = Group.objects.get(name="Editor"), Group.objects.get(name="Accreditation lead")
    editor.permissions.set(lead.permissions.all())
    call_command("setup_groups", stdout=StringIO())
    assert editor.permissions.count() == len(PERMISSIONS["Editor"])


def test_who_may_do_what():
    editor, reviewer, lead = (PERMISSIONS[name] for name in ("Editor", "Reviewer", "Accreditation lead"))
    assert "content.publish_article" in editor & lead
    acts = {permission for permission in reviewer if ".view_" not in permission}
    assert acts == {"content.add_reviewcomment", "content.sign_off"}
    assert "content.ask_review" in (editor & lead) - reviewer
    assert "content.sign_off" in (reviewer & lead) - editor
    assert "content.view_release" in editor & reviewer & lead
    assert not {
        permission
        for permission in editor
        if ("learner" in permission or "assessment" in permission) and not permission.endswith("_timeallowance")
    }
    assert "content.change_article" not in lead
    assert not any("auth." in permission or "_user" in permission for permission in editor | reviewer | lead)
    assert not any(
        permission.startswith(("assessment.", "learners.", "progress.", "access."))
        and ".view_" not in permission
        and not permission.endswith("_timeallowance")
        for permission in lead
    )


# -- the demonstration's editor ------------------------------------------------------------------------------------


def test_demonstration_editor_may_log_in(settings, client):
    settings.DEMO_EDITOR_PASSWORD = "a long enough password"
    call_command("setup_groups", stdout=StringIO())
    for _ in range(2):
        call_command("demo_editor", stdout=StringIO())
    assert client.login(username="editor", password="a long enough password")
    user = User.objects.get()
    assert (user.is_staff, user.is_superuser, user.groups.count()) == (True, False, 2)


@pytest.mark.parametrize(
    ("allowed", "password", "groups", "message"),
    [
        (False, "x", True, "A production site has no demonstration editor"),
        (True, "", True, "Set EDITOR_PASSWORD"),
        (True, "x", False, "Run setup_groups first"),
    ],
)
def test_demonstration_editor_is_refused(settings, allowed, password, groups, message):
    settings.IS_DEMONSTRATION_ALLOWED, settings.DEMO_EDITOR_PASSWORD = allowed, password
    if groups:
        call_command("setup_groups", stdout=StringIO())
    with pytest.raises(CommandError, match=message):
        call_command("demo_editor", stdout=StringIO())
    assert not User.objects.exists()


# -- the instrument ------------------------------------------------------------------------------------------------


def begin(client):
    client.post(f"{VERSIONS}begin/")
    return InstrumentVersion.objects.order_by("-number").first()


def change(version):
    return f"{VERSIONS}{version.pk}/change/"


def test_new_version_copies_the_statements_and_is_begun_once():
    client = login("lee", "Accreditation lead")
    version = begin(client)
    assert (version.number, version.released_at, begin(client)) == (2, None, version)
    first = InstrumentVersion.objects.get(number=1)
    assert [row.text for row in version.statements.all()] == [row.text for row in first.statements.all()]
    assert InstrumentVersion.objects.count() == 2


def test_statements_are_added_moved_and_removed():
    client = login("lee", "Accreditation lead")
    version = begin(client)
    fields = sent_by(client.get(change(version))) | {
        "statements-0-place": "3",
        "statements-2-place": "1",
        "statements-1-DELETE": "on",
        "statements-4-text": "What else?",
        "statements-4-kind": "comment",
    }
    assert client.post(change(version), fields).status_code == 302
    assert [(row.position, row.text, row.kind) for row in version.statements.all()] == [
        (1, "The content was relevant to my practice", "agreement"),
        (2, "The content was clear and easy to understand", "agreement"),
        (3, "I will change my clinical practice as a result of this content", "agreement"),
        (4, "What else?", "comment"),
    ]


def test_release_asks_first_and_freezes():
    client = login("lee", "Accreditation lead")
    version = begin(client)
    release = f"{VERSIONS}{version.pk}/release/"
    answer = client.post(release)
    assert "Every article asks these statements from now on" in text(answer)
    version.refresh_from_db()
    assert version.released_at is None
    client.post(release, sent_by(answer) | {"_confirmed": "yes"})
    version.refresh_from_db()
    assert version.released_at is not None
    assert len(version.sheet["statements"]) == 4
    assert client.post(change(version), {"introduction": "Mine"}).status_code == 403
    assert "Save" not in text(client.get(change(version)))
    assert "is released already" in text(client.post(release, {"_confirmed": "yes"}, follow=True))


def test_version_without_statements_is_not_released():
    client = login("lee", "Accreditation lead")
    version = begin(client)
    Statement.objects.filter(version=version).delete()
    said = text(client.post(f"{VERSIONS}{version.pk}/release/", {"_confirmed": "yes"}, follow=True))
    assert "This version has no statement" in said


def test_released_statements_are_never_rewritten():
    version = InstrumentVersion.objects.get()
    with pytest.raises(InstrumentRefused):
        place_statements(version=version, statements=[])
    assert version.statements.count() == 4


def test_editor_cannot_touch_the_instrument():
    client = login()
    assert client.get(VERSIONS).status_code == 403
    assert client.post(f"{VERSIONS}begin/").status_code == 403
    assert InstrumentVersion.objects.count() == 1


# -- topics and funders --------------------------------------------------------------------------------------------


def test_topic_keeps_its_address_once_an_edition_carries_it():
    topic = make_edition(questions=1).topics.get()
    client = login()
    opened = sent_by(client.get(f"/admin/content/topic/{topic.pk}/change/"))
    assert "slug" not in opened
    client.post(f"/admin/content/topic/{topic.pk}/change/", opened | {"slug": "other", "name": "Renamed"})
    assert list(Topic.objects.values_list("slug", "name")) == [("transplant", "Renamed")]


def test_funder_in_use_cannot_be_deleted():
    funder = Funder.objects.create(name="Fictional Fund")
    article = make_edition(questions=1).release.article
    article.support.create(funder=funder, level="gold")
    client = superuser()
    answer = client.post(f"/admin/content/funder/{funder.pk}/delete/", {"post": "yes"})
    assert Funder.objects.exists()
    assert "would require deleting the following protected related objects" in text(answer)
