"""What must not change: numbers, doses, statistics, names of drugs, signs, negations."""

import re

import polib
import pytest
from django.conf import settings as conf
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from content.translating.counted import changed_words
from content.translating.figures import changed_figures
from content.translating.negations import is_known, lost_or_gained
from content.translating.protecting import NotKept, from_wire, is_fixed, spans_of, to_wire
from content.translating.segments import MARK, Segment, plain_segment
from content.translating.verifying import faults_of_machine
from tests.content.translating.altered import ALTERED
from tests.content.translating.faithful import PAIRS
from tests.content.translating.machines import translated
from tests.properties import examples

PLACE = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\w*\}")
MANY = settings(max_examples=examples(300), deadline=None, suppress_health_check=list(HealthCheck))

FIGURES = st.sampled_from(
    ["0.58", "28 µg/day", "1.5 mg/m²", "59.0%", "HR 0.42", "p < 0.001", "95% CI", "0.39–0.84", "≥ 5%", "n = 110",
     "CD19", "E1910", "1,234", "blinatumomab", "28", "±3", "0.5 mg/kg", "t(9;22)", "BCR::ABL1", "10–14"]
)  # fmt: skip
WORDS = st.sampled_from(["survival was", "of adults", "did not differ", "without relapse", "and", "after", "given"])
TEXTS = st.lists(st.one_of(FIGURES, WORDS), min_size=1, max_size=12).map(" ".join)


@MANY
@given(TEXTS, st.sampled_from(["de", "ar"]))
def test_faithful_machine_is_never_refused(text: str, language: str) -> None:
    segment = plain_segment(text)
    said = from_wire(segment, translated(to_wire(segment), language))
    assert faults_of_machine(segment, said, language) == []


@MANY
@given(TEXTS, st.data())
def test_any_other_digit_is_found(text: str, data: st.DataObject) -> None:
    """One digit of what is shown becomes another one: refused, wherever it is."""
    segment = plain_segment(text)
    digits = [place for place, sign in enumerate(segment.text) if sign.isdecimal()]
    if not digits:
        return
    place = data.draw(st.sampled_from(digits))
    other = str((int(segment.text[place]) + data.draw(st.integers(1, 9))) % 10)
    wrong = segment.text[:place] + other + segment.text[place + 1 :]
    assert faults_of_machine(segment, wrong, "de")


@MANY
@given(TEXTS, st.data())
def test_any_change_within_what_is_protected_is_found(text: str, data: st.DataObject) -> None:
    segment = plain_segment(text)
    html = to_wire(segment)
    inner = [hit.span(1) for hit in re.finditer(r'translate="no"[^>]*>(.*?)</span>', html)]
    if not inner:
        return
    begin, end = data.draw(st.sampled_from(inner))
    wrong = html[:begin] + "x" + html[begin:end] + html[end:]
    with pytest.raises(NotKept):
        from_wire(segment, wrong)
    gone = html[: html.rindex("<span", 0, begin)] + html[html.index("</span>", end) + 7 :]
    with pytest.raises(NotKept):
        from_wire(segment, gone)


@MANY
@given(st.text(max_size=200))
def test_whatever_comes_back_is_read_or_refused(html: str) -> None:
    """Garbage is never an error of ours, and what is accepted brings no marks and no tags."""
    segment = Segment("Survival was 59%.")
    try:
        said = from_wire(segment, html)
    except NotKept:
        return
    assert not MARK.search(said)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Give 28 µg/day for 28 days", ["28 µg/day", "28"]),
        ("a 28-day cycle", ["28"]),
        ("HR 0.42; 95% CI, 0.24–0.75; p = 0.002", ["HR 0.42", "95% CI", "0.24–0.75", "p = 0.002"]),
        ("vincristine 1.5 mg/m² and Oncaspar", ["vincristine", "1.5 mg/m²", "Oncaspar"]),
        ("in CD19-directed treatment", ["CD19"]),
        ("MRD <0.01% and ≥ 5% blasts", ["<0.01%", "≥ 5%"]),
        ("(p<0.001).", ["p<0.001"]),
        ("a new word: somethingmab", ["somethingmab"]),
        ("nothing here", []),
        ("in 1,234 adults, 12 died", ["1,234", "12"]),
    ],
)
def test_what_is_protected(text: str, kept: list[str]) -> None:
    assert [text[start:end] for start, end, _ in spans_of(text)] == kept


