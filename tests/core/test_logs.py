"""What stands in the logs."""

import logging
import re

import pytest
from allauth.account.forms import UserTokenForm

from conference.core.environment import logging_to
from conference.core.logs import OneLineFormatter


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
        "AttributeError: 'UserTokenForm' object has no attribute 'fail'",
    )
    assert path.rpartition("-")[2] not in "".join(lines)


def test_requests_have_a_file_of_their_own(tmp_path):
    handlers = logging_to(tmp_path, "INFO")["handlers"]

    assert {name: handler["filename"] for name, handler in handlers.items()} == {
        "log": tmp_path / "plenary.log",
        "access": tmp_path / "access.log",
    }
