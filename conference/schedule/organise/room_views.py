"""The organiser's pages about the rooms of a conference."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from conference.accounts.requests import SignedInRequest
from conference.core.errors import DomainError
from conference.core.requests import request_id_of
from conference.editions.models import Conference
from conference.editions.organisers import conference_for, organisers_page
from conference.schedule.draft.room_actions import (
    add_room,
    change_room,
    merge_rooms,
    move_room,
    remove_room,
)
from conference.schedule.draft.store import ImpossibleTimetable
from conference.schedule.draft.what_if import RoomMerge, merge_of_rooms
from conference.schedule.models import Room
from conference.schedule.organise.forms import MergeForm, RoomForm
from conference.schedule.organise.inventory import page_of_room, rooms_of

CHANGE = "schedule.change_schedule"
STEPS = {"up": -1, "down": 1}


@require_http_methods(["GET", "HEAD", "POST"])
def room_list(request: SignedInRequest, conference_slug: str) -> HttpResponse:
    """The rooms in their order, with their use; and the form for a new one."""
    conference = conference_for(request.user, conference_slug, CHANGE)
    form = RoomForm(request.POST) if request.method == "POST" else RoomForm()
    if form.is_valid():
        try:
            room = add_room(
                conference, **form.cleaned_data, by=request.user, request=request_id_of(request)
            )
        except DomainError as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(
                request, _("“%(room)s” is a room of the conference now.") % {"room": room}
            )
            return _to_rooms(conference, room)
    page, rooms = rooms_of(conference, request.GET.get("page"))
    context = {"page": page, "rooms": rooms, "form": form}
    return organisers_page(request, conference, "schedule/organise/room_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def room_edit(request: SignedInRequest, conference_slug: str, room_slug: str) -> HttpResponse:
    """The name and the capacity of a room, and whether it is shared."""
    room = _room(request, conference_slug, room_slug)
    conference, name = room.conference, room.name
    form = RoomForm(
        request.POST if request.method == "POST" else None,
        initial={"name": name, "capacity": room.capacity, "is_shared": room.is_shared},
    )
    if form.is_valid():
        try:
            change_room(room, **form.cleaned_data, by=request.user)
        except ImpossibleTimetable as refusal:
            form.add_error("is_shared", str(refusal))
        except DomainError as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, _("The room “%(room)s” is saved.") % {"room": room})
            return _to_rooms(conference, room)
    context = {
        "room": room,
        "name": name,
        "form": form,
    }
    return organisers_page(request, conference, "schedule/organise/room_edit.html", context)


@require_POST
def room_move(request: SignedInRequest, conference_slug: str, room_slug: str) -> HttpResponse:
    """Put a room one place further up or down."""
    room = _room(request, conference_slug, room_slug)
    steps = STEPS.get(request.POST.get("to", ""))
    try:
        if steps is None:
            raise DomainError(_("A room moves up or down: press one of its two buttons."))
        move_room(room, steps=steps, by=request.user, request=request_id_of(request))
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return _to_rooms(room.conference, room)


@require_POST
def room_remove(request: SignedInRequest, conference_slug: str, room_slug: str) -> HttpResponse:
    """Remove a room in which nothing takes place."""
    room = _room(request, conference_slug, room_slug)
    try:
        remove_room(room, by=request.user)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The room “%(room)s” is removed.") % {"room": room})
    return redirect("schedule_organise:rooms", conference_slug)


@require_http_methods(["GET", "HEAD", "POST"])
def room_merge(request: SignedInRequest, conference_slug: str) -> HttpResponse:
    """Choose two rooms, see what merging them would do, and do it."""
    conference = conference_for(request.user, conference_slug, CHANGE)
    if request.method == "POST":
        return _merge(request, conference)
    asked = request.GET if "stays" in request.GET else None
    form = MergeForm(conference, asked, initial={"gone": request.GET.get("gone", "")})
    merge: RoomMerge | None = None
    if form.is_valid():
        try:
            merge = merge_of_rooms(conference, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error("stays", str(refusal))
    context = {
        "form": form,
        "merge": merge,
    }
    return organisers_page(request, conference, "schedule/organise/room_merge.html", context)


def _merge(request: SignedInRequest, conference: Conference) -> HttpResponse:
    names = ("gone", "stays")
    chosen = {name: request.POST.get(name, "") for name in names}
    try:
        merge = merge_rooms(
            conference, **chosen, digest=request.POST.get("digest", ""), by=request.user
        )
    except DomainError as refusal:
        messages.error(request, str(refusal))
        address = reverse("schedule_organise:room_merge", args=[conference.slug])
        return redirect(f"{address}?{urlencode(chosen)}")
    sentence = ngettext(
        "“%(gone)s” is now part of “%(stays)s”: %(count)d slot was moved.",
        "“%(gone)s” is now part of “%(stays)s”: %(count)d slots were moved.",
        merge.moves,
    )
    facts = {"gone": merge.gone.name, "stays": merge.stays.name, "count": merge.moves}
    messages.success(request, sentence % facts)
    return redirect("schedule_organise:rooms", conference.slug)


def _room(request: SignedInRequest, conference_slug: str, room_slug: str) -> Room:
    conference = conference_for(request.user, conference_slug, CHANGE)
    return get_object_or_404(conference.rooms.select_related("conference"), slug=room_slug)


def _to_rooms(conference: Conference, room: Room) -> HttpResponse:
    # To where the room stands, so that who goes through the page by keyboard goes on from there.
    address = reverse("schedule_organise:rooms", args=[conference.slug])
    page = page_of_room(room)
    query = f"?page={page}" if page > 1 else ""
    return redirect(f"{address}{query}#room-{room.slug}")
