"""What a search finds, the same on both databases: words in all their spellings, and whatever else is typed."""

import unicodedata

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cme.search.models import Reach
from cme.search.searching import Wish, search
from tests.factories import BODY, NOW, make_edition
from tests.search.library import add, look, model, titles

pytestmark = pytest.mark.django_db

WRITTEN_AND_TYPED = [
    ("strokes", "stroke"), ("stroke", "Strokes"), ("randomised", "randomized"), ("leukaemia", "leukemias"),
    ("naïve", "naive"), ("naive", "naïve"), ("nai\u0308ve", "naïve"), ("Sjögren", "sjogren"), ("STRASSE", "straße"),
    ("CAR-T", "CAR-T"), ("CAR-T", "CAR T"), ("CAR-T", "cart"), ("CAR T", "CAR-T"), ("CAR\u2011T", "car-t"),
    ("non-inferiority", "noninferiority"), ("noninferiority", "non-inferiority"), ("non-inferior", "non inferior"),
    ("\u03b1-blocker", "alpha-blocker"), ("TNF-alpha", "TNF-\u03b1"), ("IFN\u03b1", "IFN-alpha"), ("β", "beta"),
    ("\u0392", "β"),
    ("blinatumomab", "blinatumomab"), ("blinatumomab", "Blincyto"), ("Crohn’s", "Crohn's"), ("Crohn's", "crohn"),
    ("ZUMA-3", "zuma 3"), ("E1910", "e1910"), ("0.41", "0,41"), ("0.41", "0·41"),
    ("0·41", "0.41"), ("0,41", "0.41"), ("10⁻⁴", "10-4"), ("10⁻⁴", "10⁻⁴"), ("10−4", "10⁻⁴"),
    ("in 3,12 and", "12"), ("1,000", "1,000"), ("1,000", "1000"), ("1000", "1,000"),
    ("1,234,567.5", "1234567.5"), ("17.3%", "17.3"), ("BCR::ABL1", "BCR ABL1"), ("Пример", "пример"),
    ("B-cell leukemia", "B-ALL"), ("T-cell leukemia", "t-all"), ("young adults", "AYA"), ("transplanted", "SCT"),
    ("transplantation", "allo-HSCT"), ("BCR::ABL1", "bcr-abl"), ("BCR::ABL1", "BCR/ABL"), ("overall survival", "OS"),
    ("MRD", "minimal residual disease"), ("MRD", "Measurable residual diseases"), ("MRD\u2212", "MRD"),
    ("measurable residual disease", "minimal residual disease"), ("MRD", "minimal residual  disease"),
    ("residual, if minimal, disease", "minimal residual disease"),
    ("ICANS", "immune effector cell-associated neurotoxicity"),
    ("HSCT", "stem cell transplantation"), ("SCT", "stem-cell transplant"), ("transplantation", "stem cell transplant"),
    ("allo-HSCT", "allogeneic stem cell transplant"), ("HCT", "transplant"), ("GVHD", "graft versus host disease"),
    ("EFS", "event free survival"), ("complete hematologic remission", "complete remission"), ("AYA", "young adults"),
    ("tisagenlecleucel", "tisa-cel"), ("tisa-cel", "tisagenlecleucel"), ("brexucabtagene", "brexu-cel"),
    ("obecabtagene autoleucel", "obe-cel"), ("obe-cel", "obecabtagene autoleucel"), ("axicabtagene", "axi-cel"),
    ("CD20", "anti-CD20"), ("rituximab", "anti-CD20"), ("anti-CD19", "CD19"),
    ("blinatumomab", "blinatumomab versus"),
    ("blinatumomab", "blinatu"), ("remission", "the remission of"), ("complete remission", '"complete remission"'),
    ("complete remission", "“Complete  remissions”"), ("complete remission", '"complete remission'),
]  # fmt: skip


