"""Addresses of the pages about news."""

from django.urls import path

from cme.messages.views import subscribing

app_name = "news"
urlpatterns = [
    path("", subscribing.subscribe, name="subscribe"),
    path("asked/", subscribing.asked, name="asked"),
    path("confirm/<str:token>/", subscribing.confirm, name="confirm"),
    path("unsubscribe/<str:token>/", subscribing.unsubscribe, name="unsubscribe"),
]
