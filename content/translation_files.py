"""Files of translations that a machine made of demonstration articles: YAML, read into plain values. No database."""

from collections.abc import Mapping
from dataclasses import dataclass

import yaml

from content.articlefiles import FileRefused
from content.file_values import Fault

FORM = "Write article, language, engine, words, and under blocks a text for each block of the article."


@dataclass(frozen=True)
class TranslationFile:
    """A machine's translation as its file has it.

    Attributes:
        article: Slug of its article.
        language: Tag of the language, such as ``de``.
        engine: What readers are told that the machine is.
        words: Hash of the words that were translated, by :func:`content.services.translation_loading.words_hash`.
        blocks: Texts by the keys of the blocks.
    """

    article: str
    language: str
    engine: str
    words: str
    blocks: Mapping[str, str]


def read_translation(text: str) -> TranslationFile:
    """Read the text of a file.

    Raises:
        FileRefused: It is none.
    """
    try:
        said = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise FileRefused([Fault(1, f"This is no YAML: {' '.join(str(error).split())}")]) from error
    names = ("article", "language", "engine", "words")
    if not isinstance(said, dict) or said.keys() != {*names, "blocks"} or not isinstance(said["blocks"], dict):
        raise FileRefused([Fault(1, FORM)])
    if not all(isinstance(value, str) and value.strip() for value in (*map(said.get, names), *said["blocks"].values())):
        raise FileRefused([Fault(1, FORM)])
    return TranslationFile(**{name: said[name] for name in names}, blocks=said["blocks"])
