"""Where clock times become moments, and nowhere else.

Organisers type clock times. They stay what they are if the conference changes its zone; only what
calendars and browsers need is worked out from them.
"""

import datetime as dt
from zoneinfo import ZoneInfo

EARLIEST_DAY, LATEST_DAY = dt.date(1900, 1, 1), dt.date(2199, 12, 31)
"""No conference takes place before or after."""


class DateInAddress:
    """A date as a part of an address: "2027-04-16". One that no calendar has is no address of
    ours.
    """

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, text: str) -> dt.date:
        """The date; ValueError if there is none such, which Django takes for "not found"."""
        return dt.date.fromisoformat(text)

    def to_url(self, date: dt.date) -> str:
        """The date as it stands in an address."""
        return date.isoformat()


def moment(day: dt.date, clock: dt.time, zone: ZoneInfo) -> dt.datetime:
    """The moment at which clocks in `zone` show `clock` on `day`, as an aware time of that zone.

    A time that clocks show twice is the first of the two. A time that they skip is the moment that
    it would have been before the change, written as the clocks then show it: 02:30 becomes 03:30.
    """
    naive = dt.datetime.combine(day, clock.replace(tzinfo=None, fold=0))
    # By way of UTC, so that a skipped time gets the offset and the clock time that really held.
    return naive.replace(tzinfo=zone).astimezone(dt.UTC).astimezone(zone)


def span(
    day: dt.date, start: dt.time, end: dt.time, zone: ZoneInfo
) -> tuple[dt.datetime, dt.datetime]:
    """The moments from `start` on `day` to `end`, which lies on the next day if it is not after
    `start`.

    Never ends before it begins, even where clocks skip the start.
    """
    last_day = day if end > start else day + dt.timedelta(days=1)
    begins, ends = moment(day, start, zone), moment(last_day, end, zone)
    return begins, max(begins, ends, key=_instant)


def offset_name(at: dt.datetime) -> str:
    """The offset of an aware time from UTC, as people write it: "UTC+09:30", "UTC−03:30", "UTC"."""
    offset = at.utcoffset()
    if offset is None:
        raise ValueError(f"{at} has no time zone")
    minutes = round(offset.total_seconds() / 60)
    if minutes == 0:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes > 0 else '−'}{hours:02}:{rest:02}"


def _instant(at: dt.datetime) -> dt.datetime:
    # Times of one zone compare as clock times in Python; their moments are what counts here.
    return at.astimezone(dt.UTC)
