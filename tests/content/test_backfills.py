"""Migrations that write rows, on a database from before with rows in it."""

import pytest

from content.renditions import planned
from tests.killing import VENDORS, database
from tests.working import environment_of, work

WIDE, SMALL, BARE = ("a" * 64 + ".png", 800, 400), ("b" * 64 + ".jpg", 300, 200), ("c" * 64 + ".webp", 0, 0)


def figure(name: str, width: int, height: int) -> dict[str, object]:
    return {"key": name[0], "address": f"/figures/{name}", "width": width, "height": height}


@pytest.mark.parametrize("vendor", VENDORS)
def test_pictures_of_editions_from_before_are_noted_and_their_renditions_planned(tmp_path, vendor: str) -> None:
    """0009: a picture that two editions show is planned once; one without a size gets none; none is lost."""
    editions = [[figure(*WIDE), figure(*SMALL)], [], [figure(*WIDE), figure(*BARE)]]
    with database(vendor, tmp_path) as address:
        told = work("note_pictures", {"editions": editions}, environment_of(address), tmp_path)
    assert told["pictures"] == [
        ["old-1", WIDE[0], None],
        ["old-1", SMALL[0], None],
        ["old-3", WIDE[0], None],
        ["old-3", BARE[0], None],
    ]
    assert {tuple(row) for row in told["renditions"]} == {
        (name, *each, "pending")
        for name, width, height in (WIDE, SMALL)
        for each in planned(name, width=width, height=height)
    }
    assert len(told["renditions"]) == len({tuple(row) for row in told["renditions"]}) > 0


@pytest.mark.parametrize("vendor", VENDORS)
def test_pinned_questions_from_before_have_the_hash_of_what_they_say(tmp_path, vendor: str) -> None:
    """0027: each frozen version has it, no other; all guards stand afterwards, and going back and again loses none."""
    with database(vendor, tmp_path) as address:
        told = work("hash_questions", {"frozen": 3, "loose": 2}, environment_of(address), tmp_path)
    assert len(set(told["expected"])) == 3
    assert told["found"] == [[*told["expected"], "", ""]] * 2
    assert told["refused"] == [True] * 5
