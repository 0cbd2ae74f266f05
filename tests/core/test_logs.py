"""What stands in the logs."""

import codecs
import io
import logging
import re
from logging.config import DictConfigurator

import pytest
from allauth.account.forms import UserTokenForm

from conference.core.environment import logging_to
from conference.core.logs import LogFile, LogStream, OneLineFormatter


def line(message, *args):
    formatter = OneLineFormatter("{levelname} {message}", style="{")
    return formatter.format(logging.LogRecord("x", logging.INFO, "x", 1, message, args, None))


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("Ada Löw\u2009– Tides\tand 波", "Ada Löw\u2009– Tides\tand 波"),
        ("a\nINFO b\rc\x0bd", "a\\nINFO b\\rc\\x0bd"),
        ("a\x85b\u2028c\u2029d\x1b[2Je\x00", "a\\x85b\\u2028c\\u2029d\\x1b[2Je\\x00"),
    ],
)
def test_a_message_is_one_line_whatever_was_typed(typed, written):
    assert line("%s", typed) == f"INFO {written}"


def test_an_error_keeps_the_lines_that_say_where_it_happened():
    formatter = OneLineFormatter("%(message)s")
    try:
        raise ValueError("no")
    except ValueError as error:
        record = logging.LogRecord(
            "x", logging.ERROR, "x", 1, "a\nb", (), (type(error), error, error.__traceback__)
        )
    lines = formatter.format(record).split("\n")

    assert (lines[0], lines[1], lines[-1]) == (
        "a\\nb",
        "  Traceback (most recent call last):",
        "  ValueError: no",
    )


def written_about(error, message="x", **fields):
    """What stands in the log about an error, by the configuration of the site."""
    record = logging.LogRecord("x", logging.ERROR, "x", 1, message, (), (type(error), error, None))
    vars(record).update(fields)
    told = logging_to(None, "INFO")
    formatter = OneLineFormatter(told["formatters"]["line"]["format"], style="{")
    for name in told["handlers"]["log"]["filters"]:
        assert DictConfigurator(told).configure_filter(told["filters"][name]).filter(record)
    return formatter.format(record).split("\n")


def test_no_line_about_an_error_looks_like_a_message():
    """PostgreSQL repeats in its errors what somebody typed."""
    typed = "Key (name)=(a\n2027-05-14 10:00:00,000 ERROR x: forged\u2028\x1b[2J)"

    assert written_about(ValueError(typed))[1:] == [
        "  ValueError: Key (name)=(a",
        "  2027-05-14 10:00:00,000 ERROR x: forged\\u2028\\x1b[2J)",
    ]


def test_no_line_is_longer_than_2000_characters():
    assert line("%s", "x" * 70_000) == f"INFO {'x' * 1_995}…"
    assert line("%s", "\n" * 70_000) == "INFO " + "\\n" * 997 + "\\…"
    assert [len(each) for each in written_about(ValueError("x" * 70_000))[1:]] == [2_003]


def test_of_an_error_60_lines_are_written():
    told = written_about(ValueError("\n".join(map(str, range(1_000)))))

    assert told[1:3] == ["  (940 lines are left out)", "  940"]
    assert told[-1] == "  999"
    assert len(told) == 62


def test_a_refused_request_is_one_line():
    assert len(written_about(ValueError("x"), status_code=400)) == 1
    assert len(written_about(ValueError("x"), status_code=500)) == 2
    assert len(written_about(ValueError("x"))) == 2


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("/accounts/password/reset/key/9-c-secret/", "/accounts/password/reset/key/***/"),
        ("/accounts/password/reset/key/9-c-secret", "/accounts/password/reset/key/***"),
        (
            "/accounts/password/reset/key/9-c-secret?next=/",
            "/accounts/password/reset/key/***?next=/",
        ),
        ("/accounts/password/reset/key/done/", "/accounts/password/reset/key/***/"),
        ("/accounts/password/reset/", "/accounts/password/reset/"),
    ],
)
def test_mailed_keys_are_not_written(asked, written):
    request = logging.LogRecord("x", logging.INFO, "x", 1, "%(path)s", ({"path": asked},), None)

    assert OneLineFormatter("%(message)s").format(request) == written
    assert line("Not Found: %s", asked) == f"INFO Not Found: {written}"


def test_an_error_on_the_page_of_a_mailed_key_is_logged_without_the_key(
    client, stranger, mailoutbox, monkeypatch, tmp_path
):
    client.raise_request_exception = False
    client.post("/accounts/password/reset/", {"email": stranger.email})
    path = re.search(r"/accounts/password/reset/key/\S+", mailoutbox[0].body)[0]
    monkeypatch.setattr(UserTokenForm, "is_valid", lambda form: form.fail(path))
    handler = logging.FileHandler(tmp_path / "plenary.log")
    handler.setFormatter(OneLineFormatter("%(levelname)s %(message)s"))
    logger = logging.getLogger("django.request")
    monkeypatch.setattr(logger, "handlers", [handler])

    answer = client.get(path)
    handler.close()

    lines = (tmp_path / "plenary.log").read_text().splitlines()
    assert (answer.status_code, lines[0], lines[-1]) == (
        500,
        "ERROR Internal Server Error: /accounts/password/reset/key/***/",
        "  AttributeError: 'UserTokenForm' object has no attribute 'fail'",
    )
    assert path.rpartition("-")[2] not in "".join(lines)


def test_requests_have_a_file_of_their_own(tmp_path):
    handlers = logging_to(tmp_path, "INFO")["handlers"]

    assert {name: handler["filename"] for name, handler in handlers.items()} == {
        "log": tmp_path / "plenary.log",
        "access": tmp_path / "access.log",
    }


def test_a_line_that_cannot_be_written_costs_one_line_on_standard_error(tmp_path, capsys):
    log = LogFile(tmp_path / "there" / "plenary.log", delay=True)
    log.handle(logging.makeLogRecord({"msg": "hello"}))

    assert capsys.readouterr().err == (
        "A line of the log could not be written: [Errno 2] No such file or directory: "
        f"'{tmp_path}/there/plenary.log'\n"
    )


def test_a_full_disk_costs_one_line_on_standard_error_for_each_line(capsys):
    with io.FileIO("/dev/full", "w") as full:
        log = LogStream(codecs.getwriter("utf-8")(full))
        log.handle(logging.makeLogRecord({"msg": "hello"}))

    said = "A line of the log could not be written: [Errno 28] No space left on device\n"
    assert capsys.readouterr().err == said
