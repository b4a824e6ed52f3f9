"""Answers in words, for results, conflicts and exports."""

from django.utils.translation import gettext

from cme.assessment.responses import Response
from cme.assessment.serving import ServedItem, ServedOption
from content.accepted_wordings import pieces_of, shape_of, takes_anything
from content.models import QuestionVersion
from content.units import without_unit

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
        number = without_unit(response.text, item.unit).strip()
        return f"{number} {item.unit}".strip() if response.text else ""
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
    if not item.is_typed:
        return ("; " if item.is_multiple else gettext(" or ")).join(option.text for option in keys)
    accepted = gettext(" or ").join(accepted_words(item, option) for option in keys)
    parts = gettext(" or ").join(accepted_words(item, option) for option in item.options if brings_part(item, option))
    return (
        gettext("%(accepted)s; partly right: %(parts)s") % {"accepted": accepted, "parts": parts} if parts else accepted
    )


def brings_part(item: ServedItem, option: ServedOption) -> bool:
    """Tell whether an option that is no key brings a part of the point."""
    return item.is_partial and not item.is_void and not option.is_key and option.shares > 0


def accepted_words(item: ServedItem, option: ServedOption) -> str:
    """Return an accepted answer as people say it: a number with its reach, and words for ``*``, any letters."""
    if item.kind == Kind.NUMERIC:
        return _number(option.text, option.tolerance, item.unit)
    pieces, shape = pieces_of(option.text), shape_of(option.text)
    if len(pieces) == 1:
        return shape
    if takes_anything(option.text):
        return gettext("any answer")
    if len(pieces) == 2 and not pieces[1]:  # what stands before and after one star
        said = gettext("anything that begins with “%(shape)s”")
    elif len(pieces) == 2 and not pieces[0]:
        said = gettext("anything that ends with “%(shape)s”")
    else:
        said = gettext("anything like “%(shape)s”")
    return said % {"shape": shape}


def _number(text: str, tolerance: object, unit: str) -> str:
    spread = f" ± {tolerance.normalize():f}" if tolerance else ""  # type: ignore[attr-defined]
    return f"{text}{spread} {unit}".strip()
