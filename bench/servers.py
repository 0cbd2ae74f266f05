"""The two servers that are compared: the site as `make run` starts it, and a constant view."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.load import Address

ROOT = Path(__file__).parents[1]
SCALES = (1, 4, 16)
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Server:
    """A web server that answers at `address`."""

    address: Address
    pid: int
    environment: dict[str, str]

    def processes(self) -> list[str]:
        """The ids of all its processes."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        return [str(self.pid), *children]

    def cpu(self) -> float:
        """Seconds of processor time that its processes have used so far."""
        return sum(map(_cpu_of, self.processes()))


def _cpu_of(pid: str) -> float:
    # What follows the name in parentheses begins with the third field; the 14th and 15th are the
    # times.
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


@contextmanager
def site(folder: Path, scales: Sequence[int] = SCALES) -> Iterator[Server]:
    """The production server with its own configuration, and conferences of 300 talks and more."""
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
    for arguments in (["migrate"], ["collectstatic", "--no-input"], *_demos(scales)):
        command = [sys.executable, "manage.py", *arguments]
        subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, check=True)
    with _running(["manage.py", "serve"], ROOT, environment, port) as server:
        yield server


@contextmanager
def constant_view(folder: Path) -> Iterator[Server]:
    """The constant view as most Django sites run: in gunicorn, with two processes of one thread
    each, which write no access log.

    They keep connections open, as the site's do: gunicorn's own default would have the client
    connect anew for every answer, and that would slow down the constant view.
    """
    port = _free_port()
    shape = ["--workers=2", "--worker-class=gthread", "--threads=1"]
    arguments = ["-m", "gunicorn", "bench.constant", *shape, f"--bind=127.0.0.1:{port}"]
    with _running(arguments, ROOT, {**os.environ, "PYTHONPATH": str(ROOT)}, port) as server:
        yield server


def _demos(scales: Sequence[int]) -> Iterator[list[str]]:
    for scale in scales:
        sizes = {"days": 3 * scale, "rooms": 10, "talks": 300 * scale, "speakers": 200 * scale}
        options = [word for name, size in sizes.items() for word in (f"--{name}", str(size))]
        yield ["create_demo", "--slug", f"x{scale}", "--force", *options]


@contextmanager
def _running(
    arguments: list[str], folder: Path, environment: dict[str, str], port: int
) -> Iterator[Server]:
    command = [sys.executable, *arguments]
    process = subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait_for(("127.0.0.1", port), process)
        yield Server(("127.0.0.1", port), process.pid, environment)
    finally:
        process.terminate()
        process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(address: Address, process: subprocess.Popen[bytes]) -> None:
    for _attempt in range(100):
        if process.poll() is not None:
            raise RuntimeError("The server ended by itself.")
        try:
            socket.create_connection(address, timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("The server did not start within ten seconds.")
