"""The admin of a schedule's draft. What moves slots goes through the core, like every other writer.

Slots are written by `actions.save_slot` and `actions.remove_slots` alone; a slot's rooms and its
presentation have no page of their own, and no other page can change a slot's time or place.
"""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, Max, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.core.admin import FewOfThem
from conference.core.errors import DomainError
from conference.editions.actions import lock_conference
from conference.editions.admin import (
    PartAdmin,
    ReadOnlyAdmin,
    local_time,
    own_conferences,
    person_of,
)
from conference.editions.history import record
from conference.editions.models import Conference, Section
from conference.presentations.admin import PresentationAdmin
from conference.presentations.models import Presentation
from conference.schedule.core import timetable as core
from conference.schedule.core.conflicts import conflicts
from conference.schedule.draft.actions import (
    StaleSlot,
    remove_empty,
    remove_presentation,
    remove_slots,
    room_slug,
    save_slot,
    slots_in_the_way,
)
from conference.schedule.draft.store import load_conference
from conference.schedule.forms import PlacedPresentationForm, SlotForm
from conference.schedule.models import (
    Day,
    Release,
    Room,
    Slot,
    SlotKind,
)

CHANGE = "schedule.change_schedule"
OF_CONFERENCE = ("conference", admin.RelatedOnlyFieldListFilter)
OF_SECTION = ("section", admin.RelatedOnlyFieldListFilter)
OF_SECTIONS_CONFERENCE = ("section__conference", admin.RelatedOnlyFieldListFilter)


class DraftAdmin(PartAdmin):
    """The admin of a part of a draft: written under the conference's lock, removed by an action."""

    change_permission = CHANGE

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        lock_conference(Conference(pk=self.conference_key(obj)))
        super().save_model(request, obj, form, change)
        self.record_save(request, obj, change)

    def record_save(self, request: HttpRequest, obj: Any, change: bool) -> None:
        """Add a line to the history of the conference: that `obj` was added or changed here."""
        sentence = (
            _("Changed: %(what)s “%(name)s”.") if change else _("Added: %(what)s “%(name)s”.")
        )
        record(
            Conference(pk=self.conference_key(obj)),
            by=person_of(request),
            code=f"{obj._meta.model_name}-{'changed' if change else 'added'}",
            sentence=sentence % {"what": self.opts.verbose_name, "name": obj},
            about=obj,
        )

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        remove_empty(obj, by=person_of(request))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for obj in queryset:
            self.delete_model(request, obj)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """What would be removed, and what stands in its way: what an action removes, it alone
        knows.
        """
        objs = list(objs)
        name = self.opts.verbose_name
        lacking = {name for obj in objs if not self.has_delete_permission(request, obj)}
        in_the_way = [sentence for obj in objs if (sentence := self.in_the_way(obj))]
        lines = [f"{name}: {line}" for obj in objs for line in self.what_goes(obj)]
        return lines, {self.opts.verbose_name_plural: len(objs)}, lacking, in_the_way

    def in_the_way(self, obj: Any) -> str:
        """Why `obj` cannot be removed, as a sentence; "" if it can."""
        return slots_in_the_way(obj)

    def what_goes(self, obj: Any) -> list[str]:
        """What is removed with `obj`, in words."""
        return [str(obj)]


