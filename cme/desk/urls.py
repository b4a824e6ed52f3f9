"""Addresses of the desk outside the admin: pages for people who have no account there, in each language."""

from django.urls import path

from cme.desk.views import disclosing
from cme.ui.languages import in_each_language

app_name = "desk"
urlpatterns = [in_each_language(path("disclose/<str:token>/", disclosing.disclose, name="disclose"))]
