"""What a stranger may type into any address, form or cookie: an answer below 500, and one line of
the log.
"""

import encodings
import io
import logging
from copy import deepcopy
from html.parser import HTMLParser
from logging.config import DictConfigurator
from urllib.parse import urlencode

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection, transaction
from django.test import Client, RequestFactory
from django.urls import NoReverseMatch, reverse
from icalendar import Calendar

from conference.core.fields import OneLineField
from conference.editions.models import Track
from conference.schedule.models import Release
from conference.schedule.release.actions import publish_schedule
from conference.wsgi import application
from tests.addresses import address_of, all_views, parameters_of

pytestmark = pytest.mark.django_db

NUMBERS = (2**31, 2**63, 10**30)
TYPED = ("\0", str(2**31), str(10**30), "9" * 5_000, "abc", "http://[::1", "a\u2028b")
FORM = "application/x-www-form-urlencoded"


class Visitor:
    """Somebody with a browser, who sees neither what they changed nor what others did."""

    def __init__(self, user=None):
        self.client = Client(raise_request_exception=False)
        if user:
            self.client.force_login(user)
        self.cookies = self.client.cookies.output(attrs=(), header="", sep=";").strip()

    def ask(self, address, data=None, *, method="GET", cookies=None, content_type=FORM, **headers):
        """The answer; what the request changed is taken back."""
        self.client.cookies.clear()
        body = data if isinstance(data, bytes) else urlencode(data or {}, doseq=True)
        with transaction.atomic():
            answer = self.client.generic(
                method,
                address,
                body,
                content_type=content_type,
                HTTP_COOKIE=self.cookies if cookies is None else cookies,
                **headers,
            )
            transaction.set_rollback(True)
        return answer


@pytest.fixture
def visitors(superuser):
    """Those who see most and least."""
    return {"superuser": Visitor(superuser), "anonymous": Visitor()}


@pytest.fixture
def written(settings):
    """What the site's configuration makes of the log, as a function: the lines since the last
    call.
    """
    told = settings.LOGGING["handlers"]["log"]
    configurator = DictConfigurator(deepcopy(settings.LOGGING))
    handler = logging.StreamHandler(stream := io.StringIO())
    handler.setFormatter(
        configurator.configure_formatter(configurator.config["formatters"][told["formatter"]])
    )
    for name in told["filters"]:
        handler.addFilter(configurator.configure_filter(configurator.config["filters"][name]))

    def lines():
        text = stream.getvalue()
        stream.seek(0)
        stream.truncate()
        return text.splitlines()

    logging.getLogger().addHandler(handler)
    yield lines
    logging.getLogger().removeHandler(handler)


@pytest.fixture
def addresses(places, conference, superuser):
    """The address of every view, with the arguments in it; in the admin, those of a row that is
    there.
    """
    Track.objects.create(conference=conference, name="Lakes", colour="#6b4fa0")
    rows = {
        f"admin:{model._meta.app_label}_{model._meta.model_name}": model._default_manager.first().pk
        for model in admin.site._registry
    }
    given = {
        **places,
        "uidb36": "1",
        "key": "a:b",
        "content_type_id": 1,
        "id": superuser.pk,
        "app_label": "schedule",
    }
    found = {}
    for name, _view in all_views():
        names = parameters_of(name)
        if names is not None:
            row = rows.get(name.rpartition("_")[0], 1)
            space = name.rpartition(":")[0]
            here = {**given, "object_id": row}
            found[name] = {each: here.get(f"{space}:{each}", here.get(each)) for each in names}
    return {name: (reverse(name, kwargs=kwargs), kwargs) for name, kwargs in found.items()}


def failures(visitors, written, requests):
    """Which requests were answered with 500 or more, or wrote more than one line into the log, or a
    long one.
    """
    written()
    failed = {}
    for about, address, asked in requests:
        for who in [asked.pop("who")] if "who" in asked else visitors:
            answer = visitors[who].ask(address, **asked)
            lines = [line for line in written() if " INFO " not in line]
            if answer.status_code >= 500 or len(lines) > 1 or len("".join(lines)) > 2_100:
                failed[who, *about] = (answer.status_code, lines[-1:])
    return failed


