"""Articles: the list, and the page on which one is written."""

import json
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.db import IntegrityError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from cme.desk.admin import inlines
from cme.desk.admin.options import DeskAdmin
from cme.desk.article_parts import FIELDSETS, LAYOUT, parts_of
from cme.desk.conflicts import CHOOSE_AGAIN, conflict_of, read_base
from cme.desk.forms.article import ArticleForm
from cme.desk.keeping import ACT, burden_at, drop_saved, keeping_of, take_kept
from cme.desk.merging import digests_of, merge
from cme.desk.pages import PAGES, UNCHANGED, actor_of, address_of, tabs_of
from cme.desk.routes import pages_of_article
from cme.desk.sending import copy_of_forms, copy_of_request, write_copy
from cme.desk.states import State, ends_of, halts_of, in_state, with_state
from content.models import Article, Edition, Figure, Reference, Support
from content.services.drafts import (
    DraftConflict,
    begin_draft,
    choose_source,
    describe_conflict,
    discard_draft,
    loosen_keys,
    number_rows,
    save_draft,
)
from content.services.figures import reuse_picture
from content.services.history import keep_version
from content.services.reviewing import carry_sign_off
from content.told_support import untold_agreements

TWICE = "This could not be saved: two rows name the same thing. Change one of them and save again."
SAVED = "The draft is saved."
KEPT = "This is unsaved work that was kept."


