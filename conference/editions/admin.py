"""The admin of conferences, and the base of all admin pages: everyone sees their own conferences
only.

`is_staff` opens the admin and nothing else. What somebody sees and changes in it comes from the
roles of their teams, conference by conference; a superuser has every right everywhere.
"""

import datetime as dt
from operator import attrgetter
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.db import models, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from conference.accounts.models import User
from conference.core.admin import CarefulAdmin, CarefulInline, offer_few
from conference.core.errors import DomainError
from conference.editions.actions import (
    LeftOutside,
    change_conference,
    record_new_conference,
    remove_part,
    save_part,
)
from conference.editions.forms import PartForm
from conference.editions.models import Conference, Section, Track


def own_conferences(request: HttpRequest, permission: str) -> set[int]:
    """The keys of the conferences in which this user has `permission`: worked out once for each
    request, in two queries for all permissions.
    """
    if not hasattr(request, "own_conferences"):
        request.own_conferences = {}  # type: ignore[attr-defined]
        request.all_conferences = list(Conference.objects.all())  # type: ignore[attr-defined]
    known: dict[str, set[int]] = request.own_conferences  # type: ignore[attr-defined]
    if permission not in known:
        conferences: list[Conference] = request.all_conferences  # type: ignore[attr-defined]
        known[permission] = {
            each.pk for each in conferences if request.user.has_perm(permission, each)
        }
    return known[permission]


def person_of(request: HttpRequest) -> User:
    """Who is at work in the admin, where nobody is who has not logged in."""
    return cast(User, request.user)


def local_time(moment: dt.datetime | None, conference: Conference) -> str:
    """A moment on the conference's clocks, with the name of its zone; "" for None."""
    if moment is None:
        return ""
    return f"{moment.astimezone(conference.zone):%Y-%m-%d %H:%M} ({conference.time_zone})"


class PartField(forms.ModelChoiceField):
    """A choice among parts of conferences, each named after its conference."""

    conference_path = "conference"

    def label_from_instance(self, obj: Any) -> str:
        if isinstance(obj, Conference):
            return str(obj)
        return f"{attrgetter(self.conference_path.replace('__', '.'))(obj)}: {obj}"


