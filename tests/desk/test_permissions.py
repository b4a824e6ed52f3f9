"""The permission matrix: every address of the desk, each group, both methods (S6).

``OWN`` and ``MODELS`` say who gets in; an address that neither knows fails. *In* means any answer but the log-in page,
"forbidden" and "method not allowed". What a request wrote is undone before the next.
"""

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from cme.assessment.models import TimeAllowance
from cme.desk.groups import FUNDER, PERMISSIONS
from cme.learners.models import User
from cme.progress.services import record_steps
from cme.reporting.services.reporting import take_report
from content.approved_wordings import Text
from content.models import (
    Contributor,
    Disclosure,
    DraftVersion,
    Funder,
    QuestionImport,
    ReferencePaste,
    Series,
    Showing,
    ShownReport,
)
from content.services.halting import retract_article
from content.services.history import keep_version
from content.services.wordings import approve_wording
from tests.corrections import correct, version_of
from tests.desk.desks import make_user
from tests.factories import BEFORE, NOW
from tests.visitors import ask, make_scene, routes

pytestmark = pytest.mark.django_db
LETTERS = {"R": "Reviewer", "E": "Editor", "L": "Accreditation lead"}
ALL = "ELR"
METHODS = ("GET", "POST")
# Model: who may view, add, change and delete. Superusers look after users and groups.
MODELS = {
    "content_article": (ALL, "E", "E", "E"),
    "content_question": (ALL, "", "E", ""),
    "content_contributor": (ALL, "L", "L", "L"),
    "content_disclosure": ("L", "L", "L", "L"),
    "content_funder": ("EL", "L", "L", "L"),
    "content_support": (ALL, "L", "L", "L"),
    "content_showing": ("L", "L", "", ""),
    "content_activityformat": ("L", "L", "L", ""),
    "content_competency": ("L", "L", "L", ""),
    "content_amountband": ("L", "L", "L", ""),
    "content_approvedwording": ("EL", "", "", ""),
    "support_suggestion": ("EL", "", "EL", ""),
    "support_grantenquiry": ("L", "", "L", ""),
    "support_contribution": ("L", "", "", ""),
    "support_payment": ("L", "", "", ""),
    "support_receipt": ("L", "", "", ""),
    "support_providerevent": ("L", "", "", ""),
    "support_contributionuse": ("L", "L", "L", "L"),
    "news_consent": ("L", "", "", ""),
    "news_suppression": ("L", "L", "", ""),
    "content_topic": (ALL, "E", "E", "E"),
    "content_series": (ALL, "E", "E", "E"),
    "reporting_problemreport": ("EL", "", "EL", ""),
    "content_edition": (ALL, "", "", ""),
    "content_release": (ALL, "", "", ""),
    "content_keycorrection": ("L", "", "", ""),
    "assessment_timeallowance": ("EL", "EL", "EL", ""),
    "assessment_attempt": ("L", "", "", ""),
    "assessment_answer": ("L", "", "", ""),
    "assessment_marking": ("L", "", "", ""),
    "evaluation_instrumentversion": ("L", "", "", ""),
    "evaluation_evaluation": ("L", "", "", ""),
    "evaluation_rating": ("L", "", "", ""),
    "learners_learner": ("L", "", "", ""),
    "learners_user": ("", "", "", ""),
    "access_attestation": ("L", "", "", ""),
    "access_statement": ("L", "", "", ""),
    "progress_step": ("L", "", "", ""),
    "auth_group": ("", "", "", ""),
}
# Other addresses: who gets in with GET, and with POST.
OWN = {
    "content_article_preview_parts": ("", "E"),
    "content_article_questions": (ALL, "E"),
    "content_article_preview": (ALL, ""),
    "content_article_picture": (ALL, ""),
    "content_article_video": (ALL, ""),
    "content_article_cited_works": (ALL, ""),
    "content_article_translations": (ALL, "EL"),
    "content_article_translation": (ALL, "EL"),
    "content_article_notices": (ALL, ""),
    "content_article_notices_export": ("L", ""),
    "content_article_references": (ALL, "E"),
    "content_article_merge": ("", "E"),
    "content_article_paste": ("E", "E"),
    "content_article_add_figure": ("", "E"),
    "content_article_review": (ALL, ALL),
    "content_article_keep": ("E", "E"),
    "content_article_keep_new": ("E", "E"),
    "content_article_versions": (ALL, ""),
    "content_article_version": (ALL, "E"),
    "content_article_duplicate": ("", "E"),
    "content_article_twin": (ALL, "E"),
    "content_article_twin_preview": (ALL, ""),
    "content_article_twin_parts": ("", "E"),
    "content_article_publish": (ALL, "EL"),
    "content_article_planning": (ALL, "EL"),
    "content_article_accreditation": ("L", "L"),
    "content_article_outcomes": (ALL, ""),
    "content_article_export": ("L", ""),
    "content_article_keys": ("L", ""),
    "content_article_key": ("L", "L"),
    "content_article_key_changes": ("L", ""),
    "content_article_key_export": ("L", ""),
    "content_article_items": (ALL, ""),
    "content_article_item": (ALL, ""),
    "content_article_items_export": (ALL, ""),
    "content_question_import": ("E", "E"),
    "content_question_import_preview": ("E", "E"),
    "content_question_describe": ("E", "E"),
    "content_question_export": (ALL, ALL),
    "content_question_reword": ("E", "E"),
    "content_question_put": ("", "E"),
    "content_question_keep": ("", "E"),
    "content_question_retire": ("", "E"),
    "content_question_bring_back": ("", "E"),
    "content_approvedwording_approve": ("EL", "L"),
    "content_disclosure_due": ("L", "L"),
    "content_disclosure_own": ("", ""),  # whoever is a contributor: tests/desk/test_own_disclosure.py
    "content_funder_report": ("L", "L"),
    "content_funder_report_shown": ("L", ""),
    "content_funder_report_csv": ("L", ""),
    "evaluation_instrumentversion_begin": ("", "L"),
    "evaluation_instrumentversion_release": ("", "L"),
    "auth_user_password_change": ("", ""),
    "autocomplete": ("", ""),
    "django_tasks_database_dbtaskresult_changelist": ("EL", ""),
    "django_tasks_database_dbtaskresult_retry": ("", "EL"),
    "django_tasks_database_dbtaskresult_retry_picture": ("", "EL"),
}
# What all staff have: the index, their password, the way out, and addresses that only lead elsewhere.
EVERY_STAFF = {
    "index", "logout", "password_change", "password_change_done", "jsi18n", "view_on_site", "app_list", "None",
}  # fmt: skip


