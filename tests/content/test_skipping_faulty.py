"""Files with one broken question among others: what is sound is imported exactly, and nothing else (P5)."""

import re
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

from content.formats.archives import is_archive
from content.formats.neutral import FormatRefused, Kind, NeutralOption, NeutralQuestion, TextFormat
from content.formats.qtinames import VERSIONS
from content.formats.registry import WRITTEN, FileFormat
from content.models import Question, QuestionVersion
from content.question_faults import LONGEST_OPTION
from content.services.exporting import neutral_of, questions_with_versions
from content.services.importing import ImportRefused, import_questions, look_at
from tests.content.formats.qtifiles import manifest, resource, zipped
from tests.content.formats.strategies import neutral_questions
from tests.factories import NOW
from tests.properties import examples

COMMON = [Kind.SINGLE, Kind.MULTIPLE, Kind.TRUE_FALSE, Kind.MATCHING, Kind.NUMERIC, Kind.SHORT]
KINDS = {
    "gift": COMMON,
    "aiken": [Kind.SINGLE],
    "moodlexml": [*COMMON, Kind.KPRIM, Kind.ORDERING],
    "qti": [*COMMON, Kind.KPRIM, Kind.ORDERING],
    "qti3": [*COMMON, Kind.KPRIM, Kind.ORDERING],
}

# What a question is broken by: first as its author would, then in its file. One of the marks goes, another one comes.
SPOILT = [
    lambda row: NeutralQuestion(Kind.ESSAY, row.stem),
    lambda row: NeutralQuestion(Kind.DESCRIPTION, row.stem),
    lambda row: replace(row, options=row.options[:1]),
    lambda row: replace(row, options=(*row.options, NeutralOption("x" * (LONGEST_OPTION + 1)))),
    lambda row: replace(row, options=tuple(replace(option, weight=Fraction(1, 3)) for option in row.options[:2])),
    lambda row: replace(row, stem="\u00a0"),
]
XML_MARKS = r'"[^"]*"|<[^>]*/>|(?<=>)[^<>]+(?=<)', ["", '""', '"-1"', '"x y"', "1e99", "<video/>"]
MARKS = {
    "gift": (r"[{}=~#]|->|%|\d+|\w+", ["", "{", "}", "=", "~", "%900%", "->", "#", "<img src=x>"]),
    "aiken": (r"(?m)^ANSWER: [A-Z]$|^[A-Z]\. |^.+$", ["", "ANSWER: Z", "answer: A", "a. ", "C. x", "ANSWER:", "x"]),
    "moodlexml": XML_MARKS,
    "qti": XML_MARKS,
    "qti3": XML_MARKS,
}


def written(form: FileFormat, question: NeutralQuestion) -> str:
    """Return a question as a file of its own, or nothing where the format cannot hold it in one."""
    try:
        data = form.write([question])
    except FormatRefused:
        return ""
    return "" if is_archive(data) else data.decode()


def together(form: FileFormat, files: list[str]) -> bytes:
    """Return one file of questions that were written each for itself."""
    if form.name == "moodlexml":
        inside = [re.fullmatch(r"(?s).*?<quiz>(.*)</quiz>\s*", text).group(1) for text in files]
        return f"<quiz>{''.join(inside)}</quiz>".encode()
    if form.name.startswith("qti"):
        kind = VERSIONS["3.0" if form.name == "qti3" else "2.2"].resource
        paths = {f"items/{place}.xml": text for place, text in enumerate(files)}
        return zipped({"imsmanifest.xml": manifest(*(resource(path, kind) for path in paths)), **paths})
    return "\n\n".join(files).encode()


def looked_at(form: FileFormat, files: list[str]):
    """Return what files come to together, None where as a whole they cannot be read."""
    try:
        return look_at(form.parse(together(form, files)))
    except FormatRefused:
        return None


def is_sound(form: FileFormat, file: str) -> bool:
    look = file and looked_at(form, [file])
    return bool(look and not look.faults and len(look.new) == 1)


def in_normal_words(name: str, row: NeutralQuestion) -> NeutralQuestion:
    """Return a drawn question as the formats have it in common: in plain words, in Aiken with one right answer."""
    if name == "aiken":
        row = replace(
            row, options=tuple(replace(option, weight=Fraction(option.weight == 1)) for option in row.options)
        )
    return replace(row, text_format=TextFormat.PLAIN, category="")


@st.composite
def broken(draw: st.DrawFn, form: FileFormat, question: NeutralQuestion) -> str:
    """Break a question that the format holds."""
    if draw(st.booleans()):
        return written(form, draw(st.sampled_from(SPOILT))(question))
    text = written(form, question)
    pattern, marks = MARKS[form.name]
    found = list(re.finditer(pattern, text))
    if not found:
        return ""
    mark = draw(st.sampled_from(found))
    return text[: mark.start()] + draw(st.sampled_from(marks)) + text[mark.end() :]


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(WRITTEN))
@settings(
    max_examples=examples(150),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much, HealthCheck.too_slow],
)
@given(data=st.data())
def test_one_broken_question_keeps_no_other_out_and_is_kept_out(name, data):
    form = WRITTEN[name]
    QuestionVersion.objects.all().delete()
    Question.objects.all().delete()
    drawn = data.draw(st.lists(neutral_questions(KINDS[name]), min_size=2, max_size=4, unique_by=lambda row: row.stem))
    drawn = [in_normal_words(name, row) for row in drawn]
    sound = [file for row in drawn[1:] if is_sound(form, file := written(form, row))]
    spoilt = data.draw(broken(form, drawn[0]))
    assume(sound and spoilt and "$CATEGORY" not in spoilt)
    alone = looked_at(form, [spoilt])
    assume(alone and alone.faults and len(alone.candidates) < 2)
    # What was broken may be beside the question, which is as it was; and a line of Aiken may become an answer, and
    # leave another sound question beside the fault.
    file = written(form, drawn[0])
    whole = looked_at(form, [file]) if file else None
    assume(not alone.new or (name != "aiken" and whole and alone.new != whole.new))
    event(alone.faults[0].message[:60])

    expected = looked_at(form, sound).new
    place = data.draw(st.integers(0, len(sound)))
    parsed = form.parse(together(form, [*sound[:place], spoilt, *sound[place:]]))
    with pytest.raises(ImportRefused):
        import_questions(parsed=parsed, at=NOW, actor=None)
    assert not Question.objects.exists()
    _, look = import_questions(parsed=parsed, at=NOW, actor=None, skips_faulty=True)
    assert look.new == expected
    assert look.faults
    assert [neutral_of(row) for row in questions_with_versions(Question.objects.all())] == expected
