"""``import csv``: anybody's tables become a round's, by a mapping."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from placements.errors import InputError, Problem
from placements.importers.lists import csv_of
from placements.importers.mapped.cells import cell_of
from placements.importers.mapped.mapping import MappingFile, Part, read_mapping
from placements.importers.mapped.sheets import Taken, records_of
from placements.importers.records import Record
from placements.importers.writing import Row, refuse_existing, write_round
from placements.tables import TABLES

GUIDE = """\
# A round from other tables, by the mapping `{mapping}`

{counts}

`import/left_out.csv` lists the rows that are not in the tables, each with the reason.
{unused}
`placements check` lists what is still missing, line by line.
"""


def import_mapped(mapping: Path, files: Sequence[Path], out: Path) -> dict[str, int]:
    """Write anybody's tables as a round's; return the number of rows of each table.

    Raises
    ------
    InputError
        Where the mapping is wrong, a column is missing or a value cannot be read; lists every
        problem, with its place in their files, and nothing is written.
    """
    refuse_existing(out)
    plan = read_mapping(mapping)
    taken = Taken()
    for part in plan.parts:
        _take(part, _file(part, files, mapping), taken)
    tables = {name: _one_of_each(name, taken) for name in taken.rows}
    if taken.problems:
        raise InputError(", ".join(path.name for path in files) or mapping.name, taken.problems)
    counts = {name: len(rows) for name, rows in tables.items()}
    write_round(out, _heading(plan, mapping), tables, _notes(mapping, counts, taken))
    return counts


def _heading(plan: MappingFile, mapping: Path) -> dict[str, object]:
    return {"name": f"Imported by {mapping.name}", **plan.heading}


def _file(part: Part, files: Sequence[Path], mapping: Path) -> Path:
    """Return the file of a part: the one of its name, or the only one."""
    if not part.file and len(files) == 1:
        return files[0]
    for path in files:
        if path.name == part.file:
            return path
    beside = mapping.parent / part.file
    if part.file and beside.is_file():
        return beside
    names = ", ".join(path.name for path in files) or "none"
    message = f"{part.table} is from the file '{part.file}', which is not among: {names}"
    raise InputError.of(mapping, message)


def _take(part: Part, path: Path, taken: Taken) -> None:
    """Take the rows of a part."""
    table, rows = TABLES[part.table], taken.rows.setdefault(part.table, [])
    for record in records_of(part, path, taken):
        if part.only is not None and record[part.only[0]] not in part.only[1]:
            reason = f"{part.only[0]} is '{record[part.only[0]]}'"
            taken.left_out.append((record.file, record.line, part.table, reason))
            continue
        row = {
            name: cell_of(cell, table.column(name), record, taken.problems)
            for name, cell in part.cells.items()
        }
        keys = [row[name] for name in table.key if name in row]
        if table.key and not all(keys):
            reason = f"no {' or '.join(table.key)}"
            taken.left_out.append((record.file, record.line, part.table, reason))
        else:
            rows.append((row, record))


def _one_of_each(name: str, taken: Taken) -> list[Row]:
    """Return a table with one of rows that are equal; rows with one key that differ are refused."""
    key = TABLES[name].key
    first: dict[tuple[str | None, ...], tuple[Row, Record]] = {}
    kept: list[Row] = []
    for row, place in taken.rows[name]:
        code = tuple(row.get(column) for column in key)
        before, where = first.setdefault(code, (row, place)) if key else (row, place)
        if before is row:
            kept.append(row)
        elif before == row:
            reason = f"repeats line {where.line} of {where.file}"
            taken.left_out.append((place.file, place.line, name, reason))
        else:
            message = f"differs from line {where.line} of {where.file}, with the same key"
            taken.problems.append(Problem(message, place.where(), " and ".join(map(str, code))))
    return kept


def _notes(mapping: Path, counts: Mapping[str, int], taken: Taken) -> dict[str, str]:
    said = ", ".join(f"{name} {number:,}" for name, number in counts.items())
    unused = [f"- {file}: {', '.join(names)}" for file, names in taken.unused.items() if names]
    listed = ["", "Columns that the mapping does not take:", "", *unused, ""] if unused else []
    text = GUIDE.format(mapping=mapping.name, counts=f"Rows: {said}.", unused="\n".join(listed))
    header = ("file", "line", "table", "reason")
    return {"import.md": text, "import/left_out.csv": csv_of(header, taken.left_out)}
