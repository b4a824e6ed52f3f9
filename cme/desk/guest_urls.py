"""Addresses of reviewers without an account, their pages in each language; those of the desk itself are the admin's."""

from django.urls import path

from cme.desk.views import guest
from cme.ui.languages import in_each_language

app_name = "review"
urlpatterns = [
    in_each_language(
        path("review/<str:token>/", guest.review, name="review"),
        path("review/<str:token>/article/", guest.article, name="article"),
    ),
    # Files: one for all languages.
    path("review/<str:token>/figures/<str:name>", guest.figure, name="figure"),
    path("review/<str:token>/videos/<str:name>", guest.video, name="video"),
]
