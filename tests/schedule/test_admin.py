"""The admin writes the draft through the core: the same checks, the same sentences, nothing
lost.
"""

import datetime as dt

import pytest
from django.contrib import admin
from django.contrib.messages import get_messages
from django.urls import reverse

from conference.editions.models import Track
from conference.presentations.models import Presentation, PresentationSpeaker
from conference.schedule.admin import SlotAdmin
from conference.schedule.draft.store import load_timetable
from conference.schedule.forms import seal, slot_of
from conference.schedule.models import Day, Room, Slot, SlotKind, SlotRoom, unscheduled
from conference.teams.roles import Role
from tests.factories import (
    FIRST_DAY,
    make_conference,
    make_day,
    make_kind,
    make_member,
    make_presentation,
    make_room,
    make_section,
    make_slot,
    make_speaker,
)


@pytest.fixture
def section(conference):
    return make_section(conference, slug="talks", name="Talks")


@pytest.fixture
def blue(conference):
    return make_room(conference, name="Blue")


@pytest.fixture
def green(conference):
    return make_room(conference, name="Green")


@pytest.fixture
def talk(section):
    return make_kind(section, label="talk")


@pytest.fixture
def programme(client, conference):
    """Somebody of the programme team, logged in."""
    person = make_member(conference, Role.PROGRAMME, is_staff=True)
    client.force_login(person)
    return person


def add(client, **typed):
    return client.post(reverse("admin:schedule_slot_add"), typed)


def change(client, slot, **typed):
    """Open the form of a slot, type over it, and send it."""
    address = reverse("admin:schedule_slot_change", args=[slot.pk])
    form = client.get(address).context["adminform"].form
    sent = {name: form[name].value() for name in form.fields}
    sent = {name: value for name, value in sent.items() if value is not None}
    return client.post(
        address, {**sent, "start": f"{slot.start:%H:%M}", "end": f"{slot.end:%H:%M}", **typed}
    )


def delete(client, model, row, app="schedule"):
    return client.post(
        reverse(f"admin:{app}_{model}_delete", args=[row.pk]), {"post": "yes"}, follow=True
    )


def delete_selected(client, model, *rows):
    address = reverse(f"admin:schedule_{model}_changelist")
    chosen = {
        "action": "delete_selected",
        "_selected_action": [row.pk for row in rows],
        "post": "yes",
    }
    return client.post(address, chosen, follow=True)


def errors_of(response):
    return [
        str(error)
        for errors in response.context["adminform"].form.errors.values()
        for error in errors
    ]


