"""Reading a page as a browser does: its elements, its forms and what they would send."""

from xml.etree.ElementTree import Element

import lxml.html
from django.http import HttpResponse

Fields = dict[str, list[str]]


def parse(response: HttpResponse) -> Element:
    """Return the page's tree, without namespaces."""
    return lxml.html.document_fromstring(response.content.decode(), parser=lxml.html.HTMLParser(remove_comments=True))


def words(element: Element) -> str:
    """Return the text of an element, with white space as a reader sees it."""
    return " ".join("".join(element.itertext()).split())


def form_to(page: Element, address: str | None) -> Element:
    """Return the form that posts to an address; None means the page's own."""
    return next(form for form in page.iter("form") if form.get("action") == address)


def fields_of(form: Element) -> Fields:
    """Return what the form would send as it stands, without its buttons."""
    sent: Fields = {}
    for control in form.iter():
        name, kind = control.get("name"), control.get("type", "text")
        if control.tag not in ("input", "textarea") or not name:
            continue
        if kind in ("radio", "checkbox") and control.get("checked") is None:
            continue
        sent.setdefault(name, []).append(control.get("value", "") if control.tag == "input" else control.text or "")
    return sent


def meta(page: Element, name: str) -> str | None:
    """Return the content of a meta element, by its name or property."""
    found = [row.get("content") for row in page.iter("meta") if name in (row.get("name"), row.get("property"))]
    return found[0] if found else None


def canonical(page: Element) -> str | None:
    """Return the page's canonical address."""
    return next((row.get("href") for row in page.iter("link") if row.get("rel") == "canonical"), None)
