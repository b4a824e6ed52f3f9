"""What a version of a question says, line by line, and how two versions differ in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from content.item_writing import letter_of
from content.models import Option, QuestionVersion
from content.question_text import TYPED
from content.shares import write_share

Kind = QuestionVersion.Kind


@dataclass(frozen=True)
class Change:
    """One line that differs: what it is called, what the old version says there, and the new one."""

    label: str
    old: str
    new: str


def changes_between(old: QuestionVersion, new: QuestionVersion) -> list[Change]:
    """Return the lines that differ, in the order of the page; empty where a version has no such line."""
    before, after = dict(lines_of(old)), dict(lines_of(new))
    labels = list(dict.fromkeys([*before, *after]))
    return [
        Change(label, before.get(label, ""), after.get(label, ""))
        for label in labels
        if before.get(label, "") != after.get(label, "")
    ]


def lines_of(version: QuestionVersion) -> Iterator[tuple[str, str]]:
    """Yield label and text of everything that a version says."""
    yield "Question", version.stem
    yield "Kind", str(version.get_kind_display())
    yield "Credit", str(version.get_scoring_display())
    yield "Level", str(version.get_level_display())
    yield "Hint", version.hint
    yield "Unit", version.unit
    yield "Capitals matter", "yes" if version.is_case_sensitive else ""
    yield "Picture", version.image.name or ""
    yield "Alternative text", version.image_alt
    yield "Source and licence", version.image_credit
    options = list(version.options.all())
    for place, option in enumerate(options):
        name = str(place + 1) if version.kind in {*TYPED, Kind.ORDERING} else letter_of(place)
        yield f"Option {name}", _said(version, option)
        yield f"Why (option {name})", option.rationale
    texts = {option.pk: option.text for option in options}
    what = "Statement" if version.kind == Kind.KPRIM else "Vignette"
    for place, part in enumerate(version.parts.all(), start=1):
        yield f"{what} {place}", f"{part.text} → {texts.get(part.key_id or 0, 'no answer yet')}"
        yield f"Why ({what.lower()} {place})", part.rationale
        yield f"Picture ({what.lower()} {place})", part.image.name or ""
        yield f"Alternative text ({what.lower()} {place})", part.image_alt
        yield f"Source and licence ({what.lower()} {place})", part.image_credit


def _said(version: QuestionVersion, option: Option) -> str:
    notes = ["right"] if option.is_key else []
    if version.scoring == QuestionVersion.Scoring.PARTIAL and option.shares:
        notes.append(write_share(Fraction(option.shares, version.denominator)))
    if option.tolerance:
        notes.append(f"± {option.tolerance.normalize():f}")
    return option.text + (f" ({', '.join(notes)})" if notes else "")
