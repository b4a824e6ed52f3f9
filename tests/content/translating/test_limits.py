"""Limits and rhythms in words: at least and at most, over and under, every other day, fortnightly, tripled."""

import pytest

from content.translating.segments import plain_segment
from content.translating.verifying import faults_of_machine

TURNED = [
    ("de", "It was given every other day.", "Es wurde jeden Tag gegeben."),
    ("ar", "It was given every other day.", "أُعطي كل يوم."),
    ("de", "The risk tripled.", "Das Risiko verdoppelte sich."),
    ("ar", "The risk tripled.", "تضاعف الخطر مرتين."),
    ("ar", "The risk tripled.", "تضاعف الخطر."),
    ("de", "It was given fortnightly.", "Es wurde wöchentlich gegeben."),
    ("ar", "It was given fortnightly.", "أُعطي أسبوعيًا."),
    ("de", "It lasted at least 5 days.", "Es dauerte höchstens 5 Tage."),
    ("de", "It lasted at most 5 days.", "Es dauerte mindestens 5 Tage."),
    ("ar", "It lasted at least 5 days.", "استمر 5 أيام على الأكثر."),
    ("ar", "It lasted at most 5 days.", "استمر 5 أيام على الأقل."),
    ("de", "MRD was under 5%.", "Die MRD lag über 5%."),
    ("de", "MRD was over 5%.", "Die MRD lag unter 5%."),
    ("ar", "MRD was under 5%.", "كان MRD أعلى من 5%."),
    ("ar", "MRD was over 5%.", "كان MRD دون 5%."),
    ("ar", "MRD was over 5%.", "كان MRD أقل من 5%."),
    ("de", "Children under the age of 18", "Kinder über 18 Jahren"),
    ("ar", "Children younger than 18 years", "الأطفال الأكبر من 18 سنة"),
    ("de", "Adults aged 18 years or older", "Personen im Alter von 18 Jahren oder jünger"),
    ("ar", "Adults aged 18 years or older", "البالغون بعمر 18 سنة فأقل"),
    ("de", "Give no more than 2 mg.", "Geben Sie nicht weniger als 2 mg."),
    ("ar", "Give no more than 2 mg.", "لا تعطوا أقل من 2 mg."),
    ("de", "Give a maximum of 2 mg.", "Geben Sie mindestens 2 mg."),
    ("ar", "Give a maximum of 2 mg.", "أعطوا 2 mg بحد أدنى."),
    ("ar", "It doubled.", "ازداد إلى ثلاثة أضعاف."),
    ("de", "It was given every other week.", "Es wurde jede Woche gegeben."),
    ("ar", "Give at least 2 mg.", "لا تعطوا أكثر من 2 mg."),
    ("de", "No relapse below 5% was seen.", "Rezidive unter 5% wurden gesehen."),
    (
        "de", "At least 5 but no more than 10 doses were given.",
        "Es wurden höchstens 5, aber mindestens 10 Dosen gegeben.",
    ),
    ("ar", "At least 5 but no more than 10 doses were given.", "أُعطيت 5 جرعات على الأكثر ولكن 10 جرعات على الأقل."),
    ("de", "MRD below 0.01% was reached by at least half.", "Eine MRD über 0.01% erreichte höchstens die Hälfte."),
    ("de", "MRD below 0.01% was reached by at least half.", "Eine MRD über 0.01% erreichte mindestens die Hälfte."),
    ("fr", "It lasted at least 5 days.", "Cela a duré au plus 5 jours."),
    ("es", "It lasted at least 5 days.", "Duró como máximo 5 días."),
]  # fmt: skip
KEPT = [
    ("de", "It was given every other day.", "Es wurde jeden zweiten Tag gegeben."),
    ("de", "It was given every other day.", "Es wurde alle zwei Tage gegeben."),
    ("ar", "It was given every other day.", "أُعطي يومًا بعد يوم."),
    ("ar", "It was given every other day.", "أُعطي كل يومين."),
    ("de", "The risk tripled.", "Das Risiko verdreifachte sich."),
    ("ar", "The risk tripled.", "تضاعف الخطر ثلاث مرات."),
    ("ar", "The risk tripled.", "ازداد الخطر إلى ثلاثة أضعاف."),
    ("de", "It was given fortnightly.", "Es wurde alle zwei Wochen gegeben."),
    ("de", "It was given fortnightly.", "Es wurde zweiwöchentlich gegeben."),
    ("ar", "It was given fortnightly.", "أُعطي كل أسبوعين."),
    ("de", "It lasted at least 5 days.", "Es dauerte mindestens 5 Tage."),
    ("de", "It lasted at least 5 days.", "Es dauerte nicht weniger als 5 Tage."),
    ("de", "It lasted at most 5 days.", "Es dauerte höchstens 5 Tage."),
    ("de", "It lasted at most 5 days.", "Es dauerte nicht länger als 5 Tage."),
    ("de", "It did not last more than 5 days.", "Es dauerte nicht mehr als 5 Tage."),
    ("ar", "It lasted at least 5 days.", "استمر 5 أيام على الأقل."),
    ("ar", "It lasted at least 5 days.", "استمر ما لا يقل عن 5 أيام."),
    ("ar", "It lasted at most 5 days.", "استمر 5 أيام على الأكثر."),
    ("ar", "It lasted at most 5 days.", "استمر مدة لا تزيد على 5 أيام."),
    ("ar", "It lasted no more than 5 days.", "لم يتجاوز 5 أيام."),
    ("de", "MRD was under 5%.", "Die MRD lag unter 5%."),
    ("de", "MRD was under 5%.", "Die MRD betrug weniger als 5%."),
    ("de", "MRD was over 5%.", "Die MRD lag über 5%."),
    ("ar", "MRD was under 5%.", "كان MRD أقل من 5%."),
    ("ar", "MRD was under 5%.", "كان MRD دون 5%."),
    ("ar", "MRD was over 5%.", "كان MRD أعلى من 5%."),
    ("ar", "MRD was over 5%.", "تجاوز MRD نسبة 5%."),
    ("de", "It was infused for up to 30 minutes.", "Es wurde über bis zu 30 Minuten infundiert."),
    (
        "de", "Adults aged 18 years or older with blasts of 5% or less",
        "Erwachsene ab 18 Jahren mit höchstens 5% Blasten",
    ),
    ("ar", "Adults aged 18 years or older", "البالغون بعمر 18 سنة فأكثر"),
    ("ar", "Children under 18 years", "الأطفال دون سن 18 سنة"),
    ("de", "Children under the age of 18", "Kinder unter 18 Jahren"),
    ("de", "A double-blind trial of doubled doses", "Eine doppelblinde Studie mit verdoppelten Dosen"),
    ("de", "Give no more than 2 mg.", "Geben Sie höchstens 2 mg."),
    ("ar", "Give no more than 2 mg.", "أعطوا 2 mg على الأكثر."),
    ("ar", "Give no more than 2 mg.", "لا تعطوا أكثر من 2 mg."),
    ("de", "No relapse below 5% was seen.", "Unter 5% wurde kein Rezidiv gesehen."),
    ("de", "There was no relapse for at least 5 years.", "Mindestens 5 Jahre lang gab es kein Rezidiv."),
    ("ar", "There was no relapse for at least 5 years.", "لم يحدث انتكاس مدة 5 سنوات على الأقل."),
    ("de", "Every other week a dose was given.", "Jede zweite Woche wurde eine Dosis gegeben."),
    ("ar", "Every other week a dose was given.", "أُعطيت جرعة كل أسبوعين."),
    (
        "de", "At least 5 but no more than 10 doses were given.",
        "Es wurden mindestens 5, aber höchstens 10 Dosen gegeben.",
    ),
    ("de", "MRD below 0.01% was reached by at least half.", "Eine MRD unter 0.01% erreichte mindestens die Hälfte."),
    ("ar", "MRD below 0.01% was reached by at least half.", "بلغ نصفهم على الأقل MRD أقل من 0.01%."),
    ("fr", "It lasted at least 5 days.", "Cela a duré au moins 5 jours."),
    ("fr", "Give no more than 2 mg.", "Ne donnez pas plus de 2 mg."),
    ("es", "It lasted at least 5 days.", "Duró al menos 5 días."),
    ("es", "Children under 18 years", "Niños menores de 18 años"),
    ("de", "Adults 18 years or older with fewer than 5% blasts", "Erwachsene ab 18 Jahren mit weniger als 5% Blasten"),
    (
        "ar", "Adults 18 years or older with fewer than 5% blasts",
        "البالغون بعمر 18 سنة فأكثر مع أقل من 5% من الأرومات",
    ),
    ("ar", "At least 5 but no more than 10 doses were given.", "أُعطيت 5 جرعات على الأقل ولكن لا تزيد على 10 جرعات."),
]  # fmt: skip


@pytest.mark.parametrize(("language", "source", "target"), TURNED)
def test_limit_or_rhythm_that_changed_is_found(language: str, source: str, target: str) -> None:
    assert faults_of_machine(plain_segment(source), target, language)


@pytest.mark.parametrize(("language", "source", "target"), KEPT)
def test_limit_or_rhythm_in_other_words_is_accepted(language: str, source: str, target: str) -> None:
    assert faults_of_machine(plain_segment(source), target, language) == []