# --- Addresses ------------------------------------------------------------------------------------


def hostile_paths(addresses):
    """Each address with something else in the place of each of its arguments."""
    for name, (address, kwargs) in addresses.items():
        for argument in kwargs:
            for typed in (*NUMBERS, "9" * 5_000, "abc", "a\0b", "["):
                try:
                    yield (
                        (name, argument, typed),
                        reverse(name, kwargs={**kwargs, argument: typed}),
                        {},
                    )
                except (NoReverseMatch, AttributeError):
                    continue
        yield (name, "NUL"), f"{address}%00", {}
        yield (name, "slashes"), f"/%2F%2F[::1{address}", {}


def hostile_queries(addresses):
    """Each address with what its page may look for in the query, and with what no page wants."""
    names = ("page", "p", "show", "day", "zone", "q", "talks", "section", "slot", "next", "gone")
    everything = dict.fromkeys((*names, "stays", "e", "_popup", "_to_field", "o", "kind"), "{}")
    for name, (address, _kwargs) in addresses.items():
        for typed in TYPED:
            query = urlencode(dict.fromkeys(everything, typed))
            yield (name, typed[:20]), f"{address}?{query}", {}
        yield (name, "name"), f"{address}?%00=1", {}


@pytest.mark.slow
def test_no_address_makes_an_error(visitors, written, addresses):
    assert len(addresses) > 150
    assert failures(visitors, written, hostile_paths(addresses)) == {}


@pytest.mark.slow
def test_no_query_makes_an_error(visitors, written, addresses):
    assert failures(visitors, written, hostile_queries(addresses)) == {}


@pytest.mark.slow
def test_no_choice_of_rows_in_the_admin_makes_an_error(visitors, written):
    """Its filters stand in the address, by the names of columns."""
    requests = [
        ((model.__name__, column, typed[:20]), f"{address}?{urlencode({column: typed})}", {})
        for model in admin.site._registry
        for address in [reverse(admin_page(model, "changelist"))]
        for column in columns_to_filter_by(model)
        for typed in (str(10**30), "abc", "\0", "1,x")
    ]
    assert failures({"superuser": visitors["superuser"]}, written, requests) == {}


def admin_page(model, name):
    return f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}"


def columns_to_filter_by(model):
    for choice in admin.site._registry[model].list_filter:
        name = choice[0] if isinstance(choice, tuple) else choice
        yield from (
            name,
            f"{name}__exact",
            f"{name}__id__exact",
            f"{name}__gte",
            f"{name}__isempty",
        )
    yield from ("pk", "pk__in", "_changelist_filters")
    if column := admin.site._registry[model].date_hierarchy:
        yield from (f"{column}__year", f"{column}__month", f"{column}__day")


# --- Forms ----------------------------------------------------------------------------------------


class FormsOf(HTMLParser):
    """The forms on a page: address, method, and what would be sent, by name."""

    def __init__(self, page):
        super().__init__()
        self.found, self._select = [], ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        own = dict(attrs)
        if tag == "form":
            method = own.get("method", "get").upper()
            self.found.append((own.get("action", ""), method, {}))
        elif self.found and tag in ("input", "select", "textarea", "button") and own.get("name"):
            self._select = own["name"]
            self.found[-1][2].setdefault(own["name"], own.get("value") or "")
        elif tag == "option" and "selected" in own:
            self.found[-1][2][self._select] = own.get("value", "")


ACTION = {"action": "delete_selected", "_selected_action": "1", "index": "0", "post": "yes"}
"""What the page of a list in the admin sends once a row is ticked."""


def forms_of(visitors, addresses):
    """Each form that somebody finds, once: who, address, method, and what would be sent."""
    forms = {}
    for address, _kwargs in addresses.values():
        for who, visitor in visitors.items():
            answer = visitor.ask(address)
            if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
                for action, method, fields in FormsOf(answer.text).found:
                    place = (who, action or address, method)
                    if "action" in fields:
                        forms[*place, "action"] = {**fields, **ACTION}
                    forms.setdefault((*place, ""), {**fields, "next": "/"})
    assert len(forms) > 100
    return forms


