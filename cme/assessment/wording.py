"""Answers in words, for results, conflicts and exports."""

from django.utils.translation import gettext

from cme.assessment.responses import Response
from cme.assessment.serving import ServedItem
from content.models import QuestionVersion

Kind = QuestionVersion.Kind


def words_of(item: ServedItem, response: Response) -> str:
    """Return an answer as a line of text; empty when there is none."""
    if response.is_dont_know:
        return gettext("I don’t know")
    texts = {option.id: option.text for option in item.options}
    if item.kind == Kind.ORDERING:
        placed = sorted((place, texts[option]) for option, place in response.pairs)
        return "; ".join(f"{place}. {text}" for place, text in placed)
    if item.is_paired:
        chosen = dict(response.pairs)
        return "; ".join(f"{part.text}: {texts[chosen[part.id]]}" for part in item.parts if part.id in chosen)
    if item.is_typed:
        return f"{response.text} {item.unit}".strip() if response.text else ""
    return "; ".join(option.text for option in item.options if option.id in response.options)


def key_of(item: ServedItem) -> str:
    """Return the right answer as a line of text."""
    if item.is_void:
        return gettext("Every answer counts as right")
    if item.kind == Kind.ORDERING:
        return "; ".join(f"{place}. {option.text}" for place, option in enumerate(item.options, start=1))
    texts = {option.id: option.text for option in item.options}
    if item.is_paired:
        none = gettext("none")
        return "; ".join(f"{part.text}: {texts.get(part.key or 0, none)}" for part in item.parts)
    keys = [option for option in item.options if option.is_key]
    if item.kind == Kind.NUMERIC:
        return gettext(" or ").join(_number(option.text, option.tolerance, item.unit) for option in keys)
    return ("; " if item.is_multiple else gettext(" or ")).join(option.text for option in keys)


def _number(text: str, tolerance: object, unit: str) -> str:
    spread = f" ± {tolerance.normalize():f}" if tolerance else ""  # type: ignore[attr-defined]
    return f"{text}{spread} {unit}".strip()
