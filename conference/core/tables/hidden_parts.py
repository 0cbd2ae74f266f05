"""Rows and columns of a workbook that nobody sees: left out, unless somebody asks for them."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from conference.core.tables.questions import Choice, Question, Questions
from conference.core.tables.sheets import SheetRows
from conference.core.tables.workbooks import Sheet, Value

NAMED = 5


def without_hidden(
    sheets: Sequence[Sheet], parts: Sequence[SheetRows], questions: Questions
) -> list[Sequence[tuple[int, list[Value]]]]:
    """The rows of the sheets without what is hidden or filtered out; with it, if that is the
    answer. `parts` say what the sheets are called, and where their rows are counted from.

    A hidden column leaves empty cells, so that the others stay where they are.
    """
    hidden = [_Hidden(sheet, part) for sheet, part in zip(sheets, parts, strict=True)]
    found = [each for each in hidden if each.rows or each.columns]
    if not found or questions.ask(_question(found, len(sheets) > 1)) == "take":
        return [sheet.rows for sheet in sheets]
    return [each.without() for each in hidden]


class _Hidden:
    """What is hidden in a sheet and has content."""

    def __init__(self, sheet: Sheet, part: SheetRows) -> None:
        self.sheet, self.part = sheet, part
        self.rows = [number for number, _cells in sheet.rows if number in sheet.hidden_rows]
        self.columns = [
            place
            for place in sheet.hidden_columns
            if any(place < len(cells) and cells[place] != "" for _number, cells in sheet.rows)
        ]

    def without(self) -> Sequence[tuple[int, list[Value]]]:
        """The rows that can be seen."""
        return [
            (number, ["" if place in self.columns else cell for place, cell in enumerate(cells)])
            for number, cells in self.sheet.rows
            if number not in self.sheet.hidden_rows
        ]

    def named(self) -> str:
        """The rows and columns in words."""
        named = []
        if self.rows:
            numbers = [str(number - self.part.before) for number in self.rows]
            named.append(_("rows %(rows)s") % {"rows": _some(numbers)})
        if self.columns:
            places = [str(place + 1) for place in self.columns]
            named.append(_("columns number %(columns)s") % {"columns": _some(places)})
        return _(" and ").join(named)

    def first(self) -> tuple[int, str]:
        """The number of the first row in which something is hidden, and what it says."""
        first = self.rows[0] if self.rows else self.sheet.rows[0][0]
        cells = next(cells for number, cells in self.sheet.rows if number == first)
        shown = [cells[at] for at in self.columns if at < len(cells)] if not self.rows else cells
        return first, ", ".join(str(cell) for cell in shown if cell != "")


def _question(hidden: Sequence[_Hidden], are_several: bool) -> Question:
    parts = [
        f"{each.part.name}: {each.named()}" if are_several else each.named() for each in hidden
    ]
    row, example = hidden[0].first()
    sentence = _("Parts of the sheet are hidden or filtered out: %(parts)s. Are they to be read?")
    return Question(
        name="hidden",
        sentence=sentence % {"parts": "; ".join(parts)},
        choices=(
            Choice("leave", _("no, they are left out")),
            Choice("take", _("yes, they belong to the schedule")),
        ),
        proposed="leave",
        may_assume=True,
        example=example,
        row=row,
        option="--hidden",
    )


def _some(names: Sequence[str]) -> str:
    return ", ".join([*names[:NAMED], *(["…"] if len(names) > NAMED else [])])
