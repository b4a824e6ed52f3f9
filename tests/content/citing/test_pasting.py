"""What editors paste, in every form, sound and hostile; DOIs begin with the test prefix 10.5555."""

import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.citing.fields import kind_of, marks_of, plain_title, reference_values
from content.citing.identifiers import Identifier, IdKind, clean_doi, identifiers_in
from content.citing.names import from_inverted, from_medline, initials, listed, surname_of, written
from content.citing.pasting import STOPPED, UNKNOWN, PasteRefused, decode, read_paste
from content.citing.work import MOST_BYTES, MOST_FAULTS, MOST_WORKS, CitingFault, clean_date, clean_work

DOI, PMID, PMCID = IdKind.DOI, IdKind.PMID, IdKind.PMCID


def ids(line: str) -> list[tuple[str, str]]:
    return [(found.kind.value, found.value) for found in identifiers_in(line)]


def only(text: str):
    pasted = read_paste(text)
    assert not pasted.faults
    (found,) = pasted.works
    return found.work


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("10.5555/ABC.1", [("doi", "10.5555/abc.1")]),
        ("doi:10.5555/abc", [("doi", "10.5555/abc")]),
        ("DOI: 10.5555/abc.", [("doi", "10.5555/abc")]),
        ("https://doi.org/10.5555/abc%28x%29", [("doi", "10.5555/abc(x)")]),
        (
            "http://dx.doi.org/10.5555/abc, 10.5555/def;10.5555/ghi",
            [("doi", f"10.5555/{x}") for x in ("abc", "def", "ghi")],
        ),
        ("(see 10.5555/a(b)c)", [("doi", "10.5555/a(b)c")]),
        ("10.5555/a,b;2-2", [("doi", "10.5555/a,b;2-2")]),
        ("PMID: 34041831", [("pmid", "34041831")]),
        ("pmid 12", [("pmid", "12")]),
        ("34041831, 26652862 34041831", [("pmid", "34041831"), ("pmid", "26652862")]),
        ("https://pubmed.ncbi.nlm.nih.gov/34041831/", [("pmid", "34041831")]),
        ("https://www.ncbi.nlm.nih.gov/pmc/articles/PMC123456/", [("pmcid", "PMC123456")]),
        ("pmc123456", [("pmcid", "PMC123456")]),
        (
            "Doe J. A title. Blood. 2024. doi: 10.5555/abc. PMID: 34041831.",
            [("doi", "10.5555/abc"), ("pmid", "34041831")],
        ),
        ("2024", []),
        ("A title without any number", []),
        ("10.5555/", []),
        ("0000000", []),
    ],
)
def test_numbers_are_found_however_they_are_written(line, found):
    assert ids(line) == found


@given(st.from_regex(r"10\.5555/[a-z0-9][a-z0-9.()_-]{0,30}[a-z0-9]", fullmatch=True))
def test_doi_reads_back_from_each_of_its_forms(doi):
    expected = clean_doi(doi)
    for form in (doi, f"doi:{doi}", f"https://doi.org/{doi}", f"{doi}.", doi.upper()):
        assert ids(form) == [("doi", expected)]


def test_mixed_text_keeps_its_lines():
    pasted = read_paste(
        "10.5555/one\r\n\r\nnothing here\n@article{a, title={First}, year=2020}\n"
        "TY  - JOUR\nTI  - Second\nER  - \nPMID: 7\n@book{b, title={Third}\n}\n"
    )
    assert [(found.line, found.work["title"]) for found in pasted.works] == [(4, "First"), (5, "Second"), (9, "Third")]
    assert pasted.identifiers == ((1, Identifier(DOI, "10.5555/one")), (8, Identifier(PMID, "7")))
    assert [(fault.line, fault.message) for fault in pasted.faults] == [(3, UNKNOWN)]


def test_bibtex_with_escapes_particles_groups_and_others():
    work = only(
        r"""@article{key,
  author = {M{\"u}ller, J{\'e}r{\^o}me and
    {van der} Berg, Anna B. and {The {ABC} Study Group} and Roe, Jr, Ann and others},
  title = {{DNA} of 5\% \& {$\alpha$}--chains}, journal = {J Tests}, year = 2020, month = mar, volume = 3,
  number = {4}, pages = {1--9}, doi = {https://doi.org/10.5555/ABC}, eprint = {123}, eprinttype = {pubmed}
}"""
    )
    assert listed(work["author"]) == "Müller J, van der Berg AB; The ABC Study Group, Roe A Jr, et al."
    assert work["title"] == "DNA of 5% & \u03b1–chains"
    assert (work["issued"], work["volume"], work["issue"], work["page"]) == ([2020, 3], "3", "4", "1-9")
    assert (work["DOI"], work["PMID"]) == ("10.5555/abc", "123")


