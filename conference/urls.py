"""All addresses of the site: its own ones first, then the conferences'."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from conference.core import views

# The admin's own form would escape the rate limits and the confirmation of addresses.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

handler404 = "conference.site.views.page_not_found"

urlpatterns = [
    path("healthz", views.health_show, name="healthz"),
    path("readyz", views.readiness_show, name="readyz"),
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.account.urls")),
    # What attendees ask for comes first: it is looked up the most.
    path("", include("conference.schedule.urls")),
    path("", include("conference.dashboard.urls")),
    path("", include("conference.site.urls")),
    path("", include("conference.schedule.organise.urls")),
    path("", include("conference.editions.urls")),
    path(
        "<slug:conference_slug>/organise/import/<slug:section_slug>/",
        include("schedule_import.urls"),
    ),
]
