"""Drugs in the spelling of another language, and acids and salts that are near to each other."""

import pytest

from content.translating.segments import plain_segment
from content.translating.spellings import folded
from content.translating.verifying import faults_of_machine

CAME = [
    ("de", "They received vincristine.", "Sie erhielten vincristine und Cyclophosphamid."),
    ("fr", "They received vincristine.", "Ils ont reçu vincristine et du cyclophosphamide."),
    ("fr", "They received vincristine.", "Ils ont reçu vincristine et de la daunorubicine."),
    ("es", "They received vincristine.", "Recibieron vincristine y ciclofosfamida."),
    ("de", "They received vincristine.", "Sie erhielten vincristine und Zytarabin."),
    ("de", "They received vincristine.", "Sie erhielten vincristine und Methotrexat."),
    ("ar", "They received vincristine.", "تلقوا vincristine وسيكلوفوسفاميد."),
    ("de", "Give folinic acid.", "Geben Sie Folsäure."),
    ("ar", "Give folinic acid.", "أعطوا حمض الفوليك."),
    ("de", "Give potassium chloride.", "Geben Sie Natriumchlorid."),
    ("ar", "Give potassium chloride.", "أعطوا كلوريد الصوديوم."),
    ("ar", "They received vincristine.", "تلقوا vincristine والميثوتريكسات."),
    ("ar", "They received vincristine.", "تلقوا vincristine وديكساميثازون."),
    ("fr", "They received vincristine.", "Ils ont reçu vincristine et du méthotrexate."),
    ("de", "They received vincristine.", "Sie erhielten vincristine bei hohem Methotrexatspiegel."),
    ("es", "Give folinic acid.", "Administre ácido fólico."),
]  # fmt: skip
KEPT = [
    ("de", "They received vincristine.", "Sie erhielten vincristine (Vincristin)."),
    (
        "de", "They received cyclophosphamide, and the cyclophosphamide level was measured.",
        "Sie erhielten cyclophosphamide, und der cyclophosphamide-Spiegel wurde gemessen.",
    ),
    ("de", "Anthracyclines harm the heart.", "Anthrazykline schaden dem Herzen."),
    ("es", "It was called clinical.", "Se llamaba clínica; las médicas básicas."),
    (
        "fr", "The comparison in prison.",
        "La comparaison de la maison en prison, la raison et la saison, une carabine.",
    ),
    ("de", "Give folinic acid.", "Geben Sie Folinsäure."),
    ("ar", "Give folinic acid.", "أعطوا حمض الفولينيك."),
    ("de", "Give folic acid.", "Geben Sie Folsäure."),
    ("ar", "Give folic acid.", "أعطوا حمض الفوليك."),
    ("fr", "Give folinic acid.", "Donnez de l’acide folinique."),
    ("de", "Give potassium chloride.", "Geben Sie Kaliumchlorid."),
    ("ar", "Give potassium chloride.", "أعطوا كلوريد البوتاسيوم."),
    ("es", "Give potassium chloride.", "Administre cloruro de potasio."),
    ("de", "Hypokalemia was seen.", "Eine Hypokaliämie wurde gesehen."),
    ("de", "Saline was infused.", "Es wurde Kochsalzlösung infundiert."),
    ("ar", "They received vincristine.", "تلقوا vincristine (فينكريستين)."),
    ("de", "Penicillins may help.", "Penizilline können helfen."),
]  # fmt: skip


@pytest.mark.parametrize(("language", "source", "target"), CAME)
def test_another_drug_is_found_however_it_is_spelt(language: str, source: str, target: str) -> None:
    faults = faults_of_machine(plain_segment(source), target, language)
    assert any("drugs" in fault or "salts" in fault for fault in faults)


@pytest.mark.parametrize(("language", "source", "target"), KEPT)
def test_the_same_drug_or_salt_is_accepted(language: str, source: str, target: str) -> None:
    assert faults_of_machine(plain_segment(source), target, language) == []


@pytest.mark.parametrize(
    ("name", "others"),
    [
        ("cyclophosphamide", ["Cyclophosphamid", "Zyklophosphamid", "ciclofosfamida"]),
        ("cytarabine", ["Cytarabin", "Zytarabin", "citarabina"]),
        ("methotrexate", ["Methotrexat", "méthotrexate", "metotrexato"]),
        ("etoposide", ["Etoposid", "étoposide", "etopósido"]),
    ],
)
def test_spellings_of_one_name_are_the_same(name: str, others: list[str]) -> None:
    assert {folded(other) for other in others} == {folded(name)}
