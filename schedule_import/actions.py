"""What people do with an uploaded schedule; `by` None is the command line.

To plan an import of many rows takes seconds, so that is done without the lock, for which others
wait. Under it an action only looks whether all is still as it planned for, and writes.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from conference.accounts.models import User
from conference.core.database import one_snapshot
from conference.core.errors import DomainError
from conference.core.names import name_key
from conference.core.tables.mending import Mending
from conference.editions.models import Section
from conference.schedule.core.steps import StepChanges, step_changes
from conference.schedule.core.timetable import Timetable
from conference.schedule.draft.steps import keep_step
from conference.schedule.draft.store import (
    CheckedDiff,
    Drafts,
    DraftsChanged,
    ImpossibleTimetable,
    check_diff,
    load_drafts,
    plan_then_write,
    still_as,
)
from conference.schedule.models import Step
from schedule_import.models import PASTED, ScheduleImport
from schedule_import.planning.options import Options, preview_import
from schedule_import.planning.plan import ImportPlan, Mode
from schedule_import.planning.undo import UndoPlan, plan_undo

FILES_LOOKED_AT = 20
"""So many of the last files are looked through for an earlier version of a new one."""

_VERSION = re.compile(r"(?:[\W\d_]+(?:v|version|copy|kopie|copie|copia|final|new|neu))*[\W\d_]*$")
_COPY = re.compile(r"[ _]?\([0-9]+\)$")  # as browsers name what is there already
ABOUT_WHAT_IS_HERE = {"renamed", "texts"}
"""Answers that hold for one version of a file: the next one asks them of other talks."""
OF_ONE_FILE = re.compile("date(-[0-9]+)?|room")
"""Answers that another number in the name may make wrong: day1.csv is another day than day2.csv."""

OUTCOME = ("before", "result", "applied_at", "applied_by")  # of an upload
ROWS_NAMED = 20  # that were left out, in the history
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
    upload = _new_upload(section, file_name, content, options, by)
    with transaction.atomic():
        forget_imports(by=by)
        upload.save()
    return upload


def answers_before(section: Section, file_name: str) -> Options:
    """What was answered when an earlier version of the file was last applied to the section, by its
    name without numbers ("programme (2).xlsx" is a version of "programme.xlsx").
    """
    applied = section.imports.applied().filter(undo_depth=0).order_by("-applied_at", "-pk")
    recent = applied.values_list("file_name", "options")[:FILES_LOOKED_AT]
    same = (each for each in recent if _is_version(each[0], file_name))
    name, stored = next(same, ("", {}))
    options = Options.from_json(stored)
    answers = {
        question: said
        for question, said in options.answers.items()
        if question not in ABOUT_WHAT_IS_HERE
        and (_is_copy(name, file_name) or not OF_ONE_FILE.fullmatch(question))
    }
    return replace(options, answers=answers, mending=Mending(), mode=Mode.ADD)


def _is_version(name: str, other: str) -> bool:
    stems = [_VERSION.sub("", _stem(each)) for each in (name, other)]
    return stems[0] == stems[1] != name_key(PASTED.rpartition(".")[0])


def _is_copy(name: str, other: str) -> bool:
    return _COPY.sub("", _stem(name)) == _COPY.sub("", _stem(other))


def _stem(name: str) -> str:
    return name_key(name.rpartition(".")[0] or name)


def _new_upload(
    section: Section, file_name: str, content: bytes, options: Options, by: User | None
) -> ScheduleImport:
    return ScheduleImport(
        section=section,
        file_name=file_name[-200:],
        content=content,
        options=options.as_json(),
        uploaded_at=timezone.now(),
        uploaded_by=by,
    )


def forget_imports(*, by: User | None) -> int:
    """Delete the uploads that nobody applied within a week; returns how many."""
    now, imports = timezone.now(), ScheduleImport.objects
    with transaction.atomic():
        # Without `only`, Django would read every file before it deletes the rows.
        count, _by_model = imports.forgotten(now).only("pk").delete()
        imports.find_old(now)
    return count


def answer_preview(
    schedule_import: ScheduleImport, *, options: Options, by: User | None
) -> ScheduleImport:
    """Keep what somebody decided on the preview; refuses once the import is applied."""
    with transaction.atomic():
        current = _still_there(schedule_import, ScheduleImport.objects.select_for_update())
        if current.applied_at:
            raise DomainError(
                _("This import has been applied already: upload the file again to change it.")
            )
        current.options = options.as_json()
        current.save(update_fields=["options"])
    return current


def _still_there(entry: ScheduleImport, known: models.QuerySet[ScheduleImport]) -> ScheduleImport:
    """An entry as it is `known` by now; `DomainError` if somebody discarded it meanwhile."""
    if current := known.filter(pk=entry.pk).first():
        return current
    sentence = _("“%(file)s” was discarded in the meantime: nothing of it was written.")
    raise DomainError(sentence % {"file": entry.file_name})


def discard_upload(schedule_import: ScheduleImport) -> None:
    """Forget an upload that nobody applied, with its file; refuses once it is applied."""
    with transaction.atomic():
        known = ScheduleImport.objects.select_for_update().defer(*ScheduleImport.HEAVY)
        if _still_there(schedule_import, known).applied_at:
            raise DomainError(_("This import has been applied already: undo it instead."))
        schedule_import.delete()


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

    def work() -> ScheduleImport:
        current, drafts = _look_up(entry)
        if current.applied_at is None:
            raise DomainError(_("This file was never applied: there is nothing to undo."))
        if done := ScheduleImport.objects.filter(undoes=current).first():
            return done
        plan = plan_undo(current, drafts)
        _check_undo(plan, digest, force)
        checked = check_diff(current.section, plan.changes, drafts, plan.edits)
        undo = ScheduleImport(
            section=current.section,
            file_name=current.file_name,
            undoes=current,
            undo_depth=current.undo_depth + 1,
            uploaded_at=timezone.now(),
            uploaded_by=by,
        )
        return _write(undo, checked, plan.now, plan.answer(), by=by)

    return plan_then_write(entry.section.conference, work)


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

    def work() -> ScheduleImport:
        current, drafts = _look_up(schedule_import)
        if current.applied_at:
            return current
        options = Options.from_json(current.options)
        # Not the deferred `current.content`: by now somebody may have discarded it.
        content = bytes(schedule_import.content)
        plan = preview_import(current.section, content, options, drafts)
        if digest is not None and digest != plan.digest:
            raise PlanChanged(_what_happened(current, plan))
        return _write_plan(current, plan, drafts, by=by)

    return plan_then_write(schedule_import.section.conference, work)


@one_snapshot()
def _look_up(entry: ScheduleImport) -> tuple[ScheduleImport, Drafts]:
    """An entry and the drafts of its conference, as they are at one moment."""
    current = _still_there(entry, ScheduleImport.objects.defer(*ScheduleImport.HEAVY))
    current.section = entry.section
    return current, load_drafts(entry.section.conference, with_programme=True)


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
    section: Section,
    *,
    file_name: str,
    content: bytes,
    options: Options,
    by: User | None,
    check: Callable[[ImportPlan], None] | None = None,
) -> ImportPlan:
    """Bring a file in without a preview; returns the plan.

    Nothing is written, and nothing kept, of a file whose plan has errors, or for which `check`
    raises.
    """

    def work() -> ImportPlan:
        drafts = load_drafts(section.conference, with_programme=True)
        plan = preview_import(section, content, options, drafts)
        if check:
            check(plan)
        if plan.ok:
            forget_imports(by=by)
            upload = _new_upload(section, file_name, content, options, by)
            _write_plan(upload, plan, drafts, by=by)
        return plan

    return plan_then_write(section.conference, work)


def _write_plan(
    upload: ScheduleImport, plan: ImportPlan, drafts: Drafts, *, by: User | None
) -> ScheduleImport:
    if plan.diff is None:
        raise PlanHasErrors(plan)
    checked = check_diff(upload.section, plan.diff, drafts, plan.programme.edits)
    return _write(upload, checked, plan.before, plan.answer(applied=True), by=by)


def _write(
    entry: ScheduleImport,
    checked: CheckedDiff,
    before: Timetable,
    result: dict[str, Any],
    *,
    by: User | None,
) -> ScheduleImport:
    """Write what was checked, and keep in the entry what it found, left and did. `DraftsChanged` if
    it is not any more what was planned for.
    """
    entry.before, entry.result = before.as_json(), result
    section = entry.section.slug
    changes = step_changes({section: (before, checked.after)}, checked.edits)
    with still_as(checked.drafts):
        _check_entries(entry)
        checked.write()
        entry.applied_at, entry.applied_by = timezone.now(), by
        entry.save(update_fields=OUTCOME if entry.pk else None)
        entry.step = _keep_step(entry, changes, by=by)
        entry.save(update_fields=["step"])
    return entry


def _check_entries(entry: ScheduleImport) -> None:
    """Refuse if somebody has answered, applied or discarded the upload, or made the same undo,
    meanwhile.
    """
    known = ScheduleImport.objects.select_for_update().defer(*ScheduleImport.HEAVY)
    now = known.filter(pk=entry.pk).first()
    is_as_it_was = now and not now.applied_at and now.options == entry.options
    if entry.pk and not is_as_it_was:
        raise DraftsChanged
    if entry.undoes_id and known.filter(undoes=entry.undoes_id).exists():
        raise DraftsChanged


def _keep_step(entry: ScheduleImport, changes: StepChanges, *, by: User | None) -> Step | None:
    """The step of the draft, and its line in the history: a file was applied, taken back, or
    brought back.
    """
    left_out = Options.from_json(entry.options).mending.names_left_out
    sentence = _("%(section)s: “%(file)s” imported.")
    if left_out:
        sentence = _("%(section)s: “%(file)s” imported, without row %(rows)s.")
    if entry.undo_depth:
        sentence = (
            _("%(section)s: the import of “%(file)s” undone.")
            if entry.takes_back
            else _("%(section)s: the undo of “%(file)s” undone.")
        )
    rows = ", ".join(left_out[:ROWS_NAMED]) + (" …" if left_out[ROWS_NAMED:] else "")
    return keep_step(
        entry.section.conference,
        changes,
        by=by,
        code="import-undone" if entry.undo_depth else "import-applied",
        sentence=sentence % {"section": entry.section, "file": entry.file_name, "rows": rows},
        about=entry,
        undoes=entry.undoes.step if entry.undoes else None,
    )
