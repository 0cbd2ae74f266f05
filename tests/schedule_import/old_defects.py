"""What an importer of this kind, long in use, did wrong: each defect with the file that shows it.

`was` says what that importer did; the rest says what happens now. Where rows are given, they stand
below the usual five columns. Those that take more than one file to show have tests of their own;
those that no file can show have the reason.
"""

from dataclasses import dataclass

from tests.schedule_import.mutations import as_xlsx

HEADER = "date,time_start,time_end,kind,room"
CLASSIC = (
    "12/12/2013,10:00 AM,11:00 AM,plenary,Room2",
    "12/12/2013,10:00 AM,11:00 AM,plenary,Room1",
    "12/12/2013,11:00 AM,12:00 PM,talk,Room1",
    "12/12/2013,11:00 AM,12:00 PM,talk,Room2",
)
CLASSIC_DRAFT = [
    "12-12 10:00-11:00 plenary Room2+Room1",
    "12-12 11:00-12:00 talk Room1",
    "12-12 11:00-12:00 talk Room2",
]
TALK = "12/12/2013,10:00 AM,11:00 AM,talk,R1"
PLENARY = "12/12/2013,10:00 AM,11:00 AM,plenary,R1"
AT_TEN = "12-12 10:00-11:00 talk R1"


@dataclass(frozen=True)
class Defect:
    """A file, and what comes of it.

    `errors` are (row, column, code): with one, nothing at all is written. `becomes` is the draft
    afterwards, as "month-day start-end kind rooms", with a title or a presentation behind it.
    `before` are files applied earlier, `elsewhere` rows that another section has. `spans` are new
    kinds that span rooms.
    """

    number: int
    was: str
    rows: tuple[str, ...] = ()
    header: str = HEADER
    content: bytes | None = None
    becomes: tuple[str, ...] = ()
    errors: tuple[tuple[int | None, str | None, str], ...] = ()
    warnings: tuple[tuple[int | None, str | None, str], ...] = ()
    before: tuple[tuple[str, ...], ...] = ()
    elsewhere: tuple[str, ...] = ()
    spans: tuple[str, ...] = ()
    mode: str = "add"
    file_name: str = "schedule.csv"
    rooms: tuple[str, ...] | None = None
    time_zone: str = "Europe/Zurich"

    @property
    def file(self):
        text = "\n".join((self.header, *self.rows))
        return text.encode() if self.content is None else self.content

    def __str__(self):
        return f"D{self.number}"


def lines(*rows, header=HEADER):
    return "\n".join((header, *rows))


OVERLAPS = [
    Defect(
        1,
        "took two talks that overlap in one room",
        (TALK, "12/12/2013,10:30 AM,11:30 AM,talk,R1"),
        errors=((3, "room", "overlap"),),
    ),
    Defect(
        2,
        "made two slots of a talk that stands there twice",
        (TALK, TALK),
        errors=((3, "room", "duplicate"),),
    ),
    Defect(
        3,
        "took a plenary over a talk in the same room",
        (TALK, "12/12/2013,10:00 AM,12:00 PM,plenary,R1"),
        errors=((3, "room", "overlap"),),
    ),
    Defect(
        4,
        "said “overlap” of a plenary row that stands there twice, and not where",
        (PLENARY, PLENARY),
        errors=((3, "room", "duplicate"),),
    ),
    Defect(
        5,
        "did not look at the other sections, which use the same rooms",
        ("12/12/2013,10:30 AM,11:30 AM,talk,R1",),
        elsewhere=(TALK,),
        errors=((2, "room", "overlap"),),
    ),
]

