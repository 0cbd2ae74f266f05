"""Where a conference's own colours are."""

from django import template
from django.urls import reverse

from conference.core.colours import palette
from conference.editions.models import Conference

register = template.Library()


@register.simple_tag
def colours_url(conference: Conference) -> str:
    """The address of the conference's own colours, which changes with them."""
    return reverse("site:colours", args=[conference.slug, palette(conference.accent).digest])
