"""When to end: a time limit, an interruption, and what is told meanwhile."""

from __future__ import annotations

import os
import signal
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType


@dataclass(frozen=True, slots=True)
class Progress:
    """What is known while a level is being solved.

    Parameters
    ----------
    level, levels
        Number of the level, 1 first, and how many there are.
    name
        Name of the level.
    value, bound
        Best value so far and proven bound; ``None`` where there is none yet.
    seconds
        Since the run began [s].
    proven
        Whether the value is proven best.
    ended
        Whether the level has come to its end.
    part
        What of the round is being solved, in words: then value and bound are of that part alone;
        blank: all of it.
    """

    level: int
    levels: int
    name: str
    value: float | None
    bound: float | None
    seconds: float
    proven: bool = False
    ended: bool = False
    part: str = ""


Listener = Callable[[Progress], None]


def silent(progress: Progress) -> None:
    """Listen to nothing."""


def seconds_until(moment: float | None) -> float | None:
    """Return the seconds until a time of ``time.monotonic``, not below 0; ``None``: no limit."""
    return None if moment is None else max(moment - time.monotonic(), 0.0)


@dataclass(frozen=True, slots=True)
class Flag:
    """Whether work should end, as any process can see it.

    Parameters
    ----------
    path
        A file that is made when a user asks to finish; ``None``: nobody does.
    until
        Time of ``time.monotonic`` after which it is up in any case; ``None``: no limit.
    """

    path: str | None = None
    until: float | None = None

    @property
    def left(self) -> float | None:
        """Seconds until it is up in any case, not below 0; ``None``: no limit."""
        return seconds_until(self.until)

    def is_set(self) -> bool:
        """Return whether the flag is up."""
        return self.left == 0.0 or (self.path is not None and os.path.exists(self.path))


NEVER = Flag()
"""A flag that is never up."""


@contextmanager
def raising_flag(interrupted: threading.Event) -> Iterator[Flag]:
    """Within it, the flag goes up in every process once the event is set."""
    with tempfile.TemporaryDirectory(prefix="placements-") as folder:
        path, over = os.path.join(folder, "finish"), threading.Event()

        def watch() -> None:
            while not over.is_set():
                if interrupted.wait(0.1):
                    with open(path, "w", encoding="utf-8"):
                        return

        watcher = threading.Thread(target=watch, daemon=True)
        watcher.start()
        try:
            yield Flag(path)
        finally:
            over.set()
            watcher.join()


@contextmanager
def finishing_on_interrupt(interrupted: threading.Event) -> Iterator[None]:
    """Within it, a first Ctrl-C (or a kernel's interrupt) asks to finish; a second one gives up.

    Only the main thread receives them; elsewhere nothing changes.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def ask(number: int, frame: FrameType | None) -> None:
        if interrupted.is_set():
            raise KeyboardInterrupt
        interrupted.set()

    before = signal.signal(signal.SIGINT, ask)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@dataclass(slots=True)
class Clock:
    """The time that a run may take, and whether somebody asked it to finish.

    Parameters
    ----------
    limit
        Seconds from the start; ``None``: no limit.
    interrupted
        Set to finish soon with the best plan so far.
    """

    limit: float | None = None
    interrupted: threading.Event = field(default_factory=threading.Event)
    began: float = field(default_factory=time.monotonic)

    @property
    def seconds(self) -> float:
        """Seconds since the run began."""
        return time.monotonic() - self.began

    @property
    def left(self) -> float | None:
        """Seconds left, not below 0; ``None``: no limit."""
        return None if self.limit is None else max(self.limit - self.seconds, 0.0)

    def until(self, share: float) -> float | None:
        """Return the time of ``time.monotonic`` at which a share of what is left is over."""
        return None if self.left is None else time.monotonic() + share * self.left

    def share(self, level: int, levels: int) -> float | None:
        """Return the seconds that a level may take: more than its even share, the last one all.

        What a level leaves over goes to those after it.
        """
        return None if self.left is None else self.left * 2 / (levels - level + 2)