@pytest.mark.parametrize(
    ("text", "fixed"),
    [("n = 405", True), ("HR 0.7 (95% CI 0.1–0.2)", True), ("5 years", False), ("blinatumomab", True)],
)
def test_what_needs_no_translation(text: str, fixed: bool) -> None:
    assert is_fixed(text) is fixed


# -- numbers ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("source", "target", "language"),
    [
        ("40.0% of 1,234", "40,0% von 1.234", "de"), ("0.5 mg", "0,5 mg", "fr"), ("1,234.5", "1\u202f234,5", "fr"),
        ("40.0%", "٤٠٫٠٪", "ar"),  # noqa: RUF001
        ("five of 12", "5 von 12", "de"), ("1000", "1.000", "de"),
    ],
)  # fmt: skip
def test_people_may_write_numbers_as_their_language_does(source: str, target: str, language: str) -> None:
    assert changed_figures(source, target, language=language, is_verbatim=False) == []


@pytest.mark.parametrize(
    ("source", "target"),
    [("0.5 mg", "5 mg"), ("1,234", "1,234,567"), ("40.0%", "40.0"), ("5 and 5", "5"), ("5", "5 und 5"), ("≥ 5", "> 5"),
     ("0.5", "0,05"), ("1.5", "15"), ("12", "zwölf")],
)  # fmt: skip
def test_numbers_that_differ_are_found(source: str, target: str) -> None:
    assert changed_figures(source, target, language="de", is_verbatim=False)


def test_machine_keeps_numbers_to_the_letter() -> None:
    assert changed_figures("0.5 mg", "0,5 mg", language="de", is_verbatim=True)


# -- negations --------------------------------------------------------------------------------------------------------
KEPT = [
    ("ar", "Both arms received rituximab.", "تلقى كلا الذراعين ريتوكسيماب."),
    ("ar", "It never returned.", "لم يعد أبدًا."),
        ("ar", "It does not help, and makes no difference.", "لا يساعد ولا يحدث فرقا."),
    ("de", "No A, no B and no C was seen.", "Weder A noch B noch C wurde gesehen."),
    ("de", "It was not covered, nor was it approved.", "Es war nicht abgedeckt und auch nicht zugelassen."),
    ("ar", "It was not covered, nor was it approved.", "لم تتم تغطيته ولا الموافقة عليه."),
    ("ar", "Neither A nor B helped.", "لم يساعد أ ولا ب."), ("ar", "Patients were unfit.", "كان المرضى غير لائقين."),
    ("de", "Few had no relapse.", "Wenige blieben rückfallfrei."), ("de", "It distorts.", "Es verzerrt."),
    ("de", "It did not help.", "Es half nicht."), ("de", "No difference was seen.", "Man sah keinen Unterschied."),
    ("de", "Without relapse.", "Rückfallfrei."), ("de", "Neither A nor B helped.", "Weder A noch B half."),
    ("de", "It isn't known.", "Das ist unbekannt."), ("de", "There is a lack of data.", "Es gibt keine Daten."),
    ("de", "It helped. It did not cure.", "Es half. Es heilte nicht."),
    ("de", "It was noninferior.", "Nicht unterlegen."),
    ("ar", "It did not help.", "لم يساعد."), ("ar", "There was no difference.", "لم يكن هناك فرق."),
    ("ar", "Without relapse.", "بدون انتكاس."), ("ar", "It is not known.", "وهذا غير معروف."),
    ("fr", "It did not help.", "Cela n’a pas aidé."), ("fr", "Without relapse.", "Sans rechute."),
    ("es", "It did not help.", "No ayudó."), ("es", "Neither A nor B helped.", "Ni A ni B ayudaron."),
]  # fmt: skip
CHANGED = [
    ("ar", "Most patients in both arms had no CR.", "معظم المرضى في كلا الذراعين وصلوا إلى CR."),
    ("ar", "Neither arm reached the end point.", "بلغ كلا الذراعين نقطة النهاية."),
    ("de", "It was not effective.", "Es war unglaublich wirksam."),
        ("de", "It did not yet respond.", "Es sprach noch an."),
    # A word that may stand for a negation excuses none that is lost or new where the other text has the same word.
    ("de", "There was less relapse, without more toxicity.", "Es gab weniger Rückfälle, mit mehr Toxizität."),
    ("de", "It did not improve event-free survival.", "Es verbesserte das ereignisfreie Überleben."),
    ("de", "It improved EFS in Ph-negative ALL.", "Es verbesserte das EFS bei Ph-negativer ALL nicht."),
    ("de", "The disease did not return.", "Unter der Behandlung kam die Erkrankung zurück."),
    ("de", "Survival did not improve in this study.", "In dieser Untersuchung war das Überleben besser."),
    ("fr", "It did not return during the interval.", "Elle est revenue pendant cet intervalle."),
    ("es", "It did not return during the interval.", "Regresó después de ese intervalo."),
    ("ar", "It improved survival without more toxicity.", "لقد حسن البقاء مع سمية أكثر."),
    ("de", "It did not help.", "Es half."), ("de", "It helped.", "Es half nicht."),
    ("de", "No patient died.", "Patienten starben."),
    ("de", "It helped. It did not cure.", "Es half nicht. Es heilte."),
    ("de", "Neither A nor B helped.", "A und B halfen."),
    ("de", "Do not give it without fluids.", "Ohne Wasser geben."),
    ("ar", "It did not help.", "لقد ساعد."), ("ar", "It helped.", "لم يساعد."),
    ("fr", "It did not help.", "Cela a aidé."),
    ("es", "It did not help.", "Ayudó."), ("es", "It helped.", "No ayudó."),
]  # fmt: skip


