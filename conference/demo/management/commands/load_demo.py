"""Bring the demo conference in, publish it, and say where to look."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from conference.core import environment
from conference.core.errors import DomainError
from conference.demo.demo_conference import BesideOthers, DemoAccount, LoadedDemo, load_demo
from conference.teams.roles import Role

REFUSED = 1
EMPTY_SECTION = "sprints"
UNKNOWN = "(the password that was set, or printed, when the account was made)"


class Command(BaseCommand):
    help = (
        "Bring the conference of fixtures/ in through the importer, publish it, and make its "
        "accounts. Run it as often as you like: a demo conference that is there is left as it is. "
        "Passwords are taken from DEMO_ORGANISER_PASSWORD, DEMO_PROGRAMME_PASSWORD and "
        "DEMO_VIEWER_PASSWORD, else they are random."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        beside = parser.add_mutually_exclusive_group()
        beside.add_argument(
            "--force", action="store_true", help="even if the database holds another conference"
        )
        beside.add_argument(
            "--unless-others",
            action="store_true",
            help="if the database holds another conference, do nothing, and call that success",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        passwords = {role: environment.text(f"DEMO_{role.upper()}_PASSWORD", "") for role in Role}
        try:
            demo = load_demo(passwords=passwords, force=options["force"], by=None)
        except BesideOthers as refusal:
            if not options["unless_others"]:
                raise CommandError(str(refusal), returncode=REFUSED) from refusal
            self.stdout.write(str(refusal))
            return
        except DomainError as refusal:
            raise CommandError(str(refusal), returncode=REFUSED) from refusal
        self._tell(demo)

    def _tell(self, demo: LoadedDemo) -> None:
        news = "is in, and published." if demo.is_new else "is there already: nothing was changed."
        slug = demo.conference.slug
        self.stdout.write(f"{demo.conference.title} {news}")
        self.stdout.write("\nWorth opening:")
        self._tell_address("the public schedule", "schedule:detail", slug)
        self._tell_address("log in", "account_login")
        self._tell_address("the organisers' desk", "dashboard:organise", slug)
        self._tell_address(
            "import into an empty section", "schedule_import:upload", slug, EMPTY_SECTION
        )
        if demo.accounts:
            self.stdout.write("\nAccounts:")
        for account in demo.accounts:
            self._tell_account(account)

    def _tell_address(self, what: str, name: str, *args: str) -> None:
        self.stdout.write(f"  {what + ':':<30}{settings.SITE_URL}{reverse(name, args=args)}")

    def _tell_account(self, account: DemoAccount) -> None:
        self.stdout.write(
            f"  {account.role.value:<11}{account.email:<23}{account.password or UNKNOWN}"
        )
