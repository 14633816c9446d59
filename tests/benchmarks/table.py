"""Rows as Markdown, for people, and as CSV, with every number in full."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence

from placements.plan import LevelValue
from tests.benchmarks.row import STEPS, Row

Tables = Mapping[str, Sequence[Row]]
"""The rows of each benchmark."""


NOTE = """\
Values are the judge's. A level's bound holds among plans whose earlier levels are at least as good
as that row's: compare rows from the left, up to the first level that differs."""


def markdown(facts: Mapping[str, str], about: Mapping[str, str], tables: Tables) -> str:
    """Return a heading with the machine, and a table a benchmark.

    Parameters
    ----------
    about
        One line on each benchmark.
    """
    machine = "; ".join(f"{name} {value}" for name, value in facts.items())
    lines = ["# Benchmarks", "", f"Measured with: {machine}.", "", NOTE]
    for name, rows in tables.items():
        lines += ["", f"## {name}", "", about[name], "", *_lines([_shown(row) for row in rows])]
    return "\n".join(lines) + "\n"


def _lines(rows: Sequence[Mapping[str, str]]) -> list[str]:
    columns = _ordered(rows)
    cells = [columns, ["---"] * len(columns)]
    cells += [[row.get(name, "").replace("|", "\\|") for name in columns] for row in rows]
    return [f"| {' | '.join(line)} |" for line in cells]


def _ordered(rows: Sequence[Mapping[str, object]]) -> list[str]:
    """Return the columns of all rows, each at the place where a row first has it."""
    names: list[str] = []
    for row in rows:
        at = 0
        for name in row:
            if name not in names:
                names.insert(at, name)
            at = names.index(name) + 1
    return names


def _shown(row: Row) -> dict[str, str]:
    shown = {"input": row.input, "engine": row.engine, "status": row.status}
    if row.limit is not None:
        shown["limit [s]"] = f"{row.limit:g}"
    shown |= {f"level {k}": level_text(level) for k, level in enumerate(row.levels, 1)}
    shown |= {f"{step} [s]": f"{row.seconds[step]:.1f}" for step in STEPS if step in row.seconds}
    if row.peak_mb is not None:
        shown["memory [MB]"] = f"{row.peak_mb:,.0f}"
    return shown | {name: _text(value) for name, value in row.more.items()}


def level_text(level: LevelValue) -> str:
    """Return a level's value with its proof: "72 proven", or "80 (bound 72; 10.00 %)"."""
    value = _text(level.value)
    if level.proven:
        return f"{value} proven"
    if level.bound is None:
        return f"{value} (no bound)"
    gap = "" if level.gap is None else f"; {level.gap:.2%}".replace("%", " %")
    return f"{value} (bound {_text(level.bound)}{gap})"


def _text(value: object) -> str:
    return (
        f"{value:,.10g}" if isinstance(value, int | float) else "" if value is None else str(value)
    )


def csv_text(facts: Mapping[str, str], tables: Tables) -> str:
    """Return every row of every benchmark as one CSV table, each with the machine."""
    rows = [
        {"benchmark": name} | _full(row) | dict(facts) for name in tables for row in tables[name]
    ]
    file = io.StringIO()
    writer = csv.DictWriter(file, _ordered(rows), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()


def _full(row: Row) -> dict[str, object]:
    full: dict[str, object] = {"input": row.input, "engine": row.engine, "status": row.status}
    full["time_limit"] = row.limit
    for k, level in enumerate(row.levels, 1):
        full |= {f"level_{k}": level.name, f"value_{k}": level.value}
        full |= {f"bound_{k}": level.bound, f"gap_{k}": level.gap}
    full |= {
        f"{step}_seconds": round(row.seconds[step], 3) for step in STEPS if step in row.seconds
    }
    return full | {"peak_memory_mb": row.peak_mb} | row.more