def sentences(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def shown(section):
    """The draft as lines: what, when and where."""
    return [
        f"{slot.date:%d} {slot.start:%H:%M}-{slot.end:%H:%M} {'+'.join(sorted(slot.rooms))} "
        f"{slot.kind} "
        f"{slot.title or slot.presentation and slot.presentation.title or ''}".rstrip()
        for slot in load_timetable(section).slots
    ]


def ten_o_clock(section, kind, *rooms, **typed):
    return {
        "section": section.pk,
        "date": "2027-05-14",
        "start": "10:00",
        "end": "11:00",
        "kind": kind.pk,
        "rooms": [room.pk for room in rooms],
        **typed,
    }


# --- Slots ----------------------------------------------------------------------------------------


def test_a_slot_is_added_with_its_day_its_room_and_its_presentation(
    client, programme, section, talk, blue
):
    presentation = make_presentation(section, title="On lakes")

    response = add(client, **ten_o_clock(section, talk, blue, presentation=presentation.pk))

    assert response.status_code == 302
    assert shown(section) == ["14 10:00-11:00 blue talk On lakes"]


def test_blanks_in_a_title_are_folded_as_they_are_in_files(client, programme, section, talk, blue):
    add(client, **ten_o_clock(section, talk, blue, title="  Panel   on \t lakes "))

    assert shown(section) == ["14 10:00-11:00 blue talk Panel on lakes"]


def test_a_slot_that_overlaps_is_refused_on_the_form_and_what_was_typed_stays(
    client, programme, section, talk, blue
):
    make_slot(section, kind=talk, rooms=[blue], title="First")

    response = add(
        client, **ten_o_clock(section, talk, blue, start="10:30", end="11:30", title="Second")
    )

    assert response.status_code == 200
    assert errors_of(response) == [
        "“First” (2027-05-14, 10:00–11:00) and “Second” (2027-05-14, 10:30–11:30) both take Blue."
    ]
    form = response.context["adminform"].form
    assert (form["title"].value(), form["start"].value()) == ("Second", "10:30")
    assert shown(section) == ["14 10:00-11:00 blue talk First"]


def test_a_slot_that_meets_one_of_another_section_is_refused(
    client, programme, section, talk, blue
):
    other = make_section(section.conference, slug="tutorials")
    make_slot(other, rooms=[blue], title="Tutorial")

    response = add(client, **ten_o_clock(section, talk, blue, title="Talk"))

    assert errors_of(response) == [
        "“Talk” (2027-05-14, 10:00–11:00) of the section “talks” and “Tutorial” (2027-05-14, "
        "10:00–11:00) of the section “tutorials” both take Blue."
    ]
    assert shown(section) == []


def test_several_rooms_are_for_kinds_that_span_rooms(client, programme, section, talk, blue, green):
    plenary = make_kind(section, label="plenary", spans_rooms=True)

    refused = add(client, **ten_o_clock(section, talk, blue, green, title="Wide"))
    done = add(client, **ten_o_clock(section, plenary, blue, green, title="Opening"))

    assert errors_of(refused) == [
        "“Wide” (2027-05-14, 10:00–11:00) takes several rooms, but the kind “talk” does not span "
        "rooms."
    ]
    assert done.status_code == 302
    assert shown(section) == ["14 10:00-11:00 blue+green plenary Opening"]


@pytest.mark.parametrize(
    ("start", "end"),
    [("10:00", "10:00"), ("11:00", "10:00"), ("22:00", "12:30"), ("00:00", "00:00")],
)
def test_an_end_before_the_start_is_refused(client, programme, section, talk, blue, start, end):
    response = add(client, **ten_o_clock(section, talk, blue, start=start, end=end))

    assert errors_of(response) == [
        "A slot ends after its start on the same day, at midnight, or by 12:00 of the next day if "
        "it lasts at most 16 hours."
    ]


def test_a_slot_may_run_over_midnight(client, programme, section, blue):
    party = make_kind(section, label="party")

    add(client, **ten_o_clock(section, party, blue, start="20:00", end="02:00"))

    assert shown(section) == ["14 20:00-02:00 blue party"]


def test_times_are_those_of_a_clock(client, programme, section, talk, blue):
    response = add(client, **ten_o_clock(section, talk, blue, start="10:00:30", end="25:00"))

    assert errors_of(response) == ["Enter a valid time.", "Enter a valid time."]


def test_the_form_names_the_zone_of_its_clock_times(client, programme, section, talk):
    form = client.get(reverse("admin:schedule_slot_add")).context["adminform"].form

    assert form.fields["start"].help_text == "On the clocks of Europe/Zurich."


def test_a_slot_needs_a_section_a_kind_and_a_room(client, programme, section):
    make_section(section.conference)

    response = add(client, date="2027-05-14", start="10:00", end="11:00")

    assert set(response.context["adminform"].form.errors) == {"section", "kind", "rooms"}


def test_a_slot_is_moved_and_keeps_its_key(client, programme, section, talk, blue, green):
    slot = make_slot(section, kind=talk, rooms=[blue], title="Walk")

    response = change(client, slot, date="2027-05-15", start="14:00", end="15:00", rooms=[green.pk])

    assert response.status_code == 302
    assert shown(section) == ["15 14:00-15:00 green talk Walk"]
    assert Slot.objects.get().key == slot.key


def test_a_presentation_is_exchanged_for_another(client, programme, section, talk, blue):
    first, second = (
        make_presentation(section, title="First"),
        make_presentation(section, title="Second"),
    )
    slot = make_slot(section, kind=talk, rooms=[blue])
    Slot.objects.filter(pk=slot.pk).update(presentation=first)

    change(client, slot, presentation=second.pk)

    assert shown(section) == ["14 10:00-11:00 blue talk Second"]
    assert list(unscheduled(Presentation.objects.all())) == [first]


def test_a_presentation_is_taken_out_of_its_slot(client, programme, section, talk, blue):
    slot = make_slot(section, kind=talk, rooms=[blue])
    presentation = make_presentation(section, slot=slot)

    change(client, slot, presentation="")

    assert shown(section) == ["14 10:00-11:00 blue talk"]
    assert list(unscheduled(Presentation.objects.all())) == [presentation]


def test_a_presentation_is_put_into_a_second_slot(client, programme, section, talk, blue):
    presentation = make_presentation(
        section, title="On lakes", slot=make_slot(section, kind=talk, rooms=[blue])
    )
    slot = make_slot(section, kind=talk, rooms=[blue], start=dt.time(14), end=dt.time(15))

    change(client, slot, presentation=presentation.pk)

    assert shown(section) == [
        "14 10:00-11:00 blue talk On lakes",
        "14 14:00-15:00 blue talk On lakes",
    ]


def test_a_presentation_twice_at_the_same_time_is_refused(
    client, programme, section, talk, blue, green
):
    presentation = make_presentation(
        section, number=7, title="On lakes", slot=make_slot(section, kind=talk, rooms=[blue])
    )
    slot = make_slot(section, kind=talk, rooms=[green])

    response = change(client, slot, presentation=presentation.pk)

    name = "“On lakes” (2027-05-14, 10:00–11:00)"
    assert errors_of(response) == [f"{name} and {name} both hold presentation 7, at the same time."]


def test_a_presentation_of_another_section_is_no_choice(client, programme, section, talk, blue):
    slot = make_slot(section, kind=talk, rooms=[blue])
    presentation = make_presentation(make_section(section.conference))

    response = change(client, slot, presentation=presentation.pk)

    assert errors_of(response) == [
        "This presentation is of another section: choose one of this section."
    ]


def test_the_form_says_which_presentations_have_no_slot_yet(client, programme, section, talk, blue):
    slot = make_slot(section, kind=talk, rooms=[blue])
    make_presentation(section, number=7, title="On lakes", slot=slot)
    make_presentation(section, number=8, title="On ponds")

    address = reverse("admin:schedule_slot_change", args=[slot.pk])
    field = client.get(address).context["adminform"].form.fields["presentation"]

    assert [label for _key, label in field.choices] == [
        "---------",
        "7: On lakes",
        "8: On ponds (no slot yet)",
    ]


def test_a_change_by_somebody_else_is_not_overwritten(
    client, programme, section, talk, blue, green
):
    slot = make_slot(section, kind=talk, rooms=[blue], title="Walk")
    seen = seal(slot_of(slot))
    SlotRoom.objects.update(room=green)
    Slot.objects.update(title="Swim")
    typed = ten_o_clock(section, talk, blue, title="Run")

    response = client.post(
        reverse("admin:schedule_slot_change", args=[slot.pk]), {**typed, "seen": seen}
    )

    assert errors_of(response) == [
        "Somebody has changed “Walk” (2027-05-14, 10:00–11:00) in the meantime: it is now “Swim” "
        "(2027-05-14, 10:00–11:00) in Green. Nothing was written. Below is what you typed: "
        "save it again to put it in the place of that."
    ]
    assert shown(section) == ["14 10:00-11:00 green talk Swim"]


def test_after_seeing_what_somebody_else_changed_one_may_overwrite_it(
    client, programme, section, talk, blue
):
    slot = make_slot(section, kind=talk, rooms=[blue], title="Walk")
    typed = ten_o_clock(section, talk, blue, title="Run", seen=seal(slot_of(slot)))
    Slot.objects.update(title="Swim")
    address = reverse("admin:schedule_slot_change", args=[slot.pk])

    refused = client.post(address, typed)
    again = client.post(
        address, {**typed, "seen": refused.context["adminform"].form["seen"].value()}
    )

    assert again.status_code == 302
    assert shown(section) == ["14 10:00-11:00 blue talk Run"]


@pytest.mark.parametrize("seen", ["", "forged", "of another slot"])
def test_a_form_without_the_slot_that_it_was_made_of_is_refused(
    client, programme, section, talk, blue, green, seen
):
    slot = make_slot(section, kind=talk, rooms=[blue], title="Walk")
    if seen == "of another slot":
        seen = seal(slot_of(make_slot(section, kind=talk, rooms=[green])))
    before = shown(section)
    typed = ten_o_clock(section, talk, blue, title="Run", seen=seen)

    response = client.post(reverse("admin:schedule_slot_change", args=[slot.pk]), typed)

    assert errors_of(response) == [
        "This form is not of this slot: open the slot again and change it there."
    ]
    assert shown(section) == before


def test_what_deserves_a_second_look_is_said_after_saving(
    client, programme, section, talk, blue, green
):
    speaker = make_speaker(section.conference, name="Ada")
    make_presentation(
        section,
        title="One",
        speakers=[speaker],
        slot=make_slot(section, date=dt.date(2027, 6, 1), rooms=[green]),
    )
    two = make_presentation(section, title="Two", speakers=[speaker])

    response = add(
        client, **ten_o_clock(section, talk, blue, date="2027-06-01", presentation=two.pk)
    )

    assert sentences(response)[:2] == [
        (
            "“Two” (2027-06-01, 10:00–11:00) and “One” (2027-06-01, 10:00–11:00) need Ada at the "
            "same time."
        ),
        "2027-06-01 is not a day of the conference (2027-05-14 to 2027-05-16).",
    ]


def test_a_kind_and_a_room_of_another_conference_are_no_choice(
    client, programme, section, talk, blue
):
    other = make_conference()
    kind, room = make_kind(make_section(other)), make_room(other)

    response = add(client, **ten_o_clock(section, kind, room))

    assert set(response.context["adminform"].form.errors) == {"kind", "rooms"}


def test_a_section_of_another_conference_is_no_choice(client, programme, talk, blue):
    other = make_section()

    response = add(client, **ten_o_clock(other, make_kind(other), make_room(other.conference)))

    assert set(response.context["adminform"].form.errors) == {"section", "kind", "rooms"}
    assert Slot.objects.count() == 0


def test_viewers_look_at_a_slot_and_change_nothing(client, conference, section, talk, blue):
    slot = make_slot(section, kind=talk, rooms=[blue], title="Walk")
    client.force_login(make_member(conference, Role.VIEWER, is_staff=True))
    address = reverse("admin:schedule_slot_change", args=[slot.pk])

    page = client.get(address).content.decode()

    assert "2027-05-14 10:00–11:00" in page
    assert "Blue" in page
    assert client.post(address, ten_o_clock(section, talk, blue, title="Run")).status_code == 403
    assert (
        client.post(
            reverse("admin:schedule_slot_delete", args=[slot.pk]), {"post": "yes"}
        ).status_code
        == 403
    )
    assert shown(section) == ["14 10:00-11:00 blue talk Walk"]


def test_removing_a_slot_leaves_its_presentation_without_one(
    client, programme, section, talk, blue
):
    slot = make_slot(section, kind=talk, rooms=[blue])
    presentation = make_presentation(section, slot=slot)

    delete(client, "slot", slot)

    assert shown(section) == []
    assert list(unscheduled(Presentation.objects.all())) == [presentation]


def test_several_slots_of_several_sections_are_removed_at_once(
    client, programme, section, talk, blue
):
    other = make_section(section.conference)
    gone = [make_slot(section, kind=talk, rooms=[blue]), make_slot(other)]
    make_slot(section, kind=talk, rooms=[blue], start=dt.time(12), end=dt.time(13), title="Stays")

    delete_selected(client, "slot", *gone)

    assert shown(section) == ["14 12:00-13:00 blue talk Stays"]
    assert shown(other) == []


def test_no_page_but_the_slots_own_writes_slots():
    registered = admin.site._registry
    inlines = {inline.model for page in registered.values() for inline in page.inlines}

    assert SlotRoom not in registered
    assert inlines & {Slot, SlotRoom, Day, Presentation} == set()
    assert [page for page in registered.values() if page.list_editable] == []
    assert isinstance(registered[Slot], SlotAdmin)


# --- Days, rooms, kinds ---------------------------------------------------------------------------


def test_a_day_with_slots_is_not_removed(client, programme, section):
    day = make_slot(section, title="Walk").day

    one = delete(client, "day", day)
    several = delete_selected(client, "day", day, make_day(section, dt.date(2027, 5, 15)))

    for page in (one, several):
        assert (
            "“2027-05-14” has 1 slot: move it elsewhere or remove it first."
            in page.content.decode()
        )
    assert Day.objects.count() == 2


def test_a_day_without_slots_is_removed(client, programme, section):
    delete(client, "day", make_day(section))

    assert Day.objects.count() == 0


def test_a_day_keeps_its_date(client, programme, section):
    day = make_day(section)

    client.post(reverse("admin:schedule_day_change", args=[day.pk]), {"date": "2027-05-16"})

    assert Day.objects.get().date == FIRST_DAY


def test_the_same_day_twice_is_refused(client, programme, section):
    make_day(section)

    response = client.post(
        reverse("admin:schedule_day_add"), {"section": section.pk, "date": FIRST_DAY.isoformat()}
    )

    assert len(errors_of(response)) == 1
    assert Day.objects.count() == 1


def test_a_new_room_gets_a_slug_and_the_last_place(client, programme, conference, blue):
    for name in ("Grüner Saal", "Grüner  Saal!", "会議室"):
        client.post(
            reverse("admin:schedule_room_add"),
            {"conference": conference.pk, "name": name, "order": "0"},
        )

    assert list(Room.objects.values_list("name", "slug", "order")) == [
        ("Blue", "blue", 0),
        ("Grüner Saal", "gruner-saal", 1),
        ("Grüner Saal!", "gruner-saal-2", 2),
        ("会議室", "room", 3),
    ]


def test_a_room_keeps_its_slug_and_its_conference(client, programme, conference, blue):
    other = make_conference()

    client.post(
        reverse("admin:schedule_room_change", args=[blue.pk]),
        {"conference": other.pk, "name": "Azure", "slug": "azure", "order": "4", "capacity": "80"},
    )

    assert list(Room.objects.values_list("conference", "name", "slug", "order", "capacity")) == [
        (conference.pk, "Azure", "blue", 4, 80)
    ]


def test_a_room_is_shared_in_the_admin_only_as_it_is_made(client, programme, conference, blue):
    new = {"conference": conference.pk, "name": "Foyer", "order": "1", "is_shared": "on"}
    client.post(reverse("admin:schedule_room_add"), new)
    client.post(
        reverse("admin:schedule_room_change", args=[blue.pk]),
        {"name": "Blue", "order": "0", "is_shared": "on"},
    )

    assert dict(Room.objects.values_list("name", "is_shared")) == {"Blue": False, "Foyer": True}


def test_a_second_room_of_the_same_name_is_refused(client, programme, conference, blue, green):
    added = client.post(
        reverse("admin:schedule_room_add"),
        {"conference": conference.pk, "name": "BLUE", "order": "0"},
    )
    renamed = client.post(
        reverse("admin:schedule_room_change", args=[green.pk]), {"name": "blue", "order": "1"}
    )

    assert (len(errors_of(added)), len(errors_of(renamed))) == (1, 1)
    assert sorted(Room.objects.values_list("name", flat=True)) == ["Blue", "Green"]


def test_a_room_in_use_is_not_removed(client, programme, section, blue, green):
    make_slot(section, rooms=[blue])

    page = delete(client, "room", blue)
    delete(client, "room", green)

    assert "“Blue” has 1 slot: move it elsewhere or remove it first." in page.content.decode()
    assert list(Room.objects.all()) == [blue]


def test_what_a_kind_can_do_is_not_changed_here(client, programme, section, blue, green):
    """It would merge slots unseen; the organisers' page of kinds shows that first."""
    lunch = make_kind(section, label="lunch")
    for room in (blue, green):
        make_slot(section, kind=lunch, rooms=[room], title="Lunch")

    client.post(
        reverse("admin:schedule_slotkind_change", args=[lunch.pk]),
        {"label": "Lunch break", "spans_rooms": "on", "takes_presentation": "on"},
    )

    kind = SlotKind.objects.get()
    assert (kind.label, kind.spans_rooms, kind.takes_presentation) == ("Lunch break", False, False)
    assert len(shown(section)) == 2


def test_a_second_kind_of_the_same_label_is_refused(client, programme, section, talk):
    response = client.post(
        reverse("admin:schedule_slotkind_add"), {"section": section.pk, "label": " TALK "}
    )

    assert len(errors_of(response)) == 1
    assert SlotKind.objects.count() == 1


def test_a_kind_in_use_is_not_removed(client, programme, section, talk):
    make_slot(section, kind=talk)

    page = delete(client, "slotkind", talk)

    assert "“talk” has 1 slot: move it elsewhere or remove it first." in page.content.decode()
    assert SlotKind.objects.count() == 1


# --- Presentations --------------------------------------------------------------------------------


def presentation_form(section, *speakers, **typed):
    rows = {}
    for order, speaker in enumerate(speakers):
        rows |= {
            f"presentation_speakers-{order}-speaker": speaker.pk,
            f"presentation_speakers-{order}-order": order,
        }
    return {
        "section": section.pk,
        "number": "",
        "title": "On lakes",
        "abstract": "",
        "track": "",
        "presentation_speakers-TOTAL_FORMS": len(speakers),
        "presentation_speakers-INITIAL_FORMS": 0,
        **rows,
        **typed,
    }


def test_a_presentation_is_added_with_the_next_number_and_its_speakers_in_order(
    client, programme, conference, section
):
    make_presentation(section, number=7)
    ada, bo = make_speaker(conference, name="Ada"), make_speaker(conference, name="Bo")
    address = reverse("admin:presentations_presentation_add")

    proposed = client.get(address).context["adminform"].form["number"].value()
    client.post(address, presentation_form(section, bo, ada))

    added = Presentation.objects.get(title="On lakes")
    assert (proposed, added.number, added.conference) == (8, 8, conference)
    names = PresentationSpeaker.objects.filter(presentation=added).values_list(
        "speaker__name", flat=True
    )
    assert list(names) == ["Bo", "Ada"]


def test_a_number_that_is_taken_is_refused(client, programme, section):
    make_presentation(section, number=7)

    response = client.post(
        reverse("admin:presentations_presentation_add"), presentation_form(section, number="7")
    )

    assert len(errors_of(response)) == 1
    assert Presentation.objects.count() == 1


def test_a_presentation_keeps_its_number_and_its_slot(client, programme, section, talk, blue):
    slot = make_slot(section, kind=talk, rooms=[blue])
    presentation = make_presentation(section, number=7, slot=slot)
    other = make_section(section.conference)

    client.post(
        reverse("admin:presentations_presentation_change", args=[presentation.pk]),
        presentation_form(other, number="9", title="On rivers"),
    )

    presentation.refresh_from_db()
    assert (presentation.number, presentation.section) == (7, section)
    assert list(presentation.slots.all()) == [slot]
    assert presentation.title == "On rivers"


def test_a_speaker_and_a_track_are_of_the_same_conference(client, programme, conference, section):
    other = make_conference()
    make_member(other, Role.PROGRAMME)
    programme.teams.add(other.teams.get())
    track = Track.objects.create(conference=other, name="Web", colour="#336699")
    speaker = make_speaker(other, name="Ada")

    response = client.post(
        reverse("admin:presentations_presentation_add"),
        presentation_form(section, speaker, track=track.pk),
    )

    assert errors_of(response) == [
        f"The track “Web” is of another conference: choose one of {conference}."
    ]
    formset = response.context["inline_admin_formsets"][0].formset
    assert formset.errors == [
        {"speaker": [f"Ada is a speaker of another conference: choose one of {conference}."]}
    ]


def test_removing_a_presentation_takes_the_slot_that_held_it(
    client, programme, section, talk, blue
):
    presentation = make_presentation(section, slot=make_slot(section, kind=talk, rooms=[blue]))

    asked = client.get(
        reverse("admin:presentations_presentation_delete", args=[presentation.pk])
    ).content.decode()
    delete(client, "presentation", presentation, app="presentations")

    assert "and with it what it stands in: 2027-05-14 10:00–11:00" in asked
    assert Presentation.objects.count() == 0
    assert shown(section) == []


def test_search_finds_presentations_by_number_title_and_speaker(
    client, programme, conference, section
):
    ada = make_speaker(conference, name="Ada Lake")
    first = make_presentation(section, number=70, title="On rivers", speakers=[ada])
    second = make_presentation(section, number=71, title="On ponds")
    address = reverse("admin:presentations_presentation_changelist")

    found = {
        words: list(client.get(address, {"q": words}).context["cl"].result_list)
        for words in ("70", "ponds", "ada lake", "nothing")
    }

    assert found == {"70": [first], "ponds": [second], "ada lake": [first], "nothing": []}


def test_filters_offer_nothing_of_other_conferences(client, programme, section, talk):
    make_slot(section, kind=talk, title="Ours")
    other = make_conference(title="Secret summit")
    make_slot(make_section(other, name="Hidden part"))

    page = client.get(reverse("admin:schedule_slot_changelist")).content.decode()

    assert "Ours" in page
    assert "Secret summit" not in page
    assert "Hidden part" not in page
