"""What every template may say about the site."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext

from cme.ui.languages import ENGLISH, language_now, said_in


def site(request: HttpRequest) -> dict[str, object]:
    """Give templates the site's name, operator and independence statement, and the language that is spoken."""
    return {
        "site": {
            "name": settings.SITE_NAME,
            "subject": _said(settings.SITE_SUBJECT),
            "operator": "" if settings.OPERATOR_NAME == settings.UNNAMED_OPERATOR else settings.OPERATOR_NAME,
            "email": settings.OPERATOR_EMAIL,
            "safety_email": settings.SAFETY_EMAIL,
            "independence": _independence(),
            "patient_url": settings.PATIENT_SITE_URL,
            "patient_name": settings.PATIENT_SITE_NAME,
            "gate_days": settings.GATE_DAYS,
            "contributor_days": settings.CONTRIBUTOR_DAYS,
            "correspondence_days": settings.CORRESPONDENCE_DAYS,
            "evaluation_hours": settings.EVALUATION_HOURS,
        },
        "language": language_now(),
    }


def _said(words: str) -> str:
    """Return words of a setting in the language that is spoken, where the catalogues have them: our defaults."""
    return gettext(words) if words else ""


def _independence() -> str:
    """Return the independence statement; marked as English where it has no words in the language that is spoken."""
    said = _said(settings.INDEPENDENCE_STATEMENT)
    return said_in(ENGLISH, said) if said == settings.INDEPENDENCE_STATEMENT else said