class HolderAdmin(DraftAdmin):
    """The admin of what slots are on, in or of: it can be removed once it has none."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        # To count is to group, for which Django takes no order by itself.
        found = super().get_queryset(request).annotate(slots_in=Count("slots"))
        return found.order_by(*self.model._meta.ordering)

    @admin.display(description=gettext_lazy("slots"), ordering="slots_in")
    def slot_count(self, holder: Any) -> int:
        return holder.slots_in

    @admin.display(description=gettext_lazy("conference"))
    def of_conference(self, holder: Day | SlotKind) -> Conference:
        return holder.section.conference


@admin.register(Day)
class DayAdmin(HolderAdmin):
    """A day keeps its date: to move what takes place on it, its slots are moved."""

    conference_path = "section__conference"
    fixed = ("section", "date")
    fields = ("section", "date")
    list_display = ("date", "section", "of_conference", "slot_count")
    list_filter = (OF_SECTIONS_CONFERENCE, OF_SECTION)
    search_fields = ("date", "section__name")
    date_hierarchy = "date"


@admin.register(Room)
class RoomAdmin(HolderAdmin):
    """Whether a room is shared is changed on the organisers' page of rooms, which says what stands
    in the way.
    """

    fixed = ("conference", "is_shared")
    fields = ("conference", "name", "slug", "order", "capacity", "is_shared")
    readonly_fields = ("slug",)
    list_display = ("name", "slug", "conference", "order", "capacity", "is_shared", "slot_count")
    list_filter = (OF_CONFERENCE, "is_shared")
    search_fields = ("name", "slug")

    def save_model(self, request: HttpRequest, obj: Room, form: Any, change: bool) -> None:
        if not change:
            obj.slug = room_slug(obj.conference, obj.name)
            if "order" not in form.changed_data:
                last = obj.conference.rooms.aggregate(last=Max("order"))["last"]
                obj.order = 0 if last is None else last + 1
        super().save_model(request, obj, form, change)


@admin.register(SlotKind)
class SlotKindAdmin(HolderAdmin):
    """What a kind can do is changed on the organisers' page of kinds, which shows the consequences
    first.
    """

    conference_path = "section__conference"
    fixed = ("section", "spans_rooms", "takes_presentation")
    fields = ("section", "label", "spans_rooms", "takes_presentation")
    list_display = (
        "label",
        "section",
        "of_conference",
        "spans_rooms",
        "takes_presentation",
        "slot_count",
    )
    list_filter = (OF_SECTIONS_CONFERENCE, OF_SECTION, "spans_rooms", "takes_presentation")
    search_fields = ("label", "section__name")


@admin.register(Slot)
class SlotAdmin(DraftAdmin):
    """Slots are saved by the core's action, under its lock and its checks."""

    form = SlotForm
    conference_path = "day__section__conference"
    fixed = ()
    list_display = ("when", "what", "kind", "where", "section")
    list_filter = (
        ("day__section__conference", admin.RelatedOnlyFieldListFilter),
        ("day__section", admin.RelatedOnlyFieldListFilter),
        ("kind", FewOfThem),
    )
    related = ("kind", "presentation")
    list_per_page = 50
    search_fields = ("title", "presentation__title", "rooms__name", "kind__label")
    date_hierarchy = "day__date"
    shown = ("section", "when", "kind", "where", "title", "what")
    typed = ("date", "start", "end", "kind", "rooms", "title", "presentation", "seen")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).prefetch_related("rooms")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        if obj and not self.has_change_permission(request, obj):
            return self.shown
        return self.typed if obj else ("section", *self.typed)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        form.sections = Section.objects.filter(conference__in=own_conferences(request, CHANGE))
        if obj:
            form.base_fields.pop("section", None)
        if isinstance(form.refusal, StaleSlot):
            again = _("Below is what you typed: save it again to put it in the place of that.")
            form.refusal, form.takes_over = DomainError(f"{form.refusal} {again}"), True
        return form

    def save_model(self, request: HttpRequest, obj: Slot, form: SlotForm, change: bool) -> None:
        after = form.slot(obj.key)
        save_slot(
            form.chosen_section,
            before=form.cleaned_data["seen"],
            after=after,
            by=person_of(request),
        )
        stored = Slot.objects.select_related("day").get(key=obj.key)
        obj.pk, obj.day = stored.pk, stored.day
        for sentence in self.warnings(form.chosen_section.conference, after):
            self.message_user(request, sentence, messages.WARNING)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Nothing is left to save: the action has written the rooms and the presentation."""

    def warnings(self, conference: Conference, slot: core.Slot) -> list[str]:
        """What is worth a second look about a slot that has just been saved."""
        found = [
            conflict.sentence
            for conflict in conflicts(load_conference(conference), _)
            if slot.key in {one.key for one in conflict.slots}
        ]
        if not conference.includes(slot.date):
            names = {"date": slot.date, "first": conference.starts_on, "last": conference.ends_on}
            found.append(
                _("%(date)s is not a day of the conference (%(first)s to %(last)s).") % names
            )
        return found

    def delete_model(self, request: HttpRequest, obj: Slot) -> None:
        remove_slots(obj.day.section, keys={obj.key}, by=person_of(request))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        keys: dict[Any, set[Any]] = {}
        for slot in queryset:
            keys.setdefault(slot.day.section, set()).add(slot.key)
        for section, some in keys.items():
            remove_slots(section, keys=some, by=person_of(request))

    def in_the_way(self, obj: Any) -> str:
        return ""

    def what_goes(self, obj: Slot) -> list[str]:
        return [f"{self.when(obj)} {self.what(obj)} ({self.where(obj)})"]

    @admin.display(description=gettext_lazy("when"), ordering="day__date")
    def when(self, slot: Slot) -> str:
        return f"{slot.day} {slot.start:%H:%M}–{slot.end:%H:%M}"

    @admin.display(description=gettext_lazy("what"))
    def what(self, slot: Slot) -> str:
        return str(slot.presentation) if slot.presentation else slot.title

    @admin.display(description=gettext_lazy("where"))
    def where(self, slot: Slot) -> str:
        return ", ".join(room.name for room in slot.rooms.all())

    @admin.display(description=gettext_lazy("section and time zone"), ordering="day__section")
    def section(self, slot: Slot) -> str:
        section = slot.day.section
        return f"{section.conference}: {section} ({section.conference.time_zone})"


@admin.register(Presentation)
class PlacedPresentationAdmin(PresentationAdmin, DraftAdmin):
    """Presentations with where they stand; to place one, change a slot."""

    form = PlacedPresentationForm
    fields = (*PresentationAdmin.fields, "places")
    readonly_fields = ("places",)
    list_display = (*PresentationAdmin.list_display, "places")
    list_filter = (*PresentationAdmin.list_filter, ("slots", admin.EmptyFieldListFilter))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).prefetch_related("slots__day", "slots__rooms")

    def delete_model(self, request: HttpRequest, obj: Presentation) -> None:
        remove_presentation(obj, by=person_of(request))

    def in_the_way(self, obj: Any) -> str:
        return ""

    def what_goes(self, obj: Any) -> list[str]:
        zone = str(obj.conference.time_zone)
        slots = sorted(obj.slots.all(), key=lambda slot: (slot.day.date, slot.start))
        going = [_place(slot, zone) for slot in slots if not slot.title]
        if not going:
            return [str(obj)]
        sentence = _("%(presentation)s, and with it what it stands in: %(slots)s")
        return [sentence % {"presentation": obj, "slots": "; ".join(going)}]

    @admin.display(description=gettext_lazy("slots"), empty_value="–")
    def places(self, presentation: Presentation) -> str | None:
        slots = sorted(presentation.slots.all(), key=lambda slot: (slot.day.date, slot.start))
        zone = presentation.conference.time_zone
        return "; ".join(_place(slot, str(zone)) for slot in slots) or None


def _place(slot: Slot, zone: str) -> str:
    rooms = ", ".join(room.name for room in slot.rooms.all())
    return f"{slot.day} {slot.start:%H:%M}–{slot.end:%H:%M} {zone}, {rooms}"


@admin.register(Release)
class ReleaseAdmin(ReadOnlyAdmin):
    """What was published, and when; published and withdrawn on the publishing page."""

    fields = (
        "conference",
        "number",
        "note",
        "published",
        "created_by",
        "withdrawn",
        "withdrawn_by",
        "digest",
    )
    list_display = ("number", "conference", "published", "created_by", "withdrawn", "note")
    list_filter = (OF_CONFERENCE,)
    related = ("created_by", "withdrawn_by")
    search_fields = ("note", "conference__title")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).defer("content")

    @admin.display(description=gettext_lazy("published"), ordering="created_at")
    def published(self, release: Release) -> str:
        return local_time(release.created_at, release.conference)

    @admin.display(description=gettext_lazy("withdrawn"), ordering="withdrawn_at", empty_value="–")
    def withdrawn(self, release: Release) -> str:
        return local_time(release.withdrawn_at, release.conference)
