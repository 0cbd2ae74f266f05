"""Where Plenary differs from what allauth does by itself."""

from typing import Any
from urllib.parse import urljoin, urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings


class AccountAdapter(DefaultAccountAdapter):
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


def _at_this_site(url: str) -> str:
    address = urlsplit(url)
    return urljoin(settings.SITE_URL, address._replace(scheme="", netloc="").geturl())
