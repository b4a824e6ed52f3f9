"""What was answered to each question of a release at first attempts, in few words: from its item analysis."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cme.outcomes.measures import Measure
from content.models import QuestionVersion
from content.models.question import Role

Kind = QuestionVersion.Kind
POST, PRE = Role.POST.value, Role.PRE.value
# What the first column of a table holds; where several things are asked at once, how often each was answered right.
HEADS = {
    Kind.KPRIM: "Statement, judged right",
    Kind.MATCHING: "Part, matched right",
    Kind.ORDERING: "To order, put in its place",
    Kind.NUMERIC: "Typed answer",
    Kind.SHORT: "Typed answer",
}
ANY = "every answer counts"


@dataclass(frozen=True)
class Row:
    """An answer and how often it was given; or one of several things asked at once and how often it was right.

    Attributes:
        text: Which.
        key: What marks it as right, by the key that holds; empty where it is wrong.
        is_key: Whether all of the row is a right answer.
        before: How often in the pre-test.
        after: How often in the test.
    """

    text: str
    key: str
    is_key: bool
    before: int
    after: int


@dataclass(frozen=True)
class Table:
    """The answers to one wording.

    Attributes:
        stem: The wording.
        head: What its rows are.
        rows: The answers.
        before: How many met it in the pre-test.
        after: The same of the test.
        corrected_at: When its key was corrected last.
        is_void: Every answer counts since then.
    """

    stem: str
    head: str
    rows: list[Row]
    before: int
    after: int
    corrected_at: datetime | None
    is_void: bool


@dataclass(frozen=True)
class Item:
    """A question over all editions of a release, in its latest wording.

    Attributes:
        number: Its place in the item analysis; questions that give no points follow.
        stem: Its wording there.
        objective: Key of the objective it tests.
        tables: Of every wording that was met; the latest first.
        tests: Which tests ask it.
        before: Share right in the pre-test, at the first attempt; None where it was not asked or gives no points.
        after: The same of the test.
    """

    number: int
    stem: str
    objective: str
    tables: list[Table]
    tests: list[str]
    before: Measure | None
    after: Measure | None

    @property
    def is_asked_before(self) -> bool:
        """The pre-test asks it."""
        return PRE in self.tests

    @property
    def is_asked_after(self) -> bool:
        """The test asks it."""
        return POST in self.tests


def items_in(report: Mapping[str, Any]) -> list[Item]:
    """Return what was answered to every question: pre beside post.

    Args:
        report: The item analysis of first attempts: cme.outcomes.item_report.
    """
    found = [_item(item["number"], item, sorted(item["right"]), item["right"]) for item in report["items"]]
    for number, item in enumerate(report["unscored"], start=len(found) + 1):
        tests = [POST, PRE] if item["is_paired"] else [item["main"]]
        found.append(_item(number, item, tests, {}))
    return found


def _item(number: int, item: Mapping[str, Any], tests: list[str], right: Mapping[str, Measure]) -> Item:
    tables = [_table(wording, item["main"]) for wording in item["wordings"]]
    return Item(number, item["stem"], item["objective"], tables, tests, right.get(PRE), right.get(POST))


def _table(wording: Mapping[str, Any], main: str) -> Table:
    rows = _typed if "typed" in wording else _parts if "grid" in wording else _options
    return Table(
        wording["stem"],
        HEADS.get(wording["kind"], "Option"),
        list(rows(wording, main)),
        *_split(wording["n"], wording["n_before"], main),
        wording["corrected_at"],
        wording["is_void"],
    )


def _split(count: int, before: int, main: str) -> tuple[int, int]:
    """Return counts of the pre-test and of the test; the item analysis has those of its main test first."""
    return (count, 0) if main == PRE else (before, count)


def _options(wording: Mapping[str, Any], main: str) -> Iterator[Row]:
    for row in wording["options"]:
        is_key = row["is_key"]
        yield Row(row["text"], "right" if is_key else "", is_key, *_split(row["count"], row["count_before"], main))


def _parts(wording: Mapping[str, Any], main: str) -> Iterator[Row]:
    """Yield what was asked at once, with its right answer and how often that was given."""
    heads = wording["grid"]["heads"]
    for row in wording["grid"]["rows"]:
        cells = row["cells"]
        right = [place for place, cell in enumerate(cells) if cell["is_key"] or wording["is_void"]]
        key = ANY if wording["is_void"] else f"right: {' or '.join(heads[place] for place in right)}"
        count, before = (sum(cells[place][name] for place in right) for name in ("count", "count_before"))
        yield Row(row["text"], key, False, *_split(count, before, main))


def _typed(wording: Mapping[str, Any], main: str) -> Iterator[Row]:
    typed = wording["typed"]
    for row in typed["rows"]:
        is_key = row["is_key"]
        yield Row(row["text"], "accepted" if is_key else "", is_key, *_split(row["count"], row["count_before"], main))
    if typed["others"]:
        text = f"{typed['others']} other answer{'s' if typed['others'] > 1 else ''}"
        yield Row(text, "", False, *_split(typed["others_count"], typed["others_count_before"], main))
    if typed["unknown"] or typed["unknown_before"]:
        yield Row("I don’t know", "", False, *_split(typed["unknown"], typed["unknown_before"], main))
    yield Row("nothing typed", "", False, *_split(typed["blank"], typed["blank_before"], main))
