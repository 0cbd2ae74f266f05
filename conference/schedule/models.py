"""The draft of a schedule, what stands in it, and its releases.

Slots keep clock times of the conference's zone. Reading and writing whole timetables is `store`'s
work: it alone knows the lock and the checks.
"""

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Substr
from django.db.models.lookups import GreaterThanOrEqual
from django.utils.translation import gettext_lazy as _

from conference.core.dates import EARLIEST_DAY, LATEST_DAY
from conference.core.fields import NameKeyField, OneLineField
from conference.editions.models import Conference, HistoryEntry, Section
from conference.presentations.models import Presentation
from conference.schedule.core.steps import StepChanges
from conference.schedule.core.timetable import (
    LATEST_END_NEXT_DAY,
    MIDNIGHT,
    MINUTES_FREE_OF_A_NIGHT,
    NOON,
)


class Day(models.Model):
    """A date on which something of a section takes place."""

    section = models.ForeignKey(
        Section, on_delete=models.PROTECT, related_name="days", verbose_name=_("section")
    )
    date = models.DateField(
        _("date"), validators=[MinValueValidator(EARLIEST_DAY), MaxValueValidator(LATEST_DAY)]
    )

    class Meta:
        verbose_name = _("day")
        verbose_name_plural = _("days")
        ordering = ("date", "section")
        constraints = (
            models.UniqueConstraint(
                name="day_is_unique_in_its_section",
                fields=("section", "date"),
                violation_error_message=_("The section has this day already."),
            ),
            models.CheckConstraint(
                name="day_is_between_1900_and_2199",
                condition=Q(date__gte=EARLIEST_DAY, date__lte=LATEST_DAY),
                violation_error_message=_("A day lies between 1900 and 2199."),
            ),
        )

    def __str__(self) -> str:
        return self.date.isoformat()


class Room(models.Model):
    """A place; all sections of a conference share its rooms."""

    conference = models.ForeignKey(
        Conference, on_delete=models.PROTECT, related_name="rooms", verbose_name=_("conference")
    )
    name = OneLineField(_("name"), max_length=100)
    name_key = NameKeyField(source="name", verbose_name=_("name as compared"))
    slug = models.SlugField(_("slug"), max_length=120, help_text=_("Made once; addresses keep it."))
    order = models.PositiveIntegerField(
        _("order"), default=0, help_text=_("From the left of the grid.")
    )
    capacity = models.PositiveIntegerField(_("capacity"), null=True, blank=True)
    is_shared = models.BooleanField(
        _("shared"),
        default=False,
        help_text=_(
            "Several things may take place in it at one time: a foyer, an exhibition, online."
        ),
    )

    class Meta:
        verbose_name = _("room")
        verbose_name_plural = _("rooms")
        ordering = ("conference", "order", "slug")
        constraints = (
            models.UniqueConstraint(
                name="room_name_is_unique_in_its_conference",
                fields=("conference", "name_key"),
                violation_error_message=_(
                    "The conference has a room of this name already: choose another."
                ),
            ),
            models.UniqueConstraint(
                name="room_slug_is_unique_in_its_conference",
                fields=("conference", "slug"),
                violation_error_message=_(
                    "The conference has a room with this slug already: choose another."
                ),
            ),
        )

    def __str__(self) -> str:
        return self.name


class SlotKind(models.Model):
    """What sort of thing a slot is: talk, plenary, lunch."""

    section = models.ForeignKey(
        Section, on_delete=models.PROTECT, related_name="kinds", verbose_name=_("section")
    )
    label = OneLineField(_("label"), max_length=50)
    label_key = NameKeyField(source="label", verbose_name=_("label as compared"))
    spans_rooms = models.BooleanField(
        _("spans rooms"),
        default=False,
        help_text=_("It takes place in all its rooms at once, as one slot."),
    )
    takes_presentation = models.BooleanField(
        _("takes a presentation"),
        default=False,
        help_text=_("A slot of this kind can hold a presentation."),
    )

    class Meta:
        verbose_name = _("slot kind")
        verbose_name_plural = _("slot kinds")
        ordering = ("section", "label_key")
        constraints = (
            models.UniqueConstraint(
                name="slot_kind_label_is_unique_in_its_section",
                fields=("section", "label_key"),
                violation_error_message=_(
                    "The section has a kind of this label already: choose another."
                ),
            ),
        )

    def __str__(self) -> str:
        return self.label


def _minutes(field: str) -> Combinable:
    """The minutes of a clock time since midnight, in words that both databases allow in a
    constraint.
    """
    text = Cast(F(field), models.CharField(max_length=15))
    hour, minute = (Cast(Substr(text, at, 2), models.IntegerField()) for at in (1, 4))
    return hour * 60 + minute


