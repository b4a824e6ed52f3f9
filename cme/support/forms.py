"""Forms of those who give, suggest or ask. They clean; services save."""

import re
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.utils.crypto import get_random_string
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cme.support.models import GrantEnquiry, Suggestion
from cme.support.money import minor_units, money_text
from cme.support.services.contributing import TEXT_OF_GIVING
from cme.support.services.suggesting import TEXT_OF_INDIVIDUAL, TEXT_OF_ORGANISATION
from cme.ui.forms import HouseForm, LineField, MailField
from cme.ui.languages import language_now, said_in
from content.approved_wordings import Text, shown_in
from content.drug_names import read_drug_names
from content.models import Funder

KEY_LETTERS = 32
EMAIL = _("Enter an e-mail address, such as name@example.org.")
# What a name of a person has not: an address, the sign of a trade mark, or the form of a company at its end (S3). What
# joins a title to the next word makes no address: "Dr.med.", "Prof.de".
_ENDINGS = "com|org|net|info|biz|io|eu|de|at|ch|uk|us|fr|es|it|nl|be|health|app|edu|gov"
NO_NAME = re.compile(
    rf"[@®™©℠]|://|\bwww\b|(?<!\bdr)(?<!\bprof)(?<=[\w-]{{2}})\.(?:{_ENDINGS})(?!\w)|\b\w\.(?:com|net|org)\b"
    r"|\b(?:GmbH|Inc|Ltd|LLC|LLP|plc|Pharma|Pharmaceuticals?|Therapeutics)\.?$",
    re.IGNORECASE,
)
NO_PATIENTS = _("No details of patients: no names, dates of birth, record numbers or pictures.")


class OnceForm(HouseForm):
    """A form that counts once, however often it is sent: it carries a key of its own."""

    # The field that confirms a statement, and the statement; shown in another language once that is approved.
    confirmed: ClassVar[tuple[str, Text]]
    form_key = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name, text = self.confirmed
        (self.shown,) = shown_in(language_now().code, [text])
        self.fields[name].label = said_in(self.shown.language, self.shown.text)
        self.fields["form_key"].initial = get_random_string(KEY_LETTERS)
        for field in self.fields.values():
            if isinstance(field, forms.CharField) and field.max_length:
                field.widget.attrs.pop("maxlength", None)
                field.error_messages["max_length"] = _(
                    "Shorten this to %(limit_value)d characters; these are %(show_value)d."
                )

    def clean_form_key(self) -> str:
        """Take a key that looks like ours; without one the form counts by itself."""
        key: str = self.cleaned_data["form_key"]
        is_ours = len(key) == KEY_LETTERS and key.isascii() and key.isalnum()
        return key if is_ours else get_random_string(KEY_LETTERS)


