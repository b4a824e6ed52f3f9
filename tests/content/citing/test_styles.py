"""Both styles, kind by kind. Works marked with a sample are those of the guides; the others are artificial."""

import pytest

from content.citations import ama, lead_of, links_of, runs_of, vancouver
from content.citing.runs import Slanted, expand_pages
from content.rendering import cited, render_source
from tests.content.sources import make_reference, make_source

NOTHING = dict.fromkeys(("authors", "title", "journal", "volume", "issue", "pages", "doi", "pmid", "url", "note"), "")
SEVEN = "Ash A, Bay B, Cod C, Dew D, Elm E, Fir F, Gum G"

# (fields, Vancouver, AMA)
GOLDEN = {
    "article, one author": (
        {"authors": "Doe J", "title": "A trial", "journal": "J Tests", "year": 2024, "volume": "391", "issue": "4",
         "pages": "320-333"},
        "Doe J. A trial. J Tests. 2024;391(4):320-33.",
        "Doe J. A trial. *J Tests*. 2024;391(4):320-333.",
    ),
    "article, six authors": (
        {"authors": "Ash A, Bay B, Cod C, Dew D, Elm E, Fir F", "title": "Is it?", "journal": "J Tests", "year": 2024},
        "Ash A, Bay B, Cod C, Dew D, Elm E, Fir F. Is it? J Tests. 2024.",
        "Ash A, Bay B, Cod C, Dew D, Elm E, Fir F. Is it? *J Tests*. 2024.",
    ),
    "article, seven authors": (
        {"authors": SEVEN, "title": "A trial", "journal": "J Tests", "year": 2024, "pages": "e1-e9", "volume": "1"},
        f"{SEVEN}. A trial. J Tests. 2024;1:e1-9.",
        "Ash A, Bay B, Cod C, et al. A trial. *J Tests*. 2024;1:e1-e9.",
    ),
    "article, authors cut already": (
        {"authors": "Ash A, Bay B, Cod C, Dew D, Elm E, Fir F, et al.", "title": "A trial", "journal": "J Tests",
         "year": 2024},
        "Ash A, Bay B, Cod C, Dew D, Elm E, Fir F, et al. A trial. J Tests. 2024.",
        "Ash A, Bay B, Cod C, et al. A trial. *J Tests*. 2024.",
    ),
    "article by a group": (
        {"authors": "Ash A, Bay B; ABC Study Group", "title": "A trial", "journal": "J Tests", "year": 2024,
         "volume": "42 Suppl 2", "pages": "S93-99"},
        "Ash A, Bay B; ABC Study Group. A trial. J Tests. 2024;42 Suppl 2:S93-9.",
        "Ash A, Bay B; ABC Study Group. A trial. *J Tests*. 2024;42 suppl 2:S93-S99.",
    ),
    "ahead of print": (
        {"kind": "epub", "authors": "Doe J", "title": "A trial", "journal": "J Tests", "year": 2024,
         "published_on": "2024-05-03"},
        "Doe J. A trial. J Tests. 2024 May 3. Epub ahead of print.",
        "Doe J. A trial. *J Tests*. Published online May 3, 2024.",
    ),
    "printed after it was ahead (sample: Yu WM)": (
        {"kind": "epub", "authors": "Yu WM, Hawley TS, Hawley RG, Qu CK",
         "title": "Immortalization of yolk sac-derived precursor cells", "journal": "Blood", "year": 2002,
         "volume": "100", "issue": "10", "pages": "3828-3831", "published_on": "2002-07-05"},
        "Yu WM, Hawley TS, Hawley RG, Qu CK. Immortalization of yolk sac-derived precursor cells. Blood."
        " 2002;100(10):3828-31. Epub 2002 Jul 5.",
        "Yu WM, Hawley TS, Hawley RG, Qu CK. Immortalization of yolk sac-derived precursor cells. *Blood*."
        " 2002;100(10):3828-3831.",
    ),
    "abstract (sample: Clement J)": (
        {"kind": "abstract", "authors": "Clement J, De Bock R", "journal": "Kidney Int", "year": 1992, "volume": "42",
         "title": "Hematological complications of hantavirus nephropathy (HVN)", "pages": "1285", "number": "12"},
        "Clement J, De Bock R. Hematological complications of hantavirus nephropathy (HVN) [abstract]. Kidney Int."
        " 1992;42:1285.",
        "Clement J, De Bock R. Hematological complications of hantavirus nephropathy (HVN). Abstract 12. *Kidney Int*."
        " 1992;42:1285.",
    ),
    "book (sample: Murray PR)": (
        {"kind": "book", "authors": "Murray PR, Rosenthal KS, Kobayashi GS, Pfaller MA",
         "title": "Medical microbiology", "edition": "4", "place": "St. Louis", "publisher": "Mosby", "year": 2002},
        "Murray PR, Rosenthal KS, Kobayashi GS, Pfaller MA. Medical microbiology. 4th ed. St. Louis: Mosby; 2002.",
        "Murray PR, Rosenthal KS, Kobayashi GS, Pfaller MA. *Medical microbiology*. 4th ed. Mosby; 2002.",
    ),
    "edited book (sample: Gilstrap LC)": (
        {"kind": "book", "editors": "Gilstrap LC 3rd, Cunningham FG, VanDorsten JP", "title": "Operative obstetrics",
         "edition": "2nd ed.", "place": "New York", "publisher": "McGraw-Hill", "year": 2002},
        "Gilstrap LC 3rd, Cunningham FG, VanDorsten JP, editors. Operative obstetrics. 2nd ed. New York: McGraw-Hill;"
        " 2002.",
        "Gilstrap LC 3rd, Cunningham FG, VanDorsten JP, eds. *Operative obstetrics*. 2nd ed. McGraw-Hill; 2002.",
    ),
    "chapter (sample: Meltzer PS)": (
        {"kind": "chapter", "authors": "Meltzer PS, Kallioniemi A, Trent JM", "year": 2002, "pages": "93-113",
         "title": "Chromosome alterations in human solid tumors", "editors": "Vogelstein B, Kinzler KW",
         "container": "The genetic basis of human cancer", "place": "New York", "publisher": "McGraw-Hill"},
        "Meltzer PS, Kallioniemi A, Trent JM. Chromosome alterations in human solid tumors. In: Vogelstein B, Kinzler"
        " KW, editors. The genetic basis of human cancer. New York: McGraw-Hill; 2002. p. 93-113.",
        "Meltzer PS, Kallioniemi A, Trent JM. Chromosome alterations in human solid tumors. In: Vogelstein B, Kinzler"
        " KW, eds. *The genetic basis of human cancer*. McGraw-Hill; 2002:93-113.",
    ),
    "guideline of an organisation": (
        {"kind": "guideline", "authors": "ABC Society", "title": "Guideline on tests", "place": "Town",
         "publisher": "ABC Society", "year": 2024, "published_on": "2024-02", "number": "7",
         "url": "https://a.example/g", "accessed_on": "2024-07-09"},
        "ABC Society. Guideline on tests. Town: ABC Society; 2024 Feb [cited 2024 Jul 9]. Report No.: 7.",
        "ABC Society. *Guideline on tests*. ABC Society; 2024. Report 7. Accessed July 9, 2024.",
    ),
    "guideline in a journal": (
        {"kind": "guideline", "authors": "Doe J", "title": "Guideline", "journal": "J Tests", "year": 2024,
         "volume": "1"},
        "Doe J. Guideline. J Tests. 2024;1.",
        "Doe J. Guideline. *J Tests*. 2024;1.",
    ),
    "web page (sample: Cancer-Pain.org)": (
        {"kind": "webpage", "title": "Cancer-Pain.org", "place": "New York", "updated_on": "2002-05-16",
         "publisher": "Association of Cancer Online Resources, Inc.", "year": 2000, "accessed_on": "2002-07-09",
         "url": "http://www.cancer-pain.org/"},
        "Cancer-Pain.org [Internet]. New York: Association of Cancer Online Resources, Inc.; 2000 [updated 2002 May 16;"
        " cited 2002 Jul 9].",
        "Cancer-Pain.org. Association of Cancer Online Resources, Inc. Published 2000. Updated May 16, 2002. Accessed"
        " July 9, 2002.",
    ),
    "part of a web site (sample: American Medical Association)": (
        {"kind": "webpage", "title": "AMA Office of Group Practice Liaison",
         "container": "American Medical Association", "place": "Chicago", "publisher": "The Association",
         "year": 1995, "updated_on": "2001-08-23",
         "accessed_on": "2002-08-12"},
        "American Medical Association [Internet]. Chicago: The Association; 1995 [updated 2001 Aug 23; cited 2002 Aug"
        " 12]. AMA Office of Group Practice Liaison.",
        "AMA Office of Group Practice Liaison. American Medical Association. Published 1995. Updated August 23, 2001."
        " Accessed August 12, 2002.",
    ),
    "preprint (AMA sample: Morozova O)": (
        {"kind": "preprint", "authors": "Morozova O, Li ZR, Crawford FW", "journal": "medRxiv", "year": 2020,
         "title": "A model for COVID-19 transmission in Connecticut", "published_on": "2020-06-16"},
        "Morozova O, Li ZR, Crawford FW. A model for COVID-19 transmission in Connecticut. medRxiv [Preprint]. 2020 Jun"
        " 16.",
        "Morozova O, Li ZR, Crawford FW. A model for COVID-19 transmission in Connecticut. *medRxiv*. Preprint posted"
        " online June 16, 2020.",
    ),
    "nothing known": ({"kind": "book"}, "", ""),
}  # fmt: skip