KINDS = [
    Defect(
        6,
        "took “Plenary” for another kind than “plenary”",
        ("12/12/2013,10:00 AM,11:00 AM,Plenary,R1", "12/12/2013,10:00 AM,11:00 AM,PLENARY,R2"),
        becomes=("12-12 10:00-11:00 Plenary R1+R2",),
    ),
    Defect(
        7,
        "let nothing but plenaries span rooms: one lunch for each room",
        ("12/12/2013,12:00 PM,01:00 PM,lunch,R1", "12/12/2013,12:00 PM,01:00 PM,lunch,R2"),
        spans=("lunch",),
        becomes=("12-12 12:00-13:00 lunch R1+R2",),
    ),
    Defect(
        8,
        "made one slot of two plenaries at the same time",
        (
            "12/12/2013,10:00 AM,11:00 AM,plenary,R1,Left",
            "12/12/2013,10:00 AM,11:00 AM,plenary,R2,Right",
        ),
        header=f"{HEADER},title",
        becomes=("12-12 10:00-11:00 plenary R1 Left", "12-12 10:00-11:00 plenary R2 Right"),
    ),
    Defect(
        9,
        "could put no presentation into an imported plenary, nor into a “Talk” with a capital",
        ("12/12/2013,10:00 AM,11:00 AM,plenary,R1,1", "12/12/2013,11:00 AM,12:00 PM,Talk,R1,2"),
        header=f"{HEADER},presentation",
        becomes=("12-12 10:00-11:00 plenary R1 #1", "12-12 11:00-12:00 Talk R1 #2"),
    ),
]

TIMES = [
    Defect(
        12,
        "took an end before its start",
        ("12/12/2013,11:00 AM,10:00 AM,talk,R1",),
        errors=((2, "time_end", "ends-before-start"),),
    ),
    Defect(
        13,
        "took slots of no length",
        ("12/12/2013,11:00 AM,11:00 AM,talk,R1",),
        errors=((2, "time_end", "ends-before-start"),),
    ),
    Defect(
        14,
        "gave a slot that ends at midnight a length of minus 23 hours",
        ("01/02/2013,11:00 PM,12:00 AM,talk,R1", "01/02/2013,9:00 PM,2:00 AM,party,R2"),
        becomes=("01-02 21:00-02:00 party R2", "01-02 23:00-00:00 talk R1"),
        warnings=((2, "date", "outside-conference"), (3, "date", "outside-conference")),
    ),
    Defect(
        15,
        "broke down at a time that it could not read, and kept the rows before it",
        (TALK, "12/12/2013,13:61,14:00,talk,R1"),
        errors=((3, "time_start", "bad-time"),),
    ),
    Defect(
        16,
        "broke down at 24-hour times, at seconds, and at 10am",
        (
            "12/12/2013,10:00,11:00,talk,R1",
            "12/12/2013,11:00:00,12:00:00,talk,R1",
            "12/12/2013,1pm,02:00PM,talk,R1",
        ),
        becomes=(AT_TEN, "12-12 11:00-12:00 talk R1", "12-12 13:00-14:00 talk R1"),
    ),
    Defect(
        16,
        "broke down at words and other signs in place of a time",
        ("12/12/2013,10-00 AM,lunch,talk,R1",),
        errors=((2, "time_start", "bad-time"), (2, "time_end", "bad-time")),
    ),
    Defect(
        17,
        "broke down at a date in another form, and kept its rooms",
        (TALK, "2013-12-13,10:00 AM,11:00 AM,talk,R1"),
        becomes=(AT_TEN, "12-13 10:00-11:00 talk R1"),
    ),
    Defect(
        17,
        "broke down at a date that is none, and kept its rooms",
        (TALK, "13/13/2013,10:00 AM,11:00 AM,talk,R2"),
        errors=((3, "date", "bad-date"),),
    ),
    Defect(
        18,
        "broke down at a year of two digits",
        ("12/13/13,10:00 AM,11:00 AM,talk,R1",),
        becomes=("12-13 10:00-11:00 talk R1",),
    ),
    Defect(
        18,
        "broke down at 29 February of a common year",
        ("02/29/2013,10:00 AM,11:00 AM,talk,R1",),
        errors=((2, "date", "bad-date"),),
    ),
    Defect(
        19,
        (
            "broke down while it took back what it had written, with a bad date after a plenary "
            "that was there"
        ),
        (PLENARY, "13/13/2013,10:00 AM,11:00 AM,talk,R1"),
        before=((PLENARY,),),
        errors=((3, "date", "bad-date"),),
    ),
    Defect(
        20,
        "took 03/04 for the fourth of March without a word",
        ("03/04/2013,10:00,11:00,talk,R1",),
        errors=((2, "date", "ambiguous-date"),),
    ),
    Defect(
        21,
        "took a time that the clocks skip",
        ("03/10/2013,02:30 AM,04:00 AM,talk,R1",),
        time_zone="America/New_York",
        becomes=("03-10 02:30-04:00 talk R1",),
        warnings=((2, "date", "outside-conference"), (2, "time_start", "clock-change")),
    ),
    Defect(
        22,
        "took days years away from the conference without a word",
        ("12/13/2031,10:00 AM,11:00 AM,talk,R1",),
        becomes=("2031-12-13 10:00-11:00 talk R1",),
        warnings=((2, "date", "outside-conference"),),
    ),
]

