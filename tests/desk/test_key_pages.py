"""Correcting a key at the desk: shown first, confirmed, once; then the list of those whose result changed."""

import csv
from io import StringIO

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cme.assessment.models import Marking
from cme.learners.models import User
from content.models import KeyCorrection
from tests.assessment.test_regrading import picks_with
from tests.content.test_corrections import version_like
from tests.corrections import REASON, correct, option_of, version_of
from tests.desk.desks import login, page, sent_by, text, tree
from tests.factories import make_article, make_edition

pytestmark = pytest.mark.django_db


def lead(name="lee"):
    return login(name, "Accreditation lead")


def address(edition, version):
    return page("key", edition.release.article_id, version.pk)


def press(client, edition, version, *places, confirmed=True, **fields):
    """Fill in the form, look at the preview and confirm it."""
    path = address(edition, version)
    keys = [option_of(version, place) for place in places]
    whys = {f"why-{option.pk}": f"Because of {option.text}." for option in version.options.all()}
    answer = client.post(path, {"_number": "1", "keys": keys, "reason": REASON} | whys | fields)
    if confirmed and b"_confirmed" in answer.content:
        answer = client.post(path, sent_by(answer) | {"_confirmed": "yes"})
    return answer


def edition_with_attempts():
    """Return an edition with one attempt that gains and passes, one that gains, and one that would lose."""
    edition = make_edition()
    for place, wrong in ((1, 1), (1, 3), (0, 0)):
        picks_with(edition, place, wrong=wrong)
    return edition


def test_outcomes_lead_to_the_questions_for_the_accreditation_lead_alone():
    edition = make_edition()
    address_of_keys = page("keys", edition.release.article_id)
    outcomes = page("outcomes", edition.release.article_id)
    assert address_of_keys.encode() in lead().get(outcomes).content
    assert address_of_keys.encode() not in login().get(outcomes).content
    said = text(lead().get(address_of_keys))
    assert "Question 1: which is right? single best answer 1 none" in said
    draft = make_article()
    assert "No edition of this article" in text(lead().get(page("keys", draft.pk)))


@pytest.mark.parametrize("group", ["Editor", "Reviewer"])
def test_pages_are_for_the_accreditation_lead_alone(group):
    edition = edition_with_attempts()
    version = version_of(edition)
    correct(version, 1)
    client, article = login("ed", group), edition.release.article_id
    for path in (page("keys", article), address(edition, version), page("key_changes", article, version.pk, 1),
                 page("key_export", article, version.pk, 1)):  # fmt: skip
        assert client.get(path).status_code == 403
    assert press(client, edition, version, 1).status_code == 403


def test_preview_tells_what_changes_and_writes_nothing():
    edition = edition_with_attempts()
    said = text(press(lead(), edition, version_of(edition), 1, confirmed=False))
    assert "Right until now Option 0 of question 1 Right from now on Option 1 of question 1" in said
    assert "Submitted attempts that were asked 3 Get more points 2 attempts, by 2 learners Passed by it 1" in said
    assert "1.0 post-test 1 2 3 4 newly" in said  # whose result changes
    assert "1.0 post-test 1 0 1 4 no" in said
    assert "Would get fewer points, and stay as they are 1" in said
    assert (KeyCorrection.objects.count(), Marking.objects.count(), LogEntry.objects.count()) == (0, 3, 0)


def test_going_back_from_the_preview_keeps_what_was_entered():
    edition = edition_with_attempts()
    version, client = version_of(edition), lead()
    shown = press(client, edition, version, 1, confirmed=False)
    back = client.post(address(edition, version), sent_by(shown) | {"_back": "yes"})
    entered = sent_by(back)
    assert (back.status_code, KeyCorrection.objects.count()) == (200, 0)
    assert {name: entered[name] for name in ("reason", "keys")} == {
        "reason": [REASON], "keys": [str(option_of(version, 1))],
    }  # fmt: skip
    assert entered[f"why-{option_of(version, 1)}"] == ["Because of Option 1 of question 1."]


