"""What people do with an uploaded schedule. Each action is one transaction; `by` None is the
command line.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from conference.accounts.models import User
from conference.core.errors import DomainError
from conference.editions.actions import lock_conference
from conference.editions.history import record
from conference.editions.models import Section
from conference.schedule.draft.store import ImpossibleTimetable, save_diff
from schedule_import.models import ScheduleImport
from schedule_import.planning.options import Options, preview_import
from schedule_import.planning.plan import ImportPlan
from schedule_import.planning.undo import UndoPlan, plan_undo

DEEDS_NAMED = 3  # of others, in one sentence about what they changed


class PlanChanged(DomainError):
    """What would be applied now is not what was previewed."""


class PlanHasErrors(DomainError):
    """A file with errors is not applied; `plan` lists them."""

    def __init__(self, plan: ImportPlan) -> None:
        super().__init__(_("The file has errors. Nothing was written."))
        self.plan = plan


def upload_schedule(
    section: Section, *, file_name: str, content: bytes, options: Options, by: User | None
) -> ScheduleImport:
    """Keep an uploaded file with its options, to be previewed and applied; old ones never applied
    go.
    """
    with transaction.atomic():
        forget_imports(by=by)
        return ScheduleImport.objects.create(
            section=section,
            file_name=file_name[-200:],
            content=content,
            options=options.as_json(),
            uploaded_at=timezone.now(),
            uploaded_by=by,
        )


def forget_imports(*, by: User | None) -> int:
    """Delete the uploads that nobody applied within a week; returns how many."""
    # Without `only`, Django would read every file before it deletes the rows.
    count, _by_model = ScheduleImport.objects.forgotten(timezone.now()).only("pk").delete()
    return count


def answer_preview(
    schedule_import: ScheduleImport, *, options: Options, by: User | None
) -> ScheduleImport:
    """Keep what somebody decided on the preview; refuses once the import is applied."""
    with transaction.atomic():
        current = ScheduleImport.objects.select_for_update().get(pk=schedule_import.pk)
        if current.applied_at:
            raise DomainError(
                _("This import has been applied already: upload the file again to change it.")
            )
        current.options = options.as_json()
        current.save(update_fields=["options"])
    return current


class ChangedSinceImport(DomainError):
    """The section is not any more what the import left: undoing it would take that back as well."""

    def __init__(self, plan: UndoPlan) -> None:
        super().__init__(
            _(
                "The schedule has changed since this import. Undoing it would take those changes "
                "back as well."
            )
        )
        self.plan = plan


def undo_import(
    entry: ScheduleImport, *, digest: str | None = None, force: bool = False, by: User | None
) -> ScheduleImport:
    """Make the draft again what it was before an applied import (or undo); returns the entry that
    does so.

    `digest` is that of the `UndoPlan` that was shown, which is consent to what it shows; without
    one, a section that changed since is refused with `ChangedSinceImport` unless `force`. Refuses
    with `PlanChanged` if the draft changed since the plan was shown, and with `ImpossibleTimetable`
    where it would now overlap another section. Undoing the same entry again returns the undo that
    there is.
    """
    with transaction.atomic():
        section = entry.section
        lock_conference(section.conference)
        current = ScheduleImport.objects.select_for_update().get(pk=entry.pk)
        if current.applied_at is None:
            raise DomainError(_("This file was never applied: there is nothing to undo."))
        if done := ScheduleImport.objects.filter(undoes=current).first():
            return done
        current.section = section
        plan = plan_undo(current)
        _check_undo(plan, digest, force)
        left = save_diff(section, plan.changes)
        at = timezone.now()
        undo = ScheduleImport.objects.create(
            section=section,
            file_name=current.file_name,
            undoes=current,
            undo_depth=current.undo_depth + 1,
            uploaded_at=at,
            uploaded_by=by,
            applied_at=at,
            applied_by=by,
            before=plan.now.as_json(),
            after=left.as_json(),
            result=plan.answer(),
        )
        _record(undo, by=by)
    return undo


def _check_undo(plan: UndoPlan, digest: str | None, force: bool) -> None:
    if plan.refusals:
        raise ImpossibleTimetable(plan.refusals)
    if digest is not None and digest != plan.digest:
        raise PlanChanged(
            _(
                "The schedule has changed since this page was made. Nothing was written: look at "
                "what undoing would do now."
            )
        )
    if digest is None and plan.has_changed_since and not force:
        raise ChangedSinceImport(plan)


def apply_import(
    schedule_import: ScheduleImport, *, digest: str | None, by: User | None
) -> ScheduleImport:
    """Write what the preview showed, or nothing.

    `digest` is that of the plan that was shown (None: whatever the plan is now). Applying an
    applied import again returns it as it is. Refuses with `PlanHasErrors`, and with `PlanChanged`
    if the draft, or an answer, changed since the preview.
    """
    with transaction.atomic():
        section = schedule_import.section
        lock_conference(section.conference)
        current = ScheduleImport.objects.select_for_update().get(pk=schedule_import.pk)
        if current.applied_at:
            return current
        plan = preview_import(section, bytes(current.content), Options.from_json(current.options))
        if digest is not None and digest != plan.digest:
            raise PlanChanged(_what_happened(current, plan))
        _save_plan(current, plan, by=by)
    return current


def _what_happened(upload: ScheduleImport, plan: ImportPlan) -> str:
    """Why what was previewed is not written, and who changed the schedules of the conference
    meanwhile.
    """
    sentence = _(
        "The schedule has changed since this preview was made. Nothing was written: look at the "
        "new preview, then apply that."
    )
    if not plan.ok:
        sentence = _(
            "The schedule has changed since this preview was made, and the file does not fit any "
            "more. Nothing was written: look at what is wrong now."
        )
    conference = upload.section.conference
    since = ScheduleImport.objects.applied().filter(
        section__conference=conference, applied_at__gt=upload.uploaded_at
    )
    rows = since.select_related("section", "applied_by").defer(*ScheduleImport.HEAVY).in_order()
    return " ".join([sentence, *(_deed(entry) for entry in rows[:DEEDS_NAMED])])


def _deed(entry: ScheduleImport) -> str:
    sentence = (
        _("At %(time)s, %(who)s took “%(file)s” back in %(section)s.")
        if entry.takes_back
        else _("At %(time)s, %(who)s applied “%(file)s” to %(section)s.")
    )
    at = entry.applied_at.astimezone(entry.section.conference.zone) if entry.applied_at else ""
    return sentence % {
        "time": f"{at:%H:%M}",
        "who": entry.applied_by or _("the command line"),
        "file": entry.file_name,
        "section": entry.section,
    }


def import_schedule(
    section: Section, *, file_name: str, content: bytes, options: Options, by: User | None
) -> ImportPlan:
    """Bring a file in without a preview: plan and write under one lock; returns the plan.

    Nothing is written, and nothing kept, of a file whose plan has errors.
    """
    with transaction.atomic():
        lock_conference(section.conference)
        plan = preview_import(section, content, options)
        if plan.ok:
            upload = upload_schedule(
                section, file_name=file_name, content=content, options=options, by=by
            )
            _save_plan(upload, plan, by=by)
    return plan


def _save_plan(upload: ScheduleImport, plan: ImportPlan, *, by: User | None) -> None:
    if plan.diff is None:
        raise PlanHasErrors(plan)
    after = save_diff(upload.section, plan.diff)
    upload.before, upload.after = plan.before.as_json(), after.as_json()
    upload.result = plan.answer(applied=True)
    upload.applied_at, upload.applied_by = timezone.now(), by
    upload.save(update_fields=["before", "after", "result", "applied_at", "applied_by"])
    _record(upload, by=by)


def _record(entry: ScheduleImport, *, by: User | None) -> None:
    """A line in the history of the conference: a file was applied, taken back, or brought back."""
    sentence = _("%(section)s: “%(file)s” imported.")
    if entry.undo_depth:
        sentence = (
            _("%(section)s: the import of “%(file)s” undone.")
            if entry.takes_back
            else _("%(section)s: the undo of “%(file)s” undone.")
        )
    record(
        entry.section.conference,
        by=by,
        code="import-undone" if entry.undo_depth else "import-applied",
        sentence=sentence % {"section": entry.section, "file": entry.file_name},
        about=entry,
    )
