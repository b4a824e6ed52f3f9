"""Addresses of the pages about news."""

from django.urls import path

from cme.messages.views import subscribing
from cme.ui.languages import in_each_language

app_name = "news"
urlpatterns = [
    in_each_language(
        path("news/", subscribing.subscribe, name="subscribe"),
        path("news/asked/", subscribing.asked, name="asked"),
        path("news/confirm/<str:token>/", subscribing.confirm, name="confirm"),
        path("news/unsubscribe/<str:token>/", subscribing.unsubscribe, name="unsubscribe"),
    ),
]