def table() -> dict[str, tuple[str, str]]:
    """Return who gets in with GET and with POST, by the name of the address."""
    found = dict(OWN)
    for model, (view, add, change, delete) in MODELS.items():
        seen = "".join(sorted({*view, *change}))
        found |= {f"{model}_changelist": (seen, seen), f"{model}_history": (seen, seen)}
        found |= {f"{model}_change": (seen, change), f"{model}_add": (add, add), f"{model}_delete": (delete, delete)}
    return found


def fill() -> dict[str, tuple[object, ...]]:
    """Make a row of everything; return the arguments of the addresses that need other ones than their own row."""
    scene = make_scene()
    Group.objects.get_or_create(name=FUNDER)
    record_steps(learner=scene.learner, edition=scene.edition, kinds=["started"], at=NOW)
    article, version = scene.edition.release.article, version_of(scene.edition)
    correct(version, 1)
    funder = Funder.objects.create(name="Example Foundation")
    article.support.create(funder=funder, level="gold")
    showing = Showing.objects.create(
        funder=funder, article=article, what="report", description="x", how="x", shown_at=BEFORE,
        shown_by=scene.editor, recorded_at=NOW,
    )  # fmt: skip
    days = {"from_on": BEFORE.date(), "to_on": BEFORE.date()}
    ShownReport.objects.create(
        showing=showing, figures={"title": "x", "smallest_cell": 5, "releases": []}, digest="x", **days
    )
    Disclosure.objects.create(contributor=Contributor.objects.first(), disclosed_on=NOW.date())
    TimeAllowance.objects.create(learner=scene.learner, extra_percent=25, granted_at=NOW)
    Series.objects.create(title="A series", slug="a-series")
    retract_article(article=article, actor=None, at=NOW, reason="x")
    take_report(form_key="x" * 32, edition=scene.edition, place="", what="A typing error.", email="", sender="", at=NOW)
    keep_version(article_id=article.pk, actor=None, at=NOW)
    saved = DraftVersion.objects.get(article=article)
    text = Text("gate.statement", settings.GATE_STATEMENT)
    scene.editor.first_name, scene.editor.last_name = "Ada", "Example"
    approve_wording(text=text, language="de", wording="Ein Text.", actor=scene.editor, at=NOW)
    paste = ReferencePaste.objects.create(article=article, works=[], faults=[], created_at=NOW, created_by=scene.editor)
    waiting = DBTaskResult.objects.create(task_path="content.tasks.none", args_kwargs={"args": [], "kwargs": {}})
    kept = QuestionImport.objects.create(
        format="aiken", file_name="x", questions=[], faults=[], created_at=NOW, created_by=scene.editor
    )
    return {
        "content_funder_report": (funder.pk,),
        "content_funder_report_shown": (funder.pk, *days.values()),
        "content_funder_report_csv": (funder.pk, *days.values()),
        "content_article_key": (article.pk, version.pk),
        "content_article_key_changes": (article.pk, version.pk, 1),
        "content_article_key_export": (article.pk, version.pk, 1),
        "content_article_export": (article.pk, "answers"),
        "content_article_translation": (article.pk, scene.edition.translations.get().pk),
        "content_article_notices_export": (article.pk, "retraction-1"),
        "content_article_item": (article.pk, version.question_id),
        "content_article_items_export": (article.pk, "table"),
        "content_question_import_preview": (kept.key,),
        "content_question_describe": (kept.key,),
        "content_approvedwording_approve": ("de",),
        "content_article_keep": (article.pk, "article"),
        "content_article_picture": ("no-such.png",),
        "content_article_video": ("no-such.mp4",),
        "content_article_keep_new": ("a-new-article",),
        "content_article_version": (article.pk, saved.number),
        "content_article_paste": (article.pk, paste.key),
        "django_tasks_database_dbtaskresult_retry": (waiting.pk,),
        "django_tasks_database_dbtaskresult_retry_picture": ("no-such.png",),
    }


