"""What is measured of a text: numbers, verbs, names of drugs, readability, abbreviations. Values alone, no database."""

from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from django.conf import settings

from content.abbreviations import undefined_abbreviations
from content.drug_names import DrugNames, read_drug_names
from content.numbers import numbers_in, values_said
from content.readability import hints_of, measure, plain_text, syllables_of
from content.verbs import LEVELS, UNMEASURABLE, level_of, warning_of

NAMES = read_drug_names(settings.DRUG_NAMES)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("80.7% v 29.4%; 95% CI 72.1 to 87.7", ["80.7", "29.4", "95", "72.1", "87.7"]),
        ("0.23-0.73, 0.23–0.73", ["0.23", "0.73", "0.23", "0.73"]),
        ("-0.5 and \N{MINUS SIGN}1.2 and (\N{MINUS SIGN}12 to 4 months)", ["-0.5", "-1.2", "-12", "4"]),
        ("1,444, 1\u202f444 and 1'444 patients; 1,234,567", ["1444", "1444", "1444", "1234567"]),
        ("40,0 % and 0·41", ["40.0", "0.41"]),
        ("E1910, CD19, AALL0434, KMT2A and 3a", []),
        ("5 years, 5-year, 5mg, 5% but 5 and 5 arms", ["5", "5", "5", "5"]),
        ("in 2019, in a 35-year-old", []),
        ("23/164 of 10x", ["23", "164", "10"]),
    ],
)
def test_numbers_are_read_as_people_write_them(text, values):
    assert [number.value for number in numbers_in(text)] == [Decimal(value) for value in values]


def test_numbers_in_words_count_as_said():
    assert {Decimal(2), Decimal(21), Decimal(90)} <= values_said("Two of twenty-one, and ninety")


@pytest.mark.parametrize("verb", UNMEASURABLE)
def test_verb_that_cannot_be_tested_is_warned_of(verb):
    assert verb.casefold() in warning_of(f"{verb.capitalize()} the role of transplantation").casefold()
    assert warning_of(f"The learner will be able to {verb} it")


@pytest.mark.parametrize("level", LEVELS)
def test_verb_that_can_be_tested_has_its_level(level):
    for verb in LEVELS[level]:
        assert level_of(f"{verb.capitalize()}, and so on") == level
        assert warning_of(f"{verb} it") == ""


def test_british_spelling_has_its_level_too():
    assert level_of("To summarise the trial") == "Understand"
    assert level_of("Analyse it") == level_of("") == ""


@pytest.mark.parametrize(
    ("trade", "generic"),
    [
        ("Blincyto", "blinatumomab"), ("BESPONSA", "inotuzumab ozogamicin"), ("kymriah", "tisagenlecleucel"),
        ("Tecartus", "brexucabtagene autoleucel"), ("Aucatzyl", "obecabtagene autoleucel"), ("Sprycel", "dasatinib"),
        ("Iclusig", "ponatinib"), ("Glivec", "imatinib"), ("Gleevec", "imatinib"), ("Arranon", "nelarabine"),
        ("Atriance", "nelarabine"), ("Clolar", "clofarabine"), ("Evoltra", "clofarabine"),
        ("Oncaspar", "pegaspargase"), ("Asparlas", "calaspargase pegol"), ("MabThera", "rituximab"),
    ],
)  # fmt: skip
def test_trade_name_is_found_with_its_generic_name(trade, generic):
    """S3."""
    (found,) = NAMES.found_in(f"They gave {trade}® twice, {trade} again.")
    assert (found.said, found.generic) == (trade, generic)
    assert found.passage.startswith("They gave")


def test_generic_names_and_parts_of_words_are_no_trade_names():
    table = yaml.safe_load(Path(settings.DRUG_NAMES).read_text(encoding="utf-8"))
    assert list(NAMES.found_in("; ".join([*table, "Blincytosis", "fludarabine"]))) == []


def test_table_of_names_says_each_once():
    table = yaml.safe_load(Path(settings.DRUG_NAMES).read_text(encoding="utf-8"))
    trades = [name.casefold() for names in table.values() for name in names]
    assert len(trades) == len(set(trades))


def test_site_may_have_names_of_its_own(tmp_path):
    assert list(DrugNames.of({}).found_in("Blincyto")) == []
    wrong = tmp_path / "names.yaml"
    wrong.write_text("- Blincyto\n")
    with pytest.raises(ValueError, match="no table of drug names"):
        read_drug_names(wrong)


@pytest.mark.parametrize(
    ("word", "syllables"),
    [
        ("cat", 1),
        ("table", 2),
        ("make", 1),
        ("survival", 3),
        ("hazard", 2),
        ("remission", 3),
        ("treated", 2),
        ("used", 1),
    ],
)
def test_syllables_are_estimated(word, syllables):
    assert syllables_of(word) == syllables


def test_ease_follows_the_formula():
    """Flesch 1948: ten words of one syllable in each sentence."""
    html = {"body": "<p>" + "The cat sat on the mat and then it slept. " * 12 + "</p>"}
    measured = measure(html, ("body",))
    assert (measured.words, measured.sentences, measured.minutes) == (120, 12, 1)
    assert measured.ease == pytest.approx(206.835 - 1.015 * 10 - 84.6)
    assert hints_of(measured, stated_minutes=1) == []


def test_hints_name_long_sentences_and_a_time_that_is_far_off():
    html = {
        "body": "<p>"
        + "word " * 100
        + "end. Short one, et al. Done.</p><p>v. Others</p>"
        + "<table><tr><td>x</td></tr></table>"
    }
    measured = measure(html, ("body",))
    assert measured.long_sentences[0][1] == 101
    long, *rest = hints_of(measured, stated_minutes=9)[::-1]
    assert "The sentence that begins “word word" in long
    assert rest == ["109 words take about 1 min to read; the article says 9 min."]


def test_plain_text_leaves_out_citations_and_parts_cells():
    html = (
        '<p>Up<sup class="cite"><a href="#ref-1">1</a></sup> &lt; 3</p><table><tr><td>41%</td><td>12</td></tr></table>'
    )
    assert plain_text(html).split() == ["Up", "<", "3", "41%;", "12;"]


def test_abbreviations_that_nothing_explains_are_found():
    text = "OS and MRDs of BCR::ABL1 in stage IV; HLA, GvHD, E1910 and event-free survival (EFS). EFS in TOWER. Cr-CNS."
    assert undefined_abbreviations(text, ["OS"], names="The TOWER trial") == ["MRD"]
