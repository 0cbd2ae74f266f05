"""What a page costs: the public pages and feeds under load, beside a constant answer of the same
size.

Both servers are measured in turn, so that a noisy machine disturbs both alike: answers a second,
and the processor time that the server used for each.
"""

import statistics
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from bench.load import load, transferred
from bench.paint import print_paints
from bench.servers import SCALES, Server, constant_view, site

RUNS = 9
SECONDS = 0.3
CONFERENCE = "/x1/"
PAGES = (
    "/",
    CONFERENCE,
    f"{CONFERENCE}schedule/",
    f"{CONFERENCE}schedule/presentation/7/",
    f"{CONFERENCE}schedule.ics",
)
FEEDS = (
    f"{CONFERENCE}schedule/presentation/7/schedule.ics",
    f"{CONFERENCE}schedule.json",
    f"{CONFERENCE}schedule.csv",
    f"{CONFERENCE}schedule.xml",
    f"{CONFERENCE}c3voc.json",
    f"{CONFERENCE}schedule/offline.json",
)


def main() -> None:
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        ours = stack.enter_context(site(folder))
        for scale in SCALES:
            print(_first_and_then(ours, scale))
        constant = stack.enter_context(constant_view(folder))
        print("300 talks, 10 rooms, 3 days, warm, anonymous: ours and the constant view (ratios)")
        for encoding in ("gzip", "identity"):
            for path in PAGES + FEEDS:
                print(_compare(ours, constant, path, encoding))
        print_paints(f"http://{ours.address[0]}:{ours.address[1]}{CONFERENCE}schedule/")


def _compare(ours: Server, constant: Server, path: str, encoding: str) -> str:
    """Medians of both sides, and of the ratios within pairs of runs, which noise disturbs least."""
    size = transferred(ours.address, path, encoding=encoding)
    pairs = [
        (_measure(ours, path, encoding), _measure(constant, f"/{size}", encoding))
        for _run in range(RUNS)
    ]
    rate, cpu, most, least, of_rate, of_cpu = (
        statistics.median(values)
        for values in zip(
            *((*own, *limit, own[0] / limit[0], limit[1] / own[1]) for own, limit in pairs),
            strict=True,
        )
    )
    return (
        f"{path} {encoding} {size:,} bytes: {rate:,.0f} and {most:,.0f} answers a second "
        f"({of_rate:.2f}), {cpu:.2f} and {least:.2f} ms of CPU for each ({of_cpu:.2f})"
    )


def _measure(server: Server, path: str, encoding: str) -> tuple[float, float]:
    """Answers in a second, and the milliseconds of processor time that the server used for each."""
    before = server.cpu()
    done = load(server.address, path, seconds=SECONDS, encoding=encoding)
    return done.rate, (server.cpu() - before) * 1000 / done.answers


def _first_and_then(server: Server, scale: int) -> str:
    """What the whole schedule costs at a multiple of 300 talks: sizes, and seconds of the first
    answer.
    """
    path = f"/x{scale}/schedule/"
    started = time.perf_counter()
    packed = transferred(server.address, path, encoding="gzip")
    first = time.perf_counter() - started
    plain = transferred(server.address, path)
    warm, _cpu = _measure(server, path, "gzip")
    return (
        f"{300 * scale} talks: {plain:,} bytes, {packed:,} compressed; "
        f"first answer after {first:.2f} s, then {warm:,.0f} a second"
    )


if __name__ == "__main__":
    main()
