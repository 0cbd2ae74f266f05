"""Who works on a conference, and as what."""

from django.conf import settings
from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from conference.core.fields import OneLineField
from conference.editions.models import Conference
from conference.teams.roles import Role


class Team(models.Model):
    """People who share a role in one conference."""

    conference = models.ForeignKey(
        Conference, on_delete=models.PROTECT, related_name="teams", verbose_name=_("conference")
    )
    name = OneLineField(_("name"), max_length=100)
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    members: models.ManyToManyField = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        through="Membership",
        related_name="teams",
        verbose_name=_("members"),
    )

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        ordering = ("conference", "name")
        constraints = (
            models.UniqueConstraint(
                name="team_name_is_unique_in_its_conference",
                fields=("conference", "name"),
                violation_error_message=_(
                    "The conference has a team of this name already: choose another."
                ),
            ),
            models.CheckConstraint(
                name="team_has_a_known_role", condition=models.Q(role__in=Role.values)
            ),
        )

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(models.QuerySet["Membership"]):
    def in_force(self) -> "MembershipQuerySet":
        """Those that grant rights: of people whose address is confirmed."""
        return self.filter(
            user__emailaddress__verified=True, user__emailaddress__email=F("user__email")
        )


class Membership(models.Model):
    """That a person belongs to a team."""

    team = models.ForeignKey(
        Team, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("team")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="memberships",
        verbose_name=_("person"),
    )
    joined_at = models.DateTimeField(_("joined"), auto_now_add=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ("team", "joined_at", "pk")
        constraints = (
            models.UniqueConstraint(
                name="one_membership_for_each_person_in_a_team",
                fields=("team", "user"),
                violation_error_message=_("This person is in the team already."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} – {self.team}"