@pytest.mark.parametrize(("language", "source", "target"), KEPT)
def test_negation_that_is_kept_is_let_through(language: str, source: str, target: str) -> None:
    assert lost_or_gained(source, target, source_language="en", language=language) == ""


@pytest.mark.parametrize(("language", "source", "target"), CHANGED)
def test_negation_that_is_lost_or_gained_is_found(language: str, source: str, target: str) -> None:
    assert lost_or_gained(source, target, source_language="en", language=language)


def test_no_machine_translates_into_a_language_whose_negations_nobody_listed() -> None:
    assert [code for code in ("de", "ar", "fr", "es", "ja", "tlh") if not is_known(code)] == ["ja", "tlh"]


# -- numbers in words, and names --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("language", "source", "target"),
    [
        ("de", "Four doses of it in twelve weeks", "Vier Dosen davon in zwölf Wochen"),
        ("de", "The two arms, three cycles", "Beide Arme, drei Zyklen"),
        ("de", "a four-year rate", "die Rate im vierjährigen Verlauf"),
        ("de", "Twenty-one events", "Einundzwanzig Ereignisse"), ("de", "Twenty-one events", "21 Ereignisse"),
        ("de", "Half of them, twice a day", "Die Hälfte, zweimal am Tag"), ("de", "within 5 days", "binnen fünf Tagen"),
        ("de", "One of them", "Eine davon"), ("de", "care must be taken", "man muss sich in Acht nehmen"),
        ("ar", "Two doses, three cycles", "جرعتان، ثلاث دورات"), ("ar", "Twenty-five patients", "خمسة وعشرون مريضا"),
        ("ar", "Thirteen centers", "ثلاثة عشر مركزا"), ("ar", "Twelve of them", "اثنا عشر منهم"),
        ("fr", "Twenty-five patients, nine arms", "Vingt-cinq patients, neuf bras"),
        ("fr", "A new arm", "Un bras neuf"),
        ("es", "Twenty-five patients, six arms", "Veinticinco pacientes, seis brazos"),
        ("it", "Four doses", "otto dosi"),  # nobody listed its words, and no machine translates into it
    ],
)  # fmt: skip
def test_numbers_in_words_that_are_kept_are_accepted(language: str, source: str, target: str) -> None:
    assert changed_words(source, target, language=language) == []


