"""What may stand in an article file: names in each mapping, what sort of value each has, whether it must be there."""

from collections.abc import Mapping

from content.kinds import ArticleKind, CaseBasis
from content.models import AgeGroup, QuestionVersion, ReferenceKind, StudyDesign
from content.models.article import Feedback
from content.question_text import CHOSEN, WITH_PARTS

Kind = QuestionVersion.Kind
Fields = Mapping[str, tuple[str, bool]]

# Rules of the tests: name in the file, and field of the article. What is left out has the field's default.
POLICY = {
    "pass_mark": "pass_mark_percent", "pass_mark_items": "pass_mark_items", "attempts": "attempts_allowed",
    "wait_hours": "wait_hours", "feedback": "feedback", "shuffle_items": "shuffles_items",
    "shuffle_options": "shuffles_options", "items_drawn": "items_drawn", "dont_know": "offers_dont_know",
    "time_limit": "time_limit_minutes", "grace_seconds": "grace_seconds",
}  # fmt: skip
ARTICLE: Fields = {
    "slug": ("slug", True), "title": ("text", True), "question": ("text", True), "demonstration": ("flag", False),
    "released_on": ("date", False), "minutes": ("whole", True), "audience": ("text", True), "byline": ("words", True),
    "topics": ("words", True), "study_design": ("design", False), "population": ("ages", False),
    "pre_test": ("flag", False), "pass_mark": ("whole", False),
    "pass_mark_items": ("whole", False), "attempts": ("whole", False), "wait_hours": ("whole", False),
    "feedback": ("feedback", False), "shuffle_items": ("switch", False), "shuffle_options": ("switch", False),
    "items_drawn": ("whole", False), "dont_know": ("switch", False), "time_limit": ("whole", False),
    "grace_seconds": ("whole", False), "source": ("slug", False), "planning": ("record", False),
    "objectives": ("rows", True), "key_figures": ("rows", False), "support": ("rows", False),
    "references": ("rows", True), "questions": ("rows", False), "kind": ("article_kind", False),
    "congress": ("record", False), "experts": ("words", False), "case_basis": ("case_basis", False),
    "visual": ("slug", False), "figures": ("rows", False), "video": ("record", False),
}  # fmt: skip
ROWS: Mapping[str, Fields] = {
    "planning": {
        "practice_gap": ("text", True), "need": ("text", True), "intended_change": ("text", True),
        "why_this_format": ("text", True), "competencies": ("words", True),
    },
    "congress": {
        "name": ("text", True), "place": ("text", True), "begins_on": ("date", True), "ends_on": ("date", True),
    },
    "figures": {"key": ("slug", True), "file": ("text", True), "alt": ("text", True), "credit": ("text", True)},
    "video": {
        "file": ("text", True), "captions": ("text", True), "language": ("text", True), "credit": ("text", True),
    },
    "objectives": {"key": ("slug", True), "text": ("text", True)},
    "key_figures": {
        "value": ("text", True), "label": ("text", True), "n": ("text", True), "time_point": ("text", True),
        "interval": ("text", False),
    },
    "support": {
        "funder": ("text", True), "level": ("tier", True), "in_kind": ("text", False),
        "agreement_signed_on": ("date", False),
    },
    "references": {
        "key": ("slug", True), "authors": ("text", False), "title": ("text", False), "journal": ("text", False),
        "year": ("whole", False), "volume": ("text", False), "issue": ("text", False), "pages": ("text", False),
        "doi": ("text", False), "pmid": ("text", False), "url": ("text", False), "note": ("text", False),
        "kind": ("work", False), "pmcid": ("text", False), "container": ("text", False), "editors": ("text", False),
        "edition": ("text", False), "publisher": ("text", False), "place": ("text", False), "number": ("text", False),
        "published_on": ("text", False), "updated_on": ("text", False), "accessed_on": ("date", False),
        "retracted_reason": ("text", False),
    },
    "questions": {
        "key": ("slug", True), "kind": ("kind", True), "roles": ("words", True), "objective": ("slug", True),
        "passage": ("slug", False), "level": ("level", False), "stem": ("text", True), "hint": ("text", False),
        "reference": ("slug", False), "scoring": ("scoring", False), "unit": ("text", False),
        "case_sensitive": ("flag", False), "options": ("rows", True), "parts": ("rows", False),
        "picture": ("record", False),
    },
    "options": {
        "text": ("text", True), "is_key": ("flag", False), "rationale": ("text", True), "share": ("share", False),
        "tolerance": ("distance", False),
    },
    "parts": {
        "text": ("text", True), "is_true": ("flag", False), "right": ("whole", False), "rationale": ("text", True),
        "picture": ("record", False),
    },
    "picture": {"file": ("text", True), "alt": ("text", True), "credit": ("text", False)},
}  # fmt: skip
CHOICES = {
    "kind": tuple(Kind.values),
    "scoring": tuple(QuestionVersion.Scoring.values),
    "level": tuple(QuestionVersion.Level.values),
    "feedback": tuple(Feedback.values),
    "work": tuple(ReferenceKind.values),
    "article_kind": tuple(ArticleKind.values),
    "case_basis": tuple(CaseBasis.values),
    "design": tuple(StudyDesign.values),
    "tier": ("platinum", "gold", "silver", "bronze"),
}
EMPTY = {
    "text": "", "slug": "", "flag": False, "switch": None, "words": [], "rows": [], "whole": None, "date": None,
    "share": None, "distance": None, "record": None, "ages": [],
}  # fmt: skip
EMPTY |= dict.fromkeys(CHOICES, "")
WANTED = {
    "text": "text in quotation marks",
    "slug": "lower-case letters, digits and hyphens",
    "flag": "true or false",
    "switch": "true or false",
    "whole": "a whole number",
    "date": "a day such as 2026-11-18",
    "share": "a share such as 50%, 33.3% or 1/3",
    "distance": "a number of 0 or more, such as 0.5",
    "words": "a list of words in square brackets",
    "ages": f"a list in square brackets, of {', '.join(AgeGroup.values)}",
    "rows": "a list of entries, each beginning with a hyphen",
    "record": "names and values, each on a line of its own and indented",
} | {kind: f"one of {', '.join(words)}" for kind, words in CHOICES.items()}


def fields_of(group: str, kind: str) -> Fields:
    """Return what may stand in a row of a group; what a question must have follows from its kind.

    Args:
        group: Such as ``questions`` or ``options``.
        kind: Kind of the question that the row is, or belongs to; empty for other rows.
    """
    fields = dict(ROWS[group])
    if group == "options" and kind in Kind.values and kind not in CHOSEN - {Kind.CONFIDENCE}:
        fields["rationale"] = ("text", False)
    if group == "questions":
        fields["options"] = ("rows", kind != Kind.KPRIM)
        fields["parts"] = ("rows", kind in WITH_PARTS)
        fields["objective"] = ("slug", kind != Kind.CONFIDENCE)
    return fields
