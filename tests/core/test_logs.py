"""What stands in the logs."""

import logging

import pytest

from conference.core.environment import logging_to
from conference.core.logs import KeysAreSecret, OneLineFormatter


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
        "Traceback (most recent call last):",
        "ValueError: no",
    )


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("/accounts/confirm-email/MTE:1x:secret/", "/accounts/confirm-email/***/"),
        ("/accounts/confirm-email/MTE:1x:secret", "/accounts/confirm-email/***"),
        ("/accounts/password/reset/key/9-c-secret/", "/accounts/password/reset/key/***/"),
        ("/accounts/password/reset/key/done/", "/accounts/password/reset/key/***/"),
        ("/accounts/confirm-email/", "/accounts/confirm-email/"),
        ("/x/accounts/confirm-email/a/", "/x/accounts/confirm-email/a/"),
    ],
)
def test_mailed_keys_are_not_written(asked, written):
    record = logging.LogRecord("x", logging.INFO, "x", 1, "%(path)s", ({"path": asked},), None)

    assert KeysAreSecret().filter(record) is True
    assert record.getMessage() == written


def test_requests_have_a_file_of_their_own(tmp_path):
    handlers = logging_to(tmp_path, "INFO")["handlers"]

    assert {name: handler["filename"] for name, handler in handlers.items()} == {
        "log": tmp_path / "plenary.log",
        "access": tmp_path / "access.log",
    }
