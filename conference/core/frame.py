"""What apps add to the frame around pages: entries of its menus, and parts of its head.

Each app registers its own in `AppConfig.ready`, so that the frame need not know which apps stand
above it. `templates/base.html` shows them, `editions.organisers` the organisers' menu.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise


class Menu(StrEnum):
    """The menus that apps can add to."""

    PUBLIC = "public"
    FOOTER = "footer"
    ORGANISERS = "organisers"


def _always(_context: Mapping[str, Any]) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """A link of a menu: its label, and the name of its address, whose one argument is the slug of
    the conference.

    `order` says where it stands, from the left. `permission` is the right that one needs in the
    conference to see it (only in the organisers' menu), and `is_shown` is asked with the context of
    the page.
    """

    label: str | Promise
    url_name: str
    order: int
    permission: str = ""
    is_shown: Callable[[Mapping[str, Any]], bool] = _always


_entries: dict[Menu, list[MenuEntry]] = {menu: [] for menu in Menu}
_head_parts: list[str] = []
_rights: dict[str, str] = {}


def register_entries(menu: Menu, *entries: MenuEntry) -> None:
    """Add entries to a menu."""
    _entries[menu] = sorted([*_entries[menu], *entries], key=lambda entry: entry.order)


def register_head_part(template: str) -> None:
    """Add a template to the head of every page of a conference; it sees the page's context."""
    _head_parts.append(template)


def register_right(name: str, permission: str) -> None:
    """Let the templates of organisers' pages know, as `name`, whether one has `permission` in the
    conference.
    """
    _rights[name] = permission


def rights() -> Mapping[str, str]:
    """The permissions that templates ask for, by the names under which they know them."""
    return _rights


def entries_of(menu: Menu) -> list[MenuEntry]:
    """The entries of a menu, from the left."""
    return _entries[menu]


def head_parts() -> list[str]:
    """The templates that stand in the head, in the order in which apps are installed."""
    return _head_parts
