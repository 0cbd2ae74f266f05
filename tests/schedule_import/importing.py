"""How these tests bring files in: the bytes of a file go the whole way."""

from conference.schedule.draft.store import load_timetable
from schedule_import.actions import apply_import, upload_schedule
from schedule_import.planning.names import KindAnswer
from schedule_import.planning.options import Options, preview_import
from schedule_import.planning.plan import Mode

NO_TALKS = {"presentations": 0, "speakers": 0, "tracks": 0}
"""What an answer counts besides, where a file says nothing of talks."""

HEADER = "date,time_start,time_end,kind,room,title,presentation"


def file_of(*rows, header=HEADER):
    return "\n".join([header, *rows]).encode()


def preview(section, *rows, header=HEADER, mode="add", kinds=None, **options):
    kinds = {key: KindAnswer(*answer) for key, answer in (kinds or {}).items()}
    return preview_import(
        section, file_of(*rows, header=header), Options(mode=Mode(mode), kinds=kinds, **options)
    )


def bring_in(section, *rows, header=HEADER, mode="add", kinds=None, by=None, answers=None):
    """Upload, and apply what the preview shows; returns the import."""
    kinds = {key: KindAnswer(*answer) for key, answer in (kinds or {}).items()}
    options = Options(mode=Mode(mode), kinds=kinds, answers=answers or {})
    content = file_of(*rows, header=header)
    plan = preview_import(section, content, options)
    upload = upload_schedule(
        section, file_name="schedule.csv", content=content, options=options, by=by
    )
    return apply_import(upload, digest=plan.digest, by=by)


def draft(section):
    """The draft as sorted tuples of text, as a person would write it down."""
    timetable = load_timetable(section)
    names = {room.slug: room.name for room in timetable.rooms}
    return [
        (
            f"{slot.date} {slot.start:%H:%M}-{slot.end:%H:%M}",
            timetable.kind_by_key[slot.kind].label,
            "+".join(names[room.slug] for room in timetable.rooms if room.slug in slot.rooms),
            slot.title,
            slot.presentation.number if slot.presentation else None,
        )
        for slot in timetable.slots
    ]


def keys(section):
    """The key of each slot, by its title or presentation."""
    return {
        (slot.presentation.number if slot.presentation else slot.title): slot.key
        for slot in load_timetable(section).slots
    }


def brief(problems):
    """What most tests compare: row, column, code, other rows."""
    return [(p.row, p.column, p.code, list(p.other_rows)) for p in problems]


def counts(plan):
    """The numbers of the answer that are not zero."""
    answer = plan.answer(applied=False)
    return {
        f"{what} {thing}": number
        for what in ("added", "moved", "changed", "unchanged", "removed")
        for thing, number in answer[what].items()
        if number
    }