FILES = [
    Defect(
        23,
        "broke down without a column that it needs",
        ("12/12/2013,10:00 AM,11:00 AM,talk",),
        header="date,time_start,time_end,kind",
        errors=((1, "room", "question"),),
    ),
    Defect(
        24,
        "broke down at column names with capitals",
        (TALK,),
        header="Date,Time_Start,TIME END,Kind, Room ",
        becomes=(AT_TEN,),
    ),
    Defect(
        25,
        "broke down at the byte order mark that spreadsheet programs write",
        content=lines(TALK).encode("utf-8-sig"),
        becomes=(AT_TEN,),
    ),
    Defect(
        26,
        "broke down at semicolons",
        content=lines(TALK).replace(",", ";").encode(),
        becomes=(AT_TEN,),
    ),
    Defect(
        26, "broke down at tabs", content=lines(TALK).replace(",", "\t").encode(), becomes=(AT_TEN,)
    ),
    Defect(
        27,
        "said “imported” of a file without column names, and imported nothing",
        content=TALK.encode(),
        errors=((None, None, "empty"),),
    ),
    Defect(
        27,
        "said “imported” of rows without column names, and lost the first",
        content=f"{PLENARY}\n{PLENARY}".encode(),
        errors=tuple((1, name, "missing-column") for name in HEADER.split(",")),
        warnings=tuple((1, cell, "ignored-column") for cell in PLENARY.split(",")),
    ),
    Defect(28, "said “imported” of column names alone", errors=((None, None, "empty"),)),
    Defect(
        29,
        "broke down at a row with too few cells",
        ("12/12/2013,10:00 AM,11:00 AM,talk",),
        errors=((2, "room", "missing-value"),),
    ),
    Defect(
        30,
        "broke down at a row with too many cells",
        (f"{TALK},extra",),
        errors=((2, None, "extra-value"),),
    ),
    Defect(31, "broke down at a line of blanks", (TALK, "   ", ""), becomes=(AT_TEN,)),
    Defect(
        32,
        "made a room without a name of a row of separators",
        (",,,,", TALK, " , ,,, "),
        becomes=(AT_TEN,),
        rooms=("R1",),
    ),
    Defect(
        33,
        "made rooms and kinds without a name",
        ("12/12/2013,10:00 AM,11:00 AM,talk,", "12/12/2013,10:00 AM,11:00 AM,,R1"),
        errors=((2, "room", "missing-value"), (3, "kind", "missing-value")),
    ),
    Defect(
        34,
        "took one of two columns with the same name, nobody knew which",
        (f"{TALK},R2",),
        header=f"{HEADER}, Room ",
        errors=((1, "room", "duplicate-column"),),
    ),
    Defect(
        35,
        "broke down at letters in an old encoding",
        content=lines("12/12/2013,10:00 AM,11:00 AM,talk,Zürich").encode("latin-1"),
        becomes=("12-12 10:00-11:00 talk Zürich",),
        warnings=((2, "room", "read-as-windows-1252"),),
    ),
    Defect(36, "broke down at UTF-16", content=lines(TALK).encode("utf-16"), becomes=(AT_TEN,)),
    Defect(
        36,
        "broke down at a zero byte",
        content=lines(TALK).encode() + b"\n\0",
        errors=((None, None, "not-a-table"),),
    ),
    Defect(
        37,
        "put a line break into the name of a room",
        ('12/12/2013,10:00 AM,11:00 AM,talk,"Room\n1"',),
        becomes=("12-12 10:00-11:00 talk Room 1",),
    ),
    Defect(
        38,
        "refused a file for the capitals in its name",
        (TALK,),
        file_name="X.CSV",
        becomes=(AT_TEN,),
    ),
    Defect(
        39,
        "broke down at a picture with the name of a table",
        content=b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1",
        errors=((None, None, "not-a-table"),),
    ),
    Defect(
        39,
        "broke down at a workbook with the name of a table",
        content=as_xlsx([line.split(",") for line in lines(TALK).splitlines()]),
        becomes=(AT_TEN,),
    ),
    Defect(
        40,
        "broke down in the middle of writing a name that was too long for the database",
        (TALK, f"12/12/2013,10:00 AM,11:00 AM,{'k' * 51},{'R' * 101}"),
        errors=((3, "kind", "too-long"), (3, "room", "too-long")),
    ),
    Defect(
        41,
        "made three rooms of one, by blanks and capitals",
        (
            "12/12/2013,10:00 AM,11:00 AM,talk,Room  1",
            "12/12/2013,11:00 AM,12:00 PM,talk,room 1",
            "12/12/2013,12:00 PM,01:00 PM,talk,Room 1",
            "12/12/2013,01:00 PM,02:00 PM,talk,Room1",
        ),
        becomes=(
            "12-12 10:00-11:00 talk Room 1",
            "12-12 11:00-12:00 talk Room 1",
            "12-12 12:00-13:00 talk Room 1",
            "12-12 13:00-14:00 talk Room1",
        ),
        warnings=((5, "room", "similar-name"),),
    ),
    Defect(
        43,
        "broke down at any file at all under a newer Python, which gives bytes",
        CLASSIC,
        becomes=tuple(CLASSIC_DRAFT),
    ),
]

