"""An article file without fault, to be broken in one place."""

GOOD = """---
slug: example-trial
title: "An example trial"
question: "What did the example trial ask?"
demonstration: true
released_on: 2026-11-18
minutes: 4
audience: "Hematologists"
byline: ["Editorial team"]
topics: [transplant]
pre_test: true
pass_mark: 80
objectives:
  - key: survival
    text: "Name the factors that shape survival."
key_figures:
  - value: "40.0%"
    label: "overall survival"
    n: "75"
    time_point: "5 years"
    interval: ""
support:
  - funder: "Example Foundation"
    level: gold
    in_kind: "Translation"
    agreement_signed_on: 2026-10-01
source: paper
references:
  - key: paper
    authors: "Litzow MR, et al."
    title: "A paper"
    journal: "N Engl J Med"
    year: 2024
    volume: "391"
    issue: "4"
    pages: "320-333"
    doi: "10.1056/NEJMoa2312948"
questions:
  - key: first
    kind: single
    roles: [pre, post]
    objective: survival
    passage: who-did-worse
    level: 3b
    stem: "Which is right?"
    reference: paper
    options:
      - text: "This one"
        is_key: true
        rationale: "The paper says so."
      - text: "That one"
        rationale: "The paper says otherwise."
---
# Key data

Table: Survival

| End point | Arm A |
|---|---|
| OS | 40.0% |

# Key learning

A second transplant remains a chance.

# What this does not show

There was no comparison group.

# Text

## Who did worse

::: passage who-did-worse objective=survival
Survival was 40.0% at 5 years.[@paper]
:::

*[OS]: overall survival
"""


def changed(old: str, new: str) -> str:
    """Return the file with one place changed."""
    assert GOOD.count(old) == 1, old
    return GOOD.replace(old, new)


def line_of(text: str, beginning: str) -> int:
    """Return the number of the first line that begins so, counted from 1."""
    return next(
        number for number, line in enumerate(text.split("\n"), start=1) if line.strip().startswith(beginning.strip())
    )
