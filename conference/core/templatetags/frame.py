"""What templates/base.html needs."""

from typing import Protocol

from django import template
from django.urls import reverse

from conference.core.colours import palette

register = template.Library()


class Coloured(Protocol):
    """A conference, as far as the frame's colours are concerned."""

    slug: str
    accent: str


@register.simple_tag
def colours_url(conference: Coloured) -> str:
    """The address of the conference's own colours, which changes with them."""
    return reverse("dashboard:colours", args=[conference.slug, palette(conference.accent).digest])
