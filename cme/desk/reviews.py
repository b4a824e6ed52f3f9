"""What the pages of a review show: the round, its comments and links, and what was signed."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext

from cme.desk.bank_page import rows_of
from cme.desk.forms.review import CommentForm, ReturnForm, ReviewForm, SignForm
from cme.desk.question_uses import passages_of
from content.models import Article, ReviewComment, ReviewRound
from content.question_text import WITH_PARTS
from content.reviewed import reviewed_hash
from content.signoffs import open_round_of


class Review:
    """The review of one article as it stands: read once, for one page.

    Attributes:
        article: The draft.
        round: The open round; None if nobody is asked.
        hash: ``reviewed_hash`` of the draft; a sign-off is of exactly these words.
        passages: Passages that can be commented on, name and label.
    """

    def __init__(self, article: Article, review_round: ReviewRound | None = None) -> None:
        self.article = article
        self.round = review_round or open_round_of(article)
        self.hash = reviewed_hash(article)
        self.passages = _passages(article)

    @property
    def is_changed(self) -> bool:
        """Tell whether the draft says something else than when the round was asked."""
        return self.round is not None and self.round.reviewed_hash != self.hash

    def comments(self, *, only_round: bool = False) -> list[dict[str, Any]]:
        """Return the comments, open ones first, with whether their passage is still there."""
        rows = ReviewComment.objects.filter(article=self.article).select_related("resolved_by", "link")
        if only_round:
            rows = rows.filter(round=self.round)
        names = {name for name, _ in self.passages}
        shown = sorted(rows, key=lambda row: (row.resolved_at is not None, row.made_at, row.pk))
        return [{"comment": row, "is_gone": bool(row.passage) and row.passage not in names} for row in shown]

    def questions(self) -> list[dict[str, Any]]:
        """Return the questions with their keys, as a reviewer without the desk reads them."""
        items = self.article.draft_items.select_related("version")
        return [
            {
                "item": item,
                "version": item.version,
                "rows": rows_of(item.version),
                "has_parts": item.version.kind in WITH_PARTS,
                "image": (item.version.image.name or "").removeprefix("figures/"),
                "pictures": [
                    {"part": part, "image": str(part.image).removeprefix("figures/"), "number": place}
                    for place, part in enumerate(item.version.parts.all(), start=1)
                    if part.image
                ],
            }
            for item in items.prefetch_related("version__options", "version__parts", "version__corrections__rationales")
        ]

    def forms(self, bound: ReviewForm | None = None, *, sign: type[SignForm] = SignForm) -> dict[str, ReviewForm]:
        """Return the forms of whoever reviews, by what they do; ``bound`` takes the place of its kind."""
        made: dict[str, ReviewForm] = {
            "comment": CommentForm(passages=self.passages),
            "sign": sign(initial={"seen": self.hash}),
            "return": ReturnForm(),
        }
        return made | ({bound.act: bound} if bound is not None else {})


def _passages(article: Article) -> Sequence[tuple[str, str]]:
    return [(name, gettext("Passage %(name)s") % {"name": name}) for name in passages_of(article)]


def rounds_of(article: Article) -> list[ReviewRound]:
    """Return all rounds, the latest first, with their sign-offs."""
    rounds = ReviewRound.objects.filter(article=article)
    return list(
        rounds.select_related(
            "reviewer", "asked_by", "closed_by", "sign_off__release", "sign_off__link__made_by", "sign_off__code"
        )
    )
