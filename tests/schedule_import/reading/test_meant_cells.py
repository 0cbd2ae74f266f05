"""Days that are counted, times of another zone, names beside titles: asked, and then read."""

import datetime as dt

import pytest

from schedule_import.planning.options import Options, preview_import
from tests.factories import make_conference, make_section

pytestmark = pytest.mark.django_db


@pytest.fixture
def section():
    conference = make_conference(
        slug="lakeside",
        time_zone="Europe/Berlin",
        starts_on=dt.date(2027, 5, 14),
        ends_on=dt.date(2027, 5, 15),
    )
    return make_section(conference, slug="talks", name="Talks")


def read(section, text, **answers):
    return preview_import(section, text.encode(), Options(answers=answers)).parsed


def rows(parsed):
    return [
        (str(row.date), f"{row.start:%H:%M}", f"{row.end:%H:%M}", row.room, row.title)
        for row in parsed.rows
    ]


def questions(parsed):
    return [question.name for question in parsed.questions.open if not question.may_assume]


@pytest.mark.parametrize(
    ("first", "second"), [("1", "2"), ("Day 1", "Day 2"), ("Tag 1", "tag 2"), ("#1", "#2")]
)
def test_days_that_are_counted_are_days_of_the_conference_if_somebody_says_so(
    section, first, second
):
    text = (
        "Day,Start,End,Room,Title\n"
        f"{first},09:00,09:45,Red,Moss and memory\n{second},10:00,10:45,Red,Quiet bridges\n"
    )
    assert questions(read(section, text)) == ["day-numbers"]

    assert rows(read(section, text, **{"day-numbers": "yes"})) == [
        ("2027-05-14", "09:00", "09:45", "Red", "Moss and memory"),
        ("2027-05-15", "10:00", "10:45", "Red", "Quiet bridges"),
    ]
    refused = read(section, text, **{"day-numbers": "no"})
    assert {error.code for error in refused.errors} == {"bad-date"}


def test_more_days_than_the_conference_has_are_no_numbers_of_its_days(section):
    parsed = read(section, "Day,Start,End,Room,Title\n3,09:00,09:45,Red,Moss and memory\n")
    assert (questions(parsed), [error.code for error in parsed.errors]) == ([], ["bad-date"])


@pytest.mark.parametrize(
    "text",
    [
        "Start Time (UTC),End Time (UTC),Room,Title\n"
        "2027-05-14 07:00,2027-05-14 07:30,Red,Moss and memory\n",
        "Date,Start UTC,End UTC,Room,Title\n2027-05-14,07:00,07:30,Red,Moss and memory\n",
        "Date,Start UTC,End UTC,Room,Title\n05/14/2027,07:00,07:30,Red,Moss and memory\n",
        "Date,Time (UTC),Room,Title\n2027-05-14,7:00 - 7:30,Red,Moss and memory\n",
        "Date,Start UTC,Duration,Room,Title\n14.05.2027,07:00,30 min,Red,Moss and memory\n",
        "Start (UTC),End (UTC),Room,Title\n2027-05-14\n07:00,07:30,Red,Moss and memory\n",
    ],
)
def test_times_under_a_name_with_utc_are_converted_if_somebody_says_so(section, text):
    assert questions(read(section, text)) == ["times-in-utc"]

    assert rows(read(section, text, **{"times-in-utc": "yes"})) == [
        ("2027-05-14", "09:00", "09:30", "Red", "Moss and memory")
    ]
    assert rows(read(section, text, **{"times-in-utc": "no"})) == [
        ("2027-05-14", "07:00", "07:30", "Red", "Moss and memory")
    ]


def test_times_of_utc_are_converted_on_the_day_that_somebody_names(section):
    text = "Start (UTC),End (UTC),Room,Title\n07:00,07:30,Red,Moss\n21:00,22:30,Red,Party\n"
    parsed = read(section, text, **{"times-in-utc": "yes", "date": "2027-05-14"})
    assert rows(parsed) == [
        ("2027-05-14", "09:00", "09:30", "Red", "Moss"),
        ("2027-05-14", "23:00", "00:30", "Red", "Party"),
    ]


