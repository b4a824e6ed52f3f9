"""Who may do what at the desk: the groups and their permissions, as one table."""

from typing import Any

VIEW, ADD, CHANGE, DELETE = "view", "add", "change", "delete"
WRITE = (VIEW, ADD, CHANGE, DELETE)
FUNDER = "Funder"  # whoever is in it reaches nothing of the desk, whatever else they may have (S6)

# What an article is made of; the article's own page edits it all.
PARTS = (
    "objective", "keyfigure", "reference", "figure", "contribution", "question", "questionversion", "option",
    "draftitem", "video",
)  # fmt: skip
RECORDS = (
    "learners.view_learner", "access.view_attestation", "access.view_statement", "progress.view_step",
    "assessment.view_attempt", "assessment.view_answer", "assessment.view_marking", "evaluation.view_evaluation",
    "evaluation.view_rating",
)  # fmt: skip


def _may(app: str, models: tuple[str, ...], verbs: tuple[str, ...]) -> set[str]:
    return {f"{app}.{verb}_{model}" for model in models for verb in verbs}


# Whoever may view releases may see their outcomes; raw answers and ratings are records.
_REVIEWS = _may("content", ("reviewround", "reviewcomment", "signoff"), (VIEW,)) | {"content.add_reviewcomment"}
_SEEN = (
    "article", *PARTS, "support", "topic", "series", "seriespart", "contributor", "edition", "release", "worknotice",
    "planningrecord", "translation", "twindraft",
)  # fmt: skip
_LOOK = _may("content", _SEEN, (VIEW,))
_TIME = _may("assessment", ("timeallowance",), (VIEW, ADD, CHANGE))
_PLAN = _may("content", ("planningrecord",), (VIEW, ADD, CHANGE))
_TRANSLATE = _may("content", ("translation",), (VIEW, ADD, CHANGE))
_TWIN = _may("content", ("twindraft",), (VIEW, ADD, CHANGE))
_LISTS = _may("content", ("activityformat", "competency", "amountband"), (VIEW, ADD, CHANGE))
# Background work: its page, and another try of what failed.
_TASKS = _may("django_tasks_database", ("dbtaskresult",), (VIEW, CHANGE))
# Those who write see what readers suggest and nothing of money; the lead keeps agreements, money and the news (S6).
_SUGGESTIONS = _may("support", ("suggestion",), (VIEW, CHANGE))
_SUPPORT = (
    _may("support", ("grantenquiry",), (VIEW, CHANGE))
    | _may("support", ("contribution", "payment", "receipt", "providerevent"), (VIEW,))
    | {"support.change_receipt"}  # trying again what was given up; nothing of a receipt can be typed
    | _may("support", ("contributionuse",), WRITE)
    | _may("news", ("consent",), (VIEW,))
    | _may("news", ("suppression",), (VIEW, ADD))
)
_REPORTS = _may("reporting", ("problemreport",), (VIEW, CHANGE))
_WORDINGS = _may("content", ("approvedwording",), (VIEW,))
_LEAD = _LOOK | _may("content", ("disclosure", "relationship", "funder"), (VIEW,))

PERMISSIONS: dict[str, frozenset[str]] = {
    "Reviewer": frozenset(_LOOK | _REVIEWS | {"content.sign_off"}),
    "Editor": frozenset(
        _LOOK
        | _may("content", ("article", *PARTS, "topic", "series", "seriespart"), WRITE)
        | _may("content", ("contributor", "funder"), (VIEW,))
        | _TIME
        | _REVIEWS
        | _PLAN
        | _TRANSLATE
        | _TWIN
        | _TASKS
        | _SUGGESTIONS
        | _REPORTS
        | _WORDINGS
        | {"content.publish_article", "content.ask_review", "content.change_reviewcomment"}
    ),
    "Accreditation lead": frozenset(
        _LEAD
        | _may("content", ("contributor", "disclosure", "relationship", "funder", "support"), WRITE)
        | _may("evaluation", ("instrumentversion", "statement"), WRITE)
        | _TIME
        | _REVIEWS
        | _PLAN
        | _TRANSLATE
        | _LISTS
        | _TASKS
        | _SUGGESTIONS
        | _SUPPORT
        | _REPORTS
        | _WORDINGS
        | _may("content", ("approvedwording",), (ADD,))
        | _may("content", ("disclosurerequest", "showing"), (VIEW, ADD))
        | {"content.ask_review", "content.change_reviewcomment", "content.sign_off"}
        | {
            "content.publish_article",
            "content.lift_pause",
            "content.allow_twin",
            "content.correct_key",
            "content.view_keycorrection",
            "content.make_accreditationfile",
            *RECORDS,
        }
    ),
    FUNDER: frozenset(),
}


def is_let_in(user: Any) -> bool:
    """Tell whether the desk lets somebody in: staff who belong to no funder (S6)."""
    return bool(user.is_active and user.is_staff) and not user.groups.filter(name=FUNDER).exists()
