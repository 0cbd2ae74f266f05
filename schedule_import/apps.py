from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ScheduleImportConfig(AppConfig):
    name = "schedule_import"
    verbose_name = _("schedule import")