@pytest.mark.parametrize(
    ("zone", "row", "there"),
    [
        ("America/New_York", "2027-05-14,23:00,00:30,Red,Moss", ("14", "19:00", "20:30")),
        ("America/New_York", "2027-05-14,22:00,24:00,Red,Moss", ("14", "18:00", "20:00")),
        ("Asia/Tokyo", "2027-05-14,13:00,15:30,Red,Moss", ("14", "22:00", "00:30")),
        ("Asia/Tokyo", "2027-05-14,23:00,23:30,Red,Moss", "bad-date"),
        ("Asia/Tokyo", "05/06/2027,23:00,23:30,Red,Moss", "not-a-table"),
    ],
)
def test_times_of_utc_that_are_of_another_day_here_are_refused_and_none_stays_as_it_was(
    section, zone, row, there
):
    section.conference.time_zone = zone
    section.conference.save()
    text = f"Date,Start UTC,End UTC,Room,Title\n{row}\n"
    parsed = read(section, text, **{"times-in-utc": "yes"})

    if isinstance(there, str):
        assert (rows(parsed), [error.code for error in parsed.errors]) == ([], [there])
    else:
        day, start, end = there
        assert rows(parsed) == [(f"2027-05-{day}", start, end, "Red", "Moss")]


@pytest.mark.parametrize(
    ("cells", "doubtful"),
    [
        (("9:00,9:30,Red", "9:30,10:00,Blue", "1:30,2:00,Red; Blue"), [4]),
        (("9:00,9:30,Red", "10:00,11:00,Red", "1:30,2:00,Blue"), [4]),
        (("9:00,9:30,Red", "20:00,23:00,Red", "1:30,2:00,Blue"), []),
        (("09:00,09:30,Red", "10:00,11:00,Red", "01:30,02:00,Blue"), []),
    ],
)
def test_afternoons_without_pm_are_found_in_each_room_of_a_cell_and_in_rooms_of_one_row(
    section, cells, doubtful
):
    titles = ("Moss", "Bridges", "Ferries")
    lines = "".join(f"2027-05-14,{c},{t}\n" for c, t in zip(cells, titles, strict=True))
    parsed = read(section, f"Date,Start,End,Room,Title\n{lines}", rooms="one")
    assert [error.row for error in parsed.errors if error.column == "time_start"] == doubtful


def test_a_column_of_names_beside_titles_names_the_speakers_if_somebody_says_so(section):
    text = (
        "Date,Start,End,Room,Title,Name,Affiliation\n"
        "2027-05-14,09:00,09:30,Red,Moss and memory,Mira Holt,Univ. of Moss\n"
    )
    assert questions(read(section, text)) == ["names"]

    parsed = read(section, text, names="speaker")
    assert parsed.rows[0].speakers == ("Mira Holt",)
    ignored = [warning.value for warning in parsed.warnings if warning.code == "ignored-column"]
    assert ignored == ["Affiliation"]
    assert read(section, text, names="-").rows[0].speakers is None


@pytest.mark.parametrize(
    "header",
    [
        "Datum,Uhrzeit von,Uhrzeit bis,Raum,Vortrag",
        "Fecha,Hora inicio,Hora fin,Sala,Charla",
        "Date,Heure de début,Heure de fin,Salle,Titre",
        "Giorno,Ora inizio,Ora fine,Aula,Titolo",
        "Dag,Begintijd,Eindtijd,Zaal,Lezing",
        "Data,Od,Do,Sala,Tytuł",
        "Data,Início,Término,Espaço,Palestra",
        "Datum,Začátek,Konec,Místnost,Název",
        "Дата,Время начала,Окончание,Зал,Название доклада",
        "Datum,Starttid,Sluttid,Sal,Titel",
        "日付,開始時間,終了時間,会場,タイトル",
        "日期,开始时间,结束时间,会议室,标题",
        "날짜,시작 시간,종료 시간,장소,제목",
    ],
)
def test_columns_are_known_by_the_words_of_many_languages(section, header):
    parsed = read(section, f"{header}\n2027-05-14,09:00,09:45,Red,Moss and memory\n")
    assert rows(parsed) == [("2027-05-14", "09:00", "09:45", "Red", "Moss and memory")]


