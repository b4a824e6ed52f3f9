"""One QTI item, read into a neutral question."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from content.formats.neutral import Kind, NeutralOption, NeutralQuestion, TextFormat
from content.formats.notes import Notes, quoted
from content.formats.qtibody import Body, text_of_content
from content.formats.qtidrafts import Asked, Content, Draft
from content.formats.qtikinds import READERS
from content.formats.qtinames import with_names_of_2
from content.formats.qtipictures import Files, no_files, taken
from content.formats.qtiresponses import NUMERIC, Response, Rules, read_response, read_rules
from content.formats.writing import number_of
from content.formats.xhtml import html_of, html_of_plain, plain_of
from content.formats.xmltree import Element, elements, first, normal, text_in

MOST_OPTIONS = 200  # honest items have a dozen
HELPS = "What the item offers to some readers in another form ({}) is not taken over."
NOT_TAKEN = {name: HELPS.format(name) for name in ("catalogInfo", "apipAccessibility", "companionMaterialsInfo")} | {
    "templateDeclaration": "The item is a template whose values are drawn anew for everyone; it is not read.",
    "assessmentStimulusRef": "The text that the item shares with others (assessmentStimulusRef) is not taken over.",
}


def read_item(root: Element, category: str, notes: Notes, files: Files = no_files) -> NeutralQuestion | None:
    """Read an item; None if nothing of it can be used, with the reason in the notes.

    Args:
        root: ``<assessmentItem>``, or ``<qti-assessment-item>`` of 3.0.
        category: Where its package keeps it.
        notes: Where faults go.
        files: Gives the file that an address in the item names.
    """
    item, spoiling = with_names_of_2(root), notes.spoiling
    for part in elements(item):
        if part.name in NOT_TAKEN:
            notes.add(part.line, NOT_TAKEN[part.name])
    found = _interaction(item, notes)
    if found is None:
        return None
    body, asked = found
    stem, picture = taken(text_of_content(_body_of(item), body), body.images, files, notes)
    for draft in asked[0].drafts:
        if not isinstance(draft.content, str):
            draft.content, draft.picture = taken(draft.content, draft.images, files, notes)
    general = _note_feedback(item, body, asked[1], asked[0], notes)
    if item.attributes.get("adaptive") in {"true", "1"}:
        notes.add(item.line, "The item is adaptive (it changes with each attempt); it is read as asked once.")
    question = _question(item, category, stem, general, body.unit, asked[0])
    return replace(question, picture=picture, is_faulty=notes.spoiling > spoiling)


def _body_of(item: Element) -> Content:
    found = first(item, "itemBody")
    return found.content if found else []


def _interaction(item: Element, notes: Notes) -> tuple[Body, tuple[Asked, Rules]] | None:
    """Read the one interaction of an item, with a fresh body for its text; without one it is a description."""
    all_of_them = list(_interactions_in(item))
    if first(item, "templateDeclaration"):
        return None
    if not all_of_them:
        if declaration := first(item, "responseDeclaration"):
            notes.add(declaration.line, "The item declares a response and asks for none; its text alone is read.")
        return Body(notes, holds_picture=True), (Asked(Kind.DESCRIPTION), read_rules(item, ""))
    interaction = all_of_them[0]
    if len(all_of_them) > 1:
        names = ", ".join(dict.fromkeys(part.name[:60] for part in all_of_them))
        notes.add(interaction.line, f"The item asks {len(all_of_them)} things at once ({names}); it is not read.")
        return None
    if interaction.name not in READERS:
        notes.add(interaction.line, f"An item with a <{interaction.name[:60]}> is not read.")
        return None
    identifier = interaction.attributes.get("responseIdentifier", "RESPONSE")
    response, rules = read_response(item, identifier), read_rules(item, identifier)
    _note_declarations(item, identifier, notes)
    asked = READERS[interaction.name](interaction, response, rules, notes)
    if asked is None:
        return None
    if len(asked.drafts) > MOST_OPTIONS or len(rules.answers) > MOST_OPTIONS:
        notes.add(
            interaction.line, f"The item has more than {MOST_OPTIONS} answers or rules about them; it is not read."
        )
        return None
    _note_rules(response, rules, asked, notes)
    body = Body(notes, is_numeric=response.base_type in NUMERIC, holds_picture=True)
    return body, (asked, rules)


def _note_declarations(item: Element, identifier: str, notes: Notes) -> None:
    """Name a response that is declared more than once, and marks that are no numbers."""
    found = [row for row in elements(item, "responseDeclaration") if row.attributes.get("identifier") == identifier]
    for again in found[1:]:
        notes.add(again.line, f"The response {quoted(identifier)} is declared more than once; the first one counts.")
    mapped = first(found[0], "mapping") if found else None
    for entry in elements(mapped, "mapEntry") if mapped else ():
        value = entry.attributes.get("mappedValue", "")
        if number_of(value.strip()) is None:
            key = entry.attributes.get("mapKey", "")
            notes.add(entry.line, f"What {quoted(key)} brings is no number: {quoted(value)}.")


def _interactions_in(element: Element) -> Iterator[Element]:
    """Yield the interactions at any depth, save those inside one that is not read: they are no question more."""
    for part in elements(element):
        is_interaction = part.name.endswith("Interaction")
        if is_interaction:
            yield part
        if not is_interaction or part.name in READERS:
            yield from _interactions_in(part)


def _note_rules(response: Response, rules: Rules, asked: Asked, notes: Notes) -> None:
    if rules.unread and asked.kind != Kind.ESSAY:
        basis = "its mapping" if response.mapped and rules.score != "match" else "its correct response"
        notes.add(
            rules.unread, f"Some of the item's own rules (responseProcessing) are not taken over; {basis} counts."
        )


def _note_feedback(item: Element, body: Body, rules: Rules, asked: Asked, notes: Notes) -> Content:
    """Give feedback to the options it is about; return what is general."""
    general: Content = []
    for part in [*elements(item, "modalFeedback"), *body.feedbacks]:
        identifier = part.attributes.get("identifier", "")
        content = text_of_content(part.content, Body(notes))
        if plain_of(content) == "":
            continue
        owners = [draft for draft in asked.drafts if identifier in draft.identifier.split()]
        if part.attributes.get("showHide", "show") == "hide":
            owners = []
        elif not owners and identifier in rules.always:
            _join(general, content)
            continue
        elif not owners and asked.kind in (Kind.SINGLE, Kind.TRUE_FALSE, Kind.MULTIPLE):
            owners = list(_owners(identifier, rules, asked))
        for owner in owners:
            _join(owner.feedback, content)
        if not owners:
            notes.remark(
                part.line, f"The feedback {quoted(text_in(part))} does not belong to an answer; not taken over."
            )
    return general


def _owners(identifier: str, rules: Rules, asked: Asked) -> Iterable[Draft]:
    """Yield the choices for which a feedback is shown; of several together that are right, none is the owner."""
    shown_for = {rule.value for rule in rules.answers if identifier in rule.shown}
    for draft in asked.drafts:
        all_told = rules.right if draft.weight == 1 else rules.wrong
        is_told = asked.kind != Kind.MULTIPLE and identifier in all_told
        if draft.identifier in shown_for or is_told:
            yield draft


def _join(before: Content, after: Content) -> None:
    """Add content to other content, on a line of its own."""
    before += [Element("br"), *after] if before else after


def _question(
    item: Element, category: str, stem: Content, general: Content, unit: str, asked: Asked
) -> NeutralQuestion:
    rows = [row for draft in asked.drafts for row in (draft.content, draft.feedback, draft.match)]
    contents = [stem, general, *(row for row in rows if not isinstance(row, str))]
    is_html = any(plain_of(content) is None for content in contents)
    options = tuple(
        NeutralOption(
            draft.content if isinstance(draft.content, str) else _text(draft.content, is_html=is_html),
            draft.weight,
            _text(draft.feedback, is_html=is_html),
            _text(draft.match, is_html=is_html),
            draft.tolerance,
            draft.picture,
        )
        for draft in asked.drafts
    )
    return NeutralQuestion(
        kind=asked.kind,
        stem=_text(stem, is_html=is_html),
        options=options,
        name=normal(item.attributes.get("title", "")),
        feedback=_text(general, is_html=is_html),
        category=category,
        text_format=TextFormat.HTML if is_html else TextFormat.PLAIN,
        unit=unit,
        is_case_sensitive=asked.is_case_sensitive,
        is_all_or_nothing=asked.is_all_or_nothing,
        line=item.line,
    )


def _text(content: Content, *, is_html: bool) -> str:
    plain = plain_of(content)
    if not is_html:
        return plain or ""
    return html_of(content) if plain is None or "\n" in plain else html_of_plain(plain)
