"""The settings' side of the environment: every variable is read, judged and named here.

A value that cannot be used raises ImproperlyConfigured with one sentence: the variable, what it
says, and what was expected. Values that may hold a secret (keys, addresses with passwords) are
never repeated.
"""

import contextlib
import ipaddress
import os
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

TRUE = frozenset({"1", "true", "yes", "on"})
FALSE = frozenset({"0", "false", "no", "off"})

SQLITE_OPTIONS: dict[str, Any] = {
    # A writer waits for its turn when it begins, instead of failing half-way.
    "transaction_mode": "IMMEDIATE",
    "timeout": 30,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
}
POSTGRES_OPTIONS: dict[str, Any] = {
    # Seconds: nobody waits longer for a server that is gone or frozen.
    "connect_timeout": 5,
    # Milliseconds: none of our statements takes that long, nor the wait for another's lock.
    "options": "-c statement_timeout=30000",
    # A peer that vanished without a word is noticed after ten seconds.
    "tcp_user_timeout": 10_000,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
}
REDIS_OPTIONS: dict[str, Any] = {"socket_connect_timeout": 1, "socket_timeout": 1}
"""Seconds: counts of attempts are not worth more."""

POOL_SIZE = 16


def read_file(path: Path) -> None:
    """Take from the file at `path` what the process environment does not say; it may be missing."""
    environ.Env.read_env(path)


def text(name: str, default: str | None = None) -> str:
    """The variable `name` without surrounding blanks; unset and empty are the same. Needed if no
    default.
    """
    value = os.environ.get(name, "").strip()
    if value:
        return value
    if default is None:
        raise ImproperlyConfigured(
            f"{name} is not set: give it in the process environment or in the file .env (see "
            f".env.example)."
        )
    return default


def flag(name: str, default: bool) -> bool:
    """Yes (1, true, yes, on) or no (0, false, no, off)."""
    value = text(name, "1" if default else "0").lower()
    if value not in TRUE | FALSE:
        raise ImproperlyConfigured(f"{name} is “{value}”: it must be 1 or 0.")
    return value in TRUE


def number(name: str, default: int, least: int = 0) -> int:
    """A whole number, not below `least`."""
    value = text(name, str(default))
    if not (value.isascii() and value.isdigit() and int(value) >= least):
        raise ImproperlyConfigured(
            f"{name} is “{value}”: it must be a whole number, {least} or more."
        )
    return int(value)


def words(name: str, default: str | None = None) -> list[str]:
    """A list, written with commas."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def folder(name: str, default: Path | None, start: Path) -> Path | None:
    """A folder, made if need be; relative ones lie in `start`. None where there is no default
    either.
    """
    value = text(name, "")
    path = start / value if value else default
    if path is None:
        return None
    try:
        # What others on this machine may read of it is nothing: addresses, passwords' hashes, keys.
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(
            f"{name} is “{path}”, which cannot be made ({error.strerror}): "
            "name a folder that can be written to."
        ) from None
    return path


def choice(name: str, default: str, choices: tuple[str, ...]) -> str:
    """One of `choices`, spelt as there."""
    value = text(name, default)
    if value not in choices:
        raise ImproperlyConfigured(f"{name} is “{value}”: it must be one of {', '.join(choices)}.")
    return value


def site_url(name: str, default: str) -> str:
    """The site's own address: scheme and host, a port if need be, and nothing else.

    Plain http is accepted for this very machine only: everywhere else it would put passwords on the
    wire.
    """
    value = text(name, default).removesuffix("/")
    address = urlsplit(value)
    if value.lower() != _origin(address):
        raise ImproperlyConfigured(
            f"{name} is “{value}”: it must be the site's address without a path, such as "
            f"https://example.org."
        )
    if address.scheme == "http" and not is_loopback(address.hostname or ""):
        raise ImproperlyConfigured(
            f"{name} is “{value}”: http is accepted only for this machine itself (127.0.0.1, "
            f"localhost); "
            "use https."
        )
    return value


def _origin(address: SplitResult) -> str | None:
    """What `address` says of scheme, host and port, in lower case; None if that is no origin."""
    try:
        port = address.port
    except ValueError:
        return None
    if address.scheme not in ("http", "https") or not address.hostname:
        return None
    host = f"[{address.hostname}]" if ":" in address.hostname else address.hostname
    return f"{address.scheme}://{host}" + (f":{port}" if port is not None else "")


def is_loopback(host: str) -> bool:
    """Whether `host` is this machine itself, by name or by address."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def database(name: str, default: str, folder: Path) -> dict[str, Any]:
    """Django's database settings for a URL; relative SQLite files lie in `folder`."""
    url = text(name, default)
    scheme = url.partition(":")[0]
    if scheme not in ("sqlite", "postgres", "postgresql"):
        raise ImproperlyConfigured(
            f"{name} begins with “{scheme}:”: it must begin with sqlite: or postgres:."
        )
    try:
        config = environ.Env.db_url_config(url)
    except ValueError:
        config = {"NAME": ""}
    if not config["NAME"]:
        raise ImproperlyConfigured(
            f"{name} cannot be read: it must look like sqlite:///FILE or "
            f"postgres://USER:PASSWORD@HOST:PORT/NAME."
        )
    return _sqlite(config, folder) if scheme == "sqlite" else _postgres(name, config)