@pytest.mark.parametrize(
    "title",
    ["Título de la charla", "Titre de la conférence", "Tytuł prelekcji", "Titolo", "Title of Talk"],
)
@pytest.mark.parametrize("description", ["Descripción", "Beschreibung", "Description", "Opis"])
def test_a_title_of_something_is_the_title_and_no_description_takes_its_place(
    section, title, description
):
    text = f"Date,Start,End,Room,{title},{description}\n2027-05-14,9:00,9:45,Red,Moss,What stays\n"
    (row,) = read(section, text).rows
    assert (row.title, row.abstract) == ("Moss", "What stays")


@pytest.mark.parametrize("description", ["Descripción", "Beschreibung", "Description"])
def test_a_description_is_no_title_in_silence_beside_a_column_that_can_be_one(section, description):
    row = "2027-05-14,9:00,9:45,Red,Moss and memory,What stays"
    text = f"Date,Start,End,Room,Was,{description}\n{row}\n"
    assert questions(read(section, text)) == ["title"]


@pytest.mark.parametrize(
    "header",
    [
        "Titel;Sprecherin;Beschreibung;Schwerpunkt",
        "Título;Palestrante;Descrição;Trilha",
        "Título;Ponente;Descripción;Percorso",
        "Tytuł;Prelegentka;Opis;Ścieżka",
        "Název;Přednášející;Anotace;Track",
        "Название;Докладчик;Описание;Трек",
        "Titel;Talare;Beskrivning;Spår",
        "タイトル;登壇者;概要;トラック",
        "标题;演讲嘉宾;摘要;专题",
        "제목;발표자;초록;트랙",
    ],
)
def test_what_is_said_of_a_talk_is_known_by_the_words_of_many_languages(section, header):
    cells = "2027-05-14;09:00;09:45;Red;Moss and memory;Mira Holt;What stays;Plants"
    (row,) = read(section, f"Date;Start;End;Room;{header}\n{cells}\n").rows
    assert (row.title, row.speakers, row.abstract, row.track) == (
        *("Moss and memory", ("Mira Holt",), "What stays", "Plants"),
    )


def test_without_a_column_of_kinds_a_title_can_name_the_kind(section):
    text = (
        "Date,Start,End,Room,Title,Speaker\n"
        "2027-05-14,09:00,09:30,Red,Moss and memory,Mira Holt\n"
        "2027-05-14,09:30,10:00,Red,Coffee break,\n"
        "2027-05-14,12:00,13:00,Red,Mittagspause,\n"
        "2027-05-14,13:00,13:30,Red,Coffee,Ada Stone\n"
    )
    kinds = [(row.title, row.kind) for row in read(section, text).rows]
    assert kinds == [
        ("Moss and memory", "talk"),
        ("Coffee break", "break"),
        ("Mittagspause", "lunch"),
        ("Coffee", "talk"),
    ]


def test_rows_without_a_date_are_on_the_day_above_if_somebody_says_so(section):
    text = (
        "Programme of the lake,,,,\n"
        "Date,Time,Session,Speaker,Room\n"
        "Fri 14 May,09:00–09:30,Welcome,Ada Stone,Main\n"
        ",09:30–10:15,Moss and memory,Mira Holt,Main\n"
        "Sat 15 May,09:00–09:30,Kites,Jo Lind,Main\n"
        ",09:30–10:00,Lanterns,Per Aune,Main\n"
    )
    assert questions(read(section, text)) == ["title", "dates-below"]

    parsed = read(section, text, **{"title": "Session", "dates-below": "yes"})
    assert parsed.errors == ()
    assert rows(parsed) == [
        ("2027-05-14", "09:00", "09:30", "Main", "Welcome"),
        ("2027-05-14", "09:30", "10:15", "Main", "Moss and memory"),
        ("2027-05-15", "09:00", "09:30", "Main", "Kites"),
        ("2027-05-15", "09:30", "10:00", "Main", "Lanterns"),
    ]
    refused = read(section, text, **{"title": "Session", "dates-below": "no"})
    assert [(error.row, error.code) for error in refused.errors] == [
        (4, "missing-value"),
        (6, "missing-value"),
    ]


