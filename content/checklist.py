"""What an article still lacks before it can be published: musts stop it, shoulds only say so (F1, S0, S1, S3)."""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any

from django.conf import settings
from django.db.models import Max

from content.addresses import WRONG, is_address
from content.bank_checks import changed_keys, check_corrected_keys, check_retired_questions
from content.containers import CALLOUTS, is_container
from content.findings import Finding, Severity, must, should
from content.independence import check_disclosures, check_review, check_support
from content.kind_checks import check_kind
from content.kinds import needs_of
from content.markdown import Reading
from content.models import Article, DraftItem, SignOff
from content.months import months_after
from content.notice_checks import check_notices
from content.number_checks import check_numbers
from content.planning_checks import check_format, check_planning, check_source_article
from content.policy_checks import check_policy
from content.prose_checks import check_abbreviations, check_objectives, check_trade_names
from content.question_checks import check_question
from content.rendering import PARTS, RenderRefused, render_source
from content.rule_changes import check_changed_rules
from content.source import source_of

# Words that give a result away in what the public may see (A3).
TELLING = re.compile(
    r"\b(improv\w*|superior\w*|better|worse|benefi\w*|effective\w*|safe|safer|prolong\w*|reduc\w*(?!-intensity)\b|increas\w*|succe\w*"
    r"|fail\w*|promising|breakthrough)\b|\d\s?%|[™®]",
    re.IGNORECASE,
)
FEW = 5  # of what a finding names one by one
PASSAGE_LINE = re.compile(r"^ {0,3}:::+(?!:)[ \t]*(\S.*)$", re.MULTILINE)


def check_article(article: Article, *, at: datetime, source: dict[str, Any] | None = None) -> list[Finding]:
    """Go through the whole checklist.

    Args:
        article: The draft.
        at: The moment of publication that is thought of; aware.
        source: What ``source_of`` says of it, where that is known; it is read otherwise.

    Returns:
        Findings, musts first, each group in the order of the form.
    """
    source, today = source or source_of(article), at.astimezone(UTC).date()
    rows = article.draft_items.select_related("version", "objective", "reference")
    items = list(rows.prefetch_related("version__options", "version__parts"))
    findings = [
        *_front_matter(article, source),
        *check_kind(article, source, items, today),
        *_expiry(article, today),
        *_references(article, source),
        *check_notices(source),
        *check_objectives(source),
        *check_trade_names(source, items),
        *_text(source, items),
        *_questions(article, items, source),
        *changed_keys(article, items),
        *check_changed_rules(article),
        *check_support(article, today),
        *check_format(article, today),
        *check_retired_questions(article),
        *check_corrected_keys(article),
    ]
    if not article.is_demonstration:
        findings += [*check_planning(article), *check_review(article, at, source), *check_disclosures(article, today)]
    return sorted(findings, key=lambda finding: finding.severity is Severity.SHOULD)


def _front_matter(article: Article, source: dict[str, Any]) -> Iterator[Finding]:
    if not is_address(article.slug) and not article.releases.exists():
        yield must(f"The address {article.slug} cannot be used. {WRONG}", "slug")
    if not source["objectives"]:
        yield must("Name at least one learning objective.", "objectives", "F1")
    for objective in source["objectives"]:
        if not objective["text"].strip():
            yield must(f"Write the learning objective {objective['key']}.", "objectives", "F1")
    if not source["topics"]:
        yield must("Choose at least one topic.", "topics", "F1")
    if not article.audience:
        yield must("Say whom the article is written for.", "audience", "F1")
    if not source["byline"]:
        yield must("Name at least one author.", "contributions", "F1")
    if not article.question:
        yield must("Write the question of the study for the teaser, in one neutral sentence.", "question", "A3")
    if not article.key_learning.strip():
        yield must("Write the key learning.", "key_learning", "S0")
    if not article.limits.strip():
        yield must("Write what this does not show.", "limits", "S0")
    needs = needs_of(article.kind)
    if not article.body.strip():
        yield must(needs.write, "body", "F1")
    if needs.has_key_data and not source["key_figures"] and not article.key_data.strip():
        yield must("Give key figures or key data.", "key_figures", "S0")
    if any(not (figure["value"].strip() and figure["label"].strip()) for figure in source["key_figures"]):
        yield must("Give every key figure its value and its label.", "key_figures", "S0")
    for figure in source["key_figures"]:
        if not figure["n"] or not figure["time_point"]:
            yield must(f"Give n and time point beside the key figure {figure['value']}.", "key_figures", "S0")
    for name in ("title", "question"):
        telling = TELLING.search(source[name])
        if telling:
            yield should(f"Everybody can read the {name}; “{telling[0]}” may give a result away.", name, "A3")


def _expiry(article: Article, today: date) -> Iterator[Finding]:
    if article.expires_on is None:
        return
    if article.expires_on <= today:
        # An expired article can still be corrected; it stays expired.
        is_standing = article.releases.filter(editions__expires_on=article.expires_on).exists()
        say = should if is_standing else must
        yield say("The expiry date is past. Choose a later one or leave it empty.", "expires_on", "F2")
    elif article.expires_on > months_after(today, settings.EXPIRY_MONTHS):
        yield must(f"Choose an expiry date at most {settings.EXPIRY_MONTHS} months ahead.", "expires_on", "F2")
    else:
        reviewed_on = last_review_of(article)
        if reviewed_on and article.expires_on > months_after(reviewed_on, settings.EXPIRY_MONTHS):
            yield should(f"The expiry date is more than {settings.EXPIRY_MONTHS} months after release and last review; "
                         "only a material correction can carry it.", "expires_on", "F2", stops="minor")  # fmt: skip


