"""The forms of a schedule: its slots and presentations in the admin."""

from typing import Any, cast
from uuid import UUID

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Exists, OuterRef, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.core.admin import offer_few
from conference.core.dates import EARLIEST_DAY, LATEST_DAY
from conference.editions.forms import PartForm
from conference.editions.models import Section
from conference.presentations.forms import PresentationForm
from conference.presentations.models import Presentation
from conference.schedule.core import timetable as core
from conference.schedule.models import Room, Slot, SlotKind

CLOCK = "%H:%M"


class SectionField(forms.ModelChoiceField):
    """A section, named after its conference."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.conference}: {obj}"


class KindField(forms.ModelChoiceField):
    """A slot kind, named after its section as long as that is not chosen yet."""

    is_settled = False

    def label_from_instance(self, obj: Any) -> str:
        return str(obj) if self.is_settled else f"{obj.section.conference}: {obj.section}: {obj}"


class RoomsField(forms.ModelMultipleChoiceField):
    """Rooms, named after their conference as long as that is not settled yet."""

    widget = forms.CheckboxSelectMultiple
    is_settled = False

    def label_from_instance(self, obj: Any) -> str:
        return str(obj) if self.is_settled else f"{obj.conference}: {obj}"


class PresentationField(forms.ModelChoiceField):
    """A presentation, named after its section as long as that is not settled yet; those without a
    slot say so.
    """

    is_settled = False

    def label_from_instance(self, obj: Any) -> str:
        name = str(obj) if self.is_settled else f"{obj.conference}: {obj.section}: {obj}"
        return (
            name if obj.is_placed else _("%(presentation)s (no slot yet)") % {"presentation": name}
        )


def slot_of(row: Slot) -> core.Slot:
    """A stored slot as the core knows it."""
    held = row.presentation
    return core.Slot(
        key=row.key,
        date=row.day.date,
        start=row.start,
        end=row.end,
        kind=row.kind.label_key,
        rooms=frozenset(row.rooms.values_list("slug", flat=True)),
        title=row.title,
        presentation=core.Presentation(held.number, held.title) if held else None,
        section=row.day.section.slug,
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

    The admin sets `sections`, those that the user may change, and `takes_over` when it shows the
    form again after such a change: then it carries the slot as it is now.
    """

    sections: QuerySet[Section] = Section.objects.none()
    takes_over = False

    section = SectionField(label=gettext_lazy("Section"), queryset=Section.objects.none())
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
        help_text=gettext_lazy("It may stand in several slots, never in two at the same time."),
        error_messages={
            "invalid_choice": gettext_lazy(
                "This presentation is of another section: choose one of this section."
            )
        },
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Slot
        fields = ("kind", "start", "end", "title")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.settled = self._settled_section()
        self._offer_choices()
        self._name_the_zone()
        if self.instance.pk:
            self._fill_in(slot_of(self.instance))

    def _settled_section(self) -> Section | None:
        if self.instance.pk:
            return self.instance.day.section
        chosen = self.data.get("section") or self.initial.get("section")
        allowed = self.sections.select_related("conference")
        if not chosen and len(allowed) == 1:
            return allowed[0]
        return next((section for section in allowed if str(section.pk) == str(chosen)), None)

    def _offer_choices(self) -> None:
        sections = [self.settled] if self.settled else list(self.sections)
        conferences = [section.conference_id for section in sections]
        offers: dict[str, QuerySet[Any]] = {
            "kind": SlotKind.objects.filter(section__in=sections).select_related(
                "section__conference"
            ),
            "rooms": Room.objects.filter(conference__in=conferences).select_related("conference"),
            "presentation": Presentation.objects.filter(section__in=sections)
            .select_related("section", "conference")
            .annotate(is_placed=Exists(Slot.objects.filter(presentation=OuterRef("pk")))),
        }
        for name, rows in offers.items():
            field: Any = self.fields[name]
            field.queryset, field.is_settled = rows, self.settled is not None
            offer_few(field, Slot._meta.get_field(name).remote_field)
        if "section" in self.fields:
            field = self.fields["section"]
            field.queryset = self.sections.select_related("conference")
            self.initial.setdefault("section", self.settled and self.settled.pk)

    def _name_the_zone(self) -> None:
        clock = _("On the clocks of the conference.")
        if self.settled:
            clock = _("On the clocks of %(zone)s.") % {"zone": self.settled.conference.time_zone}
        night = _(
            "00:00 is midnight. What lasts at most 16 hours may end by 12:00 of the next day."
        )
        self.fields["start"].help_text = clock
        self.fields["end"].help_text = f"{clock} {night}"

    def _fill_in(self, slot: core.Slot) -> None:
        rooms = [room.pk for room in self.instance.rooms.all()]
        held = self.instance.presentation_id
        self.initial.update(date=slot.date, rooms=rooms, presentation=held, seen=seal(slot))
        if self.takes_over:
            self.data = QueryDict.copy(cast(QueryDict, self.data))
            self.data["seen"] = seal(slot)

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
    def chosen_section(self) -> Section:
        """The section whose draft the slot belongs to; of a valid form."""
        return self.settled or self.cleaned_data["section"]

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
            section=self.chosen_section.slug,
        )


class PlacedPresentationForm(PresentationForm):
    """A presentation; as long as it stands in a slot it stays in its section."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and "section" in self.fields:
            self.fields["section"].disabled = self.instance.slots.exists()