def test_titles_of_one_word_under_a_name_that_nobody_knows_are_asked_about(section):
    text = (
        "Tag;Beginn;Dauer;Raum;Thema;Vortragende\n"
        "14.05.27;09.00;45;A1;Moos;Mira Holt\n14.05.27;10.00;45;A1;Brücken;Ada Stein\n"
    )
    assert questions(read(section, text)) == ["title"]
    parsed = read(section, text, title="Thema")
    assert [row.title for row in parsed.rows] == ["Moos", "Brücken"]
    assert [warning.code for warning in parsed.warnings] == ["assumed"]  # of the kind


def test_first_and_last_names_are_one_name(section):
    text = (
        "Datum;Start;Ende;Ort;Titel;Name;Vorname\n14.05.2027;09:00:00;09:45:00;A;Moos;Holt;Mira\n"
    )
    parsed = read(section, text, names="speaker")
    assert [(row.title, row.speakers) for row in parsed.rows] == [("Moos", ("Mira Holt",))]


@pytest.mark.parametrize(("answer", "room"), [("room", "Track A"), ("track", "Main")])
def test_where_no_column_is_the_room_a_track_can_be(section, answer, room):
    text = "Date,Time,Track,Title,Speaker\n2027-05-14,09:00-09:30,Track A,Moss,Mira Holt\n"
    assert questions(read(section, text)) == ["track"]
    parsed = read(section, text, track=answer, room="Main")
    assert [(row.room, row.track) for row in parsed.rows] == [
        (room, None if answer == "room" else "Track A")
    ]


def test_what_stands_in_brackets_or_behind_a_stroke_changes_no_column(section):
    text = (
        "Session Title,Date,Time Start,Time End,Room/Location,Schedule Track (Optional),"
        "Description (Optional)\n"
        "Moss,5/14/2027,9:00 AM,9:45 AM,Red,Data,About moss\n"
    )
    (row,) = read(section, text).rows
    assert (row.title, row.room, row.track, row.abstract) == ("Moss", "Red", "Data", "About moss")


def test_rows_without_a_time_are_at_that_of_the_row_above_if_somebody_says_so(section):
    text = (
        "Date,Start,End,Room,Title\n"
        "2027-05-14,09:00,09:45,Red,Moss and memory\n"
        "2027-05-14,,,Blue,Quiet bridges\n"
        "2027-05-14,10:00,10:45,Red,Kites\n"
    )
    assert questions(read(section, text)) == ["times-below"]

    assert rows(read(section, text, **{"times-below": "yes"}))[:2] == [
        ("2027-05-14", "09:00", "09:45", "Red", "Moss and memory"),
        ("2027-05-14", "09:00", "09:45", "Blue", "Quiet bridges"),
    ]
    refused = read(section, text, **{"times-below": "no"})
    assert {(error.row, error.code) for error in refused.errors} == {(3, "missing-value")}


def test_rows_without_a_room_are_in_the_one_that_somebody_names(section):
    text = (
        "Date,Start,End,Room,Title\n"
        "2027-05-14,09:00,09:45,Red,Moss and memory\n"
        "2027-05-14,09:45,10:00,,Coffee\n"
        "2027-05-14,10:00,10:45,Red,Kites\n"
        "2027-05-14,12:00,13:00,,Lunch\n"
        "2027-05-14,13:00,13:45,Red,Lanterns\n"
    )
    assert questions(read(section, text)) == ["rooms-of-others"]
    parsed = read(section, text, **{"rooms-of-others": "Foyer"})
    assert [row.room for row in parsed.rows] == ["Red", "Foyer", "Red", "Foyer", "Red"]


