"""Every file that was uploaded, and what became of it; an undo is an entry of this history as
well.
"""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from conference.core.fields import OneLineField
from conference.editions.models import Section
from conference.schedule.core.steps import StepChanges, with_step
from conference.schedule.core.timetable import Timetable
from conference.schedule.models import Step

PASTED = "pasted.tsv"
"""What pasted cells are called; they may be of any spreadsheet."""

KEPT_UNAPPLIED = dt.timedelta(days=7)
CERTAIN_AFTER = dt.timedelta(days=1)


class ImportQuerySet(models.QuerySet["ScheduleImport"]):
    def applied(self) -> "ImportQuerySet":
        return self.exclude(applied_at=None)

    def in_order(self) -> "ImportQuerySet":
        """By what happened last: applied, else uploaded."""
        return self.order_by(Coalesce("applied_at", "uploaded_at").desc(), "-pk")

    def can_be_undone(self) -> "ImportQuerySet":
        """What was applied, undos included, and is not undone."""
        return self.applied().filter(undone_by=None)

    def old(self, at: dt.datetime) -> "ImportQuerySet":
        """What was uploaded more than a week before `at` and never applied, if that clock is
        right.
        """
        return self.filter(applied_at=None, uploaded_at__lt=at - KEPT_UNAPPLIED)

    def forgotten(self, at: dt.datetime) -> "ImportQuerySet":
        """What is old, and was found so a day before `at` or earlier.

        The second look is for clocks that are wrong for some hours. One that was set forward finds
        all files old; one that was set back gives new files a date of years ago, which the right
        one then finds old. Neither takes away what somebody still waits for.
        """
        return self.old(at).filter(found_old_at__lte=at - CERTAIN_AFTER)

    def remembered(self, at: dt.datetime) -> "ImportQuerySet":
        """All others: what is forgotten is not there any more, also before its row is deleted."""
        return self.exclude(pk__in=self.forgotten(at).values("pk"))

    def find_old(self, now: dt.datetime) -> None:
        """Note when what is old was first found so; of what is not old by this clock, nothing."""
        self.old(now).exclude(found_old_at__lte=now).update(found_old_at=now)
        young = self.filter(applied_at=None, uploaded_at__gte=now - KEPT_UNAPPLIED)
        young.exclude(found_old_at=None).update(found_old_at=None)


class ScheduleImport(models.Model):
    """An uploaded file with the answers to its preview's questions; applied, or not (yet).

    An applied one keeps the timetable that it found (`before`, as `Timetable.as_json`), the `step`
    that it made of it (None if it changed nothing), and its answer in the words of the command line
    (`result`).
    """

    section = models.ForeignKey(
        Section, on_delete=models.PROTECT, related_name="imports", verbose_name=_("section")
    )
    file_name = OneLineField(_("file name"), max_length=200)
    content = models.BinaryField(_("file"))
    options = models.JSONField(_("options"), default=dict)
    uploaded_at = models.DateTimeField(_("uploaded"))
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("uploaded by"),
    )
    applied_at = models.DateTimeField(_("applied"), null=True)
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("applied by"),
    )
    found_old_at = models.DateTimeField(
        _("found old"),
        null=True,
        editable=False,
        help_text=_("When it was first found not to have been applied within a week."),
    )
    undoes = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        related_name="undone_by",
        verbose_name=_("undoes"),
        help_text=_("The entry that this one takes back; it has no file of its own then."),
    )
    undo_depth = models.PositiveSmallIntegerField(
        _("undo depth"),
        default=0,
        help_text=_(
            "0 for a file, 1 for what takes it back, 2 for what takes that back, and so on."
        ),
    )
    step = models.OneToOneField(
        Step,
        on_delete=models.PROTECT,
        null=True,
        related_name="schedule_import",
        verbose_name=_("step"),
        help_text=_("What it changed in the draft, the programme included."),
    )
    before = models.JSONField(_("timetable before"), null=True)
    result = models.JSONField(_("result"), null=True)

    HEAVY = ("content", "before")
    """What can be megabytes: lists leave it out."""

    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("schedule import")
        verbose_name_plural = _("schedule imports")
        ordering = ("-uploaded_at", "-pk")
        constraints = (
            models.CheckConstraint(
                name="applied_import_keeps_what_it_did",
                condition=Q(applied_at=None, before=None, step=None, result=None)
                | Q(applied_at__isnull=False, before__isnull=False, result__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.file_name} ({self.section})"

    @property
    def takes_back(self) -> bool:
        """Whether it takes its file back; to undo that brings the file back again."""
        return self.undo_depth % 2 == 1

    def what_changed(self) -> StepChanges:
        """What an applied import did to the section and to the programme."""
        return self.step.what_changed() if self.step else StepChanges()

    def timetables(self) -> tuple[Timetable, Timetable]:
        """What an applied import found, and what it left."""
        before = Timetable.from_json(self.before or {})
        return before, with_step(self.what_changed(), self.section.slug, before)
