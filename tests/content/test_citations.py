"""References in Vancouver style, against samples of the National Library of Medicine."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.citations import links_of, shorten_pages, vancouver
from tests.content.sources import make_reference

NOTHING = dict.fromkeys(("authors", "title", "journal", "volume", "issue", "pages", "doi", "pmid", "url", "note"), "")


def reference(**fields) -> dict:
    return make_reference(**{**NOTHING, "year": None, **fields})


# Samples of formatted references, National Library of Medicine: nlm.nih.gov/bsd/uniform_requirements.html, without the
# month, which "may be omitted" where a journal carries continuous pagination throughout a volume.
SAMPLES = [
    (
        {
            "authors": "Halpern SD, Ubel PA, Caplan AL",
            "title": "Solid-organ transplantation in HIV-infected patients",
            "journal": "N Engl J Med", "year": 2002, "volume": "347", "issue": "4", "pages": "284-287",
        },
        "Halpern SD, Ubel PA, Caplan AL. Solid-organ transplantation in HIV-infected patients. N Engl J Med."
        " 2002;347(4):284-7.",
    ),
    (
        {
            "authors": "Rose ME, Huerbin MB, Melick J, Marion DW, Palmer AM, Schiding JK, et al.",
            "title": "Regulation of interstitial excitatory amino acid concentrations after cortical contusion injury",
            "journal": "Brain Res", "year": 2002, "volume": "935", "issue": "1-2", "pages": "40-46",
        },
        "Rose ME, Huerbin MB, Melick J, Marion DW, Palmer AM, Schiding JK, et al. Regulation of interstitial excitatory"
        " amino acid concentrations after cortical contusion injury. Brain Res. 2002;935(1-2):40-6.",
    ),
    (  # no author, one page
        {
            "title": "21st century heart solution may have a sting in the tail", "journal": "BMJ", "year": 2002,
            "volume": "325", "issue": "7357", "pages": "184",
        },
        "21st century heart solution may have a sting in the tail. BMJ. 2002;325(7357):184.",
    ),
    (  # volume with supplement
        {
            "authors": "Geraud G, Spierings EL, Keywood C",
            "title": "Tolerability and safety of frovatriptan with short- and long-term use for treatment of migraine"
            " and in comparison with sumatriptan",
            "journal": "Headache", "year": 2002, "volume": "42 Suppl 2", "pages": "S93-99",
        },
        "Geraud G, Spierings EL, Keywood C. Tolerability and safety of frovatriptan with short- and long-term use for"
        " treatment of migraine and in comparison with sumatriptan. Headache. 2002;42 Suppl 2:S93-9.",
    ),
    (  # issue with supplement
        {
            "authors": "Glauser TA", "title": "Integrating clinical trial data into clinical practice",
            "journal": "Neurology", "year": 2002, "volume": "58", "issue": "12 Suppl 7", "pages": "S6-S12",
        },
        "Glauser TA. Integrating clinical trial data into clinical practice. Neurology. 2002;58(12 Suppl 7):S6-12.",
    ),
    (  # issue with no volume
        {
            "authors": "Banit DM, Kaufer H, Hartford JM",
            "title": "Intraoperative frozen section analysis in revision total joint arthroplasty",
            "journal": "Clin Orthop", "year": 2002, "issue": "401", "pages": "230-238",
        },
        "Banit DM, Kaufer H, Hartford JM. Intraoperative frozen section analysis in revision total joint arthroplasty."
        " Clin Orthop. 2002;(401):230-8.",
    ),
    (  # no volume or issue
        {
            "title": "Outreach: bringing HIV-positive individuals into care", "journal": "HRSA Careaction",
            "year": 2002, "pages": "1-6",
        },
        "Outreach: bringing HIV-positive individuals into care. HRSA Careaction. 2002:1-6.",
    ),
    (  # pagination in Roman numerals
        {
            "authors": "Chadwick R, Schuklenk U", "title": "The politics of ethical consensus finding",
            "journal": "Bioethics", "year": 2002, "volume": "16", "issue": "2", "pages": "iii-v",
        },
        "Chadwick R, Schuklenk U. The politics of ethical consensus finding. Bioethics. 2002;16(2):iii-v.",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "text"), SAMPLES)
def test_reference_reads_as_the_library_has_it(fields, text):
    assert vancouver(reference(**fields)) == text


@pytest.mark.parametrize(
    ("pages", "shortened"),
    [
        # MEDLARS Indexing Manual, 10.2: only the digits that change.
        ("12-19", "12-9"),
        ("21-30", "21-30"),
        ("304-310", "304-10"),
        ("645-648", "645-8"),
        ("1199-1205", "1199-205"),
        ("34", "34"),
        # Ranges that cross a length, are short already, or are one page.
        ("95-105", "95-105"),
        ("998-1004", "998-1004"),
        ("320-33", "320-33"),
        ("320-320", "320"),
        ("320–333", "320-33"),
        ("320 - 333", "320-33"),
        # Letters before the number are not repeated; a letter after it keeps the number whole.
        ("S93-S99", "S93-9"),
        ("S93-99", "S93-9"),
        ("e123-e130", "e123-30"),
        ("A1-B2", "A1-B2"),
        ("126A-127A", "126A-127A"),
        # What is no single range stays.
        ("34-36, 87-91", "34-36, 87-91"),
        ("e2301234", "e2301234"),
        ("iii-v", "iii-v"),
        ("", ""),
    ],
)
def test_range_of_pages_keeps_the_digits_that_change(pages, shortened):
    assert shorten_pages(pages) == shortened


@given(first=st.integers(1, 99_999), length=st.integers(0, 500))
def test_shortened_range_still_tells_its_last_page(first, length):
    last = first + length
    start, _, end = shorten_pages(f"{first}-{last}").partition("-")
    digits = str(last)
    assert int(start) == first
    assert (digits[: len(digits) - len(end)] + end if end else start) == digits


@given(st.text(max_size=40))
def test_any_pages_are_formatted(pages):
    assert vancouver(reference(year=2002, pages=pages)).startswith("2002")


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({}, ""),
        ({"title": "A paper"}, "A paper."),
        ({"year": 2024}, "2024."),
        ({"journal": "Blood", "year": 2024}, "Blood. 2024."),
        ({"journal": "Blood", "year": 2024, "volume": "142"}, "Blood. 2024;142."),
        ({"journal": "Blood", "volume": "142", "pages": "1-9"}, "Blood. 142:1-9."),
        ({"journal": "Blood", "pages": "1-9"}, "Blood."),
        ({"title": "Is it so?", "journal": "Blood"}, "Is it so? Blood."),
        ({"authors": "Roddie C, et al.", "title": "A paper"}, "Roddie C, et al. A paper."),
        ({"title": "A paper", "note": "Abstract only"}, "A paper. Abstract only."),
    ],
)
def test_parts_that_are_not_known_are_left_out(fields, text):
    assert vancouver(reference(**fields)) == text


def test_way_to_a_work_is_its_doi_and_its_pubmed_number():
    links = links_of(reference(doi="10.1056/NEJMoa2312948", pmid="39046357", url="https://a.example"))
    assert links == [
        ("https://doi.org/10.1056/NEJMoa2312948", "doi:10.1056/NEJMoa2312948"),
        ("https://pubmed.ncbi.nlm.nih.gov/39046357/", "PubMed 39046357"),
    ]


def test_way_to_a_work_is_its_address_when_it_has_no_number():
    assert links_of(reference(url="https://a.example/b")) == [("https://a.example/b", "https://a.example/b")]


def test_work_without_number_and_address_has_no_link():
    assert links_of(reference()) == []


def test_doi_with_signs_of_an_address_stays_one_path():
    """The oldest DOIs hold <, >, # and ;: unescaped, the part behind # would never reach the resolver."""
    doi = "10.1002/(SICI)1097-0258(19980815/30)17:15/16<1661::AID-SIM968>3.0.CO;2-2#x?y"
    assert links_of(reference(doi=doi))[0] == (
        "https://doi.org/10.1002/(SICI)1097-0258(19980815/30)17:15/16%3C1661::AID-SIM968%3E3.0.CO;2-2%23x%3Fy",
        f"doi:{doi}",
    )
