"""A busy day: what visitors wait for while an organiser imports and publishes, and while peers are
slow; and what memory the server takes when somebody asks for hundreds of zones.
"""

import asyncio
import collections
import contextlib
import datetime as dt
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from zoneinfo import available_timezones

from bench.importing import a_file
from bench.servers import ROOT, Server, site

CONNECTIONS = 64
SECONDS = 5.0
ROWS = 5_000
FIRST_DAY = dt.date(2027, 9, 6)
"""The first day of conferences that are invented."""
SLOW_PEERS = 8
ZONES = 500
PATHS = (
    "/x1/",
    "/x1/schedule/",
    "/x1/schedule/presentation/7/",
    "/x1/schedule/presentation/",
    "/x1/schedule.ics",
    "/x1/schedule/speaker/",
)


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with site(folder, scales=(1,)) as server:
            _print_memory(server)
            asyncio.run(_get_each(server, list(PATHS)))
            alone, _errors = _visit(server, lambda: False)
            print(f"{CONNECTIONS} connections, 300 talks, mixed pages, warm: {_told(alone)}")
            with _slow_peers(server):
                slowed, errors = _visit(server, lambda: False)
            print(f"beside {SLOW_PEERS} slow peers: {_told(slowed)}, {errors}")
            with _organiser(server, folder) as organiser:
                beside, errors = _visit(server, lambda: organiser.poll() is None)
            print(
                f"while an organiser imports {ROWS} rows and publishes: {_told(beside)}, "
                f"{errors}; p99 {_p99(beside) / _p99(alone):.1f} times that without"
            )


def _print_memory(server: Server) -> None:
    before = _megabytes(server)
    zones = sorted(name for name in available_timezones() if "/" in name)[:ZONES]
    asyncio.run(_get_each(server, [f"/x1/schedule/?zone={zone}" for zone in zones]))
    print(f"memory before and after {ZONES} zones: {before:.0f} and {_megabytes(server):.0f} MB")


def _visit(server: Server, goes_on: Callable[[], bool]) -> tuple[list[float], str]:
    """The seconds that each answer took, sorted, and how many were errors, by their status (0: no
    answer). It lasts for `SECONDS`, and for as many again after what `goes_on` tells of has ended.
    """
    taken, statuses = asyncio.run(_all_visitors(server, goes_on))
    del statuses[200]
    told = ", ".join(f"{count} with {status}" for status, count in sorted(statuses.items()))
    return sorted(taken), f"{statuses.total()} errors{f' ({told})' if told else ''}"


async def _all_visitors(
    server: Server, goes_on: Callable[[], bool]
) -> tuple[list[float], collections.Counter[int]]:
    statuses: collections.Counter[int] = collections.Counter()
    visitors = (_visitor(server, start, goes_on, statuses) for start in range(CONNECTIONS))
    each = await asyncio.gather(*visitors)
    return [took for taken in each for took in taken], statuses


async def _visitor(
    server: Server, start: int, goes_on: Callable[[], bool], statuses: collections.Counter[int]
) -> list[float]:
    taken, number, ends = [], start, time.perf_counter() + SECONDS
    while (began := time.perf_counter()) < ends:
        if goes_on():
            ends = began + SECONDS
        try:
            status = await _get(server, PATHS[number % len(PATHS)])
        except (OSError, asyncio.IncompleteReadError):
            status = 0
        statuses[status] += 1
        taken.append(time.perf_counter() - began)
        number += 1
    return taken


async def _get(server: Server, path: str) -> int:
    """The status of one answer, which is read to its end."""
    reader, writer = await asyncio.open_connection(*server.address)
    host = f"{server.address[0]}:{server.address[1]}"
    writer.write(
        f"GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept-Encoding: gzip\r\n"
        "Connection: close\r\n\r\n".encode()
    )
    answer = await reader.read()
    writer.close()
    return int(answer[9:12]) if answer[:5] == b"HTTP/" else 0


async def _get_each(server: Server, paths: list[str]) -> None:
    for path in paths:
        await _get(server, path)


@contextlib.contextmanager
def _organiser(server: Server, folder: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """Adds the rows, in rooms of their own, to the very conference that is visited; publishes."""
    path = folder / "busy.csv"
    content = a_file(ROWS, FIRST_DAY).replace(b",Room ", b",Annex ")
    path.write_bytes(content)
    commands = (f"import_schedule x1/talks {path}", "publish_schedule x1")
    script = " && ".join(f"{sys.executable} manage.py {command}" for command in commands)
    process = subprocess.Popen(
        script, shell=True, cwd=ROOT, env=server.environment, stdout=subprocess.DEVNULL
    )
    yield process
    if process.wait():
        raise RuntimeError("The import or the publishing failed.")


@contextlib.contextmanager
def _slow_peers(server: Server) -> Iterator[None]:
    peers = [socket.create_connection(server.address) for _number in range(SLOW_PEERS)]
    for peer in peers:
        peer.sendall(b"G")
    yield
    for peer in peers:
        peer.close()


def _megabytes(server: Server) -> float:
    return sum(map(_resident, server.processes())) / 1024


def _resident(pid: str) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:"))


def _p99(taken: list[float]) -> float:
    return taken[int(len(taken) * 0.99)]


def _told(taken: list[float]) -> str:
    return (
        f"{len(taken):,} answers, p50 {statistics.median(taken) * 1000:.0f} ms, "
        f"p99 {_p99(taken) * 1000:.0f} ms, max {taken[-1] * 1000:.0f} ms"
    )


if __name__ == "__main__":
    main()
