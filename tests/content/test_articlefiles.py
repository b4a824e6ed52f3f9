"""Article files: what is read, and every fault with its line."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from content.articlefiles import FileRefused, read_article, read_topics
from content.file_questions import question_of
from tests.content.files import GOOD, changed, line_of
from tests.properties import examples


def faults_of(text: str, read=read_article) -> list[tuple[int, str]]:
    with pytest.raises(FileRefused) as refused:
        read(text)
    return [(fault.line, fault.message) for fault in refused.value.faults]


def test_file_is_read_into_plain_values():
    file = read_article(GOOD)
    values = file.values
    assert values["slug"] == "example-trial"
    assert values["released_on"] == date(2026, 11, 18)
    assert (values["minutes"], values["pass_mark"]) == (4, 80)
    assert (values["demonstration"], values["pre_test"]) == (True, True)
    assert (values["byline"], values["topics"]) == (["Editorial team"], ["transplant"])
    assert values["objectives"][0]["key"] == "survival"
    assert values["key_figures"][0]["interval"] == ""
    assert values["support"][0]["level"] == "gold"
    assert values["references"][0]["pmid"] == ""
    question = values["questions"][0]
    assert [option["is_key"] for option in question["options"]] == [True, False]
    assert (question["roles"], question["level"]) == (["pre", "post"], "3b")
    assert file.parts["key_learning"] == "A second transplant remains a chance."
    assert file.parts["body"].startswith("## Who did worse")
    assert file.parts["body"].endswith("*[OS]: overall survival")


def test_every_field_and_group_knows_its_line():
    lines = read_article(GOOD).lines
    for name in ("slug", "byline", "objectives", "references", "questions"):
        assert lines[name] == line_of(GOOD, f"{name}:")
    assert lines["questions:first"] == line_of(GOOD, "- key: first")
    for field, heading in (("key_data", "Key data"), ("limits", "What this does not show"), ("body", "Text")):
        assert lines[field] == line_of(GOOD, f"# {heading}")


def test_what_may_be_left_out_is_empty():
    text = changed("pass_mark: 80\n", "")
    for group in ("support", "questions", "key_figures"):
        start = text.index(f"{group}:")
        end = min(text.index(mark, start) for mark in ("\nsource:", "\n---\n#", "\nsupport:") if mark in text[start:])
        text = text[:start] + text[end + 1 :]
    text = text.replace("# Key data\n\nTable: Survival\n\n| End point | Arm A |\n|---|---|\n| OS | 40.0% |\n", "")
    file = read_article(text)
    assert [file.values[name] for name in ("pass_mark", "support", "questions", "key_figures")] == [None, [], [], []]
    assert file.parts["key_data"] == ""


# The fault, what the file says then, the beginning of the line at fault, and what is said about it.
FAULTS = [
    ('title: "An example trial"', "title: 4\ntitel: x", "titel", "“titel” is not known here"),
    ('title: "An example trial"', 'title: ""', "slug", "“title” is missing"),
    ('title: "An example trial"', "title: true", "title", "“title” must be text in quotation marks"),
    ('title: "An example trial"', "title: [a]", "title", "“title” must be text"),
    ('title: "An example trial"', "title: a\ntitle: b", "title: b", "“title” stands twice"),
    ("slug: example-trial", "slug: Example Trial", "slug", "“slug” must be lower-case letters"),
    ("slug: example-trial", "slug: ../etc", "slug", "“slug” must be lower-case letters"),
    ("slug: example-trial", f"slug: {'a' * 91}", "slug", "“slug” must be lower-case letters"),
    ("minutes: 4", "minutes: four", "minutes", "“minutes” must be a whole number"),
    ("minutes: 4", "minutes: -4", "minutes", "“minutes” must be a whole number"),
    ("minutes: 4", "minutes: 4.5", "minutes", "“minutes” must be a whole number"),
    ("minutes: 4", "minutes: true", "minutes", "“minutes” must be a whole number"),
    ("minutes: 4", f"minutes: {'9' * 5000}", "minutes", "“minutes” must be a whole number"),
    ("minutes: 4\n", "", "slug", "“minutes” is missing"),
    ("demonstration: true", 'demonstration: "true"', "demonstration", "“demonstration” must be true or false"),
    ("released_on: 2026-11-18", "released_on: 18 November", "released_on", "must be a day such as 2026-11-18"),
    ("released_on: 2026-11-18", "released_on: 2026-13-45", "released_on", "“2026-13-45” is no value"),
    ("released_on: 2026-11-18", "released_on: 2026-11-18 06:00:00", "released_on", "must be a day such as"),
    ('byline: ["Editorial team"]', "byline: Editorial team", "byline", "“byline” must be a list of words"),
    ('byline: ["Editorial team"]', "byline: [1, 2]", "byline", "“byline” must be a list of words"),
    ('byline: ["Editorial team"]', 'byline: [""]', "byline", "“byline” must be a list of words"),
    ('byline: ["Editorial team"]', "byline: []", "slug", "“byline” is missing"),
    ('byline: ["Editorial team"]', "byline: [A, A]", "byline", "“byline” names one twice"),
    ("topics: [transplant]", "topics: [a, b, a]", "topics", "“topics” names one twice"),
    ("source: paper", "source: nobody", "source", "No reference has the key nobody"),
    ("  - key: survival", "  - clef: survival", "- clef", "“clef” is not known here. Known are key, text"),
    (
        "  - key: survival\n",
        "  - survival\n  - key: survival\n",
        "- survival",
        "Write names and values here: key, text",
    ),
    ("objectives:\n", "objectives: none\nold:\n", "objectives", "“objectives” must be a list of entries"),
    ("objectives:\n", "objectives:\nold:\n", "slug", "“objectives” is missing"),
    ("support:\n", "support: {funder: A}\nold:\n", "support", "“support” must be a list of entries"),
    ('    text: "Name the factors', '    text:\n    extra: "Name the factors', "- key: survival", "“text” is missing"),
    ("year: 2024", "year: MMXXIV", "year", "“year” must be a whole number"),
    ("level: gold", "level: 3a", "level: 3a", "“level” must be one of platinum, gold, silver, bronze"),
    ("level: 3b", "level: bronze", "level: bronze", "“level” must be one of 3a, 3b, 4"),
    ("level: 3b", 'level: ""', 'level: ""', "“level” must be one of 3a, 3b, 4"),
    ("kind: single", "kind: essay", "kind: essay", "“kind” must be one of single, multiple"),
    ("kind: single\n    ", "", "- key: first", "“kind” is missing. Write one of single, multiple"),
    ("roles: [pre, post]", "roles: [pre, final]", "- key: first", "“roles” must be among pre, post, text and self"),
    ("objective: survival\n", "objective: other\n", "- key: first", "No objective has the key other"),
    ("reference: paper", "reference: other", "- key: first", "No reference has the key other"),
    ("        is_key: true", "        is_key: maybe", "is_key", "“is_key” must be true or false"),
    ('        rationale: "The paper says otherwise."\n', "", '- text: "That one"', "“rationale” is missing"),
    ("# Key learning", "# Take-home message", "# Take-home message", "“Take-home message” is not a part"),
    ("# Text", "# Key data", "", "The part “Key data” stands twice"),
    ("There was no comparison group.", "", "# What this does not show", "“What this does not show” is missing"),
    ("# Key data", "Some words\n\n# Key data", "Some words", "Begin with a part"),
    ("# Key data", "Some words\nand more\n\n# Key data", "Some words", "Begin with a part"),
    ("minutes: 4", "\tminutes: 4", "minutes", "This is not YAML"),
    ("minutes: 4", 'minutes: "4', "audience", "This is not YAML"),
    ("minutes: 4", "minutes: 4: 5", "minutes", "This is not YAML"),
    ("minutes: 4", "minutes: !!python/object:os.system x", "minutes", "is no value that can be read"),
    ("minutes: 4", "minutes: !other 4", "minutes", "is no value that can be read"),
    ('title: "An example trial"', "title: !!binary x", "title", "“title” must be text"),
    ("minutes: 4", "minutes: &a 4\npass: *a", "pass", "aliases are not taken here"),
    ("minutes: 4", "minutes: 4 \x00", "minutes", "a sign that cannot be seen"),
    ("There was no", "There \x07was no", "There \x07", "a sign that cannot be seen"),
    ("There was no", "There\u2028was no", "There\u2028", "a sign that cannot be seen"),
]


@pytest.mark.parametrize(("old", "new", "beginning", "said"), FAULTS)
def test_fault_is_named_with_its_line(old, new, beginning, said):
    text = changed(old, new)
    line = line_of(text, beginning) if beginning else text[: text.rindex(new)].count("\n") + 1
    faults = faults_of(text)
    assert [found for found, message in faults if said in message] == [line], faults


def test_rows_named_twice_are_named_with_the_second_line():
    first = '  - key: paper\n    authors: "Litzow MR, et al."\n'
    text = changed(first, first + '  - key: paper\n    title: "Another"\n')
    assert faults_of(text)[0] == (
        line_of(text, "- key: paper") + 2,
        "Two of the references have the key paper. Change one.",
    )
    row = '  - key: survival\n    text: "Name the factors that shape survival."\n'
    text = changed(row, row * 2)
    assert faults_of(text) == [
        (line_of(text, "- key: survival") + 2, "Two of the objectives have the key survival. Change one.")
    ]
    text = changed("source: paper", "  - funder: Example Foundation\n    level: silver\nsource: paper")
    assert faults_of(text)[0][0] == line_of(text, "- funder: Example Foundation")
    start = GOOD.index("  - key: first")
    question = GOOD[start : GOOD.index("---\n#")]
    text = GOOD.replace(question, question * 2)
    assert faults_of(text) == [
        (line_of(text, "- key: first") + question.count("\n"), "Two of the questions have the key first. Change one.")
    ]


def test_all_faults_are_named_at_once_in_the_order_of_lines():
    text = changed("minutes: 4", "minutes: four").replace("kind: single", "kind: essay").replace("# Text", "# Body")
    lines = [line for line, _ in faults_of(text)]
    assert len(lines) >= 3
    assert lines == sorted(lines)


def test_missing_field_is_named_though_a_row_has_a_fault_of_the_same_name():
    text = changed('title: "An example trial"\n', "").replace('    title: "A paper"', "    title: [A paper]")
    assert any("“title” is missing" in message for _, message in faults_of(text))


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("", 1, "Begin the file with a line of three hyphens"),
        ("slug: a\n---\n", 1, "Begin the file with a line of three hyphens"),
        ("---\nslug: a\n", 1, "End the front matter"),
        ("---\n---\n", 2, "Write the front matter as names and values"),
        ("---\n- a\n---\n", 2, "Write the front matter as names and values"),
        ("---\nfour\n---\n", 2, "Write the front matter as names and values"),
        ("---\n" + "[" * 5000 + "\n---\n", 2, "nested too deeply"),
        ("---\na: " + "[" * 5000 + "]" * 5000 + "\n---\n", 2, "nested too deeply"),
    ],
)
def test_file_that_is_no_article_is_refused(text, line, said):
    assert any(found == line and said in message for found, message in faults_of(text))


def test_file_that_stands_for_millions_is_refused_at_its_first_alias():
    bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n"
    for name, last in zip("bcdefghi", "abcdefgh", strict=True):
        bomb += f"{name}: &{name} [{', '.join([f'*{last}'] * 9)}]\n"
    assert faults_of(f"---\n{bomb}---\n")[0] == (3, "This is not YAML: aliases are not taken here, write it out.")


def test_file_that_stands_for_itself_is_refused():
    assert faults_of("---\na: &a [*a]\n---\n")[0] == (
        2, "This is not YAML: aliases are not taken here, write it out.",
    )  # fmt: skip


def test_thousands_of_faults_are_all_named():
    """The work grows with the number of rows, not with its square: this took a minute."""
    rows = "".join("  - {}\n" for _ in range(10_000))
    faults = faults_of(changed("objectives:\n", f"objectives:\n{rows}"))
    assert len(faults) == 20_000


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("012", "012"), ("1.10", "1.10"), ("1e3", "1e3"), ("0x1F", "0x1F"), ("12:30", "12:30"), ("1_000", "1_000"),
        (".inf", ".inf"), ('"391"', "391"), ("391", "391"), ("' a '", "a"), ("320-333", "320-333"),
    ],
)  # fmt: skip
def test_numbers_are_taken_as_typed_where_text_is_wanted(typed, kept):
    values = read_article(changed('volume: "391"', f"volume: {typed}")).values
    assert values["references"][0]["volume"] == kept


def test_byte_order_mark_and_windows_line_ends_change_nothing():
    plain = read_article(GOOD)
    for text in ("\ufeff" + GOOD, GOOD.replace("\n", "\r\n"), "\ufeff" + GOOD.replace("\n", "\r\n")):
        file = read_article(text)
        assert file.values == plain.values
        assert file.lines == plain.lines
        assert file.parts["key_learning"] == plain.parts["key_learning"]
        assert file.parts["body"].replace("\r", "") == plain.parts["body"]


def test_first_level_heading_in_code_is_no_part():
    text = changed("## Who did worse", "```\n# not a part\n```\n\n## Who did worse")
    assert "# not a part" in read_article(text).parts["body"]


def test_front_matter_may_hold_a_line_that_ends_it_only_at_its_end():
    text = changed('audience: "Hematologists"', 'audience: "a ---- b"')
    assert read_article(text).values["audience"] == "a ---- b"


# -- topics ------------------------------------------------------------------------------------------------------


def test_topics_are_read_with_their_lines():
    rows = read_topics("- slug: transplant\n  name: Transplant\n  description: About it.\n\n- slug: b\n  name: B\n")
    nothing = {"parent": "", "introduction": ""}
    assert rows == [
        {"slug": "transplant", "name": "Transplant", "description": "About it.", "line": 1} | nothing,
        {"slug": "b", "name": "B", "description": "", "line": 5} | nothing,
    ]


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("", 1, "Write a list of topics"),
        ("slug: a", 1, "Write a list of topics"),
        ("- slug: a\n  name: A\n- slug: b\n", 3, "“name” is missing"),
        ("- slug: a\n  name: A\n  colour: red\n", 3, "“colour” is not known here"),
        ("- slug: A B\n  name: A\n", 1, "“slug” must be lower-case"),
        ("- slug: a\n\tname: A\n", 2, "This is not YAML"),
        ("- &a {slug: a, name: A}\n- *a\n", 2, "aliases are not taken"),
        ("- slug: a\n  name: A\x00\n", 2, "a sign that cannot be seen"),
        ("- a\n", 1, "Write names and values here: slug, name, description"),
    ],
)
def test_fault_of_a_topic_is_named_with_its_line(text, line, said):
    assert any(found == line and said in message for found, message in faults_of(text, read_topics))


# -- any text ----------------------------------------------------------------------------------------------------

SIGNS = [
    *"---:[]{}&*!|>'\"#%@`\n\t ,?0159\x00\ufeff\u2028é", "\n---\n", "---\n", "slug: a\n", "title: ", "objectives:\n",
    "  - key: a\n", "    text: b\n", "questions:\n", "    options:\n", "      - text: a\n", "# Text\n",
    "&a ", "*a", "!!int ", "!!timestamp ", "<<: ", "2026-02-30", "0o9", "1e999", "~", "yes", "? ", "- - -",
]  # fmt: skip


def faults_found(text: str, read) -> list[tuple[int, str]]:
    """Return the faults of a text, none if it can be read; any other exception is a bug."""
    try:
        read(text)
    except FileRefused as refusal:
        return [(fault.line, fault.message) for fault in refusal.faults] or [(0, "refused for nothing")]
    return []


@given(st.lists(st.sampled_from(SIGNS), max_size=60).map("".join) | st.text(max_size=200))
@settings(max_examples=examples(300), deadline=None, suppress_health_check=list(HealthCheck))
def test_any_text_is_read_or_refused_with_a_line_of_its_own(text):
    for typed in (text, f"---\n{text}\n---\n# Text\n{text}", GOOD.replace("minutes: 4", text)):
        lines = [line for line, _ in faults_found(typed, read_article)]
        assert all(1 <= line <= typed.count("\n") + 1 for line in lines)


@given(st.lists(st.sampled_from(SIGNS), max_size=40).map("".join))
@settings(max_examples=examples(150), deadline=None, suppress_health_check=list(HealthCheck))
def test_any_topics_are_read_or_refused(text):
    lines = [line for line, _ in faults_found(text, read_topics)]
    assert all(1 <= line <= text.count("\n") + 1 for line in lines)


# -- further kinds and the rules of the tests ------------------------------------------------------------------------

FIRST = GOOD[GOOD.index("    kind: single") : GOOD.index("---\n# Key data")]


def with_question(lines: str) -> str:
    """Return the file with another question in the place of the first."""
    return GOOD.replace(FIRST, f"    roles: [self]\n    objective: survival\n    stem: Which?\n{lines}")


STATEMENTS = "".join(
    f'      - text: "Statement {place}"\n        is_true: {word}\n        rationale: "Why."\n'
    for place, word in enumerate(("true", "false", "false", "true"))
)
KPRIM = f"    kind: kprim\n    parts:\n{STATEMENTS}"
OPTIONS = '    options:\n      - text: "40.0"\n      - text: "48"\n'
VIGNETTES = (
    "    parts:\n      - {text: One, right: 2, rationale: Why.}\n      - {text: Two, right: 1, rationale: Why.}\n"
)


def only_question(text: str):
    (row,) = read_article(text).values["questions"]
    return question_of(row, {})


def test_kprim_needs_no_options():
    question = only_question(with_question(KPRIM))
    assert [option.text for option in question.options] == ["True", "False"]
    assert [part.key for part in question.parts] == [0, 1, 1, 0]
    assert (question.in_self_check, question.in_post_test) == (True, False)


def test_matching_names_right_options_by_their_number():
    question = only_question(with_question("    kind: matching\n    scoring: partial\n" + OPTIONS + VIGNETTES))
    assert [part.key for part in question.parts] == [1, 0]
    assert question.scoring == "partial"


def test_number_has_unit_tolerance_and_shares():
    lines = '    kind: numeric\n    unit: "%"\n    hint: "Look."\n    scoring: partial\n'
    option = '        tolerance: 0.10\n        share: 100%\n        rationale: "So."\n'
    other = "        tolerance: 0\n        share: -1/3\n"
    answers = OPTIONS.replace('"40.0"\n', f'"40.0"\n{option}') + other
    question = only_question(with_question(lines + answers))
    assert [(row.text, row.share, row.tolerance) for row in question.options] == [
        ("40.0", 1, Decimal("0.10")), ("48", Fraction(-1, 3), 0),
    ]  # fmt: skip
    assert (question.unit, question.hint) == ("%", "Look.")


def test_accepted_answers_are_right_where_none_is_marked():
    question = only_question(with_question("    kind: short\n    case_sensitive: true\n" + OPTIONS))
    assert [row.is_key for row in question.options] == [True, True]
    assert question.is_case_sensitive


@pytest.mark.parametrize(
    ("lines", "at", "said"),
    [
        ("    kind: single\n" + OPTIONS, '- text: "40.0"', "“rationale” is missing"),
        ("    kind: kprim\n", "- key: first", "“parts” is missing"),
        ("    kind: ordering\n", "- key: first", "“options” is missing"),
        (
            "    kind: ordering\n" + OPTIONS + VIGNETTES,
            "- {text: One",
            "Only questions of the kinds kprim and matching",
        ),
        ("    kind: matching\n" + OPTIONS + VIGNETTES.replace("2", "3"), "- {text: One", "from 1 to 2"),
        ("    kind: matching\n" + OPTIONS + VIGNETTES.replace("right: 2, ", ""), "- {text: One", "from 1 to 2"),
        ("    kind: numeric\n" + OPTIONS + "        tolerance: -1\n", "tolerance", "“tolerance” must be a number of 0"),
        ("    kind: numeric\n" + OPTIONS + "        tolerance: [1]\n", "tolerance", "“tolerance” must be"),
        ("    kind: numeric\n" + OPTIONS + "        tolerance: 1,000\n", "tolerance", "Write 1000 or 1."),
        ("    kind: numeric\n" + OPTIONS + '        tolerance: "1.125"\n', "tolerance", "Write 1125 or 1.1250."),
        ("    kind: short\n" + OPTIONS + "        share: 1/11\n", "share", "“share” must be a share"),
        ("    kind: short\n    scoring: some\n" + OPTIONS, "scoring", "“scoring” must be one of all, partial"),
    ],
)
def test_fault_of_a_further_kind_names_its_line(lines, at, said):
    text = with_question(lines)
    found = faults_of(text)
    assert found[0][0] == line_of(text, at)
    assert said in found[0][1]


def test_rules_of_the_tests_are_read_and_left_out_ones_stay_open():
    text = changed("pass_mark: 80\n", "attempts: 3\nwait_hours: 24\nfeedback: attempt\nshuffle_options: false\n")
    values = read_article(text).values
    assert (values["attempts"], values["wait_hours"], values["feedback"]) == (3, 24, "attempt")
    assert (values["shuffle_options"], values["shuffle_items"], values["pass_mark"]) == (False, None, None)
    assert "one of item, attempt, passed, never" in faults_of(changed("pass_mark: 80", "feedback: soon"))[0][1]
