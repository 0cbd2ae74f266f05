"""For hypothesis: exports of other systems with something done to them, as JSON, XML and tables."""

import copy
import json
from xml.etree.ElementTree import Element, SubElement, fromstring, tostring

from hypothesis import strategies as st

from tests.schedule_import.mutations import NASTY, damaged, written_tables

DAY = "2027-05-14"


def _c3voc_event(code, title, *, hour, **fields):
    return {
        "guid": f"guid-{code}",
        "id": 7,
        "code": code,
        "date": f"{DAY}T{hour:02}:00:00+02:00",
        "start": f"{hour:02}:00",
        "duration": "00:30",
        "room": "Red",
        "title": title,
        "track": "Plants",
        "type": "Talk",
        "abstract": "What stays,\nand what goes",
        "persons": [{"public_name": "Mira Holt"}, {"name": "Per Aune"}],
        **fields,
    }


C3VOC = {
    "schedule": {
        "generator": {"name": "voc", "version": "1"},
        "base_url": "https://example.org/",
        "conference": {
            "acronym": "lakeside",
            "days": [
                {
                    "index": 1,
                    "date": DAY,
                    "day_start": f"{DAY}T06:00:00+02:00",
                    "rooms": {
                        "Red": [
                            _c3voc_event("KAVQ7T", "Moss and memory", hour=9),
                            _c3voc_event("B8ZLMN", "Quiet bridges", hour=1, date=None),
                        ],
                        "Blue": [_c3voc_event("XYZ", "Ferries", hour=11, persons=[])],
                    },
                }
            ],
        },
    }
}
PRETALX = {"schedule": {**C3VOC["schedule"], "generator": {"name": "pretalx", "version": "2027.1"}}}
FRAB = f"""<schedule><generator name="frab" version="0.7"/>
<conference><acronym>lakeside</acronym><day_change>06:00:00</day_change></conference>
<day index="1" date="{DAY}" start="{DAY}T06:00:00+02:00"><room name="Red">
<event guid="KAVQ7T" id="7"><date>{DAY}T09:00:00+02:00</date><start>09:00</start>
<duration>00:30</duration><title>Moss and memory</title><track>Plants</track><type>Talk</type>
<abstract>What stays</abstract><persons><person id="1">Mira Holt</person></persons></event>
<event id="8"><start>01:00</start><duration>01:00</duration><title>Quiet bridges</title>
<persons><person id="3">Ada Stone</person></persons></event>
</room><room name="Blue"/></day></schedule>"""


def _indico_entry(kind, title, start, minutes, **fields):
    return {
        "entryType": kind,
        "title": title,
        "startDate": {"date": DAY, "time": f"{start}:00", "tz": "Europe/Zurich"},
        "duration": minutes,
        "room": "Red",
        "location": "Campus",
        "description": "What stays",
        **fields,
    }


INDICO = {
    "_type": "HTTPAPIResult",
    "count": 1,
    "results": {
        "137346": {
            "20270514": {
                "c7": _indico_entry(
                    "Contribution",
                    "Moss and memory",
                    "09:00",
                    30,
                    contributionId="7",
                    presenters=[
                        {"firstName": "Mira", "familyName": "Holt", "name": "Holt, Mira"},
                        {"name": "Per Aune"},
                    ],
                ),
                "b1": _indico_entry("Break", "Coffee", "09:30", 30),
                "s2": _indico_entry(
                    "Session",
                    "Waters",
                    "10:00",
                    120,
                    entries={
                        "c8": _indico_entry(
                            "Contribution", "Ferries", "10:00", 60, contributionId="8", room=""
                        )
                    },
                ),
                "s3": _indico_entry("Session", "Posters", "12:00", 60, entries={}),
            }
        }
    },
}

