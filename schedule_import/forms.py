"""What an organiser uploads, and what they answer on the preview."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Any
from urllib.parse import quote

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.forms import BoundField
from django.http import QueryDict
from django.utils.html import escape
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.core.tables.files import MAX_BYTES
from conference.core.tables.mending import Mending
from conference.schedule.core.timetable import Kind
from schedule_import.models import PASTED
from schedule_import.planning.names import PLENARY, KindAnswer
from schedule_import.planning.options import Options
from schedule_import.planning.plan import ImportPlan, Mode
from schedule_import.planning.shared_rooms import is_about_sharing
from schedule_import.preview.mended import read_mending
from schedule_import.preview.rows_with_problems import texts_of
from schedule_import.reading.column_names import KNOWN, heading_key
from schedule_import.reading.records import Dialect
from schedule_import.reading.rows import COLUMNS

DATE_ORDERS = (
    ("mdy", gettext_lazy("Month first: 12/31/2026")),
    ("dmy", gettext_lazy("Day first: 31/12/2026")),
)
KINDS_ASKED = 100
"""Of so many new kinds it is asked what they are: a form may have 1,000 fields."""

LONGEST_ANSWER = 200
HEADERS_OFFERED, LONGEST_HEADER = 200, 100
"""So many columns of the file can be chosen, with names of so many characters."""

NEEDED = tuple(column.name for column in COLUMNS if column.needed)
FURTHER = ("title", "presentation")


class UploadForm(forms.Form):
    """A spreadsheet as a file, or pasted, and what it is to do."""

    file = forms.FileField(
        label=gettext_lazy("Drop a spreadsheet here, or choose one"),
        help_text=gettext_lazy(
            "CSV or Excel (.xlsx), or the schedule of pretalx, frab or c3voc (.json, .xml); at "
            "most 5 MB and 20,000 rows."
        ),
        allow_empty_file=True,
        required=False,
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx,.json,.xml"}),
    )
    pasted = forms.CharField(
        label=gettext_lazy("Or paste cells from a spreadsheet"),
        help_text=gettext_lazy("Copy them with the row that names the columns."),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false", "autocomplete": "off"}),
    )
    mode = forms.ChoiceField(
        label=gettext_lazy("What the file is to do"),
        choices=Mode.choices,
        initial=Mode.ADD,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, is_first: bool, **kwargs: Any) -> None:
        """`is_first` says that the section has no slot yet, which could be replaced."""
        super().__init__(*args, **kwargs)
        if is_first:
            self.fields["mode"].widget = forms.HiddenInput()

    def clean_file(self) -> UploadedFile | None:
        """Refuse what is too large before anything of it is read."""
        file: UploadedFile | None = self.cleaned_data["file"]
        if file is not None:
            _check_size(file.size or 0)
        return file

    def clean_pasted(self) -> str:
        """The same limit for pasted text."""
        text: str = self.cleaned_data["pasted"]
        _check_size(len(text.encode()))
        return text

    def clean(self) -> dict[str, Any]:
        """One of the two, and not both."""
        cleaned: dict[str, Any] = super().clean() or {}
        file, pasted = cleaned.get("file"), cleaned.get("pasted", "").strip()
        if file and pasted:
            self.add_error(
                "pasted",
                _(
                    "You chose a file and pasted cells as well. Take one of them away: which one "
                    "is meant?"
                ),
            )
        elif not file and not pasted and not self.errors:
            self.add_error("file", _("Choose a spreadsheet, or paste its cells below."))
        return cleaned

    def upload(self) -> tuple[str, bytes]:
        """Name and content of what was given, for a form that is valid."""
        file: UploadedFile | None = self.cleaned_data["file"]
        if file is None:
            return PASTED, self.cleaned_data["pasted"].encode()
        return file.name or PASTED, file.read()

    def options(self, before: Options) -> Options:
        """What was chosen, on top of what was answered for an earlier version of the file."""
        mode = Mode(self.cleaned_data["mode"])
        return replace(before, mode=mode, on_a_page=True)


def _check_size(size: int) -> None:
    if size > MAX_BYTES:
        message = _(
            "This has %(size)s MB; at most %(limit)s MB can be read. Split it, or take pictures "
            "out."
        )
        named = {"size": round(size / 1_000_000, 1), "limit": MAX_BYTES // 1_000_000}
        raise forms.ValidationError(message % named, code="too-large")


class AnswerForm(forms.Form):
    """The questions that only the organiser can answer, each with what was assumed."""

    mode = forms.ChoiceField(
        label=gettext_lazy("What the file is to do"), choices=Mode.choices, widget=forms.RadioSelect
    )

    def __init__(self, plan: ImportPlan, options: Options, data: QueryDict | None = None) -> None:
        super().__init__(data)
        self.plan, self.given = plan, options
        self.fields["mode"].initial = plan.mode
        if not plan.before.slots:
            self.fields["mode"].widget = forms.HiddenInput()
        self.asks_date_order = plan.parsed.date_order_is_open or options.date_order is not None
        if self.asks_date_order:
            self.fields["date_order"] = forms.ChoiceField(
                label=_("Order of the dates"),
                choices=DATE_ORDERS,
                initial=options.date_order,
                required=False,
                widget=forms.RadioSelect,
            )
        self.columns = list(self._add_columns())
        self.questions = dict(self._add_questions())
        new = [kind for kind in plan.names.new_kinds if kind.key != PLENARY]
        self.kinds, self.more_kinds = new[:KINDS_ASKED], len(new[KINDS_ASKED:])
        if data is not None:
            # A kind that is new only since the page was shown has not been asked about.
            self.kinds = [kind for kind in self.kinds if kind.key in data.getlist("kind")]
        for kind in self.kinds:
            self.fields[_spans(kind)] = _tick(
                _("takes place in all its rooms at once"), kind.spans_rooms
            )
            self.fields[_takes(kind)] = _tick(_("takes presentations"), kind.takes_presentation)

    def has_changed(self) -> bool:
        """Whether an answer was changed, a cell mended, or a row left out or taken in again."""
        return super().has_changed() or self.mending() != self.given.mending

    def mending(self) -> Mending:
        """What was mended and left out before, and now."""
        return read_mending(self.data, self.given.mending, self.plan)

    def clean(self) -> dict[str, Any]:
        """One column of the file answers one question."""
        cleaned: dict[str, Any] = super().clean() or {}
        asked: dict[str, str] = {}
        for name in self.columns:
            header = cleaned.get(f"column-{name}")
            if header and header in asked:
                sentence = _(
                    "You chose “%(header)s” for “%(column)s” already: choose another column, or "
                    "“none of them”."
                )
                names = {"header": header, "column": asked[header]}
                self.add_error(f"column-{name}", sentence % names)
            elif header:
                asked[header] = name
        return cleaned

    def _add_columns(self) -> Iterator[str]:
        """A field for each needed column that was not recognised, or that somebody chose before.

        Who has to choose one can say where titles and presentations stand too.
        """
        chosen = {name: header for header, name in self.given.columns.items() if name}
        missing = {
            problem.column for problem in self.plan.errors if problem.code == "missing-column"
        }
        # What a column would say can be answered for the whole file, or stands in another column.
        if self.plan.parsed.dialect is not Dialect.GRID:
            missing |= {name for name in self.plan.parsed.questions.asked if name in NEEDED}
        asked = {name for name in NEEDED if name in missing} | chosen.keys()
        if asked:
            asked |= {name for name in FURTHER if name not in self.plan.parsed.columns}
        headers = self._free_headers()
        if len(headers) < max(1, len(missing)):
            return  # too few to choose from: what stands there names something else
        for name in (*NEEDED, *FURTHER):
            if name in asked:
                self.fields[f"column-{name}"] = forms.ChoiceField(
                    label=_("Which column is “%(column)s”?") % {"column": name},
                    choices=[("", _("none of them")), *((header, header) for header in headers)],
                    initial=chosen.get(name, ""),
                    required=False,
                )
                yield name

    def _add_questions(self) -> Iterator[tuple[str, str]]:
        """A field for each question about the file, answered or not, by the question's name."""
        asked = self.plan.parsed.questions
        for number, question in enumerate(asked.asked.values()):
            name, initial = f"question-{number}", asked.answers.get(question.name)
            field: forms.Field
            if question.choices:
                field = forms.ChoiceField(
                    choices=[(choice.value, capfirst(choice.label)) for choice in question.choices],
                    widget=forms.RadioSelect,
                )
            else:
                field = forms.CharField(max_length=LONGEST_ANSWER)
            field.label, field.required = question.sentence, False
            field.initial = initial or question.proposed
            field.help_text = escape(question.example)  # it stands in the file
            self.fields[name] = field
            yield question.name, name

    def _free_headers(self) -> list[str]:
        """The headers of the file that do not name a needed column themselves."""
        table = self.plan.parsed.table
        headers = texts_of(table.header) if table else []
        free = (
            header
            for header in dict.fromkeys(headers)
            if 0 < len(header) <= LONGEST_HEADER and KNOWN.get(heading_key(header)) not in NEEDED
        )
        return list(islice(free, HEADERS_OFFERED))

    @property
    def must_be_answered(self) -> bool:
        """Whether the file cannot be read without an answer."""
        return self.plan.parsed.date_order_is_open or any(
            problem.code == "question"
            or problem.code == "missing-column"
            and problem.column in self.columns
            for problem in self.plan.errors
        )

    @property
    def asks(self) -> bool:
        """Whether something is to be said that nobody has said yet."""
        return self.must_be_answered or any(
            [
                bool(self.plan.parsed.questions.open),
                *(
                    is_about_sharing(name) and name not in self.given.answers
                    for name in self.questions
                ),
                *(kind.key not in self.given.kinds for kind in self.kinds),
            ]
        )

    def column_fields(self) -> Iterator[BoundField]:
        """The questions which column is which."""
        for name in self.columns:
            yield self[f"column-{name}"]

    def question_fields(self) -> Iterator[BoundField]:
        """The questions about the file."""
        for name in self.questions.values():
            yield self[name]

    def kind_rows(self) -> Iterator[tuple[Kind, BoundField, BoundField]]:
        """Each new kind with its two questions."""
        for kind in self.kinds:
            yield kind, self[_spans(kind)], self[_takes(kind)]

    def _answered_kinds(self) -> list[Kind]:
        """The kinds of which somebody said what they are. What was proposed of the others may be
        another thing once an open question about the file has its answer.
        """
        if not self.must_be_answered:
            return self.kinds
        changed = set(self.changed_data)
        return [kind for kind in self.kinds if changed & {_spans(kind), _takes(kind)}]

    def options(self) -> Options:
        """The given options with the answers, for a form that is valid."""
        answers = {
            kind.key: KindAnswer(self.cleaned_data[_spans(kind)], self.cleaned_data[_takes(kind)])
            for kind in self._answered_kinds()
        }
        kept = {
            header: name for header, name in self.given.columns.items() if name not in self.columns
        }
        chosen = {self.cleaned_data[f"column-{name}"]: name for name in self.columns}
        return replace(
            self.given,
            mode=Mode(self.cleaned_data["mode"]),
            date_order=self.cleaned_data.get("date_order") or self.given.date_order,
            kinds={**self.given.kinds, **answers},
            answers={
                **self.given.answers,
                **{name: self.cleaned_data[field] for name, field in self.questions.items()},
            },
            columns={header: name for header, name in {**kept, **chosen}.items() if header},
            mending=self.mending(),
        )


def _spans(kind: Kind) -> str:
    return f"spans-{quote(kind.key, safe='')}"


def _takes(kind: Kind) -> str:
    return f"takes-{quote(kind.key, safe='')}"


def _tick(label: str, initial: bool) -> forms.BooleanField:
    return forms.BooleanField(label=label, required=False, initial=initial)


class DigestForm(forms.Form):
    """Carries the digest of what was shown, so that nothing else is written."""

    digest = forms.CharField(widget=forms.HiddenInput)
