"""Progress of a long answer: a line that is written over; on a file or pipe, one now and then."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from placements.export.text import clock

EVERY = 5.0
"""Seconds between lines where none can be written over."""
Tell = Callable[[int, int, str], None]


@contextmanager
def telling() -> Iterator[Tell]:
    """Give what says how many of how many questions are answered, and which is next.

    Quick answers say nothing on a pipe; on a terminal the line goes once the answer is there.
    """
    live, began = sys.stderr.isatty(), time.monotonic()
    said = began

    def tell(done: int, of: int, what: str) -> None:
        nonlocal said
        now = time.monotonic()
        line = f"{clock(now - began)}  {done} of {of} done, next: {what}"
        if live:
            sys.stderr.write(f"\r\x1b[K{line}")
        elif now - said >= EVERY:
            said = now
            sys.stderr.write(f"{line}\n")
        sys.stderr.flush()

    try:
        yield tell
    finally:
        if live:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
