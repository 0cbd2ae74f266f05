"""Texts of one line and of several: what forms refuse, and what is stored."""

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.forms import modelform_factory
from django.urls import reverse

from conference.core.fields import LinesFormField, OneLineField, OneLineFormField
from conference.editions.models import Conference, Track
from conference.schedule.models import Presentation
from conference.speakers.models import Speaker
from tests.factories import (
    make_conference,
    make_presentation,
    make_section,
    make_slot,
    make_speaker,
    make_user,
)

ODD, PLAIN = "One\r\n\r\ntwo\rthree", "One\n\ntwo\nthree"


@pytest.mark.django_db
def test_texts_are_stored_with_plain_line_ends_whoever_writes_them():
    talk = make_presentation(abstract=ODD)
    speaker = make_speaker()
    Speaker.objects.filter(pk=speaker.pk).update(biography=ODD)
    [copy] = Speaker.objects.bulk_create([Speaker(conference=speaker.conference, biography=ODD)])

    assert Presentation.objects.get(pk=talk.pk).abstract == PLAIN
    assert [Speaker.objects.get(pk=each.pk).biography for each in (speaker, copy)] == [PLAIN, PLAIN]


@pytest.mark.django_db
def test_a_text_that_pages_render_has_at_most_ten_thousand_characters():
    form = modelform_factory(Presentation, fields=["abstract"])({"abstract": "[" * 10_001})
    assert form.errors == {
        "abstract": ["Ensure this value has at most 10000 characters (it has 10001)."]
    }


@pytest.mark.django_db
def test_a_form_that_was_sent_unchanged_has_not_changed():
    talk = make_presentation(abstract=PLAIN)
    form = modelform_factory(Presentation, fields=["abstract"])({"abstract": ODD}, instance=talk)

    assert (form.has_changed(), form.is_valid(), form.cleaned_data) == (
        False,
        True,
        {"abstract": PLAIN},
    )


@pytest.mark.django_db
def test_the_admins_form_keeps_plain_line_ends_as_well(client):
    speaker = make_speaker(biography=PLAIN)
    client.force_login(make_user(is_staff=True, is_superuser=True))
    page = client.get(reverse("admin:speakers_speaker_change", args=[speaker.pk]))

    field = page.context["adminform"].form.fields["biography"]
    assert isinstance(field, LinesFormField)
    assert field.clean(ODD) == PLAIN


# --- One line -------------------------------------------------------------------------------------

NO_LINES = [f"One{end}two" for end in "\0\n\r\v\f\x07\x1b\x1c\x7f\x85\x9f\u2028\u2029\ud800\uffff"]

WRITTEN_BY_THE_SITE = {
    "HistoryEntry.about_key",
    "HistoryEntry.about_model",
    "Release.digest",
    "Room.name_key",
    "SlotKind.label_key",
    "User.password",
}
"""Short texts that nobody types: keys, hashes and names of models."""


def short_texts():
    """Every field of ours that holds a short text, by its name."""
    for model in apps.get_models():
        if model.__module__.startswith(("conference.", "schedule_import.")):
            for field in model._meta.local_fields:
                if isinstance(field, models.CharField):
                    yield f"{model.__name__}.{field.name}", field


def takes(field, text):
    shapes = {models.EmailField: '"{}"@example.org', models.URLField: "https://example.org/{}"}
    try:
        field.clean(shapes.get(type(field), "{}").format(text), None)
    except ValidationError:
        return False
    return True


def test_every_short_text_that_somebody_types_refuses_what_is_not_one_line():
    taking = {name for name, field in short_texts() if any(takes(field, t) for t in NO_LINES)}

    assert taking == WRITTEN_BY_THE_SITE


def test_titles_names_and_notes_are_texts_of_one_line():
    assert {name for name, field in short_texts() if isinstance(field, OneLineField)} == {
        "Conference.title",
        "Conference.venue",
        "HistoryEntry.by_name",
        "Presentation.code",
        "Presentation.title",
        "Release.note",
        "Room.name",
        "ScheduleImport.file_name",
        "Section.name",
        "Slot.title",
        "SlotKind.label",
        "Speaker.name",
        "Team.name",
        "Track.name",
        "User.name",
    }


@pytest.mark.django_db
@pytest.mark.parametrize("text", [text for text in NO_LINES if "\ud800" not in text])
def test_one_line_is_stored_whoever_writes_it(text):
    conference = make_conference(title=text)
    track = Track.objects.create(conference=conference, name="x", colour="#6b4fa0")
    Track.objects.filter(pk=track.pk).update(name=text)
    slot = make_slot(make_section(conference), title=text)
    slot.title = text
    slot.save()
    [speaker] = Speaker.objects.bulk_create([Speaker(conference=conference, name=text)])
    for each in (conference, track, slot, speaker):
        each.refresh_from_db()

    assert (conference.title, track.name, slot.title, speaker.name) == ("One two",) * 4


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Ada  Löw ", "Ada Löw"),
        ("a\tb\N{NO-BREAK SPACE}c", "a b c"),
        ("波 and 🎉", "波 and 🎉"),
        ("", ""),
    ],
)
def test_blanks_of_any_kind_are_folded(typed, kept):
    assert OneLineFormField(required=False).clean(typed) == kept


@pytest.mark.parametrize("text", NO_LINES)
def test_what_is_not_one_line_is_refused_with_the_character_that_is_in_the_way(text):
    with pytest.raises(ValidationError) as caught:
        OneLineFormField().clean(text)

    assert caught.value.messages[0] == (
        "This must be one line: it holds a line break or a character that cannot be seen "
        f"(U+{ord(text[3]):04X}). Type it again without."
    )


@pytest.mark.django_db
def test_the_admin_refuses_it_where_it_was_typed(client):
    client.force_login(make_user(is_staff=True, is_superuser=True))
    conference = make_conference()
    page = reverse("admin:editions_conference_change", args=[conference.pk])
    answer = client.post(page, {"title": "Lakeside\u2028ERROR forged", "venue": "a\x1b[2J"})

    errors = answer.context["adminform"].form.errors
    assert {name: "U+" in str(errors[name]) for name in ("title", "venue")} == {
        "title": True,
        "venue": True,
    }
    assert Conference.objects.get(pk=conference.pk).title == "Lakeside 2027"
