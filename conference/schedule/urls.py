"""The addresses of the schedule, below a conference's own.

They are looked up level by level, so that a request is compared with a few of them and not with
all.
"""

from django.urls import URLPattern, URLResolver, include, path, register_converter

from conference.core.dates import DateInAddress
from conference.schedule.feeds import views as feeds
from conference.schedule.public import my_schedule_views, views

register_converter(DateInAddress, "date")

app_name = "schedule"

below_schedule: list[URLPattern | URLResolver] = [
    path("", views.schedule_detail, name="detail"),
    path("my/", my_schedule_views.my_schedule_detail, name="my"),
    path("my.ics", feeds.my_ics, name="my_ics"),
    path("my.svg", my_schedule_views.my_code, name="my_code"),
    path("presentation/", views.presentation_list, name="presentations"),
    path("presentation/<int:number>/", views.presentation_detail, name="presentation"),
    path("presentation/<int:number>/schedule.ics", feeds.presentation_ics, name="presentation_ics"),
    path("speaker/", views.speaker_list, name="speakers"),
    path("speaker/<int:pk>/", views.speaker_detail, name="speaker"),
    path("speaker/<int:pk>/schedule.ics", feeds.speaker_ics, name="speaker_ics"),
    path("section/<slug:section_slug>/", views.section_detail, name="section"),
    path("section/<slug:section_slug>/schedule.ics", feeds.section_ics, name="section_ics"),
    path("room/<slug:room_slug>/", views.room_detail, name="room"),
    path("room/<slug:room_slug>/schedule.ics", feeds.room_ics, name="room_ics"),
    path("<date:date>/", views.day_detail, name="day"),
]

below_conference: list[URLPattern | URLResolver] = [
    path("schedule/", include(below_schedule)),
    path("schedule.json", feeds.schedule_json, name="json"),
    path("schedule.csv", feeds.schedule_csv, name="csv"),
    path("schedule.xml", feeds.schedule_xml, name="xml"),
    path("schedule.ics", feeds.schedule_ics, name="ics"),
    path("c3voc.json", feeds.schedule_c3voc, name="c3voc"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("<slug:conference_slug>/", include(below_conference)),
]
