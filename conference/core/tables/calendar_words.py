"""The names of months and weekdays, in the eight languages in which people write dates."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping

from conference.core.characters import normal

SHORTEST = 3  # letters of a name that may stand for it

# English, German, French, Spanish, Portuguese, Italian, Dutch, Polish (also in the genitive)
MONTHS = (
    "january januar janvier enero janeiro gennaio januari styczen stycznia",
    "february februar fevrier febrero fevereiro febbraio februari luty lutego",
    "march marz maerz mrz mars marzo marco maart mrt marzec marca",
    "april avril abril aprile kwiecien kwietnia",
    "may mai mayo maio maggio mei maj maja",
    "june juni juin junio junho giugno czerwiec czerwca",
    "july juli juillet julio julho luglio lipiec lipca",
    "august aout agosto augustus sierpien sierpnia",
    "september septembre septiembre setiembre setembro settembre wrzesien wrzesnia",
    "october oktober octobre octubre outubro ottobre pazdziernik pazdziernika",
    "november novembre noviembre novembro listopad listopada",
    "december dezember decembre diciembre dezembro dicembre grudzien grudnia",
)
WEEKDAYS = (
    "monday montag lundi lunes segunda lunedi maandag poniedzialek mo pn",
    "tuesday dienstag mardi martes terca martedi dinsdag wtorek di tu wt",
    "wednesday mittwoch mercredi miercoles quarta mercoledi woensdag sroda mi we wo sr",
    "thursday donnerstag jeudi jueves quinta giovedi donderdag czwartek do th",
    "friday freitag vendredi viernes sexta venerdi vrijdag piatek fr vr pt",
    "saturday samstag sonnabend samedi sabado sabato zaterdag sobota sa za",
    "sunday sonntag dimanche domingo domenica zondag niedziela so su zo nd",
)


def fold(text: str) -> str:
    """Text as the tables have it: small letters without accents, all of usual width."""
    plain = normal("NFKD", normal("NFKC", text).casefold())
    kept = (letter for letter in plain if not unicodedata.combining(letter))
    return "".join(kept).translate(UNLIKE)


UNLIKE = {ord("ł"): "l", ord("’"): "'", ord("\u00a0"): " "}


def _by_name(lines: Iterable[str], first: int) -> Mapping[str, int]:
    """The number for each name, and for each beginning of names that are all of one number."""
    whole: dict[str, int] = {}
    begun: dict[str, set[int]] = defaultdict(set)
    for number, line in enumerate(lines, start=first):
        for name in line.split():
            whole[name] = number
            for length in range(SHORTEST, len(name)):
                begun[name[:length]].add(number)
    clear = {start: numbers.pop() for start, numbers in begun.items() if len(numbers) == 1}
    return clear | whole


MONTH_OF = _by_name(MONTHS, 1)
"""The number of a month, from 1, for each folded name or beginning of one."""

WEEKDAY_OF = _by_name(WEEKDAYS, 0)
"""The number of a weekday, from 0 for Monday, for each folded name or beginning of one."""
