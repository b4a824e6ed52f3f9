"""What every template may say about the site."""

from django.conf import settings
from django.http import HttpRequest

from cme.ui.languages import language_now


def site(request: HttpRequest) -> dict[str, object]:
    """Give templates the site's name, operator and independence statement, and the language that is spoken."""
    return {
        "site": {
            "name": settings.SITE_NAME,
            "subject": settings.SITE_SUBJECT,
            "operator": settings.OPERATOR_NAME,
            "email": settings.OPERATOR_EMAIL,
            "safety_email": settings.SAFETY_EMAIL,
            "independence": settings.INDEPENDENCE_STATEMENT,
            "patient_url": settings.PATIENT_SITE_URL,
            "patient_name": settings.PATIENT_SITE_NAME,
            "gate_days": settings.GATE_DAYS,
            "evaluation_hours": settings.EVALUATION_HOURS,
        },
        "language": language_now(),
    }
