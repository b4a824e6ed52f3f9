"""Neutral questions in normal form, as hypothesis draws them for the XML formats."""

from dataclasses import replace
from fractions import Fraction

from hypothesis import strategies as st

from content.formats.moodlexml_shares import SHARES
from content.formats.neutral import ILLEGAL, Kind, NeutralOption, NeutralPicture, NeutralQuestion, TextFormat
from content.formats.picturing import HOLDS_PICTURES
from content.formats.xhtml import content_of_html, html_of
from content.formats.xmltree import SPACES, Element, collapsed

LEGAL = st.characters(blacklist_categories=["Cs"], blacklist_characters="\r").filter(
    lambda sign: not ILLEGAL.match(sign)
)
MARKS = st.sampled_from([*list("<>&\"'*_`#\\\n\t {}[]()~=%$:;/@"), "]]>", "<!--", "&amp;", "  ", "\n\n", "<b>", "\xa0"])
PLAIN = st.lists(st.one_of(LEGAL, MARKS), max_size=12).map("".join).map(lambda text: text.strip(SPACES))
WORDS = PLAIN.filter(bool)
PIECES = ["a", "<b>x</b>", "<p>one</p>", "<p>a<br/>b</p>", "&amp;", "&lt;", "ü ", "<div>d</div>", '<p class="c">q</p>',
          "<pre> a\n b</pre>", "<ul><li>i</li></ul>", "\u00a0", "  ", "\n", "<hr/>", '<a href="#x">l</a>', "<p></p>",
          '<span dir="rtl">z</span>', "<math><mi>x</mi></math>"]  # fmt: skip


def normal_html(html: str) -> str:
    return html_of([Element("div", {}, content_of_html(html))])


HTML = st.lists(st.sampled_from(PIECES), max_size=6).map("".join).map(normal_html)
HTML_WORDS = HTML.filter(bool)
NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-1000, max_value=1000).map(str)
TOLERANCES = st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=0, max_value=10)
SINGLE_LINE = st.text(alphabet="abcµ/ °%", max_size=6).map(lambda text: " ".join(text.split()))


def words_in(text_format: TextFormat) -> st.SearchStrategy[str]:
    return HTML_WORDS if text_format == TextFormat.HTML else WORDS


def any_in(text_format: TextFormat) -> st.SearchStrategy[str]:
    return HTML if text_format == TextFormat.HTML else PLAIN


@st.composite
def options_of(draw, kind: Kind, text_format: TextFormat, shares: st.SearchStrategy[Fraction]):
    words, texts = words_in(text_format), any_in(text_format)

    def rows(text, weight, low=1, high=5):
        row = st.builds(NeutralOption, text=text, weight=weight, feedback=texts)
        return tuple(draw(st.lists(row, min_size=low, max_size=high)))

    if kind in (Kind.ESSAY, Kind.DESCRIPTION):
        return ()
    if kind == Kind.TRUE_FALSE:
        return tuple(
            replace(row, text=text) for row, text in zip(rows(words, shares, 2, 2), ("True", "False"), strict=True)
        )
    if kind == Kind.KPRIM:
        return rows(words, st.sampled_from([Fraction(0), Fraction(1)]), 4, 4)
    if kind == Kind.MATCHING:
        pairs = draw(st.lists(st.tuples(words, words), min_size=1, max_size=4))
        wrong = draw(st.lists(words, max_size=2))
        return tuple(NeutralOption(text, match=match) for text, match in [*pairs, *(("", match) for match in wrong)])
    if kind == Kind.ORDERING:
        return rows(words, st.just(Fraction(0)))
    if kind == Kind.NUMERIC:
        return tuple(replace(row, tolerance=draw(TOLERANCES)) for row in rows(NUMBERS, shares))
    return rows(WORDS if kind == Kind.SHORT else words, shares)


@st.composite
def questions(draw, formats=tuple(TextFormat), kinds=tuple(Kind), shares=None):
    kind, text_format = draw(st.sampled_from(kinds)), draw(st.sampled_from(formats))
    texts = any_in(text_format)
    return NeutralQuestion(
        kind=kind,
        stem=draw(texts),
        options=draw(options_of(kind, text_format, shares or st.sampled_from(sorted(SHARES)))),
        name=draw(PLAIN),
        feedback=draw(texts),
        category=draw(st.sampled_from(["", "top", "a/b", "Heart // lung/x", "$course$/c", "ä & <b>"])),
        text_format=text_format,
        unit=draw(SINGLE_LINE) if kind == Kind.NUMERIC else "",
        hint=draw(texts),
        is_case_sensitive=draw(st.booleans()) if kind == Kind.SHORT else False,
    )


ON_ONE_LINE = PLAIN.map(collapsed)
PICTURES = st.builds(
    NeutralPicture,
    data=st.binary(min_size=1, max_size=40),
    alt=ON_ONE_LINE,
    credit=ON_ONE_LINE,
    name=st.sampled_from(["x.png", "ECG 1.JPG", "y.webp", "z", "../a.svg"]),
)


@st.composite
def pictured(draw, formats=(TextFormat.PLAIN, TextFormat.HTML), kinds=tuple(Kind), shares=None):
    """Draw a question with pictures wherever one can stand."""
    found = draw(questions(formats, kinds, shares))
    some = st.none() | PICTURES
    options = found.options
    if found.kind in HOLDS_PICTURES:
        options = tuple(replace(row, picture=draw(some) if row.text else None) for row in options)
    return replace(found, picture=draw(some), options=options)
