"""Acceptance tests: what a lead asks of a plan, in a line such as ``unplaced <= 2``."""

from __future__ import annotations

import operator
import re
from collections.abc import Collection
from dataclasses import dataclass

from placements.errors import nearest
from placements.sweeps.figures import Figure
from placements.tables.refused import Refused

COMPARED = {
    "<=": operator.le,
    ">=": operator.ge,
    "<": operator.lt,
    ">": operator.gt,
    "=": operator.eq,
}
FORM = re.compile(
    r"(?P<figure>[^<>=]+?)\s*(?P<sign><=|>=|<|>|=)\s*"
    r"(?:(?P<base>base)(?:\s*(?P<step>[+*-])\s*(?P<by>[0-9.]+%?))?|(?P<number>-?[0-9.]+%?))"
)
SLACK = 1e-9


@dataclass(frozen=True, slots=True)
class Acceptance:
    """A figure compared with a number, or with the base's.

    Parameters
    ----------
    step, by
        What is done to the base's value: ``+``, ``-`` or ``*`` a number.
    """

    text: str
    figure: str
    sign: str
    base: bool
    step: str
    by: float

    @classmethod
    def of(cls, text: str) -> Acceptance:
        """Return the test that a line states.

        Raises
        ------
        Refused
            Where it is none.
        """
        found = FORM.fullmatch(text.strip())
        if found is None:
            raise Refused("is not a test such as 'unplaced <= 2' or 'acute share <= base'")
        base = found["base"] is not None
        by = _number((found["by"] or "0") if base else found["number"])
        step = (found["step"] or "+") if base else "+"
        return cls(text, found["figure"], found["sign"], base, step, by)

    def check(self, known: Collection[str]) -> None:
        """Refuse a test of what no plan is measured by.

        Raises
        ------
        Refused
            With the nearest figure.
        """
        if self.figure not in known:
            hint = nearest(self.figure, known) or f"known: {', '.join(known)}"
            raise Refused(f"tests {self.figure!r}, which is not compared", hint)

    def result(self, mine: Figure, theirs: Figure) -> tuple[bool, bool]:
        """Return whether the test passes against the base's figure, and whether for sure.

        It is sure where it passes, or fails, whatever the true best values are within their gaps;
        a figure that no level bounds is of the plan found, and taken as it is.
        """
        passed = self._holds(mine.value, theirs.value)
        others = theirs.ends if self.base else (theirs.value,)
        every = {self._holds(a, b) for a in mine.ends for b in others}
        return passed, every == {passed}

    def _holds(self, value: float, base: float) -> bool:
        limit = self.by
        if self.base:
            steps = {"+": base + self.by, "-": base - self.by, "*": base * self.by}
            limit = steps[self.step]
        slack = SLACK * max(1.0, abs(limit))
        if self.sign in ("<=", ">="):
            limit += slack if self.sign == "<=" else -slack
        if self.sign == "=":
            return abs(value - limit) <= slack
        return bool(COMPARED[self.sign](value, limit))


def _number(text: str) -> float:
    try:
        return float(text[:-1]) / 100 if text.endswith("%") else float(text)
    except ValueError as error:
        raise Refused("has a number that cannot be read") from error
