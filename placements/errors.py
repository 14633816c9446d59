"""Every error a user can meet, each with the exit code of the command that meets it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum


class Severity(StrEnum):
    """How much a problem stops."""

    ERROR = "error"
    """The input cannot be read in exactly one way: nothing runs."""
    CONTRADICTION = "contradiction"
    """Fixed pins or links that cannot all hold: ``check`` lists it, ``solve`` ends with exit 3."""
    WARNING = "warning"
    """Looks wrong; never stops a solve."""


@dataclass(frozen=True, slots=True)
class Where:
    """The place of a problem in the user's own files.

    Parameters
    ----------
    file
        Name of the file (``learners.csv``) or workbook.
    sheet
        Sheet of a workbook; ``None`` for a CSV file.
    line
        Line of the file or row of the sheet, 1 first; ``None`` where it is the whole file.
    column
        Name of the column, or key of ``round.toml``.
    cell
        Address in a workbook (``C12``).
    """

    file: str
    sheet: str | None = None
    line: int | None = None
    column: str | None = None
    cell: str | None = None

    def __str__(self) -> str:
        parts = [self.file if self.sheet is None else f"{self.file}, sheet {self.sheet}"]
        if self.cell is not None:
            parts.append(f"cell {self.cell}")
        elif self.line is not None:
            parts.append(f"{'line' if self.sheet is None else 'row'} {self.line}")
        if self.column is not None:
            parts.append(self.column)
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a round or a plan file.

    Parameters
    ----------
    message
        What is wrong and what is expected, in one clause, without the place and the suggestion.
    where
        The place, or ``None`` for a problem of the round as a whole.
    found
        The value found, as the user wrote it; ``None`` where something is missing.
    suggestion
        What was probably meant, or what to do; ``None`` where nobody can know.
    """

    message: str
    where: Where | None = None
    found: str | None = None
    suggestion: str | None = None
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        text = self.message if self.found is None else f"{quoted(self.found)} {self.message}"
        if self.suggestion is not None:
            text += f"; {self.suggestion}"
        return text if self.where is None else f"{self.where}: {text}"


TURNS = (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
"""Characters that turn the direction of what follows: on a page, beyond the text itself."""
ESCAPES = {n: f"\\x{n:02x}" for n in (*range(32), 127)} | {n: f"\\u{n:04x}" for n in TURNS}


def quoted(value: str, limit: int = 60) -> str:
    """Return a value in quotes, control characters escaped and cut to ``limit`` characters."""
    shown = value if len(value) <= limit else f"{value[:limit]}…"
    escaped = shown.translate(ESCAPES)
    return f"'{escaped}'" + ("" if len(value) <= limit else f" ({len(value):,} characters)")


def nearest(value: str, known: Iterable[str]) -> str | None:
    """Return "did you mean …?" for the nearest known value, or ``None`` where none is near."""
    folded = {name.casefold(): name for name in sorted(known, reverse=True)}
    near = get_close_matches(value.casefold().strip(), folded, n=1, cutoff=0.6)
    return f"did you mean {quoted(folded[near[0]])}?" if near else None


def counted(number: int, noun: str, plural: str | None = None) -> str:
    """Return ``1 learner`` or ``2 learners``."""
    return f"{number:,} {noun if number == 1 else plural or f'{noun}s'}"


class PlacementsError(Exception):
    """Any error that a user can meet; ``exit_code`` is what the command ends with."""

    exit_code = 1


MOST_ALIKE = 20
"""Problems that say the same of one column, each told by itself; of more, how many."""


def _told(problems: Sequence[Problem]) -> Iterator[str]:
    """Yield a line for each problem, and one for all that are like the ones before."""
    of = [_alike(problem) for problem in problems]
    number, seen = Counter(of), Counter[object]()
    last = dict(zip(of, problems, strict=True))
    for kind, problem in zip(of, problems, strict=True):
        seen[kind] += 1
        if seen[kind] <= MOST_ALIKE:
            yield str(problem)
        elif seen[kind] == MOST_ALIKE + 1:
            more = number[kind] - MOST_ALIKE
            yield f"and {more:,} more like that, the last: {last[kind]}"


def _alike(problem: Problem) -> tuple[object, ...]:
    place = problem.where
    where = (place.file, place.sheet, place.column) if place is not None else ()
    return (*where, problem.message)


class InputError(PlacementsError):
    """The input cannot be used; says what is wrong, not only the first thing.

    Parameters
    ----------
    source
        What was read: a folder, a workbook or a plan file, as the user named it.
    problems
        Every problem, in the order of the files; of many alike, the text has ``MOST_ALIKE``.
    """

    exit_code = 2

    def __init__(self, source: object, problems: Sequence[Problem]) -> None:
        self.source = source
        self.problems = tuple(problems)
        listed = "\n".join(f"  {line}" for line in _told(self.problems))
        super().__init__(f"{source} has {counted(len(self.problems), 'problem')}:\n{listed}")

    @classmethod
    def of(cls, source: object, message: str) -> InputError:
        """Return the error for one problem with the source as a whole."""
        return cls(source, [Problem(message)])


class ContradictionError(PlacementsError):
    """Fixed pins or links contradict each other, so that no plan exists; names them."""

    exit_code = 3

    def __init__(self, contradictions: Sequence[str]) -> None:
        self.contradictions = tuple(contradictions)
        listed = "\n".join(f"  {line}" for line in self.contradictions)
        super().__init__(f"no plan can hold all fixed pins and links:\n{listed}")


class SolverError(PlacementsError):
    """The solver failed, or its account of a plan and the judge's differ."""

    exit_code = 4
