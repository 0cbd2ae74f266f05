"""What templates/base.html needs."""

from collections.abc import Iterator
from typing import Any, cast

from django import template
from django.template.context import Context
from django.urls import reverse

from conference.core.frame import Menu, entries_of, head_parts

register = template.Library()


@register.simple_tag(takes_context=True)
def menu_links(context: Context, menu: str) -> list[dict[str, Any]]:
    """The links of a menu ("public", "footer") on the page of a conference."""
    return list(_links(context, Menu(menu)))


def _links(context: Context, menu: Menu) -> Iterator[dict[str, Any]]:
    shown = cast(dict[str, Any], context.flatten())
    for entry in entries_of(menu):
        if entry.is_shown(shown):
            address = reverse(entry.url_name, args=[shown["conference"].slug])
            yield {"label": entry.label, "address": address, "url_name": entry.url_name}


@register.simple_tag
def frame_head_parts() -> list[str]:
    """The templates that apps have put into the head of a conference's pages."""
    return head_parts()
