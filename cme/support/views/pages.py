"""Open pages that are the same for everybody: funders, ways to support, impact."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cme.access.gate import open_to_all
from cme.support.funders import levels_at, log_at
from cme.support.impact import impact_at
from cme.ui.addresses import absolute


@open_to_all
@require_safe
def funders(request: HttpRequest) -> HttpResponse:
    """Say who gives, what that does not buy, and what funders were shown."""
    now = timezone.now()
    context = {
        "levels": levels_at(now),
        "log": list(log_at(now)),
        "small_cell": settings.SMALL_CELL,
        "canonical": absolute(request, request.path),
    }
    return render(request, "support/funders.html", context)


@open_to_all
@require_safe
def support(request: HttpRequest) -> HttpResponse:
    """Show the ways to support: for individuals, and apart from them for organisations."""
    context = {
        "takes_money": bool(settings.PAYMENT_PROVIDER),
        "takes_subscribers": bool(settings.POSTAL_ADDRESS),
        "canonical": absolute(request, request.path),
    }
    return render(request, "support/support.html", context)


@open_to_all
@require_safe
def impact(request: HttpRequest) -> HttpResponse:
    """Show counts of what the site does, and what contributions did."""
    context = {
        "impact": impact_at(timezone.now()),
        "small_cell": settings.SMALL_CELL,
        "canonical": absolute(request, request.path),
    }
    return render(request, "support/impact.html", context)
