"""What kind of study an article is about, and whom it studied. Codes are frozen with editions: none is ever renamed."""

from collections.abc import Container, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

SEPARATOR = ","


class StudyDesign(models.TextChoices):
    """How the study was made, in the words of its method."""

    RANDOMIZED = "randomized", _("Randomized trial")
    NONRANDOMIZED = "nonrandomized", _("Nonrandomized trial")
    SINGLE_ARM = "single-arm", _("Single-arm trial")
    COHORT = "cohort", _("Cohort study")
    CASE_CONTROL = "case-control", _("Case-control study")
    CROSS_SECTIONAL = "cross-sectional", _("Cross-sectional study")
    CASE_SERIES = "case-series", _("Case report or series")
    REVIEW = "review", _("Systematic review or meta-analysis")
    GUIDELINE = "guideline", _("Guideline or consensus")
    LABORATORY = "laboratory", _("Laboratory study")


class AgeGroup(models.TextChoices):
    """Whom the study was about, by the age groups that its own report names."""

    INFANTS = "infants", _("Infants")
    CHILDREN = "children", _("Children")
    YOUNG_ADULTS = "aya", _("Adolescents and young adults")
    ADULTS = "adults", _("Adults")
    OLDER_ADULTS = "older-adults", _("Older adults")


@dataclass(frozen=True)
class Study:
    """What a teaser says of its study, in readers' words; empty where it says nothing."""

    design: str
    ages: list[str]


def study_of(teaser: Mapping[str, Any]) -> Study:
    """Return the words for the codes of a teaser."""
    design = teaser.get("study_design")
    return Study(
        str(StudyDesign(design).label) if design else "",
        [str(AgeGroup(code).label) for code in teaser.get("population", ())],
    )


def join_groups(codes: Container[str]) -> str:
    """Return age groups as a column holds them: each once, in their order."""
    return SEPARATOR.join(code for code in AgeGroup.values if code in codes)


def split_groups(kept: str) -> list[str]:
    """Return the codes of what :func:`join_groups` wrote."""
    return kept.split(SEPARATOR) if kept else []


# Everything that a column can hold, for the constraint.
POPULATIONS = tuple(
    SEPARATOR.join(chosen) for size in range(len(AgeGroup.values) + 1) for chosen in combinations(AgeGroup.values, size)
)
