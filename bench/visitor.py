"""A visitor without a browser: keeps cookies and form tokens, and walks the way of a learner."""

import http.client
import re
from urllib.parse import urlencode, urlsplit

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
STAMP = re.compile(r'name="gate_statement" value="([^"]+)"')
ATTEMPT = re.compile(r'name="attempt" value="(\d+)"')
INPUT = re.compile(r"<input\b[^>]*>")


class Visitor:
    """One person at one site over one kept-alive connection."""

    def __init__(self, address: str) -> None:
        self.connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=30)
        self.cookies: dict[str, str] = {}
        self.token = ""

    @property
    def cookie(self) -> str:
        """The header that carries all cookies."""
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def get(self, path: str, *, accepts: int = 200) -> str:
        """Fetch a page."""
        return self._send("GET", path, None, accepts)

    def post(self, path: str, fields: list[tuple[str, str]], *, accepts: int) -> str:
        """Send a form with the token seen last; return the page, or the address it leads to."""
        body = urlencode([*fields, ("csrfmiddlewaretoken", self.token)])
        return self._send("POST", path, body, accepts)

    def attest(self, path: str) -> None:
        """Pass the gate at the address of an article."""
        page = self.get(path)
        self.post(path, [("gate_statement", _first(STAMP, page)), ("who", "physician")], accepts=303)

    def take_test(self, path: str) -> int:
        """Take a whole test: start, each pick saved as it is made, submit, result. Returns the number of requests."""
        test = self.post(f"{path}test/start/", [], accepts=302)
        page = self.get(test)
        attempt = _first(ATTEMPT, page)
        picks = picks_on(page)
        for item, option in picks.items():
            saved = [("attempt", attempt), ("item", item), (f"item-{item}", option)]
            self.post(f"{path}test/save/", saved, accepts=200)
        # One option for each question, even where two are asked for.
        form = [
            ("attempt", attempt),
            ("submit_anyway", "1"),
            *((f"item-{item}", option) for item, option in picks.items()),
        ]
        self.get(self.post(f"{path}test/submit/", form, accepts=302))
        return 4 + len(picks)

    def _send(self, method: str, path: str, body: str | None, accepts: int) -> str:
        headers = {"Cookie": self.cookie}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        page = answer.read().decode()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        if answer.status != accepts:
            raise RuntimeError(f"{method} {path} answered {answer.status}, not {accepts}: {page[:300]}")
        found = TOKEN.search(page)
        self.token = found[1] if found else self.token
        return answer.getheader("Location") or page


def picks_on(page: str) -> dict[str, str]:
    """Return the first option offered for each item of a test page."""
    picks: dict[str, str] = {}
    for tag in INPUT.findall(page):
        name = re.search(r'name="item-(\d+)"', tag)
        value = re.search(r'value="(\d+)"', tag)
        if name and value:
            picks.setdefault(name[1], value[1])
    return picks


def _first(pattern: re.Pattern[str], page: str) -> str:
    found = pattern.search(page)
    if not found:
        raise RuntimeError(f"The page lacks {pattern.pattern}.")
    return found[1]
