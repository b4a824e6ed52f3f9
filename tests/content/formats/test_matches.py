"""What matches in a matching question: plain text in GIFT and Moodle XML, perhaps markup in QTI, plain text here."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.formats import gift, moodlexml, qti
from content.formats.neutral import Kind, NeutralOption, NeutralPicture, NeutralQuestion, TextFormat
from content.neutral_questions import as_plain
from tests.content.formats.qtifiles import declared, item, item_3
from tests.content.formats.xml_strategies import LEGAL
from tests.properties import examples

SIGNS = st.lists(st.one_of(LEGAL, st.sampled_from([*"<>&\"'*;#/", "&lt;", "&amp;amp", "<b>", "<br/>", "</p>", "<br>"])))
WORDS = SIGNS.map(lambda signs: " ".join("".join(signs).split())).filter(bool)
PICTURE = NeutralPicture(b"x", "A curve", name="x.png", is_checked=True)


def plain_matches(data, form):
    parsed = form.parse(data)
    assert parsed.faults == ()
    (asked,) = parsed.questions
    plain, faults = as_plain(asked)
    assert faults == []
    assert plain.text_format == TextFormat.PLAIN
    return [row.match for row in plain.options]


def moodle_file(*matches, text_format="html", text="One <b>cell</b>"):
    rows = "".join(
        f'<subquestion format="{text_format}"><text><![CDATA[{text} {place}]]></text>'
        f"<answer><text><![CDATA[{match}]]></text></answer></subquestion>"
        for place, match in enumerate(matches)
    )
    return (
        f'<quiz><question type="matching"><name><text>M</text></name><questiontext format="{text_format}">'
        f"<text>Match.</text></questiontext>{rows}</question></quiz>"
    ).encode()


@pytest.mark.parametrize("text_format", ["html", "moodle_auto_format", "plain_text", "markdown"])
def test_right_side_of_moodle_xml_is_shown_as_it_stands(text_format):
    words = ["WBC < 30 & age > 1", "R&amp;D <b>x</b>"]
    data = moodle_file(*words, text_format=text_format, text="One cell")
    assert plain_matches(data, moodlexml) == words


def test_right_side_of_gift_is_shown_as_it_stands():
    sides = "=One <b>cell</b> -> a < b & c > d =[html]Two -> R&amp;D <b>x</b> = -> <i>"
    for start in ("", "[html]"):
        assert plain_matches(f"{start}Match.{{{sides}}}".encode(), gift) == ["a < b & c > d", "R&amp;D <b>x</b>", "<i>"]


def qti_match(*targets):
    rows = "".join(
        f'<simpleAssociableChoice identifier="T{n}" matchMax="1">{text}</simpleAssociableChoice>'
        for n, text in enumerate(targets)
    )
    return (
        "<p>Which <b>row</b>?</p><matchInteraction responseIdentifier='RESPONSE' maxAssociations='2'><simpleMatchSet>"
        '<simpleAssociableChoice identifier="S0" matchMax="1">one</simpleAssociableChoice>'
        '<simpleAssociableChoice identifier="S1" matchMax="1">two</simpleAssociableChoice>'
        f"</simpleMatchSet><simpleMatchSet>{rows}</simpleMatchSet></matchInteraction>"
    )


PAIRS = declared("S0 T0", "S1 T1", cardinality="multiple", base_type="directedPair")


def as_version_3(body):
    names = {
        "responseDeclaration": "qti-response-declaration", "correctResponse": "qti-correct-response",
        "value>": "qti-value>", "matchInteraction": "qti-match-interaction", "simpleMatchSet": "qti-simple-match-set",
        "simpleAssociableChoice": "qti-simple-associable-choice", "responseIdentifier": "response-identifier",
        "maxAssociations": "max-associations", "matchMax": "match-max", "baseType": "base-type",
    }  # fmt: skip
    whole = f"{PAIRS}<qti-item-body>{body}</qti-item-body>"
    for old, new in names.items():
        whole = whole.replace(old, new)
    return item_3(whole)


@pytest.mark.parametrize("written", [lambda body: item(body, declared=PAIRS), as_version_3], ids=["2.2", "3.0"])
def test_right_side_of_qti_is_flattened_or_names_what_it_would_lose(written):
    body = qti_match("WBC &lt; 30 &amp; <em>age</em>", "two", "<strong>spare</strong> &amp; more")
    assert plain_matches(written(body), qti) == ["WBC < 30 & age", "two", "spare & more"]
    (asked,) = qti.parse(written(qti_match("x", "CD3<sup>+</sup> <em>age</em>"))).questions
    assert as_plain(asked)[1] == [
        "What matches answer 2 has a superscript, which questions here cannot hold. Say it in words, or leave it out."
    ]


FORMS = {
    "gift": gift,
    "moodlexml": moodlexml,
    "qti": qti,
}


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("has_picture", [False, True])
@settings(max_examples=examples(150), deadline=None)
@given(matches=st.lists(WORDS, min_size=2, max_size=4, unique=True), distractor=WORDS)
def test_right_sides_go_out_and_come_back(name, has_picture, matches, distractor):
    """With a picture Moodle XML is HTML; its right sides are plain text all the same."""
    rows = [NeutralOption(f"Vignette {place}", match=match) for place, match in enumerate(matches)]
    asked = NeutralQuestion(Kind.MATCHING, "Match.", (*rows, NeutralOption("", match=distractor)), name="M")
    if has_picture and name != "gift":  # which holds none
        asked = replace(asked, picture=PICTURE)
    data = FORMS[name].write([asked])
    assert plain_matches(data, FORMS[name]) == [*matches, distractor]
