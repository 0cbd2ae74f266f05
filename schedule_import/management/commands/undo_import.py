"""Take back what was last applied to a section."""

import json
import sys
from argparse import ArgumentParser
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError

from conference.core.errors import DomainError
from conference.editions.lookup import NoSuchPlace, find_section
from conference.schedule.core.diff_in_words import describe
from schedule_import.actions import ChangedSinceImport, undo_import
from schedule_import.models import ScheduleImport
from schedule_import.planning.undo import UndoPlan, refused_answer

REFUSED = 1
WRONG_USAGE = 2


class Command(BaseCommand):
    help = "Take back the last import or undo of a section: see docs/schedule-csv.md."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("section", metavar="CONFERENCE/SECTION")
        parser.add_argument(
            "--force",
            action="store_true",
            help="even if the section was changed since; that goes as well",
        )
        parser.add_argument(
            "--json", action="store_true", help="print one JSON object and nothing else"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        self.as_json: bool = options["json"]
        try:
            section = find_section(options["section"])
        except NoSuchPlace as fault:
            raise CommandError(str(fault), returncode=WRONG_USAGE) from fault
        entry = section.imports.can_be_undone().in_order().first()
        if entry is None:
            self._refuse("nothing-to-undo", "Nothing was imported into this section.")
        try:
            undo = undo_import(entry, force=options["force"], by=None)
        except ChangedSinceImport as refusal:
            self._tell_differences(refusal.plan)
            self._refuse("changed-since", f"{refusal} Give --force to undo it all the same.")
        except DomainError as refusal:
            self._refuse("cannot-be-undone", str(refusal))
        self._tell(entry, undo)

    def _refuse(self, code: str, message: str) -> NoReturn:
        if self.as_json:
            self._print(refused_answer(code, message))
            sys.exit(REFUSED)
        raise CommandError(f"{message} Nothing was written.", returncode=REFUSED)

    def _tell_differences(self, plan: UndoPlan) -> None:
        if self.as_json:
            return
        self.stderr.write("Since then:")
        for sentence in plan.other_losses:
            self.stderr.write(sentence)
        for line in describe(plan.differences, plan.left, plan.now):
            when = f"{line.date} {line.start:%H:%M}–{line.end:%H:%M}"
            self.stderr.write(f"{line.status:<8} {when} {line.title} – {', '.join(line.rooms)}")

    def _tell(self, entry: ScheduleImport, undo: ScheduleImport) -> None:
        answer: Any = undo.result
        if self.as_json:
            self._print(answer)
            return
        what = (
            f"the undo of {entry.file_name}"
            if entry.takes_back
            else f"the import of {entry.file_name}"
        )
        for talk in answer["unscheduled_presentations"]:
            self.stdout.write(f"unscheduled: presentation {talk['number']}, “{talk['title']}”")
        counts = ", ".join(
            f"{answer[status]['slots']} {status}"
            for status in ("added", "moved", "changed", "removed", "unchanged")
        )
        self.stdout.write(f"Undone: {what}. Slots: {counts}.")

    def _print(self, answer: Any) -> None:
        self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2))
