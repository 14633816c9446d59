"""Progress on the terminal, in words that a lead understands."""

from __future__ import annotations

import sys
from typing import TextIO

from placements.engine.stop import Progress
from placements.export.text import clock, figure


class ProgressLine:
    """Shows one line that is written over; on a file or pipe, one line a level.

    Parameters
    ----------
    stream
        Where to write; standard error, so that results can be piped.
    """

    def __init__(self, stream: TextIO | None = None) -> None:
        self.stream = sys.stderr if stream is None else stream
        self.live = self.stream.isatty()
        self.shown = 0.0

    def __call__(self, told: Progress) -> None:
        """Show what is known now; at most twice a second, except where a level ends."""
        if told.ended:
            self._write(told, "\n")
        elif self.live and told.seconds - self.shown > 0.5:
            self.shown = told.seconds
            self._write(told, "")

    def _write(self, told: Progress, end: str) -> None:
        if told.part:
            line, end = self._of_part(told)
        else:
            line = self._of_all(told)
        if end or self.live:
            start = "\r\x1b[2K" if self.live else ""
            self.stream.write(f"{start}{clock(told.seconds)}  {line}{end}")
            self.stream.flush()

    @staticmethod
    def _of_part(told: Progress) -> tuple[str, str]:
        """Return the line of a part, whose values would mean nothing: kept once all is solved."""
        if told.ended and told.level == told.levels:
            return f"{told.part}: solved again", "\n"
        return f"{told.part}: level {told.level} of {told.levels}, {told.name}", ""

    @staticmethod
    def _of_all(told: Progress) -> str:
        best = "no plan yet" if told.value is None else f"best so far {figure(told.value)}"
        if told.ended:
            best = f"best found {figure(told.value)}"
        bound = (
            "" if told.bound is None or told.proven else f", cannot be below {figure(told.bound)}"
        )
        proven = ", proven best" if told.proven else ""
        return f"level {told.level} of {told.levels}, {told.name}: {best}{bound}{proven}"
