"""What the desk says of a text while it is written: how long and how hard it is, and which words to look at again."""

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

from cme.desk.sending import count_in
from content.findings import Finding
from content.markdown import Reading
from content.number_checks import check_numbers
from content.prose_checks import check_abbreviations, check_trade_names
from content.readability import Readability, hints_of, measure
from content.rendering import PARTS, RenderRefused, render_source
from content.verbs import level_of, warning_of


def hints_while_typing(
    source: Mapping[str, Any], html: Mapping[str, str], reading: Reading, data: QueryDict
) -> dict[str, Any]:
    """Return what stands beside the form.

    Returns:
        ``measure``, a sentence; ``hints``, sentences; ``objectives``, what each objective's verb is, by control.
    """
    measured = measure(html, PARTS)
    minutes = data.get("minutes", "")
    stated = int(minutes) if minutes.isdecimal() and len(minutes) < 5 else None
    findings: list[Finding] = [
        *check_numbers(source, html, []),
        *check_abbreviations(source, html, reading),
        *check_trade_names(source, []),
    ]
    return {
        "measure": sentence_of(measured),
        "hints": [*(finding.message for finding in findings), *hints_of(measured, stated_minutes=stated)],
        "objectives": dict(_verbs(data)),
    }


def hints_of_draft(source: Mapping[str, Any]) -> list[str]:
    """Return hints on the length and the sentences of a saved draft, with what was measured first."""
    try:
        html, _ = render_source(source)
    except RenderRefused:
        return []  # the checklist says why
    measured = measure(html, PARTS)
    return [sentence_of(measured), *hints_of(measured, stated_minutes=source["minutes"])]


def sentence_of(measured: Readability) -> str:
    """Say what was measured of a text."""
    ease = "" if measured.ease is None else f" Reading ease {measured.ease:.0f} of 100 (Flesch)."
    words = f"{measured.words:,} word{'' if measured.words == 1 else 's'}"
    return f"{words}, about {measured.minutes} min to read.{ease}"


def _verbs(data: QueryDict) -> list[tuple[str, dict[str, str]]]:
    rows = []
    for place in range(count_in(data, "objectives")):
        name = f"objectives-{place}-text"
        text = data.get(name, "")
        rows.append((name, {"warning": warning_of(text), "level": level_of(text)}))
    return rows
