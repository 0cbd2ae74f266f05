import pytest
from django.forms import modelform_factory
from django.urls import reverse

from conference.core.fields import LinesFormField
from conference.schedule.models import Presentation
from conference.speakers.models import Speaker
from tests.factories import make_presentation, make_speaker, make_user

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
