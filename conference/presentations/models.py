"""What is presented at a conference, and who presents it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from conference.core.fields import LinesField, OneLineField
from conference.editions.models import Conference, Section, Track
from conference.speakers.models import Speaker


class Presentation(models.Model):
    """What somebody gives at the conference: a talk, a tutorial, a poster.

    The schedule says when and where. A presentation has a page and a number of its own whether it
    stands in one slot, in several or in none.
    """

    conference = models.ForeignKey(
        Conference,
        on_delete=models.PROTECT,
        related_name="presentations",
        verbose_name=_("conference"),
    )
    number = models.PositiveIntegerField(
        _("number"), help_text=_("What files and exports call it; unique in the conference.")
    )
    section = models.ForeignKey(
        Section, on_delete=models.PROTECT, related_name="presentations", verbose_name=_("section")
    )
    track = models.ForeignKey(
        Track,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="presentations",
        verbose_name=_("track"),
    )
    title = OneLineField(_("title"), max_length=200)
    abstract = LinesField(_("abstract"), max_length=10_000, blank=True, help_text=_("Markdown."))
    code = OneLineField(
        _("code"),
        max_length=100,
        blank=True,
        help_text=_("What another system calls it: a later version of a file finds it so."),
    )
    imported = models.JSONField(
        _("imported texts"),
        null=True,
        editable=False,
        help_text=_("What the last imported file said of it; what differs was edited here."),
    )
    speakers: models.ManyToManyField = models.ManyToManyField(
        Speaker,
        through="PresentationSpeaker",
        related_name="presentations",
        verbose_name=_("speakers"),
    )

    class Meta:
        verbose_name = _("presentation")
        verbose_name_plural = _("presentations")
        ordering = ("conference", "number")
        constraints = (
            models.UniqueConstraint(
                name="presentation_number_is_unique_in_its_conference",
                fields=("conference", "number"),
                violation_error_message=_(
                    "The conference has a presentation of this number already: choose another."
                ),
            ),
        )

    def __str__(self) -> str:
        return f"{self.number}: {self.title}"


class PresentationSpeaker(models.Model):
    """That a speaker gives a presentation, in which place of its list."""

    presentation = models.ForeignKey(
        Presentation,
        on_delete=models.CASCADE,
        related_name="presentation_speakers",
        verbose_name=_("presentation"),
    )
    speaker = models.ForeignKey(
        Speaker,
        on_delete=models.PROTECT,
        related_name="presentation_speakers",
        verbose_name=_("speaker"),
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("speaker of a presentation")
        verbose_name_plural = _("speakers of a presentation")
        ordering = ("presentation", "order", "pk")
        constraints = (
            models.UniqueConstraint(
                name="speaker_gives_a_presentation_once",
                fields=("presentation", "speaker"),
                violation_error_message=_("This speaker stands there twice: take one out."),
            ),
        )

    def __str__(self) -> str:
        return str(self.speaker)