def test_rows_without_a_kind_are_of_the_one_that_somebody_names_and_no_faults_till_then(
    section,
):
    text = (
        "Date,Start,End,Room,Title,Type\n"
        "2027-05-14,09:00,09:10,Red,Opening,\n"
        "2027-05-14,09:10,09:45,Red,Moss and memory,Full\n"
        "2027-05-14,09:45,10:00,Red,Kites,\n"
    )
    parsed = read(section, text)
    assert [(error.row, error.code) for error in parsed.errors] == [(2, "question")]
    assert questions(parsed) == ["kinds-of-others"]
    parsed = read(section, text, **{"kinds-of-others": "talk"})
    assert [row.kind for row in parsed.rows] == ["talk", "Full", "talk"]


def test_one_row_without_a_kind_lacks_it(section):
    text = (
        "Date,Start,End,Room,Title,Type\n"
        "2027-05-14,09:00,09:10,Red,Opening,\n"
        "2027-05-14,09:10,09:45,Red,Moss and memory,Full\n"
    )
    parsed = read(section, text)
    assert [(error.row, error.column, error.code) for error in parsed.errors] == [
        (2, "kind", "missing-value")
    ]


def test_time_and_session_are_all_of_a_list(section):
    text = "time,session\n08:00 – 08:30,Opening words\n08:30 – 09:00,Moss and memory\n"
    assert questions(read(section, text)) == ["title"]
    assert questions(read(section, text, title="session")) == ["date", "room"]
    answers = {"title": "session", "date": "2027-05-14", "room": "Red"}
    assert rows(read(section, text, **answers)) == [
        ("2027-05-14", "08:00", "08:30", "Red", "Opening words"),
        ("2027-05-14", "08:30", "09:00", "Red", "Moss and memory"),
    ]


def test_names_of_columns_are_read_where_words_are_joined(section):
    text = (
        "Date,StartTime,EndTime,SessionTitle,SpeakerName,RoomName\n"
        "2027-05-14,09:00,09:45,Moss and memory,Mira Holt,Red\n"
    )
    (row,) = read(section, text).rows
    assert (row.title, row.speakers, row.room) == ("Moss and memory", ("Mira Holt",), "Red")


def test_two_spellings_of_one_name_are_asked_about(section):
    text = (
        "Date,Start,End,Room,Title,speaker_name,speakername\n"
        "2027-05-14,09:00,09:45,Red,Moss and memory,Mira Holt,mira-holt\n"
    )
    parsed = read(section, text)
    assert (questions(parsed), [error.code for error in parsed.errors]) == (
        ["column-speaker"],
        ["question"],
    )
    (row,) = read(section, text, **{"column-speaker": "speaker_name"}).rows
    assert row.speakers == ("Mira Holt",)


def test_columns_of_titles_side_by_side_are_refused(section):
    text = (
        "Day,Time,Type,Main_Title,Beach_Title\n"
        "2027-05-14,09:00-10:00,talk,Moss and memory,Swimming\n"
        "2027-05-14,10:00-11:00,talk,Kites,\n"
    )
    (error,) = read(section, text).errors
    assert error.code == "not-a-table"
    assert "“Main_Title” and “Beach_Title” seem to be rooms side by side" in error.message


def test_rooms_in_a_row_above_start_and_end_are_refused_instead_of_passed_over(section):
    text = (
        "2027-05-14,,Aula,Library\n"
        "Start,End,,\n"
        "9:00,10:00,Moss and memory,Quiet bridges\n"
        "10:00,11:00,Kites,Boats\n"
    )
    (error,) = read(section, text).errors
    assert (error.code, error.message) == (
        "not-a-table",
        "“Aula” stands in row 1 above a column that row 2 does not name. Put all names of columns "
        "into one row: the rooms of a grid beside “Start”, with the day on a line of its own above "
        "them.",
    )
    mended = text.replace("2027-05-14,,Aula,Library", "2027-05-14,,,").replace(
        "Start,End,,", "Start,End,Aula,Library"
    )
    assert [(row.room, row.title) for row in read(section, mended).rows][:2] == [
        ("Aula", "Moss and memory"),
        ("Library", "Quiet bridges"),
    ]


