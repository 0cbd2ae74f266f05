"""Bring a spreadsheet into the draft of a section."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import ngettext

from conference.core.names import name_key
from conference.core.tables.encodings import ENCODINGS
from conference.core.tables.files import MAX_BYTES
from conference.editions.lookup import NoSuchPlace, find_section
from conference.editions.models import Section
from conference.schedule.core.diff_in_words import describe
from conference.schedule.draft.store import ImpossibleTimetable
from schedule_import.actions import import_schedule
from schedule_import.planning.options import Options, preview_import
from schedule_import.planning.plan import ImportPlan, Mode
from schedule_import.reading.rows import Problem

ANSWERS = ("renamed", "texts", "room", "date", "encoding")
REFUSED = 1
WRONG_USAGE = 2
PIECES_AT_ONCE = 10_000


class Command(BaseCommand):
    help = (
        "Bring a spreadsheet (CSV or .xlsx) into the draft of a section: see docs/schedule-csv.md."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("section", metavar="CONFERENCE/SECTION")
        parser.add_argument("file", metavar="FILE", help="the spreadsheet; - reads standard input")
        parser.add_argument("--mode", choices=Mode.values, default=Mode.ADD.value)
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would change, write nothing"
        )
        parser.add_argument("--date-order", choices=("mdy", "dmy"), help="how to read 03/04/2027")
        parser.add_argument(
            "--spans",
            action="append",
            default=[],
            metavar="KIND",
            help="a new kind that takes place in all its rooms at once; can be given again",
        )
        parser.add_argument(
            "--shared-room",
            action="append",
            default=[],
            metavar="NAME",
            help="a room in which several things may take place at one time; can be given again",
        )
        parser.add_argument(
            "--json", action="store_true", help="print one JSON object and nothing else"
        )
        self._add_answers(parser)

    def _add_answers(self, parser: ArgumentParser) -> None:
        """What answers the questions about a file."""
        parser.add_argument(
            "--talks",
            action="append_const",
            dest="answer",
            const="talks=yes",
            default=[],
            help="the titles are talks with pages of their own",
        )
        parser.add_argument(
            "--renamed", choices=("yes", "no"), help="talks with another title in their place"
        )
        parser.add_argument(
            "--texts", choices=("ours", "file"), help="which texts stay that were edited here"
        )
        parser.add_argument("--room", metavar="NAME", help="the room, where the file has none")
        parser.add_argument("--date", metavar="DATE", help="the day, where the file has none")
        parser.add_argument(
            "--encoding", choices=ENCODINGS, help="the letters of a file that is not in UTF-8"
        )
        parser.add_argument(
            "--hidden",
            action="append_const",
            dest="answer",
            const="hidden=take",
            help="read what is hidden or filtered out in a workbook as well",
        )
        parser.add_argument(
            "--answer",
            action="append",
            default=[],
            metavar="NAME=VALUE",
            help="answers a question about the file, which an error names; can be given again",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            section = find_section(options["section"])
        except NoSuchPlace as fault:
            raise CommandError(str(fault), returncode=WRONG_USAGE) from fault
        content = _read(options["file"])
        wanted = Options(mode=Mode(options["mode"]), date_order=options["date_order"])
        answers = {name: options[name] for name in ANSWERS if options[name]}
        wanted = replace(wanted, answers=answers | _answers(options["answer"]))
        wanted = wanted.with_spanning(options["spans"]).with_shared_rooms(options["shared_room"])

        def check(plan: ImportPlan) -> None:
            _check_kinds(plan, options["spans"])
            _check_rooms(plan, options["shared_room"])

        if options["dry_run"]:
            plan = preview_import(section, content, wanted)
            check(plan)
        else:
            plan = _import(section, options["file"], content, wanted, check)
        applied = plan.ok and not options["dry_run"]
        if options["json"]:
            self._print(plan.answer(applied=applied))
        else:
            self._tell(plan, applied)
        if not plan.ok:
            sys.exit(REFUSED)

    def _print(self, answer: dict[str, Any]) -> None:
        """Piece by piece: in one, the answer to a file with 100,000 errors takes hundreds of
        megabytes.
        """
        pieces = json.JSONEncoder(ensure_ascii=False, indent=2).iterencode(answer)
        while text := "".join(islice(pieces, PIECES_AT_ONCE)):
            self.stdout.write(text, ending="")
        self.stdout.write("")

    def _tell(self, plan: ImportPlan, applied: bool) -> None:
        for problem in plan.warnings:
            self.stderr.write(f"Warning: {_sentence(problem, plan)}")
        for problem in plan.errors:
            self.stderr.write(f"Error: {_sentence(problem, plan)}")
        if plan.diff is None:
            count = len(plan.errors)
            errors = ngettext("%(count)d error", "%(count)d errors", count) % {"count": count}
            self.stdout.write(f"{errors} in {_rows(plan.parsed.row_count)}. Nothing was written.")
            return
        for line in describe(plan.diff, plan.before, plan.after):
            when = f"{line.date} {line.start:%H:%M}–{line.end:%H:%M}"
            was = f" ({'; '.join(line.was)})" if line.was else ""
            self.stdout.write(
                f"{line.status:<8} {when} {line.title} – {', '.join(line.rooms)}{was}"
            )
        for room in (*plan.diff.rooms_added, *plan.diff.rooms_changed):
            if room.is_shared:
                self.stdout.write(f"shared: room {room.name}")
        for talk in plan.unscheduled:
            self.stdout.write(f"unscheduled: presentation {talk.number}, “{talk.title}”")
        answer = plan.answer(applied=applied)
        counts = ", ".join(
            f"{answer[what]['slots']} {what}"
            for what in ("added", "moved", "changed", "removed", "unchanged")
        )
        written = "Applied." if applied else "Dry run: nothing was written."
        self.stdout.write(f"{_rows(plan.parsed.row_count)}; slots: {counts}. {written}")


def _answers(given: list[str]) -> dict[str, str]:
    """What was said to questions, by their names."""
    for text in given:
        if "=" not in text:
            sentence = f"--answer {text}: write the name of the question, = and what you answer."
            raise CommandError(sentence, returncode=WRONG_USAGE)
    pairs = (text.split("=", maxsplit=1) for text in given)
    return {name.strip(): value.strip() for name, value in pairs}


def _rows(count: int) -> str:
    return ngettext("%(count)d row", "%(count)d rows", count) % {"count": count}


def _read(name: str) -> bytes:
    """The file's bytes, or one more than may be read: its size is then refused without its rest."""
    try:
        if name == "-":
            return sys.stdin.buffer.read(MAX_BYTES + 1)
        with Path(name).open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as fault:
        raise CommandError(
            f"{name} cannot be read: {fault.strerror}.", returncode=WRONG_USAGE
        ) from fault