def sent(who, address, method, fields):
    if method == "GET":
        return f"{address}?{urlencode(fields)}", {"who": who}
    return address, {"who": who, "data": fields, "method": "POST"}


def hostile_forms(forms):
    """Each form with the same in all its fields; an action of the admin stays one."""
    for (who, address, method, which), fields in forms.items():
        kept = {"action": "delete_selected"} if which else {}
        for typed in TYPED:
            data = {**dict.fromkeys(fields, typed), **kept}
            yield (address, typed[:20]), *sent(who, address, method, data)


def hostile_fields(forms):
    """Each form with a number in one field, and in the others what was on the page."""
    for (who, address, method, _which), fields in forms.items():
        for name in fields:
            data = {**fields, name: str(10**30)}
            yield (address, name), *sent(who, address, method, data)


@pytest.mark.slow
def test_no_form_makes_an_error(visitors, written, addresses):
    forms = forms_of(visitors, addresses)
    assert failures(visitors, written, hostile_forms(forms)) == {}


@pytest.mark.slow
def test_no_field_of_a_form_makes_an_error(visitors, written, addresses):
    forms = forms_of(visitors, addresses)
    assert failures(visitors, written, hostile_fields(forms)) == {}


# --- Before any page is asked ---------------------------------------------------------------------

COOKIES = ("sessionid=abcdefgh\0", 'sessionid="abcdefgh\\000"', 'csrftoken="\\000"', "a\0=b")

CONTENT_TYPES = (
    f"{FORM}; charset=utf-16",
    f"{FORM}; charset=idna",
    f"{FORM}; charset=no-such-charset",
    "multipart/form-data; boundary=x; charset=utf-16",
    f"{FORM}; charset*=no-such-charset''utf-8",
    f"{FORM}; charset*0=utf-16",
)


def test_no_cookie_makes_an_error(visitors, written, addresses):
    requests = [
        ((name, cookie), address, {"cookies": cookie})
        for name, (address, _kwargs) in addresses.items()
        for cookie in COOKIES
    ]
    assert failures({"anonymous": visitors["anonymous"]}, written, requests) == {}


@pytest.mark.slow
def test_no_header_makes_an_error(visitors, written, addresses):
    names = (
        "HOST",
        "ORIGIN",
        "REFERER",
        "X_FORWARDED_FOR",
        "X_CSRFTOKEN",
        "RANGE",
        "IF_NONE_MATCH",
    )
    names += (
        "IF_MODIFIED_SINCE",
        "ACCEPT",
        "ACCEPT_ENCODING",
        "ACCEPT_LANGUAGE",
        "X_REQUESTED_WITH",
    )
    typed = ("http://[::1", str(10**30), "a\u2028b", ";,=*/", '"', "bytes=9-1,-,0-")
    requests = [
        ((name, header, text), addresses[name][0], {"method": method, f"HTTP_{header}": text})
        for name in ("site:home", "schedule:detail", "account_login", "dashboard:account")
        for header in names
        for text in typed
        for method in ("GET", "POST")
    ]
    static = [((*about[1:],), "/static/css/site.css", asked) for about, _at, asked in requests]
    assert failures(visitors, written, [*requests, *static]) == {}


def answer_of_the_server(
    content_type, method="POST", path="/accounts/login/", body=b"a=b", **environ
):
    """Status and body of the answer of what the web server runs."""
    said = {}
    request = RequestFactory().generic(method, path, body, **environ)
    environ = {**request.environ, "CONTENT_TYPE": content_type}

    def start_response(status, headers):
        said.update(status=status, headers=dict(headers))

    body = b"".join(application(environ, start_response))
    return said["status"], body.decode()