def test_bibtex_strings_stand_for_their_text_and_keys_may_repeat():
    pasted = read_paste('@string{jt = "J Tests"}\n@article{a, title={x}, journal=jt}\n@article{a, title={y}}\n')
    assert [found.work.get("container-title") for found in pasted.works] == ["J Tests", None]


def test_bibtex_entry_that_never_ends_is_a_fault_of_its_own_line():
    pasted = read_paste("@article{a, title={x\n@article{b, title={y}}\n@article{c, title {z}}\n@article{d}")
    assert [found.work["title"] for found in pasted.works] == ["y"]
    assert [fault.line for fault in pasted.faults] == [1, 3, 4]


def test_ris_with_what_publishers_do():
    work = only(
        "TY  - CHAP\nAU  - van der Berg, Anna B.\nA1  - ABC Study Group\nED  - Roe, Ann\nTI  - A long title\n"
        "  that goes on\nT2  - Book of tests\nPY  - 2020/05/03/\nSP  - 11\nEP  - 19\nPB  - Press\nCY  - Town\n"
        "DO  - 10.5555/abc\nAN  - 123\nDB  - PubMed\nXX  - unknown\nER  - \n"
    )
    assert (work["type"], work["title"]) == ("chapter", "A long title that goes on")
    assert (work["issued"], work["page"], work["PMID"]) == ([2020, 5, 3], "11-19", "123")
    values = reference_values(work)
    assert (values["container"], values["publisher"], values["place"]) == ("Book of tests", "Press", "Town")


def test_ris_without_its_end_or_with_junk_is_read_or_named():
    pasted = read_paste("TY  - JOUR\nTI  - One\nTY  - JOUR\njunk\nER  - \nTY  - JOUR\nTI  - Three")
    assert [found.work["title"] for found in pasted.works] == ["One", "Three"]
    assert [fault.line for fault in pasted.faults] == [3]


def test_csl_json_alone_and_in_a_list():
    assert only('{"type": "book", "title": "T", "author": [{"family": "Doe", "given": "J"}]}')["type"] == "book"
    pasted = read_paste('\n[{"title": "A", "issued": {"date-parts": [["2020", 2]]}, "pmid": 5}, 7, {}]')
    assert [found.work for found in pasted.works] == [
        {"type": "article-journal", "title": "A", "issued": [2020, 2], "PMID": "5"}
    ]
    assert [fault.line for fault in pasted.faults] == [2, 2]


@pytest.mark.parametrize(
    "text", ["[", "{]", "[" * 5_000, '{"title": ', '{"a": ' + "1" * 5_000 + "}", "[1e999]", "[NaN]", "[[]]"]
)
def test_unsound_json_is_a_fault(text):
    pasted = read_paste(text)
    assert not pasted.works
    assert pasted.faults


def test_reading_stops_where_too_much_is_not_understood():
    pasted = read_paste("a\n" * 300 + "10.5555/one")
    assert len(pasted.faults) == MOST_FAULTS + 1
    assert pasted.faults[-1] == CitingFault(MOST_FAULTS + 1, STOPPED)
    assert not pasted.identifiers


@given(st.text(max_size=200) | st.text('@{}[]()=,"\\ \nTYERI-: 10.5/article', max_size=200))
def test_any_text_is_read_or_named(text):
    pasted = read_paste(text)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    assert all(1 <= row.line <= len(lines) for row in (*pasted.works, *pasted.faults))


