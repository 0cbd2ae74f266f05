"""What stands in the logs: one line for each message, none of them long, and no key that opens an
account.
"""

import contextlib
import logging
import logging.handlers
import re
import sys
from typing import Any

# The last part of these addresses is a key that was mailed to somebody.
_KEYS = re.compile(r"(/accounts/password/reset/key/)[^/\s?#\"']+")

SERVER_ERROR = 500
LONGEST = 2_000
"""So many characters of a line are written."""

MOST_LINES = 60
"""So many lines about an error are written, the last ones: they say what it was."""

_ENDS_A_LINE_OR_HIDES = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]")


class OneLineFormatter(logging.Formatter):
    """Writes control characters and line ends of a message as \\x0a and the like, and mailed keys
    as ***; cuts what is long.

    What somebody typed, or asked for, cannot write lines of its own then. The lines that Python
    adds about an error are indented: they repeat what was typed, and none of them looks like a
    message. Keys are taken out of them too: whoever reads a log could use them.
    """

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        """The message within its line."""
        return _as_line(super().formatMessage(record))

    def formatException(self, ei: Any) -> str:  # noqa: N802 - logging's name
        """Where an error happened, and what it was."""
        lines = super().formatException(ei).split("\n")
        left_out = len(lines) - MOST_LINES
        first = [f"({left_out} lines are left out)"] if left_out > 0 else []
        return "\n".join(f"  {_as_line(line)}" for line in (*first, *lines[-MOST_LINES:]))

    def format(self, record: logging.LogRecord) -> str:
        """All lines of a record, from the web server as well as from Django."""
        return _KEYS.sub(r"\1***", super().format(record))


def _as_line(text: str) -> str:
    line = _ENDS_A_LINE_OR_HIDES.sub(_escaped, text[: LONGEST + 1])
    return line if len(line) <= LONGEST else f"{line[:LONGEST]}…"


def _escaped(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode()


class RefusalsAreOneLine(logging.Filter):
    """Leaves out where in the code a request was refused: that is no error, and strangers could
    fill the log with it.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record of an answer below 500; every record is written."""
        if getattr(record, "status_code", SERVER_ERROR) < SERVER_ERROR:
            record.exc_info = record.exc_text = None
        return True


class _SaysWhatFailed(logging.Handler):
    """Says in one line on standard error that a line could not be written (the disk is full, a pipe
    is closed), where Python writes a traceback for each.
    """

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        """Called within the `except` of what failed."""
        with contextlib.suppress(OSError):
            sys.stderr.write(f"A line of the log could not be written: {sys.exc_info()[1]}\n")


class LogFile(_SaysWhatFailed, logging.handlers.WatchedFileHandler):
    """A log in a file; one that was rotated away is opened anew."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write a line; if the file cannot even be opened anew, say so."""
        try:
            super().emit(record)
        except OSError:
            self.handleError(record)


class LogStream(_SaysWhatFailed, logging.StreamHandler[Any]):
    """A log on standard output."""
