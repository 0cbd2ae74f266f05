"""The admin of a schedule's draft. What moves slots goes through the core, like every other writer.

Slots are written by `actions.save_slot` and `actions.remove_slots` alone; a slot's rooms and its
presentation have no page of their own, and no other page can change a slot's time or place.
"""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, Max, Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.core.errors import DomainError
from conference.editions.actions import lock_conference, next_number, take_number
from conference.editions.admin import (
    PartAdmin,
    PartInline,
    ReadOnlyAdmin,
    local_time,
    own_conferences,
    person_of,
)
from conference.editions.history import record
from conference.editions.models import Conference
from conference.schedule.core import timetable as core
from conference.schedule.draft.actions import (
    StaleSlot,
    remove_empty,
    remove_presentation,
    remove_schedule,
    remove_slots,
    room_slug,
    save_slot,
    slots_in_the_way,
)
from conference.schedule.draft.store import load_conference
from conference.schedule.forms import NameForm, PresentationForm, PresentationSpeakerForm, SlotForm
from conference.schedule.models import (
    Day,
    Presentation,
    PresentationSpeaker,
    Release,
    Room,
    Schedule,
    Slot,
    SlotKind,
)
from conference.speakers.models import Speaker

CHANGE = "schedule.change_schedule"
OF_CONFERENCE = ("conference", admin.RelatedOnlyFieldListFilter)
OF_SECTION = ("schedule__section", admin.RelatedOnlyFieldListFilter)
OF_SCHEDULES_CONFERENCE = ("schedule__section__conference", admin.RelatedOnlyFieldListFilter)


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


@admin.register(Schedule)
class ScheduleAdmin(DraftAdmin):
    conference_path = "section__conference"
    fixed = ("section",)
    fields = ("section",)
    list_display = ("section", "conference", "day_count", "slot_count")
    list_filter = (("section__conference", admin.RelatedOnlyFieldListFilter),)
    search_fields = ("section__name", "section__conference__title")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        counts = {
            "days_in": Count("days", distinct=True),
            "slots_in": Count("days__slots", distinct=True),
        }
        return super().get_queryset(request).annotate(**counts)

    @admin.display(description=gettext_lazy("conference"), ordering="section__conference")
    def conference(self, schedule: Schedule) -> Conference:
        return schedule.section.conference

    @admin.display(description=gettext_lazy("days"), ordering="days_in")
    def day_count(self, schedule: Any) -> int:
        return schedule.days_in

    @admin.display(description=gettext_lazy("slots"), ordering="slots_in")
    def slot_count(self, schedule: Any) -> int:
        return schedule.slots_in

    def delete_model(self, request: HttpRequest, obj: Schedule) -> None:
        remove_schedule(obj, by=person_of(request))

    def in_the_way(self, obj: Any) -> str:
        return ""

    def what_goes(self, obj: Any) -> list[str]:
        sentence = _(
            "%(section)s with %(days)d days and %(slots)d slots; its presentations stay, without a "
            "slot."
        )
        return [sentence % {"section": obj, "days": obj.days_in, "slots": obj.slots_in}]


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
        return holder.schedule.section.conference


@admin.register(Day)
class DayAdmin(HolderAdmin):
    """A day keeps its date: to move what takes place on it, its slots are moved."""

    conference_path = "schedule__section__conference"
    fixed = ("schedule", "date")
    fields = ("schedule", "date")
    list_display = ("date", "schedule", "of_conference", "slot_count")
    list_filter = (OF_SCHEDULES_CONFERENCE, OF_SECTION)
    search_fields = ("date", "schedule__section__name")
    date_hierarchy = "date"


@admin.register(Room)
class RoomAdmin(HolderAdmin):
    form = NameForm
    fields = ("conference", "name", "slug", "order", "capacity")
    readonly_fields = ("slug",)
    list_display = ("name", "slug", "conference", "order", "capacity", "slot_count")
    list_filter = (OF_CONFERENCE,)
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

    form = NameForm
    conference_path = "schedule__section__conference"
    fixed = ("schedule", "spans_rooms", "takes_presentation")
    fields = ("schedule", "label", "spans_rooms", "takes_presentation")
    list_display = (
        "label",
        "schedule",
        "of_conference",
        "spans_rooms",
        "takes_presentation",
        "slot_count",
    )
    list_filter = (OF_SCHEDULES_CONFERENCE, OF_SECTION, "spans_rooms", "takes_presentation")
    search_fields = ("label", "schedule__section__name")


