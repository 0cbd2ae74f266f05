"""Who someone is: an e-mail address, a name and a password. What they may do is the teams'
affair.
"""

from typing import Any

from django.apps import apps
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models, transaction
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from conference.core.fields import OneLineField, validate_one_line


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A new account whose address is not confirmed yet: nobody can log in to it until it is."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    @transaction.atomic
    def create_confirmed_user(
        self, email: str, password: str | None = None, **fields: Any
    ) -> "User":
        """A new account that can be logged in to at once: the caller vouches for its address."""
        user = self.create_user(email, password, **fields)
        addresses = apps.get_model("account", "EmailAddress").objects
        addresses.create(user=user, email=user.email, primary=True, verified=True)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A new account that may do everything."""
        rights = {"is_staff": True, "is_superuser": True}
        return self.create_confirmed_user(email, password, **{**fields, **rights})

    def get_by_natural_key(self, email: str | None) -> "User":
        return self.get(email=(email or "").lower())


class User(AbstractBaseUser, PermissionsMixin):
    """Someone with an account. There is no user name: the e-mail address, in lower case, is it."""

    email = models.EmailField(_("e-mail address"), unique=True, validators=[validate_one_line])
    name = OneLineField(_("name"), max_length=100, blank=True)
    is_active = models.BooleanField(
        _("active"), default=True, help_text=_("Take this away instead of deleting an account.")
    )
    is_staff = models.BooleanField(
        _("may open the admin"),
        default=False,
        help_text=_("What can be done there comes from the teams."),
    )
    joined_at = models.DateTimeField(_("joined"), default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        # What is sorted by people tells whoever may not see the addresses nothing about them.
        ordering = ("name", "pk")
        constraints = (
            models.CheckConstraint(
                name="user_email_is_in_lower_case",
                condition=models.Q(email=Lower("email")),
                violation_error_message=_("Write the e-mail address in lower case."),
            ),
        )

    def __str__(self) -> str:
        """The name, which everybody sees who works on a conference; never the whole address."""
        return self.name or self.email.partition("@")[0]

    @property
    def is_confirmed(self) -> bool:
        """Whether somebody has shown that the address is theirs; asks the database each time."""
        addresses = apps.get_model("account", "EmailAddress").objects
        return addresses.filter(user=self, email=self.email, verified=True).exists()

    def clean(self) -> None:
        super().clean()
        self.email = self.email.lower()

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)
