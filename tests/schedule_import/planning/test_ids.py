"""A column called id: numbers of our presentations, or what another system calls the talks."""

import pytest

from conference.presentations.models import Presentation
from tests.factories import make_conference, make_presentation, make_section
from tests.schedule_import.importing import brief, bring_in, counts, draft, preview

pytestmark = pytest.mark.django_db
DAY = "2027-05-14"
HEADER = "ID,date,start,end,type,room,title"
ROWS = (f"31,{DAY},9:00,10:00,talk,Red,Moss", f"4,{DAY},10:00,11:00,talk,Red,Kites")


@pytest.fixture
def section():
    return make_section(make_conference(slug="lakeside"), slug="talks")


def test_numbers_of_which_none_is_a_presentation_here_are_codes_with_one_warning(section):
    plan = preview(section, *ROWS, header=HEADER)
    assert (plan.errors, brief(plan.warnings)) == ((), [(1, "code", "assumed", [])])
    assert "On the command line: --answer codes=" in plan.warnings[0].message


def test_codes_find_their_talks_again_also_where_they_look_like_numbers_given_since(section):
    bring_in(section, ROWS[0].replace("31", "2"), ROWS[1].replace("4,", "1,", 1), header=HEADER)
    assert list(Presentation.objects.order_by("number").values_list("title", "code")) == [
        ("Moss", "2"),
        ("Kites", "1"),
    ]
    again = preview(
        section,
        ROWS[1].replace("4,", "1,", 1).replace("Kites", "Kites and winds"),
        ROWS[0].replace("31", "2"),
        header=HEADER,
    )
    assert again.errors == ()
    assert counts(again) == {"changed presentations": 1, "unchanged slots": 2}


def test_numbers_of_presentations_here_put_these_into_the_slots(section):
    for number, title in ((31, "Moss"), (4, "Kites")):
        make_presentation(section, number=number, title=title)
    bring_in(section, *ROWS, header=HEADER)
    assert [slot[4] for slot in draft(section)] == [31, 4]
    assert Presentation.objects.count() == 2


def test_where_only_some_are_numbers_of_presentations_somebody_must_say_which(section):
    make_presentation(section, number=4, title="Kites")
    rows = (*ROWS, f"32,{DAY},11:00,12:00,talk,Red,Ponds")
    plan = preview(section, *rows, header=HEADER)
    assert brief(plan.errors) == [(1, "code", "question", [])]
    plan = preview(section, *rows, header=HEADER, answers={"codes": "code"})
    assert (plan.errors, counts(plan)["added slots"]) == ((), 3)


def test_numbers_without_titles_are_those_of_presentations(section):
    plan = preview(section, f"7,{DAY},9:00,10:00,talk,Red", header="ID,date,start,end,type,room")
    assert [problem.code for problem in plan.errors] == ["unknown-presentation"]
