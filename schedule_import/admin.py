"""The admin of imports: a record to look at. Files are uploaded and applied on the import's own
pages.
"""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from conference.editions.admin import ReadOnlyAdmin, local_time
from schedule_import.models import ScheduleImport


@admin.register(ScheduleImport)
class ScheduleImportAdmin(ReadOnlyAdmin):
    conference_path = "section__conference"
    fields = ("file_name", "section", "uploaded", "uploaded_by", "applied", "applied_by", "page")
    list_display = (
        "file_name",
        "place",
        "uploaded",
        "uploaded_by",
        "applied",
        "applied_by",
        "page",
    )
    list_filter = (
        ("section__conference", admin.RelatedOnlyFieldListFilter),
        ("section", admin.RelatedOnlyFieldListFilter),
        ("applied_at", admin.EmptyFieldListFilter),
    )
    related = ("uploaded_by", "applied_by")
    search_fields = ("file_name", "section__name", "uploaded_by__name")
    date_hierarchy = "uploaded_at"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        # The file and the timetables can be megabytes each.
        return super().get_queryset(request).defer("content", "before", "result")

    @admin.display(description=_("section"), ordering="section")
    def place(self, schedule_import: ScheduleImport) -> str:
        return f"{schedule_import.section.conference}: {schedule_import.section}"

    @admin.display(description=_("uploaded"), ordering="uploaded_at")
    def uploaded(self, schedule_import: ScheduleImport) -> str:
        return local_time(schedule_import.uploaded_at, schedule_import.section.conference)

    @admin.display(description=_("applied"), ordering="applied_at", empty_value="–")
    def applied(self, schedule_import: ScheduleImport) -> str:
        return local_time(schedule_import.applied_at, schedule_import.section.conference)

    @admin.display(description=_("page"))
    def page(self, schedule_import: ScheduleImport) -> SafeString:
        section = schedule_import.section
        names = (section.conference.slug, section.slug, schedule_import.pk)
        address = reverse("schedule_import:detail", args=names)
        return format_html('<a href="{}">{}</a>', address, _("What became of it"))
