"""`make bench`: every figure that docs/performance.md records, each database in a process of its
own.
"""

import os
import socket
import subprocess
import sys
import tempfile

POSTGRESQL = ("127.0.0.1", 5432)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        sqlite = f"sqlite:///{folder}/bench.sqlite3"
        _run("bench.timetables", database=sqlite)
        _run("bench.importing", "compare", database=sqlite)
        _run("bench.importing", "memory", database=sqlite)
        _run("bench.importing", "waiting", database=sqlite)
        _run("bench.pages", database=sqlite)
        _run("bench.busy", database=sqlite)
    if _answers(POSTGRESQL):
        user = os.environ.get("PGUSER", "postgres")
        _run(
            "bench.importing",
            "compare",
            database=f"postgres://{user}@{POSTGRESQL[0]}:{POSTGRESQL[1]}/postgres",
        )
    else:
        print("PostgreSQL does not answer on 127.0.0.1:5432: its figures are left out.")


def _run(module: str, *arguments: str, database: str) -> None:
    environment = {
        **os.environ,
        "DATABASE_URL": database,
        "SECRET_KEY": "bench",
        "ALLOWED_HOSTS": "127.0.0.1",
    }
    subprocess.run([sys.executable, "-m", module, *arguments], env=environment, check=True)


def _answers(address: tuple[str, int]) -> bool:
    try:
        socket.create_connection(address, timeout=1).close()
    except OSError:
        return False
    return True


if __name__ == "__main__":
    main()
