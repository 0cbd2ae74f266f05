"""Refusals that were foreseen."""


class DomainError(Exception):
    """Something that cannot be done, with a sentence for the user that says why and what to do."""