def test_confirming_corrects_marks_anew_and_lists_who_gained():
    edition = edition_with_attempts()
    version = version_of(edition)
    client = lead()
    answer = press(client, edition, version, 1)
    assert answer.status_code == 302
    correction = KeyCorrection.objects.get()
    assert (correction.key, correction.reason) == ({"keys": [option_of(version, 1)]}, REASON)
    assert correction.made_by.username == "lee"
    assert LogEntry.objects.get().change_message.endswith(REASON)
    assert Marking.objects.filter(correction=correction).count() == 2
    said = text(client.get(answer.url))
    assert "Attempts marked anew: 2." in said
    assert "1.0 post-test 1 2 3 4 newly" in said
    assert "1.0 post-test 1 0 1 4 no" in said


def test_reasons_are_asked_for_where_the_answer_became_another_and_shown_before_and_after():
    edition = edition_with_attempts()
    version, client = version_of(edition), lead()
    was, becomes, other = (option_of(version, place) for place in range(3))
    opened = client.get(address(edition, version))
    assert "Why: Option 0 of question 1 Until now: Rationale 0" in text(opened)
    asked = press(client, edition, version, 1, **{f"why-{was}": "", f"why-{other}": ""})
    assert asked.status_code == 400
    links = {row.get("href") for row in tree(asked).iter("a")}
    assert f"#id_why-{was}" in links
    assert not links & {f"#id_why-{becomes}", f"#id_why-{other}"}
    preview = text(press(client, edition, version, 1, confirmed=False, **{f"why-{other}": ""}))
    assert "Option 0 of question 1 : right until now, not right from now on Because of Option 0" in preview
    stays = f"Option 2 of question 1 : not right, as it was {version.options.all()[2].rationale} (this reason stays)"
    assert stays in preview
    answer = press(client, edition, version, 1)
    assert "Because of Option 1 of question 1." in text(client.get(answer.url))
    assert "Because of Option 1 of question 1." in text(client.get(page("questions", edition.release.article_id)))


def test_pressing_twice_corrects_once():
    edition = edition_with_attempts()
    version, client = version_of(edition), lead()
    preview = press(client, edition, version, 1, confirmed=False)
    fields = sent_by(preview) | {"_confirmed": "yes"}
    first, second = (client.post(address(edition, version), fields) for _ in range(2))
    assert first.url == second.url
    assert KeyCorrection.objects.count() == 1
    assert Marking.objects.count() == 5


def test_second_press_finishes_what_the_first_did_not():
    edition = edition_with_attempts()
    version, client = version_of(edition), lead()
    preview = press(client, edition, version, 1, confirmed=False)
    correct(version, 1, number=1, actor=User.objects.get(username="lee"))  # and killed before it marked anew
    answer = client.post(address(edition, version), sent_by(preview) | {"_confirmed": "yes"})
    assert "Attempts marked anew: 2." in text(client.get(answer.url))
    assert KeyCorrection.objects.count() == 1


def test_correction_of_another_in_between_is_told():
    edition = edition_with_attempts()
    version, client = version_of(edition), lead()
    preview = press(client, edition, version, 1, confirmed=False)
    correct(version, 2)
    answer = client.post(address(edition, version), sent_by(preview) | {"_confirmed": "yes"})
    assert answer.status_code == 409
    assert "Somebody has corrected this key after you opened the page." in text(answer)
    assert KeyCorrection.objects.count() == 1


def test_faults_are_told_in_sentences():
    edition = make_edition()
    version, client = version_of(edition), lead()
    for said, places, fields in (
        ("Choose the right answer.", [], {}),
        ("This is the key that holds already.", [0], {}),
        ("Say why the key was wrong", [1], {"reason": " "}),
        ("Say why the key was wrong", [1], {"reason": "x" * 401}),
        ("not one of the available choices", [1], {"keys": ["0"]}),
        ("The form did not arrive complete", [1], {"_number": ""}),
        ("The form did not arrive complete", [1], {"_number": "first"}),
    ):
        answer = press(client, edition, version, *places, **fields)
        assert (answer.status_code, said in text(answer)) == (400, True)
    assert not KeyCorrection.objects.exists()


def test_version_that_the_article_never_asked_is_not_found():
    edition, other = make_edition(), make_edition()
    assert lead().get(page("key", edition.release.article_id, version_of(other).pk)).status_code == 404
    assert lead().get(page("key_changes", edition.release.article_id, version_of(edition).pk, 7)).status_code == 404


