"""The imports that were applied before there were steps of the draft get one each."""

from typing import Any

from django.db import migrations
from django.db.models import Max

NAMED_BY_THEIR_FIRST = ("rooms", "kinds", "slots")  # slug, key, key


def edits(before: dict[str, Any], after: dict[str, Any]) -> dict[str, list[Any]]:
    """The parts of two timetables that differ, each as it was and as it became."""
    found = {}
    for sort in ("days", *NAMED_BY_THEIR_FIRST):
        old, new = (
            {part[0] if sort in NAMED_BY_THEIR_FIRST else part: part for part in each[sort]}
            for each in (before, after)
        )
        pairs = [[old.get(key), new.get(key)] for key in {**old, **new}]
        found[sort] = [pair for pair in pairs if pair[0] != pair[1]]
    return {sort: pairs for sort, pairs in found.items() if pairs}


def make_steps(apps: Any, _schema_editor: Any) -> None:
    """A step for each applied import, in the order in which they were applied."""
    Step, HistoryEntry, ScheduleImport = (
        apps.get_model(*name)
        for name in (
            ("schedule", "Step"),
            ("editions", "HistoryEntry"),
            ("schedule_import", "ScheduleImport"),
        )
    )
    applied = ScheduleImport.objects.exclude(applied_at=None).select_related("section")
    for each in applied.order_by("applied_at", "pk").iterator(chunk_size=10):
        conference = each.section.conference_id
        changes = edits(each.before, each.after)
        rooms = changes.pop("rooms", [])
        sections = {each.section.slug: changes} if changes else {}
        programme = each.programme or {"tracks": [], "people": [], "talks": []}
        if not (rooms or sections or any(programme.values())):
            continue
        lines = HistoryEntry.objects.filter(conference=conference)
        last = lines.aggregate(last=Max("step"))["last"] or 0
        about = {"about_model": "schedule_import.scheduleimport", "about_key": str(each.pk)}
        entry = lines.filter(**about).first() or HistoryEntry(
            conference_id=conference,
            at=each.applied_at,
            by_id=each.applied_by_id,
            by_name=each.applied_by.name if each.applied_by else "",
            code="import-undone" if each.undo_depth else "import-applied",
            sentence=each.file_name,
            **about,
        )
        entry.step = last + 1
        entry.save()
        undone = ScheduleImport.objects.filter(pk=each.undoes_id).exclude(step=None).first()
        each.step = Step.objects.create(
            entry=entry,
            changes={"rooms": rooms, "sections": sections, "programme": programme},
            undoes_id=undone and undone.step_id,
        )
        each.save(update_fields=["step"])


class Migration(migrations.Migration):
    dependencies = [
        ("editions", "0003_step"),
        ("schedule_import", "0005_step"),
    ]

    # A migration of its own: PostgreSQL changes no table whose rows it has yet to check.
    operations = [migrations.RunPython(make_steps, migrations.RunPython.noop)]
