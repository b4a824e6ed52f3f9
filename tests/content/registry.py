"""A registry on this machine: a real HTTP server that answers as Crossref and E-utilities do, or misbehaves.

Works are artificial: DOIs begin with the test prefix 10.5555.
"""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from content.asking import Manners

QUICK = Manners(seconds=0.5, tries=3, pause=0, longest_pause=1)


def crossref_work(doi: str = "10.5555/one", **fields: Any) -> dict[str, Any]:
    """Return a work in the shape of Crossref's ``message``."""
    return {
        "DOI": doi, "type": "journal-article", "title": ["A trial of <i>tests</i>"], "publisher": "Press",
        "container-title": ["Journal of Tests"], "short-container-title": ["J Tests"], "volume": "3", "issue": "4",
        "page": "320-333", "issued": {"date-parts": [[2024, 5, 3]]}, "published-print": {"date-parts": [[2024, 5]]},
        "author": [
            {"given": "Ann", "family": "Ash", "sequence": "first", "affiliation": []},
            {"name": "ABC Study Group", "sequence": "additional", "affiliation": []},
        ],
        "reference": [{"key": "1", "DOI": "10.5555/cited"}],
    } | fields  # fmt: skip


def update(kind: str = "retraction", doi: str = "10.5555/notice", source: str = "publisher") -> dict[str, Any]:
    """Return an entry of ``updated-by``."""
    return {
        "DOI": doi, "type": kind, "label": kind.capitalize(), "source": source, "record-id": 7,
        "updated": {"date-parts": [[2025, 2, 1]], "date-time": "2025-02-01T00:00:00Z", "timestamp": 1738368000000},
    }  # fmt: skip


def summary(uid: str = "111111", **fields: Any) -> dict[str, Any]:
    """Return a work in the shape of ESummary."""
    return {
        "uid": uid, "pubdate": "2024 May 3", "epubdate": "", "source": "J Tests", "title": "A summary of tests.",
        "authors": [
            {"name": "van de Ash A", "authtype": "Author", "clusterid": ""},
            {"name": "ABC Study Group", "authtype": "CollectiveName", "clusterid": ""},
        ],
        "volume": "3", "issue": "4", "pages": "320-33", "pubtype": ["Journal Article"],
        "fulljournalname": "Journal of tests",
        "articleids": [
            {"idtype": "pubmed", "idtypen": 1, "value": uid},
            {"idtype": "doi", "idtypen": 3, "value": f"10.5555/{uid}"},
            {"idtype": "pmc", "idtypen": 8, "value": f"PMC{uid}"},
        ],
        "references": [],
    } | fields  # fmt: skip


class Registry:
    """What the server knows, what it does next, and what it was asked.

    Attributes:
        works: Crossref's works by DOI.
        summaries: Summaries by database and number.
        acts: What to do with the next requests instead of answering, in order: ``(status, headers, body)`` or seconds.
        asked: Paths and queries so far.
    """

    def __init__(self) -> None:
        self.works: dict[str, dict[str, Any]] = {}
        self.summaries: dict[tuple[str, str], dict[str, Any]] = {}
        self.acts: list[Any] = []
        self.asked: list[str] = []
        self.agents: list[str] = []
        self.address = ""

    def answer(self, path: str) -> tuple[int, dict[str, str], bytes]:
        parts = urlsplit(path)
        values = {name: rows[0] for name, rows in parse_qs(parts.query).items()}
        if parts.path == "/esummary.fcgi":
            rows = {n: self.summaries.get((values["db"], n), {"uid": n, "error": "cannot get document summary"})
                    for n in values["id"].split(",")}  # fmt: skip
            return self.sound({"header": {"type": "esummary"}, "result": {"uids": list(rows)} | rows})
        if parts.path == "/works":
            dois = [row.removeprefix("doi:") for row in values["filter"].split(",")]
            items = [self.works[doi] for doi in dois if doi in self.works]
            return self.sound({"status": "ok", "message-type": "work-list", "message": {"items": items}})
        work = self.works.get(unquote(parts.path.removeprefix("/works/")))
        return (
            self.sound({"status": "ok", "message-type": "work", "message": work})
            if work
            else (404, {}, b"Resource not found.")
        )

    @staticmethod
    def sound(value: Any) -> tuple[int, dict[str, str], bytes]:
        return 200, {"Content-Type": "application/json"}, json.dumps(value).encode()


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        registry: Registry = self.server.registry  # type: ignore[attr-defined]
        registry.asked.append(self.path)
        registry.agents.append(self.headers["User-Agent"])
        act = registry.acts.pop(0) if registry.acts else registry.answer(self.path)
        if isinstance(act, float):
            time.sleep(act)
            act = registry.answer(self.path)
        status, headers, body = act
        try:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except (BrokenPipeError, ConnectionResetError):
            pass  # whoever asked has had enough

    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def serving(settings: Any) -> Iterator[Registry]:
    """Run a registry, and point the settings at it."""
    registry = Registry()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.registry = registry  # type: ignore[attr-defined]
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    registry.address = f"http://127.0.0.1:{server.server_port}"
    settings.CROSSREF_ADDRESS = settings.NCBI_ADDRESS = registry.address
    settings.REGISTRY_HOSTS = ["127.0.0.1"]
    settings.REGISTRY_EMAIL = "desk@example.org"
    settings.NCBI_API_KEY = "a-key"
    try:
        yield registry
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
