"""Refusals that were foreseen."""

from django.http import Http404


class DomainError(Exception):
    """Something that cannot be done, with a sentence for the user that says why and what to do."""


class NotFound(Http404):
    """Something that is not there, with a sentence for whoever asked; templates/404.html shows it.

    It may say no more than everybody may know: what one may not see is a plain `Http404`.
    """
