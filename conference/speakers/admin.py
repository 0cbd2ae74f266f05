"""The admin of speakers."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from conference.editions.admin import PartAdmin
from conference.editions.forms import AccountField, AccountForm
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
    search_fields = ("name", "user__email", "user__name")
    fields = ("conference", "name", "user", "biography")
