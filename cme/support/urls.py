"""Addresses of the pages about funders, support and impact."""

from django.urls import path

from cme.support.views import contributing, invitation, pages, suggesting
from cme.ui.languages import in_each_language

app_name = "support"
urlpatterns = [
    # Files, and what machines read: one for all languages.
    path("support/stripe/", contributing.stripe_events, name="stripe"),
    path("support/invitation.css", invitation.style, name="invitation_style"),
    path("support/invitation/", invitation.dismiss, name="invitation"),
    in_each_language(
        path("funders/", pages.funders, name="funders"),
        path("impact/", pages.impact, name="impact"),
        path("support/", pages.support, name="support"),
        path("support/contribute/", contributing.contribute, name="contribute"),
        path("support/contributions/<str:token>/", contributing.contribution, name="contribution"),
        path("support/suggest/", suggesting.suggest, name="suggest"),
        path("support/suggestions/<str:token>/", suggesting.suggestion, name="suggestion"),
        path("support/grants/", suggesting.grants, name="grants"),
        path("support/grants/sent/", suggesting.grants_sent, name="grants_sent"),
    ),
]
