"""Hostile text: whatever is typed, only listed tags, attributes and addresses come out."""

import re

import nh3
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from content import cleaning
from content.rendering import RenderRefused, render_source
from tests.content.markup import faults_of, parse
from tests.content.sources import make_figure, make_reference, make_source, render
from tests.properties import examples

PAYLOADS = [
    "<script>alert(1)</script>",
    "</p></div></section><script src=//evil.example/x.js></script>",
    "<img src=x onerror=alert(1)>",
    '"><svg/onload=alert(1)>',
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<math><mtext></p><img src=x onerror=alert(1)></math>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<style>body{background:url(https://evil.example)}</style>",
    '<p style="position:fixed;inset:0">x</p>',
    "<a href=javascript:alert(1)>x</a>",
    "<form action=https://evil.example><input name=csrfmiddlewaretoken></form>",
    "<base href=https://evil.example/>",
    "<meta http-equiv=refresh content=0;url=https://evil.example>",
    "<object data=data:text/html,x></object><embed src=x>",
    "<template><script>alert(1)</script></template>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<!--><script>alert(1)</script>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<textarea></textarea><title></title><xmp><script>alert(1)</script></xmp>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    '" onmouseover="alert(1)',
    "' autofocus onfocus='alert(1)",
    "<div id=location name=location class=no-print></div>",
    "\u202ejs.exe\u202c \u2066x\u2069",
    "&#x202e;gpj.exe&#8238;&#x2066;",
    "\x00<scr\x00ipt>alert(1)</scr\x00ipt>",
    "{{ settings.SECRET_KEY }}{% debug %}",
    "@@csrf-token@@<a id=form name=csrf>",
]

ADDRESSES = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "javascript&colon;alert(1)",
    "&#106;avascript:alert(1)",
    "java\\script:alert(1)",
    "<java\tscript:alert(1)>",
    "<\x01javascript:alert(1)>",
    "vbscript:msgbox(1)",
    "data:text/html,<script>alert(1)</script>",
    "data:image/svg+xml;base64,PHN2Zy8+",
    "//evil.example/x",
    "/\\evil.example",
    "\\\\evil.example",
    "</\t/evil.example>",
    "/&#9;/evil.example",
    "/&Tab;/evil.example",
    "/&NewLine;/evil.example",
    "https:evil.example",
    "https:/evil.example",
    "http:///evil.example",
    "file:///etc/passwd",
    "blob:https://evil.example/1",
    "figure:curve",
    "ftp://evil.example",
    "tel:123",
    "feed:javascript:alert(1)",
    'https://evil.example/"onclick=alert(1)//',
]

TEXTS = [
    "{}",
    "[{}](https://a.example)",
    '[x](https://a.example "{}")',
    "[x]({})",
    "[x][y]\n\n[y]: {}",
    "[x][y]\n\n[y]: https://a.example '{}'",
    "<{}>",
    "![{}](figure:curve)",
    '![x](figure:curve "{}")',
    "![x]({})",
    "## {}",
    "Table: {}\n\n| A | B |\n|---|---|\n| 1 | 2 |",
    "| A | {} |\n|---|---|\n| 1 | {} |",
    "OS {}\n\n*[OS]: {}",
    "{}\n\n*[{}]: survival",
    "[@{}] [@paper]{}",
    "::: passage {}\nText.\n:::",
    "::: passage a objective={}\n{}\n:::",
    "- {}\n  - {}\n\n> {}\n\n```{}\n{}\n```\n\n`{}`",
]


@pytest.mark.parametrize("text", TEXTS)
def test_only_listed_markup_comes_out_whatever_stands_in_the_text(text):
    for payload in [*PAYLOADS, *ADDRESSES]:
        html, _ = render(text.replace("{}", payload), key_data=payload, key_learning=payload, limits=payload)
        assert faults_of(html) == [], payload


@pytest.mark.parametrize("payload", PAYLOADS + ADDRESSES)
def test_only_listed_markup_comes_out_whatever_stands_in_references_and_figures(payload):
    texts = ("authors", "title", "journal", "volume", "issue", "pages", "doi", "pmid", "url", "note")
    reference = make_reference(**dict.fromkeys(texts, payload))
    bare = make_reference("bare", doi="", pmid="", url=payload)
    figure = make_figure(address=payload, alt=payload, credit=payload, width=payload, height=payload)
    html, _ = render("[@paper; @bare]\n\n![](figure:curve)", references=[reference, bare], figures=[figure])
    faults = [fault for fault in faults_of(html) if not fault.startswith("<img ")]
    assert faults == []
    sources = [element.attrib.get("src", "") for element in parse(html["body"]) if element.tag == "img"]
    assert sources == [""]


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_link_leads_to_an_address_that_is_not_listed(address):
    for text in ("[x]({})", "<{}>", "[y]\n\n[y]: {}", "![x]({})"):
        html, _ = render(text.replace("{}", address), references=[])
        attributes = [element.attrib for element in parse(html["body"])]
        assert {found["src"] for found in attributes if "src" in found} <= {"/figures/curve.png"}
        links = [found["href"] for found in attributes if "href" in found]
        assert [link for link in links if not re.match(r"https?://[a-z.]+/|/[^/\\\s]", link)] == []


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "/\\evil.example", "x"])
def test_reference_links_to_web_addresses_alone(url):
    html, _ = render(references=[make_reference(doi="", url=url)])
    assert "<a" not in html["references"]