class OwnChoices(admin.options.BaseModelAdmin):
    """Foreign keys offer what belongs to conferences in which the user may make changes."""

    change_permission = ""

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> forms.ModelChoiceField | None:
        target = self.admin_site._registry.get(db_field.remote_field.model)
        if isinstance(target, PartAdmin):
            own = own_conferences(request, self.change_permission)
            kwargs["queryset"] = target.get_queryset(request).filter(
                **{f"{target.conference_path}__in": own}
            )
            kwargs["form_class"] = type(
                "Field", (PartField,), {"conference_path": target.conference_path}
            )
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(
        self, db_field: models.Field, request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(field, forms.ModelChoiceField):
            offer_few(field, db_field.remote_field)
        return field


class PartAdmin(OwnChoices, CarefulAdmin):
    """The admin of a part of a conference, or of the conference itself.

    `conference_path` leads from the model to its conference; `fixed` are fields that are chosen
    once, when the object is made: a room does not go to another conference; `related` is loaded
    with every row. What an action refuses is shown on the form.
    """

    form = PartForm
    conference_path = "conference"
    view_permission = "schedule.view_draft"
    fixed: tuple[str, ...] = ("conference",)
    related: tuple[str, ...] = ()

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        rows = super().get_queryset(request)
        if self.conference_path != "pk":
            rows = rows.select_related(self.conference_path, *self.related)
        return rows.filter(
            **{f"{self.conference_path}__in": own_conferences(request, self.view_permission)}
        )

    def conference_key(self, obj: models.Model) -> int:
        """The primary key of the conference that `obj` belongs to."""
        path = self.conference_path
        # The key stands in the row itself: to load the conference would cost a query for each row.
        return attrgetter(path if path == "pk" else f"{path.replace('__', '.')}_id")(obj)

    def may(self, request: HttpRequest, permission: str, obj: models.Model | None) -> bool:
        """Whether the user has `permission` in the conference of `obj`; without one, in any
        conference.
        """
        own = own_conferences(request, permission)
        return bool(own) if obj is None else self.conference_key(obj) in own

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may(request, self.view_permission, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.may(request, self.change_permission, None)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may(request, self.change_permission, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may(request, self.change_permission, obj)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Only the filters of the page, and its hierarchy of dates, may be asked by the address.

        Django answers about every field of the row, what the page does not show included.
        """
        filters: Any = self.get_list_filter(request)
        asked = {each if isinstance(each, str) else each[0] for each in filters}
        offered = asked | {self.date_hierarchy}
        return any(f"{lookup}__".startswith(f"{path}__") for path in offered) and (
            super().lookup_allowed(lookup, value, request)
        )

    def history_view(self, request: HttpRequest, object_id: str, *_more: Any) -> HttpResponse:
        """Lead to the history of the conference: Django's own names people by e-mail address."""
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            raise Http404
        conference = Conference.objects.get(pk=self.conference_key(obj))
        return redirect("editions_organise:history", conference.slug)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        fixed = self.fixed if obj else ()
        return (*super().get_readonly_fields(request, obj), *fixed)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.refusal = getattr(request, "refusal", None)  # the class is made anew for each request
        return form

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().changeform_view(request, *args, **kwargs)
        except DomainError as refusal:
            # Nothing was written. Once more, to show the form with what was typed and why it was
            # refused.
            request.refusal = refusal  # type: ignore[attr-defined]
            return super().changeform_view(request, *args, **kwargs)

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().delete_view(request, *args, **kwargs)
        except DomainError as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
            return HttpResponseRedirect(request.path)

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.method != "POST":
            return super().changelist_view(request, *args, **kwargs)
        try:
            with transaction.atomic():
                return super().changelist_view(request, *args, **kwargs)
        except DomainError as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())


class PartInline(OwnChoices, CarefulInline):
    """Rows on the page of a part of a conference, with the rights that the page has."""

    form = PartForm
    extra = 0

    def _page(self) -> Any:
        return self.admin_site.get_model_admin(self.parent_model)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._page().has_view_permission(request, obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._page().has_change_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._page().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._page().has_change_permission(request, obj)


class ReadOnlyAdmin(PartAdmin):
    """The admin of what is written elsewhere and only looked at here."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def swatch(colour: str) -> SafeString:
    """A colour as its code and a drop of it, drawn without any style that the page would have to
    allow.
    """
    return format_html(
        '<svg width="12" height="12" aria-hidden="true">'
        '<rect width="12" height="12" fill="{}"/></svg> {}',
        colour,
        colour,
    )


class SectionForm(PartForm):
    """A section's slug is chosen once: addresses, files and releases call the section by it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields and self.instance.pk:
            self.fields["slug"].disabled = True


class SectionInline(PartInline):
    model = Section
    form = SectionForm
    change_permission = "editions.change_conference"


class TrackInline(PartInline):
    model = Track
    change_permission = "editions.change_conference"


class ConferenceForm(PartForm):
    """A conference; asks what to do with what new dates would leave outside, once that was said."""

    leave_outside = forms.BooleanField(
        label=_("Leave it outside the dates of the conference"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        is_asked = isinstance(self.refusal, LeftOutside)
        # Once ticked it stays in sight: a hidden tick would answer for other dates unseen.
        if not is_asked and not self["leave_outside"].value():
            self.fields["leave_outside"].widget = forms.HiddenInput()


@admin.register(Conference)
class ConferenceAdmin(PartAdmin):
    """Conferences: only superusers make and delete them, or say which is the current one."""

    conference_path = "pk"
    form = ConferenceForm
    view_permission = "editions.view_conference"
    change_permission = "editions.change_conference"
    fixed = ("slug",)
    list_display = ("title", "slug", "starts_on", "ends_on", "time_zone", "is_current")
    list_filter = ("is_current", "starts_on")
    search_fields = ("title", "slug", "venue")
    date_hierarchy = "starts_on"
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    inlines = (SectionInline, TrackInline)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "title",
                    "slug",
                    "starts_on",
                    "ends_on",
                    "leave_outside",
                    "time_zone",
                    "venue",
                    "is_current",
                )
            },
        ),
        (
            _("For attendees"),
            {"fields": ("contact_email", "code_of_conduct_url", "privacy_url", "accent")},
        ),
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(getattr(request.user, "is_superuser", False))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_add_permission(request)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        current = () if self.has_add_permission(request) else ("is_current",)
        return (*super().get_readonly_fields(request, obj), *current)

    def save_model(self, request: HttpRequest, obj: Conference, form: Any, change: bool) -> None:
        if not change:
            obj.save()
            record_new_conference(obj, by=person_of(request))
            return
        typed = {name: form.cleaned_data[name] for name in form.changed_data}
        leave_outside = typed.pop("leave_outside", False)
        change_conference(obj, changes=typed, leave_outside=leave_outside, by=person_of(request))

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Sections and tracks, which stand on the page of their conference."""
        saved = formset.save(commit=False)
        for part in formset.deleted_objects:
            remove_part(part, by=person_of(request))
        for part in saved:
            save_part(part, by=person_of(request))


class ConferencePartAdmin(PartAdmin):
    """The admin of a section or a track."""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        save_part(obj, by=person_of(request))

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        remove_part(obj, by=person_of(request))

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> None:
        for part in queryset:
            self.delete_model(request, part)


@admin.register(Section)
class SectionAdmin(ConferencePartAdmin):
    view_permission = "editions.view_conference"
    change_permission = "editions.change_conference"
    list_display = ("name", "slug", "conference", "order")
    list_filter = (("conference", admin.RelatedOnlyFieldListFilter),)
    search_fields = ("name", "slug", "conference__title")
    fields = ("conference", "name", "slug", "order")
    form = SectionForm


@admin.register(Track)
class TrackAdmin(ConferencePartAdmin):
    view_permission = "editions.view_conference"
    change_permission = "editions.change_track"
    list_display = ("name", "shown_colour", "conference")
    list_filter = (("conference", admin.RelatedOnlyFieldListFilter),)
    search_fields = ("name", "conference__title")
    fields = ("conference", "name", "colour")

    @admin.display(description=_("colour"), ordering="colour")
    def shown_colour(self, track: Track) -> SafeString:
        return swatch(track.colour)
