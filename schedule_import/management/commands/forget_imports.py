"""Delete uploads that nobody applied."""

from typing import Any

from django.core.management.base import BaseCommand

from schedule_import.actions import forget_imports
from schedule_import.models import KEPT_UNAPPLIED


class Command(BaseCommand):
    help = "Delete uploaded spreadsheets that nobody applied within a week."

    def handle(self, *args: Any, **options: Any) -> None:
        count = forget_imports(by=None)
        days = KEPT_UNAPPLIED.days
        self.stdout.write(f"Uploads that were not applied within {days} days: {count} deleted.")
