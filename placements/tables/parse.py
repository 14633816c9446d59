"""Text → values, cell by cell, with every problem; then the keys and the codes that refer."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from placements.errors import Problem, nearest
from placements.tables.characters import meant
from placements.tables.column import Column, Table
from placements.tables.raw import UNREAD, RawTable
from placements.tables.refused import Refused

ORIGIN = "origin"
"""Name of the frame's index: the row's position in the raw table, for messages."""
MAX_HINTS = 20
"""Refused texts of one column for which the nearest known one is sought."""
MAX_COMPARED = 100_000
"""Known codes compared with the unknown ones of a column, all together: it takes a second."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """A table's values, and the raw table that says where each came from.

    Parameters
    ----------
    frame
        One column a column of the contract, indexed by the row's position in ``raw``;
        only rows without a bad cell, and none whose key an earlier row has.
    codes
        Key column → its codes, those of *all* rows, so that a bad cell elsewhere in a row does
        not make its code unknown to other tables; ``None`` where they cannot all be known.
    refused
        Column → rows whose cell is refused and reported.
    """

    frame: pd.DataFrame
    raw: RawTable | None
    codes: dict[str, frozenset[str] | None]
    refused: dict[str, frozenset[int]]


def parse(table: Table, raw: RawTable | None, problems: list[Problem]) -> Parsed:
    """Return the values of a table; ``raw`` is ``None`` where it is absent."""
    if raw is None or not raw.header:
        return Parsed(_absent(table), None, {}, {})
    missing = check_header(table, raw, problems)
    bad = np.full(len(raw.rows), missing)
    values, refused = {}, {}
    for column in table.columns:
        if column.name in raw.header:
            cells = raw.cells(column.name)
            values[column.name], rows = _values(column, cells, raw, problems)
            refused[column.name] = frozenset(rows)
            bad[rows] = True
    _check_keys(table, raw, refused, bad, problems)
    frame = _frame(table, values, len(raw.rows))[~bad]
    return Parsed(frame, raw, {name: _codes(raw, name) for name in table.key}, refused)


def check_header(table: Table, raw: RawTable, problems: list[Problem]) -> bool:
    """Report columns that are unknown or twice; return whether a required one is missing."""
    seen: set[str] = set()
    for name in raw.header:
        if name in seen and name not in ("", UNREAD):
            problems.append(Problem("is the name of two columns", raw.where(column=name), name))
        elif name not in (*table.names, "", UNREAD):
            hint = nearest(name, table.names) or f"known: {', '.join(table.names)}"
            problems.append(Problem("is not a column of this table", raw.where(), name, hint))
        seen.add(name)
    missing = [
        column.name for column in table.columns if column.required and column.name not in seen
    ]
    if UNREAD not in seen:  # else a missing name may stand where there was no reading it
        for name in missing:
            problems.append(Problem("the column is missing", raw.where(column=name)))
    return bool(missing)


def _values(
    column: Column, cells: list[str], raw: RawTable, problems: list[Problem]
) -> tuple[list[Any], list[int]]:
    """Return the values, and the rows refused; each different text is read once."""
    read: dict[str, Any] = {}
    refused: dict[str, Refused | None] = {}
    for cell in dict.fromkeys(cells):
        try:
            read[cell] = read_cell(column, cell)
        except Refused as error:
            read[cell] = column.blank
            refused[cell] = error if cell != UNREAD else None
    rows = [row for row, cell in enumerate(cells) if cell in refused] if refused else []
    for row in rows:
        if (why := refused[cells[row]]) is not None:
            found = cells[row] or None
            where = raw.where(row, column.name)
            problems.append(Problem(why.expected, where, found, why.suggestion))
    return [read[cell] for cell in cells], rows


def read_cell(column: Column, cell: str) -> Any:
    """Return the value of a cell; raises ``Refused``."""
    if cell == "":
        if column.required:
            raise Refused("is blank; a value is needed")
        return column.blank
    if not cell.strip():
        raise Refused("holds only spaces", "clear the cell")
    return column.kind.read(cell)


@lru_cache(maxsize=100)
def _absent(table: Table) -> pd.DataFrame:
    """Return an absent table: no row of every column."""
    return _frame(table, {}, 0)


def _frame(table: Table, values: dict[str, list[Any]], rows: int) -> pd.DataFrame:
    columns = {}
    for column in table.columns:
        filled = values.get(column.name, [column.blank] * rows)
        if column.kind.dtype == "object":
            series = pd.Series(np.empty(rows, dtype=object), dtype=object)
            series[:] = filled
        else:
            series = pd.Series(filled, dtype=column.kind.dtype)
        columns[column.name] = series
    return pd.DataFrame(columns, index=pd.RangeIndex(rows, name=ORIGIN))


# ---- keys and codes --------------------------------------------------------------------------


def _check_keys(
    table: Table,
    raw: RawTable,
    refused: dict[str, frozenset[int]],
    bad: np.ndarray,
    problems: list[Problem],
) -> None:
    """Report rows whose key an earlier row has, and mark them bad."""
    if not table.key or not set(table.key) <= set(raw.header):
        return
    texts = {name: pd.Series(raw.cells(name), dtype=object) for name in table.key}
    if not pd.DataFrame(texts).duplicated().any():
        return
    unknown = frozenset().union(*(refused[name] for name in table.key))
    first: dict[tuple[str, ...], int] = {}
    for row, key in enumerate(zip(*texts.values(), strict=True)):
        earlier = first.setdefault(key, row)
        if earlier == row or row in unknown:
            continue
        bad[row] = True
        place = f"{'line' if raw.sheet is None else 'row'} {raw.lines[earlier]}"
        message = f"repeats the {' and '.join(table.key)} of {place}"
        problems.append(Problem(message, raw.where(row, table.key[0]), " and ".join(key)))


def _codes(raw: RawTable, name: str) -> frozenset[str] | None:
    """Return the codes of a key column; ``None`` where some may be missing, or there is none.

    A code with a space around it, or with a character that looks like another or cannot be seen,
    is refused where it stands; whoever refers to what it should be means it.
    """
    if list(raw.header).count(name) != 1 or UNREAD in raw.header:
        return None
    if not raw.complete or raw.is_empty:
        return None
    cells = set(raw.cells(name)) | raw.loose
    if UNREAD in cells:
        return None
    return frozenset(filter(str.isprintable, cells)) | {meant(cell) for cell in cells}


def unknown_codes(
    column: Column, known: frozenset[str] | None, parsed: Parsed, problems: list[Problem]
) -> list[int]:
    """Report every code that is not in the table it refers to; return the rows.

    ``known`` is ``None`` where that table is absent, and codes are free labels, or not all of
    its codes can be known.
    """
    if parsed.raw is None or known is None or column.name not in parsed.raw.header:
        return []
    cells = parsed.raw.cells(column.name)
    unknown = set(cells) - known - {""}
    most = min(MAX_HINTS, MAX_COMPARED // max(len(known), 1))
    bad = []
    hints: dict[str, str | None] = {}
    for row, cell in enumerate(cells) if unknown else ():
        if cell in unknown and row not in parsed.refused[column.name]:
            if cell not in hints and len(hints) < most:
                hints[cell] = nearest(cell, known)
            where = parsed.raw.where(row, column.name)
            problems.append(Problem(f"is not in {column.refers_to}", where, cell, hints.get(cell)))
            bad.append(row)
    return bad
