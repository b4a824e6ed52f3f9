"""The accreditation file: whole, checkable with common tools, and the same bytes for the same state."""

import csv
import hashlib
import json
from datetime import timedelta
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from content.accreditation import MANIFEST
from content.models import AccreditationFile, AmountBand, Article, Dossier, Funder, Showing, SignOff
from content.services.filing import make_accreditation_file
from content.services.funding import record_showing
from content.services.halting import lift_pause, publish_urgently, retract_article
from content.services.publishing import publish_article
from content.source import hash_of
from tests.content.people import TODAY, disclose, make_reviewed_article, make_user, sign, tie
from tests.factories import BEFORE, NOW, make_edition

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def publish_supported():
    """Publish a reviewed article with a mitigated relationship, a funder, and an entry of the log."""
    article = make_reviewed_article()
    author = article.contributions.get(role="author").contributor
    article.contributions.update(started_on=TODAY)
    tie(disclose(author, on=TODAY, nothing=False), decision="relevant", mitigation="Peer review", mitigated_on=TODAY)
    funder = Funder.objects.create(name="Example Foundation")
    article.support.create(
        funder=funder, level="gold", agreement_signed_on=TODAY, runs_from=TODAY, runs_to=TODAY,
        amount_band=AmountBand.objects.first(),
    )  # fmt: skip
    edition = publish_article(article=article, actor=make_user(), at=NOW)
    show(funder, article, "=HYPERLINK(1)")
    return edition


def show(funder, article, description="The published page"):
    showing = Showing(
        funder=funder, article=article, what="edition", description=description, how="In a meeting", shown_at=BEFORE,
        shown_by=make_user(),
    )  # fmt: skip
    return record_showing(showing=showing, at=NOW)


def made(edition) -> tuple[AccreditationFile, bytes]:
    record, file = make_accreditation_file(edition=edition, actor=None, at=NOW)
    with file:
        return record, file.read()


def unpacked(edition) -> dict[str, bytes]:
    with ZipFile(BytesIO(made(edition)[1])) as file:
        return {name: file.read(name) for name in file.namelist()}


def test_manifest_tells_the_hash_of_every_other_file():
    files = unpacked(publish_supported())
    lines = files.pop(MANIFEST).decode().splitlines()
    assert lines == [f"{hashlib.sha256(content).hexdigest()}  {name}" for name, content in files.items()]
    assert set(files) == {
        "README.txt", "planning.json", "edition/source.json", "edition/article.html", "disclosures.json",
        "agreements.json", "test/items.json", "test/policy.json", "checklist.json", "sign-offs.json",
        "halts.json", "corrections.json", "independence-log.csv",
    }  # fmt: skip


def test_same_state_gives_the_same_bytes_and_each_making_is_recorded():
    edition = publish_supported()
    (first, one), (second, other) = made(edition), made(edition)
    assert one == other
    assert {row.digest for row in (first, second)} == {hashlib.sha256(one).hexdigest()}
    assert (first.size, AccreditationFile.objects.count()) == (len(one), 2)
    show(Funder.objects.get(), edition.release.article)
    assert made(edition)[1] != one
    with pytest.raises(IntegrityError), transaction.atomic():
        AccreditationFile.objects.update(digest="x")


def test_file_holds_what_accreditors_ask_for():
    edition = publish_supported()
    files = unpacked(edition)
    read = {name: json.loads(content) for name, content in files.items() if name.endswith(".json")}
    assert hash_of(read["edition/source.json"]) == edition.source_hash
    assert "40.0%" in files["edition/article.html"].decode()
    planning = read["planning.json"]
    assert planning["practice_gap"] == "What the planners say of the practice_gap."
    assert [row["code"] for row in planning["competencies"]] == ["medical-knowledge"]
    assert planning["planned_by"] == ["Editorial team"]
    decided = read["disclosures.json"][0]["disclosure"]["relationships"][0]
    assert (decided["decision"], decided["decided_by"], decided["mitigated_on"]) == (
        "relevant", "editor", TODAY.isoformat(),
    )  # fmt: skip
    assert read["agreements.json"][0]["amount_band"] == "under 10,000"
    assert [option["is_key"] for option in read["test/items.json"][0]["options"]] == [True, False, False, False]
    assert read["test/items.json"][0]["sha256"] == edition.items.first().version.content_hash
    assert read["test/policy.json"] == edition.policy
    assert all(row["severity"] == "should" for row in read["checklist.json"]["findings"])
    signed = read["sign-offs.json"][0]
    assert (signed["name"], signed["signed_at"][:10]) == ("Reviewing team", TODAY.isoformat())
    assert signed["hash_of_what_was_signed"] == SignOff.objects.get().reviewed_hash
    assert "generic names" in signed["statement"]
    assert [row["edition"] for row in read["corrections.json"]["editions"]] == ["1.0"]
    row = next(csv.DictReader(StringIO(files["independence-log.csv"].decode())))
    assert (row["funder"], row["description"]) == ("Example Foundation", "'=HYPERLINK(1)")