def _sqlite(config: dict[str, Any], folder: Path) -> dict[str, Any]:
    if config["NAME"] != ":memory:":
        config["NAME"] = folder / config["NAME"]
        with contextlib.suppress(OSError):  # whoever opens it says what is wrong
            config["NAME"].touch(mode=0o600)
    config["OPTIONS"] = {**SQLITE_OPTIONS, **config.get("OPTIONS", {})}
    # Each thread keeps its connection: to open the file costs as much as ten questions.
    config.setdefault("CONN_MAX_AGE", None)
    return config


def _postgres(name: str, config: dict[str, Any]) -> dict[str, Any]:
    options = {**POSTGRES_OPTIONS, **config.get("OPTIONS", {})}
    size = options.pop("pool", 0)
    size = POOL_SIZE if str(size).lower() == "true" else size
    if not isinstance(size, int):
        raise ImproperlyConfigured(
            f"{name} says pool={size}: it must be “true” or a number of connections."
        )
    if size:
        options["pool"] = {"min_size": min(2, size), "max_size": size, "timeout": 10}
    # The pool keeps connections itself: Django must give each back after its request.
    lifetime = {"CONN_MAX_AGE": 0} if size else {"CONN_MAX_AGE": config.get("CONN_MAX_AGE", 60)}
    return {**config, **lifetime, "CONN_HEALTH_CHECKS": True, "OPTIONS": options}


def cache(name: str, default: str) -> dict[str, Any]:
    """Django's cache settings for a URL."""
    url = text(name, default)
    scheme = url.partition(":")[0]
    if scheme not in ("dbcache", "redis", "rediss", "locmemcache"):
        raise ImproperlyConfigured(
            f"{name} begins with “{scheme}:”: it must begin with dbcache:, redis:, rediss: or "
            f"locmemcache:."
        )
    settings = {"KEY_PREFIX": "plenary", **environ.Env.cache_url_config(url)}
    if scheme.startswith("redis"):
        settings["OPTIONS"] = {**REDIS_OPTIONS, **settings.get("OPTIONS", {})}
    if not scheme.startswith("redis"):
        # Django keeps 300 and then throws a third away: attempts by some hundred people would wash
        # out the counts of others.
        settings["OPTIONS"] = {"MAX_ENTRIES": 20_000, **settings.get("OPTIONS", {})}
    return settings


def cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def email(name: str, default: str, folder: Path) -> dict[str, Any]:
    """Django's EMAIL_… settings for a URL; relative paths of filemail: lie in `folder`."""
    url = text(name, default)
    scheme = url.partition(":")[0]
    ports = {
        "smtp": 25,
        "smtp+tls": 587,
        "smtp+ssl": 465,
        "consolemail": 25,
        "filemail": 25,
        "dummymail": 25,
    }
    if scheme not in ports:
        raise ImproperlyConfigured(
            f"{name} begins with “{scheme}:”: it must begin with smtp+tls:, smtp+ssl:, smtp:, "
            f"consolemail:, "
            "filemail: or dummymail:."
        )
    try:
        config = environ.Env.email_url_config(url)
    except ValueError:
        raise ImproperlyConfigured(
            f"{name} cannot be read: it must look like smtp+tls://USER:PASSWORD@HOST:PORT."
        ) from None
    path = config["EMAIL_FILE_PATH"]
    return {
        "EMAIL_BACKEND": config["EMAIL_BACKEND"],
        "EMAIL_FILE_PATH": folder / path if path else None,
        "EMAIL_HOST": config["EMAIL_HOST"] or "localhost",
        "EMAIL_PORT": config["EMAIL_PORT"] or ports[scheme],
        "EMAIL_HOST_USER": config["EMAIL_HOST_USER"] or "",
        "EMAIL_HOST_PASSWORD": config["EMAIL_HOST_PASSWORD"] or "",
        "EMAIL_USE_TLS": scheme == "smtp+tls",
        "EMAIL_USE_SSL": scheme == "smtp+ssl",
    }


def logging_to(folder: Path | None, level: str) -> dict[str, Any]:
    """Django's LOGGING: to standard output, or to files in `folder`: plenary.log, and access.log
    for the line that the web server writes about each request.
    """
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": "conference.core.logs.OneLineFormatter",
                "format": "{asctime} {levelname} {name}: {message}",
                "style": "{",
            },
            "request": {"()": "conference.core.logs.OneLineFormatter", "format": "%(message)s"},
        },
        "filters": {"short_refusals": {"()": "conference.core.logs.RefusalsAreOneLine"}},
        "handlers": {
            "log": {
                **_log_handler(folder, "plenary.log"),
                "formatter": "line",
                "filters": ["short_refusals"],
            },
            "access": {**_log_handler(folder, "access.log"), "formatter": "request"},
        },
        "root": {"handlers": ["log"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": level, "propagate": True},
            "_granian": {"handlers": [], "level": level, "propagate": True},
            "granian.access": {"handlers": ["access"], "level": "INFO", "propagate": False},
        },
    }


def _log_handler(folder: Path | None, name: str) -> dict[str, Any]:
    if folder is None:
        return {"class": "conference.core.logs.LogStream", "stream": "ext://sys.stdout"}
    return {"class": "conference.core.logs.LogFile", "filename": folder / name}
