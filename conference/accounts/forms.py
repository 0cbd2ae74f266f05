"""allauth's forms in our words: a label says what a field is, so that no placeholder has to."""

from typing import Any

from allauth.account import forms as stock
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.core import context
from django import forms
from django.contrib.auth.forms import AdminUserCreationForm
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from conference.accounts.models import User
from conference.core.fields import OneLineFormField

LABELS = {
    "login": _("E-mail address"),
    "email": _("E-mail address"),
    "oldpassword": _("Current password"),
    "password2": _("The same password again"),
    "code": _("Code"),
}


class Labelled:
    """Goes before one of allauth's forms."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = LABELS.get(name, field.label)
            field.widget.attrs.pop("placeholder", None)


class LoginForm(Labelled, stock.LoginForm):
    pass


class SignUpForm(Labelled, stock.SignupForm):
    name = OneLineFormField(
        label=_("Name"),
        max_length=100,
        help_text=_("The people you work with see it."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    field_order = ("name", "email", "password1")
    account_already_exists: bool

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """Make the account, or mail that there is one already: with the same work, since the time
        that it takes would tell.

        The account and its address are made together: without one, nobody could ever confirm it.
        Of two who sign up with an address at once, the second finds an account there.
        """
        if self.account_already_exists:
            make_password(self.cleaned_data["password1"])
            return super().try_save(request)
        try:
            with transaction.atomic():
                return super().try_save(request)
        except IntegrityError:
            self.account_already_exists = True
            return super().try_save(request)

    def custom_signup(self, request: HttpRequest, user: User) -> None:
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])


class AddEmailForm(Labelled, stock.AddEmailForm):
    pass


class ChangePasswordForm(Labelled, stock.ChangePasswordForm):
    pass


class SetPasswordForm(Labelled, stock.SetPasswordForm):
    pass


class ResetPasswordForm(Labelled, stock.ResetPasswordForm):
    pass


class ResetPasswordKeyForm(Labelled, stock.ResetPasswordKeyForm):
    def save(self) -> None:
        """Keep the password, and confirm the address if it is the account's only one: the link was
        mailed to it.
        """
        super().save()
        addresses = list(EmailAddress.objects.filter(user=self.user))
        if [address.verified for address in addresses] == [False]:
            get_adapter().confirm_email(context.request, addresses[0])


class ConfirmEmailForm(Labelled, stock.ConfirmEmailVerificationCodeForm):
    pass


class ReauthenticateForm(Labelled, stock.ReauthenticateForm):
    pass


class NewUserForm(AdminUserCreationForm):
    """How the admin makes an account."""

    class Meta:
        model = User
        fields = ("email", "name")
        field_classes: dict[str, type[forms.Field]] = {}
