"""Rows and columns of a workbook that nobody sees: left out, unless somebody asks for them."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from conference.core.tables.questions import Choice, Question, Questions
from conference.core.tables.workbooks import Sheet, Value

NAMED = 5


def without_hidden(sheet: Sheet, questions: Questions) -> Sequence[tuple[int, list[Value]]]:
    """The rows of the sheet without what is hidden or filtered out; with it, if that is the answer.

    A hidden column leaves empty cells, so that the others stay where they are.
    """
    rows = [number for number, _cells in sheet.rows if number in sheet.hidden_rows]
    columns = [
        place
        for place in sheet.hidden_columns
        if any(place < len(cells) and cells[place] != "" for _number, cells in sheet.rows)
    ]
    if not rows and not columns:
        return sheet.rows
    if questions.ask(_question(sheet, rows, columns)) == "take":
        return sheet.rows
    return [
        (number, ["" if place in columns else cell for place, cell in enumerate(cells)])
        for number, cells in sheet.rows
        if number not in sheet.hidden_rows
    ]


def _question(sheet: Sheet, rows: Sequence[int], columns: Sequence[int]) -> Question:
    named = []
    if rows:
        named.append(_("rows %(rows)s") % {"rows": _some([str(number) for number in rows])})
    if columns:
        places = [str(place + 1) for place in columns]
        named.append(_("columns number %(columns)s") % {"columns": _some(places)})
    first = rows[0] if rows else sheet.rows[0][0]
    cells = next(cells for number, cells in sheet.rows if number == first)
    shown = [cells[place] for place in columns if place < len(cells)] if not rows else cells
    sentence = _("Parts of the sheet are hidden or filtered out: %(parts)s. Are they to be read?")
    return Question(
        name="hidden",
        sentence=sentence % {"parts": _(" and ").join(named)},
        choices=(
            Choice("leave", _("no, they are left out")),
            Choice("take", _("yes, they belong to the schedule")),
        ),
        proposed="leave",
        may_assume=True,
        example=", ".join(str(cell) for cell in shown if cell != ""),
        row=first,
        option="--hidden",
    )


def _some(names: Sequence[str]) -> str:
    return ", ".join([*names[:NAMED], *(["…"] if len(names) > NAMED else [])])
