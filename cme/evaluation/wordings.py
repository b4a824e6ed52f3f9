"""The statements and their scale in other languages: as they were approved, or in English."""

from collections.abc import Mapping
from typing import Any

from cme.ui.languages import said_in
from content.approved_wordings import Text, shown_in


def texts_of(sheet: Mapping[str, Any]) -> list[Text]:
    """Return what a sheet says, each text once: all of it is approved for a language, or English is shown.

    Half a scale in another language would be another instrument.
    """
    found = [Text("evaluation.introduction", sheet["introduction"])]
    for row in sheet["statements"]:
        found.append(Text("evaluation.statement", row["text"]))
        found += [Text("evaluation.answer", label) for _, label in row["choices"]]
    return list(dict.fromkeys(found))


def sheet_in(language: str, sheet: Mapping[str, Any]) -> dict[str, Any]:
    """Return a sheet as readers of a language see it, with ``language`` beside it; one query, none for English."""
    texts = texts_of(sheet)
    shown = shown_in(language, texts)
    code = shown[0].language
    words = {text.english: said_in(code, row.text) for text, row in zip(texts, shown, strict=True)}
    statements = [
        row | {"text": words[row["text"]], "choices": [(value, words[label]) for value, label in row["choices"]]}
        for row in sheet["statements"]
    ]
    return {**sheet, "introduction": words[sheet["introduction"]], "statements": statements, "language": code}
