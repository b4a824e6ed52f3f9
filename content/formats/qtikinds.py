"""Options of a neutral question from each QTI interaction that is read."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction

from content.formats.neutral import Kind
from content.formats.notes import Notes, quoted
from content.formats.qtiagreement import contradiction, disagreeing_choices, disagreeing_pairs
from content.formats.qtibody import Body, text_of_content
from content.formats.qtidrafts import Asked, Draft, content_of, text_of_draft
from content.formats.qtientries import read_text_entry
from content.formats.qtinames import OUR_NAME
from content.formats.qtiresponses import Response, Rules
from content.formats.writing import STATEMENTS, TRUE_FALSE
from content.formats.xhtml import plain_of
from content.formats.xmltree import Element, elements

WHOLE_AS_KPRIM = (
    "In the file only all four statements together bring the mark; here this is K-prim, so three right ones bring half "
    "of it."
)
SHARES_AS_KPRIM = (
    "In the file each of the four statements brings its own share; here this is K-prim, so three right ones bring half "
    "of the mark, and fewer nothing."
)


def _choices(parent: Element, name: str, notes: Notes, *, holds_picture: bool = False) -> list[Draft]:
    drafts = []
    for choice in elements(parent, name):
        body = Body(notes, holds_picture=holds_picture)
        draft = Draft(choice.attributes.get("identifier", ""), text_of_content(choice.content, body))
        draft.images = body.images if holds_picture else []
        for part in body.feedbacks:
            draft.feedback += text_of_content(part.content, body)
        drafts.append(draft)
    return drafts


def read_choice(interaction: Element, response: Response, rules: Rules, notes: Notes) -> Asked | None:
    """Read one or several out of choices, or the one for a gap; True and False are a question of that kind."""
    is_inline = interaction.name == "inlineChoiceInteraction"  # one gap in the text; a list of choices stands in it
    drafts = _choices(interaction, "inlineChoice" if is_inline else "simpleChoice", notes)
    most = interaction.attributes.get("maxChoices", "1" if response.cardinality != "multiple" else "0")
    is_single = is_inline or most.strip() == "1"
    if not drafts:
        notes.add(interaction.line, "The item has no choices.")
        return None
    scores = _scores_of_choices(drafts, response, rules)
    positive = [score for score in scores if score > 0]
    if not positive and not response.mapped:
        notes.add(interaction.line, "The item does not say which choice is right.")
    sum_or_best = max(positive, default=Fraction(1)) if is_single else sum(positive, Fraction(0)) or Fraction(1)
    best = sum_or_best if rules.is_by_correct(response) or not response.upper else response.upper
    for draft, score in zip(drafts, scores, strict=True):
        draft.weight = score / best
    _compare_choices(interaction, drafts, response, notes, is_single=is_single)
    says = [(plain_of(draft.content) or "").capitalize() for draft in drafts]
    if is_single and says == list(TRUE_FALSE) and not _is_shuffled(interaction, drafts):
        for draft, word in zip(drafts, TRUE_FALSE, strict=True):
            draft.content = [word]
        return Asked(Kind.TRUE_FALSE, drafts)
    is_matched = not is_single and rules.score == "match" and not rules.scores
    return Asked(Kind.SINGLE if is_single else Kind.MULTIPLE, drafts, is_all_or_nothing=is_matched)


def _compare_choices(
    interaction: Element, drafts: Sequence[Draft], response: Response, notes: Notes, *, is_single: bool
) -> None:
    """Report choices that bring the mark where the correct response names others."""
    words = {draft.identifier: text_of_draft(draft) or draft.identifier for draft in drafts}
    shares = {draft.identifier: draft.weight for draft in drafts}
    named = [name for name in response.correct if name in words]
    others = disagreeing_choices(named, shares, whole=Fraction(1), is_single=is_single)
    if others is not None:
        notes.add(interaction.line, contradiction([words[name] for name in named], [words[name] for name in others]))


def _is_shuffled(interaction: Element, drafts: Sequence[Draft]) -> bool:
    """Tell whether this was written here from another kind of question that happens to be about True and False."""
    is_ours = all(OUR_NAME.match(draft.identifier) for draft in drafts)
    return is_ours and interaction.attributes.get("shuffle") == "true"


def _scores_of_choices(drafts: Sequence[Draft], response: Response, rules: Rules) -> list[Fraction]:
    ruled = rules.scores
    if ruled and rules.score != "map":
        ruled = ruled | {row.value: row.score or Fraction(0) for row in rules.beside([], response)}
        return [ruled.get(draft.identifier) or Fraction(0) for draft in drafts]
    if rules.is_by_correct(response):
        return [Fraction(draft.identifier in response.correct) for draft in drafts]
    mapped = {row.key: row.value for row in reversed(response.mapped)}
    return [mapped.get(draft.identifier, response.default) for draft in drafts]


def read_order(interaction: Element, response: Response, _: Rules, notes: Notes) -> Asked | None:
    """Read steps and put them in their right order."""
    drafts = {draft.identifier: draft for draft in _choices(interaction, "simpleChoice", notes)}
    if not drafts or sorted(response.correct) != sorted(drafts):
        notes.add(interaction.line, "The right order of the item does not name each choice once.")
        return None
    return Asked(Kind.ORDERING, [drafts[identifier] for identifier in response.correct])


def read_match(interaction: Element, response: Response, rules: Rules, notes: Notes) -> Asked | None:
    """Read pairs; four statements that are each True or False are a kprim question."""
    sets = [
        _choices(part, "simpleAssociableChoice", notes, holds_picture=not place)  # what matches has none
        for place, part in enumerate(elements(interaction, "simpleMatchSet"))
    ]
    mapped = {" ".join(row.key.split()): row.value for row in response.mapped}
    right = [" ".join(pair.split()) for pair in response.correct] or [key for key, value in mapped.items() if value > 0]
    pairs = [tuple(pair.split(" ")) for pair in right]
    if len(sets) != len(TRUE_FALSE) or not all(len(pair) == len(TRUE_FALSE) for pair in pairs):
        notes.add(interaction.line, "The matching item has no two sets, or no pairs out of them.")
        return None
    sources, targets = {draft.identifier: draft for draft in sets[0]}, {draft.identifier: draft for draft in sets[1]}
    chosen = [(pair[0], pair[1]) for pair in pairs if pair[0] in sources and pair[1] in targets]
    if not chosen or len({source for source, _ in chosen}) < len(chosen):
        notes.add(interaction.line, "In the matching item one entry has several matches, or none has any; not read.")
        return None
    if response.correct and not rules.is_by_correct(response):
        _compare_pairs(interaction, chosen, mapped, response, {**sources, **targets}, notes)
    titles = [(plain_of(draft.content) or "").capitalize() for draft in sets[1]]
    is_about_truth = sorted(titles) == sorted(TRUE_FALSE) and not _is_shuffled(interaction, sets[1])
    if len(sources) == len(chosen) == STATEMENTS and is_about_truth:
        true = sets[1][titles.index("True")].identifier
        for source, target in chosen:
            sources[source].weight = Fraction(target == true)
        if rules.score == "match":
            notes.remark(interaction.line, WHOLE_AS_KPRIM)
        elif not all(OUR_NAME.match(name) for name in sources):  # what is written here says K-prim in this way
            notes.remark(interaction.line, SHARES_AS_KPRIM)
        return Asked(Kind.KPRIM, sets[0])
    asked = _pairs(
        interaction, sources, targets, dict(chosen), _shares_of_pairs(chosen, mapped, response, rules), notes
    )
    return replace(asked, is_all_or_nothing=rules.score == "match")


def _compare_pairs(
    interaction: Element, chosen: Sequence[tuple[str, str]], mapped: dict[str, Fraction], response: Response,
    drafts: dict[str, Draft], notes: Notes,
) -> None:  # fmt: skip
    """Report pairs that bring more than those which the correct response names."""
    if others := disagreeing_pairs(chosen, mapped, response.default):
        entries = {pair.partition(" ")[0] for pair in others}
        named = [f"{source} {target}" for source, target in chosen if source in entries]

        def words(pair: str) -> str:
            return " – ".join(text_of_draft(drafts[name]) if name in drafts else name for name in pair.split(" "))

        notes.add(interaction.line, contradiction(map(words, named), map(words, others)))


def _shares_of_pairs(
    chosen: Sequence[tuple[str, str]], mapped: dict[str, Fraction], response: Response, rules: Rules
) -> dict[str, Fraction]:
    """Return the share of each source, or nothing if all bring the same."""
    scores = {source: mapped.get(f"{source} {target}", response.default) for source, target in chosen}
    best = response.upper or sum(scores.values(), Fraction(0))
    if rules.is_by_correct(response) or len(set(scores.values())) == 1 or not best:
        return {}
    return {source: score / best for source, score in scores.items()}


def _pairs(
    interaction: Element, sources: dict[str, Draft], targets: dict[str, Draft], chosen: dict[str, str],
    shares: dict[str, Fraction], notes: Notes,
) -> Asked:  # fmt: skip
    drafts = []
    for identifier, source in sources.items():
        if identifier not in chosen:
            notes.add(interaction.line, f"The entry {quoted(text_of_draft(source))} has no match and is left out.")
            continue
        target = targets[chosen[identifier]]
        weight = shares.get(identifier, Fraction(0))
        drafts.append(replace(source, weight=weight, match=content_of(target)))
    used = set(chosen.values())
    drafts += [
        Draft(target.identifier, [], match=content_of(target))
        for identifier, target in targets.items()
        if identifier not in used
    ]
    return Asked(Kind.MATCHING, drafts)


def read_extended_text(interaction: Element, response: Response, _: Rules, notes: Notes) -> Asked:
    """Read a free text; a model answer is not taken over."""
    if model := " ".join(response.correct):
        notes.remark(interaction.line, f"The model answer {quoted(model)} is not taken over.")
    return Asked(Kind.ESSAY)


READERS: dict[str, Callable[[Element, Response, Rules, Notes], Asked | None]] = {
    "choiceInteraction": read_choice,
    "inlineChoiceInteraction": read_choice,
    "orderInteraction": read_order,
    "matchInteraction": read_match,
    "textEntryInteraction": read_text_entry,
    "extendedTextInteraction": read_extended_text,
}
