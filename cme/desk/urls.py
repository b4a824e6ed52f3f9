"""Addresses of the desk outside the admin: pages for people who have no account there."""

from django.urls import path

from cme.desk.views import disclosing

app_name = "desk"
urlpatterns = [path("disclose/<str:token>/", disclosing.disclose, name="disclose")]
