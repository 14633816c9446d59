"""The data dictionary, ``data/README.md``, made from the declaration of the tables."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from placements.tables import TABLES
from placements.tables.column import Column, Table
from placements.tables.dictionary_text import CONVENTIONS, FILTERS, HEADING_NOTES, INTRODUCTION
from placements.tables.heading import DEFAULT_LEVELS, HEADING
from placements.tables.text import as_text

COLUMNS = ("column", "holds", "if blank", "meaning")


def dictionary() -> str:
    """Return the data dictionary as Markdown."""
    parts = [INTRODUCTION, CONVENTIONS, FILTERS, _heading(), _overview()]
    return "".join([*parts, *map(_table, TABLES.values())]).rstrip("\n") + "\n"


def _heading() -> str:
    lines = ["## The heading", ""]
    lines += ["`round.toml`, or the sheet `round`, says what the round is.", ""]
    lines += _rows(("key", *COLUMNS[1:]), map(_column, HEADING))
    levels = "\n".join(_level(name, weights) for name, weights in DEFAULT_LEVELS)
    lines += ["", "### Estimated travel", "", f"{HEADING_NOTES}```toml", levels, "```", ""]
    lines += ["In a workbook, levels are numbered keys:", ""]
    name, weights = DEFAULT_LEVELS[0]
    numbered = [("level.1.name", name), *((f"level.1.{m}", f"{w:g}") for m, w in weights.items())]
    lines += _rows(("key", "value"), ((f"`{key}`", value) for key, value in numbered))
    return "\n".join([*lines, "", ""])


def _level(name: str, weights: dict[str, float]) -> str:
    return "\n".join(
        ["[[level]]", f'name = "{name}"', *(f"{m} = {w:g}" for m, w in weights.items())]
    )


def _overview() -> str:
    lines = ["## The tables", "", "Tables that are not required may be absent or empty.", ""]
    rows = (
        (
            f"[{table.name}](#{table.name})",
            table.one_row_is,
            _codes(table.key) or "–",
            "yes" if table.required else "no",
        )
        for table in TABLES.values()
    )
    lines += _rows(("table", "one row is", "key", "required"), rows)
    return "\n".join([*lines, "", ""])


def _table(table: Table) -> str:
    needed = "Required." if table.required else "May be absent or empty."
    key = f" No two rows share {_codes(table.key, ' and ')}." if table.key else ""
    lines = [f"### {table.name}", "", f"One row is {table.one_row_is}. {needed}{key}", ""]
    lines += _rows(COLUMNS, map(_column, table.columns))
    if table.notes:
        lines += ["", table.notes]
    return "\n".join([*lines, "", ""])


def _column(column: Column) -> tuple[str, ...]:
    return f"`{column.name}`", _holds(column), _blank(column), _meaning(column)


def _holds(column: Column) -> str:
    values = column.kind.values
    held = " or ".join(f"`{v}`" for v in values) if len(values) == 2 else _codes(values)
    return f"{held or column.kind.name}{f' [{column.unit}]' if column.unit else ''}"


def _blank(column: Column) -> str:
    if column.required:
        return "**required**"
    if column.default_text:
        return f"`{column.default_text}`" if column.default_text == "*" else column.default_text
    return as_text(column.blank) or "–"


def _meaning(column: Column) -> str:
    if not column.refers_to:
        return column.meaning
    return f"{column.meaning}; in [{column.refers_to}](#{column.refers_to})"


def _codes(names: Iterable[str], between: str = ", ") -> str:
    return between.join(f"`{name}`" for name in names)


def _rows(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    """Return the lines of a Markdown table."""
    lines = [header, tuple("---" for _ in header), *rows]
    return ["| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines]


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.stdout.write(dictionary())
