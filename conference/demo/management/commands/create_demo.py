"""Make a conference of any size, invented from a seed."""

from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from conference.core.errors import DomainError
from conference.demo.invented_conference import Size, invent_conference

REFUSED = 1


class Command(BaseCommand):
    help = "Make and publish an invented conference of any size; the same options make the same."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--slug", default="invented", help="its address (default: %(default)s)")
        for name, default, what in (
            ("--days", 3, "days, from Monday 6 September 2027 on"),
            ("--rooms", 10, "rooms"),
            ("--talks", 300, "presentations, with a keynote for each day among them"),
            ("--speakers", 200, "speakers"),
        ):
            parser.add_argument(
                name, type=_count, default=default, help=f"{what} (default: %(default)s)"
            )
        parser.add_argument(
            "--seed", type=int, default=1, help="a whole number (default: %(default)s)"
        )
        parser.add_argument(
            "--force", action="store_true", help="even if the database holds another conference"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        size = Size(**{name: options[name] for name in ("days", "rooms", "talks", "speakers")})
        try:
            conference = invent_conference(
                options["slug"], size=size, seed=options["seed"], force=options["force"], by=None
            )
        except DomainError as refusal:
            raise CommandError(str(refusal), returncode=REFUSED) from refusal
        address = settings.SITE_URL + reverse("schedule:detail", args=[conference.slug])
        self.stdout.write(
            f"{conference.title} is published at {address} (days: {size.days}, rooms: "
            f"{size.rooms}, presentations: {size.talks}, speakers: {size.speakers})."
        )


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) > 0):
        raise ArgumentTypeError(f"“{text}” must be a whole number, 1 or more")
    return int(text)
