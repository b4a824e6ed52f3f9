"""Every address of the site."""

from django.contrib import admin
from django.urls import include, path

admin.autodiscover()  # which the app "admin" leaves to us: cme/desk/apps.py

# Tried in their order: what readers ask for comes first.
urlpatterns = [
    path("", include("cme.catalogue.urls")),
    path("admin/", admin.site.urls),
    path("", include("cme.desk.guest_urls")),
    path("", include("cme.desk.urls")),
    path("", include("cme.support.urls")),
    path("", include("cme.messages.urls")),
]

handler400 = "cme.catalogue.views.errors.bad_request"
handler403 = "cme.catalogue.views.errors.forbidden"
handler404 = "cme.catalogue.views.errors.not_found"
handler500 = "cme.catalogue.views.errors.server_error"