class StateFilter(admin.SimpleListFilter):
    """Keep the articles in one state."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Offer every state."""
        return [(value, label.capitalize()) for value, label in State.choices]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep those in the chosen state."""
        return in_state(queryset, str(self.value())) if self.value() in State.values else queryset


@admin.register(Article)
class ArticleAdmin(DeskAdmin):
    """Writing articles."""

    is_guarded = False  # by the version of the draft, below
    form = ArticleForm
    change_form_template = "desk/article.html"
    inlines = [
        inlines.ContributionInline,
        inlines.SupportInline,
        inlines.ObjectiveInline,
        inlines.KeyFigureInline,
        inlines.FigureInline,
        inlines.VideoInline,
        inlines.ReferenceInline,
    ]
    fieldsets = FIELDSETS
    layout = LAYOUT
    list_display = ["title", "state", "edition", "time", "kind", "updated", "links"]
    list_filter = [StateFilter, "kind", "topics"]
    list_select_related = ["updated_by"]
    search_fields = ["title", "slug", "question"]
    search_help_text = "Searches title, address and question."
    ordering = ["-updated_at"]

    # -- the list ------------------------------------------------------------------------------------------------

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        """Load articles with their state."""
        return with_state(super().get_queryset(request), timezone.now())

    @admin.display(description="state", ordering="state")
    def state(self, article: Any) -> str:
        """Show where the article stands."""
        shown = [article.state] if article.review in {"", article.state} else [article.state, article.review]
        marks = [*((state, State(state).label) for state in shown), *halts_of(article)]
        return format_html_join(" ", '<span class="state is-{}">{}</span>', marks)

    @admin.display(description="edition", ordering="live_from")
    def edition(self, article: Any) -> str:
        """Show the edition that readers see, and what is to come."""
        number = "" if article.release_number is None else f"{article.release_number}.{article.correction_number}"
        changed = " · draft changed since" if number and article.is_changed else ""
        coming = f" · next {article.next_at:%-d %b %Y, %H:%M} UTC" if article.next_at else ""
        return f"{number}{changed}{ends_of(article, timezone.now().date())}{coming}".removeprefix(" · ") or "none"

    @admin.display(description="min", ordering="minutes")
    def time(self, article: Article) -> int:
        """Show the reading time in minutes."""
        return article.minutes

    @admin.display(description="last saved", ordering="updated_at")
    def updated(self, article: Article) -> str:
        """Show when and by whom the draft was saved."""
        who = f" by {article.updated_by.get_username()}" if article.updated_by else ""
        return f"{article.updated_at:%-d %b %Y, %H:%M} UTC{who}"

    @admin.display(description="go to")
    def links(self, article: Any) -> str:
        """Link the other pages of the article."""
        public = article.get_absolute_url() if article.state == State.PUBLISHED else ""
        return format_html(
            '<span class="links"><a href="{}">Questions</a> <a href="{}">Outcomes</a>{}</span>',
            address_of("questions", article.pk),
            address_of("outcomes", article.pk),
            format_html(' <a href="{}">Public page</a>', public) if public else "",
        )

    # -- the form ------------------------------------------------------------------------------------------------

    def get_readonly_fields(self, request: HttpRequest, obj: Article | None = None) -> list[str]:
        """Fix the address once an edition carries it."""
        return ["slug"] if obj and Edition.objects.filter(release__article=obj).exists() else []

    def get_form(self, request: HttpRequest, obj: Article | None = None, change: bool = False, **kwargs: Any) -> Any:
        """Return a form class for this request, which knows whether it must hold."""
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        conflict = getattr(request, "desk_conflict", None)
        form.conflict = conflict.message if conflict else getattr(request, "desk_hold", "")
        return form

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show or save the draft; where somebody else saved it meanwhile, show both texts and save nothing."""
        object_id = args[0] if args else kwargs.get("object_id")
        if request.method == "POST" and ACT in request.POST:
            article = self.get_object(request, unquote(object_id)) if object_id else None
            answer = take_kept(request, "article", article.pk if article else None)
            if answer:
                return answer
            request.desk_hold, request.desk_kept = KEPT, True  # type: ignore[attr-defined]
        for _ in range(3):
            if request.method == "POST" and object_id:
                self._hold_if_outdated(request, object_id)
            try:
                return super().changeform_view(request, *args, **kwargs)
            except DraftConflict:
                continue  # Saved by somebody between our look and our write; the next look sees it.
            except IntegrityError:
                request.desk_hold = TWICE  # type: ignore[attr-defined]
        raise DraftConflict("This draft is being saved by others again and again. Wait a moment and save again.")

    def _hold_if_outdated(self, request: HttpRequest, object_id: str) -> None:
        article = self.get_object(request, unquote(object_id))
        if article is None or not self.has_change_permission(request, article):
            return
        if request.POST.get("_version", "") == str(article.version):
            return
        form, formsets = self.fresh_forms(request, article)
        theirs = copy_of_forms(form, formsets)
        mine = copy_of_request(request.POST, form, formsets)
        merged = merge(mine=mine, theirs=theirs, base=read_base(request.POST.get("_base", "")))
        data = request.POST.copy()
        write_copy(data, merged.copy, str(article.pk), formsets)
        data["_version"], data["_base"] = str(article.version), json.dumps(digests_of(theirs))
        request.POST = data  # type: ignore[assignment]
        message = describe_conflict(article) + (CHOOSE_AGAIN if request.FILES else "")
        request.desk_conflict = conflict_of(message, merged, form, formsets)  # type: ignore[attr-defined]

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """Add the tabs, the lock, and the parts in the order of the reader's page."""
        article = kwargs.get("obj")
        fieldsets, rows = list(context["adminform"]), context["inline_admin_formsets"]
        named = {row.formset.prefix: row for row in rows}
        editable = [row.formset for row in rows if row.has_change_permission]
        conflict = getattr(request, "desk_conflict", None)
        is_kept = getattr(request, "desk_kept", False)
        if conflict or is_kept:
            context["problems"] = []  # first things first
        version = request.POST.get("_version", article.version if article else "")
        may_write = self.has_change_permission(request, article) if article else self.has_add_permission(request)
        context |= {
            "parts": parts_of(self.layout, fieldsets, named, context["adminform"].form),
            "article": article,
            "tabs": tabs_of(request, article.pk, "change") if article else [],
            "may_change": self.has_change_permission(request, article),
            "conflict": conflict,
            "version": version,
            "is_unsaved": request.method == "POST",
            "keeping": keeping_of(request, "article", article, version=version) if may_write else None,
            "burden": burden_at(article, at=timezone.now()) if article else None,
            "base": request.POST.get("_base")
            or json.dumps(digests_of(copy_of_forms(context["adminform"].form, editable)) if article else {}),
        }
        return super().render_change_form(request, context, *args, **kwargs)

    # -- saving --------------------------------------------------------------------------------------------------

    def save_model(self, request: HttpRequest, obj: Article, form: Any, change: bool) -> None:
        """Begin a draft; one that is there is saved with its rows, where anything of either changed."""
        if not change:
            begin_draft(article=obj, actor=actor_of(request), at=timezone.now())

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Save the rows of one kind."""
        article, model = form.instance, formset.model
        if model is Reference:
            marked = [row.instance.pk for row in formset.forms if row.cleaned_data.get("is_source")]
            choose_source(article=article, reference_id=marked[0] if marked else None)
        if "key" in formset.empty_form.fields:
            loosen_keys([row.instance for row in formset.initial_forms if "key" in row.changed_data])
        for row in formset.forms if model is Figure else ():
            reuse_picture(figure=row.instance)
        formset.save()
        if "position" in formset.empty_form.fields:
            number_rows(model._default_manager.filter(article=article).order_by("position", "pk"))

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save draft and rows, taking the lock; keep the sign-off of words that did not change, and the version.

        Where nothing changed nothing is saved: who only went to another page of the article changed no draft.
        """
        changed = not change or form.has_changed() or any(rows.has_changed() for rows in formsets)
        request.desk_changed = changed  # type: ignore[attr-defined]
        has_support = any(rows.model is Support and rows.has_changed() for rows in formsets)
        request.desk_support_changed = has_support  # type: ignore[attr-defined]
        if change and changed:
            version = int(request.POST["_version"])
            save_draft(article=form.instance, version=version, actor=actor_of(request), at=timezone.now())
        super().save_related(request, form, formsets, change)
        if changed:
            carry_sign_off(article=form.instance)
            keep_version(article_id=form.instance.pk, actor=actor_of(request), at=form.instance.updated_at)
        drop_saved(request, "article", form.instance.pk if change else None)

    def log_change(self, request: HttpRequest, obj: Article, message: Any) -> Any:
        """Keep no line about a save that changed nothing."""
        return super().log_change(request, obj, message) if request.desk_changed else None  # type: ignore[attr-defined]

    def delete_model(self, request: HttpRequest, obj: Article) -> None:
        """Delete a draft that was never published."""
        discard_draft(article=obj)

    def response_add(self, request: HttpRequest, obj: Article, post_url_continue: str | None = None) -> HttpResponse:
        """Go on to the page that was asked for."""
        return self._go_on(request, obj)

    def response_change(self, request: HttpRequest, obj: Article) -> HttpResponse:
        """Go on to the page that was asked for."""
        return self._go_on(request, obj)

    def _go_on(self, request: HttpRequest, article: Article) -> HttpResponse:
        page = request.POST.get("_go", "")
        if request.desk_changed:  # type: ignore[attr-defined]
            self.message_user(request, SAVED, messages.SUCCESS)
        elif page not in PAGES:
            self.message_user(request, UNCHANGED, messages.INFO)
        if request.desk_support_changed:  # type: ignore[attr-defined]
            for row, said in untold_agreements(at=timezone.now(), article_id=article.pk):
                self.message_user(request, f"{row.funder.name}: {said}", messages.WARNING)
        return HttpResponseRedirect(address_of(page if page in PAGES else "change", article.pk))

    # -- the other pages -------------------------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        """Add the pages that an article has besides the form."""
        return [*pages_of_article(self.admin_site.admin_view), *super().get_urls()]
