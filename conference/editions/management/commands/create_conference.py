"""Make a conference with its sections."""

import datetime as dt
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any
from zoneinfo import ZoneInfo

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import ngettext

from conference.core.errors import DomainError
from conference.core.zones import find_zone
from conference.editions.actions import create_conference

REFUSED = 1
WRONG_USAGE = 2


class Command(BaseCommand):
    help = "Make a conference whose sections have empty schedules: no days, rooms or kinds."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "slug", metavar="SLUG", help="the first part of all its addresses, for ever"
        )
        parser.add_argument("--title", required=True)
        parser.add_argument(
            "--starts", required=True, type=_date, metavar="DATE", help="the first day: 2027-05-14"
        )
        parser.add_argument(
            "--ends", required=True, type=_date, metavar="DATE", help="the last day"
        )
        parser.add_argument(
            "--time-zone", required=True, type=_zone, metavar="ZONE", help="Europe/Zurich, …"
        )
        parser.add_argument(
            "--section",
            action="append",
            default=[],
            type=_section,
            metavar="SLUG[:NAME]",
            help="a part of the programme, such as talks:Talks; can be given again",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        sections = dict(options["section"])
        if len(sections) < len(options["section"]):
            raise CommandError("A section is named twice: name each once.", returncode=WRONG_USAGE)
        try:
            conference = create_conference(
                options["slug"],
                title=options["title"],
                starts_on=options["starts"],
                ends_on=options["ends"],
                time_zone=options["time_zone"],
                sections=sections,
            )
        except DomainError as refusal:
            raise CommandError(str(refusal), returncode=REFUSED) from refusal
        sentence = ngettext(
            "%(conference)s is made, with %(count)d section.",
            "%(conference)s is made, with %(count)d sections.",
            len(sections),
        )
        self.stdout.write(sentence % {"conference": conference.title, "count": len(sections)})


def _date(text: str) -> dt.date:
    try:
        # `fromisoformat` alone would also read 20270514 and 2027-W19-5.
        return dt.datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 – a date has no zone
    except ValueError as error:
        raise ArgumentTypeError(f"“{text}” is no date: write it as 2027-05-14") from error


def _zone(text: str) -> ZoneInfo:
    zone = find_zone(text)
    if zone is None:
        raise ArgumentTypeError(
            f"“{text}” is no time zone: name one of the IANA database, as Europe/Zurich"
        )
    return zone


def _section(text: str) -> tuple[str, str]:
    slug, _colon, name = text.partition(":")
    return slug, name or slug.replace("-", " ").capitalize()
