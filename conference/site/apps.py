from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from conference.core import frame


class SiteConfig(AppConfig):
    name = "conference.site"
    verbose_name = _("site")

    def ready(self) -> None:
        frame.register_head_part("site/_colours.html")
        frame.register_head_part("site/_offline_worker.html")
