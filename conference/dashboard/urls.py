"""The front door, everyone's own page, the home of each conference, and its organisers' pages."""

from django.urls import path

from conference.dashboard import kind_views, presentation_views, release_views, room_views, views

app_name = "dashboard"

urlpatterns = [
    path("", views.site_home, name="site_home"),
    path("accounts/", views.account_home, name="account"),
    path("<slug:conference_slug>/", views.conference_home, name="home"),
    path("<slug:conference_slug>/colours.<slug:digest>.css", views.conference_colours, name="colours"),
    path("<slug:conference_slug>/organise/", views.conference_organise, name="organise"),
    path("<slug:conference_slug>/organise/publish/", views.schedule_publish, name="publish"),
    path("<slug:conference_slug>/organise/publish/withdraw/", views.schedule_withdraw, name="withdraw"),
    path("<slug:conference_slug>/organise/rooms/", room_views.room_list, name="rooms"),
    path("<slug:conference_slug>/organise/rooms/<slug:room_slug>/", room_views.room_edit, name="room"),
    path(
        "<slug:conference_slug>/organise/rooms/<slug:room_slug>/move/",
        room_views.room_move,
        name="room_move",
    ),
    path(
        "<slug:conference_slug>/organise/rooms/<slug:room_slug>/remove/",
        room_views.room_remove,
        name="room_remove",
    ),
    path("<slug:conference_slug>/organise/merge-rooms/", room_views.room_merge, name="room_merge"),
    path("<slug:conference_slug>/organise/kinds/", kind_views.kind_list, name="kinds"),
    path(
        "<slug:conference_slug>/organise/kinds/<slug:section_slug>/add/", kind_views.kind_add, name="kind_add"
    ),
    path(
        "<slug:conference_slug>/organise/kinds/<slug:section_slug>/<int:kind_pk>/",
        kind_views.kind_edit,
        name="kind",
    ),
    path(
        "<slug:conference_slug>/organise/kinds/<slug:section_slug>/<int:kind_pk>/change/",
        kind_views.kind_change,
        name="kind_change",
    ),
    path(
        "<slug:conference_slug>/organise/kinds/<slug:section_slug>/<int:kind_pk>/remove/",
        kind_views.kind_remove,
        name="kind_remove",
    ),
    path(
        "<slug:conference_slug>/organise/presentations/",
        presentation_views.presentation_list,
        name="presentations",
    ),
    path("<slug:conference_slug>/organise/releases/", release_views.release_list, name="releases"),
    path(
        "<slug:conference_slug>/organise/releases/<int:number>/",
        release_views.release_detail,
        name="release",
    ),
    path("<slug:conference_slug>/organise/draft.csv", views.draft_export, name="export"),
    path("<slug:conference_slug>/schedule/draft/", views.draft_detail, name="draft"),
]
