"""The organisers' pages of the schedule, below a conference's own address."""

from django.urls import URLPattern, URLResolver, include, path

from conference.schedule.organise import (
    draft_views,
    kind_views,
    presentation_views,
    publish_views,
    release_views,
    room_views,
)

app_name = "schedule_organise"

kinds = [
    path("", kind_views.kind_list, name="kinds"),
    path("<slug:section_slug>/add/", kind_views.kind_add, name="kind_add"),
    path("<slug:section_slug>/<int:kind_pk>/", kind_views.kind_edit, name="kind"),
    path("<slug:section_slug>/<int:kind_pk>/change/", kind_views.kind_change, name="kind_change"),
    path("<slug:section_slug>/<int:kind_pk>/remove/", kind_views.kind_remove, name="kind_remove"),
]

rooms = [
    path("", room_views.room_list, name="rooms"),
    path("<slug:room_slug>/", room_views.room_edit, name="room"),
    path("<slug:room_slug>/move/", room_views.room_move, name="room_move"),
    path("<slug:room_slug>/remove/", room_views.room_remove, name="room_remove"),
]

below_organise: list[URLPattern | URLResolver] = [
    path("publish/", publish_views.schedule_publish, name="publish"),
    path("publish/withdraw/", publish_views.schedule_withdraw, name="withdraw"),
    path("rooms/", include(rooms)),
    path("merge-rooms/", room_views.room_merge, name="room_merge"),
    path("kinds/", include(kinds)),
    path("presentations/", presentation_views.presentation_list, name="presentations"),
    path("releases/", release_views.release_list, name="releases"),
    path("releases/<int:number>/", release_views.release_detail, name="release"),
    path("empty/<slug:section_slug>/", draft_views.draft_empty, name="draft_empty"),
    path("draft.csv", draft_views.draft_export, name="export"),
]

urlpatterns = [
    path("<slug:conference_slug>/organise/", include(below_organise)),
    path("<slug:conference_slug>/schedule/draft/", draft_views.draft_detail, name="draft"),
]