def _check_kinds(plan: ImportPlan, labels: list[str]) -> None:
    """A misspelt --spans must not be passed over: the kind would silently not span rooms."""
    for label in labels:
        kind = plan.names.kind_by_key.get(name_key(label))
        if plan.ok and kind is None:
            raise CommandError(
                f"--spans {label}: the file names no such kind.", returncode=WRONG_USAGE
            )
        if kind is not None and not kind.spans_rooms:
            raise CommandError(
                f"--spans {label}: this kind exists and does not span rooms. Change the kind "
                f"first.",
                returncode=WRONG_USAGE,
            )


def _check_rooms(plan: ImportPlan, names: list[str]) -> None:
    """A misspelt --shared-room must not be passed over either."""
    for name in names:
        if plan.ok and name_key(name) not in plan.names.room_by_key:
            raise CommandError(
                f"--shared-room {name}: neither the file nor the conference has such a room.",
                returncode=WRONG_USAGE,
            )


def _import(
    section: Section,
    name: str,
    content: bytes,
    options: Options,
    check: Callable[[ImportPlan], None],
) -> ImportPlan:
    file_name = "standard input" if name == "-" else Path(name).name
    try:
        return import_schedule(
            section,
            file_name=file_name,
            content=content,
            options=options,
            by=None,
            check=check,
        )
    except ImpossibleTimetable as refusal:
        return preview_import(section, content, options).refused(refusal.sentences)


def _sentence(problem: Problem, plan: ImportPlan) -> str:
    table = plan.parsed.table
    row = table.name_of_row(problem.row) if table and problem.row else ""
    where = f"{row}, " if row else ""
    column = f"{problem.column} “{problem.value}”: " if problem.column else ""
    return f"{where}{column}{problem.message} [{problem.code}]"
