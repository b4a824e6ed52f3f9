"""Hostile lengths: every one is rendered or refused, in bounded time and memory.

Each bomb goes to a process that is killed after ten seconds of work of its own, whatever else the machine does, and
that may take one gigabyte. No time is compared: whoever is killed has failed. Bombs as one block are as long as a
text may be; bombs as paragraphs are cut so that none is refused for its length.
"""

import json
import select
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from content.rendering import LONGEST, LONGEST_HTML, LONGEST_PARAGRAPH, RenderRefused
from tests.content.sources import make_figure, make_reference, make_source, render

SECONDS = 10  # of processor time for each bomb
PATIENCE = 120  # seconds on the clock, after which a process is taken to hang without working
MEMORY = 1 << 30  # bytes
WORKER = f"""
import json, resource, sys
from content.rendering import RenderRefused, render_source
resource.setrlimit(resource.RLIMIT_AS, ({MEMORY}, {MEMORY}))
print("ready", flush=True)
for line in sys.stdin:
    used = resource.getrusage(resource.RUSAGE_SELF)
    limit = int(used.ru_utime + used.ru_stime) + {SECONDS} + 1
    resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.RLIM_INFINITY))
    try:
        html, _ = render_source(json.loads(line))
        print("rendered", sum(map(len, html.values())), flush=True)
    except RenderRefused:
        print("refused", flush=True)
"""

# Repeated until the text is full; finding 3 of the stack: "[", "<a ", and their kin.
UNITS = [
    "[", "]", "![", "![[[[", "[](", "[a](b", "[a](<b", '[a](b "', "[a][", "[a]: b\n", "[@", "[@paper]", "[@a;@b]",
    "<a ", "<", "<!--", "<![CDATA[", "<?", "<a:", "<a@", "<https://a> ", "&", "&amp;", "&#x",
    "*", "**", "_", "*a ", "a* ", "*a_ ", "**a *b _c ", "a**b_c*d__", "`", "` a", "\\", "~",
    '"', "'", "a' \"", "\"'", "> ", "- ", "1. ", "- a\n", "# ", "#\n", "a\n=\n", "* * ", "```\n", "    a\n",
    "|", "a|b\n-|-\n", "|a|b|\n|-|-|\n|c|\n", "::: passage a\n", "::: passage a\n:::\n", ":::",
    "::: key-data\n", "::: key-data\na\n:::\n", ":::\n", "[^", "[^a", "[^a]", "[^a]: b\n", "^[", "a^[", "*[",
    "![a](figure:curve)\n\n", "*[a]: b\n", "\n", " ", "\t", "\x00", "\u202e", "a  \n", "a",
]  # fmt: skip


