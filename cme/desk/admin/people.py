"""Contributors, topics, and those who work at the desk."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import UserChangeForm
from django.contrib.auth.models import Group
from django.db.models import Count, Max, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from cme.desk.admin.guarding import Guarded
from cme.desk.admin.lists import NarrowedAsOffered
from cme.desk.admin.options import DeskAdmin, PlainControls
from cme.desk.forms.addresses import TopicForm
from cme.desk.groups import FUNDER
from cme.learners.models import User
from content.models import Contributor, DisclosureRequest, Topic

OF_A_FUNDER = f"{{}} is in the group {FUNDER}, and nobody who belongs to a funder has a role on an article."


class ContributorForm(forms.ModelForm):  # type: ignore[type-arg]
    """Somebody who may have a role on articles, which nobody has who belongs to a funder (S6)."""

    def clean_user(self) -> User | None:
        """Refuse the log-in of a funder's person."""
        user: User | None = self.cleaned_data["user"]
        if user and user.groups.filter(name=FUNDER).exists():
            raise forms.ValidationError(OF_A_FUNDER.format(user.get_username()))
        return user


@admin.register(Contributor)
class ContributorAdmin(DeskAdmin):
    """Authors, editors, reviewers and planners."""

    form = ContributorForm
    change_form_template = "desk/contributor.html"
    fields = ["name", "credentials", "affiliation", "email", "user"]
    list_display = ["name", "credentials", "affiliation", "user", "articles", "disclosed"]
    list_select_related = ["user"]
    search_fields = ["name", "affiliation"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Contributor]:
        """Count articles, and find the last disclosure."""
        return (
            super()
            .get_queryset(request)
            .annotate(
                article_count=Count("contributions__article", distinct=True),
                last_disclosed=Max("disclosures__disclosed_on"),
            )
        )

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:
        """Tell the page whether it may ask for a disclosure, and whether a link waits."""
        number = int(object_id) if object_id.isdecimal() and len(object_id) < 18 else 0
        context = {
            "may_ask": request.user.has_perm("content.add_disclosurerequest"),
            "waits": DisclosureRequest.objects.waiting().filter(contributor=number).exists(),
        }
        return super().change_view(request, object_id, form_url, (extra_context or {}) | context)

    @admin.display(description="articles", ordering="article_count")
    def articles(self, contributor: Any) -> int:
        """Show on how many articles."""
        return int(contributor.article_count)

    @admin.display(description="last disclosure", ordering="last_disclosed")
    def disclosed(self, contributor: Any) -> str:
        """Link the disclosures."""
        day = contributor.last_disclosed
        href = reverse("admin:content_disclosure_changelist")
        text = f"{day:%-d %b %Y}" if day else "none yet"
        return format_html('<a href="{}?contributor__id__exact={}">{}</a>', href, contributor.pk, text)


@admin.register(Topic)
class TopicAdmin(DeskAdmin):
    """Topics that articles share."""

    form = TopicForm
    fields = ["name", "slug", "parent", "description", "introduction"]
    list_display = ["name", "parent", "slug", "drafts"]
    list_select_related = ["parent"]
    search_fields = ["name", "description"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Topic]:
        """Count the drafts."""
        return super().get_queryset(request).annotate(article_count=Count("articles", distinct=True))

    @admin.display(description="articles", ordering="article_count")
    def drafts(self, topic: Any) -> int:
        """Show how many drafts name it; ``articles`` is the relation itself, which Django would print."""
        return int(topic.article_count)

    def get_readonly_fields(self, request: HttpRequest, obj: Topic | None = None) -> list[str]:
        """Fix the address once an edition carries it."""
        return ["slug"] if obj and obj.edition_topics.exists() else []


class DeskUserForm(UserChangeForm):  # type: ignore[type-arg]
    """Somebody who signs in. Who belongs to a funder works at no desk (S6)."""

    def clean(self) -> dict[str, Any]:
        """Refuse a funder's person any right besides."""
        values = super().clean() or self.cleaned_data
        names = {group.name for group in values.get("groups") or ()}
        if FUNDER in names and (len(names) > 1 or values.get("is_staff") or values.get("is_superuser")):
            self.add_error("groups", f"Who is in the group {FUNDER} is in no other, and no member of staff.")
        return values


@admin.register(User)
class DeskUserAdmin(PlainControls, Guarded, NarrowedAsOffered, UserAdmin):  # type: ignore[type-arg]
    """Those who work at the desk."""

    form = DeskUserForm
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        ("Person", {"fields": ["first_name", "last_name", "email"]}),
        ("What they may do", {"fields": ["is_active", "is_staff", "is_superuser", "groups"]}),
        ("Dates", {"fields": ["last_login", "date_joined"], "classes": ["collapse"]}),
    ]
    readonly_fields = ["last_login", "date_joined"]
    filter_horizontal = []
    list_display = ["username", "first_name", "last_name", "is_staff", "last_login"]

    @property
    def media(self) -> forms.Media:
        """No scripts of Django's admin."""
        return forms.Media()

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest | None, **kwargs: Any) -> Any:
        """Show groups as a list of boxes to tick."""
        return super().formfield_for_manytomany(db_field, request, widget=forms.CheckboxSelectMultiple, **kwargs)


admin.site.unregister(Group)


@admin.register(Group)
class DeskGroupAdmin(PlainControls, Guarded, NarrowedAsOffered, GroupAdmin):
    """Groups; ``manage.py setup_groups`` makes the usual ones."""

    filter_horizontal = []

    @property
    def media(self) -> forms.Media:
        """No scripts of Django's admin."""
        return forms.Media()

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest | None = None, **kwargs: Any) -> Any:
        """Show permissions as a list of boxes to tick."""
        return super().formfield_for_manytomany(db_field, request, widget=forms.CheckboxSelectMultiple, **kwargs)
