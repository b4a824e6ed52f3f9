"""What the checklist says of works that were retracted, corrected or put in doubt."""

from collections.abc import Iterator
from typing import Any

from content.findings import Finding, must, should
from content.models import WorkNotice
from content.services.notices import notices_for


def check_notices(source: dict[str, Any]) -> Iterator[Finding]:
    """Stop at a retracted work that is cited without a reason; mention what was corrected or is in doubt."""
    references = {row["key"]: row for row in source["references"]}
    for key, notices in notices_for(source["references"]).items():
        kinds = {notice.kind for notice in notices}
        if WorkNotice.Kind.RETRACTION in kinds:
            if references[key].get("retracted_reason"):
                yield should(f"[@{key}] was retracted; readers see that, and your reason to cite it.", "references")
            else:
                yield must(
                    f"[@{key}] was retracted. Take it out, or say in its row why it is cited though retracted.",
                    "references",
                )
        if WorkNotice.Kind.CONCERN in kinds:
            yield should(f"There is an expression of concern about [@{key}]; readers see that.", "references")
        if WorkNotice.Kind.CORRECTION in kinds:
            yield should(f"[@{key}] was corrected. Check what you took from it.", "references")