@pytest.mark.parametrize(
    ("language", "source", "target"),
    [
        ("de", "Four doses of it", "Acht Dosen davon"), ("de", "Four doses of it", "Dosen davon"),
        ("de", "Doses of it", "Vier Dosen davon"), ("de", "Twenty-one events", "Zwanzig Ereignisse"),
        ("de", "Four doses", "Vierzig Dosen"), ("ar", "Four doses", "ثماني جرعات"),
        ("ar", "Three cycles", "ثلاثون دورة"),
        ("fr", "Four doses", "Huit doses"), ("es", "Four doses", "Ocho dosis"),
    ],
)  # fmt: skip
def test_numbers_in_words_that_changed_are_found(language: str, source: str, target: str) -> None:
    assert changed_words(source, target, language=language)
    assert any("in words" in fault for fault in faults_of_machine(plain_segment(source), target, language))


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("TBI plus etoposide", "TBI plus Busulfan"), ("It contained prednisone.", "Es enthielt Methotrexat."),
        ("cyclophosphamide was given", "Ifosfamide wurde gegeben"), ("leucovorin was given", "es wurde gegeben"),
        ("Chemotherapy was given", "Es wurde vincristine gegeben"), ("with asparaginase", "mit blinatumomab"),
    ],
)  # fmt: skip
def test_drugs_that_are_gone_or_new_are_found(source: str, target: str) -> None:
    assert any("drugs" in fault for fault in faults_of_machine(plain_segment(source), target, "de"))


@pytest.mark.parametrize(
    "name", ["asparaginase", "pegaspargase", "mercaptopurine", "cytarabine", "busulfan", "letermovir", "prednisone",
             "methotrexate", "thioguanine", "cyclophosphamide", "azacitidine", "venetoclax", "Etoposide"]
)  # fmt: skip
def test_drugs_of_leukemia_are_known(name: str) -> None:
    assert [name[start:end] for start, end, kind in spans_of(name) if kind == "drug"] == [name]


@pytest.mark.parametrize(
    "word", ["combine", "determine", "medicine", "comparison", "concept", "years", "guidance", "margin", "Personen",
             "Peptid", "Börsen", "Versen", "Isolierung", "Konzept", "Tische", "Zyklen"]
)  # fmt: skip
def test_plain_words_are_no_drugs(word: str) -> None:
    assert spans_of(word) == []


@pytest.mark.parametrize(
    ("language", "source", "target"),
    [
        ("de", "It was given twice daily.", "Es wurde dreimal täglich gegeben."),
        ("de", "Ten micrograms were given.", "Zehn Milligramm wurden gegeben."),
        ("ar", "Ten micrograms were given.", "أعطيت عشرة مليغرامات."),
        ("de", "Two doses", "Zweihundert Dosen"), ("de", "MRD was negative.", "Die MRD war positiv."),
        ("ar", "The test was positive.", "كان الاختبار سلبيا."),
        ("de", "The dose was halved.", "Die Dosis wurde verdoppelt."),
        ("de", "It is given once weekly.", "Es wird einmal täglich gegeben."),
        ("de", "After three months", "Nach drei Wochen"), ("fr", "After three months", "Après trois semaines"),
    ],
)  # fmt: skip
def test_doses_and_findings_in_words_that_changed_are_found(language: str, source: str, target: str) -> None:
    assert faults_of_machine(plain_segment(source), target, language)


@pytest.mark.parametrize(
    ("language", "source", "target"),
    [
        ("de", "It was given twice daily for two weeks.", "Es wurde zwei Wochen lang zweimal täglich gegeben."),
        ("de", "MRD was negative on the day after treatment.", "Am Tag nach der Behandlung war die MRD negativ."),
        ("de", "Two hundred patients", "Zweihundert Patienten"),
        ("de", "Half of them were Ph-positive.", "Die Hälfte war Ph-positiv."),
        ("ar", "The test was negative after three months.", "كان الاختبار سلبيا بعد ثلاثة أشهر."),
        ("ar", "It is given once weekly.", "يعطى مرة واحدة أسبوعيا."),
        ("de", "A double-blind trial", "Eine doppelblinde Studie"),
    ],
)  # fmt: skip
def test_doses_and_findings_in_words_that_are_kept_are_accepted(language: str, source: str, target: str) -> None:
    assert faults_of_machine(plain_segment(source), target, language) == []


