"""What stands in the logs: one line for each message, and no key that opens an account."""

import logging
import re

# The last part of these addresses is a key that was mailed to somebody.
_KEYS = re.compile(r"^(/accounts/(?:confirm-email|password/reset/key)/)[^/]+")

_ENDS_A_LINE_OR_HIDES = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]")


class OneLineFormatter(logging.Formatter):
    """Writes control characters and line ends of a message as \\x0a and the like.

    What somebody typed, or asked for, cannot write lines of its own then. The lines that Python
    adds about an error stay as they are.
    """

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        """The message within its line."""
        return _ENDS_A_LINE_OR_HIDES.sub(_escaped, super().formatMessage(record))


def _escaped(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode()


class KeysAreSecret(logging.Filter):
    """Takes mailed keys out of the addresses in the web server's log: whoever reads that could use
    them.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record's path; every record is written."""
        told = record.args
        if isinstance(told, dict) and isinstance(path := told.get("path"), str):
            record.args = {**told, "path": _KEYS.sub(r"\1***", path)}
        return True
