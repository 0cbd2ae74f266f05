"""Everyone's own page, and the organisers' overview of each conference."""

from django.urls import path

from conference.dashboard import views

app_name = "dashboard"

urlpatterns = [
    path("accounts/", views.account_home, name="account"),
    path("<slug:conference_slug>/organise/", views.conference_organise, name="organise"),
]
