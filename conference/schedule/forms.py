"""The forms of a schedule: its slots and presentations in the admin."""

from typing import Any, cast
from uuid import UUID

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.core.tables import clean
from conference.editions.forms import PartForm
from conference.editions.models import Section
from conference.schedule.core import timetable as core
from conference.schedule.core.timetable import EARLIEST_DAY, LATEST_DAY
from conference.schedule.models import (
    Presentation,
    PresentationSpeaker,
    Room,
    Schedule,
    Slot,
    SlotKind,
)

CLOCK = "%H:%M"


class ScheduleField(forms.ModelChoiceField):
    """A schedule, named after its conference and its section."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.section.conference}: {obj.section}"


class KindField(forms.ModelChoiceField):
    """A slot kind, named after its schedule as long as that is not chosen yet."""

    is_settled = False

    def label_from_instance(self, obj: Any) -> str:
        return (
            str(obj)
            if self.is_settled
            else f"{obj.schedule.section.conference}: {obj.schedule}: {obj}"
        )


class RoomsField(forms.ModelMultipleChoiceField):
    """Rooms, named after their conference as long as that is not settled yet."""

    widget = forms.CheckboxSelectMultiple
    is_settled = False

    def label_from_instance(self, obj: Any) -> str:
        return str(obj) if self.is_settled else f"{obj.conference}: {obj}"


class PresentationField(forms.ModelChoiceField):
    """A presentation without a slot, named after its section as long as that is not settled yet."""

    is_settled = False

    def label_from_instance(self, obj: Any) -> str:
        return str(obj) if self.is_settled else f"{obj.conference}: {obj.section}: {obj}"


def slot_of(row: Slot) -> core.Slot:
    """A stored slot as the core knows it."""
    number = Presentation.objects.filter(slot=row).values_list("number", flat=True).first()
    return core.Slot(
        key=row.key,
        date=row.day.date,
        start=row.start,
        end=row.end,
        kind=row.kind.label_key,
        rooms=frozenset(row.rooms.values_list("slug", flat=True)),
        title=row.title,
        presentation=None if number is None else core.Presentation(number),
        section=row.day.schedule.section.slug,
    )


def seal(slot: core.Slot) -> str:
    """A slot as text that a form can carry and nobody can forge."""
    return signing.Signer(salt="slot").sign_object(core.Timetable(slots=(slot,)).as_json())


def unseal(text: str) -> core.Slot | None:
    """The slot that was sealed; None if this is no seal of ours."""
    try:
        return core.Timetable.from_json(signing.Signer(salt="slot").unsign_object(text)).slots[0]
    except signing.BadSignature:
        return None


class SlotForm(PartForm):
    """One slot of a draft. It carries the slot as it was shown (`seen`), so that a change by
    somebody else in the meantime is noticed; it writes nothing.

    The admin sets `schedules`, those that the user may change, and `takes_over` when it shows the
    form again after such a change: then it carries the slot as it is now.
    """

    schedules: QuerySet[Schedule] = Schedule.objects.none()
    takes_over = False

    schedule = ScheduleField(label=gettext_lazy("Schedule"), queryset=Schedule.objects.none())
    date = forms.DateField(
        label=gettext_lazy("Date"),
        validators=[MinValueValidator(EARLIEST_DAY), MaxValueValidator(LATEST_DAY)],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    start = forms.TimeField(
        label=gettext_lazy("Start"),
        input_formats=[CLOCK],
        widget=forms.TimeInput(attrs={"type": "time"}, format=CLOCK),
    )
    end = forms.TimeField(
        label=gettext_lazy("End"),
        input_formats=[CLOCK],
        widget=forms.TimeInput(attrs={"type": "time"}, format=CLOCK),
    )
    kind = KindField(label=gettext_lazy("Kind"), queryset=SlotKind.objects.none())
    rooms = RoomsField(label=gettext_lazy("Rooms"), queryset=Room.objects.none())
    presentation = PresentationField(
        label=gettext_lazy("Presentation"),
        queryset=Presentation.objects.none(),
        required=False,
        help_text=gettext_lazy("Those without a slot are offered."),
        error_messages={
            "invalid_choice": gettext_lazy(
                "This presentation is in another slot or another section: take it out of that "
                "first."
            )
        },
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Slot
        fields = ("kind", "start", "end", "title")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.settled = self._settled_schedule()
        self._offer_choices()
        self._name_the_zone()
        if self.instance.pk:
            self._fill_in(slot_of(self.instance))

    def _settled_schedule(self) -> Schedule | None:
        if self.instance.pk:
            return self.instance.day.schedule
        chosen = self.data.get("schedule") or self.initial.get("schedule")
        allowed = self.schedules.select_related("section__conference")
        if not chosen and len(allowed) == 1:
            return allowed[0]
        return next((schedule for schedule in allowed if str(schedule.pk) == str(chosen)), None)

    def _offer_choices(self) -> None:
        schedules = (
            [self.settled] if self.settled else list(self.schedules.select_related("section"))
        )
        sections = [schedule.section_id for schedule in schedules]
        conferences = [schedule.section.conference_id for schedule in schedules]
        free = Q(slot=None) | Q(slot=self.instance.pk) if self.instance.pk else Q(slot=None)
        offers: dict[str, QuerySet[Any]] = {
            "kind": SlotKind.objects.filter(schedule__in=schedules).select_related(
                "schedule__section__conference"
            ),
            "rooms": Room.objects.filter(conference__in=conferences).select_related("conference"),
            "presentation": Presentation.objects.filter(free, section__in=sections).select_related(
                "section", "conference"
            ),
        }
        for name, rows in offers.items():
            field: Any = self.fields[name]
            field.queryset, field.is_settled = rows, self.settled is not None
        if "schedule" in self.fields:
            field = self.fields["schedule"]
            field.queryset = self.schedules.select_related("section__conference")
            self.initial.setdefault("schedule", self.settled and self.settled.pk)

    def _name_the_zone(self) -> None:
        clock = _("On the clocks of the conference.")
        if self.settled:
            clock = _("On the clocks of %(zone)s.") % {
                "zone": self.settled.section.conference.time_zone
            }
        night = _(
            "00:00 is midnight. What starts at 12:00 or later may end by 06:00 of the next day."
        )
        self.fields["start"].help_text = clock
        self.fields["end"].help_text = f"{clock} {night}"

    def _fill_in(self, slot: core.Slot) -> None:
        held = Presentation.objects.filter(slot=self.instance).values_list("pk", flat=True).first()
        rooms = [room.pk for room in self.instance.rooms.all()]
        self.initial.update(date=slot.date, rooms=rooms, presentation=held, seen=seal(slot))
        if self.takes_over:
            self.data = QueryDict.copy(cast(QueryDict, self.data))
            self.data["seen"] = seal(slot)

    def clean_title(self) -> str:
        """Blanks are folded, as they are in files: what is exported and imported again stays the
        same.
        """
        return clean(self.cleaned_data["title"])

    def clean_seen(self) -> core.Slot | None:
        """The slot as it was shown; None for a new one."""
        if not self.instance.pk:
            return None
        slot = unseal(self.cleaned_data["seen"])
        if slot is None or slot.key != self.instance.key:
            raise ValidationError(
                _("This form is not of this slot: open the slot again and change it there.")
            )
        return slot

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        # A hidden field has no place for its errors.
        for sentence in self.errors.pop("seen", []):
            self.add_error(None, sentence)
        return cleaned

    @property
    def section(self) -> Section:
        """The section whose draft the slot belongs to; of a valid form."""
        return (self.settled or self.cleaned_data["schedule"]).section

    def slot(self, key: UUID) -> core.Slot:
        """What was typed, as the core knows it; of a valid form."""
        typed = self.cleaned_data
        presentation = typed["presentation"]
        return core.Slot(
            key=key,
            date=typed["date"],
            start=typed["start"],
            end=typed["end"],
            kind=typed["kind"].label_key,
            rooms=frozenset(room.slug for room in typed["rooms"]),
            title=typed["title"],
            presentation=core.Presentation(presentation.number, presentation.title)
            if presentation
            else None,
            section=self.section.slug,
        )


class NameForm(PartForm):
    """A room or a slot kind: blanks in its name are folded, as they are in files."""

    def clean_name(self) -> str:
        return clean(self.cleaned_data["name"])

    def clean_label(self) -> str:
        return clean(self.cleaned_data["label"])


class PresentationForm(PartForm):
    """A presentation. Its conference is its section's; its number is given once, for calendars know
    it.
    """

    class Meta:
        model = Presentation
        fields = ("section", "number", "title", "track", "abstract")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "number" not in self.fields:
            return  # shown to somebody who may only look
        self.fields["number"].required = False
        if self.instance.pk:
            self.fields["number"].disabled = True
            self.fields["section"].disabled = self.instance.slot_id is not None
            for name in ("section", "track"):
                field: Any = self.fields[name]
                field.queryset = field.queryset.filter(conference=self.instance.conference_id)
        else:
            self.fields["number"].help_text = _(
                "Leave it empty for the next number of the conference."
            )

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        section, track = self.cleaned_data.get("section"), self.cleaned_data.get("track")
        if section:
            self.instance.conference = section.conference
        if section and track and track.conference_id != section.conference_id:
            self.add_error(
                "track",
                _("The track “%(track)s” is of another conference: choose one of %(conference)s.")
                % {"track": track, "conference": section.conference},
            )
        return cleaned


class PresentationSpeakerForm(PartForm):
    class Meta:
        model = PresentationSpeaker
        fields = ("speaker", "order")

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        speaker, talk = self.cleaned_data.get("speaker"), self.cleaned_data.get("presentation")
        if speaker and talk and talk.conference_id and speaker.conference_id != talk.conference_id:
            self.add_error(
                "speaker",
                _("%(speaker)s is a speaker of another conference: choose one of %(conference)s.")
                % {"speaker": speaker, "conference": talk.conference},
            )
        return cleaned
