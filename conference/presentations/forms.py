"""The forms of presentations, in the admin."""

from typing import Any

from django.utils.translation import gettext as _

from conference.editions.forms import PartForm
from conference.presentations.models import Presentation, PresentationSpeaker


class PresentationForm(PartForm):
    """A presentation. Its conference is its section's; its number is given once, for calendars know
    it.
    """

    class Meta:
        model = Presentation
        fields = ("section", "number", "title", "track", "abstract")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "number" not in self.fields:
            return  # shown to somebody who may only look
        self.fields["number"].required = False
        if self.instance.pk:
            self.fields["number"].disabled = True
            for name in ("section", "track"):
                field: Any = self.fields[name]
                field.queryset = field.queryset.filter(conference=self.instance.conference_id)
        else:
            self.fields["number"].help_text = _(
                "Leave it empty for the next number of the conference."
            )

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        section, track = self.cleaned_data.get("section"), self.cleaned_data.get("track")
        if section:
            self.instance.conference = section.conference
        if section and track and track.conference_id != section.conference_id:
            self.add_error(
                "track",
                _("The track “%(track)s” is of another conference: choose one of %(conference)s.")
                % {"track": track, "conference": section.conference},
            )
        return cleaned


class PresentationSpeakerForm(PartForm):
    class Meta:
        model = PresentationSpeaker
        fields = ("speaker", "order")

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        speaker, talk = self.cleaned_data.get("speaker"), self.cleaned_data.get("presentation")
        if speaker and talk and talk.conference_id and speaker.conference_id != talk.conference_id:
            self.add_error(
                "speaker",
                _("%(speaker)s is a speaker of another conference: choose one of %(conference)s.")
                % {"speaker": speaker, "conference": talk.conference},
            )
        return cleaned
