"""The forms of a review: asking, links, comments, the sign-off, and giving back."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cme.desk.review_links import MOST_DAYS
from cme.ui.forms import HouseForm
from cme.ui.languages import ENGLISH, filled, said_in
from content.models import Contribution
from content.services.confirming import needs_code
from content.signing import statement

WHOLE = ("", _("The whole article"))
LONGEST = 4000  # characters of a comment
CONFIRMED = "The reviewer confirms the sign-off with a code that goes to the e-mail address of the contributor."
UNCONFIRMED = "Whoever has the address then signs as this reviewer; the sign-off says that nobody confirmed who it was."
TOO_LONG = filled(_("Shorten this to %(most)s characters."), {"most": LONGEST})


class ReviewForm(HouseForm):
    """A form of the review page, beside others: its name is part of every id."""

    act = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id=f"id_{self.act}_%s", **kwargs)


class AskForm(ReviewForm):
    """Whom to ask for a review, and by when."""

    act = "ask"
    reviewer = forms.ChoiceField(
        label="Reviewer", error_messages={"required": "Choose a reviewer.", "invalid_choice": "Choose a reviewer."}
    )
    due_on = forms.DateField(
        label="Wanted by",
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": "Enter the day as 2026-12-31, or leave it empty."},
    )
    note = forms.CharField(
        label="What the reviewer should know",
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": TOO_LONG},
    )

    def __init__(self, *args: Any, reviewers: Sequence[Contribution] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [(str(row.contributor_id), str(row.contributor)) for row in reviewers]
        self.fields["reviewer"].choices = people  # type: ignore[attr-defined]


class LinkForm(ReviewForm):
    """What a link lets its holder do, and for how long."""

    act = "link"
    may_comment = forms.BooleanField(label="may comment", required=False, initial=True)
    may_sign_off = forms.BooleanField(label="may sign off", required=False)
    days = forms.IntegerField(
        label="Lapses after (days)",
        initial=14,
        min_value=1,
        max_value=MOST_DAYS,
        error_messages={
            "required": "Enter after how many days the link lapses.",
            "invalid": "Enter a whole number of days.",
            "min_value": "Enter at least 1 day.",
            "max_value": f"Enter at most {MOST_DAYS} days.",
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["may_sign_off"].help_text = CONFIRMED if needs_code() else UNCONFIRMED


class CommentForm(ReviewForm):
    """A comment on a passage or on the whole article."""

    act = "comment"
    passage = forms.ChoiceField(
        label=pgettext_lazy("comment", "About"),
        required=False,
        error_messages={"invalid_choice": _("Choose a passage that the article has.")},
    )
    text = forms.CharField(
        label=_("Comment"),
        max_length=LONGEST,
        help_text=_("No patient details."),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write the comment."), "max_length": TOO_LONG},
    )

    def __init__(self, *args: Any, passages: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passage"].choices = [WHOLE, *passages]  # type: ignore[attr-defined]


class SignForm(ReviewForm):
    """The statement, agreed to, about the words that were on the screen."""

    act = "sign"
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
    agrees = forms.BooleanField(
        error_messages={"required": _("Tick the statement to sign it, or give the draft back.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agrees"].label = said_in(ENGLISH, statement())


class SignByLinkForm(SignForm):
    """The same by a link, with the code that only the reviewer was sent."""

    code = forms.CharField(
        label=_("Code from the e-mail"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
        error_messages={
            "required": _("Enter the code that was sent to you by e-mail."),
            "max_length": _("Enter the code as it stands in the e-mail."),
        },
    )


class CodeForm(ReviewForm):
    """Nothing but the wish for a code."""

    act = "code"


class ReturnForm(ReviewForm):
    """What must change before a sign-off."""

    act = "return"
    text = forms.CharField(
        label=_("What must change"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Say what must change."), "max_length": TOO_LONG},
    )
