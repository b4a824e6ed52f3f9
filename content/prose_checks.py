"""What the wording of an article lacks: abbreviations never written out, trade names, objectives nobody can test."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.conf import settings

from content.abbreviations import undefined_abbreviations
from content.drug_names import read_drug_names
from content.findings import Finding, must, should
from content.markdown import Reading
from content.models import DraftItem
from content.readability import plain_text
from content.verbs import warning_of

MOST_NAMED = 8  # abbreviations in one sentence
_CREDIT = re.compile(r'<span class="credit">[^<]*</span>')
TEXTS = {
    "key_data": "Key data", "key_learning": "Key learning", "limits": "What this does not show", "body": "The text",
}  # fmt: skip


def check_abbreviations(source: Mapping[str, Any], html: Mapping[str, str], reading: Reading) -> Iterator[Finding]:
    """Find abbreviations that the article uses and never explains; credits name licences as these name themselves."""
    text = "\n".join(plain_text(_CREDIT.sub("", html[part])) for part in TEXTS)
    names = " ".join([source["title"], *(f"{row['title']} {row['journal']}" for row in source["references"])])
    found = undefined_abbreviations(text, reading.abbreviations, names=names)
    if found:
        named = ", ".join(found[:MOST_NAMED]) + (" and others" if len(found) > MOST_NAMED else "")
        yield should(
            f"Nothing says what is meant by {named}. Write a line such as *[{found[0]}]: what it means.",
            "body",
            "abbreviations",
        )


def check_objectives(source: Mapping[str, Any]) -> Iterator[Finding]:
    """Find objectives whose verb cannot be tested."""
    for objective in source["objectives"]:
        warning = warning_of(objective["text"])
        if warning:
            yield should(f"Objective {objective['key']}: {warning}", "objectives", "objectives")


def check_trade_names(source: Mapping[str, Any], items: Sequence[DraftItem]) -> Iterator[Finding]:
    """Find trade names: what everybody can read must be without (A3, S3), the rest should name the drug (S0)."""
    names = read_drug_names(settings.DRUG_NAMES)
    for place, text, field, is_public in [*_public(source), *_behind_the_gate(source), *_questions(items)]:
        for found in names.found_in(text):
            where = f"{place}: " if found.passage == found.said else f"{place}, “{found.passage}”: "
            message = f"{where}{found.said} is a trade name. Write {found.generic}."
            yield must(message, field, "A3") if is_public else should(message, field, "S3")


Place = tuple[str, str, str, bool]  # what it is called, what it says, where to mend it, whether everybody can read it


def _public(source: Mapping[str, Any]) -> Iterator[Place]:
    yield "Title", source["title"], "title", True
    yield "Question of the study", source["question"], "question", True
    yield "Audience", source["audience"], "audience", True
    for objective in source["objectives"]:
        yield f"Objective {objective['key']}", objective["text"], "objectives", True


def _behind_the_gate(source: Mapping[str, Any]) -> Iterator[Place]:
    for figure in source["key_figures"]:
        yield f"Key figure {figure['value']}", figure["label"], "key_figures", False
    for part, name in TEXTS.items():
        yield name, source[part], part, False
    for figure in source["figures"]:
        yield f"Figure {figure['key']}", figure["alt"], "figures", False


def _questions(items: Sequence[DraftItem]) -> Iterator[Place]:
    for item in items:
        options = [text for option in item.version.options.all() for text in (option.text, option.rationale)]
        parts = [text for part in item.version.parts.all() for text in (part.text, part.rationale)]
        said = "\n".join([item.version.stem, item.version.hint, *options, *parts])
        yield f"Question {item.called}", said, f"questions:{item.key}", False
