"""Ways around the gate that do not exist (A3): spelling, headers, methods, hosts."""

from urllib.parse import quote

import pytest
from django.test import Client

from tests.visitors import METHODS, Scene, ask, browsers

ARTICLE = "/articles/second-transplant/"
SPELLINGS = [
    "/articles/second-transplant",
    "/Articles/second-transplant/",
    "/articles/SECOND-TRANSPLANT/",
    "/ARTICLES/SECOND-TRANSPLANT/",
    "//articles/second-transplant/",
    "/articles//second-transplant/",
    "/articles/second-transplant//",
    "/articles/./second-transplant/",
    "/articles/second-transplant/.",
    "/articles/second-transplant/index.html",
    "/articles/second-transplant;jsessionid=1/",
    "/articles/second%2Dtransplant/",
    "/articles%2Fsecond-transplant%2F",
    "/articles/second-transplant/%2e%2e/second-transplant/",
    "/articles/second-transplant/?format=json",
    "/articles/second-transplant/?print=1",
    "/articles/second-transplant/?preview=true&amp=1",
    "/articles/second-transplant/?attestation=1&who=physician",
    "/articles/second-transplant.json",
    "/articles/second-transplant/feed/",
    "/articles/second-transplant/print/",
    "/articles/second-transplant/test/results/01/",
    "/articles/second-transplant/post/",
    "/about/../articles/second-transplant/",
    "/admin/../articles/second-transplant/",
    "/static/../articles/second-transplant/",
    "/patients-and-carers/?article=second-transplant",
    "/articles/?page=1&q=second",
    "/api/articles/",
    "/media/figures/{file}",
    "/static/figures/{file}",
    "/static/../figures/{file}",
    "/figures/../figures/{file}",
    "/figures/{file}/",
    "/figures/%2e%2e/figures/{file}",
    "/feed/?full=1",
    "/sitemap.xml?section=articles",
]
HEADERS = [
    {"accept": "application/json"},
    {"accept": "application/pdf, text/plain;q=0.5"},
    {"accept": "*/*", "x-requested-with": "XMLHttpRequest"},
    {"range": "bytes=0-200000"},
    {"if-none-match": "*"},
    {"if-modified-since": "Thu, 01 Jan 2037 00:00:00 GMT"},
    {"x-original-url": "/about/"},
    {"x-rewrite-url": "/about/"},
    {"x-http-method-override": "GET"},
    {"x-forwarded-prefix": "/about"},
    {"x-forwarded-for": "127.0.0.1"},
    {"x-forwarded-user": "editor"},
    {"remote-user": "editor"},
    {"authorization": "Basic ZWRpdG9yOmVkaXRvcg=="},
    {"referer": "http://testserver/articles/second-transplant/"},
    {"user-agent": "Googlebot/2.1 (+http://www.google.com/bot.html)"},
    {"purpose": "prefetch", "sec-purpose": "prefetch"},
    {"accept-language": "xx"},
    {"accept-encoding": "identity"},
]
PATHS = [ARTICLE, f"{ARTICLE}test/", f"{ARTICLE}test/results/1/", "/figures/{file}"]


def leaks(response, scene: Scene) -> bool:
    seen = response.whole.decode(errors="replace") + repr(list(response.items())) + response.cookies.output()
    return scene.word in seen


@pytest.mark.parametrize("visitor", ["anonymous", "expired", "staff"])
def test_no_spelling_of_an_address_leads_around_the_gate(scene: Scene, visitor: str) -> None:
    client = browsers(scene)[visitor]
    for spelling in SPELLINGS:
        path = spelling.format(file=scene.file)
        for method in ("GET", "POST"):
            response = ask(client, path, method, {})
            assert not leaks(response, scene), (method, path)
            assert response.status_code in (200, 301, 302, 400, 403, 404, 405), (method, path)


def test_no_header_leads_around_the_gate(scene: Scene) -> None:
    client = browsers(scene)["anonymous"]
    for headers in HEADERS:
        for path in PATHS:
            response = ask(client, path.format(file=scene.file), "GET", {}, **headers)
            assert (response.status_code, leaks(response, scene)) == (200, False), (headers, path)


def test_no_method_leads_around_the_gate(client, scene: Scene) -> None:
    for method in (*METHODS, "TRACE", "PROPFIND", "get", "X"):
        for path in PATHS:
            response = ask(client, path.format(file=scene.file), method, {"_method": "GET", "attested": "1"})
            assert not leaks(response, scene), (method, path)
            assert response.status_code in (200, 403, 405), (method, path)


def test_those_who_attested_get_through_by_the_same_requests(scene: Scene) -> None:
    """Positive control: the requests above do reach the pages."""
    client = browsers(scene)["passer"]
    for headers in HEADERS:
        assert leaks(ask(client, ARTICLE, "GET", {}, **headers), scene), headers
    assert leaks(ask(client, f"/figures/{scene.file}", "GET", {}), scene)


# -- hosts -------------------------------------------------------------------------------------------------------------
HOSTS = [
    "evil.example",
    "testserver.evil.example",
    "testserver:80@evil.example",
    "testserver\t",
    "",
    "[::1]evil",
    "a/b",
]


@pytest.mark.parametrize("host", HOSTS)
def test_foreign_host_is_refused(client, scene: Scene, host: str) -> None:
    for path in ("/", ARTICLE, "/feed/", "/sitemap.xml", "/nowhere/", "/admin/"):
        response = client.get(path, headers={"host": host})
        assert response.status_code == 400, path
        assert b"evil" not in response.content, path
        assert not response.cookies, path


@pytest.mark.parametrize("visitor", ["anonymous", "attested"])
def test_forwarded_host_is_never_reflected(scene: Scene, visitor: str) -> None:
    client = browsers(scene)[visitor]
    headers = {
        "x-forwarded-host": "evil.example",
        "x-forwarded-server": "evil.example",
        "forwarded": "host=evil.example",
        "x-host": "evil.example",
        "x-forwarded-proto": "https",
        "x-forwarded-port": "4711",
    }
    for path in ("/", ARTICLE, "/feed/", "/sitemap.xml", "/robots.txt", "/articles", "/nowhere/"):
        response = client.get(path, headers=headers)
        seen = response.content.decode() + repr(list(response.items()))
        assert not any(word in seen for word in ("evil", ":4711", "https://testserver")), path


def test_pages_name_the_site_of_the_settings_whatever_the_host(client, scene: Scene, settings) -> None:
    settings.SITE_ADDRESS = "https://cme.example.org"
    for path in (ARTICLE, "/", "/feed/", "/sitemap.xml", "/robots.txt"):
        text = client.get(path, headers={"host": "localhost"}).content.decode()
        assert "https://cme.example.org/" in text
        assert "http://localhost" not in text


def test_redirect_after_the_question_stays_on_the_site(scene: Scene) -> None:
    for path in (f"/{ARTICLE}", f"{ARTICLE}?x=//evil.example", f"{ARTICLE}?{quote('https://evil.example')}"):
        client = Client()
        question = client.get(ARTICLE).context["statement_version"]
        location = client.post(path, {"who": "nurse", "gate_statement": question}).headers.get("Location", "/")
        assert location.startswith("/")
        assert not location.startswith("//")
