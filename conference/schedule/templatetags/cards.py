"""What templates of the schedule need."""

from collections.abc import Sequence

from django import template
from django.template.context import Context
from django.utils.safestring import SafeString

from conference.schedule.public.addresses import talk_path
from conference.schedule.public.cards import Cards
from conference.schedule.release.programme import Entry

register = template.Library()


@register.simple_tag(takes_context=True)
def card(context: Context, what: Entry | Sequence[Entry]) -> SafeString:
    """The card of an entry, or of a talk: all the entries in which it takes place.

    The page's view gives `cards`; `with_date` says the date as well.
    """
    cards: Cards = context["cards"]
    entries = (what,) if isinstance(what, Entry) else what
    return cards.card(entries, with_date=bool(context.get("with_date")))


@register.simple_tag(takes_context=True)
def talk_address(context: Context, number: int) -> str:
    """The address of a talk's page, in the zone that was chosen."""
    return f"{talk_path(context['conference'].slug, number)}{context['chosen'].query}"
