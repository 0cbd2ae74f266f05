"""The organiser's pages about the slot kinds of each section."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conference.accounts.requests import SignedInRequest
from conference.core.errors import DomainError
from conference.core.requests import request_id_of
from conference.editions.organisers import conference_for, organisers_page
from conference.schedule.draft.kind_actions import (
    add_kind,
    change_abilities,
    remove_kind,
    rename_kind,
)
from conference.schedule.draft.what_if import KindChange, change_of_kind
from conference.schedule.models import SlotKind
from conference.schedule.organise.forms import AbilitiesForm, KindForm, LabelForm
from conference.schedule.organise.inventory import kinds_of, page_of_kind

CHANGE = "schedule.change_schedule"


@require_safe
def kind_list(request: SignedInRequest, conference_slug: str) -> HttpResponse:
    """The kinds of every section, with their use."""
    conference = conference_for(request.user, conference_slug, CHANGE)
    page, sections = kinds_of(conference, request.GET.get("page"))
    context = {"page": page, "sections": sections}
    return organisers_page(request, conference, "schedule/organise/kind_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def kind_add(request: SignedInRequest, conference_slug: str, section_slug: str) -> HttpResponse:
    """A new kind for a section."""
    conference = conference_for(request.user, conference_slug, CHANGE)
    section = get_object_or_404(conference.sections.select_related("conference"), slug=section_slug)
    form = KindForm(request.POST) if request.method == "POST" else KindForm()
    if form.is_valid():
        try:
            kind = add_kind(
                section, **form.cleaned_data, by=request.user, request=request_id_of(request)
            )
        except DomainError as refusal:
            form.add_error("label", str(refusal))
        else:
            messages.success(request, _("“%(kind)s” is a kind of %(section)s now.") % _names(kind))
            return _to_kinds(kind)
    context = {
        "section": section,
        "form": form,
    }
    return organisers_page(request, conference, "schedule/organise/kind_add.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def kind_edit(
    request: SignedInRequest, conference_slug: str, section_slug: str, kind_pk: int
) -> HttpResponse:
    """The label of a kind; and the way to what it can do."""
    kind = _kind(request, conference_slug, section_slug, kind_pk)
    label = kind.label
    form = LabelForm(request.POST if request.method == "POST" else None, initial={"label": label})
    if form.is_valid():
        try:
            rename_kind(kind, label=form.cleaned_data["label"], by=request.user)
        except DomainError as refusal:
            form.add_error("label", str(refusal))
        else:
            messages.success(
                request, _("The kind of %(section)s is now called “%(kind)s”.") % _names(kind)
            )
            return _to_kinds(kind)
    able = {"spans_rooms": kind.spans_rooms, "takes_presentation": kind.takes_presentation}
    context = {
        "section": kind.section,
        "kind": kind,
        "label": label,
        "form": form,
        "abilities_form": AbilitiesForm(initial=able),
    }
    return organisers_page(
        request, kind.section.conference, "schedule/organise/kind_edit.html", context
    )


@require_http_methods(["GET", "HEAD", "POST"])
def kind_change(
    request: SignedInRequest, conference_slug: str, section_slug: str, kind_pk: int
) -> HttpResponse:
    """What it means that a kind can do other things, and the change itself.

    A check box that is not in the address is not ticked.
    """
    kind = _kind(request, conference_slug, section_slug, kind_pk)
    form = AbilitiesForm(request.POST if request.method == "POST" else request.GET)
    form.full_clean()
    if request.method == "POST":
        return _change(request, kind, form.cleaned_data)
    try:
        change = change_of_kind(kind.section, key=kind.label_key, **form.cleaned_data)
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("schedule_organise:kinds", conference_slug)
    context = {
        "section": kind.section,
        "kind": kind,
        "label": kind.label,
        "change": change,
    }
    return organisers_page(
        request, kind.section.conference, "schedule/organise/kind_change.html", context
    )


def _change(request: SignedInRequest, kind: SlotKind, wanted: dict[str, bool]) -> HttpResponse:
    section, digest = kind.section, request.POST.get("digest", "")
    try:
        change = change_abilities(
            section, key=kind.label_key, **wanted, digest=digest, by=request.user
        )
    except DomainError as refusal:
        messages.error(request, str(refusal))
        places = [section.conference.slug, section.slug, kind.pk]
        address = reverse("schedule_organise:kind_change", args=places)
        ticked = {name: "on" for name, value in wanted.items() if value}
        return redirect(f"{address}?{urlencode(ticked)}")
    messages.success(request, _sentence(change))
    return _to_kinds(kind)


def _sentence(change: KindChange) -> str:
    names = {"kind": change.kind.label, "count": len(change.lines)}
    if not change.lines:
        return _("“%(kind)s” is changed; no slot had to be.") % names
    return _("“%(kind)s” is changed, and with it so many slots: %(count)d.") % names


@require_POST
def kind_remove(
    request: SignedInRequest, conference_slug: str, section_slug: str, kind_pk: int
) -> HttpResponse:
    """Remove a kind of which there are no slots."""
    kind = _kind(request, conference_slug, section_slug, kind_pk)
    names = _names(kind)
    try:
        remove_kind(kind, by=request.user)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The kind “%(kind)s” of %(section)s is removed.") % names)
    return redirect("schedule_organise:kinds", conference_slug)


def _kind(
    request: SignedInRequest, conference_slug: str, section_slug: str, kind_pk: int
) -> SlotKind:
    conference = conference_for(request.user, conference_slug, CHANGE)
    kinds = SlotKind.objects.select_related("section__conference")
    mine = kinds.filter(section__conference=conference, section__slug=section_slug)
    return get_object_or_404(mine, pk=kind_pk)


def _names(kind: SlotKind) -> dict[str, str]:
    return {"kind": kind.label, "section": kind.section.name}


def _to_kinds(kind: SlotKind) -> HttpResponse:
    address = reverse("schedule_organise:kinds", args=[kind.section.conference.slug])
    page = page_of_kind(kind)
    query = f"?page={page}" if page > 1 else ""
    return redirect(f"{address}{query}#kind-{kind.pk}")
