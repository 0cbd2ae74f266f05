"""The admin of teams: where somebody gets a role in a conference, and loses it."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from conference.editions.admin import PartAdmin, PartInline, local_time, person_of
from conference.editions.forms import AccountField, AccountForm
from conference.teams.actions import remove_membership, remove_team, save_membership, save_team
from conference.teams.models import Membership, Team


class MembershipForm(AccountForm):
    user = AccountField(label=_("E-mail address"), help_text=_("Of somebody who has an account."))


class MembershipInline(PartInline):
    model = Membership
    form = MembershipForm
    change_permission = "teams.change_team"
    fields = ("user", "person", "joined")
    readonly_fields = ("person", "joined")
    extra = 1

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("user", "team__conference")

    @admin.display(description=_("name"))
    def person(self, membership: Membership) -> str:
        return membership.user.name if membership.pk else ""

    @admin.display(description=_("joined"))
    def joined(self, membership: Membership) -> str:
        return local_time(membership.joined_at, membership.team.conference) if membership.pk else ""


@admin.register(Team)
class TeamAdmin(PartAdmin):
    """Seen by those alone who may change it: members are shown with their e-mail addresses."""

    view_permission = "teams.change_team"
    change_permission = "teams.change_team"
    list_display = ("name", "conference", "role", "size")
    list_filter = (("conference", admin.RelatedOnlyFieldListFilter), "role")
    search_fields = ("name", "conference__title", "members__name", "members__email")
    fields = ("conference", "name", "role")
    inlines = (MembershipInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        # Distinct, because a search by member joins the memberships once more.
        return super().get_queryset(request).annotate(size=Count("memberships", distinct=True))

    def save_model(self, request: HttpRequest, obj: Team, form: Any, change: bool) -> None:
        if form.changed_data:
            save_team(obj, by=person_of(request))

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        saved = formset.save(commit=False)
        for membership in formset.deleted_objects:
            remove_membership(membership, by=person_of(request))
        for membership in saved:
            save_membership(membership, by=person_of(request))

    def delete_model(self, request: HttpRequest, obj: Team) -> None:
        remove_team(obj, by=person_of(request))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for team in queryset:
            self.delete_model(request, team)

    @admin.display(description=_("members"), ordering="size")
    def size(self, team: Any) -> int:
        return team.size
