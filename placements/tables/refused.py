"""Why a cell is refused: half a sentence, to which the reader adds where."""

from __future__ import annotations


class Refused(ValueError):  # noqa: N818 - an answer, not a fault
    """A cell that cannot be read: what is expected, and perhaps what was meant."""

    def __init__(self, expected: str, suggestion: str | None = None) -> None:
        self.expected = expected
        self.suggestion = suggestion
        super().__init__(expected)
