"""Addresses of reviewers without an account; those of the desk itself are the admin's."""

from django.urls import path

from cme.desk.views import guest

app_name = "review"
urlpatterns = [
    path("<str:token>/", guest.review, name="review"),
    path("<str:token>/article/", guest.article, name="article"),
    path("<str:token>/figures/<str:name>", guest.figure, name="figure"),
    path("<str:token>/videos/<str:name>", guest.video, name="video"),
]