def test_dossier_stays_when_the_draft_goes_on():
    edition = publish_supported()
    before = made(edition)[1]
    article = edition.release.article
    article.planning.competencies.clear()
    article.support.all().delete()
    disclose(article.contributions.get(role="author").contributor, on=TODAY)
    assert made(edition)[1] == before
    with pytest.raises(IntegrityError), transaction.atomic():
        Dossier.objects.update(content={})


def test_file_tells_the_urgent_correction_who_signed_it_off_later_and_who_lifted_the_pause():
    """S0, S1."""
    edition = publish_supported()
    article, lead = edition.release.article, make_user("lead")
    Article.objects.filter(pk=article.pk).update(limits="The dose is 5 mg.")
    hasty = publish_urgently(
        article=article, actor=make_user(), at=NOW + HOUR, what_changed="The dose.", reason="Ten times too high."
    )
    before = unpacked(hasty)
    pause = json.loads(before["halts.json"])["urgent_corrections"][0]
    assert (pause["release"], pause["notice"]) == (2, "The dose.")
    assert pause["why_it_could_not_wait"] == "Ten times too high."
    assert (pause["published_by"], pause["lifted_at"], pause["lifted_by"]) == ("editor", "", "")
    assert pause["missing_then"]
    sign(article, at=NOW + 2 * HOUR)
    lift_pause(article=article, actor=lead, at=NOW + 3 * HOUR)
    after = unpacked(hasty)
    pause = json.loads(after["halts.json"])["urgent_corrections"][0]
    assert (pause["lifted_at"], pause["lifted_by"]) == ((NOW + 3 * HOUR).isoformat(), "lead")
    old, new = (json.loads(files["sign-offs.json"]) for files in (before, after))
    assert new[: len(old)] == old
    assert [(row["signed_at"], row["made_after_publication"]) for row in new[len(old) :]] == [
        ((NOW + 2 * HOUR).isoformat(), True)
    ]
    assert json.loads(unpacked(edition)["sign-offs.json"]) == old, "release 1 does not rest on it"


def test_file_tells_the_retraction():
    """S1."""
    edition = publish_supported()
    retract_article(article=edition.release.article, actor=make_user(), at=NOW + HOUR, reason="Withdrawn data.")
    assert json.loads(unpacked(edition)["halts.json"])["retractions"] == [
        {"release": 1, "notice": "Withdrawn data.", "retracted_at": (NOW + HOUR).isoformat(), "retracted_by": "editor"}
    ]


def test_edition_from_before_dossiers_says_so():
    edition = make_edition(questions=1)
    Dossier.objects.all().delete()
    assert b"before dossiers were kept" in unpacked(edition)["disclosures.json"]


def test_command_writes_the_file(tmp_path, capsys):
    edition = make_edition(questions=1)
    for _ in range(2):
        call_command("accreditation_file", edition.slug, to=tmp_path)
    (path,) = tmp_path.iterdir()
    assert path.name.startswith(f"accreditation-{edition.slug}-1.0-")
    assert hashlib.sha256(path.read_bytes()).hexdigest() in capsys.readouterr().out


@pytest.mark.parametrize(
    ("number", "message"), [("2", "is no edition"), ("7.1", "has no such edition"), ("", "Readers see no edition")]
)
def test_command_refuses_what_is_not_there(number, message, tmp_path):
    with pytest.raises(CommandError, match=message):
        call_command("accreditation_file", "nothing", edition=number, to=tmp_path)
    assert list(tmp_path.iterdir()) == []


# -- the independence log --------------------------------------------------------------------------------------------


def test_log_is_written_once():
    """S5, S6."""
    entry = show(Funder.objects.create(name="Example Foundation"), None)
    assert entry.recorded_at == NOW
    with pytest.raises(IntegrityError), transaction.atomic():
        Showing.objects.update(description="Something else")