def test_article_is_found_however_the_word_is_written() -> None:
    edition = model()
    for written in dict.fromkeys(written for written, _ in WRITTEN_AND_TYPED):
        add(edition, f"About {written}", written, question="What did others see?")
    add(edition, "Another one")
    missed = []
    for written, typed in WRITTEN_AND_TYPED:
        found = titles(look(typed))
        if unicodedata.normalize("NFC", f"About {written}") not in found or "Another one" in found:
            missed.append((written, typed))
    assert missed == []


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("car seat tires", "CAR-T"),  # a compound is one after the other
        ("17.3%", "173"),  # a number is not read across its dot
        ("remission was complete", '"complete remission"'),
        ("overall survival, event-free relapse", '"overall survival relapse"'),
        ("one two three, two three four", '"one two three four"'),  # each three of them, yet not all in a row
        ("cardiac", "car"),  # begins so, but the other article has the very word
        ("remission", "remission NOT absent"),  # no word is an operator, and no sign
        ("remission", "rem*ssion"),
        ("10 of 4", "10⁻⁴"),
        ("0.2 and 0.9 of 41", "0,41"),
        ("1,000", "1,00"),
        ("0.0001 and 1.06", "1,000"),
        ("1 of 1,0000", "1,000"),
    ],
)
def test_article_is_not_found_by_another_word(written: str, typed: str) -> None:
    edition = model()
    add(edition, "A study", written)
    add(edition, "Another one", "the car")
    assert "A study" not in titles(look(typed))


POSITIVE = (
    "Ph+ disease", "Ph\u207a disease", "Ph+ve disease", "Ph-positive disease", "(Ph)-positive disease",
    "Philadelphia-positive disease", "Philadelphia chromosome-positive disease", "Philadelphia+ disease",
    "Ph(+) disease", "Ph (+) disease", "Ph +ve disease", "Ph + disease", "Ph positive disease", "Ph-pos disease",
    "Ph+B-ALL disease", "Ph\u207aALL disease", "disease positive for Ph",
)  # fmt: skip
NEGATIVE = (
    "Ph- disease", "Ph\u2212 disease", "Ph\u207b disease", "Ph\u2011negative disease", "(Ph)-negative disease",
    "Philadelphia-negative disease", "Philadelphia chromosome-negative disease", "Philadelphia\u2212 disease",
    "Ph(-) disease", "Ph(\u2212) disease", "Ph-ve disease", "Ph negative disease", "Ph-neg disease",
    "Ph\u2212ALL disease", "Ph-ALL disease", "Philadelphia chromosome negative disease", "Ph- and Ph-like disease",
)  # fmt: skip
PH_POSITIVE = (
    "Ph+", "ph+ ", "Ph\u207a", "Ph-positive", "Philadelphia-positive", "Ph(+)", "Ph (+)", "Ph+ve", "Ph +ve", "Ph-pos",
    "Ph positive", "(Ph)-positive", "Philadelphia positive", "Philadelphia chromosome positive",
    "Philadelphia chromosome-positive", "Ph-posi", "Ph\uff0b", "\uff30\uff48\uff0b", "Ph\uff08\uff0b\uff09", "Ph\ufe62",
)  # fmt: skip
PH_NEGATIVE = (
    "Ph-", "ph\u2212", "Ph\u2011negative", "Philadelphia-negative", "Ph(-)", "Ph(\u2212)", "Ph-ve", "Ph -ve", "Ph-neg",
    "Ph negative", "ph neg", "Philadelphia negative", "Philadelphia chromosome negative", "Ph-n", "Ph-nega",
    "Philadelphia chromosome-negative", "Ph\uff0d", "\uff30\uff48\uff0d", "Ph\uff08\uff0d\uff09", "Ph\ufe63",
)  # fmt: skip
CD19_POSITIVE = (
    "CD19+ cells",
    "CD19-positive cells",
    "CD19 positive cells",
    "CD19(+) cells",
    "cells positive for CD19",
)
CD19_NEGATIVE = ("CD19\u2212 cells", "CD19-negative cells", "CD19 negative cells", "CD19- cells", "CD19-ve cells")
MRD_POSITIVE = ("MRD+ patients", "MRD-positive patients", "measurable residual disease positive patients")
MRD_NEGATIVE = (
    "MRD- patients",
    "MRD-negative patients",
    "MRD negativity",
    "minimal residual disease-negative patients",
)


