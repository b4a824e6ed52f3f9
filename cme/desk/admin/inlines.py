"""The rows of an article, edited on its page."""

from typing import Any

from django.contrib import admin
from django.db.models import Max, OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat

from cme.catalogue.kinds import clock
from cme.desk.admin.options import Rows
from cme.desk.forms.quick import quicken
from cme.desk.forms.rows import (
    RARE_REFERENCE_FIELDS,
    ContributionForm,
    FigureForm,
    ObjectiveForm,
    ReferenceForm,
    ReferenceFormSet,
    RowForm,
    RowFormSet,
    SupportForm,
    SupportFormSet,
)
from cme.desk.forms.videos import VideoForm
from content.models import Contribution, Figure, KeyFigure, Objective, Reference, SignOff, Support, Video
from content.verbs import LEVELS


class RowInline(Rows):
    """Rows of an article."""

    form = RowForm
    formset = RowFormSet


class ObjectiveInline(RowInline):
    """What a reader can do afterwards."""

    model = Objective
    form = ObjectiveForm
    fields = ["position", "text", "key"]
    verbose_name_plural = "learning objectives"
    verbs = tuple(LEVELS.items())
    intro = "What a reader can do after reading. Passages teach them, questions test them."


class KeyFigureInline(RowInline):
    """The numbers that can be read across the room."""

    model = KeyFigure
    fields = ["position", "value", "label", "n", "time_point", "interval"]
    intro = "A few numbers that can be read across the room, each with n, time point and interval."


class ContributionInline(RowInline):
    """Who wrote, edited and reviewed."""

    model = Contribution
    form = ContributionForm
    joined = ("contributor",)
    fields = ["position", "contributor", "role", "disclosed", "started_on", "signed"]
    readonly_fields = ["disclosed", "signed"]
    verbose_name = "person"
    verbose_name_plural = "people"
    intro = (
        "Authors make the byline. A reviewer who is not an author signs off each release. Who is not on the list is "
        "entered by the accreditation lead, under Contributors."
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Find when each person disclosed last, and when a reviewer signed off last."""
        signed = SignOff.objects.filter(article=OuterRef("article"), reviewer=OuterRef("contributor"))
        return (
            super()
            .get_queryset(request)
            .annotate(
                last=Max("contributor__disclosures__disclosed_on"), signed_at=Subquery(signed.values("signed_at")[:1])
            )
        )

    @admin.display(description="disclosed on")
    def disclosed(self, contribution: Any) -> str:
        """Show when the person disclosed financial relationships last (S1)."""
        day = getattr(contribution, "last", None)
        return f"{day:%-d %b %Y}" if day else "not yet" if contribution.pk else "–"

    @admin.display(description="signed off on")
    def signed(self, contribution: Any) -> str:
        """Show when a reviewer signed off last (S0)."""
        if contribution.pk is None or contribution.role != Contribution.Role.REVIEWER:
            return "–"
        at = getattr(contribution, "signed_at", None)
        return f"{at:%-d %b %Y}" if at else "not yet"


class SupportInline(RowInline):
    """Who gave money or help."""

    model = Support
    form = SupportForm
    formset = SupportFormSet
    joined = ("funder", "amount_band")
    fields = ["funder", "level", "amount_band", "in_kind", "agreement_signed_on", "runs_from", "runs_to"]
    classes = ["collapse"]
    intro = (
        "Readers see a supporter by name and level, as text, once the agreement is signed. "
        "The accreditation lead enters agreements, on the tab Accreditation."
    )


class FigureInline(RowInline):
    """Pictures of the text."""

    model = Figure
    form = FigureForm
    fields = ["key", "image", "alt", "credit"]
    classes = ["collapse"]
    intro = "PNG, JPEG or WebP up to 2 MB."


class VideoInline(RowInline):
    """The video of an article of that kind; the text is its transcript."""

    model = Video
    form = VideoForm
    max_num = 1
    fields = ["there", "file", "captions", "language", "credit"]
    readonly_fields = ["there"]
    verbose_name_plural = "video"
    intro = (
        "MP4 (H.264) or WebM, and captions as a WebVTT file; the length is read from the file. The text below is the "
        "transcript: all that is said, and what is shown and matters."
    )

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Offer no second video."""
        return super().has_add_permission(request, obj) and not (obj and obj.videos.exists())

    @admin.display(description="what is there")
    def there(self, video: Any) -> str:
        """Show what the stored files are; their names say nothing."""
        if video.pk is None:
            return "–"
        kind = "WebM" if str(video.file.name).endswith(".webm") else "MP4"
        film = f"{kind}, {clock(video.duration_ms)}, {video.width} × {video.height}, {filesizeformat(video.size)}"
        return f"{film}; captions of {video.captions_words} words" if video.captions else f"{film}; no captions yet"


class ReferenceInline(RowInline):
    """What the article rests on."""

    model = Reference
    form = ReferenceForm
    formset = ReferenceFormSet
    common = (
        "key", "is_source", "kind", "authors", "title", "journal", "year", "volume", "issue", "pages", "doi", "pmid",
        "url", "note",
    )  # fmt: skip
    fields = [*common, *RARE_REFERENCE_FIELDS]
    intro = (
        "Readers see them numbered in the order of first citation. A book or a web page needs other fields than an "
        "article; leave the rest empty. The tab References adds them from a DOI, a PubMed id or a file."
    )

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Write texts quickly: forty references have a thousand controls."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        quicken(field)
        return field

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Fold away what an article seldom needs."""
        return [(None, {"fields": self.common}), ("Books, web pages, retraction", {"fields": RARE_REFERENCE_FIELDS})]
