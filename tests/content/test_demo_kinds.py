"""The demonstration articles of the other kinds: nothing in them that was not read."""

import re

import pytest

from tests.content.test_demo import DOIS, NUMBER, OF_OTHER_KINDS, TRADE_NAMES, file_of, text_of

# Each rests on a paper of the catalogue; its numbers stand in the article about it.
RESTS_ON = {
    "case-mrd-negative-remission": "blinatumomab-mrd-negative-e1910",
    "congress-ash-2015-graall-rituximab": "graall-2005-r-rituximab",
    "opinion-five-year-estimates": "second-transplant-prszt-registry",
    "video-aall1731": "blinatumomab-standard-risk-aall1731",
    "visual-abstract-eliana": "tisagenlecleucel-children-eliana",
}
COUNTED = re.compile(r"\*\*Slide \d\.\*\*|\bof the 100\b")  # slides, and a hundred people to think of
OWN = {"case-mrd-negative-remission": {"51"}}
every_file = pytest.mark.parametrize("slug", sorted(OF_OTHER_KINDS))


def test_each_kind_is_there_once():
    assert {file_of(slug).values["kind"] for slug in OF_OTHER_KINDS} == {
        "case", "congress", "opinion", "video", "visual",
    }  # fmt: skip


@every_file
def test_file_is_a_demonstration_by_the_editorial_team(slug):
    values = file_of(slug).values
    assert (values["slug"], values["demonstration"], values["byline"]) == (slug, True, ["Editorial team"])
    assert set(values["experts"]) <= {"Editorial team"}


@every_file
def test_numbers_stand_in_the_article_about_the_same_paper(slug):
    file, other = file_of(slug), text_of(RESTS_ON[slug])
    said = COUNTED.sub("", " ".join(file.parts.values()))
    assert set(NUMBER.findall(said)) - set(NUMBER.findall(other)) - OWN.get(slug, set()) == set()


@every_file
def test_references_are_those_of_the_catalogue_and_no_trade_name_stands_anywhere(slug):
    assert {row["doi"] for row in file_of(slug).values["references"]} - {""} <= set(DOIS.values())
    assert TRADE_NAMES.findall(text_of(slug)) == []


@every_file
def test_every_question_has_reasons_a_reference_and_a_passage(slug):
    for row in file_of(slug).values["questions"]:
        assert row["reference"]
        assert row["passage"]
        assert len({option["rationale"] for option in row["options"]}) == len(row["options"]) >= 4
        assert sum(option["is_key"] for option in row["options"]) == 1
