"""What is exported comes back: importing an export into the schedule that it came from changes
nothing.
"""

import datetime as dt
import io
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from conference.schedule.draft.store import load_timetable, save_diff
from conference.schedule.feeds.exports import write_csv
from conference.schedule.release.freezing import freeze
from schedule_import.planning.options import Options, preview_import
from schedule_import.planning.plan import Mode
from tests.factories import make_conference, make_section
from tests.schedule.stored import make_stage, rolled_back, save
from tests.schedule.strategies import valid_timetables
from tests.schedule_import.importing import bring_in, counts

pytestmark = pytest.mark.django_db
DAY = "2027-05-14"


def export(section, *, with_section=False):
    content = freeze(
        section.conference, sections=[section], previous=None, at=dt.datetime.now(dt.UTC)
    )
    out = io.StringIO(newline="")
    write_csv(content, out, with_section=with_section)
    return out.getvalue().encode()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(timetable=valid_timetables(), mode=st.sampled_from(Mode))
def test_importing_an_export_changes_nothing(db, timetable, mode):
    with rolled_back():
        section = make_stage()
        save(section, timetable)
        plan = (
            preview_import(section, export(section), Options(mode=mode))
            if timetable.slots
            else None
        )
        if plan:
            assert plan.errors == ()
            assert plan.diff.is_empty
            assert plan.after == load_timetable(section)


@pytest.mark.parametrize("mode", Mode)
def test_an_export_of_the_whole_conference_comes_back_into_its_section(mode):
    section = make_section(make_conference(), slug="talks")
    bring_in(section, f"{DAY},22:00,24:00,talk,=A,'@home,", f"{DAY},9:00,10:00,plenary,-B,+1,")
    plan = preview_import(section, export(section, with_section=True), Options(mode=mode))
    assert plan.errors == ()
    assert counts(plan) == {"unchanged slots": 2}
    assert plan.diff.is_empty


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
# An export does not say which rooms are shared.
@given(before=valid_timetables(shares_rooms=False), after=valid_timetables(shares_rooms=False))
def test_replacing_by_an_export_makes_the_section_what_was_exported(db, before, after):
    """Whatever stood there: afterwards the section says what the exported one said, in every
    slot.
    """
    kinds = before.kind_by_key | after.kind_by_key
    slots = before.slots if all(kinds[kind.key] == kind for kind in before.kinds) else ()
    before = replace(before, kinds=tuple(kinds.values()), slots=slots)
    assume(after.slots)
    with rolled_back():
        section = make_stage()
        save(section, after)
        wanted, content = load_timetable(section), export(section)
        save(section, before)
        plan = preview_import(section, content, Options(mode=Mode.REPLACE))
        assert plan.errors == ()
        assert _said(plan.after) == _said(wanted)
        save_diff(section, plan.diff)
        assert _said(load_timetable(section)) == _said(wanted)


def _said(timetable):
    names = {room.slug: room.name for room in timetable.rooms}
    return {
        (
            *slot.place[:3],
            slot.kind,
            frozenset(names[room] for room in slot.rooms),
            "" if slot.presentation else slot.title,  # which stands there when no presentation does
            slot.presentation,
        )
        for slot in timetable.slots
    }
