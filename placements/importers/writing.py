"""Write what an importer found as a round folder: completely, or not at all."""

from __future__ import annotations

import csv
import datetime as dt
import math
import shutil
import uuid
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypeAlias

import pandas as pd

from placements.errors import InputError
from placements.tables import TABLES
from placements.tables.folder import HEADING_FILE

Row: TypeAlias = Mapping[str, Any]
"""Column → value: text, number, date, ``True`` or ``False``, a list, or ``None`` for a blank."""


def write_round(
    out: Path,
    heading: Mapping[str, Any],
    tables: Mapping[str, Iterable[Row] | pd.DataFrame],
    notes: Mapping[str, str] | None = None,
) -> None:
    """Write a round folder; a reader never sees half of one, whatever happens meanwhile.

    Parameters
    ----------
    out
        The folder: it may exist only if it is empty.
    heading
        Keys of ``round.toml``; ``travel`` is a mapping, ``level`` a list of mappings.
    tables
        Name → rows, or frame. Tables without rows are left out; columns are written in the order
        of the contract, and those that are blank in every row only where they are required.
    notes
        Other files for people: path inside the folder → text. Notes (``.md``) may lie beside the
        tables, anything else in a folder of its own, which a round's reader passes by.

    Raises
    ------
    InputError
        Where something is there already, or the folder cannot be written.
    """
    refuse_existing(out)
    partial = out.parent / f".{out.name}.{uuid.uuid4().hex}"
    try:
        partial.mkdir(parents=True)
        (partial / HEADING_FILE).write_text(toml_text(heading), encoding="utf-8", newline="\n")
        for name, rows in tables.items():
            write_table(partial, name, rows)
        for name, text in (notes or {}).items():
            (partial / name).parent.mkdir(exist_ok=True)
            (partial / name).write_text(text, encoding="utf-8", newline="\n")
        if out.exists():
            out.rmdir()  # empty: not every system renames onto a folder
        partial.rename(out)
    except OSError as error:
        raise InputError.of(out, f"cannot be written: {error.strerror}") from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def refuse_existing(out: Path) -> None:
    """Refuse a folder that holds something, before any work is done.

    Raises
    ------
    InputError
        Where something is there already.
    """
    try:
        if out.exists() and (not out.is_dir() or any(out.iterdir())):
            kind = "a folder that is not empty" if out.is_dir() else "a file"
            raise InputError.of(
                out, f"is {kind}; a round is written to a new or empty folder, choose another"
            )
    except OSError as error:
        raise InputError.of(out, f"cannot be used: {error.strerror}") from error


def write_table(folder: Path, name: str, rows: Iterable[Row] | pd.DataFrame) -> None:
    """Write one table, unless it has no rows.

    Raises
    ------
    KeyError, ValueError
        Where the table, or a column of it, is not one of the contract.
    """
    records: list[Row] = rows.to_dict("records") if isinstance(rows, pd.DataFrame) else [*rows]
    if not records:
        return
    table = TABLES[name]
    if unknown := {column for row in records for column in row}.difference(table.names):
        raise ValueError(f"{name} has no columns {', '.join(sorted(unknown))}")
    cells = {c.name: [cell_text(row.get(c.name)) for row in records] for c in table.columns}
    used = [c.name for c in table.columns if c.required or any(cells[c.name])]
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(used)
        writer.writerows(zip(*(cells[column] for column in used), strict=True))


def cell_text(value: object) -> str:
    """Return a value as the text of a cell; ``None``, NaN and NaT are blank.

    >>> cell_text(("step_free", "nights")), cell_text(True), cell_text(52.5), cell_text(None)
    ('step_free;nights', 'yes', '52.5', '')
    """
    if value is None or value is pd.NaT or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (list, tuple)):
        return ";".join(cell_text(item) for item in value)
    if isinstance(value, dt.date):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, float):
        return _decimal(value)
    return str(value)


def _decimal(value: float) -> str:
    """Return a number with up to 15 digits, never in powers of ten, which tables do not hold."""
    if not math.isfinite(value):
        raise ValueError(f"{value} cannot be written")
    text = f"{value:.15g}"
    return text if "e" not in text else f"{value:.15f}".rstrip("0").rstrip(".")


def toml_text(heading: Mapping[str, Any]) -> str:
    """Return the text of ``round.toml``: plain keys, then sections, then the levels.

    >>> print(toml_text({"name": "A", "weeks": 8, "level": [{"name": "all", "changes": 0.5}]}))
    name = "A"
    weeks = 8
    <BLANKLINE>
    [[level]]
    name = "all"
    changes = 0.5
    <BLANKLINE>
    """
    plain = {k: v for k, v in heading.items() if not isinstance(v, (Mapping, list))}
    lines = [f"{key} = {_toml(value)}" for key, value in plain.items()]
    for key, value in heading.items():
        if isinstance(value, Mapping):
            lines += ["", f"[{key}]", *(f"{k} = {_toml(v)}" for k, v in value.items())]
        elif isinstance(value, list):
            for item in value:
                lines += ["", f"[[{key}]]", *(f"{k} = {_toml(v)}" for k, v in item.items())]
    return "\n".join(lines) + "\n"


def _toml(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {_toml(v)}" for key, v in value.items()) + " }"
    if isinstance(value, dt.date):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, (int, float)):
        return _decimal(value) if isinstance(value, float) else str(value)
    escaped = str(value).replace("\\", "\\\\").replace('"', '\\"')
    if any(ord(c) < 32 or ord(c) == 127 for c in escaped):
        raise ValueError(f"{value!r} holds a control character")
    return f'"{escaped}"'