TABLES = {
    "pretalx": [
        "ID,Proposal title,Session type,Track,Proposal state,Abstract,Speaker names,Room,Start,End",
        f"KAVQ7T,Moss,Talk,Plants,confirmed,What stays,Mira Holt,Red,{DAY}T09:00:00+02:00,"
        f"{DAY}T09:30:00+02:00",
        f"B8ZLMN,Bridges,Talk,,confirmed,Steel,Ada Stone,Blue,{DAY}T09:30:00+02:00,"
        f"{DAY}T10:30:00+02:00",
        "C9,Later,Talk,,accepted,,Ada Stone,,,",
    ],
    "Sched": [
        "event_key,active,name,event_start,event_end,event_type,description,venue,speakers",
        f"K,Y,Moss,{DAY} 09:00,{DAY} 09:30,Talk,What stays,Red,Mira Holt; Per Aune;",
        f"B,Y,Bridges,{DAY} 09:30,{DAY} 10:30,Talk,,Blue,Ada Stone",
    ],
    "Indico": [
        "Id,Title,Description,Date,Duration,Type,Session,Track,Presenters,Materials",
        "7,Moss,What stays,14 May 2027 09:00,30 minutes,Talk,Open,Plants,Mira Holt,",
        "8,Bridges,,14 May 2027 09:30,1 hour,Talk,,,Ada Stone,",
    ],
    "Sessionize": [
        "Session Id,Title,Description,Session format,Track,Room,Scheduled At,Scheduled Duration,"
        "Speaker Id,FirstName,LastName",
        "K,Moss,What stays,Talk,Plants,Red,14 May 2027 09:00,30,a,Mira,Holt",
        "K,Moss,What stays,Talk,Plants,Red,14 May 2027 09:00,30,b,Per,Aune",
        "B,Bridges,,Talk,,Blue,14 May 2027 09:30,60,c,Ada,Stone",
    ],
}
TABLES = {name: [line.split(",") for line in lines] for name, lines in TABLES.items()}

export_files = damaged(written_tables(TABLES)) | written_tables(TABLES)

# --- JSON -----------------------------------------------------------------------------------------

odd_values = st.sampled_from(
    [
        *(None, True, False, 0, -1, 7, 10**40, 1e300, 0.5, "", [], {}, [[]], {"": {}}, [None]),
        *(
            "\ud800",
            "a\x00b",
            "\u2028",
            "x" * 11_000,
            "<b>",
            "24:00",
            "99:99",
            "1e400",
            {"en": "x"},
        ),
        *(f"{DAY}T09:00:00+99:00", f"{DAY}T25:00:00Z", "0000-00-00", {"date": DAY, "tz": "Mars"}),
    ]
) | st.sampled_from(NASTY)


def _places(value, path=()):
    """The paths of all values within a value of JSON."""
    children = value.items() if isinstance(value, dict) else enumerate(value)
    for key, child in children:
        yield (*path, key)
        if isinstance(child, (dict, list)):
            yield from _places(child, (*path, key))


@st.composite
def _changed_json(draw):
    content = copy.deepcopy(draw(st.sampled_from([C3VOC, PRETALX, INDICO])))
    for _change in range(draw(st.integers(1, 3))):
        places = list(_places(content))
        if not places:
            break
        *path, key = draw(st.sampled_from(places))
        holder = content
        for step in path:
            holder = holder[step]
        match draw(st.integers(0, 4)):
            case 0:
                del holder[key]
            case 1 if isinstance(holder, list):
                holder.append(copy.deepcopy(holder[key]))
            case 2 if isinstance(holder, dict):
                holder[draw(st.sampled_from(NASTY))] = holder.pop(key)
            case 3:
                holder[key] = [holder[key]]
            case _:
                holder[key] = draw(odd_values)
    return json.dumps(content, ensure_ascii=draw(st.booleans())).encode("utf-8", "surrogatepass")


json_files = damaged(_changed_json()) | _changed_json()

# --- XML ------------------------------------------------------------------------------------------

names = st.sampled_from(
    ["day", "room", "event", "start", "date", "title", "persons", "person", "x"]
)


@st.composite
def _changed_xml(draw):
    root = fromstring(FRAB)
    for _change in range(draw(st.integers(1, 3))):
        parents = [(parent, child) for parent in root.iter() for child in parent]
        if not parents:
            break
        parent, child = draw(st.sampled_from(parents))
        text = draw(st.sampled_from(NASTY))
        match draw(st.integers(0, 5)):
            case 0:
                parent.remove(child)
            case 1:
                parent.append(copy.deepcopy(child))
            case 2:
                child.tag = draw(names)
            case 3:
                child.attrib = dict.fromkeys(draw(st.lists(names, max_size=3)), text)
            case 4:
                SubElement(child, draw(names)).append(Element(draw(names)))
            case _:
                child.text = text
    encoding = draw(st.sampled_from(["utf-8", "iso-8859-1", "utf-16", "us-ascii", "cp1252"]))
    content = tostring(root, encoding=encoding)
    declared = draw(st.sampled_from([encoding, "utf-8", "foo", "shift_jis", "utf-7", ""]))
    return content.replace(f"'{encoding}'".encode(), f"'{declared}'".encode(), 1)


xml_files = damaged(_changed_xml()) | _changed_xml()
