"""The admin of speakers."""

import pytest
from django.urls import reverse

from conference.accounts.models import User
from conference.speakers.models import Speaker
from conference.teams.roles import Role
from tests.factories import (
    make_conference,
    make_member,
    make_presentation,
    make_section,
    make_speaker,
    make_user,
)


@pytest.fixture(autouse=True)
def _programme(client, conference):
    client.force_login(make_member(conference, Role.PROGRAMME, is_staff=True))


def typed(conference, **fields):
    return {"conference": conference.pk, "name": "Ada", "user": "", "biography": "", **fields}


def test_a_speaker_may_have_an_account_or_none(client, conference):
    ada = make_user(email="ada@example.org")
    address = reverse("admin:speakers_speaker_add")

    client.post(address, typed(conference, user="ADA@example.org"))
    client.post(address, typed(conference, name="Bo"))

    assert list(Speaker.objects.values_list("name", "user")) == [("Ada", ada.pk), ("Bo", None)]


def test_an_account_whose_address_nobody_has_confirmed_is_not_a_speakers(client, conference):
    User.objects.create_user("ada@example.org")

    response = client.post(
        reverse("admin:speakers_speaker_add"), typed(conference, user="ada@example.org")
    )

    assert list(response.context["adminform"].form.errors) == ["user"]
    assert list(Speaker.objects.all()) == []


def test_an_account_is_taken_from_a_speaker(client, conference):
    speaker = make_speaker(conference, name="Ada", user=make_user(email="ada@example.org"))
    address = reverse("admin:speakers_speaker_change", args=[speaker.pk])

    shown = client.get(address).context["adminform"].form["user"].value()
    client.post(address, typed(conference))

    speaker.refresh_from_db()
    assert (shown, speaker.user) == ("ada@example.org", None)


def test_one_account_has_one_speaker_in_a_conference(client, conference):
    make_speaker(conference, user=make_user(email="ada@example.org"))

    response = client.post(
        reverse("admin:speakers_speaker_add"), typed(conference, user="ada@example.org")
    )

    assert response.context["adminform"].form.errors == {
        "__all__": ["This account already has a speaker in this conference."]
    }


def test_a_speaker_stays_in_the_conference(client, conference):
    speaker = make_speaker(conference)
    other = make_conference()

    client.post(
        reverse("admin:speakers_speaker_change", args=[speaker.pk]), typed(other, name="Ada Lake")
    )

    speaker.refresh_from_db()
    assert (speaker.conference, speaker.name) == (conference, "Ada Lake")


def test_a_speaker_with_a_presentation_is_not_removed(client, conference):
    speaker, idle = make_speaker(conference), make_speaker(conference)
    make_presentation(make_section(conference), speakers=[speaker])

    for row in (speaker, idle):
        client.post(reverse("admin:speakers_speaker_delete", args=[row.pk]), {"post": "yes"})

    assert list(Speaker.objects.all()) == [speaker]


def test_what_is_done_to_speakers_stands_in_the_history(client, conference):
    client.post(reverse("admin:speakers_speaker_add"), typed(conference))
    ada = Speaker.objects.get()
    change = reverse("admin:speakers_speaker_change", args=[ada.pk])
    client.post(change, typed(conference, name="Ada Lake"))
    client.post(reverse("admin:speakers_speaker_delete", args=[ada.pk]), {"post": "yes"})

    history = conference.history.order_by("pk").values_list("sentence", flat=True)
    assert list(history) == [
        "Speaker added: Ada.",
        "Speaker changed: Ada Lake.",
        "Speaker removed: Ada Lake.",
    ]
