"""Rights come from teams: the back end that answers `user.has_perm(permission, conference)`."""

from typing import Any

from django.contrib.auth.backends import BaseBackend

from conference.editions.models import Conference, ConferenceQuerySet
from conference.teams.models import Membership
from conference.teams.roles import PERMISSIONS, roles_with


class TeamBackend(BaseBackend):
    """Grants what the roles of someone's teams grant, in the conferences of those teams.

    Only a Conference is a place where rights hold: asked about anything else, or about nothing,
    it grants nothing. Nor does it to an account whose address nobody has confirmed.
    """

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        return perm in self.get_all_permissions(user_obj, obj)

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        if not isinstance(obj, Conference) or user_obj.is_anonymous or not user_obj.is_active:
            return set()
        roles_by_conference = self._roles_by_conference(user_obj)
        return {
            perm
            for role in roles_by_conference.get(obj.pk, ())
            for perm in PERMISSIONS.get(role, ())
        }

    def _roles_by_conference(self, user_obj: Any) -> dict[int, set[str]]:
        # One query for each user object, that is for each request, however many rights a page asks
        # about.
        if not hasattr(user_obj, "_roles_by_conference"):
            roles: dict[int, set[str]] = {}
            rows = (
                Membership.objects.in_force()
                .filter(user=user_obj)
                .values_list("team__conference_id", "team__role")
            )
            for conference_id, role in rows:
                roles.setdefault(conference_id, set()).add(role)
            user_obj._roles_by_conference = roles
        return user_obj._roles_by_conference


def conferences_where(user: Any, permission: str) -> ConferenceQuerySet:
    """The conferences in which `user` has `permission`: all for a superuser, none for a
    stranger.
    """
    if not user.is_active:
        return Conference.objects.none()
    if user.is_superuser:
        return Conference.objects.all()
    memberships = Membership.objects.in_force().filter(
        user=user, team__role__in=roles_with(permission)
    )
    return Conference.objects.filter(pk__in=memberships.values("team__conference"))
