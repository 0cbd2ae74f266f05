"""The organisers' pages about a conference as a whole."""

from django.urls import path

from conference.editions import views

app_name = "editions_organise"

urlpatterns = [
    path("<slug:conference_slug>/organise/history/", views.history_list, name="history"),
]