def filled(unit: str, length: int = LONGEST) -> str:
    return (unit * (length // len(unit) + 1))[:length]


def in_paragraphs(unit: str) -> str:
    return filled(filled(unit, LONGEST_PARAGRAPH - 100) + "\n\n")


SHAPED = {
    "many marks of one note": "[^a]: b\n\n" + in_paragraphs("[^a]")[:99_000],
    "many notes": "".join(f"[^{number}]: [^{number + 1}]\n" for number in range(5_000)) + "\n\n[^0]",
    "callouts opened, then closed": "::: key-data\n" * 4_000 + ":::\n" * 4_000,
    "callouts opened longer and longer": "".join(":" * (3 + number % 60) + " key-data\n" for number in range(2_000)),
    "long address, many links": "[x]: /" + "A" * 50_000 + "\n\n" + in_paragraphs("[x]")[:49_000],
    "long title, many links": '[x]: /a "' + "A" * 50_000 + '"\n\n' + in_paragraphs("[x]")[:49_000],
    "long heading, many cells": "|a|" + "L" * 4_900 + "|\n|-|-|\n" + filled("x\n", 40_000),
    "many columns, many cells": "|" + "a|" * 1_000 + "\n|" + "-|" * 1_000 + "\n" + filled("x\n", 90_000),
    "many columns left out": "|" + "a|" * 16_000 + "\n|" + "-|" * 16_000 + "\n" + filled("x\n", 30_000),
    "long expansion, many uses": "*[A]: " + "e" * 190 + "\n\n" + in_paragraphs("A ")[:99_000],
    "many abbreviations, many uses": "".join(f"*[A{number}]: b{number}\n" for number in range(3_000))
    + in_paragraphs("A1 A99 ")[:49_000],
    "many passages": filled("".join(f"::: passage p{number}\n:::\n" for number in range(4_000))),
    "many link definitions": filled("".join(f"[{number}]: b\n" for number in range(8_000))),
    "lists in lists": "\n".join("  " * depth + "- a" for depth in range(300)),
    "quotations in quotations": "\n".join(">" * depth for depth in range(1, 440)),
    "runs of backticks": " ".join("`" * length for length in range(1, 440)),
    "emphasis opened and closed": "*a " * 1_200 + "b*" * 600,
    "brackets opened and closed": filled("[" * 1_600 + "a" + "](b)" * 800 + "\n\n"),
    "pictures in pictures": filled("![" * 1_200 + "a" + "](b)" * 600 + "\n\n"),
}
BOMBS = (
    {f"block of {unit!r}": filled(unit) for unit in UNITS}
    | {f"paragraphs of {unit!r}": in_paragraphs(unit) for unit in UNITS if "\n" not in unit}
    | SHAPED
)


class Renderer:
    """A process that renders, and that is killed when it takes too long."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[str] | None = None

    def render(self, source: dict[str, Any]) -> str:
        """Return what became of a source: ``rendered <length>``, ``refused``, or what went wrong."""
        process = self.process or self._begin()
        process.stdin.write(json.dumps(source) + "\n")
        process.stdin.flush()
        return self._answer(process)

    def end(self) -> None:
        if self.process:
            self.process.kill()
            self.process.communicate()
            self.process = None

    def _begin(self) -> subprocess.Popen[str]:
        self.process = subprocess.Popen(
            [sys.executable, "-c", WORKER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            cwd=Path(__file__).resolve().parents[2],
        )
        assert self._answer(self.process) == "ready"
        return self.process

    def _answer(self, process: subprocess.Popen[str]) -> str:
        ready, _, _ = select.select([process.stdout], [], [], PATIENCE)
        answer = process.stdout.readline().strip() if ready else ""
        if not answer:
            self.end()
        return answer or ("died" if ready else "killed")


@pytest.fixture(scope="module")
def renderer() -> Iterator[Renderer]:
    renderer = Renderer()
    yield renderer
    renderer.end()


# Those that once took minutes, gigabytes or the whole process; the others are slow together and run in .ci/run.
ALWAYS = {
    "block of '['", "block of '<a '", "paragraphs of '<a '", "paragraphs of '*a '", "lists in lists",
    "many abbreviations, many uses", "many marks of one note", "many notes", "callouts opened, then closed",
}  # fmt: skip


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[] if name in ALWAYS else pytest.mark.slow) for name in BOMBS]
)
def test_bomb_ends_as_bounded_html_or_is_refused(renderer, name):
    assert len(BOMBS[name]) <= LONGEST
    source = make_source(BOMBS[name], references=[make_reference()], figures=[make_figure()])
    outcome, _, length = renderer.render(source).partition(" ")
    assert outcome in {"rendered", "refused"}
    assert int(length or 0) <= LONGEST_HTML


def test_bombs_that_always_run_exist():
    assert BOMBS.keys() >= ALWAYS


def test_harness_notices_a_process_that_dies(renderer):
    """The negative control: what cannot be read as a source ends the process, and that is told apart."""
    assert renderer.render({}) == "died"
    assert renderer.render(make_source("Text")).startswith("rendered")


def test_text_is_refused_when_its_parts_together_are_too_long():
    half = "a b c\n\n" * (LONGEST // 14)
    render(half, limits=half)
    with pytest.raises(RenderRefused, match="longer than 100,000 characters"):
        render(half, limits=half, key_learning="a" * 20)


def test_paragraph_is_refused_when_too_long_and_named_by_its_beginning():
    render("a " * (LONGEST_PARAGRAPH // 2))
    with pytest.raises(RenderRefused, match="The paragraph that begins “Once upon a time"):
        render("Once upon a time " + "a " * (LONGEST_PARAGRAPH // 2))


def test_code_may_be_longer_than_a_paragraph():
    assert "<pre>" in render("```\n" + "a\n" * LONGEST_PARAGRAPH + "```\n")[0]["body"]


def test_long_but_honest_text_is_rendered():
    """A text as long as may be, of ordinary paragraphs, tables, abbreviations and citations."""
    paragraph = "OS was 85% (95% CI 78 to 91) in 112 patients, and 68% in 112 others.[@paper] " * 12
    table = "Table: OS by arm\n\n| End point | Arm A | Arm B |\n|---|---|---|\n" + "| OS | 85% | |\n" * 20
    text = filled(f"## Results\n\n{paragraph}\n\n{table}\n", LONGEST - 100) + "\n\n*[OS]: overall survival\n"
    html, reading = render(text)
    assert reading.citations["paper"] > 900
    assert sum(map(len, html.values())) < LONGEST_HTML