@pytest.mark.parametrize(
    ("typed", "meant", "not_meant"),
    [
        *((typed, POSITIVE, NEGATIVE) for typed in PH_POSITIVE),
        *((typed, NEGATIVE, POSITIVE) for typed in PH_NEGATIVE),
        *(
            (typed, CD19_POSITIVE, CD19_NEGATIVE)
            for typed in ("cd19+", "CD19(+)", "CD19 positive", "CD19-pos", "CD19+ve")
        ),
        *(
            (typed, CD19_NEGATIVE, CD19_POSITIVE)
            for typed in ("CD19-", "CD19(-)", "cd19 negative", "CD19-neg", "CD19-ve")
        ),
        *(
            (typed, MRD_POSITIVE, MRD_NEGATIVE)
            for typed in ("MRD+", "mrd positive", "MRD-pos", "MRD(+)", "MRD-positive")
        ),
        *((typed, MRD_NEGATIVE, MRD_POSITIVE) for typed in ("MRD-", "mrd negative", "MRD-neg", "MRD-ve", "MRD\u2212")),
        ("CD19+", ("cells with CD19+", "CD19-positive cells"), ("cells with CD19\u2212", "CD19-negative cells")),
        ("CD19\u2212", ("cells with CD19\u2212", "CD19-negative cells"), ("cells with CD19+", "CD19-positive cells")),
        ("Ph-like", ("a Ph-like signature", "Philadelphia chromosome-like"), ("Ph+ disease", "Philadelphia-negative")),
    ],
)
def test_sign_of_a_marker_finds_and_marks_no_opposite(
    typed: str, meant: tuple[str, ...], not_meant: tuple[str, ...]
) -> None:
    edition = model()
    for text in (*meant, *not_meant):
        add(edition, f"About {text}", f"{text} and {not_meant[0]}" if text in meant else text)
    results = look(typed)
    assert set(titles(results)) == {f"About {text}" for text in meant}
    for found in results.found:
        assert any(piece.is_hit for piece in found.title)
        shown = "".join(f"[{piece.text}]" if piece.is_hit else piece.text for piece in found.passage)
        assert f"and {not_meant[0]} by then" in shown


@pytest.mark.parametrize(
    ("written", "other"), [("Ph\uff0b", "Ph\uff0d"), ("Ph\uff08\uff0b\uff09", "Ph\uff08\uff0d\uff09")]
)
def test_wide_signs_that_are_written_are_signs_of_a_marker(written: str, other: str) -> None:
    edition = model()
    add(edition, "One", f"{written} disease")
    add(edition, "Two", f"{other} disease")
    assert [titles(look(typed)) for typed in ("Ph+", "Ph-")] == [["One"], ["Two"]]


@pytest.mark.parametrize("typed", ["Ph", "Philadelphia"])
def test_marker_without_a_sign_finds_both(typed: str) -> None:
    edition = model()
    add(edition, "One", "Philadelphia-positive")
    add(edition, "Two", "Philadelphia\u2212 disease")
    assert set(titles(look(typed))) == {"One", "Two"}


@pytest.mark.parametrize("typed", ["Ph+B-ALL", "Ph+ALL", "Ph + ALL", "Ph(+) ALL", "Ph\u207aALL"])
def test_sign_between_a_marker_and_a_disease_counts(typed: str) -> None:
    edition = model()
    add(edition, "One", "Ph-positive B-ALL")
    add(edition, "Two", "Ph-negative B-ALL; relapse positive")
    assert titles(look(typed)) == ["One"]


@pytest.mark.parametrize("typed", ["Ph-ALL", "ph-all", "Ph-B-ALL", "Ph\u2011ALL", "Ph\u2212ALL", "Ph- ALL"])
def test_hyphen_of_the_keyboard_before_a_disease_says_negative(typed: str) -> None:
    edition = model()
    add(edition, "One", "newly diagnosed Ph-negative B-ALL")
    add(edition, "Two", "newly diagnosed Ph+ B-ALL; no MRD-ALL, no Ph-like ALL")
    assert titles(look(typed)) == ["One"]


