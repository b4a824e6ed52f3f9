"""The watch on the browser sees each kind of fault, and axe finds a known one under a strict policy."""

import pytest

from tests.browser.conftest import Watch

POLICY = "default-src 'none'; script-src 'self'; style-src 'self'"
SOUND = "<!doctype html><html lang=en><title>Sound</title><main><h1>Sound</h1></main></html>"


@pytest.fixture
def faults(browser):
    """Load a page that is made up here and give what the watch noted."""

    def load(html: str, *, tolerates=()) -> list[str]:
        context = browser.new_context()
        watch = Watch("sound.test", list(tolerates))
        watch.follow(context)
        answer = {"body": html, "content_type": "text/html", "headers": {"Content-Security-Policy": POLICY}}
        context.route("**/*", lambda route: route.fulfill(**answer))
        page = context.new_page()
        page.goto("http://sound.test/")
        page.wait_for_load_state("networkidle")
        context.close()
        return watch.faults

    return load


def test_watch_notes_nothing_when_page_is_sound(faults):
    assert faults(SOUND) == []


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p style='color: red'>", "Content-Security-Policy: style-src-attr refused inline"),
        ("<script>1</script>", "Content-Security-Policy: script-src-elem refused inline"),
        ("<img src='http://elsewhere.test/x.png'>", "Content-Security-Policy: img-src refused http://elsewhere.test"),
        ("<a href='/'>", None),
    ],
)
def test_watch_notes_violations(faults, html, expected):
    noted = faults(SOUND.replace("</main>", html + "</main>"))
    assert (not noted) if expected is None else any(expected in fault for fault in noted)


def test_watch_notes_script_errors(faults, monkeypatch):
    monkeypatch.setattr("tests.browser.test_watch.POLICY", "script-src 'unsafe-inline'")
    noted = faults(SOUND.replace("</main>", "<script>throw new Error('broken')</script></main>"))
    assert any("broken" in fault for fault in noted)


def test_watch_notes_requests_to_other_hosts(faults, monkeypatch):
    monkeypatch.setattr("tests.browser.test_watch.POLICY", "img-src *")
    noted = faults(SOUND.replace("</main>", "<img src='http://elsewhere.test/x.png'></main>"))
    assert "request to another host: http://elsewhere.test/x.png" in noted


def test_watch_leaves_out_what_a_test_tolerates(faults):
    assert faults(SOUND.replace("</main>", "<p style='color: red'></main>"), tolerates=["style", "inline"]) == []


def test_axe_finds_a_known_fault_under_a_strict_policy(browser, axe):
    context = browser.new_context()
    context.route(
        "**/*",
        lambda route: route.fulfill(
            body=SOUND.replace("</main>", "<input><button>a</button></main>"),
            content_type="text/html",
            headers={"Content-Security-Policy": POLICY},
        ),
    )
    page = context.new_page()
    page.goto("http://sound.test/")
    found = axe(page)
    context.close()
    assert [line for line in found if line.startswith("label (critical)")]


def test_axe_finds_nothing_when_page_is_sound(browser, axe):
    context = browser.new_context()
    page = context.new_page()
    page.set_content(SOUND)
    assert axe(page) == []
    context.close()