def paths() -> dict[str, str]:
    """Return the path of every address of the desk by its name, each about a row that exists."""
    arguments = fill()
    found = {}
    for name, path, _ in routes():
        if not name.startswith("admin:") or name == "admin:login":
            continue
        short = name.removeprefix("admin:")
        if short in arguments:
            found[short] = reverse(name, args=arguments[short])
        elif "(?P" in path:
            found[short] = path.partition("(")[0] + "content/"
        elif "/1/" in path and path != "/admin/r/1/1/":
            app, model = path.split("/")[2:4]
            row = apps.get_model(app, model)._default_manager.first()
            assert row, f"There is no row of {app}.{model} to ask for."
            found[short] = path.replace("/1/", f"/{row.pk}/")
        else:
            found[short] = path
    return found


def reached(client: Client, path: str, method: str) -> bool:
    """Tell whether somebody gets in."""
    response = ask(client, path, method, {})
    led_out = {reverse("admin:login"), reverse("admin:index")}  # strangers are led from the log-out to the index
    return response.status_code not in {403, 405} and response.headers.get("Location", "").split("?")[0] not in led_out


def walk(client: Client, known: dict[str, str]) -> set[tuple[str, str]]:
    """Return the addresses and methods that somebody gets in with, of the paths that are known."""
    return {(name, method) for name, path in known.items() for method in METHODS if reached(client, path, method)}


def of_group(name: str) -> set[tuple[str, str]]:
    """Return what a group gets in with by the table, besides what all staff have."""
    letter = next(letter for letter, group in LETTERS.items() if group == name)
    pairs = ((row, method, who) for row, both in table().items() for method, who in zip(METHODS, both, strict=True))
    return {(row, method) for row, method, who in pairs if letter in who}


def own(found: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Leave out what all staff have."""
    return {pair for pair in found if pair[0] not in EVERY_STAFF}


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_table_knows_every_address_of_the_desk() -> None:
    names = {name.removeprefix("admin:") for name, _, _ in routes() if name.startswith("admin:")}
    assert names == {*table(), *EVERY_STAFF, "login"}
    assert set(LETTERS.values()) | {FUNDER} == set(PERMISSIONS)


@pytest.mark.slow
@pytest.mark.parametrize("name", LETTERS.values())
def test_groups_get_in_where_the_table_says(name: str) -> None:
    found = own(walk(client_of(make_user("someone", name)), paths()))
    assert {"too much": found - of_group(name), "too little": of_group(name) - found} == {
        "too much": set(), "too little": set(),
    }  # fmt: skip


@pytest.mark.parametrize("groups", [(FUNDER,), (FUNDER, *LETTERS.values())], ids=["alone", "with every other group"])
def test_who_belongs_to_a_funder_gets_in_nowhere(groups: tuple[str, ...]) -> None:
    """S6: whatever else somebody was given by mistake."""
    user = make_user("someone", *groups, is_superuser=len(groups) > 1)
    assert walk(client_of(user), paths()) == set()


def test_strangers_get_in_nowhere() -> None:
    assert walk(Client(), paths()) == set()


@pytest.mark.slow
def test_staff_without_a_group_have_their_own_pages_alone() -> None:
    assert own(walk(client_of(make_user("someone")), paths())) == set()
