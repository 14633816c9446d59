"""Text → values, cell by cell, with every problem; then the keys and the codes that refer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from placements.errors import Problem, nearest
from placements.tables.column import Column, Table
from placements.tables.kinds import Refused
from placements.tables.raw import RawTable

ORIGIN = "origin"
"""Name of the frame's index: the row's position in the raw table, for messages."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """A table's values, and the raw table that says where each came from.

    Parameters
    ----------
    frame
        One column a column of the contract, indexed by the row's position in ``raw``;
        only rows without a bad cell.
    codes
        Text of the key columns of *all* rows, so that a bad cell elsewhere in a row does not
        make its code unknown to other tables.
    """

    frame: pd.DataFrame
    raw: RawTable | None
    codes: dict[str, frozenset[str]]


def parse(table: Table, raw: RawTable | None, problems: list[Problem]) -> Parsed:
    """Return the values of a table; ``raw`` is ``None`` where it is absent."""
    if raw is None:
        return Parsed(_frame(table, {}, 0), None, {})
    _check_header(table, raw, problems)
    bad = np.zeros(len(raw.rows), dtype=bool)
    values = {}
    for column in table.columns:
        if column.name in raw.header:
            cells = _cells(raw, column.name)
            values[column.name] = _values(column, cells, raw, bad, problems)
    frame = _frame(table, values, len(raw.rows))
    codes = {name: frozenset(_cells(raw, name)) for name in table.key if name in raw.header}
    if set(table.key) <= set(raw.header):
        _check_keys(table, raw, frame[~bad], problems)
    return Parsed(frame[~bad], raw, codes)


def _cells(raw: RawTable, name: str) -> list[str]:
    at = list(raw.header).index(name)
    return [row[at] for row in raw.rows]


def _check_header(table: Table, raw: RawTable, problems: list[Problem]) -> None:
    seen: set[str] = set()
    for name in raw.header:
        if name in seen:
            problems.append(Problem("is the name of two columns", raw.where(column=name), name))
        elif name not in table.names:
            hint = nearest(name, table.names) or f"known: {', '.join(table.names)}"
            problems.append(Problem("is not a column of this table", raw.where(), name, hint))
        seen.add(name)
    for column in table.columns:
        if column.required and column.name not in seen:
            problems.append(Problem("the column is missing", raw.where(column=column.name)))


def _values(
    column: Column, cells: list[str], raw: RawTable, bad: np.ndarray, problems: list[Problem]
) -> list[Any]:
    """Read each different text once; a refused one is reported wherever it stands."""
    read: dict[str, Any] = {}
    refused: dict[str, Refused] = {}
    for cell in dict.fromkeys(cells):
        try:
            read[cell] = _value(column, cell)
        except Refused as error:
            read[cell] = column.blank
            refused[cell] = error
    if refused:
        for row, cell in enumerate(cells):
            if cell in refused:
                bad[row] = True
                why = refused[cell]
                found = cell if cell else None
                problems.append(
                    Problem(why.expected, raw.where(row, column.name), found, why.suggestion)
                )
    return [read[cell] for cell in cells]


def _value(column: Column, cell: str) -> Any:
    if cell == "":
        if column.required:
            raise Refused("is blank; a value is needed")
        return column.blank
    if not cell.strip():
        raise Refused("holds only spaces", "clear the cell")
    return column.kind.parse(cell)


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


def _check_keys(table: Table, raw: RawTable, frame: pd.DataFrame, problems: list[Problem]) -> None:
    if not table.key:
        return
    key = list(table.key)
    first = frame.groupby(key, sort=False)[key[0]].transform(lambda rows: rows.index[0])
    for row, earlier in first[first != first.index].items():
        value = " and ".join(str(frame.at[row, name]) for name in key)
        place = f"{'line' if raw.sheet is None else 'row'} {raw.lines[earlier]}"
        problems.append(
            Problem(f"repeats the {' and '.join(key)} of {place}", raw.where(row, key[0]), value)
        )


def unknown_codes(
    column: Column, known: frozenset[str] | None, raw: RawTable | None, problems: list[Problem]
) -> list[int]:
    """Report every code that is not in the table it refers to; return the rows.

    ``known`` is ``None`` or empty where that table is absent: then codes are free labels.
    """
    if raw is None or not known or column.name not in raw.header:
        return []
    bad = []
    hints: dict[str, str | None] = {}
    for row, cell in enumerate(_cells(raw, column.name)):
        if cell and cell not in known and cell == cell.strip():
            if cell not in hints:
                hints[cell] = nearest(cell, known)
            message = f"is not in {column.refers_to}"
            problems.append(Problem(message, raw.where(row, column.name), cell, hints[cell]))
            bad.append(row)
    return bad