@pytest.mark.parametrize("typed", ["Ph+B-ALL", "Ph+ B-ALL", "Ph(+) b-all", "Ph positive B-ALL", "Philadelphia+ B-ALL"])
def test_disease_that_articles_call_shorter_behind_a_marker_is_found(typed: str) -> None:
    edition = model()
    add(edition, "One", "newly diagnosed Philadelphia chromosome-positive ALL")
    add(edition, "Two", "newly diagnosed Ph-negative ALL")
    assert titles(look(typed)) == ["One"]
    assert titles(look("B-ALL")) == titles(look("Ph- B-ALL")) == []


T_CELL = (
    "T-ALL", "T-cell ALL", "T cell ALL", "T-cell acute lymphoblastic leukaemia", "T-lymphoblastic lymphoma",
    "T-cell lymphoblastic lymphoma", "precursor T-cell disease", "T-cell leukemia", "T-lineage blasts",
    "early T-cell precursor disease",
)  # fmt: skip


@pytest.mark.parametrize(
    "typed",
    [
        "T-ALL",
        "t-all",
        "T-cell ALL",
        "t-cell all",
        "T cell ALL",
        "t cell all",
        "T\u2011ALL",
        "T-cell leukaemia",
        "T-lymphoblastic",
        "T-cell lymphoblastic",
        "T cell lymphoblastic",
        "t cell leukemia",
    ],
)
def test_leukemia_of_t_cells_is_not_found_by_t_cells_that_treat_another(typed: str) -> None:
    edition = model()
    for text in T_CELL:
        add(edition, f"About {text}", f"CAR T cells, {text}")
    add(edition, "One", "B-cell ALL and CAR T cells. All were given a CAR T-cell product, and T cells; all had ALL")
    add(
        edition,
        "Two",
        "B-cell acute lymphoblastic leukemia, T cells, precursor B cells, memory T-cell phenotype, CAR T-cell ALL",
    )
    results = look(typed)
    assert set(titles(results)) == {f"About {text}" for text in T_CELL}
    for found in results.found:
        assert {piece.text for piece in found.passage if piece.is_hit}
        assert "CAR T cells, " in "".join(piece.text for piece in found.passage if not piece.is_hit)


def test_t_cells_are_found_by_their_own_name() -> None:
    edition = model()
    add(edition, "One", "CAR T cells")
    add(edition, "Two", "T-cell ALL")
    add(edition, "Three", "B-cell acute lymphoblastic leukemia")
    assert set(titles(look("T-cell"))) == {"One", "Two"}
    assert titles(look("T-cell acute lymphoblastic")) == ["Two"]
    assert titles(look("acute lymphoblastic")) == ["Three"]


ONE_AND_MORE = [
    ("child", "children"), ("woman", "women"), ("man", "men"), ("diagnosis", "diagnoses"), ("metastasis", "metastases"),
    ("prognosis", "prognoses"), ("hypothesis", "hypotheses"), ("criterion", "criteria"), ("bacterium", "bacteria"),
    ("thrombosis", "thromboses"), ("nucleus", "nuclei"), ("index", "indices"), ("crisis", "crises"),
    ("leukapheresis", "leukaphereses"), ("thrombus", "thrombi"), ("enterococcus", "enterococci"), ("testis", "testes"),
    ("appendix", "appendices"), ("phenomenon", "phenomena"), ("serum", "sera"), ("mouse", "mice"), ("life", "lives"),
]  # fmt: skip


def test_one_and_more_of_a_thing_are_found_by_each_other() -> None:
    edition = model()
    for one, more in ONE_AND_MORE:
        add(edition, f"About {one}", one)
        add(edition, f"About {more}", more)
    for one, more in ONE_AND_MORE:
        both = {f"About {one}", f"About {more}"}
        assert (one, set(titles(look(one)))) == (one, both)
        assert (more, set(titles(look(more)))) == (more, both)


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("testes", "test"),
        ("indications", "indices"),
        ("these", "thesis"),
        ("severe", "several"),
        ("several", "severity"),
    ],
)
def test_plurals_and_other_forms_are_taken_for_no_other_word(written: str, typed: str) -> None:
    edition = model()
    add(edition, "One", written)
    add(edition, "Two", typed)
    assert titles(look(typed)) == ["Two"]


