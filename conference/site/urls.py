"""The front door, the home of each conference, and what programs ask for beside its pages."""

from django.urls import path

from conference.site import views

app_name = "site"

urlpatterns = [
    path("", views.front_door, name="front_door"),
    path("robots.txt", views.robots_show, name="robots"),
    path("sitemap.xml", views.sitemap_index, name="sitemaps"),
    path("<slug:conference_slug>/", views.conference_home, name="home"),
    path(
        "<slug:conference_slug>/colours.<slug:digest>.css", views.conference_colours, name="colours"
    ),
    path("<slug:conference_slug>/sw.js", views.worker_script, name="worker"),
    path("<slug:conference_slug>/sitemap.xml", views.sitemap_detail, name="sitemap"),
    path("<slug:conference_slug>/schedule/offline.json", views.offline_pack, name="offline"),
    path(
        "<slug:conference_slug>/schedule/offline/<int:number>.json",
        views.offline_part,
        name="offline_part",
    ),
]
