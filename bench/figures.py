"""Measuring: medians of alternating runs, so that a noisy machine disturbs both sides alike."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

RUNS = 5


@dataclass(frozen=True)
class Figure:
    """Seconds: the median of some runs, with the smallest and the largest."""

    median: float
    smallest: float
    largest: float

    def __str__(self) -> str:
        middle, low, high = map(_milliseconds, (self.median, self.smallest, self.largest))
        return f"{middle} ms ({low}–{high})"


def measure(
    *works: Callable[[], object], runs: int = RUNS, before_each: Callable[[], object] = lambda: None
) -> list[Figure]:
    """Run each of the works in turn, `runs` times, after one run that does not count.

    `before_each` puts things in order before every single run; its time does not count.
    """
    times: list[list[float]] = [[] for _work in works]
    for run in range(runs + 1):
        for work, seconds in zip(works, times, strict=True):
            before_each()
            started = time.perf_counter()
            work()
            if run:
                seconds.append(time.perf_counter() - started)
    return [Figure(statistics.median(s), min(s), max(s)) for s in times]


def _milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.1f}" if seconds < 0.1 else f"{seconds * 1000:.0f}"
