"""From the bytes of a file to the plan of its import: read, parse, look around, plan. Writes
nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

from conference.core.names import name_key
from conference.core.tables.mending import Mending
from conference.core.tables.questions import Questions
from conference.editions.models import Section
from conference.schedule.core.programme import Programme
from conference.schedule.draft.store import Drafts, load_drafts
from schedule_import.planning.checks import Talk
from schedule_import.planning.names import KindAnswer
from schedule_import.planning.plan import ImportPlan, Mode, Surroundings, plan_import
from schedule_import.planning.shared_rooms import answer_for
from schedule_import.reading.parse import parse_schedule
from schedule_import.reading.records import Setting


@dataclass(frozen=True)
class Options:
    """What somebody decided about an import; kept with the uploaded file.

    `kinds` says of new kinds, by the key of their label, what they are; `columns` which of our
    columns a header of the file means; `answers` what was said to the questions about the file, by
    their names; `mending` which cells were mended and which rows left out.
    """

    mode: Mode = Mode.ADD
    date_order: str | None = None
    kinds: Mapping[str, KindAnswer] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
    mending: Mending = Mending()
    on_a_page: bool = False

    def as_json(self) -> dict[str, Any]:
        return {
            "mode": self.mode.value,
            "date_order": self.date_order,
            "kinds": {
                key: [answer.spans_rooms, answer.takes_presentation]
                for key, answer in self.kinds.items()
            },
            "columns": dict(self.columns),
            "answers": dict(self.answers),
            "mending": self.mending.as_json(),
            "on_a_page": self.on_a_page,
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        return cls(
            mode=Mode(data.get("mode", Mode.ADD)),
            date_order=data.get("date_order"),
            kinds={key: KindAnswer(*answer) for key, answer in data.get("kinds", {}).items()},
            columns=data.get("columns", {}),
            answers=data.get("answers", {}),
            mending=Mending.from_json(data.get("mending", {})),
            on_a_page=data.get("on_a_page", False),
        )

    def with_spanning(self, labels: list[str]) -> Self:
        """The same options with the kinds of these labels spanning rooms."""
        spanning = {name_key(label): KindAnswer(spans_rooms=True) for label in labels}
        return replace(self, kinds={**self.kinds, **spanning})

    def with_shared_rooms(self, names: list[str]) -> Self:
        """The same options with the rooms of these names shared."""
        said = {name: answer for room in names for name, answer in answer_for(room).items()}
        return replace(self, answers={**self.answers, **said})


def preview_import(
    section: Section, content: bytes, options: Options, drafts: Drafts | None = None
) -> ImportPlan:
    """The plan of importing `content` into the draft of `section`, in a constant number of queries;
    in none, if the drafts of the conference are given.
    """
    around = look_around(section, drafts)
    parsed = parse_schedule(
        content,
        setting_of(section, around),
        date_order=options.date_order,
        column_choice=options.columns,
        questions=Questions(options.answers, options.on_a_page),
        mending=options.mending,
    )
    return plan_import(parsed, around, mode=options.mode, answers=options.kinds)


def setting_of(section: Section, around: Surroundings) -> Setting:
    """What reading a file for this section has to know."""
    conference = section.conference
    talks = [each for each in around.programme.talks.values() if each.section == section.slug]
    return Setting(
        section.slug,
        (conference.starts_on, conference.ends_on),
        zone=conference.zone,
        kinds=[kind.label for kind in around.draft.kinds],
        rooms=[room.name for room in around.draft.rooms],
        sections=Section.objects.filter(conference=conference).values_list("slug", "name"),
        numbers={number for number, talk in around.talks.items() if talk.section == section.slug},
        codes={talk.code for talk in talks if talk.code},
    )


def look_around(section: Section, drafts: Drafts | None = None) -> Surroundings:
    """What the conference holds besides a file for `section`: as many queries as `load_drafts`, or
    none, if its drafts are given.
    """
    drafts = drafts or load_drafts(section.conference, with_programme=True)
    stored = {each.value.number: each for each in drafts.presentations}
    return Surroundings(
        section=section.slug,
        zone=section.conference.zone,
        draft=drafts.of(section),
        elsewhere=drafts.elsewhere(section),
        talks={n: Talk(n, each.value.title, each.section) for n, each in stored.items()},
        speakers={n: each.value.speakers for n, each in stored.items()},
        programme=drafts.programme or Programme(),
        namespace=section.conference.calendar_id,
    )
