"""Every public page in every state: nothing that axe finds, sound markup, a layout that bears what readers need."""

from html.parser import HTMLParser

import html5lib
import pytest

from tests.browser.layout import LARGE_TEXT, SPACING, look
from tests.browser.states import STATES

# What most visits consist of; the whole matrix is slow.
CORE = ["teaser-with-error", "article", "test-unanswered", "result-passed"]
WIDTHS, SCHEMES = (360, 1280), ("light", "dark")
# Addresses at which the gate stands in for another page, under that page's title.
STANDS_IN = {"gate-at-submit"}


def faults_in(visit, axe, widths):
    faults = []
    for width in widths:
        visit.page.set_viewport_size({"width": width, "height": 740})
        # All of the page at once: what a bar covers for the moment is no fault.
        visit.page.set_viewport_size({"width": width, "height": visit.page.evaluate("document.body.scrollHeight")})
        faults += [f"{width} px, {fault}" for fault in axe(visit.page)]
    return faults


def test_axe_tells_in_which_scheme_words_cannot_be_read(open_page, axe_in_both_schemes):
    """The control of the tests below."""
    page = open_page()
    page.set_content(
        "<html lang=en><title>Faint</title><style>@media (prefers-color-scheme: dark) "
        "{ p { color: #333; background: #222 } }</style><main><h1>Faint</h1><p>Words"
    )
    [fault] = axe_in_both_schemes(page)
    assert fault.startswith("dark: color-contrast")


@pytest.mark.parametrize("name", CORE)
def test_axe_finds_nothing_when_most_visited_pages_are_shown(visit_state, axe_in_both_schemes, name):
    assert faults_in(visit_state(name), axe_in_both_schemes, WIDTHS) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", STATES)
def test_axe_finds_nothing_when_any_page_is_shown(visit_state, axe_in_both_schemes, name):
    assert faults_in(visit_state(name), axe_in_both_schemes, WIDTHS) == []


def in_arabic(visit):
    """Lead a visit to the page where it is, in Arabic; tell whether that page has languages."""
    there = visit.page.locator('nav.tongues a[lang="ar"]')
    if not there.count() or not visit.page.evaluate("navigator.onLine"):
        return False
    visit.page.goto(there.get_attribute("href"))
    visit.page.wait_for_load_state()
    return True


@pytest.mark.parametrize("name", ["article"])
def test_axe_finds_nothing_when_an_article_is_shown_from_right_to_left(visit_state, axe_in_both_schemes, name):
    visit = visit_state(name)
    assert in_arabic(visit)
    assert visit.page.evaluate("getComputedStyle(document.body).direction") == "rtl"
    assert faults_in(visit, axe_in_both_schemes, (320, 1280)) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", STATES)
def test_axe_finds_nothing_when_any_page_is_shown_from_right_to_left(visit_state, axe_in_both_schemes, name):
    """The page at the address of each state, in Arabic: UX 7, 9, 16."""
    visit = visit_state(name)
    if not in_arabic(visit):
        assert visit.page.locator("html").get_attribute("lang") == "en"
        return
    faults = faults_in(visit, axe_in_both_schemes, (320, 1280))
    faults += [f"320 px: {fault}" for fault in look(visit.page, width=320)]
    assert faults == []


class Outline(HTMLParser):
    """Collects language, title and headings."""

    def __init__(self, html):
        super().__init__()
        self.language, self.title, self.headings, self.landmarks, self._at = None, "", [], [], None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self._at = tag
        if tag == "html":
            self.language = dict(attrs).get("lang")
        if tag in {"h1", "h2", "h3", "h4", "h5", "h6"}:
            self.headings.append(int(tag[1]))
        if tag in {"main", "title"}:
            self.landmarks.append(tag)

    def handle_data(self, data):
        if self._at == "title":
            self.title += data.strip()

    def handle_endtag(self, tag):
        self._at = None

    def faults(self):
        if self.language != "en":  # also around a translation, which says its own language
            yield f"its language is {self.language}"
        if self.headings.count(1) != 1:
            yield f"{self.headings.count(1)} first headings"
        if sorted(self.landmarks) != ["main", "title"]:
            yield f"holds {self.landmarks}"
        for before, after in zip(self.headings, self.headings[1:], strict=False):
            if after > before + 1:
                yield f"heading {after} follows heading {before}"


def markup_faults(html):
    parser = html5lib.HTMLParser()
    parser.parse(html)
    yield from (f"{error[1]} at {error[0]}" for error in parser.errors)
    yield from Outline(html).faults()


