"""The admin of speakers."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from conference.editions.admin import PartAdmin, person_of
from conference.editions.forms import AccountField, AccountForm
from conference.speakers.actions import remove_speaker, save_speaker
from conference.speakers.models import Speaker


class SpeakerForm(AccountForm):
    user = AccountField(
        label=_("Account"),
        required=False,
        help_text=_(
            "The e-mail address of the speaker's account; empty for somebody who has none."
        ),
    )


@admin.register(Speaker)
class SpeakerAdmin(PartAdmin):
    change_permission = "speakers.change_speaker"
    form = SpeakerForm
    list_display = ("name", "conference", "user")
    list_filter = (
        ("conference", admin.RelatedOnlyFieldListFilter),
        ("user", admin.EmptyFieldListFilter),
    )
    related = ("user",)
    search_fields = ("name", "user__name")
    fields = ("conference", "name", "user", "biography")

    def save_model(self, request: HttpRequest, obj: Speaker, form: Any, change: bool) -> None:
        save_speaker(obj, by=person_of(request))

    def delete_model(self, request: HttpRequest, obj: Speaker) -> None:
        remove_speaker(obj, by=person_of(request))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for speaker in queryset:
            self.delete_model(request, speaker)
