from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from conference.core.frame import Menu, MenuEntry, register_entries


class DashboardConfig(AppConfig):
    name = "conference.dashboard"
    verbose_name = _("dashboard")

    def ready(self) -> None:
        register_entries(
            Menu.ORGANISERS,
            MenuEntry(_("Overview"), "dashboard:organise", 10, "schedule.view_draft"),
        )
