"""Where Plenary differs from what allauth does by itself."""

from typing import Any
from urllib.parse import urljoin, urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core.internal import ratelimit
from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from conference.accounts.models import User
from conference.core.fields import validate_one_line

KNOWN_BROWSER = "known_browser"
"""The cookie of a browser in which somebody has logged in: the accounts, signed."""

YEAR = 365 * 24 * 60 * 60
ACCOUNTS_OF_A_BROWSER = 10


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _(
            "The e-mail address or the password is not right. If you never confirmed the address, "
            "choose a new password: that confirms it."
        ),
        "too_many_login_attempts": _(
            "Too many wrong attempts: try again later. If you choose a new password, you need not "
            "wait."
        ),
    }

    def clean_email(self, email: str) -> str:
        """Refuse an address with control characters, which may stand in one in quotes, and one that
        the account's own field would cut.
        """
        validate_one_line(email)
        MaxLengthValidator(User._meta.get_field("email").max_length)(email)
        return str(super().clean_email(email))

    def is_safe_url(self, url: str) -> bool:
        """Whether `url` leads to this site; what cannot be read leads nowhere."""
        try:
            return bool(super().is_safe_url(url))
        except ValueError:
            return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a mail whose links lead to SITE_URL, whichever host the request named.

        Else anyone could have somebody mailed a link, with its secret, that leads to another host.
        """
        links = {
            name: _at_this_site(value) for name, value in context.items() if name.endswith("_url")
        }
        super().send_mail(
            template_prefix, email, {**context, **links, "site_url": settings.SITE_URL}
        )

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Whose e-mail address and password these are.

        As long as nobody has confirmed the address, its password may be a stranger's choice: it is
        answered, and counted, as a wrong one. So it does not tell either whether signing up with
        the address of somebody else has made an account, or whether there was one before.
        """
        user = super().authenticate(request, **credentials)
        if user and not user.is_confirmed:
            self.pre_authenticate(request, **credentials)
            return None
        return user

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count an attempt to log in, and refuse it if there were too many; the figures are the
        settings'.

        A browser in which this account has logged in before has a count of its own, which no
        stranger can use up. Of all others a few attempts are allowed for each account from each
        network address, more from an address for all accounts, and more for an account from all
        addresses. The address is asked first: whoever it refuses leaves no further counts, which
        would push out those of others. `authenticate` takes the attempt back if the password was
        right.
        """
        login = credentials["email"].lower()
        account = _account_known_to(request, login)
        if account:
            counts = {"login_failed_known_browser": str(account)}
        else:
            counts = {
                "login_failed_address": "",
                "login_failed": f"{login} {ratelimit.get_ip(request)}",
                "login_failed_account": login,
            }
        self._login_failed_rl_usage = ratelimit.RateLimitUsage([])
        for action, key in counts.items():
            used = ratelimit.consume(request, app="allauth.account", action=action, key=key)
            if not used:
                raise self.validation_error("too_many_login_attempts")
            self._login_failed_rl_usage.usage += used.usage

    def post_login(self, request: HttpRequest, user: User, **details: Any) -> HttpResponse:
        """Let the browser be known as one in which this account has logged in."""
        response = super().post_login(request, user, **details)
        accounts = [str(user.pk), *(key for key in _known_to(request) if key != str(user.pk))]
        response.set_signed_cookie(
            KNOWN_BROWSER,
            ".".join(accounts[:ACCOUNTS_OF_A_BROWSER]),
            salt=KNOWN_BROWSER,
            max_age=YEAR,
            path="/accounts/",
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
        return response


def _known_to(request: HttpRequest) -> list[str]:
    """The keys of the accounts that have logged in in this browser, the latest first."""
    cookie = request.get_signed_cookie(KNOWN_BROWSER, "", salt=KNOWN_BROWSER, max_age=YEAR)
    return cookie.split(".") if cookie else []


def _account_known_to(request: HttpRequest, login: str) -> int | None:
    """The key of the account that logs in with this address, if it has done so in this browser."""
    addresses = EmailAddress.objects.filter(user__in=_known_to(request), email=login, verified=True)
    return addresses.values_list("user", flat=True).first()


def _at_this_site(url: str) -> str:
    address = urlsplit(url)
    return urljoin(settings.SITE_URL, address._replace(scheme="", netloc="").geturl())
