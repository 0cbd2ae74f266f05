from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from conference.core.frame import Menu, MenuEntry, register_entries, register_right

VIEW, CHANGE = "schedule.view_draft", "schedule.change_schedule"


class ScheduleConfig(AppConfig):
    name = "conference.schedule"
    verbose_name = _("schedule")

    def ready(self) -> None:
        # They need the models, which are there only now.
        from conference.editions.actions import register_clock, register_date_check
        from conference.schedule.draft.what_if import slots_outside
        from conference.schedule.feeds.calendars import when_cancelled_go

        register_date_check(slots_outside)
        register_clock(when_cancelled_go)
        register_right("can_change", CHANGE)
        register_right("can_publish", "schedule.publish_schedule")
        register_entries(
            Menu.PUBLIC,
            MenuEntry(_("Schedule"), "schedule:detail", 10),
            MenuEntry(_("Talks"), "schedule:presentations", 20, is_shown=_has_talks),
            MenuEntry(_("My schedule"), "schedule:my", 30, is_shown=_has_talks),
        )
        register_entries(
            Menu.FOOTER, MenuEntry(_("Speakers"), "schedule:speakers", 10, is_shown=_has_talks)
        )
        register_entries(
            Menu.ORGANISERS,
            MenuEntry(_("Draft"), "schedule_organise:draft", 20, VIEW),
            MenuEntry(_("Publish"), "schedule_organise:publish", 30, VIEW),
            MenuEntry(_("Releases"), "schedule_organise:releases", 40, VIEW),
            MenuEntry(_("Presentations"), "schedule_organise:presentations", 50, VIEW),
            MenuEntry(_("Rooms"), "schedule_organise:rooms", 60, CHANGE),
            MenuEntry(_("Kinds"), "schedule_organise:kinds", 70, CHANGE),
        )


def _has_talks(context: Any) -> bool:
    return bool(context.get("has_talks"))
