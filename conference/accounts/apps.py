from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "conference.accounts"
    verbose_name = _("accounts")

    def ready(self) -> None:
        """Log what people do to their accounts."""
        from conference.accounts.log import log_deeds  # noqa: PLC0415 - needs the models

        log_deeds()