def test_children_are_found_by_one_child_whoever_asks() -> None:
    edition = model()
    add(edition, "One", "a child", question="What of children?")
    add(edition, "Two", question="What of childhood?")
    for reach in Reach:
        for typed in ("child", "children", "childre"):
            assert set(titles(look(typed, reach=reach))) >= {"One"}, (reach, typed)
        assert set(titles(look("child", reach=reach))) == set(titles(look("children", reach=reach))) == {"One", "Two"}
    assert look("childrem", reach=Reach.TEASER).meant == "children"  # a word that is written there, and no stem


def test_plus_between_two_things_is_no_sign() -> None:
    edition = model()
    add(edition, "One", "inotuzumab + blinatumomab, CD19+CD22 and CD19 + CD22")
    assert titles(look("positive")) == []
    for typed in ("blinatumomab + inotuzumab", "blinatumomab+inotuzumab", "CD19 + CD22", "CD22+CD19"):
        assert titles(look(typed)) == ["One"], typed


def test_hyphen_that_waits_for_a_later_word_is_no_minus() -> None:
    add(model(), "A study", "pre- and post-test, B- and T-cell, grade 3+ and 60+, CD19- and CD22-directed")
    assert titles(look("negative")) == titles(look("positive")) == []


def test_compound_is_found_while_it_is_typed() -> None:
    edition = model()
    add(edition, "One", "Ph-negative B-cell leukemia, CD22-directed, MRD-guided")
    add(edition, "Two", "Ph-positive, CD22-positive, cartilage")
    for whole in ("Ph-negative", "B-cell", "CD22-directed", "MRD-guided"):
        for length in range(whole.index("-") + 1, len(whole) + 1):
            assert titles(look(whole[:length])) == ["One"], whole[:length]
    assert titles(look("Ph-p")) == ["Two"]
    assert titles(look("CAR-T")) == []


HOSTILE = [
    "a" * 100_000, "a " * 50_000, '"' * 5_000, "(" * 5_000, "-" * 5_000, "\x00", "stroke\x00s", '"', "'", "\\", "%",
    "_", "AND OR NOT NEAR", "title:", "title : x", "{title}: x", "^a", "a*", "NEAR(a b, 2)", "a + b", "col:(x)", "(((",
    ")))", "a & | !", "<->", "a:*", ":A", "!!a", "'; DROP TABLE search_document; --", '" OR 1=1 --', "1e309", "\ud800",
    "\u202e", "\u0301" * 500, "🧬", "a-" * 500, "'s", "x'y'z", "0x1F", "$1 %s {0} {{ x }}", "1.2.3.4.5.6.7.8.9",
    "\uff1c\uff53", "<script>alert(1)</script>",
]  # fmt: skip


def test_nothing_that_is_typed_breaks_the_search() -> None:
    add(model(), "A study", "stroke")
    for text in HOSTILE:
        for reach in Reach:
            assert look(text, reach=reach).counted.matched <= 1, text[:40]
    assert titles(look("stroke")) == ["A study"]


def test_best_match_is_first_and_other_orders_are_kept(monkeypatch) -> None:
    edition = model()
    add(edition, "One", "apple", minutes=9)
    add(edition, "Apple itself", "apple apple", minutes=5)
    add(edition, "Three", question="Is it an apple?", minutes=4)
    assert titles(look("apple")) == ["Apple itself", "Three", "One"]
    assert titles(look("apple", order="shortest")) == ["Three", "Apple itself", "One"]
    assert titles(look("apple", order="newest")) == ["Three", "Apple itself", "One"]
    monkeypatch.setattr("cme.search.searching.RANKED", 1)  # among very many, only the title is looked at
    assert titles(look("apple")) == ["Apple itself", "Three", "One"]


