"""The rows of their sheets that a part of a mapping takes, and what is told of the others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from placements.errors import Problem, nearest
from placements.importers.grids import Grid, grids
from placements.importers.mapped.mapping import Part
from placements.importers.records import TITLES, Record
from placements.tables.raw import UNREAD


@dataclass(slots=True)
class Taken:
    """What the files give.

    Parameters
    ----------
    rows
        Table → rows, each with its place.
    left_out
        File, line, table, reason.
    unused
        File and sheet → their columns that no part takes.
    """

    rows: dict[str, list[tuple[dict[str, str], Record]]] = field(default_factory=dict)
    left_out: list[tuple[str, int, str, str]] = field(default_factory=list)
    unused: dict[str, list[str]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def records_of(part: Part, path: Path, taken: Taken) -> Iterator[Record]:
    """Yield the rows of the first sheet that has the columns of a part."""
    if not part.needed:  # values of the mapping alone: one row
        yield Record(path.name, None, 1, {})
        return
    missing: list[str] = part.needed
    names: list[str] = []
    for grid in grids(path):
        if part.sheet and grid.sheet != part.sheet:
            continue
        lines = iter(grid.lines)
        for _, (_, cells) in zip(range(TITLES), lines, strict=False):
            if set(part.needed) <= set(cells):
                _note_unused(part, grid, cells, taken)
                at = {name: cells.index(name) for name in part.needed}
                yield from _rows(grid, lines, at, taken)
                return
            lacking = [name for name in part.needed if name not in cells]
            if len(lacking) < len(missing) or not names:
                missing, names = lacking, [cell for cell in cells if cell]
    for name in missing:
        hint = nearest(name, names) or f"there: {', '.join(names[:12]) or 'nothing'}"
        message = f"is no column of {path.name}, for {part.table}"
        taken.problems.append(Problem(message, None, name, hint))


def _note_unused(part: Part, grid: Grid, cells: Sequence[str], taken: Taken) -> None:
    name = grid.file if grid.sheet is None else f"{grid.file}, sheet {grid.sheet}"
    before = taken.unused.get(name, [cell for cell in cells if cell])
    taken.unused[name] = [cell for cell in before if cell not in part.needed]


def _rows(
    grid: Grid, lines: Iterator[tuple[int, list[str]]], at: Mapping[str, int], taken: Taken
) -> Iterator[Record]:
    for line, cells in lines:
        values = {name: cells[k] if k < len(cells) else "" for name, k in at.items()}
        record = Record(grid.file, grid.sheet, line, values)
        bad = [name for name, text in values.items() if text.startswith(UNREAD)]
        for name in bad:
            message = values[name].removeprefix(UNREAD)
            taken.problems.append(Problem(message, record.where(name)))
        if not bad:
            yield record
