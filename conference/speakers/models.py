"""Who stands on the programme."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from conference.core.fields import LinesField, OneLineField
from conference.editions.models import Conference


class Speaker(models.Model):
    """Someone who speaks at one conference; with an account, or without (an invited keynote)."""

    conference = models.ForeignKey(
        Conference, on_delete=models.PROTECT, related_name="speakers", verbose_name=_("conference")
    )
    key = models.UUIDField(
        _("key"),
        default=uuid4,
        unique=True,
        editable=False,
        help_text=_("What stored imports know the speaker by; an undo brings it back."),
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="speakers",
        verbose_name=_("account"),
    )
    name = OneLineField(_("name"), max_length=100)
    biography = LinesField(_("biography"), max_length=10_000, blank=True, help_text=_("Markdown."))

    class Meta:
        verbose_name = _("speaker")
        verbose_name_plural = _("speakers")
        ordering = ("conference", "name", "pk")
        constraints = (
            models.UniqueConstraint(
                name="one_speaker_for_each_user_in_a_conference",
                fields=("conference", "user"),
                violation_error_message=_("This account already has a speaker in this conference."),
            ),
        )

    def __str__(self) -> str:
        return self.name