def test_words_in_a_row_find_the_short_form_and_no_part_of_them_does() -> None:
    edition = model()
    add(edition, "One", "MRD after HSCT")
    for typed in (
        "residual disease", "minimal disease", "minimal, residual disease", '"minimal residual disease"', "stem cell",
        "minimal residual", "measurable residual disease negative", "minimal residual disease-positive",
    ):  # fmt: skip
        assert titles(look(typed)) == [], typed
    assert titles(look("minimal residual disease after stem cell transplantation")) == ["One"]
    (found,) = look("minimal residual disease").found
    assert [piece.text for piece in found.passage if piece.is_hit] == ["MRD"]


@pytest.mark.parametrize("typed", ["minimal residual disease negative", "Measurable residual disease-negative"])
def test_result_behind_words_in_a_row_finds_no_opposite(typed: str) -> None:
    edition = model()
    for text in MRD_NEGATIVE:
        add(edition, f"About {text}", f"{text}; Ph-positive")
    for text in MRD_POSITIVE:
        add(edition, f"About {text}", f"{text}; Ph-negative")
    assert set(titles(look(typed))) == {f"About {text}" for text in MRD_NEGATIVE}


def test_words_in_a_row_that_nothing_has_are_offered_one_by_one() -> None:
    add(model(), "One", "minimal")
    results = look("minimal residual disease")
    assert [(choice.label, choice.count) for choice in results.singles] == [("minimal", 1)]


@pytest.mark.parametrize("typed", ["SCT", "HSCT", "transplant"])
def test_single_words_of_what_a_short_form_stands_for_weigh_nothing(typed: str) -> None:
    """ "Hematopoietic stem cell" is one thing: cells, and stems, of other kinds bring no article nearer."""
    edition = model()
    cells = "T cells: the cell and the stem cell, B-cell and stem-cell lines, hematopoietic cells, one cell by another"
    add(edition, "After transplant", "nothing", question="Who had a transplant?")
    add(edition, "Cell by cell", f"{cells}; transplant", question="Of which stem cell is a cell?")
    assert titles(look(typed)) == ["After transplant", "Cell by cell"]


def test_facets_are_counted_each_without_its_own_choice() -> None:
    edition = model()
    transplant, relapse = {"slug": "transplant", "name": "Transplant"}, {"slug": "relapse", "name": "Relapse"}
    add(edition, "One", topics=[transplant, relapse], minutes=3)
    add(edition, "Two", topics=[transplant], minutes=8)
    add(edition, "Three", topics=[relapse], minutes=30)
    counted = look("shared", chosen={"topic": "relapse"}).counted
    assert (counted.matched, counted.total) == (3, 2)
    assert {choice.label: choice.count for choice in counted.choices["topic"]} == {"Transplant": 2, "Relapse": 2}
    assert {choice.value: choice.count for choice in counted.choices["minutes"]} == {"short": 1, "long": 1}
    both = look("shared", chosen={"topic": "relapse", "minutes": "long"})
    assert titles(both) == ["Three"]
    assert {choice.value: choice.count for choice in both.counted.choices["minutes"]} == {"short": 1, "long": 1}
    assert look("shared", chosen={"topic": "unheard-of"}).counted.total == 0


def test_words_in_quotes_are_found_in_a_row_however_many_they_are() -> None:
    edition = model()
    add(edition, "Minimal residual disease after induction", "event-free survival at five years of follow-up")
    for typed in (
        '"residual disease"', '"minimal residual disease"', '"minimal residual disease after induction"',
        '"free survival at five years"', '"free survival at five years of follow up by then"', '"five years"',
    ):  # fmt: skip
        assert titles(look(typed)) == ["Minimal residual disease after induction"], typed
    assert titles(look('"induction what was"')) == []  # a title ends where it ends


def test_words_in_quotes_are_looked_for_in_titles_where_many_match(monkeypatch) -> None:
    monkeypatch.setattr("cme.search.searching.RANKED", 1)
    edition = model()
    add(edition, "Two years of overall survival", "nothing")
    add(edition, "Later", "two years of overall survival")
    for typed in ('"overall survival"', '"years of overall survival"'):
        assert titles(look(typed)) == ["Two years of overall survival", "Later"], typed


