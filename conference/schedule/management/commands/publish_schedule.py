"""Make the draft of a conference public."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from conference.core.errors import DomainError
from conference.editions.lookup import NoSuchPlace, find_conference, find_section
from conference.schedule.release.actions import NothingToPublish, publish_schedule

REFUSED = 1
WRONG_USAGE = 2


class Command(BaseCommand):
    help = "Make the draft of a conference public, as its next release."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("conference", metavar="CONFERENCE")
        parser.add_argument(
            "--section",
            action="append",
            metavar="SLUG",
            help="publish this section alone, the others stay as they are; can be given again",
        )
        parser.add_argument(
            "--note", default="", metavar="TEXT", help="what is new, for the record"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        slugs = options["section"]
        try:
            conference = find_conference(options["conference"])
            sections = slugs and [find_section(f"{conference.slug}/{slug}") for slug in slugs]
        except NoSuchPlace as fault:
            raise CommandError(str(fault), returncode=WRONG_USAGE) from fault
        try:
            release = publish_schedule(conference, sections=sections, note=options["note"], by=None)
        except NothingToPublish as same:
            self.stdout.write(str(same))
        except DomainError as refusal:
            raise CommandError(str(refusal), returncode=REFUSED) from refusal
        else:
            self.stdout.write(f"Release {release.number} of {conference.title} is public.")