def test_reference_links_to_its_own_web_address_when_it_has_no_other():
    html, _ = render(references=[make_reference(doi="", url="https://a.example/?a=1&b=2")])
    assert '<a class="outside" href="https://a.example/?a=1&amp;b=2" rel="external">' in html["references"]


SCHEMES = [address for address in ADDRESSES if address[0] not in "</" and "\\" not in address and address[:4] != "http"]


@pytest.mark.parametrize("address", SCHEMES)
def test_sanitiser_alone_would_do_without_the_parser(address):
    """The second line of defense: raw HTML, which the parser never lets through, comes out as sound."""
    attributes = f'href="{address}" src="{address}" action="{address}" id="location" class="no-print" style="x" onx="y"'
    for tag in ("a", "img", "div", "section", "form", "svg", "script", "iframe", "p"):
        html = cleaning.clean_html(f"<p>a</p><{tag} {attributes}>b</{tag}>{''.join(PAYLOADS)}")
        faults = [fault for fault in faults_of({"body": html}) if not fault.startswith("bidi")]
        assert faults == [], html


@pytest.mark.parametrize("name", ["location", "forms", "csrfmiddlewaretoken", "text", "main"])
def test_no_id_of_an_editors_choice_can_shadow_one_of_the_page(name):
    html, _ = render(f"::: passage {name}\n## {name}\n\nText.[@paper]\n:::")
    ids = {element.attrib["id"] for element in parse(html["body"]) if "id" in element.attrib}
    assert ids == {f"p-{name}", "cite-1-1"}


def test_overrides_of_the_direction_are_taken_out_everywhere():
    override = "a\u202eb &#x202e;c\u2066d"
    html, _ = render(
        f"{override}\n\n![{override}](figure:curve '{override}')\n\nOS\n\n*[OS]: {override}",
        references=[make_reference(title="a\u202eb", note="\u2067c")],
        figures=[make_figure(credit="\u202ecredit")],
    )
    assert faults_of(html) == []
    assert "<p>ab cd</p>" in html["body"]
    assert " credit</span>" in html["body"]
    assert "ab." in html["references"]


# -- properties --------------------------------------------------------------------------------------------------

SIGNS = [
    *"[](){}<>!*_`#|:-+=~\"'\\/&;@ \t\n\r.,1aOS\u202e\x00\x1b\ufeff\u2028é中", "\n\n", "[@paper]", "[@other; @paper]",
    "[@", "![", "](figure:curve)", "](https://a.example)", "](javascript:x)", "<script>", "</script>", "<a href='",
    "::: passage a objective=b\n", "::: passage a\n", "::::\n", "\n:::\n", "\n*[OS]: overall survival\n", "*[O]:",
    "OS", "overall survival (OS)", "Table: ", "| a | b |\n|---|---|\n| 1 | |\n", "|---|", "\n- ", "\n  1. ", "\n> ",
    "```", "~~~", "    ", "# ", "&lt;", "&#60;", "&#x202e;", "**", "__", "  \n", "\\[", "[a]: b 'c'\n", "[a]",
]  # fmt: skip
texts = st.lists(st.sampled_from(SIGNS), max_size=60).map("".join) | st.text(max_size=200)


def _rendered(source):
    try:
        return render_source(source)[0]
    except RenderRefused:
        return None


def _cleaned_again(html: str) -> str:
    return nh3.clean(
        html,
        tags=cleaning.TAGS,
        attributes={**cleaning.ATTRIBUTES, "a": cleaning.ATTRIBUTES["a"] | {"rel"}},
        attribute_filter=cleaning.filter_attribute,
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )


@given(body=texts, key_data=texts, limits=texts)
@settings(max_examples=examples(250), deadline=None, suppress_health_check=list(HealthCheck))
def test_any_text_is_refused_or_becomes_sound_markup_that_cleaning_leaves_alone(body, key_data, limits):
    source = make_source(
        body,
        key_data=key_data,
        limits=limits,
        references=[make_reference(), make_reference("other")],
        figures=[make_figure()],
    )
    html = _rendered(source)
    if html is None:
        return
    assert faults_of(html) == []
    assert "<script" not in "".join(html.values()).lower()
    for part in ("key_data", "limits", "body"):
        assert _cleaned_again(html[part]) == html[part]
    assert render_source(source)[0] == html


@given(word=st.text(min_size=1, max_size=40), expansion=st.text(max_size=220), text=texts)
@settings(max_examples=examples(150), deadline=None, suppress_health_check=list(HealthCheck))
def test_any_abbreviation_is_refused_or_becomes_sound_markup(word, expansion, text):
    html = _rendered(make_source(f"{text} {word} {word}\n\n*[{word}]: {expansion}"))
    assert html is None or faults_of(html) == []


FIELDS = ("authors", "title", "doi", "pmid", "url", "pages")


@given(fields=st.fixed_dictionaries({name: st.text(max_size=60) for name in FIELDS}))
@settings(max_examples=examples(150), deadline=None, suppress_health_check=list(HealthCheck))
def test_any_reference_becomes_sound_markup(fields):
    html = _rendered(make_source("[@paper]", references=[make_reference(**fields)]))
    assert faults_of(html) == []
