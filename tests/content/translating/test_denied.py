"""Words that deny by how they begin or end, and what a sentence denies: neither may be lost or change places."""

import pytest

from content.translating.segments import plain_segment
from content.translating.verifying import faults_of_machine

TURNED = [
    ("de", "The difference was nonsignificant.", "Der Unterschied war signifikant."),
    ("ar", "The difference was nonsignificant.", "كان الفرق ذا دلالة إحصائية."),
    ("de", "It was noninferior.", "Es war unterlegen."),
    ("ar", "It was noninferior.", "كان أدنى."),
    ("de", "It was a nonrandomized trial.", "Es war eine randomisierte Studie."),
    ("ar", "It was a nonrandomized trial.", "كانت تجربة معشاة."),
    ("de", "The nonrelapse mortality was 4%.", "Die Rezidivmortalität betrug 4%."),
    ("ar", "The nonrelapse mortality was 4%.", "بلغت الوفيات بالانتكاس 4%."),
    ("de", "It is unsafe.", "Es ist ungemein sicher."),
    ("de", "The patient was afebrile.", "Der Patient hatte Fieber."),
    ("ar", "The patient was afebrile.", "كان المريض محمومًا."),
    ("de", "Most were asymptomatic.", "Die meisten waren symptomatisch."),
    ("ar", "Most were asymptomatic.", "كان معظمهم مصابين بأعراض."),
    ("de", "It was useless.", "Es war nützlich."),
    ("ar", "It was useless.", "كان مفيدًا."),
    ("de", "Give blinatumomab, and do not give rituximab.", "Geben Sie kein blinatumomab, und geben Sie rituximab."),
    ("ar", "Give blinatumomab, and do not give rituximab.", "لا تعطوا blinatumomab، وأعطوا rituximab."),
    (
        "de", "Vincristine is given intravenously and never intrathecally.",
        "Vincristine wird niemals intravenös und intrathekal gegeben.",
    ),
    (
        "de", "Vincristine is given intravenously and never intrathecally.",
        "Vincristine wird intrathekal und niemals intravenös gegeben.",
    ),
    (
        "ar", "Vincristine is given intravenously and never intrathecally.",
        "يُعطى Vincristine داخل القراب ولا يُعطى أبدًا في الوريد.",
    ),
    (
        "ar", "Vincristine is given intravenously and never intrathecally.",
        "لا يُعطى Vincristine أبدًا في الوريد ويُعطى داخل القراب.",
    ),
    (
        "de", "Methotrexate was stopped, and vincristine was continued.",
        "Methotrexate wurde weitergegeben, und vincristine wurde abgesetzt.",
    ),
    ("ar", "Methotrexate was stopped, and vincristine was continued.", "استمر Methotrexate وأُوقف vincristine."),
    ("de", "Give 5 mg, not 10 mg.", "Geben Sie nicht 5 mg, sondern 10 mg."),
    ("ar", "Give 5 mg, not 10 mg.", "لا تعطوا 5 mg، بل 10 mg."),
    (
        "de", "Give rituximab but never give it intrathecally.",
        "Geben Sie rituximab nie, aber geben Sie es intrathekal.",
    ),
    ("de", "Rituximab was given, imatinib was not.", "Imatinib wurde gegeben, rituximab nicht."),
    ("de", "Rituximab was given and imatinib was not.", "Rituximab wurde nicht gegeben, imatinib hingegen schon."),
    ("ar", "Rituximab was given, imatinib was not.", "لم يُعطَ Rituximab، وأُعطي imatinib."),
    ("de", "The nonresponders died.", "Die Responder starben."),
    ("de", "It is nontoxic.", "Es ist toxisch."),
    ("ar", "It is nontoxic.", "إنه سام."),
    ("de", "It is harmless.", "Es ist schädlich."),
]  # fmt: skip
KEPT = [
    ("de", "The difference was nonsignificant.", "Der Unterschied war nicht signifikant."),
    ("ar", "The difference was nonsignificant.", "كان الفرق غير ذي دلالة إحصائية."),
    ("de", "It was noninferior.", "Es war nicht unterlegen."),
    ("de", "Noninferiority was shown.", "Nichtunterlegenheit wurde gezeigt."),
    ("ar", "It was noninferior.", "لم يكن أدنى."),
    ("ar", "Noninferiority was shown.", "ثبتت عدم الدونية."),
    ("de", "It was a nonrandomized trial.", "Es war eine nicht randomisierte Studie."),
    ("ar", "It was a nonrandomized trial.", "كانت تجربة غير معشاة."),
    ("de", "The nonrelapse mortality was 4%.", "Die rezidivunabhängige Mortalität betrug 4%."),
    ("de", "The nonrelapse mortality was 4%.", "Die Nicht-Rezidiv-Mortalität betrug 4%."),
    ("ar", "The nonrelapse mortality was 4%.", "بلغت الوفيات غير المرتبطة بالانتكاس 4%."),
    ("de", "non-Hodgkin lymphoma", "Non-Hodgkin-Lymphom"),
    ("ar", "non-Hodgkin lymphoma", "اللمفوما اللاهودجكينية"),
    ("de", "It is unsafe.", "Es ist nicht sicher."),
    ("de", "It is unsafe.", "Es ist unsicher."),
    ("de", "The patient was afebrile.", "Der Patient war fieberfrei."),
    ("de", "The patient was afebrile.", "Der Patient hatte kein Fieber."),
    ("ar", "The patient was afebrile.", "لم يكن المريض محمومًا."),
    ("de", "Most were asymptomatic.", "Die meisten waren asymptomatisch."),
    ("de", "Most were asymptomatic.", "Die meisten waren beschwerdefrei."),
    ("ar", "Most were asymptomatic.", "كان معظمهم بلا أعراض."),
    ("de", "It was useless.", "Es war nutzlos."),
    ("ar", "It was useless.", "كان عديم الفائدة."),
    ("ar", "It was useless.", "كان بلا فائدة."),
    ("de", "Nonetheless, none of them died.", "Dennoch starb keiner von ihnen."),
    ("de", "Give blinatumomab, and do not give rituximab.", "Geben Sie blinatumomab, aber kein rituximab."),
    ("de", "Give blinatumomab but not rituximab.", "Es soll blinatumomab, nicht aber rituximab gegeben werden."),
    ("ar", "Give blinatumomab, and do not give rituximab.", "أعطوا blinatumomab ولا تعطوا rituximab."),
    (
        "de", "Vincristine is given intravenously and never intrathecally.",
        "Vincristine wird intravenös und niemals intrathekal gegeben.",
    ),
    (
        "de", "Vincristine is given intravenously and never intrathecally.",
        "Geben Sie Vincristine ausschließlich intravenös, nie intrathekal.",
    ),
    (
        "ar", "Vincristine is given intravenously and never intrathecally.",
        "يُعطى Vincristine في الوريد ولا يُعطى أبدًا داخل القراب.",
    ),
    (
        "ar", "Vincristine is given intravenously and never intrathecally.",
        "يُعطى Vincristine وريديًا، ولا يُعطى داخل القراب أبدًا.",
    ),
    ("de", "Neither blinatumomab nor rituximab was given.", "Weder blinatumomab noch rituximab wurde gegeben."),
    ("ar", "Neither blinatumomab nor rituximab was given.", "لم يُعطَ blinatumomab ولا rituximab."),
    ("de", "Not only blinatumomab but also rituximab helped.", "Nicht nur blinatumomab, sondern auch rituximab half."),
    (
        "de", "Relapse occurred in 5% with blinatumomab and in 9% without.",
        "Ein Rezidiv trat bei 5% mit blinatumomab und bei 9% ohne auf.",
    ),
    (
        "ar", "Relapse occurred in 5% with blinatumomab and in 9% without.",
        "حدث انتكاس لدى 5% مع blinatumomab ولدى 9% بدونه.",
    ),
    ("de", "Of 40 patients, 12 did not respond.", "Von 40 Patienten sprachen 12 nicht an."),
    (
        "de", "Methotrexate was stopped, and vincristine was continued.",
        "Methotrexate wurde abgesetzt, vincristine wurde weitergegeben.",
    ),
    ("ar", "Methotrexate was stopped, and vincristine was continued.", "أُوقف Methotrexate واستمر vincristine."),
    ("de", "Nonadherence was common.", "Mangelnde Adhärenz war häufig."),
    ("de", "Nonadherence was common.", "Nichtadhärenz war häufig."),
    ("ar", "Nonadherence was common.", "كان عدم الالتزام شائعًا."),
    ("ar", "Noninferiority was not shown.", "لم تثبت عدم الدونية."),
    ("de", "Noninferiority was not shown.", "Die Nichtunterlegenheit wurde nicht gezeigt."),
    ("fr", "The difference was nonsignificant.", "La différence n’était pas significative."),
    ("fr", "It was noninferior to imatinib.", "Il était non inférieur à imatinib."),
    ("es", "It was noninferior to imatinib.", "No fue inferior a imatinib."),
]  # fmt: skip


@pytest.mark.parametrize(("language", "source", "target"), TURNED)
def test_denial_that_is_lost_or_turned_to_something_else_is_found(language: str, source: str, target: str) -> None:
    assert faults_of_machine(plain_segment(source), target, language)


@pytest.mark.parametrize(("language", "source", "target"), KEPT)
def test_denial_in_the_words_of_another_language_is_accepted(language: str, source: str, target: str) -> None:
    assert faults_of_machine(plain_segment(source), target, language) == []
