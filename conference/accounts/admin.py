"""Accounts in the Django admin: for superusers, since what people may do comes from their teams."""

import logging
from http import HTTPStatus
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.auth import admin as stock
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from conference.accounts.forms import NewUserForm
from conference.accounts.models import User
from conference.core.admin import CarefulAdmin, CarefulInline

logger = logging.getLogger("plenary.accounts")

# Rights come from the teams: groups would be a second, silent source of them.
admin.site.unregister(Group)
# Addresses stand with their person, below.
admin.site.unregister(EmailAddress)


class EmailAddressInline(CarefulInline):
    model = EmailAddress
    extra = 0
    fields = ("email", "verified", "primary")


@admin.register(User)
class UserAdmin(CarefulAdmin, stock.UserAdmin):
    list_display = ("email", "name", "is_active", "is_staff", "is_superuser", "joined_at")
    list_filter = ("is_active", "is_staff", "is_superuser")
    search_fields = ("email", "name")
    ordering = ("email",)
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("email", "name", "password")}),
        (_("Rights"), {"fields": ("is_active", "is_staff", "is_superuser")}),
        (_("Dates"), {"fields": ("joined_at", "last_login")}),
    )
    add_form = NewUserForm
    add_fieldsets = (
        (
            None,
            {
                "fields": ("email", "name", "usable_password", "password1", "password2"),
                "description": _(
                    "The password counts once the address is confirmed: by the person, who chooses "
                    "a new one by mail, or by you, on the page that follows."
                ),
            },
        ),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        # Changed here alone, the address would no longer be one of the confirmed ones.
        return ("email", "joined_at", "last_login") if obj else ()

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """An account belongs to no conference: what is done to it stands in the log."""
        super().save_model(request, obj, form, change)
        fields = ", ".join(form.changed_data) if change else "new"
        logger.info("Account %s saved by account %s: %s", obj.pk, request.user.pk, fields)

    def user_change_password(
        self, request: HttpRequest, id: str, form_url: str = ""
    ) -> HttpResponse:
        """Give somebody a password, who is told by mail. One's own is changed on the site's own
        page, which asks for the old one and counts the attempts.
        """
        user = self.get_object(request, unquote(id))
        if user == request.user:
            return redirect("account_change_password")
        response = super().user_change_password(request, id, form_url)
        if user and response.status_code == HTTPStatus.FOUND:
            logger.info("Password of account %s set by account %s", user.pk, request.user.pk)
            get_adapter().send_notification_mail("account/email/password_changed", user)
        return response

    def delete_model(self, request: HttpRequest, obj: User) -> None:
        logger.info("Account %s removed by account %s", obj.pk, request.user.pk)
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for user in queryset:
            self.delete_model(request, user)

    def get_inlines(self, request: HttpRequest, obj: User | None) -> list[Any]:
        return [EmailAddressInline] if obj else []
