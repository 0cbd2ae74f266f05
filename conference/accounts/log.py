"""A line of the log for what people do to their own accounts; what others do to them is logged by
the admin.
"""

import logging
from typing import Any

from allauth.account import signals

from conference.accounts.models import User

logger = logging.getLogger("plenary.accounts")

DEEDS = {
    "made": signals.user_signed_up,
    "confirmed its address": signals.email_confirmed,
    "changed its password": signals.password_changed,
    "set its password": signals.password_set,
    "set a new password by mail": signals.password_reset,
    "added an address": signals.email_added,
    "changed its address": signals.email_changed,
    "removed an address": signals.email_removed,
}


def log_deeds() -> None:
    """Write a line whenever allauth tells of one of `DEEDS`."""
    for deed, signal in DEEDS.items():
        signal.connect(_logger_of(deed), weak=False, dispatch_uid=f"log {deed}")


def _logger_of(deed: str) -> Any:
    def write(sender: Any, **told: Any) -> None:
        user: User = told["user"] if "user" in told else told["email_address"].user
        logger.info("Account %s: %s", user.pk, deed)

    return write
