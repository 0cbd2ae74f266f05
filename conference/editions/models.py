"""Which conference, in which time zone, from when to when; its sections, tracks and history."""

import datetime as dt
import uuid
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from timezone_field import TimeZoneField

from conference.core.fields import OneLineField, validate_one_line

RESERVED_SLUGS = ("admin", "accounts", "api", "static", "media", "healthz", "readyz")
"""First words of addresses that belong to the site and not to a conference."""

DEFAULT_ACCENT = "#8a2b3c"

colour_validator = RegexValidator(
    r"^#[0-9a-f]{6}\Z", _("Give a colour as # and six hexadecimal digits, such as #8a2b3c.")
)


class ConferenceQuerySet(models.QuerySet["Conference"]):
    def current(self) -> "ConferenceQuerySet":
        """First the conference that the site's front door leads to: the current one, else the
        latest.
        """
        return self.order_by("-is_current", "-starts_on", "-pk")


class Conference(models.Model):
    """One edition of a conference; everything else belongs to one."""

    slug = models.SlugField(
        _("slug"), unique=True, help_text=_("The first part of all its addresses, for ever.")
    )
    title = OneLineField(_("title"), max_length=200)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    time_zone = TimeZoneField(
        _("time zone"),
        choices_display="STANDARD",
        help_text=_(
            "All clock times are the conference's own. Changing the zone keeps the clock times as "
            "typed."
        ),
    )
    venue = OneLineField(_("venue"), max_length=300, blank=True)
    contact_email = models.EmailField(
        _("contact address"), blank=True, validators=[validate_one_line]
    )
    code_of_conduct_url = models.URLField(
        _("code of conduct"), blank=True, validators=[validate_one_line]
    )
    privacy_url = models.URLField(_("privacy notice"), blank=True, validators=[validate_one_line])
    accent = models.CharField(
        _("accent colour"), max_length=7, default=DEFAULT_ACCENT, validators=[colour_validator]
    )
    calendar_id = models.UUIDField(
        _("id in calendars"),
        default=uuid.uuid4,
        unique=True,
        editable=False,
        help_text=_("Never changes: by it calendars know the conference's events again."),
    )
    is_current = models.BooleanField(
        _("current"), default=False, help_text=_("Where the front page leads.")
    )

    public_version = models.PositiveIntegerField(
        _("public version"),
        default=1,
        editable=False,
        help_text=_("Raised with everything that its public pages show."),
    )
    public_token = models.UUIDField(
        _("public token"),
        default=uuid.uuid4,
        editable=False,
        help_text=_(
            "Made anew with each public version: a version that is counted again after a database "
            "was restored is told apart by it."
        ),
    )
    next_change_at = models.DateTimeField(
        _("next change"),
        null=True,
        editable=False,
        help_text=_("When something that its public pages show next changes by the clock."),
    )
    last_number = models.PositiveIntegerField(
        _("last number"),
        default=0,
        editable=False,
        help_text=_("The last number that a proposal or presentation was given."),
    )

    objects = ConferenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("conference")
        verbose_name_plural = _("conferences")
        ordering = ("-starts_on", "slug")
        constraints = (
            models.CheckConstraint(
                name="conference_ends_on_or_after_its_first_day",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("The last day is before the first day."),
            ),
            models.CheckConstraint(
                name="conference_slug_is_not_reserved",
                condition=~Q(slug__in=RESERVED_SLUGS),
                violation_error_message=_("This slug is the site's own: choose another."),
            ),
            models.UniqueConstraint(
                name="only_one_conference_is_current",
                fields=("is_current",),
                condition=Q(is_current=True),
                violation_error_message=_(
                    "Another conference is the current one: first take that from it."
                ),
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(str(self.time_zone))

    def includes(self, day: dt.date) -> bool:
        """Whether `day` is one of its days."""
        return self.starts_on <= day <= self.ends_on


class Section(models.Model):
    """A part of the programme with its own schedule and call: talks, tutorials, sprints."""

    conference = models.ForeignKey(
        Conference, on_delete=models.PROTECT, related_name="sections", verbose_name=_("conference")
    )
    name = OneLineField(_("name"), max_length=100)
    slug = models.SlugField(_("slug"))
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        ordering = ("conference", "order", "slug")
        constraints = (
            models.UniqueConstraint(
                name="section_slug_is_unique_in_its_conference",
                fields=("conference", "slug"),
                violation_error_message=_(
                    "The conference has a section with this slug already: choose another."
                ),
            ),
        )

    def __str__(self) -> str:
        return self.name


class Track(models.Model):
    """A subject that runs through the programme, told apart by colour and label."""

    conference = models.ForeignKey(
        Conference, on_delete=models.PROTECT, related_name="tracks", verbose_name=_("conference")
    )
    name = OneLineField(_("name"), max_length=100)
    colour = models.CharField(_("colour"), max_length=7, validators=[colour_validator])

    class Meta:
        verbose_name = _("track")
        verbose_name_plural = _("tracks")
        ordering = ("conference", "name")
        constraints = (
            models.UniqueConstraint(
                name="track_name_is_unique_in_its_conference",
                fields=("conference", "name"),
                violation_error_message=_(
                    "The conference has a track of this name already: choose another."
                ),
            ),
        )

    def __str__(self) -> str:
        return self.name


class HistoryEntry(models.Model):
    """That somebody did something: who, when, what, and about which object, in words.

    The names stay as they were then, also when the object or the account is gone.
    """

    conference = models.ForeignKey(
        Conference, on_delete=models.CASCADE, related_name="history", verbose_name=_("conference")
    )
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("who"),
    )
    by_name = OneLineField(
        _("name"), max_length=254, blank=True, help_text=_("Empty for the command line.")
    )
    code = models.SlugField(_("code"), help_text=_("What was done: “room-added”."))
    sentence = models.TextField(_("what"))
    about_model = models.CharField(
        _("kind of object"), max_length=100, help_text=_("“schedule.room”")
    )
    about_key = models.CharField(_("key of the object"), max_length=100)
    step = models.PositiveIntegerField(
        _("step"), null=True, help_text=_("The number of the step, of what changed the draft.")
    )

    class Meta:
        verbose_name = _("history entry")
        verbose_name_plural = _("history")
        ordering = ("-at", "-pk")
        constraints = (
            models.UniqueConstraint(
                name="step_is_unique_in_its_conference", fields=("conference", "step")
            ),
        )
        indexes = (models.Index(fields=("conference", "-at", "-id"), name="history_newest_first"),)

    def __str__(self) -> str:
        return self.sentence
