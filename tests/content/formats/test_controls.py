"""Control characters: no format takes them, in reading or in writing; tabs and line ends are none of them."""

from fractions import Fraction

import pytest

from content.formats.neutral import FormatRefused, Kind, NeutralOption, NeutralQuestion
from content.formats.registry import READ, WRITTEN

FILES = {
    "gift": "// Valves\nWhich?{x} {{=a ~b}}\n",
    "aiken": "\nWhich?{x}\nA. a\nB. b\nANSWER: A\n",
    "moodlexml": "<quiz>\n<question type='essay'><questiontext><text>Why?{x}</text></questiontext></question></quiz>",
    "qti": "<assessmentItem>\n<itemBody><p>Why?{x}</p></itemBody></assessmentItem>",
}


def written(name, between):
    text = FILES[name].replace("{x}", between)
    return (text.replace("{{", "{").replace("}}", "}")).encode()


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("sign", ["\x0b", "\x1b", "\x01", "\x0c", "\x1f", "\ufffe"])
def test_control_character_is_refused_by_its_line_in_every_format(name, sign):
    with pytest.raises(FormatRefused, match=rf"^Line 2 has the character U\+{ord(sign):04X}, .* Remove it\.$"):
        READ[name].parse(written(name, sign))


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("sign", ["\t", "\r\n", "\n", "\u00ad", "\u200f", "\U0001f600"])
def test_tabs_line_ends_and_invisible_characters_of_languages_stay(name, sign):
    assert len(READ[name].parse(written(name, f"a{sign}b")).questions) == 1


@pytest.mark.parametrize("name", WRITTEN)
def test_question_with_a_control_character_is_not_written(name):
    options = (NeutralOption("a\x0bb", Fraction(1)), NeutralOption("c"))
    with pytest.raises(FormatRefused, match=r"Which\?.*U\+000B"):
        WRITTEN[name].write([NeutralQuestion(Kind.SINGLE, "Which?", options)])