HOSTILE = (
    "{", "@a{", "@article{a,\n", "TY  - JOUR\n", "TY  - JOUR\nTI  - x\n", "a\n", "10.5555/", "PMID", "[", "[]", "(",
    "@a(\n", '"', "\\", "TI  - a\n", "10.5555/a,", "1 ", "PMC1 ", "12345 ", '@string{a="b"}\n', "@article{a,title={",
    "@article{a,title={x}}\n", "@a{x,author={A and ", "\t", "<a", "&#",
)  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_of_400_kb_is_over_soon(text):
    """Time grows with length, not with its square: at that, the worst of these would take minutes."""
    begun = time.process_time()
    with suppress(PasteRefused):
        read_paste("TY  - JOUR\n" * (text == "TI  - a\n") + text * (400_000 // len(text)))
    assert time.process_time() - begun < 20


def test_text_too_long_not_utf8_or_no_text_is_refused():
    with pytest.raises(PasteRefused, match="larger than 5 MB"):
        decode(b"x" * (MOST_BYTES + 1))
    with pytest.raises(PasteRefused, match="larger than 5 MB"):
        read_paste("é" * (MOST_BYTES // 2 + 1))
    with pytest.raises(PasteRefused, match="Line 2 is not UTF-8"):
        decode(b"first\nCaf\xe9")
    with pytest.raises(PasteRefused, match="no text"):
        decode(b"a\0b")
    with pytest.raises(PasteRefused, match=f"more than {MOST_WORKS}"):
        read_paste("\n".join(f"10.5555/{n}" for n in range(MOST_WORKS + 1)))
    assert decode("\ufeffé".encode()) == "é"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ({"family": "Beek", "given": "Diederik", "non-dropping-particle": "van de"}, "van de Beek D"),
        ({"family": "Gilstrap", "given": "L. C.", "suffix": "III"}, "Gilstrap LC 3rd"),
        ({"family": "Doe", "given": "Jean-Paul Marie Xavier"}, "Doe JP"),
        ({"family": "Doe", "given": "MR"}, "Doe MR"),
        ({"family": "Doe", "given": "MARK"}, "Doe M"),
        ({"family": "Doe"}, "Doe"),
        ({"literal": "ABC Study Group."}, "ABC Study Group"),
    ],
)
def test_name_is_written_as_medline_has_it(name, text):
    assert written(name) == text


@pytest.mark.parametrize("text", ["van de Beek D", "Gilstrap LC 3rd", "O'Neill AB", "Doe J"])
def test_name_of_medline_reads_back(text):
    assert written(from_medline(text)) == text


def test_more_than_six_names_are_cut_and_a_long_list_fits_its_column():
    names = [{"family": f"Name{n}", "given": "A"} for n in range(7)]
    assert listed(names[:6]).endswith("Name5 A")
    assert listed(names).endswith("Name5 A, et al.")
    assert len(listed([{"family": "N" * 190, "given": "A"}] * 6)) <= 500
    assert listed([]) == ""
    assert from_inverted("ABC Group") == {"literal": "ABC Group"}
    assert surname_of("van de Beek D, Doe J") == "van de Beek"
    assert initials("É. B.") == "ÉB"


FIELDS = st.sampled_from(["title", "author", "issued", "DOI", "URL", "page", "type", "edition"])
DATES = st.dictionaries(st.just("date-parts"), st.lists(st.lists(st.integers(), max_size=4), max_size=2))
LISTS = st.lists(st.text(max_size=5) | st.none(), max_size=3)


@given(st.dictionaries(FIELDS, st.none() | st.text(max_size=30) | st.integers() | LISTS | DATES))
def test_any_fields_make_a_work_that_fits_a_reference(fields):
    values = reference_values(clean_work(fields))
    assert values["kind"]
    assert all(
        len(values[name]) <= most for name, most in (("title", 500), ("volume", 20), ("pages", 40), ("doi", 200))
    )


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"type": "article-journal"}, "article"),
        ({"type": "article-journal", "status": "ahead"}, "epub"),
        ({"type": "article-journal", "status": "ahead", "volume": "3"}, "article"),
        ({"type": "article-journal", "genre": "abstract"}, "abstract"),
        ({"type": "article"}, "preprint"),
        ({"type": "report"}, "guideline"),
        ({"type": "webpage"}, "webpage"),
        ({"type": "document", "URL": "https://a.example/"}, "webpage"),
        ({"type": "chapter"}, "chapter"),
        ({"type": "never heard of"}, "article"),
    ],
)
def test_type_of_a_work_decides_its_kind(fields, kind):
    assert kind_of(fields) == kind


def test_same_title_and_year_or_any_same_number_make_twins():
    one = {"title": "Ponatinib: “a” Study!", "year": 2024, "doi": "10.5555/A"}
    assert marks_of(one) & marks_of({"title": "ponatinib  a study", "year": 2024})
    assert marks_of(one) & marks_of({"title": "Other", "year": 2020, "doi": "10.5555/a"})
    assert not marks_of(one) & marks_of({"title": "ponatinib a study", "year": 2023})
    assert not marks_of({}) & marks_of({})
    assert plain_title("Étude") == "etude"


@pytest.mark.parametrize(
    ("value", "parts"),
    [({"date-parts": [[2024, 5, 3]]}, [2024, 5, 3]), ({"date-parts": [[None]]}, []), ("2024-05-03", [2024, 5, 3]),
     ({"raw": "2024"}, [2024]), ([2024, 13], [2024]), ([True], []), (["²"], []), (None, []), ([99], [])],
)  # fmt: skip
def test_date_is_kept_as_far_as_it_makes_sense(value, parts):
    assert clean_date(value) == parts