class Slot(models.Model):
    """Something that takes place on a day from start to end, in one or more rooms.

    An end at or before the start lies on the next day, 00:00 being midnight.
    """

    key = models.UUIDField(_("key"), default=uuid.uuid4, unique=True, editable=False)
    day = models.ForeignKey(
        Day, on_delete=models.CASCADE, related_name="slots", verbose_name=_("day")
    )
    kind = models.ForeignKey(
        SlotKind, on_delete=models.PROTECT, related_name="slots", verbose_name=_("kind")
    )
    start = models.TimeField(_("start"))
    end = models.TimeField(_("end"))
    title = OneLineField(
        _("title"),
        max_length=200,
        blank=True,
        help_text=_("What stands here when no presentation does."),
    )
    presentation = models.ForeignKey(
        Presentation,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="slots",
        verbose_name=_("presentation"),
        help_text=_("It may stand in several slots, never in two at the same time."),
    )
    rooms: models.ManyToManyField = models.ManyToManyField(
        Room, through="SlotRoom", related_name="slots", verbose_name=_("rooms")
    )

    class Meta:
        verbose_name = _("slot")
        verbose_name_plural = _("slots")
        ordering = ("day", "start", "pk")
        constraints = (
            models.CheckConstraint(
                name="slot_ends_after_it_starts",
                condition=(
                    Q(end__gt=F("start"))
                    | Q(end=MIDNIGHT, start__gt=MIDNIGHT)
                    | Q(start__gte=NOON, end__lte=LATEST_END_NEXT_DAY)
                    | Q(
                        GreaterThanOrEqual(
                            _minutes("start"), _minutes("end") + MINUTES_FREE_OF_A_NIGHT
                        ),
                        end__lte=NOON,
                    )
                ),
                violation_error_message=_(
                    "A slot ends after its start on the same day, at midnight, or by 12:00 of the "
                    "next day if it lasts at most 16 hours."
                ),
            ),
        )

    def __str__(self) -> str:
        return f"{self.start:%H:%M}–{self.end:%H:%M} {self.title}".rstrip()


class SlotRoom(models.Model):
    """That a slot takes place in a room."""

    slot = models.ForeignKey(
        Slot, on_delete=models.CASCADE, related_name="slot_rooms", verbose_name=_("slot")
    )
    room = models.ForeignKey(
        Room, on_delete=models.PROTECT, related_name="slot_rooms", verbose_name=_("room")
    )

    class Meta:
        verbose_name = _("room of a slot")
        verbose_name_plural = _("rooms of slots")
        ordering = ("slot", "room")
        constraints = (
            models.UniqueConstraint(name="slot_is_in_a_room_once", fields=("slot", "room")),
        )

    def __str__(self) -> str:
        return f"{self.slot} – {self.room}"


class Step(models.Model):
    """One change of the drafts of a conference: who made it when, and what it did in words, are in
    its line of the history; `changes` is the same as `StepChanges.as_json`.

    Steps are numbered in the order in which they were made and never change: what takes one back is
    a step of its own.
    """

    entry = models.OneToOneField(
        HistoryEntry,
        on_delete=models.CASCADE,
        related_name="draft_step",
        verbose_name=_("history entry"),
    )
    changes = models.JSONField(_("changes"))
    request = models.UUIDField(
        _("request"),
        null=True,
        unique=True,
        help_text=_("What the page that asked for it calls it: asked again it is not done again."),
    )
    undoes = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        related_name="undone_by",
        verbose_name=_("undoes"),
        help_text=_("The step that this one takes back."),
    )

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering = ("entry__conference", "-entry__step")

    def __str__(self) -> str:
        return f"{self.entry.step}: {self.entry}"

    def what_changed(self) -> StepChanges:
        """What it did, as a value."""
        return StepChanges.from_json(self.changes)


def unscheduled(presentations: models.QuerySet[Presentation]) -> models.QuerySet[Presentation]:
    """Those of `presentations` that stand in no slot."""
    return presentations.filter(slots=None)


class ReleaseQuerySet(models.QuerySet["Release"]):
    def latest_of(self, conference: Conference) -> "Release | None":
        """The last release, withdrawn or not."""
        return self.filter(conference=conference).order_by("-number").first()

    def public(self) -> "ReleaseQuerySet":
        """What the public may see: of each conference the last release, unless it is withdrawn.

        Nothing else says which release is public.
        """
        of_the_same = Release.objects.filter(conference=models.OuterRef("conference"))
        last = of_the_same.order_by("-number").values("number")[:1]
        return self.filter(withdrawn_at=None, number=models.Subquery(last))

    def public_of(self, conference: Conference) -> "Release | None":
        """What the public may see of a conference; without its content, which is loaded when asked
        for.
        """
        return self.public().filter(conference=conference).defer("content").first()

    def with_publicity(self) -> "ReleaseQuerySet":
        """Each with `is_public`: whether it is what the public may see of its conference."""
        itself = Release.objects.public().filter(pk=models.OuterRef("pk"))
        return self.annotate(is_public=models.Exists(itself))


class Release(models.Model):
    """A schedule as it was published: never changed, only withdrawn."""

    is_public: bool
    """Whether the public may see it; known of rows from `with_publicity`."""

    conference = models.ForeignKey(
        Conference, on_delete=models.PROTECT, related_name="releases", verbose_name=_("conference")
    )
    number = models.PositiveIntegerField(_("number"))
    content = models.JSONField(_("content"))
    digest = models.CharField(_("digest"), max_length=64)
    note = OneLineField(_("note"), max_length=500, blank=True)
    created_at = models.DateTimeField(_("published"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("published by"),
    )
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("withdrawn by"),
    )

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("release")
        verbose_name_plural = _("releases")
        ordering = ("conference", "-number")
        constraints = (
            models.UniqueConstraint(
                name="release_number_is_unique_in_its_conference", fields=("conference", "number")
            ),
        )

    def __str__(self) -> str:
        return f"{self.conference} #{self.number}"
