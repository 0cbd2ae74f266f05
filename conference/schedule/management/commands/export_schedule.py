"""Write the draft of a conference, or of one section, as a file."""

import io
import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from conference.editions.lookup import NoSuchPlace, find_conference, find_section
from conference.editions.models import Conference, Section
from conference.schedule.feeds.calendars import write_ics
from conference.schedule.feeds.exports import schedule_as_json, write_csv
from conference.schedule.release.freezing import freeze

WRONG_USAGE = 2


class Command(BaseCommand):
    help = "Write the draft of a conference, or of one section, as a file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("place", metavar="CONFERENCE[/SECTION]")
        parser.add_argument("--format", choices=("csv", "json", "ics"), default="csv")
        parser.add_argument("--output", metavar="FILE", help="instead of standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            conference, sections = _find(options["place"])
        except NoSuchPlace as fault:
            raise CommandError(str(fault), returncode=WRONG_USAGE) from fault
        text = _render(
            conference, sections, options["format"], with_section="/" not in options["place"]
        )
        if not options["output"]:
            self.stdout.write(text, ending="")
            return
        try:
            Path(options["output"]).write_bytes(text.encode())
        except OSError as error:
            sentence = (
                f"{options['output']} cannot be written ({error.strerror}): name another file."
            )
            raise CommandError(sentence, returncode=WRONG_USAGE) from error


def _find(place: str) -> tuple[Conference, list[Section]]:
    if "/" in place:
        section = find_section(place)
        return section.conference, [section]
    conference = find_conference(place)
    return conference, list(conference.sections.all())


def _render(
    conference: Conference, sections: list[Section], form: str, *, with_section: bool
) -> str:
    now = timezone.now()
    content = freeze(conference, sections=sections, previous=None, at=now)
    if form == "json":
        draft = schedule_as_json(content, number=None, published_at=None)
        return json.dumps(draft, ensure_ascii=False, indent=2) + "\n"
    if form == "ics":
        return write_ics(content, stamp=now).decode()
    text = io.StringIO(newline="")
    write_csv(content, text, with_section=with_section)
    return text.getvalue()