@pytest.mark.parametrize("content_type", CONTENT_TYPES)
@pytest.mark.parametrize("path", ["/accounts/login/", "/lakeside/schedule/", "/healthz"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_request_in_another_charset_is_refused_in_one_line(written, content_type, path, method):
    status, page = answer_of_the_server(
        content_type, method, path, HTTP_COOKIE="csrftoken=" + 32 * "a"
    )

    assert (status, "This request could not be read" in page) == ("400 Bad Request", True)
    assert [line.partition("WARNING ")[2] for line in written()] == [
        f"django.request: Not in UTF-8: {path}"
    ]


@pytest.mark.parametrize(
    "content_type", [FORM, f"{FORM}; charset=UTF-8", f'{FORM};charset="utf-8"', "", "text/plain"]
)
def test_a_request_in_utf_8_is_read(content_type):
    assert answer_of_the_server(content_type, "GET")[0] == "200 OK"


def test_charsets_that_there_are_not_leave_nothing_behind():
    """Python would remember each name for ever; a form can name one in each of its parts."""
    known = len(encodings._cache)
    parts = "".join(
        f"--x\r\nContent-Disposition: form-data; name*=none-{number}''a\r\n\r\nb\r\n"
        for number in range(100)
    )
    body = f"{parts}--x--\r\n".encode()
    cookie = f"csrftoken={'a' * 32}"
    answer_of_the_server("multipart/form-data; boundary=x", body=body, HTTP_COOKIE=cookie)
    for number in range(100):
        answer_of_the_server(f"text/plain; charset=none-of-them-{number}")

    assert len(encodings._cache) == known


@pytest.mark.parametrize(
    "address", ["/lakeside/schedule/?q=%00", "/lakeside/%00", "/lakeside/organise/?page=%00"]
)
def test_a_nul_in_an_address_is_refused_in_one_line(client, conference, written, address):
    answer = client.get(address)

    assert (answer.status_code, "This request could not be read" in answer.text) == (400, True)
    assert len(written()) == 1


def test_a_nul_in_a_form_is_refused_and_in_a_file_it_is_not(client, stranger, written):
    client.force_login(stranger)
    address = reverse("account_reset_password")
    for data in ({"email": "a\0b"}, {"a\0b": "x"}):
        assert client.post(address, data).status_code == 400
    assert len(written()) == 2
    assert client.post(address, {"file": io.BytesIO(b"a\0b")}).status_code == 200


@pytest.mark.parametrize(
    "name", ["account_login", "account_logout", "account_signup", "admin:login"]
)
def test_an_address_to_go_on_to_that_cannot_be_read_leads_nowhere(client, stranger, name):
    client.force_login(stranger)
    for method in (client.get, client.post):
        answer = method(f"{reverse(name)}?next=http://[::1")
        assert answer.status_code in (200, 302, 403)
        assert "[::1" not in answer.headers.get("Location", "")
        client.force_login(stranger)


# --- What came past all forms ---------------------------------------------------------------------


@pytest.fixture
def odd_rows(places, conference):
    """Every name and title in the database holds line ends and controls, and so does the release
    that is public: as rows and releases of old may.
    """
    Track.objects.create(conference=conference, name="Lakes", colour="#6b4fa0")
    with connection.cursor() as cursor:
        for model in apps.get_models():
            for field in model._meta.local_fields:
                if isinstance(field, OneLineField):
                    table, column = map(
                        connection.ops.quote_name, (model._meta.db_table, field.column)
                    )
                    odd = f"{field.name}\r\nX-EVIL:1\u2028\u2029\x85\v\f\x07 "
                    number = "CAST(id AS varchar(9))"
                    cursor.execute(f"UPDATE {table} SET {column} = %s || {number}", [odd])
    Release.objects.all().delete()
    conference.refresh_from_db()
    publish_schedule(conference, by=None)
    return places


@pytest.mark.slow
def test_rows_that_came_past_all_forms_make_no_error(visitors, written, odd_rows, addresses):
    requests = [((name,), address, {}) for name, (address, _kwargs) in addresses.items()]

    assert failures(visitors, written, requests) == {}


def test_calendars_of_such_rows_can_be_read(client, odd_rows):
    names = [name for name, _view in all_views() if name.startswith("schedule:") and "ics" in name]
    assert len(names) == 6
    for name in names:
        answer = client.get(address_of(name, odd_rows), {"talks": odd_rows["number"]})
        [event] = Calendar.from_ical(answer.content).events
        assert str(event["summary"]).startswith("title X-EVIL:1")
        assert b"\r\nX-EVIL" not in answer.content
