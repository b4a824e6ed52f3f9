"""Citing a summary: golden files, read back by the libraries of reference managers and by our own readers."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import rispy
from bibtexparser.entrypoint import parse_string
from hypothesis import given
from hypothesis import strategies as st

from cme.catalogue.citing import Summary, citation_bibtex, citation_ris, citation_text
from content.citing.bibtex import read_bibtex
from content.citing.names import from_byline
from content.citing.ris import read_ris
from content.models import Contribution, Contributor
from content.services.publishing import Correction, publish_article
from tests.factories import BEFORE, NOW, correct, make_article, make_edition, retract

GOLDEN = Path(__file__).parent / "citations"
SUMMARY = Summary(
    slug="second-transplant",
    title="Second transplants & 50% {dose} of β_2: who #1 asked \\ why ~ and ^ for $5?",
    names=(from_byline("Maria van der Berg"), from_byline("Zoë Œuvre-Łącka Jr"), {"literal": "Team A and B, Ltd"}),
    topics=("Transplant", "Relapse & rescue"),
    day=date(2026, 11, 12),
    version="2.1",
    address="https://cme.example.org/articles/second-transplant/",
)
# What people type, without the signs that no line of text holds.
TEXT = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=60)


@pytest.mark.parametrize(("name", "write"), [("ris", citation_ris), ("bib", citation_bibtex), ("txt", citation_text)])
def test_citation_is_that_of_the_golden_file(name: str, write) -> None:
    assert write(SUMMARY).replace("\r\n", "\n").strip() == (GOLDEN / f"full.{name}").read_text(encoding="utf-8").strip()


def test_ris_is_read_back_by_rispy() -> None:
    (record,) = rispy.loads(citation_ris(SUMMARY))
    assert record["type_of_reference"] == "ELEC"
    assert record["title"] == SUMMARY.title
    assert record["authors"] == ["van der Berg, Maria", "Œuvre-Łącka, Zoë, Jr", "Team A and B, Ltd"]
    assert record["keywords"] == list(SUMMARY.topics)
    assert (record["year"], record["date"], record["edition"]) == ("2026", "2026/11/12", "2.1")
    assert record["urls"] == [SUMMARY.address]


def test_bibtex_is_read_back_by_bibtexparser() -> None:
    library = parse_string(citation_bibtex(SUMMARY))
    (entry,) = library.entries
    assert library.failed_blocks == []
    assert (entry.entry_type, entry.key) == ("misc", "second-transplant-2.1")
    fields = {field.key: field.value for field in entry.fields}
    assert (fields["year"], fields["month"], fields["version"]) == ("2026", "nov", "2.1")
    assert fields["url"] == SUMMARY.address
    # Our reader knows no \\textbraceleft, and takes \\textasciicircum for an accent; LaTeX prints both.
    plain = replace(SUMMARY, title="50% & #1: \\ β_2 ~ for $5?")
    (found,) = read_bibtex(citation_bibtex(plain)).works
    assert found.work["title"] == plain.title
    assert [name.get("family") for name in found.work["author"]] == ["Berg", "Œuvre-Łącka", None]
    assert found.work["author"][2] == {"literal": "Team A and B, Ltd"}


@given(TEXT)
def test_any_title_stays_in_its_field(text: str) -> None:
    """Whatever a title holds, it ends no line, no brace and no record."""
    title = f"A {' '.join(text.split())}".strip()
    summary = Summary("a", title, ({"literal": title},), (title,), date(2026, 1, 2), "1.0", "https://x.example/")
    (record,) = rispy.loads(citation_ris(summary))
    assert record["title"] == title
    library = parse_string(citation_bibtex(summary))
    assert (len(library.entries), library.failed_blocks) == (1, [])
    assert len(read_ris(citation_ris(summary)).works) == 1


@pytest.mark.django_db
def test_files_are_open_to_all_and_tell_the_edition_that_readers_see(client, clock) -> None:
    article = make_article(slug="second-transplant", title="A study\r\nER  - of <transplants>")
    person = Contributor.objects.create(name="Maria van der Berg", credentials="MD")
    Contribution.objects.create(article=article, contributor=person, position=2)
    edition = publish_article(article=article, actor=None, at=BEFORE)
    correct(edition, Correction.MINOR, at=NOW)
    clock.move_to(NOW)
    response = client.get("/articles/second-transplant/citation.ris")
    (record,) = rispy.loads(response.content.decode())
    assert record["title"] == "A study ER - of <transplants>"
    assert record["authors"] == ["Editorial team", "van der Berg, Maria"]
    assert record["edition"] == "1.1"
    assert response["Content-Type"] == "application/x-research-info-systems; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="second-transplant.ris"'
    text = client.get("/articles/second-transplant/citation.txt").content.decode()
    assert text.endswith("Edition 1.1. Available from: http://testserver/articles/second-transplant/\n")
    assert client.get("/articles/second-transplant/citation.doc").status_code == 404
    assert client.get("/articles/unknown/citation.bib").status_code == 404


@pytest.mark.django_db
def test_retracted_summary_is_cited_as_retracted(client) -> None:
    edition = make_edition()
    retract(edition)
    for ending in ("ris", "bib", "txt"):
        assert "Retracted: A study" in client.get(f"/articles/{edition.slug}/citation.{ending}").content.decode()
