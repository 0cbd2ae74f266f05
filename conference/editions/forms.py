"""The base of the admin's forms, and the field in which a person is named by an e-mail address."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.accounts.models import User
from conference.core.errors import DomainError
from conference.core.fields import NameKeyField


class PartForm(forms.ModelForm):
    """A form for a part of a conference.

    `refusal` is with what an action has refused what was typed, if it has: the admin shows the form
    again with its sentence.
    """

    refusal: DomainError | None = None

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.refusal:
            self.add_error(None, str(self.refusal))
        return cleaned

    def validate_unique(self) -> None:
        """Check all constraints, those over fields that the form does not show as well.

        Django leaves these out: a second room of the same name would then be an error of the
        database.
        """
        super().validate_unique()
        if self.errors:
            return
        for field in self.instance._meta.concrete_fields:
            if isinstance(field, NameKeyField):
                field.pre_save(self.instance, add=False)
        try:
            self.instance.validate_constraints()
        except ValidationError as error:
            for message in error.messages:
                self.add_error(None, message)


class AccountField(forms.EmailField):
    """A person, typed as the e-mail address of an account; cleans to that user.

    A list of all accounts to choose from would show every organiser everybody who ever signed up.
    """

    default_error_messages = {
        "unknown": gettext_lazy(
            "There is no account with the e-mail address “%(email)s”: ask the person to sign up "
            "first, then name the address that they used."
        ),
    }

    def prepare_value(self, value: Any) -> Any:
        """The address of a user, or of a user's primary key; what was typed stays as it is."""
        if isinstance(value, User):
            return value.email
        if isinstance(value, int):
            return User.objects.values_list("email", flat=True).get(pk=value)
        return value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)

    def clean(self, value: Any) -> Any:
        email = super().clean(value)
        if not email:
            return None
        # Not whatever the database takes for the same letters: in another alphabet they are
        # somebody else's.
        user = User.objects.filter(email=email.lower()).first()
        if user is None:
            raise ValidationError(
                self.error_messages["unknown"], code="unknown", params={"email": email}
            )
        return user


class AccountForm(PartForm):
    """A form for something whose `user` is typed as an e-mail address.

    Whoever is named anew must have confirmed it: else it may be anybody who wrote it down.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The row has been loaded with its user: a key would cost a query for each row.
        if self.instance.pk:
            self.initial["user"] = self.instance.user

    def clean_user(self) -> User | None:
        user: User | None = self.cleaned_data["user"]
        if user and "user" in self.changed_data and not user.is_confirmed:
            sentence = _(
                "Nobody has confirmed the e-mail address “%(email)s” yet: ask the person to choose "
                "a new password for it, which confirms it, then name it again."
            )
            raise ValidationError(sentence, code="unconfirmed", params={"email": user.email})
        return user
