"""Lists on pages, none of which is longer than a page can bear:
`{% for line in lines|at_most:500 %}`.

What is left out is counted: templates/_more.html says how much, given `lines|beyond:500`.
"""

from collections.abc import Collection, Iterator
from itertools import islice
from typing import Any

from django import template
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def at_most(things: Collection[Any], most: int) -> Iterator[Any]:
    """The first so many."""
    return islice(things, most)


@register.filter
def beyond(things: Collection[Any], most: int) -> int:
    """How many there are beyond so many."""
    return max(0, len(things) - most)


@register.filter
def joined(names: Collection[Any], most: int) -> str:
    """The first so many in one line, and how many there are besides."""
    first = ", ".join(map(str, islice(names, most)))
    if more := beyond(names, most):
        return _("%(names)s and %(count)d more") % {"names": first, "count": more}
    return first
