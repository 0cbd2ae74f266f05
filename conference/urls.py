"""All addresses of the site: its own ones first, then the conferences'."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.generic import RedirectView

from conference.accounts.views import email_confirm
from conference.core import views

# The admin's own forms judge any number of passwords, of whomever, and tell nobody by mail: the
# site's stand in their place.
admin.site.login = secure_admin_login(  # type: ignore[method-assign]
    login_not_required(RedirectView.as_view(pattern_name="admin:index"))
)
admin.site.password_change = RedirectView.as_view(  # type: ignore[assignment,method-assign]
    pattern_name="account_change_password"
)

handler400 = "conference.core.views.bad_request"
handler404 = "conference.site.views.page_not_found"

urlpatterns = [
    path("healthz", views.health_show, name="healthz"),
    path("readyz", views.readiness_show, name="readyz"),
    path("admin/", admin.site.urls),
    path("accounts/confirm-email/", email_confirm, name="account_email_verification_sent"),
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
