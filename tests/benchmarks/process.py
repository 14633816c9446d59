"""Run a command as a process of its own, and say how long it took and what memory it held.

The memory is that of the process and all its descendants *together*, at the moment when that sum
was largest. It is looked at every 0.2 s, less often where a look takes long (the system counts the
pages of a large process one by one), so a shorter peak can be missed. One process alone counts its
resident memory; several count each page that they share once (on Linux).
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass

import psutil

POLL_SECONDS = 0.2
LOOKING = 0.01
"""Most of the time of one core that may be spent on looking: what is measured needs it."""


@dataclass(frozen=True, slots=True)
class Measured:
    """How a command ended.

    Parameters
    ----------
    code
        Its exit code.
    seconds, processor_seconds
        Wall-clock time from start to end, and processor time of all its processes [s].
    peak_mb
        Most memory of all its processes together [MB].
    out, err
        What it printed.
    """

    code: int
    seconds: float
    processor_seconds: float
    peak_mb: float
    out: str
    err: str

    @property
    def reason(self) -> str:
        """The last line of what it said of a failure."""
        return (self.err.strip().splitlines() or ["no reason given"])[-1]


def python(*words: object) -> list[str]:
    """Return a command of this Python."""
    return [sys.executable, *(str(word) for word in words)]


def measured(command: Sequence[str]) -> Measured:
    """Run a command to its end."""
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        began, used = time.perf_counter(), _processor_seconds()
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=err)
        peak = _watched(process)
        seconds, used = time.perf_counter() - began, _processor_seconds() - used
        out.seek(0)
        err.seek(0)
        return Measured(process.returncode, seconds, used, peak / 1e6, out.read(), err.read())


def _processor_seconds() -> float:
    """Return the processor time of every process that was started here and has ended [s]."""
    times = os.times()
    return times.children_user + times.children_system


def _watched(process: subprocess.Popen[bytes]) -> int:
    """Wait for a process; return the most bytes that it and its descendants held at one time."""
    peak = 0
    try:
        root = psutil.Process(process.pid)
        while process.poll() is None:
            began = time.perf_counter()
            peak = max(peak, _held(root))
            took = time.perf_counter() - began
            try:
                process.wait(max(POLL_SECONDS, took / LOOKING))
            except subprocess.TimeoutExpired:
                continue
    except BaseException:  # Ctrl-C too: what was started does not outlive the measurement
        process.kill()
        process.wait()
        raise
    return peak


def _held(root: psutil.Process) -> int:
    try:
        family = [root, *root.children(recursive=True)]
    except psutil.NoSuchProcess:
        return 0
    return sum(_bytes(process, alone=len(family) == 1) for process in family)


def _bytes(process: psutil.Process, *, alone: bool) -> int:
    """Return the bytes that a process holds; its share of what it shares, where that is known."""
    try:
        if alone or not psutil.LINUX:
            return int(process.memory_info().rss)
        return int(process.memory_full_info().pss)
    except psutil.Error:  # it ended meanwhile
        return 0
