"""The id of what a form asks for, so that a request which is sent twice is done once."""

from uuid import uuid4

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from conference.core.requests import REQUEST_ID

register = template.Library()


@register.simple_tag
def request_id() -> SafeString:
    """A hidden field with an id of its own for each form on each page; see `request_id_of`."""
    return format_html('<input type="hidden" name="{}" value="{}">', REQUEST_ID, uuid4())
