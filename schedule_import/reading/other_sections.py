"""Rows that belong to another section than the one that the file is imported into."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from conference.core.names import name_key
from schedule_import.reading.lines import Line
from schedule_import.reading.records import Setting, Source
from schedule_import.reading.rows import Problem, shorten


def sections_of_others(
    lines: Sequence[Line], setting: Setting, source: Source
) -> Iterator[Problem]:
    """An error for each row of another section; one for all, if the column names none of ours."""
    own = setting.section
    named = [line for line in lines if name_key(line.text("section")) not in ("", name_key(own))]
    if not named:
        return
    sections = tuple(setting.sections)
    slugs = {name_key(name): slug for slug, name in sections}
    slugs |= {name_key(slug): slug for slug in (own, *slugs.values())}
    found = [slugs.get(name_key(line.text("section"))) for line in named]
    are_all_named = len(named) == sum(line.text("section") != "" for line in lines)
    if sections and are_all_named and not any(found):
        yield _no_sections(named, source)
        return
    message = _(
        "This row belongs to the section “%(value)s”; you import into “%(slug)s”. Take the row out."
    )
    for line, slug in zip(named, found, strict=True):
        if slug != own:
            said = message % {"value": shorten(line.text("section")), "slug": own}
            yield source.problem(line.number, "section", "other-section", said)


def _no_sections(lines: Sequence[Line], source: Source) -> Problem:
    first, *others = lines
    message = _(
        "“%(value)s” is no section of this conference, and neither is any other value of this "
        "column. Call the column “track” if it means that; else take it out."
    ) % {"value": shorten(first.text("section"))}
    numbers = [line.number for line in others]
    return source.problem(first.number, "section", "other-section", message, numbers)
