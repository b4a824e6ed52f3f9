"""Series: articles that belong together, in an order."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from cme.desk.admin.options import DeskAdmin, Rows
from cme.desk.forms.addresses import SeriesForm
from cme.desk.forms.rows import RowForm, RowFormSet
from content.models import Series, SeriesPart
from content.services.drafts import number_rows
from content.services.series import articles_of, show_series_anew


class SeriesPartForm(RowForm):
    """An article of a series."""

    needed = ("article",)


class SeriesPartInline(Rows):
    """The articles of a series."""

    model = SeriesPart
    form = SeriesPartForm
    formset = RowFormSet
    joined = ("article",)
    fields = ["position", "article"]
    verbose_name = "article"
    verbose_name_plural = "articles"
    intro = (
        "In the order in which they are read. Readers see it at its address, and its articles name their place in it."
    )


@admin.register(Series)
class SeriesAdmin(DeskAdmin):
    """Titles, addresses and order of series."""

    form = SeriesForm
    inlines = [SeriesPartInline]
    fields = ["title", "slug", "description"]
    list_display = ["title", "slug", "articles"]
    search_fields = ["title", "slug"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Count the articles."""
        return super().get_queryset(request).annotate(part_count=Count("parts"))

    @admin.display(description="articles", ordering="part_count")
    def articles(self, series: Any) -> int:
        """Show how many articles it has."""
        return int(series.part_count)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save the rows and number them."""
        before = articles_of(form.instance)
        super().save_related(request, form, formsets, change)
        number_rows(form.instance.parts.order_by("position", "pk"))
        show_series_anew(articles=before | articles_of(form.instance), at=timezone.now())

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Remove it, and its name from the pages of its articles."""
        before = articles_of(obj)
        super().delete_model(request, obj)
        show_series_anew(articles=before, at=timezone.now())