@pytest.mark.slow
def test_every_page_is_sound_when_walked_through(visit_state):
    """UX 6-8: markup, one first heading, a title of its own; at 320 px nothing is lost, with wide spacing neither."""
    faults, titles, page = [], {}, None
    for name in STATES:
        visit = visit_state(name, page)
        page = visit.page
        html = visit.answers[-1].text()
        found = [*markup_faults(html)]
        found += [f"320 px: {fault}" for fault in look(page, width=320)]
        found += [f"320 px, wide: {fault}" for fault in look(page, width=320, style=SPACING)]
        title = page.title()
        if ("error-summary" in html) is not title.startswith("Error: "):
            found.append(f"the title is {title!r}")
        if name not in STANDS_IN:
            titles.setdefault(title, set()).add(page.url.split("?")[0].removesuffix("start/"))
        faults += [f"{name}: {fault}" for fault in found]
    faults += [f"{title!r} is the title of {pages}" for title, pages in titles.items() if len(pages) > 1]
    assert faults == []


@pytest.mark.slow
def test_every_page_bears_wide_spacing_and_large_text_when_there_is_room(visit_state):
    """UX 7, 8: text alone at 200 %, and the spacing of WCAG 1.4.12."""
    faults, page = [], None
    for name in STATES:
        page = visit_state(name, page).page
        looks = {"plain": {}, "wide": {"style": SPACING}, "large": {"text": LARGE_TEXT}}
        faults += [f"{name}, {word}: {fault}" for word, how in looks.items() for fault in look(page, width=1280, **how)]
    assert faults == []


def test_choices_are_plain_when_colors_are_the_readers_own(visit_state):
    """UX 9: with forced colors nothing rests on a color of ours."""
    visit = visit_state("test")
    page = visit.page
    page.emulate_media(forced_colors="active")
    options = page.locator("fieldset.question .option")
    options.first.locator("input").check()
    page.keyboard.press("Tab")
    ring = "label => { const style = getComputedStyle(label); return `${style.outlineStyle} ${style.outlineWidth}`; }"
    assert options.first.evaluate(ring) == "solid 3px"
    assert options.nth(1).evaluate(ring).startswith("none")
    border = "button => getComputedStyle(button).borderTopStyle"
    assert page.get_by_role("button", name="Submit answers").evaluate(border) == "solid"
    assert page.evaluate("() => getComputedStyle(document.activeElement.closest('.option')).outlineStyle") == "solid"


def test_verdicts_are_words_when_colors_are_the_readers_own(visit_state):
    """UX 17: right and wrong are said, not only colored."""
    page = visit_state("result-passed").page
    for answer in page.locator(".answer.is-key").all():
        assert "orrect" in answer.locator(".verdict").inner_text()
    assert page.locator(".caption .verdict").all_inner_texts() == ["Not right", "Right", "Right", "Right"]
    page.emulate_media(forced_colors="active")
    assert page.locator(".answer.is-key").first.evaluate("row => getComputedStyle(row).outlineStyle") == "solid"


# Every rule in force that moves something, with its longest time in seconds.
MOVES = """() => {
  const found = [];
  const visit = (rules) => {
    for (const rule of rules) {
      if (rule.media && !matchMedia(rule.conditionText).matches) continue;
      if (rule.cssRules) visit(rule.cssRules);
      if (!rule.style) continue;
      const { transitionDuration, animationDuration, scrollBehavior } = rule.style;
      for (const times of [transitionDuration, animationDuration]) {
        for (const time of times ? times.split(",") : []) {
          found.push(parseFloat(time) * (time.includes("ms") ? 0.001 : 1));
        }
      }
      if (scrollBehavior === "smooth") found.push(Infinity);
    }
  };
  for (const sheet of document.styleSheets) visit(sheet.cssRules);
  return found;
}"""


def test_nothing_moves_when_the_reader_wants_less_motion(visit_state):
    """UX 10."""
    page = visit_state("about").page
    assert page.evaluate(MOVES) == []
    page.emulate_media(reduced_motion="no-preference")
    times = page.evaluate(MOVES)
    assert times
    assert max(times) <= 0.2


@pytest.mark.parametrize("scheme", SCHEMES)
def test_page_keeps_to_the_scheme_when_there_are_no_scripts(open_page, scheme):
    """UX 9: light and dark follow the system from the first paint."""
    page = open_page(scripts=False, scheme=scheme)
    page.goto("/about/")
    light = page.evaluate("() => getComputedStyle(document.documentElement).backgroundColor.match(/\\d+/g).map(Number)")
    assert (min(light) > 230) if scheme == "light" else (max(light) < 60)
    assert page.locator("meta[name=color-scheme]").get_attribute("content") == "light dark"
