"""Which role may do what."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    ORGANISER = "organiser", _("Organisers: everything")
    PROGRAMME = "programme", _("Programme: the draft of the schedule, its import, speakers, tracks")
    VIEWER = "viewer", _("Viewers: look at drafts, change nothing")


VIEW = frozenset(
    {
        "editions.view_conference",
        "schedule.view_draft",
    }
)
PROGRAMME = VIEW | {
    "schedule.change_schedule",
    "speakers.change_speaker",
    "editions.change_track",
}
ORGANISE = PROGRAMME | {
    "schedule.publish_schedule",
    "editions.change_conference",
    "teams.change_team",
}

PERMISSIONS: dict[str, frozenset[str]] = {
    Role.ORGANISER: frozenset(ORGANISE),
    Role.PROGRAMME: frozenset(PROGRAMME),
    Role.VIEWER: VIEW,
}
"""What each role may do in the conference of its team; nothing else grants rights."""


def roles_with(permission: str) -> list[str]:
    """The roles that grant `permission`; none for a permission that no role knows."""
    return [role for role, permissions in PERMISSIONS.items() if permission in permissions]
