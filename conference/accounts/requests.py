"""Requests of people who have logged in."""

from django.http import HttpRequest

from conference.accounts.models import User


class SignedInRequest(HttpRequest):
    """What a view gets that is not public: our LoginRequiredMiddleware has let nobody else
    through.
    """

    user: User
