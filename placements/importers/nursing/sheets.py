"""The three sheets of the tool's workbook: wards, students, placements. Names are not read."""

from __future__ import annotations

import ast
import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from placements.errors import InputError, Problem
from placements.importers.days import day_first
from placements.importers.records import Record, Wanted, read_kinds

COHORT = (
    Wanted("cohort", ("student cohort",)),
    Wanted("university", ("university",)),
    Wanted("qualification", ("qualification",)),
    Wanted("course_start", ("course start",)),
)
RISKS = ("low", "medium", "high")
"""Levels of the risk of infection."""
SHEETS: dict[str, tuple[Wanted, ...]] = {
    "wards": (
        Wanted("ward", ("ward name",), needed=True),
        Wanted("speciality", ("ward speciality", "ward specialty"), needed=True),
        Wanted("audit", ("education audit exp",)),
        Wanted("covid", ("covid status",)),
        Wanted("places", ("capacity num",), needed=True),
        Wanted("year 1", ("p1 cap",), needed=True),
        Wanted("year 2", ("p2 cap",), needed=True),
        Wanted("year 3", ("p3 cap",), needed=True),
        Wanted("associates", ("nurse associate cap",)),
        Wanted("driver", ("need to drive",)),
        Wanted("dyad", ("dyad",)),
    ),
    "students": (
        Wanted("student", ("student id",), needed=True),
        *COHORT,
        Wanted("year", ("year",)),
        Wanted("history", ("prev placements",), needed=True),
        Wanted("driver", ("is driver", "driver")),
        Wanted("covid", ("allowable covid status",)),
    ),
    "placements": (
        *COHORT,
        Wanted("placement", ("placement name",), needed=True),
        Wanted("start", ("placement start date",), needed=True),
        Wanted("weeks", ("placement len weeks",), needed=True),
    ),
}
YES, NO = ("true", "yes", "y", "1"), ("false", "no", "n", "0", "")


@dataclass(frozen=True, slots=True)
class Sheets:
    """The rows of the three sheets, with every value checked.

    Parameters
    ----------
    problems
        What cannot be read; nothing is written if there is one.
    """

    wards: Sequence[Record]
    students: Sequence[Record]
    placements: Sequence[Record]
    problems: list[Problem] = field(default_factory=list)

    def number(self, row: Record, name: str) -> int | None:
        """Return a whole number; ``None`` for a blank, or for what is none, which is reported."""
        if not row[name]:
            return None
        if re.fullmatch(r"[0-9]{1,6}(\.0)?", row[name]):
            return int(float(row[name]))
        self._refuse(row, name, "is not a whole number")
        return None

    def day(self, row: Record, name: str) -> dt.date | None:
        """Return a date, day before month as the tool has it; ``None`` for a blank."""
        if not row[name]:
            return None
        if (day := day_first(row[name])) is None:
            self._refuse(row, name, "is not a date such as 2026-09-07 or 07/09/2026")
        return day

    def flag(self, row: Record, name: str) -> bool:
        """Return whether a cell says yes; a blank says no."""
        text = row[name].casefold()
        if text not in (*YES, *NO):
            self._refuse(row, name, "is neither True nor False")
        return text in YES

    def cohort(self, row: Record) -> str:
        """Return the cohort, as the tool makes it: university_qualification month."""
        if row["cohort"]:
            return row["cohort"]
        if not (row["university"] and row["qualification"]):
            self._refuse(row, "university", "is blank, or qualification is: no cohort")
        start = day_first(row["course_start"])
        began = row["course_start"] if start is None else f"{start:%b-%y}"
        return f"{row['university']}_{row['qualification']} {began}".strip()

    def _refuse(self, row: Record, name: str, message: str) -> None:
        self.problems.append(Problem(message, row.where(name), row[name] or None))


def read_sheets(paths: Sequence[Path]) -> Sheets:
    """Return the three sheets, from one workbook or several files.

    Raises
    ------
    InputError
        Where one of them is in none of the files.
    """
    found = read_kinds(paths, SHEETS)
    names = ", ".join(path.name for path in paths)
    problems = [
        Problem(
            f"no sheet has the columns of '{kind}': "
            + ", ".join(c.patterns[0].replace(" ", "_") for c in wanted if c.needed)
        )
        for kind, wanted in SHEETS.items()
        if not found.get(kind)
    ]
    if problems:
        raise InputError(names, problems)
    return Sheets(found["wards"], found["students"], found["placements"])


def previous(text: str) -> list[str]:
    """Return the wards of a list as the tool writes it, or as people do.

    >>> previous("['Ward 1', 'A, B']"), previous("[Ward 1, St Mary's]"), previous("[]")
    (['Ward 1', 'A, B'], ['Ward 1', "St Mary's"], [])
    """
    try:
        items = [str(item) for item in ast.literal_eval(text)]
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        inner = text.strip().removeprefix("[").removesuffix("]")
        items = [item.strip().strip("'") for item in inner.split(",")]
    return [item.strip() for item in items if item.strip()]


def risk_of(text: str) -> int | None:
    """Return the highest level of risk that a text names: 1 low, 2 medium, 3 high.

    ``0``: it is blank; ``None``: it is none of these words.

    >>> risk_of("Low/Medium"), risk_of("High"), risk_of(""), risk_of("Purple")
    (2, 3, 0, None)
    """
    words = [word.strip() for word in text.casefold().split("/") if word.strip()]
    if not set(words) <= set(RISKS):
        return None
    return max((1 + RISKS.index(word) for word in words), default=0)


def stage_of(placement: str) -> int:
    """Return the year or part that a placement's name begins with; 0 where it names none.

    >>> stage_of("P2, E1"), stage_of("Year 3: Placement 1"), stage_of("Placement1")
    (2, 3, 0)
    """
    first = re.split(r"[:,]", placement, maxsplit=1)[0]
    found = re.fullmatch(r"(?:p|part|year|stage)\s*([0-9]{1,2})", first.strip().casefold())
    return int(found[1]) if found else 0
