"""Asking registries: in time, politely, from allowed hosts alone, and once."""

import time
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.asking import Manners, RegistryFailed, ask
from content.citing.fields import reference_values
from content.citing.identifiers import Identifier, IdKind
from content.citing.notices import crossref_notices, pubmed_notices
from content.models import Lookup
from content.services.lookups import look_up, work_of
from tests.content.registry import QUICK, Registry, crossref_work, serving, summary
from tests.factories import NOW

ONE, TWO = (Identifier(IdKind.DOI, f"10.5555/{word}") for word in ("one", "two"))
PMID, PMCID = Identifier(IdKind.PMID, "111111"), Identifier(IdKind.PMCID, "PMC222222")


@pytest.fixture
def registry(settings):
    with serving(settings) as running:
        running.works = {"10.5555/one": crossref_work(), "10.5555/two": crossref_work("10.5555/two")}
        running.summaries = {("pubmed", "111111"): summary(), ("pmc", "222222"): summary("222222")}
        yield running


def fetch(registry: Registry, manners: Manners = QUICK, path: str = "/works/10.5555%2Fone"):
    return ask(f"{registry.address}{path}", {}, registry="Crossref", manners=manners)


def test_answer_comes_with_who_we_are(registry):
    assert fetch(registry)["message"]["DOI"] == "10.5555/one"
    assert registry.agents[0].endswith("(mailto:desk@example.org)")
    assert fetch(registry, path="/works/10.5555%2Fnone") is None


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_registry_that_is_busy_is_asked_again(registry, status):
    registry.acts = [(status, {}, b""), (status, {"Retry-After": "0"}, b"")]
    assert fetch(registry)["status"] == "ok"
    assert len(registry.asked) == 3
    registry.acts = [(status, {}, b"")] * 3
    with pytest.raises(RegistryFailed, match=f"busy .answer {status}.*type the reference by hand"):
        fetch(registry)


def test_wait_that_is_asked_for_is_kept_and_a_long_one_ends_it(registry):
    registry.acts = [(429, {"Retry-After": "1"}, b"")]
    begun = time.monotonic()
    fetch(registry)
    assert time.monotonic() - begun >= 1
    registry.acts = [(429, {"Retry-After": "3600"}, b"")]
    with pytest.raises(RegistryFailed):
        fetch(registry)
    assert len(registry.asked) == 3


def test_silence_ends_in_time(registry):
    registry.acts = [5.0]
    begun = time.monotonic()
    with pytest.raises(RegistryFailed, match="did not answer in time"):
        fetch(registry, Manners(seconds=0.2, tries=1))
    assert time.monotonic() - begun < 5


def test_registry_that_is_not_there_is_named(settings):
    settings.REGISTRY_HOSTS = ["127.0.0.1"]
    with pytest.raises(RegistryFailed, match="Crossref could not be reached"):
        ask("http://127.0.0.1:9/", {}, registry="Crossref", manners=QUICK)


@pytest.mark.parametrize(
    "location",
    ["http://localhost:1/", "http://169.254.169.254/latest", "file:///etc/passwd", "//other.example/", "https://a@127.0.0.1/",
     "http://127.0.0.1.other.example/", "gopher://127.0.0.1/", "http://[::1"],
)  # fmt: skip
def test_redirect_elsewhere_is_refused(registry, location):
    registry.acts = [(302, {"Location": location}, b"")]
    with pytest.raises(RegistryFailed, match="does not ask"):
        fetch(registry)
    assert len(registry.asked) == 1


def test_redirect_within_the_host_is_followed_and_a_circle_ends(registry):
    registry.acts = [(301, {"Location": "/works/10.5555%2Ftwo"}, b"")]
    assert fetch(registry)["message"]["DOI"] == "10.5555/two"
    registry.acts = [(302, {"Location": "/works/10.5555%2Fone"}, b"")] * 9
    with pytest.raises(RegistryFailed, match="in a circle"):
        fetch(registry)


def test_plain_http_is_refused_outside_tests(registry, settings):
    settings.REGISTRY_PLAIN_HTTP = False
    with pytest.raises(RegistryFailed, match="does not ask"):
        fetch(registry)
    assert registry.asked == []


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [(200, b"<html>Sorry</html>", "no JSON"), (200, b"[" * 100_000, "no JSON"), (200, b"\xff\xfe", "no JSON"),
     (200, b"1" * 8_000_001, "too long"), (403, b"", "answer 403")],
)  # fmt: skip
def test_answer_of_no_use_is_named(registry, status, body, said):
    registry.acts = [(status, {}, body)]
    with pytest.raises(RegistryFailed, match=said):
        fetch(registry)


def test_requests_follow_each_other_politely(registry, settings):
    settings.NCBI_API_KEY = ""
    begun = time.monotonic()
    for _ in range(3):
        ask(f"{registry.address}/esummary.fcgi?db=pubmed&id=1", {}, registry="NCBI", manners=QUICK)
    assert time.monotonic() - begun >= 0.68