def test_study_design_and_population_are_counted_for_those_who_may_find_the_words() -> None:
    edition = model()
    add(edition, "One", "apples", study_design="randomized", population=["children", "aya"])
    add(edition, "Two", "apples", study_design="cohort", population=["aya", "older-adults"])
    add(edition, "Three pears", "apples")
    counted = look("apples").counted
    assert {choice.value: choice.count for choice in counted.choices["design"]} == {"randomized": 1, "cohort": 1}
    assert [(choice.value, choice.count) for choice in counted.choices["population"]] == [
        ("children", 1), ("aya", 2), ("older-adults", 1),
    ]  # fmt: skip
    assert titles(look("apples", chosen={"population": "aya", "design": "cohort"})) == ["Two"]
    teasers = look("apples", reach=Reach.TEASER).counted
    assert (teasers.matched, list(teasers.choices.get("design", []))) == (0, [])
    assert list(look("pears", reach=Reach.TEASER).counted.choices["population"]) == []


def test_passages_mark_what_was_met_and_nothing_else() -> None:
    add(model(), "A study", "<b>CAR-T</b> & naïve")
    (found,) = look("cart naive some").found
    assert [piece.text for piece in found.passage if piece.is_hit] == ["Some", "CAR-T", "naïve"]
    assert "".join(piece.text for piece in found.passage).startswith("Some patients had <b>CAR-T</b> & naïve")


def test_ways_back_to_the_text_are_no_words_of_it() -> None:
    noted = "\n\nIt was seen twice.[@paper][^how] And again.[@paper]\n\n[^how]: As counted.\n"
    edition = make_edition(body=BODY.format(canary="40.0%") + noted)
    assert 'class="back"' in edition.html["references"]
    assert 'class="back"' in edition.html["body"]
    assert not look("back").found
    assert len(look("counted").found) == 1


def test_what_was_meant_is_suggested_when_nothing_is_found() -> None:
    add(model(), "A study", "blinatumomab tisagenlecleucel strok CD20 E1910")
    for typed, meant in [
        ("blinatumomba", "blinatumomab"), ("blinatumomap", "blinatumomab"), ("blintumoab", "blinatumomab"),
        ("strok tisagenlecluecel", "strok tisagenlecleucel"), ("qqqqqq", ""), ("xy", ""),
        ("cd22", ""), ("e1911", ""), ("e19100", ""), ("studyx", "study"),
        ("strik*", "strok"), ("blinatumomap*", "blinatumomab"),
        ("ptrok", ""),  # a short word begins as it was typed
    ]:  # fmt: skip
        results = look(typed)
        assert (results.counted.matched, results.meant) == (0, meant), typed


def test_star_at_the_end_asks_for_any_ending() -> None:
    edition = model()
    add(edition, "One", "blinatumomab", question="What did clinicians ask?")
    add(edition, "Clin", "nothing")
    for typed in ("blin", "blin*", "some blinat**"):
        assert titles(look(typed)) == ["One"], typed
    results = look("blin*", reach=Reach.TEASER)
    assert (results.counted.matched, results.meant) == (0, "")


def test_words_that_are_there_by_themselves_are_offered() -> None:
    edition = model()
    add(edition, "One", "apple")
    add(edition, "Two", "pear")
    results = look("apple pear")
    assert [(choice.label, choice.count) for choice in results.singles] == [("apple", 1), ("pear", 1)]


def test_search_takes_as_many_queries_for_two_articles_as_for_thirty() -> None:
    edition = model()
    for number in range(2):
        add(edition, f"Study {number}", topics=[{"slug": f"topic-{number}", "name": "Topic"}])
    assert len(look("shared").found) == 2
    few = queries("shared")
    for number in range(2, 30):
        add(edition, f"Study {number}", "CD22-directed", topics=[{"slug": f"topic-{number}", "name": "Topic"}])
    assert len(look("shared").found) == 20
    assert queries("shared") == few <= 7
    assert queries("CD22-dir") == queries("CD22-") == few + 1


def queries(text: str) -> int:
    """Return how many queries a search takes; PostgreSQL is told how to plan some of them in others."""
    with CaptureQueriesContext(connection) as captured:
        search(Wish(text, Reach.FULL, {}), at=NOW)
    return sum("SELECT" in query["sql"] for query in captured)
