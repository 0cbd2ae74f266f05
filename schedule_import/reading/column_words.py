"""The words by which files name columns, and what stands in them: all of them are here, so that a
language is added in one place. How they are compared is `column_names`' work.
"""

import re
from collections.abc import Mapping

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

DESCRIPTIONS = (
    *("description", "session description", "talk description", "beschreibung", "descripcion"),
    *("descricao", "descrizione", "beschrijving", "opis", "details", "descriptions"),
    *("beskrivning", "beskrivelse", "popis", "説明", "描述", "설명", "описание"),
)
"""A column so called is an abstract beside a title, and else the title."""

BESIDE = {
    *("session", "sessions", "talk", "presentation", "event", "paper", "submission", "lecture"),
    *("contribution", "proposal", "slot", "name", "names", "the", "of", "local", "scheduled"),
    *("full", "column", "utc", "gmt", "in", "at", "a", "an", "activity", "item", "programme"),
    *("program", "panel", "schedule", "optional"),
}
"""Words that say nothing of which column it is: the title of a session is the title."""

OF_ANYTHING = {"name"}
"""What a title can be called, and people as well: any surer name of a title wins."""

OF_CLOCKS = {"time", "uhrzeit", "zeit", "hora", "heure", "ora", "tijd", "godzina", "de", "di", "la"}
"""Words beside which another says whether it is a start or an end."""

TITLES = {"titel", "titre", "titulo", "titolo", "tytul", "nazev", "название", "rubrik", "otsikko"}
"""Words that stand before what it is the title of: "Titre de la conférence"."""

ARTICLES = {
    *("de", "del", "la", "el", "los", "las", "da", "do", "das", "dos", "der", "des", "dem"),
    *("du", "le", "les", "di", "della", "dello", "van", "het", "of", "the"),
}

NAMES_OF_ROOMS = {
    *("stage", "hall", "auditorium", "scene", "bühne", "palco", "escenario", "theatre", "theater"),
    *("building", "lectureroom", "lecturehall", "hörsaal"),
}
NAMES_OF_TALKS = {
    *("session", "event", "topic", "thema", "tema", "theme", "inhalt", "programm", "programme"),
    *("program", "activity", "presentation", "what", "was", "vortragsthema", "veranstaltung"),
    *("主题", "主題", "议程", "議程", "内容", "セッション", "тема", "세션"),
}
NAMES_OF_PEOPLE = {
    *("name", "names", "fullname", "nom", "nombre", "nome", "naam", "person", "people"),
    *("lastname", "surname", "nachname", "apellido", "apellidos", "cognome", "nazwisko"),
}

FIRST_NAMES = {"firstname", "vorname", "prenom", "prénom", "givenname", "nombre", "imie", "imię"}
LAST_NAMES = {
    *("lastname", "surname", "familyname", "nachname", "name", "nom", "apellido", "apellidos"),
    *("cognome", "achternaam", "sobrenome", "nazwisko", "speakerlastname"),
}

LIKE_A_ROOM = re.compile(
    "(?:track|room|hall|saal|raum|salle|sala|stage|zaal|aula|auditorium|stream) ?#?[0-9a-z]{1,3}"
)
TITLE_OF_SOMETHING = re.compile("[ _-](?:title|titel|titre|titulo|titolo|tytul)$")