class ContributionForm(OnceForm):
    """What somebody gives."""

    confirmed = ("is_individual", TEXT_OF_GIVING)
    amount = forms.CharField(
        max_length=20, error_messages={"required": _("Enter an amount, such as 25.")}, widget=forms.TextInput
    )
    rhythm = forms.ChoiceField(
        label=_("How often"),
        choices=[("once", _("Once")), ("monthly", _("Every month, until I end it"))],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose once or every month."),
            "invalid_choice": _("Choose once or every month."),
        },
    )
    email = MailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("For the receipt, and for nothing else."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": EMAIL, "invalid": EMAIL},
    )
    is_individual = forms.BooleanField(
        error_messages={
            "required": _("Confirm that you give as an individual. Companies and foundations ask for a grant instead.")
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        currency = settings.CONTRIBUTION_CURRENCY
        self.fields["amount"].label = gettext("Amount in %(currency)s") % {"currency": currency}
        least, most = (money_text(n, currency) for n in (settings.CONTRIBUTION_LEAST, settings.CONTRIBUTION_MOST))
        self.fields["amount"].help_text = gettext("From %(least)s to %(most)s.") % {"least": least, "most": most}
        self.fields["amount"].widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}

    def clean_amount(self) -> int:
        """Return the amount in the smallest unit."""
        amount = minor_units(self.cleaned_data["amount"], settings.CONTRIBUTION_CURRENCY)
        if amount is None:
            raise forms.ValidationError(
                _("Write the amount with digits, such as 25 or 12.50, without a thousands sign.")
            )
        if not settings.CONTRIBUTION_LEAST <= amount <= settings.CONTRIBUTION_MOST:
            limits = gettext("Enter an amount within the limits.")
            raise forms.ValidationError(f"{limits} {self.fields['amount'].help_text}")
        return amount


class OutcomeForm(HouseForm):
    """How the pretended payment ends; the dummy provider alone asks."""

    outcome = forms.ChoiceField(
        label=_("How shall the payment end?"),
        choices=[("confirmed", _("It is paid")), ("rejected", _("It is declined"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how it ends."), "invalid_choice": _("Choose how it ends.")},
    )


class SuggestionForm(OnceForm):
    """An idea for an article, from an individual."""

    confirmed = ("is_individual", TEXT_OF_INDIVIDUAL)
    topic = forms.CharField(
        label=_("What should an article be about?"),
        max_length=Suggestion._meta.get_field("topic").max_length,
        help_text=_("A question from practice, or a study."),
        error_messages={"required": _("Say what the article should be about.")},
    )
    reason = forms.CharField(
        label=_("Why does it matter?"),
        max_length=Suggestion._meta.get_field("reason").max_length,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=NO_PATIENTS,
        error_messages={"required": _("Say in a sentence or two why it matters.")},
    )
    source = forms.CharField(
        label=_("A study that you have in mind"),
        max_length=Suggestion._meta.get_field("source").max_length,
        required=False,
        help_text=_("A DOI, a PubMed number or an address."),
    )
    credit_name = LineField(
        label=_("Your name, if the article shall name you"),
        max_length=Suggestion._meta.get_field("credit_name").max_length,
        required=False,
        help_text=_("Published as “Suggested by …” if an article comes of it. Leave it empty to stay unknown."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    is_individual = forms.BooleanField(
        error_messages={"required": _("Confirm that you suggest this as an individual.")},
    )

    def clean_credit_name(self) -> str:
        """Take a name alone: what is published names no company, product or site."""
        name: str = self.cleaned_data["credit_name"]
        if name and (NO_NAME.search(name) or _is_sold(name) or _names_funder(name)):
            raise forms.ValidationError(_("Write your name alone: no addresses, companies or trade marks."))
        return name


def _is_sold(name: str) -> bool:
    """Tell whether a name is a trade name of a drug; people may be called so beside another name."""
    return name.casefold() in read_drug_names(settings.DRUG_NAMES).generics


def _names_funder(name: str) -> bool:
    """Tell whether a name is a funder's, or says behind a person's what funder he or she is of.

    A funder of one word may be the name of a family, which then stands behind another name: ``Hans Bayer``.
    """
    said = name.casefold()
    for funder in Funder.objects.values_list("name", flat=True):
        one = funder.casefold()
        before, found, behind = said.partition(one)
        stands_alone = not (before[-1:].isalnum() or behind[:1].isalnum())
        is_said_of = " " in one or before.rstrip()[-1:] in {"", "(", ",", ";", "/"} or before.endswith((" of ", " at "))
        if found and stands_alone and is_said_of and (" " in one or not behind.strip(" .,;)")):
            return True
    return False


class GrantForm(OnceForm):
    """An organisation asks how to give. It has no box for a text on purpose: money carries no suggestion (S6)."""

    confirmed = ("has_understood", TEXT_OF_ORGANISATION)
    organisation = LineField(
        label=_("Organisation"),
        max_length=GrantEnquiry._meta.get_field("organisation").max_length,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        error_messages={"required": _("Enter the name of your organisation.")},
    )
    kind = forms.ChoiceField(
        label=_("What it is"),
        choices=GrantEnquiry.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what kind it is."), "invalid_choice": _("Choose what kind it is.")},
    )
    size = forms.ChoiceField(
        label=_("Size of the grant"),
        choices=GrantEnquiry.Size.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a size."), "invalid_choice": _("Choose a size.")},
    )
    contact_name = LineField(
        label=_("Whom we answer"),
        max_length=GrantEnquiry._meta.get_field("contact_name").max_length,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Enter the name of the person whom we answer.")},
    )
    email = MailField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": EMAIL, "invalid": EMAIL},
    )
    has_understood = forms.BooleanField(
        error_messages={"required": _("Confirm that you have understood what a grant does not give.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["size"].help_text = gettext("In %(currency)s. It binds nobody.") % {
            "currency": settings.CONTRIBUTION_CURRENCY
        }
