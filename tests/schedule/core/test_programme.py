"""Differences of programmes: their laws, and what cannot be applied."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conference.schedule.core.programme import (
    Edit,
    Person,
    Programme,
    ProgrammeDiff,
    Talk,
    Texts,
    Track,
    WrongProgramme,
    apply_edits,
    programme_diff,
)

pytestmark = pytest.mark.property

WORDS = st.sampled_from(["", "Moss", "Tides", "Bread"])
NAMES = st.sampled_from(["Moss", "Tides", "Bread"])
PEOPLE = st.lists(NAMES, max_size=2, unique=True).map(tuple)
TEXTS = st.none() | st.builds(
    Texts, title=st.none() | WORDS, abstract=st.none() | WORDS, speakers=st.none() | PEOPLE
)
TALKS = st.builds(
    Talk,
    number=st.integers(1, 4),
    section=st.just("talks"),
    title=WORDS,
    abstract=WORDS,
    track=WORDS,
    speakers=PEOPLE,
    code=WORDS,
    imported=TEXTS,
)


def by_key(parts):
    return st.lists(parts, max_size=4).map(lambda some: {part.key: part for part in some})


PROGRAMMES = st.builds(
    Programme,
    tracks=by_key(st.builds(Track, name=NAMES, colour=st.sampled_from(["#112233", "#445566"]))),
    people=by_key(st.builds(Person, key=NAMES, name=WORDS)),
    talks=by_key(TALKS),
    last_number=st.just(4),
)


@given(PROGRAMMES)
def test_no_programme_differs_from_itself(programme):
    assert programme_diff(programme, programme).is_empty


@given(PROGRAMMES, PROGRAMMES)
def test_a_difference_leads_where_it_was_made_for(before, after):
    assert apply_edits(programme_diff(before, after), before) == after


@given(PROGRAMMES, PROGRAMMES)
def test_its_inverse_leads_back(before, after):
    assert apply_edits(programme_diff(before, after).inverse, after) == before


@given(PROGRAMMES, PROGRAMMES)
def test_what_is_stored_is_what_is_read(before, after):
    done = programme_diff(before, after)
    stored = json.loads(json.dumps(done.as_json()))

    assert ProgrammeDiff.from_json(stored) == done
    assert ProgrammeDiff.from_json(stored).digest == done.digest


@given(PROGRAMMES, PROGRAMMES, PROGRAMMES)
def test_it_is_refused_where_a_part_that_it_names_is_something_else(before, after, now):
    done = programme_diff(before, after)
    fits = all(
        getattr(now, sort).get(edit.key) == edit.before
        for sort in ("tracks", "people", "talks")
        for edit in getattr(done, sort)
    )

    if fits:
        assert programme_diff(now, apply_edits(done, now)) == done
    else:
        with pytest.raises(WrongProgramme):
            apply_edits(done, now)


def test_it_fits_where_only_something_else_has_changed():
    moss, tides = Talk(1, "talks", "Moss"), Talk(2, "talks", "Tides")
    renamed = Talk(1, "talks", "Moss and memory")
    done = ProgrammeDiff(talks=(Edit(moss, renamed),))

    changed = Programme(talks={1: moss, 2: Talk(2, "talks", "Tides", abstract="New.")})
    assert apply_edits(done, Programme(talks={1: moss, 2: tides})).talks == {1: renamed, 2: tides}
    assert apply_edits(done, changed).talks == {1: renamed, 2: changed.talks[2]}