@admin.register(Slot)
class SlotAdmin(DraftAdmin):
    """Slots are saved by the core's action, under its lock and its checks."""

    form = SlotForm
    conference_path = "day__schedule__section__conference"
    fixed = ()
    list_display = ("when", "what", "kind", "where", "section")
    list_filter = (
        ("day__schedule__section__conference", admin.RelatedOnlyFieldListFilter),
        ("day__schedule__section", admin.RelatedOnlyFieldListFilter),
        ("kind", admin.RelatedOnlyFieldListFilter),
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
        return self.typed if obj else ("schedule", *self.typed)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        form.schedules = Schedule.objects.filter(
            section__conference__in=own_conferences(request, CHANGE)
        )
        if obj:
            form.base_fields.pop("schedule", None)
        if isinstance(form.refusal, StaleSlot):
            again = _("Below is what you typed: save it again to put it in the place of that.")
            form.refusal, form.takes_over = DomainError(f"{form.refusal} {again}"), True
        return form

    def save_model(self, request: HttpRequest, obj: Slot, form: SlotForm, change: bool) -> None:
        after = form.slot(obj.key)
        save_slot(
            form.section, before=form.cleaned_data["seen"], after=after, by=person_of(request)
        )
        stored = Slot.objects.select_related("day").get(key=obj.key)
        obj.pk, obj.day = stored.pk, stored.day
        for sentence in self.warnings(form.section.conference, after):
            self.message_user(request, sentence, messages.WARNING)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Nothing is left to save: the action has written the rooms and the presentation."""

    def warnings(self, conference: Conference, slot: core.Slot) -> list[str]:
        """What is worth a second look about a slot that has just been saved."""
        found = [
            conflict.sentence
            for conflict in core.conflicts(load_conference(conference), _)
            if slot.key in {one.key for one in conflict.slots}
        ]
        if not conference.includes(slot.date):
            names = {"date": slot.date, "first": conference.starts_on, "last": conference.ends_on}
            found.append(
                _("%(date)s is not a day of the conference (%(first)s to %(last)s).") % names
            )
        return found

    def delete_model(self, request: HttpRequest, obj: Slot) -> None:
        remove_slots(obj.day.schedule.section, keys={obj.key}, by=person_of(request))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        keys: dict[Any, set[Any]] = {}
        for slot in queryset:
            keys.setdefault(slot.day.schedule.section, set()).add(slot.key)
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
        held = getattr(slot, "presentation", None)
        return str(held) if held else slot.title

    @admin.display(description=gettext_lazy("where"))
    def where(self, slot: Slot) -> str:
        return ", ".join(room.name for room in slot.rooms.all())

    @admin.display(description=gettext_lazy("section and time zone"), ordering="day__schedule")
    def section(self, slot: Slot) -> str:
        section = slot.day.schedule.section
        return f"{section.conference}: {section} ({section.conference.time_zone})"


class PresentationSpeakerInline(PartInline):
    model = PresentationSpeaker
    form = PresentationSpeakerForm
    change_permission = CHANGE
    fields = ("speaker", "order")
    extra = 1

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("speaker")

    def get_formset(self, request: HttpRequest, obj: Model | None = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, **kwargs)
        field: Any = formset.form.base_fields.get("speaker")
        if field and isinstance(obj, Presentation):
            field.queryset = Speaker.objects.filter(conference=obj.conference_id)
            # One list for all rows, instead of a query for each.
            field.choices = [
                ("", "---------"),
                *((person.pk, person.name) for person in field.queryset),
            ]
        return formset


@admin.register(Presentation)
class PresentationAdmin(DraftAdmin):
    """Presentations; to place one, change the slot."""

    form = PresentationForm
    fixed = ()
    fields = ("section", "number", "title", "track", "abstract", "place")
    readonly_fields = ("place",)
    related = ("section", "track", "slot__day")
    list_display = ("number", "title", "section", "track", "names", "place")
    list_display_links = ("number", "title")
    list_filter = (
        OF_CONFERENCE,
        ("section", admin.RelatedOnlyFieldListFilter),
        ("track", admin.RelatedOnlyFieldListFilter),
        ("slot", admin.EmptyFieldListFilter),
    )
    list_per_page = 50
    search_fields = ("title", "=number", "speakers__name")
    inlines = (PresentationSpeakerInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        return rows.prefetch_related("slot__rooms", "presentation_speakers__speaker")

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        own = own_conferences(request, CHANGE)
        proposed = {}
        if len(own) == 1:
            proposed["number"] = Conference.objects.get(pk=own.pop()).last_number + 1
        return {**proposed, **super().get_changeform_initial_data(request)}

    def save_model(self, request: HttpRequest, obj: Presentation, form: Any, change: bool) -> None:
        lock_conference(obj.conference)
        if obj.number is None:
            obj.number = next_number(obj.conference)
        take_number(obj.conference, obj.number)
        obj.save()
        self.record_save(request, obj, change)

    def delete_model(self, request: HttpRequest, obj: Presentation) -> None:
        remove_presentation(obj, by=person_of(request))

    def in_the_way(self, obj: Any) -> str:
        return ""

    @admin.display(description=gettext_lazy("speakers"))
    def names(self, presentation: Presentation) -> str:
        return ", ".join(str(given.speaker) for given in presentation.presentation_speakers.all())

    @admin.display(description=gettext_lazy("slot"), empty_value="–")
    def place(self, presentation: Presentation) -> str | None:
        slot = presentation.slot
        if slot is None:
            return None
        rooms = ", ".join(room.name for room in slot.rooms.all())
        zone = presentation.conference.time_zone
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
