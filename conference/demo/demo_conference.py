"""The demo conference: what fixtures/ say of it, and the way into a database, through the importer
itself.
"""

import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.db import transaction
from django.utils.translation import gettext as _

from conference.accounts.models import User
from conference.core.errors import DomainError
from conference.core.names import name_key
from conference.editions.actions import create_conference, take_number
from conference.editions.models import Conference, Section, Track
from conference.presentations.models import Presentation, PresentationSpeaker
from conference.schedule.models import Room
from conference.schedule.release.actions import publish_schedule
from conference.speakers.models import Speaker
from conference.teams.models import Membership, Team
from conference.teams.roles import Role
from schedule_import.actions import import_schedule
from schedule_import.planning.names import KindAnswer
from schedule_import.planning.options import Options
from schedule_import.planning.plan import Mode

FIXTURES: Path = settings.BASE_DIR / "fixtures"
DEMO_SLUG = "saltbush-2027"
ACCOUNTS = {
    Role.ORGANISER: ("organiser@example.org", "Olive Organiser", "Organisers"),
    Role.PROGRAMME: ("programme@example.org", "Prosper Programme", "Programme committee"),
    Role.VIEWER: ("viewer@example.org", "Vida Viewer", "Viewers"),
}
"""For each role the e-mail address and the name of the demo's account, and its team."""


class BesideOthers(DomainError):
    """A demo would stand beside a conference that is none: that has to be asked for."""


@dataclass(frozen=True)
class DemoAccount:
    """Someone who can log in; `password` is None when it is known to nobody but themselves."""

    email: str
    role: Role
    password: str | None


@dataclass(frozen=True)
class LoadedDemo:
    """The demo conference and its accounts; `is_new` unless it was there before."""

    conference: Conference
    accounts: tuple[DemoAccount, ...]
    is_new: bool


def refuse_beside_others(slug: str, *, force: bool) -> None:
    """Raise `BesideOthers` if the database holds a conference other than `slug`, unless `force`."""
    others = list(
        Conference.objects.exclude(slug=slug).order_by("slug").values_list("slug", flat=True)[:4]
    )
    if others and not force:
        raise BesideOthers(
            _(
                "This database holds %(others)s. No demo is put beside it: use an empty database, "
                "or --force."
            )
            % {"others": ", ".join(others[:3]) + (", …" if len(others) > 3 else "")}
        )


def load_demo(*, passwords: Mapping[Role, str], force: bool = False, by: User | None) -> LoadedDemo:
    """Bring the demo conference in and publish it, with an account for each role.

    What is there stays: if the demo conference exists, nothing at all is written, whatever somebody
    may have changed in it. A role without a password in `passwords` gets a random one. Refuses with
    `BesideOthers`.
    """
    with transaction.atomic():
        conference = Conference.objects.filter(slug=DEMO_SLUG).first()
        if conference is not None:
            return LoadedDemo(conference, _known_accounts(conference, passwords), is_new=False)
        refuse_beside_others(DEMO_SLUG, force=force)
        demo = _read("demo.toml")
        conference = _create_conference(demo, by)
        _create_programme(conference)
        for entry in demo["section"]:
            if "schedule" in entry:
                _import_schedule(conference.sections.get(slug=entry["slug"]), entry, by)
        publish_schedule(conference, note=_("The programme as it went to the printer."), by=by)
        accounts = tuple(
            _create_account(conference, role, passwords.get(role)) for role in ACCOUNTS
        )
    return LoadedDemo(conference, accounts, is_new=True)


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((FIXTURES / name).read_text(encoding="utf-8"))


def _create_conference(demo: Mapping[str, Any], by: User | None) -> Conference:
    about = dict(demo["conference"])
    conference = create_conference(
        about.pop("slug"),
        title=about.pop("title"),
        starts_on=about.pop("starts_on"),
        ends_on=about.pop("ends_on"),
        time_zone=ZoneInfo(about.pop("time_zone")),
        sections={section["slug"]: section["name"] for section in demo["section"]},
        by=by,
    )
    for name, value in about.items():
        setattr(conference, name, value)
    conference.is_current = not Conference.objects.filter(is_current=True).exists()
    conference.save()
    Track.objects.bulk_create(Track(conference=conference, **track) for track in demo["track"])
    Room.objects.bulk_create(
        Room(conference=conference, order=order, **room) for order, room in enumerate(demo["room"])
    )
    return conference


def _create_programme(conference: Conference) -> None:
    """All speakers and presentations, none of them with a place yet."""
    talks = _read("presentations.toml")["presentation"]
    people = Speaker.objects.bulk_create(
        Speaker(conference=conference, name=person["name"], biography=person["biography"].strip())
        for person in _read("speakers.toml")["speaker"]
    )
    speakers = {speaker.name: speaker for speaker in people}
    sections = {section.slug: section for section in conference.sections.all()}
    tracks = {track.name: track for track in conference.tracks.all()}
    presentations = Presentation.objects.bulk_create(
        Presentation(
            conference=conference,
            number=talk["number"],
            section=sections[talk["section"]],
            track=tracks[talk["track"]] if "track" in talk else None,
            title=talk["title"],
            abstract=talk["abstract"].strip(),
        )
        for talk in talks
    )
    take_number(conference, max(talk["number"] for talk in talks))
    PresentationSpeaker.objects.bulk_create(
        PresentationSpeaker(presentation=presentation, speaker=speakers[name], order=order)
        for presentation, talk in zip(presentations, talks, strict=True)
        for order, name in enumerate(talk["speakers"])
    )


def _import_schedule(section: Section, entry: Mapping[str, Any], by: User | None) -> None:
    kinds = {
        name_key(label): KindAnswer(**answer) for label, answer in entry.get("kinds", {}).items()
    }
    import_schedule(
        section,
        file_name=entry["schedule"],
        content=(FIXTURES / entry["schedule"]).read_bytes(),
        options=Options(mode=Mode.REPLACE, kinds=kinds),
        by=by,
    )


def _create_account(conference: Conference, role: Role, password: str | None) -> DemoAccount:
    """An account that can log in at once; one that has the address already only joins the team."""
    email, name, team_name = ACCOUNTS[role]
    user = User.objects.filter(email=email).first()
    known: str | None = password or secrets.token_urlsafe(12)
    if user is None:
        # The organiser opens the admin as well, which shows them their own conference and no other.
        opens_admin = role == Role.ORGANISER
        user = User.objects.create_confirmed_user(email, known, name=name, is_staff=opens_admin)
    elif not check_password(password or "", user.password):
        known = None
    team = Team.objects.create(conference=conference, name=team_name, role=role)
    Membership.objects.create(team=team, user=user)
    return DemoAccount(email, role, known)


def _known_accounts(
    conference: Conference, passwords: Mapping[Role, str]
) -> tuple[DemoAccount, ...]:
    """The demo's accounts that still are members, each with the given password if it still is
    theirs.
    """
    emails = {email: role for role, (email, _name, _team) in ACCOUNTS.items()}
    members = User.objects.filter(
        email__in=emails, memberships__team__conference=conference
    ).distinct()
    hashes = dict(members.values_list("email", "password"))
    return tuple(
        DemoAccount(email, role, given if given and check_password(given, hashes[email]) else None)
        for email, role in emails.items()
        if email in hashes
        for given in [passwords.get(role)]
    )
