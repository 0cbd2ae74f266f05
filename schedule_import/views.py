"""Choose a file, look at what it would change, apply it, take it back."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conference.accounts.requests import SignedInRequest
from conference.core.errors import DomainError
from conference.core.request_bodies import takes_uploads
from conference.editions.models import Section
from conference.editions.organisers import organisers_page
from conference.schedule.core.diff_in_words import describe
from conference.schedule.core.programme import Person
from conference.schedule.core.timetable import TimetableDiff, diff
from conference.schedule.models import Slot
from conference.teams.permissions import conferences_where
from schedule_import.actions import (
    answer_preview,
    answers_before,
    apply_import,
    discard_upload,
    undo_import,
    upload_schedule,
)
from schedule_import.forms import AnswerForm, DigestForm, UploadForm
from schedule_import.models import ScheduleImport
from schedule_import.planning.options import Options, preview_import
from schedule_import.planning.plan import ImportPlan, counts_of
from schedule_import.planning.undo import plan_undo, timetables_of
from schedule_import.preview.annotated import AnnotatedFile, NothingToAnnotate, annotate
from schedule_import.preview.columns_read import columns_read
from schedule_import.preview.example import example_file
from schedule_import.preview.mended import rows_to_leave_out
from schedule_import.preview.picture import draw, draw_plan
from schedule_import.preview.rows_with_problems import find_rows
from schedule_import.preview.talk_changes import describe_programme
from schedule_import.reading.rows import COLUMNS, Problem

CHANGES_SHOWN = 500
ENTRIES_ON_A_PAGE = 20
UNREADABLE_ANSWERS = gettext_lazy(
    "These answers could not be read. Nothing was changed: choose again."
)
CHANGED_ANSWERS = gettext_lazy(
    "You changed an answer. Nothing was written: look at the preview with it, then apply that."
)
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@takes_uploads
@require_http_methods(["GET", "HEAD", "POST"])
def import_upload(
    request: SignedInRequest, conference_slug: str, section_slug: str
) -> HttpResponse:
    """The form for a new file, and the history of the section."""
    section = _section(request, conference_slug, section_slug)
    is_first = not Slot.objects.filter(day__section=section).exists()
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = UploadForm(*sent, is_first=is_first)
    if form.is_valid():
        name, content = form.upload()
        options = form.options(answers_before(section, name))
        upload = upload_schedule(
            section, file_name=name, content=content, options=options, by=request.user
        )
        return redirect("schedule_import:detail", conference_slug, section_slug, upload.pk)
    context = {
        "conference": section.conference,
        "section": section,
        "form": form,
        "columns": COLUMNS,
        "days": (section.conference.starts_on, section.conference.ends_on),
        "page": _history(section, request.GET.get("page")),
    }
    return organisers_page(
        request, section.conference, "schedule_import/import_upload.html", context
    )


@require_safe
def import_detail(
    request: SignedInRequest, conference_slug: str, section_slug: str, pk: int
) -> HttpResponse:
    """What the file would change and what is wrong with it; once applied, what it did."""
    upload = _upload(request, conference_slug, section_slug, pk)
    if upload.applied_at:
        before, after = timetables_of(upload)
        done = diff(before, after)
        context = _shortened(describe(done, before, after)) | {
            "diff": done,
            "mode": None if upload.undo_depth else _options(upload).mode,
            "left_out": _options(upload).mending.names_left_out,
            "mended": _options(upload).mending.cells.items(),
            "undone_by": getattr(upload, "undone_by", None),
            "programme": describe_programme(upload.what_changed().programme, _people(upload)),
        }
        return _page(request, upload, "import_result", context)
    plan = _plan(upload)
    return _preview_page(request, upload, plan, AnswerForm(plan, _options(upload)))


@require_POST
def import_answer(
    request: SignedInRequest, conference_slug: str, section_slug: str, pk: int
) -> HttpResponse:
    """Keep what the organiser answered, and show the preview that follows from it."""
    upload = _upload(request, conference_slug, section_slug, pk)
    plan = _plan(upload)
    form = AnswerForm(plan, _options(upload), request.POST)
    if not form.is_valid() and upload.applied_at is None:
        return _refused_answers(request, upload, plan, form)
    if form.is_valid():
        _keep_answers(request, upload, form)
    return _to_import(upload)


@require_POST
def import_apply(
    request: SignedInRequest, conference_slug: str, section_slug: str, pk: int
) -> HttpResponse:
    """Write what was previewed; a second click leads to the same result.

    What stands on the page beside the button is not applied unseen: changed answers are kept, and
    previewed first.
    """
    upload = _upload(request, conference_slug, section_slug, pk)
    if "mode" in request.POST and upload.applied_at is None:
        plan = _plan(upload)
        form = AnswerForm(plan, _options(upload), request.POST)
        if not form.is_valid():
            return _refused_answers(request, upload, plan, form)
        if form.has_changed():
            if _keep_answers(request, upload, form):
                messages.warning(request, CHANGED_ANSWERS)
            return _to_import(upload)
    try:
        apply_import(upload, digest=request.POST.get("digest", ""), by=request.user)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return _to_import(upload)


@require_POST
def import_discard(
    request: SignedInRequest, conference_slug: str, section_slug: str, pk: int
) -> HttpResponse:
    """Forget a file that was not applied."""
    upload = _upload(request, conference_slug, section_slug, pk)
    try:
        discard_upload(upload)
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return _to_import(upload)
    sentence = _("“%(file)s” is discarded: nothing of it was written.")
    messages.success(request, sentence % {"file": upload.file_name})
    return redirect("schedule_import:upload", conference_slug, section_slug)


def _to_import(upload: ScheduleImport) -> HttpResponse:
    """To the page of an upload; to that for new ones if somebody has discarded it."""
    address = (upload.section.conference.slug, upload.section.slug)
    if ScheduleImport.objects.filter(pk=upload.pk).exists():
        return redirect("schedule_import:detail", *address, upload.pk)
    return redirect("schedule_import:upload", *address)


def _keep_answers(request: SignedInRequest, upload: ScheduleImport, form: AnswerForm) -> bool:
    """Keep what a form that is valid says; False, and a message why, if that was refused."""
    try:
        answer_preview(upload, options=form.options(), by=request.user)
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return False
    return True


def _refused_answers(
    request: SignedInRequest, upload: ScheduleImport, plan: ImportPlan, form: AnswerForm
) -> HttpResponse:
    """The preview as it was, with what was chosen on it and what is wrong with that."""
    messages.error(request, UNREADABLE_ANSWERS)
    return _preview_page(request, upload, plan, form)


@require_http_methods(["GET", "HEAD", "POST"])
def import_undo(
    request: SignedInRequest, conference_slug: str, section_slug: str, pk: int
) -> HttpResponse:
    """Show what undoing would take back, and do it; a second click leads to the same result."""
    entry = _upload(request, conference_slug, section_slug, pk)
    if request.method == "POST":
        return _undo(request, entry)
    if entry.applied_at is None:
        raise Http404(_("This file was never applied: there is nothing to undo."))
    if done := getattr(entry, "undone_by", None):
        return redirect("schedule_import:detail", conference_slug, section_slug, done.pk)
    plan = plan_undo(entry)
    context = {
        **_shortened(describe(plan.changes, plan.now, plan.target)),
        "plan": plan,
        "programme": describe_programme(plan.edits, _people(entry)),
        "since": describe(plan.differences, plan.left, plan.now),
        "picture": draw(
            plan.changes,
            plan.now,
            plan.target,
            zone=entry.section.conference.zone,
            day=_day(request.GET),
        ),
        "digest_form": DigestForm(initial={"digest": plan.digest}),
    }
    return _page(request, entry, "import_undo", context)


def _undo(request: SignedInRequest, entry: ScheduleImport) -> HttpResponse:
    address = (entry.section.conference.slug, entry.section.slug)
    try:
        undo = undo_import(entry, digest=request.POST.get("digest", ""), by=request.user)
    except DomainError as refusal:
        messages.error(request, str(refusal))
        if entry.applied_at:
            return redirect("schedule_import:undo", *address, entry.pk)
        return _to_import(entry)
    return redirect("schedule_import:detail", *address, undo.pk)


@require_safe
def import_file(
    request: SignedInRequest, conference_slug: str, section_slug: str, pk: int
) -> HttpResponse:
    """The file as it was uploaded."""
    upload = _upload(request, conference_slug, section_slug, pk)
    if upload.undoes_id:
        raise Http404(_("To undo an import took no file."))
    return _download(bytes(upload.content), upload.file_name, "application/octet-stream")


@require_safe
def annotated_csv(
    request: SignedInRequest, conference_slug: str, section_slug: str, pk: int
) -> HttpResponse:
    """The uploaded rows with a column of errors, as CSV."""
    upload = _upload(request, conference_slug, section_slug, pk)
    return _download(_annotated(upload).as_csv(), _name(upload, "csv"), "text/csv; charset=utf-8")


@require_safe
def annotated_xlsx(
    request: SignedInRequest, conference_slug: str, section_slug: str, pk: int
) -> HttpResponse:
    """The uploaded rows with a column of errors, as a workbook."""
    upload = _upload(request, conference_slug, section_slug, pk)
    return _download(_annotated(upload).as_xlsx(), _name(upload, "xlsx"), WORKBOOK)


@require_safe
def example_download(
    request: SignedInRequest, conference_slug: str, section_slug: str
) -> HttpResponse:
    """A file to begin with."""
    section = _section(request, conference_slug, section_slug)
    name = f"{section.conference.slug}-{section.slug}-example.csv"
    return _download(example_file(section).encode(), name, "text/csv; charset=utf-8")


def _download(content: bytes, name: str, content_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response.headers["Content-Disposition"] = content_disposition_header(True, name)
    return response


def _annotated(upload: ScheduleImport) -> AnnotatedFile:
    if upload.applied_at:
        raise Http404(_("An applied file has no errors."))
    try:
        return annotate(_plan(upload))
    except NothingToAnnotate as refusal:
        raise Http404(str(refusal)) from refusal


def _name(upload: ScheduleImport, ending: str) -> str:
    stem = upload.file_name.rpartition(".")[0] or upload.file_name
    return f"{stem}-errors.{ending}"


def _section(request: SignedInRequest, conference_slug: str, section_slug: str) -> Section:
    conferences = conferences_where(request.user, "schedule.change_schedule")
    sections = Section.objects.select_related("conference").filter(conference__in=conferences)
    return get_object_or_404(sections, conference__slug=conference_slug, slug=section_slug)


def _upload(
    request: SignedInRequest, conference_slug: str, section_slug: str, pk: int
) -> ScheduleImport:
    section = _section(request, conference_slug, section_slug)
    uploads = section.imports.remembered(timezone.now())
    people = ("uploaded_by", "applied_by", "undone_by", "undone_by__applied_by", "undoes")
    heavy = [
        f"{entry}__{name}" for entry in ("undone_by", "undoes") for name in ScheduleImport.HEAVY
    ]
    upload = get_object_or_404(uploads.select_related(*people).defer(*heavy), pk=pk)
    upload.section = section
    return upload


def _history(section: Section, number: str | None) -> Page[ScheduleImport]:
    """A page of the section's imports, without their files and timetables, which can be
    megabytes.
    """
    people = ("uploaded_by", "applied_by", "undone_by")
    heavy = [f"undone_by__{name}" for name in ScheduleImport.HEAVY]
    entries = (
        section.imports.remembered(timezone.now())
        .in_order()
        .select_related(*people)
        .defer(*ScheduleImport.HEAVY, *heavy)
    )
    return Paginator(entries, ENTRIES_ON_A_PAGE).get_page(number)


def _page(
    request: SignedInRequest, upload: ScheduleImport, template: str, context: dict[str, Any]
) -> HttpResponse:
    """A page about an upload."""
    about = {"section": upload.section, "import": upload}
    name = f"schedule_import/{template}.html"
    return organisers_page(request, upload.section.conference, name, {**about, **context})


def _people(upload: ScheduleImport) -> dict[str, Person]:
    """The speakers of the conference, by their keys."""
    speakers = upload.section.conference.speakers.values_list("key", "name")
    return {str(key): Person(str(key), name) for key, name in speakers}


def _plan(upload: ScheduleImport) -> ImportPlan:
    return preview_import(upload.section, bytes(upload.content), _options(upload))


def _options(upload: ScheduleImport) -> Options:
    return Options.from_json(upload.options)


def _preview_page(
    request: SignedInRequest, upload: ScheduleImport, plan: ImportPlan, form: AnswerForm
) -> HttpResponse:
    query, zone = request.GET, upload.section.conference.zone
    picture = draw_plan(plan, zone=zone, day=_day(query))
    drawn = {summary.date for summary in picture.summaries if summary.is_drawn}
    changes = describe(plan.diff, plan.before, plan.after) if plan.diff else []
    findings = find_rows(plan, picture, query.get("show", ""))
    context = {
        **_shortened([change for change in changes if change.date in drawn]),
        "plan": plan,
        "answer": counts_of(plan.diff or TimetableDiff(""), plan.programme.edits),
        "picture": picture,
        "programme": describe_programme(plan.programme.edits, plan.programme.before.people),
        "findings": findings,
        "columns_read": columns_read(plan.parsed),
        "rows_to_leave_out": rows_to_leave_out(plan),
        "not_read": [problem for problem in plan.warnings if _is_of_file(problem)],
        "listed_rows": findings.shown_rows,
        "answer_form": form,
        "digest_form": DigestForm(initial={"digest": plan.digest}),
    }
    return _page(request, upload, "import_preview", context)


def _is_of_file(warning: Problem) -> bool:
    """Whether it says that a part of the file is not read, or what was assumed of all of it."""
    return warning.code == "assumed" or warning.code == "ignored-column" and not warning.column


def _shortened(changes: list[Any]) -> dict[str, Any]:
    return {
        "changes": changes[:CHANGES_SHOWN],
        "more_changes": max(0, len(changes) - CHANGES_SHOWN),
    }


def _day(query: Any) -> dt.date | None:
    try:
        return dt.date.fromisoformat(query.get("day", ""))
    except ValueError:
        return None
