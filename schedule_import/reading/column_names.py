"""The names by which files call our columns, from the surest to a guess."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from conference.core.characters import one_line
from conference.core.tables.calendar_words import fold
from schedule_import.reading.rows import COLUMNS

OWN_NAME, ALIAS, PLAIN, GUESS = range(4)
"""How well a name fits: ours, one of the documented others, a plain word for it, or one
beside other words.
"""


@lru_cache(1_024)  # every row is compared with the header
def heading_key(text: str) -> str:
    """The form under which names of columns are equal: without case, white space, _ and -."""
    return one_line(text).casefold().translate({ord(letter): None for letter in " _-"})


KNOWN = {
    heading_key(name): column.name for column in COLUMNS for name in (column.name, *column.aliases)
}
OWN_KEYS = {heading_key(column.name) for column in COLUMNS}

# Only words that mean nothing else at the head of a column: "Session", "Event" and "Programme" can
# be titles, kinds or sections, and are asked about where a title is missing.
PLAIN_NAMES: Mapping[str, str] = {
    "date": "datum|date|fecha|data|dia|tag|jour|giorno|dag|dzien|start date|date of talk"
    "|datetime|date and time|date & time|date/time|datum und zeit"
    "|日付|日程|日時|開催日|日期|날짜|일자|дата|den|dato|paivamaara|data e ora",
    "time_start": "time|times|starts|from|begins|start at|starts at|beginning|beginn|anfang|von"
    "|zeit|uhrzeit|debut|de|heure|horaire|heure de debut|inicio|hora|hora de inicio|comienzo|inizio"
    "|ora|orario|ora inizio|ora di inizio|aanvang|begintijd|starttijd|tijd|van|poczatek|godzina"
    "|czas|od|horario|startzeit|start datetime|starts on|time slot|timeslot|slot time|when"
    "|時間|時刻|開始|開始時間|開始時刻|时间|時段|时段|开始时间|開始時間|시간|시작|시작 시간"
    "|시작시간|начало|время|время начала|zacatek"
    "|cas|starttid|tid|starttidspunkt|alku",
    "time_end": "ends|to|until|till|finishes|ends at|end at|ende|bis|schluss|endzeit|fin"
    "|heure de fin|hora de fin|fim|termino|hora de fim|fine|ora fine|ora di fine|einde|eindtijd|tot"
    "|koniec|do|end datetime|stop"
    "|終了|終了時間|終了時刻|结束|结束时间|結束時間|종료|종료 시간|конец|окончание"
    "|время окончания|konec|sluttid|slut|loppu",
    "kind": "art|typ|tipo|tipo di|rodzaj|soort|format|kind of talk|formato|formaat"
    "|種別|種類|形式|类型|類型|종류|유형|тип|формат|druh",
    "room": "raum|saal|ort|veranstaltungsort|salle|lieu|sala|lugar|local|luogo|zaal|ruimte"
    "|locatie|plaats|miejsce|where|rooms|aula|raumname|standort"
    "|espacio|espace|sede"
    "|部屋|会場|会議室|ルーム|場所|教室|会议室|會議室|会场|地点|地點|장소|회의실|зал|аудитория"
    "|место|mistnost|sal|lokale|rum"
    "|sali|espaco",
    "title": "titel|titre|titulo|titolo|tytul|subject|thema des vortrags|betreff|vortragstitel"
    "|vortrag|beitrag|charla|palestra|expose|presentacion|apresentacao|intervento|lezing"
    "|presentatie"
    "|wyklad|prelekcja|wystapienie"
    "|title of talk"
    "|タイトル|題名|題目|演題|講演タイトル|セッション名|发表题目|标题|標題|题目|演讲题目|제목"
    "|발표 제목|название|тема доклада"
    "|название доклада|доклад|nazev|prednaska|rubrik|otsikko",
    "speaker": "referent|referenten|referentin|referent/in|referent*in|vortragende|vortragender"
    "|sprecher|sprecherin|intervenant|intervenants|intervenante|orateur|conferencier|ponente"
    "|ponentes|orador|oradores|palestrante|palestrantes|relatore|relatori|relatrice|spreker"
    "|sprekers|prelegent|prelegenci|prelegentka|autor|autores|autoren|auteur|auteurs|autore|autori"
    "|speaker(s)|presenter(s)|speaker names|speakers names|who|lecturer|lecturers|instructor"
    "|instructors|facilitator|facilitators|panelists|presented by"
    "|講演者|発表者|登壇者|スピーカー|講師|演讲嘉宾|演讲者|讲者|講者|主讲人|演講者|발표자|연사"
    "|докладчик|докладчики|спикер|спикеры"
    "|prednasejici|recnik|talare|foredragsholder|taler|puhuja",
    "abstract": "zusammenfassung|kurzbeschreibung|resume|resumen|resumo|sommario|riassunto"
    "|samenvatting|streszczenie|abstrakt|synopsis|blurb"
    "|概要|要旨|内容紹介|摘要|简介|簡介|초록|аннотация|anotace|resume de la session|sammanfattning",
    "track": "schwerpunkt|parcours|thematique|percorso|sciezka|tracks|topics|stream|streams"
    "|トラック|分野|专题|軌道|트랙|трек|поток|spor|spar|trilha|trilhas|eixo",
    "duration": "dauer|duree|duracion|duracao|durata|duur|czas trwania|minutes|duration (min)"
    "|duration (minutes)|duration in minutes|length (min)|length in minutes|mins"
    "|所要時間|长度|时长|時長|소요 시간|длительность|продолжительность|delka|varighet|varighed"
    "|kesto",
    "end_date": "enddatum|date end|date de fin|fecha de fin|data de fim|data fine|einddatum"
    "|end day|data zakonczenia",
    "code": "talk code|session code|paper id|submission id|contribution id|guid|uid",
}
PLAIN_KEYS = {
    heading_key(fold(name)): column
    for column, names in PLAIN_NAMES.items()
    for name in names.split("|")
}
DESCRIPTIONS = {
    heading_key(fold(name))
    for name in (
        *("description", "session description", "talk description", "beschreibung", "descripcion"),
        *("descricao", "descrizione", "beschrijving", "opis", "details", "descriptions"),
        *("beskrivning", "beskrivelse", "popis", "説明", "描述", "설명", "описание"),
    )
}
"""A column so called is an abstract beside a title, and else the title."""

ONE_OF_SPEAKERS = re.compile(r"([^\W\d_]+)[ _#-]*([1-9][0-9]?)(?:[ _-]*name)?")
IN_ONE_WORD = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])")
"""Where a word begins within another: "SessionTitle"."""

IN_BRACKETS = re.compile(r"[(\[][^()\[\]]*[)\]]")
BESIDE = {
    *("session", "sessions", "talk", "presentation", "event", "paper", "submission", "lecture"),
    *(
        "contribution",
        "proposal",
        "slot",
        "name",
        "names",
        "the",
        "of",
        "local",
        "scheduled",
        "full",
    ),
    *(
        "column",
        "utc",
        "gmt",
        "in",
        "at",
        "a",
        "an",
        "activity",
        "item",
        "programme",
        "program",
        "panel",
        "schedule",
        "optional",
    ),
}
"""Words that say nothing of which column it is: the title of a session is the title."""


OF_ANYTHING = {"name"}
"""What a title can be called, and people as well: any surer name of a title wins."""

OF_CLOCKS = {"time", "uhrzeit", "zeit", "hora", "heure", "ora", "tijd", "godzina", "de", "di", "la"}
"""Words beside which another says whether it is a start or an end."""


def fits_of(header: str) -> Iterator[tuple[str, int]]:
    """Which of our columns a header can name, each with how well it fits; the best first."""
    key = heading_key(header)
    if key in KNOWN:
        yield KNOWN[key], GUESS if key in OF_ANYTHING else OWN_NAME if key in OWN_KEYS else ALIAS
        return
    plain = heading_key(fold(header))
    if plain in PLAIN_KEYS:
        yield PLAIN_KEYS[plain], PLAIN
        return
    bare = IN_BRACKETS.sub(" ", fold(IN_ONE_WORD.sub(" ", header)))
    words = [word for word in re.split(r"[\s_/:.-]+", bare) if word]
    left = [word for word in words if word not in BESIDE]
    short = heading_key(" ".join(left))
    clear = heading_key(" ".join(word for word in left if word not in OF_CLOCKS))
    if words and not left and words[-1] in ("name", "names") and len(words) > 1:
        yield "title", GUESS
    elif len(same := {KNOWN.get(word) or PLAIN_KEYS.get(word) for word in left}) == 1 and any(same):
        yield from ((name, GUESS) for name in same if name)
    elif short in KNOWN or short in PLAIN_KEYS:
        yield KNOWN.get(short) or PLAIN_KEYS[short], GUESS
    elif (name := KNOWN.get(clear) or PLAIN_KEYS.get(clear)) in ("time_start", "time_end"):
        yield name, GUESS


def is_description(header: str) -> bool:
    """Whether a column is called a description, whatever stands in brackets behind that."""
    return heading_key(IN_BRACKETS.sub(" ", fold(header))) in DESCRIPTIONS


def number_of_speaker(header: str) -> int | None:
    """The number of a column that holds one of several speakers: 2 for "Speaker 2 name"."""
    match = ONE_OF_SPEAKERS.fullmatch(fold(header).strip())
    return int(match[2]) if match and names_column(match[1]) == "speaker" else None


def names_column(text: str) -> str | None:
    """The column that a header names, if it names one."""
    if is_description(text):
        return "abstract"
    return next((name for name, _fit in fits_of(text)), None)
