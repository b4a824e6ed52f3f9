"""Works by their numbers: from the stored copy where there is one, else from the registry that gave the number."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import isfinite
from typing import Any
from urllib.parse import quote

from django.conf import settings

from content.asking import Manners, RegistryFailed, ask
from content.citing.identifiers import Identifier, IdKind
from content.citing.registries import work_of_crossref, work_of_summary
from content.citing.work import Work
from content.models import Lookup

Registry = Lookup.Registry
UNKNOWN_FOR = timedelta(hours=6)  # how long "no such number" holds; new ones take a while to be known
AT_ONCE = {Registry.CROSSREF: 20, Registry.PUBMED: 100, Registry.PMC: 100}
REGISTRIES = {IdKind.DOI: Registry.CROSSREF, IdKind.PMID: Registry.PUBMED, IdKind.PMCID: Registry.PMC}
LONG_LISTS = ("reference", "abstract", "license", "assertion")  # of no use here, and most of an answer's length
DEEPEST = 20


@dataclass
class Answers:
    """What registries said.

    Attributes:
        known: Raw answer of each number that a registry knows.
        unknown: Numbers that it does not know.
        failed: Why there is no answer, for each number that has none.
        silent: Registries that gave no answer, and so were not asked again this time: a page does not wait twice.
    """

    known: dict[Identifier, dict[str, Any]] = field(default_factory=dict)
    unknown: set[Identifier] = field(default_factory=set)
    failed: dict[Identifier, str] = field(default_factory=dict)
    silent: dict[Registry, str] = field(default_factory=dict)


def look_up(*, numbers: Iterable[Identifier], at: datetime, manners: Manners, since: datetime | None = None) -> Answers:
    """Return what registries say of works; network and database take turns, no transaction waits for the network.

    Args:
        numbers: DOIs, PubMed ids and PMCIDs.
        at: When.
        manners: How patiently.
        since: Answers older than this are asked for anew; None takes a stored one of any age.
    """
    answers = Answers()
    wanted = list(dict.fromkeys(numbers))
    for kind, registry in REGISTRIES.items():
        own = {_number(number): number for number in wanted if number.kind is kind}
        stored = Lookup.objects.filter(registry=registry, number__in=list(own))
        for row in stored if since is None else stored.filter(asked_at__gte=since):
            if row.answer is not None:
                answers.known[own.pop(row.number)] = row.answer
            elif row.asked_at > at - UNKNOWN_FOR:
                answers.unknown.add(own.pop(row.number))
        for part in _parts(registry, list(own)):
            _ask_part(answers, registry, {number: own[number] for number in part}, at, manners)
    return answers


def work_of(number: Identifier, answer: Mapping[str, Any]) -> Work:
    """Return the work in the raw answer about a number."""
    work = work_of_crossref(answer) if number.kind is IdKind.DOI else work_of_summary(answer)
    return work | {number.kind.name: number.value}


def _number(number: Identifier) -> str:
    return number.value.removeprefix("PMC") if number.kind is IdKind.PMCID else number.value


def _parts(registry: Registry, numbers: Sequence[str]) -> Iterator[list[str]]:
    """Yield as many numbers as go into one question; a DOI with a comma would end a list, so it goes alone."""
    together = [number for number in numbers if registry != Registry.CROSSREF or "," not in number]
    for start in range(0, len(together), AT_ONCE[registry]):
        yield together[start : start + AT_ONCE[registry]]
    yield from ([number] for number in numbers if number not in set(together))


def _ask_part(
    answers: Answers, registry: Registry, own: Mapping[str, Identifier], at: datetime, manners: Manners
) -> None:
    asker = _ask_crossref if registry == Registry.CROSSREF else _ask_ncbi
    if registry in answers.silent:
        answers.failed |= dict.fromkeys(own.values(), answers.silent[registry])
        return
    try:
        found = asker(registry, list(own), manners)
    except RegistryFailed as fault:
        answers.silent[registry] = str(fault)
        answers.failed |= dict.fromkeys(own.values(), str(fault))
        return
    rows = []
    for number, identifier in own.items():
        answer = found.get(number)
        rows.append(Lookup(registry=registry, number=number, answer=answer, asked_at=at))
        if answer is None:
            answers.unknown.add(identifier)
        else:
            answers.known[identifier] = answer
    Lookup.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["registry", "number"], update_fields=["answer", "asked_at"]
    )


def _ask_crossref(registry: Registry, dois: Sequence[str], manners: Manners) -> dict[str, dict[str, Any]]:
    values = {"mailto": settings.REGISTRY_EMAIL} if settings.REGISTRY_EMAIL else {}
    works = f"{settings.CROSSREF_ADDRESS}/works"
    if len(dois) == 1:
        sent = ask(f"{works}/{quote(dois[0], safe='')}", values, registry="Crossref", manners=manners)
        if sent is None:
            return {}
        rows = [_inner(sent, "message")]
    else:
        values |= {"filter": ",".join(f"doi:{doi}" for doi in dois), "rows": str(len(dois) * 2)}
        rows = _inner(_inner(ask(works, values, registry="Crossref", manners=manners), "message"), "items", list)
    found = {}
    for row in rows:
        doi = str(row.get("DOI", "")).lower() if isinstance(row, dict) else ""
        if doi in dois:
            found[doi] = _storable({name: value for name, value in row.items() if name not in LONG_LISTS})
    return found


def _ask_ncbi(registry: Registry, numbers: Sequence[str], manners: Manners) -> dict[str, dict[str, Any]]:
    values = {
        "db": registry.value, "id": ",".join(numbers), "retmode": "json", "tool": "cme-site",
        "email": settings.REGISTRY_EMAIL, "api_key": settings.NCBI_API_KEY,
    }  # fmt: skip
    values = {name: value for name, value in values.items() if value}
    sent = ask(f"{settings.NCBI_ADDRESS}/esummary.fcgi", values, registry="NCBI", manners=manners)
    rows = _inner(sent, "result")
    return {
        number: _storable(rows[number])
        for number in numbers
        if isinstance(rows.get(number), dict) and "error" not in rows[number]
    }


def _inner(sent: Any, name: str, kind: type = dict) -> Any:
    """Return a part of an answer.

    Raises:
        RegistryFailed: It is not there.
    """
    if not isinstance(sent, dict) or not isinstance(sent.get(name), kind):
        raise RegistryFailed("The registry sent an answer of an unknown form. Type the reference by hand.")
    return sent[name]


def _storable(value: Any, depth: int = 0) -> Any:
    """Return an answer without what PostgreSQL does not keep in JSON: NUL and half characters."""
    if depth > DEEPEST:
        return None
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-8", "ignore").decode()
    if isinstance(value, list):
        return [_storable(row, depth + 1) for row in value]
    if isinstance(value, dict):
        return {str(_storable(name, depth)): _storable(row, depth + 1) for name, row in value.items()}
    return None if isinstance(value, float) and not isfinite(value) else value
