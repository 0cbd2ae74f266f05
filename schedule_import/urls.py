"""Below `/<conference>/organise/import/<section>/`."""

from django.urls import path

from schedule_import import views

app_name = "schedule_import"

urlpatterns = [
    path("", views.import_upload, name="upload"),
    path("example.csv", views.example_download, name="example"),
    path("<int:pk>/", views.import_detail, name="detail"),
    path("<int:pk>/answer/", views.import_answer, name="answer"),
    path("<int:pk>/apply/", views.import_apply, name="apply"),
    path("<int:pk>/discard/", views.import_discard, name="discard"),
    path("<int:pk>/undo/", views.import_undo, name="undo"),
    path("<int:pk>/file/", views.import_file, name="file"),
    path("<int:pk>/annotated.csv", views.annotated_csv, name="annotated_csv"),
    path("<int:pk>/annotated.xlsx", views.annotated_xlsx, name="annotated_xlsx"),
]
