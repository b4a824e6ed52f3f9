"""The kinds of article and what each of them needs, as data: the checklist, the desk and the pages read it here."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class ArticleKind(models.TextChoices):
    """What an article is, as readers see it."""

    SUMMARY = "summary", _("Article summary")
    CONGRESS = "congress", _("Congress report")
    OPINION = "opinion", _("Expert opinion")
    CASE = "case", _("Patient case")
    VISUAL = "visual", _("Visual abstract")
    VIDEO = "video", _("Video")


class CaseBasis(models.TextChoices):
    """Why a patient case may be published; an editor confirms it."""

    CONSENT = "consent", "the patient, or who speaks for them, agreed in writing; nothing left identifies them"
    INVENTED = "invented", "made up for teaching; no patient stands behind it"


@dataclass(frozen=True)
class Needs:
    """What a kind asks for beside what every article has.

    Attributes:
        fields: Fields of the article that only this kind has, each with the sentence that asks for it.
        rows: The group of rows that only this kind has; empty for none.
        has_paper: One reference is the paper that the article is about.
        has_key_data: Key figures or key data stand above the text.
        write: The sentence that asks for the text.
        data_type: What schema.org calls it.
        ends_with_lesson: Key learning and limits stand below the text, so that they give nothing away.
    """

    fields: Mapping[str, str]
    write: str = "Write the text."
    rows: str = ""
    has_paper: bool = True
    has_key_data: bool = True
    data_type: str = "MedicalScholarlyArticle"
    ends_with_lesson: bool = False


NEEDS: Mapping[ArticleKind, Needs] = {
    ArticleKind.SUMMARY: Needs({}),
    ArticleKind.CONGRESS: Needs(
        {
            "congress_name": "Name the congress.",
            "congress_place": "Say where the congress was held.",
            "congress_begins_on": "Enter the first day of the congress.",
            "congress_ends_on": "Enter the last day of the congress.",
        },
        write="Write the report.",
        data_type="Report",
    ),
    ArticleKind.OPINION: Needs({}, write="Write the opinion.", has_paper=False, has_key_data=False),
    ArticleKind.CASE: Needs(
        {"case_basis": "Confirm that the patient agreed and cannot be identified, or that the case is made up."},
        write="Write the case.",
        has_paper=False,
        has_key_data=False,
        ends_with_lesson=True,
    ),
    ArticleKind.VISUAL: Needs(
        {"visual_figure": "Name the picture of the visual abstract: the key of one of the figures."},
        write="Write in the text all that the picture says: it is the alternative for whoever cannot see it.",
    ),
    ArticleKind.VIDEO: Needs({}, write="Write the transcript: all that is said and shown.", rows="videos"),
}


def needs_of(kind: str) -> Needs:
    """Return what a kind needs."""
    return NEEDS[ArticleKind(kind)]


def kind_of(frozen: Mapping[str, object]) -> ArticleKind:
    """Return the kind that a source or a teaser says; those made before there were kinds are summaries."""
    return ArticleKind(str(frozen.get("kind") or ArticleKind.SUMMARY))
