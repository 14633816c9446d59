"""Organisations that became others: old codes stand in lists for years after a merger."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from placements.errors import InputError, Problem, Where
from placements.importers.grids import grids

MERGERS = {"R1E": "RRE", "RJF": "RTG"}
"""Trusts that merged in June and July 2018 and that the list of hospital sites still names
(Organisation Data Service). Other mergers are the user's to give."""


@dataclass(frozen=True)
class Successors:
    """Old code → new code, one step each."""

    steps: Mapping[str, str]

    def of(self, code: str) -> str:
        """Return the code in use today, after every merger."""
        while code in self.steps:
            code = self.steps[code]
        return code

    def remarks(self, code: str) -> list[str]:
        """Return what to tell of a code that is no longer in use."""
        now = self.of(code)
        return [] if now == code else [f"{code} in the file; now {now}"]


def read_successors(path: Path | None) -> Successors:
    """Return the mergers known, and those of a file: old code, new code, and what else it has.

    Raises
    ------
    InputError
        Where an organisation becomes two, or in the end itself; lists all of them.
    """
    steps = dict(MERGERS)
    if path is None:
        return Successors(steps)
    problems: list[Problem] = []
    own = _pairs(path, problems)
    if not own and not problems:
        raise InputError.of(path, "has no row of an old code and a new one, such as R1E,RRE")
    steps.update(own)
    turning = [old for old in own if _turns(old, steps)]
    problems += [Problem("becomes itself in the end", Where(path.name), old) for old in turning]
    if problems:
        raise InputError(path, problems)
    return Successors(steps)


def _pairs(path: Path, problems: list[Problem]) -> dict[str, str]:
    """Return old and new codes; what stands above the first pair is a header."""
    own: dict[str, str] = {}
    for grid in islice(grids(path), 1):
        for line, cells in grid.lines:
            old, new = (*cells, "", "")[:2]
            where = Where(path.name, grid.sheet, line)
            if not all(re.fullmatch(r"[A-Z0-9]{3,10}", code) for code in (old, new)):
                if own:
                    problems.append(Problem("is not an old code and a new one", where))
            elif own.setdefault(old, new) != new:
                message = f"has two successors, {own[old]} and {new}; give one"
                problems.append(Problem(message, where, old))
    return own


def _turns(code: str, steps: Mapping[str, str]) -> bool:
    """Return whether the steps from a code lead in a circle."""
    seen = {code}
    while code in steps:
        code = steps[code]
        if code in seen:
            return True
        seen.add(code)
    return False
