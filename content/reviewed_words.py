"""What a medical review is about, as one hash: texts, figures, references and questions with their keys.

The rules of the test, the day of expiry, support and disclosures are others' work and leave a sign-off standing. People
and topics count by who they are, not by what they are called today.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from content.kind_source import OF_A_KIND
from content.models import Article, Contribution, DraftItem, QuestionVersion

# Frozen where they say something, as fields are that came later: sources without them keep their hash.
RARE_TEASER = ("study_design", "population")
PARTS = (
    "title", "question", "audience", "key_data", "key_learning", "limits", "body", "objectives", "key_figures",
    "references", "figures",
)  # fmt: skip
TIES = ("key", "in_pre_test", "in_post_test", "in_text", "in_self_check", "objective", "passage", "reference")
WORDING = ("kind", "scoring", "stem", "hint", "unit", "is_case_sensitive", "image", "image_alt", "image_credit")


def hash_of_words(article: Article, source: Mapping[str, Any]) -> str:
    """Return the SHA-256 of what a reviewer stands up for.

    Args:
        article: The draft.
        source: What ``source_of`` says of it; who reviewed need not be there yet.
    """
    told: dict[str, Any] = {name: source[name] for name in PARTS}
    told |= {name: source[name] for name in RARE_TEASER if name in source}
    told["topics"] = [topic["slug"] for topic in source["topics"]]
    told |= {name: source[name] for name in OF_A_KIND if name in source}
    authors = article.contributions.filter(role=Contribution.Role.AUTHOR).order_by("contributor")
    told["authors"] = list(authors.values_list("contributor", flat=True))
    ties = {item["key"]: {name: item[name] for name in TIES} for item in source["items"]}
    rows = DraftItem.objects.filter(article=article).select_related("version")
    told["questions"] = [
        ties[row.key] | _wording(row.version) for row in rows.prefetch_related("version__options", "version__parts")
    ]
    canonical = json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _wording(version: QuestionVersion) -> dict[str, Any]:
    """Return all that a version says, keys and rationales among it; a draft's version may be reworded in place."""
    options = list(version.options.all())
    places = {option.pk: place for place, option in enumerate(options, start=1)}
    return {
        **{name: str(getattr(version, name)) for name in WORDING},
        "options": [
            [row.text, row.is_key, row.rationale, row.shares, "" if row.tolerance is None else f"{row.tolerance:f}"]
            for row in options
        ],
        "parts": [
            [row.text, places.get(row.key_id or 0), row.rationale]
            + ([str(row.image), row.image_alt, row.image_credit] if row.image else [])
            for row in version.parts.all()
        ],
    }
