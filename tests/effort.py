"""How much work something is, told without a clock: the same on every machine, however busy."""

import sys


def lines_run(work):
    """How many lines of Python run while `work` is called; each round of a loop counts again."""
    count = 0

    def trace(_frame, event, _argument):
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return count
