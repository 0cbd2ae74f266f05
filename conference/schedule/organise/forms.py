"""What organisers type about rooms, kinds and releases."""

from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.core.fields import OneLineFormField
from conference.editions.models import Conference, Section


class RoomForm(forms.Form):
    """A room: its name, how many people it holds, and whether it is shared."""

    name = OneLineFormField(label=gettext_lazy("Name"), max_length=100)
    capacity = forms.IntegerField(
        label=gettext_lazy("Capacity"),
        help_text=gettext_lazy("How many people it holds."),
        min_value=1,
        max_value=1_000_000,
        required=False,
    )
    is_shared = forms.BooleanField(
        label=gettext_lazy(
            "Shared: several things may take place in it at one time, as in a foyer, in an "
            "exhibition or online"
        ),
        required=False,
    )


ROOMS_OFFERED = 300
"""So many can be chosen from a list."""


class MergeForm(forms.Form):
    """Which room goes, and which one stays and takes its slots."""

    gone = forms.ChoiceField(label=gettext_lazy("The room that goes"))
    stays = forms.ChoiceField(label=gettext_lazy("The room that stays"))

    def __init__(self, conference: Conference, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rooms = list(conference.rooms.order_by("order", "slug").values_list("slug", "name"))
        for name, field in self.fields.items():
            if isinstance(field, forms.ChoiceField):
                chosen = (self.data if self.is_bound else self.initial).get(name)
                offered = [
                    *rooms[:ROOMS_OFFERED],
                    *(r for r in rooms[ROOMS_OFFERED:] if r[0] == chosen),
                ]
                field.choices = [("", _("choose a room")), *offered]
                if more := len(rooms) - len(offered):
                    field.help_text = _(
                        "So many more rooms are not listed: %(count)d. Choose “Merge” beside one."
                    ) % {"count": more}
                field.error_messages["invalid_choice"] = _(
                    "The conference has no room “%(value)s”: choose one of the list."
                )


class LabelForm(forms.Form):
    """The label of a kind."""

    label = OneLineFormField(label=gettext_lazy("Label"), max_length=50)


class AbilitiesForm(forms.Form):
    """What a kind can do."""

    spans_rooms = forms.BooleanField(
        label=gettext_lazy("Spans rooms: it takes place in all its rooms at once, as one slot"),
        required=False,
    )
    takes_presentation = forms.BooleanField(
        label=gettext_lazy("Takes a presentation: a slot of this kind can hold one"), required=False
    )


class KindForm(LabelForm, AbilitiesForm):
    """A new kind."""

    field_order = ("label", "spans_rooms", "takes_presentation")


class PresentationFilterForm(forms.Form):
    """Which presentations somebody wants to see; what is left open, or not understood, leaves none
    out.
    """

    section = forms.ChoiceField(label=gettext_lazy("Section"), required=False)
    slot = forms.ChoiceField(
        label=gettext_lazy("Slot"),
        choices=[
            ("", gettext_lazy("any")),
            ("none", gettext_lazy("without a slot")),
            ("some", gettext_lazy("in a slot")),
        ],
        required=False,
    )

    def __init__(self, conference: Conference, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sections: Any = self.fields["section"]
        sections.choices = [("", _("any")), *conference.sections.values_list("slug", "name")]
        for field in self.fields.values():
            field.error_messages["invalid_choice"] = _(
                "“%(value)s” is not in the list: choose again."
            )

    @property
    def asked(self) -> dict[str, str]:
        """What was asked for, without what was left open."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class PublishForm(forms.Form):
    """Which sections become public as their drafts stand now, and a word about it.

    `seen` is the digest of the draft that was looked at.
    """

    sections = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Sections"),
        queryset=Section.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("The others stay as they stand in the last release."),
        error_messages={
            "required": gettext_lazy(
                "Choose at least one section: with none, nothing is published."
            )
        },
    )
    note = OneLineFormField(
        label=gettext_lazy("Note"),
        max_length=500,
        required=False,
        help_text=gettext_lazy("What is new, for the record."),
    )
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, conference: Conference, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["sections"]
        field.queryset = conference.sections.all()
        field.initial = list(field.queryset)

    def carry(self, digest: str) -> None:
        """Carry the digest of what the page shows now, also where the form was sent with
        another.
        """
        self.initial["seen"] = digest
        if self.is_bound:
            data = cast(QueryDict, self.data).copy()
            data["seen"] = digest
            self.data = data