ROOMS = [
    Defect(
        44,
        "knew a room by its place among the rooms of the file, and broke down when that changed",
        ("12/13/2013,10:00 AM,11:00 AM,talk,A", "12/13/2013,10:00 AM,11:00 AM,talk,B"),
        before=(("12/12/2013,10:00 AM,11:00 AM,talk,B",),),
        becomes=(
            "12-12 10:00-11:00 talk B",
            "12-13 10:00-11:00 talk A",
            "12-13 10:00-11:00 talk B",
        ),
        rooms=("B", "A"),
    ),
    Defect(
        46,
        "broke down at the first new room after a schedule was emptied, since its rooms had stayed",
        ("12/12/2013,10:00 AM,11:00 AM,talk,Aud", "12/12/2013,10:00 AM,11:00 AM,talk,Room1"),
        mode="replace",
        before=(CLASSIC,),
        becomes=("12-12 10:00-11:00 talk Aud", "12-12 10:00-11:00 talk Room1"),
        rooms=("Room2", "Room1", "Aud"),
    ),
    Defect(
        47,
        "put rooms into an order of its own, Room 10 before Room 9, and not that of the file",
        tuple(
            f"12/12/2013,10:00 AM,11:00 AM,talk,{room}"
            for room in ("Room 10", "Zed", "Room 9", "annex")
        ),
        becomes=tuple(
            f"12-12 10:00-11:00 talk {room}" for room in ("annex", "Room 10", "Room 9", "Zed")
        ),
        rooms=("Room 10", "Zed", "Room 9", "annex"),
    ),
    Defect(
        48,
        "broke down where two kinds had one label",
        (TALK, "12/12/2013,11:00 AM,12:00 PM, TALK ,R1"),
        becomes=(AT_TEN, "12-12 11:00-12:00 talk R1"),
    ),
]

