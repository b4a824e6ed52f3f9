"""What the accreditation file tells of halts, and of sign-offs that came after an edition."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from content.dossiers import signed_off
from content.edition_numbers import number_of
from content.models import Edition, Pause, Reappearance, Retraction, SignOff


def halts_of(edition: Edition) -> dict[str, list[dict[str, Any]]]:
    """Return the urgent corrections and retractions of all releases of the edition's article, the oldest first."""
    ours = {"release__article": edition.release.article_id}
    pauses = Pause.objects.filter(**ours).select_related("release", "paused_by", "lifted_by")
    retractions = Retraction.objects.filter(**ours).select_related("release", "retracted_by")
    back = Reappearance.objects.filter(edition__release__article=edition.release.article_id)
    return {
        "urgent_corrections": [_pause(row) for row in pauses.order_by("paused_at", "pk")],
        "retractions": [
            {
                "release": row.release.number,
                "retracted_at": _moment(row.retracted_at),
                "retracted_by": _name(row.retracted_by),
                "notice": row.reason,
            }
            for row in retractions.order_by("retracted_at", "pk")
        ],
        "shown_again_under_a_retraction": [
            {
                "edition": number_of(row.edition),
                "retired_at": _moment(row.retired_at),
                "shown_again_at": _moment(row.reappeared_at),
            }
            for row in back.select_related("edition__release").order_by("reappeared_at", "pk")
        ],
    }


def sign_offs_for(edition: Edition, dossier: Mapping[str, Any], not_kept: Any) -> Any:
    """Return the sign-offs of the dossier, and those made since on which the edition's release rests."""
    kept = dossier.get("sign_offs")
    since = edition.dossier.frozen_at if kept is not None else edition.released_at
    later = SignOff.objects.filter(release=edition.release_id, signed_at__gt=since)
    added = [row | {"made_after_publication": True} for row in signed_off(later)]
    if kept is None:
        return not_kept | {"made_after_publication": added} if added else not_kept
    return [*kept, *added]


def _pause(row: Pause) -> dict[str, Any]:
    opening = row.release.editions.filter(correction=0).values_list("what_changed", flat=True).first()
    return {
        "release": row.release.number,
        "notice": opening or "",
        "why_it_could_not_wait": row.reason,
        "missing_then": row.missing,
        "tests_and_credit_paused_at": _moment(row.paused_at),
        "published_by": _name(row.paused_by),
        "lifted_at": _moment(row.lifted_at),
        "lifted_by": _name(row.lifted_by),
    }


def _name(user: Any) -> str:
    return user.get_username() if user else ""


def _moment(moment: datetime | None) -> str:
    return moment.astimezone(UTC).isoformat() if moment else ""
