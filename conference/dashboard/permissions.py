"""Which conference an organiser's page is about, and what its reader may do there."""

from typing import Any

from django.shortcuts import get_object_or_404

from conference.editions.models import Conference
from conference.teams.permissions import conferences_where


def conference_for(user: Any, slug: str, permission: str) -> Conference:
    """The conference with this slug if `user` has `permission` in it; Http404 if not, or if there is none."""
    found: Conference = get_object_or_404(conferences_where(user, permission), slug=slug)
    return found


def rights_of(user: Any, conference: Conference) -> dict[str, bool]:
    """What the templates of the organiser's pages need to know to offer nothing that would be refused."""
    return {
        "can_change": user.has_perm("schedule.change_schedule", conference),
        "can_publish": user.has_perm("schedule.publish_schedule", conference),
        "can_open_admin": getattr(user, "is_staff", False),
    }
