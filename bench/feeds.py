"""The public schedule and its feeds under load, against a constant answer of the same size.

The server is the one of `make run`: gunicorn with its configuration, one process of eight threads, SQLite.
Both sides go through the same middleware, and are measured in turn.
"""

import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.load import rate, transferred
from bench.paint import print_paints

ROOT = Path(__file__).parents[1]
RUNS = 5
SECONDS = 0.5
PATHS = (
    "schedule/",
    "schedule.json",
    "schedule.csv",
    "schedule.ics",
    "schedule.xml",
    "c3voc.json",
    "schedule/presentation/7/",
    "schedule/presentation/7/schedule.ics",
    "schedule/offline.json",
)
ENCODINGS = ("identity", "gzip")
SCALES = (1, 4, 16)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, _server(Path(folder)) as address:
        for scale in SCALES:
            print(_cost(address, scale))
        print("300 talks, 10 rooms, 3 days, warm, anonymous: answers a second, and those of a constant view")
        for path in PATHS:
            for encoding in ENCODINGS:
                print(_compare(address, f"/x1/{path}", encoding))
        print_paints(f"http://{address[0]}:{address[1]}/x1/schedule/")


def _compare(address: tuple[str, int], path: str, encoding: str) -> str:
    size = transferred(address, path, encoding=encoding)
    ours, limits = [], []
    for _run in range(RUNS):
        ours.append(rate(address, path, seconds=SECONDS, encoding=encoding))
        limits.append(rate(address, f"/constant/{size}", seconds=SECONDS, encoding=encoding))
    own, limit = statistics.median(ours), statistics.median(limits)
    return f"{path} {encoding} {size:,} bytes: {own:,.0f}/s against {limit:,.0f}/s: ratio {own / limit:.2f}"


def _cost(address: tuple[str, int], scale: int) -> str:
    """What the whole schedule costs at a multiple of 300 talks: sizes, and seconds of the first answer."""
    path = f"/x{scale}/schedule/"
    started = time.perf_counter()
    packed = transferred(address, path, encoding="gzip")
    first = time.perf_counter() - started
    plain = transferred(address, path)
    warm = rate(address, path, seconds=SECONDS, encoding="gzip")
    return (
        f"{300 * scale} talks: {plain:,} bytes, {packed:,} compressed; "
        f"first answer after {first:.2f} s, then {warm:,.0f} a second"
    )


@contextmanager
def _server(folder: Path) -> Iterator[tuple[str, int]]:
    """The production server with conferences of 300 talks and more, at an address of its own."""
    port = _free_port()
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "bench.site_settings",
        "BENCH_STATIC_ROOT": str(folder / "static"),
        "DATA_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder}/site.sqlite3",
        "SECRET_KEY": "bench",
        "ALLOWED_HOSTS": "127.0.0.1",
        "SITE_URL": f"http://127.0.0.1:{port}",
        "PORT": str(port),
        "ENV_FILE": os.devnull,
    }
    for arguments in (["migrate"], ["collectstatic", "--no-input"], *_demos()):
        _manage(arguments, environment)
    command = [sys.executable, "-m", "gunicorn", "conference.wsgi"]
    server = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait_for(("127.0.0.1", port), server)
        yield ("127.0.0.1", port)
    finally:
        server.terminate()
        server.wait()


def _demos() -> Iterator[list[str]]:
    for scale in SCALES:
        sizes = {"days": 3 * scale, "rooms": 10, "talks": 300 * scale, "speakers": 200 * scale}
        options = [word for name, size in sizes.items() for word in (f"--{name}", str(size))]
        yield ["create_demo", "--slug", f"x{scale}", "--force", *options]


def _manage(arguments: list[str], environment: dict[str, str]) -> None:
    command = [sys.executable, "manage.py", *arguments]
    subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, check=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(address: tuple[str, int], server: subprocess.Popen[bytes]) -> None:
    for _attempt in range(100):
        if server.poll() is not None:
            raise RuntimeError("The server ended by itself.")
        try:
            socket.create_connection(address, timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("The server did not start within ten seconds.")


if __name__ == "__main__":
    main()