def starred(reference) -> str:
    return "".join(f"*{run}*" if isinstance(run, Slanted) else run for run in runs_of(reference, "ama"))


@pytest.mark.parametrize("name", GOLDEN)
def test_reference_reads_as_its_style_has_it(name):
    fields, in_vancouver, in_ama = GOLDEN[name]
    reference = {**NOTHING, "year": None, "key": "a", "is_source": False} | fields
    assert vancouver(reference) == in_vancouver
    assert starred(reference) == in_ama
    assert ama(reference) == in_ama.replace("*", "")


@pytest.mark.parametrize(
    ("pages", "written_out"),
    [
        ("320-33", "320-333"),
        ("S93-9", "S93-S99"),
        ("1199-205", "1199-1205"),
        ("34", "34"),
        ("iii-v", "iii-v"),
        ("5-5", "5"),
    ],
)
def test_range_of_pages_is_written_out(pages, written_out):
    assert expand_pages(pages) == written_out


def test_web_address_is_led_to_where_the_style_says_so():
    page = make_reference(kind="webpage", doi="", url="https://a.example/")
    assert lead_of(page) == " Available from:"
    assert lead_of(page, "ama") == ""
    assert lead_of(make_reference(kind="webpage", url="https://a.example/")) == ""
    assert links_of(make_reference(doi="", pmcid="PMC12")) == [
        ("https://pmc.ncbi.nlm.nih.gov/articles/PMC12/", "PMC12")
    ]


def test_style_is_that_of_the_edition_and_hostile_titles_stay_text():
    reference = make_reference(journal='<img src=x onerror="alert(1)">')
    html, _ = render_source(make_source("x[@paper]", references=[reference], reference_style="ama"))
    assert "<em>&lt;img src=x" in html["references"]
    html, _ = render_source(make_source("x[@paper]", references=[reference]))
    assert "<em>" not in html["references"]
    assert cited(make_reference(), "ama").endswith("2024;391(4):320-333.")
