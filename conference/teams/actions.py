"""What people do with teams. Each action is one transaction; `by` is None for the command line."""

from django.db import transaction
from django.utils.translation import gettext as _

from conference.accounts.models import User
from conference.editions.actions import lock_conference
from conference.editions.history import record
from conference.teams.models import Membership, Team


def save_team(team: Team, *, by: User | None) -> None:
    """Add a team, or give one another name or role."""
    is_new = team.pk is None
    sentence = (
        _("Team “%(team)s” added: %(role)s.") if is_new else _("Team “%(team)s” changed: %(role)s.")
    )
    names = {"team": team, "role": team.get_role_display()}
    with transaction.atomic():
        lock_conference(team.conference)
        team.save()
        code = "team-added" if is_new else "team-changed"
        record(team.conference, by=by, code=code, sentence=sentence % names, about=team)


def remove_team(team: Team, *, by: User | None) -> None:
    """Remove a team; who was in it loses the rights that it gave."""
    members = ", ".join(str(person) for person in team.members.order_by("pk")) or _("nobody")
    sentence = _("Team “%(team)s” removed; in it: %(members)s.")
    names = {"team": team, "members": members}
    with transaction.atomic():
        lock_conference(team.conference)
        record(team.conference, by=by, code="team-removed", sentence=sentence % names, about=team)
        team.delete()


def save_membership(membership: Membership, *, by: User | None) -> None:
    """Let somebody into a team, in the place of whom the membership was before, if of anybody."""
    team = membership.team
    with transaction.atomic():
        lock_conference(team.conference)
        if membership.pk:
            _record_leaving(Membership.objects.get(pk=membership.pk), by=by)
        membership.save()
        sentence = _("%(person)s joined the team “%(team)s”.")
        names = {"person": membership.user, "team": team}
        record(
            team.conference, by=by, code="member-added", sentence=sentence % names, about=membership
        )


def remove_membership(membership: Membership, *, by: User | None) -> None:
    """Take somebody out of a team."""
    with transaction.atomic():
        lock_conference(membership.team.conference)
        _record_leaving(membership, by=by)
        membership.delete()


def _record_leaving(membership: Membership, *, by: User | None) -> None:
    sentence = _("%(person)s left the team “%(team)s”.")
    names = {"person": membership.user, "team": membership.team}
    record(
        membership.team.conference,
        by=by,
        code="member-removed",
        sentence=sentence % names,
        about=membership,
    )
