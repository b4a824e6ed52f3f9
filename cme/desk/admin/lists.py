"""Lists of the desk: they are narrowed as they offer it, and an address that asks for anything else is not an error."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.db import DataError, transaction
from django.http import Http404, HttpRequest, HttpResponse

from cme.ui.forms import LARGEST_KEY

if TYPE_CHECKING:
    Options = admin.ModelAdmin[Any]
else:
    Options = object


class OfferedList(ChangeList):
    """A list that takes the parameters of its filters, and the lookups that links of the desk use."""

    def get_filters(self, request: HttpRequest) -> Any:
        """Refuse whatever no filter has taken."""
        found = super().get_filters(request)
        if set(found[2]) - set(self.model_admin.linked_lookups):  # type: ignore[attr-defined]
            raise IncorrectLookupParameters
        return found


class NarrowedAsOffered(Options):
    """An admin class whose list answers every address: where it makes no sense, with the whole list.

    Attributes:
        linked_lookups: Lookups that links of the desk use, besides those of the filters.
    """

    linked_lookups: tuple[str, ...] = ()

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """Return the class of the list."""
        return OfferedList

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        """Leave the choice to the list, which answers with all rows where Django's admin would refuse."""
        return True

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Return the list; tell Django's admin of values that the database cannot read."""
        try:
            with transaction.atomic():
                return super().get_changelist_instance(request)
        except (DataError, OverflowError, ValueError) as error:
            raise IncorrectLookupParameters from error

    def response_action(self, request: HttpRequest, queryset: Any, *args: Any, **kwargs: Any) -> HttpResponse | None:
        """Act upon the rows that were ticked; a number that no row can have is not found."""
        ticked = request.POST.getlist(ACTION_CHECKBOX_NAME)
        if any(key.isdecimal() and len(key) >= len(str(LARGEST_KEY)) for key in ticked):
            raise Http404
        return super().response_action(request, queryset, *args, **kwargs)