WRITING = [
    Defect(
        49,
        "wrote as it read: whatever stood before a fault stayed in the database",
        (
            "12/12/2013,10:00 AM,11:00 AM,talk,New room",
            "12/13/2013,10:00 AM,11:00 AM,new kind,New room",
            "12/13/2013,11:00 AM,10:00 AM,talk,New room",
        ),
        before=((TALK,),),
        errors=((4, "time_end", "ends-before-start"),),
    ),
    Defect(
        50,
        "left a plenary in a room that it had got from a file that was refused",
        (
            "12/12/2013,10:00 AM,11:00 AM,plenary,R2",
            "12/12/2013,10:00 AM,11:00 AM,plenary,R2",
        ),
        before=((PLENARY,),),
        errors=((3, "room", "duplicate"),),
    ),
    Defect(
        50,
        "refused a file that gives a plenary another room",
        ("12/12/2013,10:00 AM,11:00 AM,plenary,R2", PLENARY),
        before=((PLENARY,),),
        becomes=("12-12 10:00-11:00 plenary R1+R2",),
    ),
    Defect(
        52,
        "doubled all talks if the file came a second time",
        (TALK, "12/12/2013,11:00 AM,12:00 PM,talk,R1"),
        before=((TALK, "12/12/2013,11:00 AM,12:00 PM,talk,R1"),),
        becomes=(AT_TEN, "12-12 11:00-12:00 talk R1"),
    ),
    Defect(
        53,
        "refused a file that came a second time if it held a plenary, and so every correction",
        (*CLASSIC[:3], "12/12/2013,11:15 AM,12:15 PM,talk,Room2"),
        mode="replace",
        before=(CLASSIC,),
        becomes=(*CLASSIC_DRAFT[:2], "12-12 11:15-12:15 talk Room2"),
    ),
    Defect(
        54,
        "stopped at the first fault",
        (
            "12/12/2013,11:00 AM,10:00 AM,talk,R1",
            "13/13/2013,10:00 AM,11:00 AM,talk,R1",
            "12/12/2013,10:00 AM,11:00 AM,,R1",
            TALK,
            TALK,
        ),
        errors=(
            (2, "time_end", "ends-before-start"),
            (3, "date", "bad-date"),
            (4, "kind", "missing-value"),
            (6, "room", "duplicate"),
        ),
    ),
    Defect(
        56,
        "read files of any length, all of it into memory",
        content=b"x" * 5_000_001,
        errors=((None, None, "too-large"),),
    ),
    Defect(
        56,
        "read files of any number of rows",
        content=(f"{HEADER}\n" + f"{TALK}\n" * 20_001).encode(),
        errors=((None, None, "too-large"),),
    ),
]

CONTENT = [
    Defect(
        63,
        "knew no titles and no presentations",
        (
            "12/12/2013,10:00 AM,11:00 AM,talk,R1,,1",
            "12/12/2013,12:00 PM,01:00 PM,lunch,R1,Soup & bread,",
        ),
        header=f"{HEADER},title,presentation",
        becomes=("12-12 10:00-11:00 talk R1 #1", "12-12 12:00-13:00 lunch R1 Soup & bread"),
    ),
    Defect(
        64,
        "could not tell which section a row belongs to",
        (f"{TALK},talks", "12/12/2013,11:00 AM,12:00 PM,talk,R1,tutorials"),
        header=f"{HEADER},section",
        errors=((3, "section", "other-section"),),
    ),
]

DEFECTS = [*OVERLAPS, *KINDS, *TIMES, *FILES, *ROOMS, *WRITING, *CONTENT]

SHOWN_APART = {
    10: "test_a_misspelt_kind_is_seen_before_anything_is_written",
    11: "test_a_plenary_in_rooms_that_are_no_neighbours_leaves_the_room_between_them_alone",
    42: "test_a_formula_does_not_run_in_what_is_exported_again",
    45: "test_a_room_that_somebody_made_by_hand_is_found_whatever_its_place",
    55: "test_many_rows_take_no_more_statements_than_few",
    57: "test_a_form_without_a_file_and_a_command_without_one_say_so",
    58: "test_to_load_the_result_again_imports_nothing_again",
    59: "test_a_presentation_whose_slot_goes_stays_and_is_listed",
    60: "test_rooms_that_only_an_import_made_go_when_it_is_undone",
    61: "test_one_day_can_be_taken_away_and_brought_back",
    62: "test_it_is_written_down_who_emptied_a_schedule",
    65: "test_what_is_exported_comes_back_unchanged_and_can_be_changed_in_a_spreadsheet",
    66: "test_slots_of_one_hour_are_told_apart_by_their_rooms",
    67: "test_nothing_is_public_before_it_is_published",
}

NO_FILE_SHOWS = {
    51: "it took back what somebody else had begun to use meanwhile: that takes two people at once, and they "
    "are in tests/schedule_import/test_two_organisers.py",
}