def test_different_words_in_an_unread_column_may_be_the_titles(section):
    text = (
        "Date,Start,End,Room,Was es gibt\n"
        "2027-05-14,09:00,09:45,Red,Moos\n"
        "2027-05-14,10:00,10:45,Red,Drachen\n"
        "2027-05-14,11:00,11:45,Red,Laternen\n"
    )
    assert questions(read(section, text)) == ["title"]


def test_speakers_in_several_columns_are_all_of_the_talk(section):
    text = (
        "Date,Start,End,Stage,Title,Speaker 1,Speaker 2 name,Speaker 2 company\n"
        "2027-05-14,09:00,09:45,Red,Moss and memory,Mira Holt,Per Aune,Moss Inc.\n"
        "2027-05-14,10:00,10:45,Red,Quiet bridges,Ada Stone,,\n"
    )
    parsed = read(section, text)
    assert [(row.room, row.speakers) for row in parsed.rows] == [
        ("Red", ("Mira Holt", "Per Aune")),
        ("Red", ("Ada Stone",)),
    ]
    ignored = [warning.value for warning in parsed.warnings if warning.code == "ignored-column"]
    assert ignored == ["Speaker 2 company"]


def test_remarks_below_the_rows_are_left_out_with_a_warning(section):
    text = (
        "Date,Start,End,Room,Title\n"
        "2027-05-14,09:00,09:45,Red,Moss and memory\n"
        "\n* subject to change,,,,\nPrinted in May,,,,\n"
    )
    parsed = read(section, text)
    assert (len(parsed.rows), parsed.errors) == (1, ())
    assert [(warning.row, warning.value) for warning in parsed.warnings if warning.row != 1] == [
        (4, "* subject to change")
    ]
    assert {error.row for error in read(section, text, notes="yes").errors} == {4, 5}


def test_a_file_without_ends_is_told_so_once(section):
    text = "Date,Time,Title,Room\n" + "2027-05-14,09:00,Moss and memory,Red\n" * 3
    errors = [(error.row, error.code, error.column) for error in read(section, text).errors]
    assert errors == [(1, "missing-column", "time_end")]
    assert read(section, text).errors[0].message == (
        "Nothing says when a session ends: the file has the column “Time”, but none of ends or of "
        "lengths. Add a column called “end” or “duration”; or write both times into “Time”, like "
        "9:00–9:30."
    )


def test_rooms_side_by_side_in_a_table_that_is_no_grid_are_refused_and_none_is_taken_for_titles(
    section,
):
    text = (
        "No,Day,Start,End,Track 1,Track 2\n"
        "1,14 May 2027,09:00,09:30,Moss and memory,Quiet bridges\n"
        "2,,09:45,10:15,Kites,Lanterns\n"
    )
    parsed = read(section, text)
    assert [(error.code, error.message) for error in parsed.errors] == [
        (
            "not-a-table",
            "“Track 1” and “Track 2” seem to be rooms side by side. For a grid put the times into "
            "the first column, and each day on a line of its own above them; for a list give the "
            "rooms a column of their own.",
        )
    ]


@pytest.mark.parametrize("names", ["Name,Vorname", "Name,Firma"])
def test_a_name_is_no_title_where_another_column_can_be_one_unless_somebody_says_so(section, names):
    text = (
        f"Datum,Start,Ende,Ort,Thema,{names}\n"
        "14.05.2027,09:00,09:45,A,Moos,Holt,Mira\n15.05.2027,09:00,09:45,A,Brücken,Stein,Ada\n"
    )
    parsed = read(section, text)
    assert questions(parsed) == ["title"]
    assert parsed.questions.asked["title"].proposed == "Thema"

    parsed = read(section, text, title="Thema", names="speaker")
    people = ["Mira Holt", "Ada Stein"] if names.endswith("Vorname") else ["Holt", "Stein"]
    assert [(row.title, row.speakers) for row in parsed.rows] == [
        ("Moos", (people[0],)),
        ("Brücken", (people[1],)),
    ]
    assert [row.title for row in read(section, text, title="Name").rows] == ["Holt", "Stein"]