@pytest.mark.parametrize("kind", ["true_false", "kprim", "matching", "ordering", "numeric", "short"])
def test_form_of_every_kind_opens_filled_with_what_holds_and_takes_a_void(kind):
    version = version_like(kind)
    edition, client = version.edition_items.get().edition, lead()
    opened = client.get(address(edition, version))
    same = client.post(address(edition, version), sent_by(opened) | {"reason": REASON})
    wanted = "Write the answer that is accepted too." if kind in {"numeric", "short"} else "holds already"
    assert wanted in text(same)
    press(client, edition, version, is_void="on", keys=[])
    assert KeyCorrection.objects.get().key == {"is_void": True}
    assert "Every answer counts as right" in text(client.get(address(edition, version)))


@pytest.mark.parametrize(
    ("kind", "fields", "key"),
    [
        ("kprim", lambda parts, options: {f"part-{part}": options[1] for part in parts},
         lambda parts, options: {"parts": {str(part): options[1] for part in parts}}),
        ("ordering", lambda parts, options: {f"place-{pk}": 3 - n for n, pk in enumerate(options)},
         lambda parts, options: {"order": options[::-1]}),
        ("numeric", lambda parts, options: {"accepted": "5 ± 0.2\n7 +- 1\n\n"},
         lambda parts, options: {"accepted": [{"text": "5", "tolerance": "0.2"}, {"text": "7", "tolerance": "1"}]}),
        ("short", lambda parts, options: {"accepted": "Gleevec"}, lambda *_: {"accepted": [{"text": "Gleevec"}]}),
        ("true_false", lambda parts, options: {"keys": options[1]}, lambda parts, options: {"keys": [options[1]]}),
    ],
)  # fmt: skip
def test_key_of_every_kind_is_read(kind, fields, key):
    version = version_like(kind)
    edition, client = version.edition_items.get().edition, lead()
    parts, options = [[row.pk for row in rows.all()] for rows in (version.parts, version.options)]
    data = {"_number": "1", "reason": REASON} | fields(parts, options)
    preview = client.post(address(edition, version), data)
    client.post(address(edition, version), sent_by(preview) | {"_confirmed": "yes"})
    assert KeyCorrection.objects.get().key == key(parts, options)


def test_star_of_an_accepted_wording_is_told_as_one():
    version = version_like("short")
    edition, client = version.edition_items.get().edition, lead()
    data = {"_number": "1", "reason": REASON, "accepted": "HLA-B\\*57:01"}
    assert "\\* is a star itself" in client.get(address(edition, version)).content.decode()
    preview = client.post(address(edition, version), data)
    client.post(address(edition, version), sent_by(preview) | {"_confirmed": "yes"})
    assert "HLA-B*57:01" in client.get(address(edition, version)).content.decode()
    assert KeyCorrection.objects.get().key == {"accepted": [{"text": "HLA-B\\*57:01"}]}


def test_export_is_safe_for_spreadsheets():
    edition = edition_with_attempts()
    version, client = version_of(edition), lead()
    press(client, edition, version, 1)
    answer = client.get(page("key_export", edition.release.article_id, version.pk, 1))
    rows = list(csv.DictReader(StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert [(row["before"], row["after"], row["passed"]) for row in rows] == [("2", "3", "newly"), ("0", "1", "no")]
    assert answer["Content-Disposition"] == f'attachment; filename="{edition.slug}-key-{version.pk}-1.csv"'


def test_records_of_corrections_are_read_only():
    edition = make_edition()
    correction = correct(version_of(edition), 1)
    client = lead()
    assert client.get(reverse("admin:content_keycorrection_changelist")).status_code == 200
    assert client.get(reverse("admin:content_keycorrection_add")).status_code == 403
    change = reverse("admin:content_keycorrection_change", args=[correction.pk])
    assert client.post(change, {"reason": "another"}).status_code == 403


def test_list_takes_as_many_queries_for_ten_as_for_one():
    client, counts = lead(), []
    for number in (1, 10):
        edition = make_edition()
        for _ in range(number):
            picks_with(edition, 1)
        press(client, edition, version_of(edition), 1)
        path = page("key_changes", edition.release.article_id, version_of(edition).pk, 1)
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        counts.append(len(queries))
    assert counts[0] == counts[1]
