"""Questions of every kind, and what answers them right."""

from decimal import Decimal
from functools import cache
from hashlib import sha256
from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from cme.assessment.responses import Response
from cme.assessment.serving import ServedItem
from content.models import Article, Edition
from content.question_text import OptionText, PartText, QuestionText
from content.services.publishing import publish_article
from content.services.questions import save_question
from tests.factories import BEFORE, make_article

KINDS = (
    "single", "multiple", "true_false", "kprim", "matching", "ordering", "numeric", "short", "confidence", "picture",
)  # fmt: skip
WHY = "Because the registry says so."


@cache
def _png() -> bytes:
    file = BytesIO()
    Image.new("RGB", (640, 360), "#8fb8b8").save(file, "PNG")
    return file.getvalue()


def _options(*texts: str, keys: tuple[int, ...] = (0,)) -> list[OptionText]:
    return [OptionText(text, place in keys, WHY) for place, text in enumerate(texts)]


def fields_of_kind(kind: str) -> dict[str, Any]:
    """Return what a question of a kind says."""
    arms = _options("Second transplant", "Donor lymphocytes", "Chemotherapy alone", "Palliative care")
    by_kind: dict[str, dict[str, Any]] = {
        "single": {"stem": "Which treatment did the registry look at?", "options": arms},
        "multiple": {
            "stem": "Which two made the outcome worse? Choose two.",
            "options": _options("Active disease", "An early relapse", "Female sex", "Blood group A", keys=(0, 1)),
        },
        "true_false": {"stem": "A second transplant can cure.", "options": _options("True", "False")},
        "kprim": {
            "stem": "What holds for those who had a second transplant?",
            "options": _options("True", "False"),
            "parts": [
                PartText(f"Statement number {place} about what followed it", place % 2, WHY) for place in range(4)
            ],
        },
        "matching": {
            "stem": "Which treatment fits which patient?",
            "options": arms,
            "parts": [
                PartText("A child of 6 in a second remission, three years after the first transplant", 0, WHY),
                PartText("A man of 60 with a falling chimerism and no blasts", 1, WHY),
            ],
        },
        "ordering": {
            "stem": "Put the steps of the treatment in order.",
            "options": _options(
                "Induction of a remission", "Conditioning", "Infusion of the graft", "Recovery", keys=()
            ),
            "scoring": "partial",
        },
        "numeric": {
            "stem": "What was survival at 5 years?",
            "options": [
                OptionText("40.5", True, WHY, tolerance=Decimal("0.5")),
                OptionText("60", False, "That was survival at 2 years."),
            ],
            "unit": "%",
            "hint": "It stands in the first table.",
        },
        "short": {"stem": "Which drug was given first?", "options": _options("nelarabine", "nelarabin", keys=(0, 1))},
        "confidence": {
            "stem": "How sure are you of your answers?",
            "options": _options("Not sure", "Fairly sure", "Very sure", keys=()),
        },
    }
    if kind == "picture":
        name = f"figures/{sha256(_png()).hexdigest()}.png"
        if not default_storage.exists(name):
            default_storage.save(name, ContentFile(_png()))
        picture = {"image": name, "image_alt": "Two survival curves that part after a year", "image_credit": "Made up"}
        return {"kind": "single", "stem": "Which curve is that of the graft?", "options": arms, **picture}
    return {"kind": kind, **by_kind[kind]}


def add_kinds(article: Article, *kinds: str, **fields: Any) -> None:
    """Give a draft one question of each kind, or of some."""
    for kind in kinds or KINDS:
        ties = {
            "key": kind.replace("_", "-"),
            "objective": article.objectives.first(),
            "passage": "who-did-worse",
            "reference": article.references.first(),
            "position": article.draft_items.count() + 1,
        }
        save_question(article=article, text=QuestionText(**ties | fields_of_kind(kind) | fields), at=BEFORE)


def publish_kinds(*kinds: str, at: Any = BEFORE, where: dict[str, bool] | None = None, **fields: Any) -> Edition:
    """Return an edition that asks questions of some kinds, or of all, in its test unless ``where`` says otherwise."""
    article = make_article(**fields)
    add_kinds(article, *kinds, **(where or {}))
    return publish_article(article=article, actor=None, at=at)


def right_response(item: ServedItem) -> Response:
    """Return the answer that brings all points; of a confidence question the first."""
    if item.kind == "ordering":
        return Response(pairs=tuple(sorted((option.id, place) for place, option in enumerate(item.options, start=1))))
    if item.is_paired:
        return Response(pairs=tuple(sorted((part.id, part.key or 0) for part in item.parts)))
    if item.is_typed:
        return Response(text=item.options[0].text)
    return Response(options=item.keys or frozenset({item.options[0].id}))


def wrong_response(item: ServedItem) -> Response:
    """Return an answer in full that does not bring all points."""
    if item.is_typed:
        return Response(text="0")
    if item.kind == "ordering":
        return Response(
            pairs=tuple(sorted((option.id, place) for place, option in enumerate(reversed(item.options), start=1)))
        )
    if item.is_paired:
        wrong = {part.id: next(pk for pk in item.option_ids if pk != part.key) for part in item.parts}
        return Response(pairs=tuple(sorted(wrong.items())))
    others = sorted(item.option_ids - item.keys)
    return Response(options=frozenset(others[: len(item.keys) or 1]))