@pytest.mark.django_db
def test_works_are_asked_for_together_and_once(registry):
    answers = look_up(numbers=[ONE, TWO, PMID, PMCID, ONE], at=NOW, manners=QUICK)
    assert set(answers.known) == {ONE, TWO, PMID, PMCID}
    assert len(registry.asked) == 3
    assert any("api_key=a-key" in path and "tool=" in path and "email=desk" in path for path in registry.asked)
    again = look_up(numbers=[ONE, TWO, PMID, PMCID], at=NOW + timedelta(days=400), manners=QUICK)
    assert again.known == answers.known
    assert len(registry.asked) == 3
    look_up(numbers=[ONE], at=NOW, manners=QUICK, since=NOW + timedelta(seconds=1))
    assert len(registry.asked) == 4


@pytest.mark.django_db
def test_registry_that_gave_no_answer_is_not_waited_for_again(registry):
    many = [Identifier(IdKind.DOI, f"10.5555/{number}") for number in range(50)]
    registry.acts = [(403, {}, b"")] * 9
    assert set(look_up(numbers=many, at=NOW, manners=QUICK).failed) == set(many)
    assert len(registry.asked) == 1


@pytest.mark.django_db
def test_number_that_nobody_knows_is_asked_for_again_later(registry):
    none = [Identifier(IdKind.DOI, "10.5555/none"), Identifier(IdKind.PMID, "9")]
    assert look_up(numbers=none, at=NOW, manners=QUICK).unknown == set(none)
    assert look_up(numbers=none, at=NOW, manners=QUICK).unknown == set(none)
    assert len(registry.asked) == 2
    look_up(numbers=none, at=NOW + timedelta(days=1), manners=QUICK)
    assert len(registry.asked) == 4


@pytest.mark.django_db
def test_doi_with_a_comma_is_asked_for_alone(registry):
    odd = Identifier(IdKind.DOI, "10.5555/a,b#c?d")
    registry.works[odd.value] = crossref_work(odd.value)
    assert set(look_up(numbers=[ONE, TWO, odd], at=NOW, manners=QUICK).known) == {ONE, TWO, odd}
    assert len(registry.asked) == 2


@pytest.mark.django_db
@pytest.mark.parametrize("body", [b"[]", b"{}", b'{"message": 7}', b'{"message": {"items": 7}}', b"7", b"null"])
def test_answer_of_an_unknown_form_fails_and_is_not_kept(registry, body):
    registry.acts = [(200, {}, body)]
    assert set(look_up(numbers=[ONE, TWO], at=NOW, manners=QUICK).failed) == {ONE, TWO}
    assert not Lookup.objects.exists()


@pytest.mark.django_db
def test_answer_with_signs_that_databases_refuse_is_kept_without_them(registry):
    registry.works["10.5555/one"] = crossref_work(title=["A\0B\ud800C"], author=[None, 7, {"family": "\0"}])
    answers = look_up(numbers=[ONE], at=NOW, manners=QUICK)
    assert work_of(ONE, answers.known[ONE])["title"] == "ABC"
    assert "reference" not in Lookup.objects.get().answer


def test_work_of_crossref_becomes_a_reference():
    values = reference_values(work_of(ONE, crossref_work()))
    assert {name: values[name] for name in ("kind", "title", "journal", "year", "volume", "issue", "pages", "doi")} == {
        "kind": "article", "title": "A trial of tests", "journal": "J Tests", "year": 2024, "volume": "3", "issue": "4",
        "pages": "320-333", "doi": "10.5555/one",
    }  # fmt: skip
    assert values["authors"] == "Ash A; ABC Study Group"
    ahead = crossref_work(volume=None, page=None, **{"published-print": None})
    assert reference_values(work_of(ONE, ahead))["kind"] == "epub"
    posted = crossref_work(
        type="posted-content", institution=[{"name": "medRxiv"}], posted={"date-parts": [[2020, 6, 16]]}, volume=None
    )
    values = reference_values(work_of(ONE, posted))
    assert (values["kind"], values["journal"], values["published_on"]) == ("preprint", "medRxiv", "2020-06-16")


def test_summary_of_pubmed_becomes_a_reference():
    values = reference_values(work_of(PMID, summary()))
    assert (values["authors"], values["title"]) == ("van de Ash A; ABC Study Group", "A summary of tests")
    assert (values["doi"], values["pmid"], values["pmcid"]) == ("10.5555/111111", "111111", "PMC111111")
    ahead = reference_values(work_of(PMID, summary(volume="", issue="", pages="", epubdate="2024 May 1")))
    assert (ahead["kind"], ahead["published_on"]) == ("epub", "2024-05-01")
    wrapped = summary(articleids=[{"idtype": "pmcid", "value": "pmc-id: PMC4339370;manuscript-id: X;"}])
    assert reference_values(work_of(PMID, wrapped))["pmcid"] == "PMC4339370"


NAMES = st.sampled_from([*crossref_work(), *summary(), "subtitle", "posted", "institution", "editor", "updated-by"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES | st.just("name"), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(NAMES, VALUES, max_size=8))
def test_any_answer_makes_a_work_and_notices(answer):
    for number in (ONE, PMID):
        assert reference_values(work_of(number, answer))["kind"]
    assert all(told.kind for told in (*crossref_notices(answer), *pubmed_notices(answer)))


@pytest.mark.parametrize("broken", [{}, {"articleids": 7, "authors": "x", "pubtype": 3, "title": {}, "references": 1}])
def test_broken_summary_is_no_error(broken):
    assert work_of(PMID, broken)["PMID"] == "111111"
    assert work_of(ONE, broken)["DOI"] == "10.5555/one"