# -- what says the same, and what does not ----------------------------------------------------------------------------
@pytest.mark.parametrize(("language", "source", "target"), ALTERED)
def test_translation_that_says_something_else_is_refused(language: str, source: str, target: str) -> None:
    assert faults_of_machine(plain_segment(source), target, language)


@pytest.mark.parametrize(("source", "german", "arabic"), PAIRS)
def test_faithful_translation_is_accepted(source: str, german: str, arabic: str) -> None:
    assert faults_of_machine(plain_segment(source), german, "de") == []
    assert faults_of_machine(plain_segment(source), arabic, "ar") == []


@pytest.mark.parametrize(
    ("source", "faithful", "altered"),
    [
        ("They received two doses in two weeks.", "تلقوا جرعتين في أسبوعين.", "تلقوا جرعتين في أسبوع."),
        ("They received one dose in two weeks.", "تلقوا جرعة واحدة في أسبوعين.", "تلقوا جرعتين في أسبوعين."),
        ("2 doses were given on 2 days.", "أُعطيت 2 جرعتان في 2 يومين.", "أُعطيت 2 جرعتان في 2 يومين مرتين."),
        ("the doses of days 1 and 8", "جرعات اليومين 1 و 8", "جرعات اليومين 1 و 8 كل ساعتين"),
        ("both doses", "كلتا الجرعتين", "كلتا الجرعتين مرتين"),
        ("Two hundred and two doses", "مئتان واثنان من الجرعات", "مئتان وجرعتان"),
        ("Twenty-two years", "اثنان وعشرون عامًا", "اثنان وثلاثون عامًا"),
    ],
)
def test_each_two_of_arabic_belongs_to_its_noun(source: str, faithful: str, altered: str) -> None:
    assert faults_of_machine(plain_segment(source), faithful, "ar") == []
    assert faults_of_machine(plain_segment(source), altered, "ar")


@pytest.mark.parametrize(("language", "most"), [("de", 25), ("ar", 50)])
def test_few_sentences_of_the_interface_are_refused(language: str, most: int) -> None:
    """1,370 sentences in free and faithful translations, more freely than a machine's may be."""
    entries = polib.pofile(str(conf.BASE_DIR / "locale" / language / "LC_MESSAGES" / "django.po"))
    plain = [(PLACE.sub(" X ", entry.msgid), PLACE.sub(" X ", entry.msgstr)) for entry in entries if entry.translated()]
    refused = [
        source for source, said in plain if said.strip() and faults_of_machine(plain_segment(source), said, language)
    ]
    assert len(plain) > 1_200
    assert len(refused) <= most, refused


# What reads like something that counts, and does not.
@pytest.mark.parametrize(
    ("language", "source", "target"),
    [
        ("ar", "As a rule, help is given every day.", "تُقدَّم المساعدة بشكل عام كل يوم."),
        ("ar", "Proteins of cells and cancer were measured.", "قيست بروتينات الخلايا والسرطان بين المصابين."),
        ("ar", "40 percent of them", "40 في المئة منهم"),
        ("de", "I think that IV fluids help.", "Ich denke, dass i.v. Flüssigkeiten helfen."),
        ("de", "Phase IV trials follow.", "Phase-IV-Studien folgen."),
        ("de", "It is recommended to test.", "Es wird empfohlen zu testen."),
        ("de", "the ineligible companies", "die betroffenen Unternehmen"),
    ],
)
def test_words_that_only_look_like_it_change_nothing(language: str, source: str, target: str) -> None:
    assert faults_of_machine(plain_segment(source), target, language) == []


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a phase III trial", ["III"]), ("Grade III–IV", ["III", "IV"]), ("phase I/II", ["I", "II"]), ("I think", []),
        ("an IV line", []), ("½ tablet", ["½"]), ("10⁶ cells", ["10⁶"]), ("NYHA class I", ["I"]), ("per m²", ["m²"]),
    ],
)  # fmt: skip
def test_fractions_and_roman_numerals_are_protected(text: str, kept: list[str]) -> None:
    assert [text[start:end] for start, end, _ in spans_of(text)] == kept