def test_a_column_of_days_by_another_name_is_asked_about_and_not_the_one_day_of_all(section):
    text = (
        "Wann,Start,End,Room,Title\n"
        "2027-05-14,09:00,09:45,Red,Moss and memory\n2027-05-15,10:00,10:45,Red,Quiet bridges\n"
    )
    parsed = read(section, text)
    assert [error.message for error in parsed.errors] == [
        "No column is called date. Which one says the day? In the file stands “2027-05-14”. On the "
        "command line: --answer column-date=Wann."
    ]
    assert rows(read(section, text, **{"column-date": "Wann"})) == [
        ("2027-05-14", "09:00", "09:45", "Red", "Moss and memory"),
        ("2027-05-15", "10:00", "10:45", "Red", "Quiet bridges"),
    ]
    assert questions(read(section, text, **{"column-date": "-"})) == ["date"]


def test_a_column_of_moments_by_another_name_is_asked_about(section):
    text = (
        "Horodateur,Length,Room,Title\n"
        "14/05/2027 09:00:00,45,Red,Moss and memory\n15/05/2027 10:00:00,45,Red,Quiet bridges\n"
    )
    assert questions(read(section, text)) == ["column-time_start"]
    assert rows(read(section, text, **{"column-time_start": "Horodateur"})) == [
        ("2027-05-14", "09:00", "09:45", "Red", "Moss and memory"),
        ("2027-05-15", "10:00", "10:45", "Red", "Quiet bridges"),
    ]


def test_a_column_of_ends_by_another_name_is_asked_about(section):
    text = "Date,Start,Feierabend,Room,Title\n2027-05-14,09:00,09:45,Red,Moss and memory\n"
    assert questions(read(section, text)) == ["column-time_end"]
    assert rows(read(section, text, **{"column-time_end": "Feierabend"})) == [
        ("2027-05-14", "09:00", "09:45", "Red", "Moss and memory"),
    ]


@pytest.mark.parametrize(
    ("header", "times"),
    [
        ("Start,End", "{},0945"),
        ("Start,End", "{},09:45"),
        ("Time", "{}-0945"),
        ("Time", "{}–945 h"),
    ],
)
@pytest.mark.parametrize("start", ["0900", "900"])
def test_times_without_a_colon_are_read_where_all_are_written_so(section, header, times, start):
    text = f"Date,{header},Room,Title\n2027-05-14,{times.format(start)},Red,Moss and memory\n"
    assert rows(read(section, text)) == [
        ("2027-05-14", "09:00", "09:45", "Red", "Moss and memory"),
    ]


def test_four_digits_among_other_ends_are_no_length(section):
    text = (
        "Date,Start,End,Room,Title\n"
        "2027-05-14,09:00,0945,Red,Moss and memory\n2027-05-14,10:00,10:45,Red,Quiet bridges\n"
    )
    assert [error.message for error in read(section, text).errors] == [
        "“0945” is no time that can be read. Write it like 13:30 or 1:30 PM; only an end can be "
        "24:00."
    ]


def test_a_question_says_which_columns_are_meant_and_an_answer_that_can_be_typed(section):
    text = (
        "Date,Start,End,Room,Paper Title,Session Title\n"
        "2027-05-14,09:00,09:45,Red,Moss and memory,Opening the door\n"
    )
    assert [error.message for error in read(section, text).errors] == [
        "Several columns could be the column “title”: “Paper Title”, “Session Title”. Which one is "
        "it? On the command line: --answer column-title='Paper Title'."
    ]
