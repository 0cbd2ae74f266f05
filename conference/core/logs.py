"""What stands in the logs: one line for each message, and no key that opens an account."""

import logging
import re

# The last part of these addresses is a key that was mailed to somebody.
_KEYS = re.compile(r"(/accounts/password/reset/key/)[^/\s?#\"']+")

_ENDS_A_LINE_OR_HIDES = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]")


class OneLineFormatter(logging.Formatter):
    """Writes control characters and line ends of a message as \\x0a and the like, and mailed keys
    as ***.

    What somebody typed, or asked for, cannot write lines of its own then. The lines that Python
    adds about an error stay as they are, but for the keys: whoever reads a log could use them.
    """

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        """The message within its line."""
        return _ENDS_A_LINE_OR_HIDES.sub(_escaped, super().formatMessage(record))

    def format(self, record: logging.LogRecord) -> str:
        """All lines of a record, from the web server as well as from Django."""
        return _KEYS.sub(r"\1***", super().format(record))


def _escaped(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode()
