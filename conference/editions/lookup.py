"""What commands call a conference and its sections: `pyohio-2027`, `pyohio-2027/talks`."""

from conference.core.errors import DomainError
from conference.editions.models import Conference, Section


class NoSuchPlace(DomainError):
    """An address that leads nowhere; the sentence says which part is wrong and what there is."""


def find_conference(address: str) -> Conference:
    """The conference with this slug; `NoSuchPlace` if there is none."""
    conference = Conference.objects.filter(slug=address).first()
    if conference is None:
        there = ", ".join(Conference.objects.values_list("slug", flat=True)) or "none"
        raise NoSuchPlace(f"There is no conference “{address}”. There are: {there}.")
    return conference


def find_section(address: str) -> Section:
    """The section at `CONFERENCE/SECTION`; `NoSuchPlace` if there is none."""
    conference_slug, slash, section_slug = address.partition("/")
    if not slash:
        raise NoSuchPlace(f"“{address}” names no section: write CONFERENCE/SECTION.")
    conference = find_conference(conference_slug)
    section = conference.sections.select_related("conference").filter(slug=section_slug).first()
    if section is None:
        there = ", ".join(conference.sections.values_list("slug", flat=True)) or "none"
        raise NoSuchPlace(
            f"{conference.title} has no section “{section_slug}”. There are: {there}."
        )
    return section
