"""Figures and drugs keep their sentence and their order, but for those that were seen to move with their own word."""

import re
from itertools import combinations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from content.translating.beside import nouns_beside
from content.translating.protecting import from_wire, to_wire
from content.translating.segments import plain_segment
from content.translating.verifying import faults_of_machine
from tests.content.translating.machines import translated
from tests.content.translating.test_verifying import FIGURES, WORDS
from tests.properties import examples

MANY = settings(max_examples=examples(150), deadline=None, suppress_health_check=list(HealthCheck))
SPAN = re.compile(r'<span translate="no" class="notranslate" id="k\d+">(.*?)</span>')

EXCHANGED = [
    (
        "de", "Remission was reached by 34.4 % with ponatinib and 16.7 % with imatinib.",
        "Eine Remission erreichten 16.7 % mit ponatinib und 34.4 % mit imatinib.",
    ),
    (
        "ar", "Remission was reached by 34.4 % with ponatinib and 16.7 % with imatinib.",
        "بلغ الهدأة 16.7 % مع ponatinib و34.4 % مع imatinib.",
    ),
    (
        "de", "Remission was reached by 34.4 % with ponatinib and 16.7 % with imatinib.",
        "Eine Remission erreichten 34.4 % mit imatinib und 16.7 % mit ponatinib.",
    ),
    ("de", "232 of 245 randomized adults were treated.", "245 von 232 randomisierten Erwachsenen wurden behandelt."),
    ("ar", "232 of 245 randomized adults were treated.", "عولج 245 من 232 بالغًا موزعين عشوائيًا."),
    ("de", "A phase 3 trial (NCT03589326)", "Eine Studie der Phase NCT03589326 (3)"),
    ("ar", "A phase 3 trial (NCT03589326)", "تجربة من المرحلة NCT03589326 (3)"),
    ("de", "The HR was 0.58. The OR was 1.2.", "Die HR betrug 1.2. Die OR betrug 0.58."),
    ("ar", "The HR was 0.58. The OR was 1.2.", "بلغ HR 1.2. وبلغ OR 0.58."),
    ("de", "The HR was 0.58; the OR was 1.2.", "Die HR betrug 1.2; die OR betrug 0.58."),
    (
        "de", "5 g of nelarabine were given. Then 50 mg of methotrexate followed.",
        "50 mg nelarabine wurden gegeben. Dann folgten 5 g methotrexate.",
    ),
    (
        "ar", "5 g of nelarabine and 50 mg of methotrexate were given.",
        "أُعطي 50 mg من nelarabine و5 g من methotrexate.",
    ),
    ("de", "ponatinib 45 mg and imatinib 600 mg", "ponatinib 600 mg und imatinib 45 mg"),
    ("ar", "ponatinib 45 mg and imatinib 600 mg", "ponatinib 600 mg و imatinib 45 mg"),
    ("fr", "ponatinib 45 mg and imatinib 600 mg", "imatinib 45 mg et ponatinib 600 mg"),
    ("es", "It was 40% after 2 years and 30% after 5 years.", "Fue del 30% tras 2 años y del 40% tras 5 años."),
    # Kinds that differ: nothing moved with the figure.
    ("de", "48% survived for 2 years.", "2 überlebten 48% Jahre."),
    ("ar", "48% survived for 2 years.", "نجا 2 مدة 48% سنوات."),
    ("de", "At 2 years 48% lived.", "Nach 48% Jahren lebten 2."),
    ("de", "In 2010, 209 patients entered.", "Im Jahr 209 wurden 2010 Patienten aufgenommen."),
    ("de", "15 of 20 patients responded.", "Von 15 Patienten sprachen 20 an."),
    ("ar", "15 of 20 patients responded.", "استجاب 20 من 15 مريضًا."),
    ("de", "40 patients were followed for 2 years.", "2 Patienten wurden 40 Jahre lang beobachtet."),
    ("ar", "40 patients were followed for 2 years.", "تُوبع 2 من المرضى مدة 40 سنة."),
    ("de", "2 cycles of 28 days", "28 Zyklen zu 2 Tagen"),
    ("de", "Grade III infections in phase II", "Infektionen vom Grad II in Phase III"),
    ("de", "It ran for 3 weeks and paused for 5 days.", "Es lief 3 Tage und pausierte 5 Wochen."),
    ("ar", "It ran for 3 weeks and paused for 5 days.", "استمر 3 أيام وتوقف 5 أسابيع."),
    ("de", "CD19 was lost; CD22 was not.", "CD22 ging verloren; CD19 nicht."),
    # A drug that traded places is another drug.
    ("de", "Give blinatumomab. Do not give rituximab.", "Geben Sie rituximab. Geben Sie kein blinatumomab."),
    ("ar", "Give blinatumomab, and do not give rituximab.", "أعطوا rituximab، ولا تعطوا blinatumomab."),
]  # fmt: skip
KEPT = [
    (
        "Remission was reached by 34.4 % with ponatinib and 16.7 % with imatinib.",
        "Mit ponatinib erreichten 34.4 % eine Remission, mit imatinib 16.7 %.",
        "بلغ الهدأة 34.4 % مع ponatinib و16.7 % مع imatinib.",
    ),
    (
        "48.0% survived for 2 years and 40.0% for 5 years.",
        "Nach 2 Jahren lebten 48.0%, nach 5 Jahren 40.0%.",
        "بعد 2 سنة كان 48.0% على قيد الحياة، وبعد 5 سنوات 40.0%.",
    ),
    (
        "15 of 20 patients responded.",
        "Von 20 Patienten sprachen 15 an.",
        "من أصل 20 مريضًا استجاب 15.",
    ),
    (
        "40% of the 245 patients relapsed within 3 years.",
        "Von den 245 Patienten erlitten 40% innerhalb von 3 Jahren ein Rezidiv.",
        "خلال 3 سنوات انتكس 40% من المرضى وعددهم 245.",
    ),
    (
        "209 patients were enrolled between 2010 and 2014.",
        "Zwischen 2010 und 2014 wurden 209 Patienten aufgenommen.",
        "بين عامي 2010 و2014 سُجّل 209 مرضى.",
    ),
    (
        "Methotrexate 5 g/m² was given on day 8 of a 28-day cycle.",
        "An Tag 8 eines 28-tägigen Zyklus wurde methotrexate 5 g/m² gegeben.",
        "في اليوم 8 من دورة مدتها 28 يومًا أُعطي methotrexate 5 g/m².",
    ),
    (
        "ponatinib 45 mg and imatinib 600 mg",
        "45 mg ponatinib und 600 mg imatinib",
        "45 mg من ponatinib و600 mg من imatinib",
    ),
    (
        "The HR was 0.58 (95% CI, 0.39–0.84; p = 0.002). The OR was 1.2.",
        "Die HR betrug 0.58 (95% CI, 0.39–0.84; p = 0.002). Die OR betrug 1.2.",
        "بلغ HR 0.58 (95% CI، 0.39–0.84؛ p = 0.002). وبلغ OR 1.2.",
    ),
    (
        "In this phase 3 trial (NCT03589326), 164 adults were treated for 20 days.",
        "In dieser Phase-3-Studie (NCT03589326) wurden 164 Erwachsene 20 Tage lang behandelt.",
        "في هذه التجربة من المرحلة 3 (NCT03589326) عولج 164 بالغًا مدة 20 يومًا.",
    ),
    (
        "5 patients had grade III infections. Then 2 of them died.",
        "Infektionen vom Grad III hatten 5 Patienten. Dann starben 2 von ihnen.",
        "أصيب 5 مرضى بعدوى من الدرجة III. ثم توفي 2 منهم.",
    ),
    (
        "Twenty-one of 40 children, or 53%, were treated on days 1, 8 and 15.",
        "21 von 40 Kindern, also 53%, wurden an den Tagen 1, 8 und 15 behandelt.",
        "عولج 21 من 40 طفلًا، أي 53%، في الأيام 1 و8 و15.",
    ),
    (
        "Give blinatumomab, and do not give rituximab.",
        "Geben Sie blinatumomab, und geben Sie kein rituximab.",
        "أعطوا blinatumomab، ولا تعطوا rituximab.",
    ),
    (
        "Relapse was rare: 3% at 2 years.",
        "Rezidive waren selten. Nach 2 Jahren waren es 3%.",
        "كان الانتكاس نادرًا. وبعد 2 سنة بلغ 3%.",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("language", "source", "target"), EXCHANGED)
def test_figures_or_drugs_that_traded_places_are_found(language: str, source: str, target: str) -> None:
    faults = faults_of_machine(plain_segment(source), target, language)
    assert any("changed places" in fault for fault in faults)


@pytest.mark.parametrize(("source", "german", "arabic"), KEPT)
def test_order_of_another_language_is_accepted(source: str, german: str, arabic: str) -> None:
    assert faults_of_machine(plain_segment(source), german, "de") == []
    assert faults_of_machine(plain_segment(source), arabic, "ar") == []


@MANY
@given(st.lists(st.one_of(FIGURES.filter(lambda said: said != "blinatumomab"), WORDS), min_size=2, max_size=12))
def test_no_two_figures_can_be_exchanged(parts: list[str]) -> None:
    segment = plain_segment(" and ".join(parts))
    html = translated(to_wire(segment), "de")
    for one, other in combinations(SPAN.finditer(html), 2):
        wrong = html[: one.start()] + other[0] + html[one.end() : other.start()] + one[0] + html[other.end() :]
        assert one[1] == other[1] or faults_of_machine(segment, from_wire(segment, wrong), "de")


def test_noun_belongs_to_the_figure_that_it_touches() -> None:
    text = "on days 1 and 8 of 2 cycles, 245 newly diagnosed adults. In phase 3"
    places = [hit.span() for hit in re.finditer(r"\d+", text)]
    beside = nouns_beside(text, places, language="en")
    assert beside == [{"day"}, {"day"}, {"cycle"}, {"patient"}, {"phase"}]
