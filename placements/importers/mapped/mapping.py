"""The mapping: a TOML file that says, for each of our columns, where its values come from."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from placements.errors import InputError, Problem, Where, nearest
from placements.tables import TABLES
from placements.tables.files import read_text

ROUND = "round"
TABLE_KEYS = ("file", "sheet", "columns", "only")
CELL_KEYS = ("column", "value", "values", "default", "dates", "split", "join")
NOT_NAMES = ("forename", "surname", "first name", "last name", "date of birth", "dob", "nhs number")
"""Columns of persons that no table of a round may be filled from."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Where the values of one of our columns come from.

    Parameters
    ----------
    columns
        Their columns; several are joined by ``join``. None: every row has ``value``.
    values
        Their value → ours; ``None``: as it stands.
    default
        Our value for theirs that ``values`` lacks, and for a blank; ``None``: a blank is a blank,
        and a value that ``values`` lacks is refused.
    dates
        How they write dates, as in ``%d/%m/%Y``; blank: as we do.
    split
        What separates the items of their lists; blank: as we do.
    """

    columns: tuple[str, ...]
    value: str = ""
    values: Mapping[str, str] | None = None
    default: str | None = None
    dates: str = ""
    split: str = ""
    join: str = " "


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a table, from one sheet or file.

    Parameters
    ----------
    file
        Name of the file; blank: the only one given.
    sheet
        Sheet of a workbook; blank: the first that has the columns.
    only
        Their column and the values of it that are taken; ``None``: every row.
    """

    table: str
    file: str
    sheet: str
    cells: Mapping[str, Cell]
    only: tuple[str, frozenset[str]] | None

    @property
    def needed(self) -> list[str]:
        """Their columns, each once."""
        names = [name for cell in self.cells.values() for name in cell.columns]
        return [*dict.fromkeys([*names, *([self.only[0]] if self.only else [])])]


@dataclass(frozen=True, slots=True)
class MappingFile:
    """A whole mapping: the parts of every table, and keys of ``round.toml``."""

    parts: tuple[Part, ...]
    heading: Mapping[str, Any]


def read_mapping(path: Path) -> MappingFile:
    """Return a mapping.

    Raises
    ------
    InputError
        Where it is none, or names a table, a column or a key that there is not; lists all of them.
    """
    problems: list[Problem] = []
    text = read_text(path, problems)
    try:
        tree = tomllib.loads(text or "")
    except tomllib.TOMLDecodeError as error:
        raise InputError.of(path, f"is not TOML: {error}") from error
    heading = tree.pop(ROUND, {})
    reader = _Reader(path, problems)
    parts = [part for name, value in tree.items() for part in reader.parts(name, value)]
    if not parts and not problems:
        problems.append(Problem("maps no table; write such as [settings] and [settings.columns]"))
    if problems:
        raise InputError(path, problems)
    return MappingFile(tuple(parts), heading)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads the parts, and adds what is wrong to ``problems``."""

    path: Path
    problems: list[Problem]

    def refuse(
        self, key: str, message: str, found: str | None = None, hint: str | None = None
    ) -> None:
        """Add a problem of a key."""
        where = Where(self.path.name, column=key)
        self.problems.append(Problem(message, where, found, hint))

    def parts(self, name: str, value: object) -> Iterator[Part]:
        """Yield the parts of a table: ``[settings]``, or several ``[[capacity]]``."""
        if name not in TABLES:
            self.refuse(name, "is not a table of a round", name, nearest(name, [*TABLES, ROUND]))
            return
        for k, tree in enumerate(value if isinstance(value, list) else [value], 1):
            key = f"{name}.{k}" if isinstance(value, list) else name
            if not isinstance(tree, dict):
                self.refuse(key, f"is not a table; write [{name}] and [{name}.columns]")
                continue
            self._known(key, tree, TABLE_KEYS)
            yield Part(
                name,
                str(tree.get("file", "")),
                str(tree.get("sheet", "")),
                self._cells(key, name, tree.get("columns", {})),
                self._only(key, tree.get("only")),
            )

    def _known(self, key: str, tree: Mapping[str, object], known: Sequence[str]) -> None:
        for name in tree:
            if name not in known:
                hint = nearest(name, known) or f"known: {', '.join(known)}"
                self.refuse(key, "is not a key of a mapping", name, hint)

    def _cells(self, key: str, table: str, tree: object) -> dict[str, Cell]:
        if not isinstance(tree, dict) or not tree:
            self.refuse(f"{key}.columns", "is missing: it says which of their columns is which")
            return {}
        cells = {}
        for name, value in tree.items():
            if name not in TABLES[table].names:
                hint = nearest(name, TABLES[table].names)
                self.refuse(f"{key}.columns", f"is not a column of {table}", name, hint)
            else:
                cells[name] = self._cell(f"{key}.columns.{name}", value)
        return cells

    def _cell(self, key: str, value: object) -> Cell:
        tree = {"column": value} if isinstance(value, (str, list)) else value
        if not isinstance(tree, dict):
            self.refuse(key, 'is not a column of theirs; a constant is { value = "…" }')
            return Cell(())
        self._known(key, tree, CELL_KEYS)
        if ("column" in tree) == ("value" in tree):
            self.refuse(key, "needs a column of theirs, or one value for every row")
        named = tree.get("column", [])
        columns = tuple(map(str, named if isinstance(named, list) else [named]))
        for column in columns:
            if column.casefold() in NOT_NAMES:
                self.refuse(key, "is about a person: a round knows learners by code only", column)
        values = tree.get("values")
        if values is not None and not isinstance(values, dict):
            self.refuse(key, "has values that are not pairs of theirs and ours")
            values = None
        pairs = None if values is None else {str(k): text_of(v) for k, v in values.items()}
        default = None if "default" not in tree else text_of(tree["default"])
        options = {name: tree[name] for name in ("dates", "split", "join") if name in tree}
        for name in [name for name, option in options.items() if not isinstance(option, str)]:
            self.refuse(f"{key}.{name}", "is not a text in quotes", str(options.pop(name)))
        return Cell(columns, text_of(tree.get("value", "")), pairs, default, **options)

    def _only(self, key: str, tree: object) -> tuple[str, frozenset[str]] | None:
        if tree is None:
            return None
        if not isinstance(tree, dict) or set(tree) != {"column", "values"}:
            self.refuse(f"{key}.only", 'is not such as { column = "Active", values = ["Y"] }')
            return None
        return str(tree["column"]), frozenset(map(text_of, tree["values"]))


def text_of(value: object) -> str:
    """Return a value of the mapping as the text of a cell."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, dt.date) else str(value)