def last_review_of(article: Article) -> date | None:
    """Return when the article was last released anew or reviewed, whichever is later; None before the first time."""
    release = article.releases.numbered().order_by("-number").first()
    if release is None:
        return None
    signed_at = SignOff.objects.filter(article=article).aggregate(at=Max("signed_at"))["at"]
    return max(release.opened_at, signed_at or release.opened_at).astimezone(UTC).date()


def _references(article: Article, source: dict[str, Any]) -> Iterator[Finding]:
    papers = [reference for reference in source["references"] if reference["is_source"]]
    if not papers and needs_of(article.kind).has_paper:
        yield must("Mark the reference that is the paper summarised.", "references", "F4")
    for paper in papers:
        if not (paper["doi"] or paper["pmid"] or paper["url"] or paper["note"]):
            yield must(
                f"Give the DOI or the PubMed id of [@{paper['key']}], or a note that says why there is none.",
                "references",
                "F4",
            )
    for reference in source["references"]:
        if reference["doi"] and not reference["doi"].startswith("10."):
            yield must(f"The DOI of [@{reference['key']}] must begin with 10., without the address.", "references")


def _text(source: dict[str, Any], items: Sequence[DraftItem]) -> Iterator[Finding]:
    """Look at what only rendering can tell: citations, passages, figures, numbers, abbreviations."""
    try:
        html, reading = render_source(source)
    except RenderRefused as refusal:
        yield must(str(refusal), "body")
        return
    for key in dict.fromkeys(reading.unknown_citations):
        yield must(f"The text cites [@{key}], but no reference has this key.", "references")
    yield from _uncited([row["key"] for row in source["references"] if row["key"] not in reading.numbers])
    for key in dict.fromkeys(reading.unknown_notes):
        yield must(f"The text marks the note [^{key}]. Write it on a line of its own: [^{key}]: what it says.", "body")
    yield from check_source_article(source, reading)
    yield from _pictures(reading)
    yield from _passages(source, reading)
    yield from check_numbers(source, html, items)
    yield from check_abbreviations(source, html, reading)


def _uncited(keys: Sequence[str]) -> Iterator[Finding]:
    """Name the references that the text never cites: one line, however many there are."""
    if len(keys) == 1:
        yield should(f"The reference [@{keys[0]}] is never cited.", "references")
    elif keys:
        named = ", ".join(f"[@{key}]" for key in keys[:FEW])
        more = f" and {len(keys) - FEW} more" if len(keys) > FEW else ""
        yield should(f"{len(keys)} references are never cited: {named}{more}.", "references")


def _pictures(reading: Reading) -> Iterator[Finding]:
    for key in reading.unknown_figures:
        yield must(f"The text shows figure:{key}, but no figure has this key.", "figures")
    for address in reading.pictures_left_out:
        yield must(f"The picture {address or 'without an address'} is not shown. Add it as a figure, and write "
                   "![alternative text](figure:key) on a line of its own.", "body")  # fmt: skip
    for key, alt in reading.figures_shown:
        if not alt.strip():
            yield must(f"Write the alternative text of the figure {key}.", "figures", "W1")
        if not reading.figures[key]["credit"].strip():
            yield must(f"Name source and licence of the figure {key}, also where it is your own.", "figures")
    for key in reading.figures_without_caption:
        yield must(f'Write a caption below the figure {key}: ![...](figure:{key} "caption").', "body")


def _passages(source: dict[str, Any], reading: Reading) -> Iterator[Finding]:
    for part in PARTS:
        for match in PASSAGE_LINE.finditer(source[part]):
            if not is_container(match[1].strip()):
                known = ", ".join(f"::: {name}" for name in CALLOUTS)
                yield must(
                    f"“{match[0].strip()}” is no passage. Write ::: passage name objective=key, or {known}.", part
                )
    for name in reading.repeated_passages:
        yield must(f"Two passages are named {name}. Rename one.", "body")
    objectives = {objective["key"] for objective in source["objectives"]}
    for name, key in reading.passages.items():
        if key and key not in objectives:
            yield must(f"The passage {name} names the objective {key}, which does not exist.", "body")
    for key in sorted(objectives - set(reading.passages.values())):
        yield should(f"No passage teaches the objective {key}.", "body")
    for number, item in enumerate(source["items"], start=1):
        if item["passage"] and item["passage"] not in reading.passages:
            yield must(f"Question {number} points to the passage {item['passage']}, which the text lacks.",
                       f"questions:{item['key']}")  # fmt: skip


def _questions(article: Article, items: Sequence[DraftItem], source: dict[str, Any]) -> Iterator[Finding]:
    yield from check_policy(article, items)
    tested = {item["objective"] for item in source["items"]}
    for objective in source["objectives"]:
        if items and objective["key"] not in tested:
            yield should(f"No question tests the objective {objective['key']}.", "questions:")
    for item in items:
        yield from check_question(item)
