"""Verbs of learning objectives: which can be tested, by Bloom's level, and which cannot. No database.

Source:
    Anderson LW, Krathwohl DR (eds). A Taxonomy for Learning, Teaching, and Assessing: A Revision of Bloom's Taxonomy of
    Educational Objectives. Longman, 2001: the six levels of the cognitive process, from remember to create. That an
    objective names what can be observed, and not "know" or "understand": Mager RF. Preparing Instructional Objectives.
    Fearon, 1962.
"""

import re

LEVELS: dict[str, tuple[str, ...]] = {
    "Remember": ("define", "list", "name", "recall", "recognize", "state"),
    "Understand": ("classify", "describe", "explain", "give", "interpret", "read", "summarize"),
    "Apply": ("apply", "calculate", "choose", "identify", "select", "use"),
    "Analyze": ("compare", "contrast", "differentiate", "distinguish", "relate", "separate"),
    "Evaluate": ("appraise", "assess", "judge", "justify", "rank", "weigh"),
    "Create": ("design", "develop", "formulate", "plan", "propose", "write"),
}
# What they mean cannot be seen from outside; each with what can.
UNMEASURABLE: dict[str, str] = {
    "understand": "explain or interpret",
    "know": "name or state",
    "learn": "name or apply",
    "appreciate": "explain or weigh",
    "be aware of": "name or recognize",
    "become familiar with": "describe or name",
    "be familiar with": "describe or name",
    "gain": "name or apply",
    "realize": "explain",
    "grasp": "explain",
    "believe": "justify",
    "recognise the importance of": "explain why",
    "recognize the importance of": "explain why",
}
_OPENING = re.compile(
    r"^\W*(?:(?:the|each) (?:reader|learner|participant)s? (?:will|should) )?(?:be able to )?(?:to )?"
    r"(?:better |fully |really |critically )?",
    re.IGNORECASE,
)


def level_of(objective: str) -> str:
    """Return the level of the verb that an objective begins with; empty for a verb that the table lacks."""
    word = _first_words(objective).split(" ", 1)[0].rstrip(",.;:")
    word = word[:-3] + "ize" if word.endswith("ise") and word[:-3] + "ize" in _ALL else word
    word = word[:-3] + "yze" if word.endswith("yse") else word
    return next((level for level, verbs in LEVELS.items() if word in verbs), "")


def warning_of(objective: str) -> str:
    """Say what is wrong with the verb of an objective, or nothing."""
    said = _first_words(objective)
    for verb, instead in UNMEASURABLE.items():
        if said == verb or said.startswith(f"{verb} "):
            return f"“{verb.capitalize()}” cannot be tested. Begin with what a reader does, such as {instead}."
    return ""


def _first_words(objective: str) -> str:
    plain = " ".join(objective[:200].split()).casefold()
    return plain[_OPENING.match(plain).end() :]  # type: ignore[union-attr]  # it matches nothing too


_ALL = frozenset(verb for verbs in LEVELS.values() for verb in verbs)
