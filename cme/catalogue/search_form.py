"""What an address of the search asks for, in clean values."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cme.catalogue.screen import whole_number
from cme.search.facets import NAMES
from cme.search.queries import LONGEST, parse_query
from cme.ui.forms import UNSEEN, HouseForm
from cme.ui.languages import filled

ORDERS = {
    "relevance": pgettext_lazy("order of results", "Best match"),
    "newest": pgettext_lazy("order of results", "Newest"),
    "shortest": pgettext_lazy("order of results", "Shortest"),
}
LONGEST_VALUE = 90  # characters of the value of a facet
TOO_LONG = filled(_("Use at most %(most)s characters. Name the words that matter most."), {"most": LONGEST})
NO_WORD = _("Type a word with letters or digits.")


class SearchForm(HouseForm):
    """The words; what narrows and orders them is read leniently, since it stands in links alone."""

    q = forms.CharField(
        label=_("Search the articles"), required=False, max_length=LONGEST, error_messages={"max_length": TOO_LONG}
    )

    def clean_q(self) -> str:
        """Refuse what has no word in it."""
        text = str(self.cleaned_data["q"])
        if text and not parse_query(text, {}).units:
            raise forms.ValidationError(NO_WORD)
        return text


class Asking:
    """An address of the search: its words, what is chosen, and the addresses that differ from it in one thing."""

    def __init__(self, data: Mapping[str, Any], *, may_leave_out_read: bool) -> None:
        self.text = UNSEEN.sub(" ", str(data.get("q", "")))[: LONGEST + 1]
        self.chosen = {name: str(data[name]) for name in NAMES if 0 < len(data.get(name, "")) <= LONGEST_VALUE}
        self.labels: Mapping[str, str] = {}  # of what is chosen, by facet, once the search was asked
        self.order = str(data.get("sort", "")) if data.get("sort", "") in ORDERS else "relevance"
        self.is_unread = may_leave_out_read and data.get("unread") == "yes"
        self.page = max(1, whole_number(data.get("page")))

    def carried(self) -> dict[str, str]:
        """Return what narrows and orders, to go with other words."""
        values = {"unread": "yes" if self.is_unread else "", "sort": "" if self.order == "relevance" else self.order}
        return self.chosen | {name: value for name, value in values.items() if value}

    def address(self, **changes: str) -> str:
        """Return the query of an address with some values changed; an empty one is left out, and so is the page."""
        values = {"q": self.text, **self.carried()}
        return "?" + urlencode({name: value for name, value in (values | changes).items() if value})
