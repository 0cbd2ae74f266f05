from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from conference.core.frame import Menu, MenuEntry, register_entries


class EditionsConfig(AppConfig):
    name = "conference.editions"
    verbose_name = _("conferences")

    def ready(self) -> None:
        register_entries(
            Menu.ORGANISERS,
            MenuEntry(_("History"), "editions_organise:history", 80, "editions.view_conference"),
        )
