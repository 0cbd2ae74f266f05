"""Markdown in templates: {{ talk.abstract|markdown }}."""

from django import template
from django.utils.safestring import SafeString

from conference.core.markdown import render_markdown

register = template.Library()


@register.filter
def markdown(text: str) -> SafeString:
    """`text` as HTML that may stand on a page."""
    return render_markdown(text)
