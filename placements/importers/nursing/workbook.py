"""``import nhs-nursing``: the tool's workbook becomes a round."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from placements.errors import InputError, Problem
from placements.importers.lists import csv_of
from placements.importers.nursing.sheets import Sheets, read_sheets
from placements.importers.nursing.tables import Tables
from placements.importers.nursing.wards import Choices
from placements.importers.records import Record
from placements.importers.writing import Row, refuse_existing, write_round

GUIDE = """\
# A round from the nursing placement tool

{counts}

- A ward is a setting; its speciality is a tag. Its places are capacity_num for everyone,
  p1_cap to p3_cap for each year, and nurse_associate_cap for nursing associates: all hold together.
- An audit that expires bars a placement that would end after it. The tool only tells of it.
- A previous placement is history of 0 weeks: the tool does not know how long it was. It counts
  as a visit, so that no ward is visited twice where that can be had.
- A student does not go to a ward with a higher risk of infection than they can bear: of two
  levels with a stroke between them, such as Low/Medium, the higher counts.
- The number that begins a placement's name (P2, Year 2) is the year whose places it takes.
- Not carried over: names of students, which a round never holds, and the tool's scores.
- Every ward and student is at one position: travel plays no part until you give each its own.

`import/changes.csv` lists what is not as it stands in the sheets, row by row. Then:
`placements check`, `placements solve`.
"""


def import_nursing(
    paths: Sequence[Path], out: Path, choices: Choices
) -> tuple[dict[str, int], int]:
    """Write the tool's input as a round; return the rows of each table, and those changed.

    Raises
    ------
    InputError
        Where a sheet is missing or a value cannot be read, or ``out`` holds something; lists
        every problem, and nothing is written.
    """
    refuse_existing(out)
    sheets = read_sheets(paths)
    tables = Tables(sheets, choices)
    rows = tables.all()
    problems = [*_blank(sheets), *sheets.problems, *tables.repeated()]
    if problems:
        raise InputError(", ".join(path.name for path in paths), [*dict.fromkeys(problems)])
    counts = {name: len(table) for name, table in rows.items()}
    said = ", ".join(f"{name} {number:,}" for name, number in counts.items() if number)
    changes = [("code", "", f"{k} '{name}' is {code}") for k, name, code in tables.codes.changed]
    notes = {
        "import.md": GUIDE.format(counts=f"Rows: {said}."),
        "import/changes.csv": csv_of(("sheet", "row", "what"), [*tables.changes.rows, *changes]),
    }
    write_round(out, _heading(rows["blocks"], choices), rows, notes)
    return counts, len(tables.changes.rows) + len(changes)


def _blank(sheets: Sheets) -> list[Problem]:
    """Return the cells without which there is no round."""
    needed: tuple[tuple[Sequence[Record], tuple[str, ...]], ...] = (
        (sheets.wards, ("ward", "places")),
        (sheets.placements, ("placement", "start", "weeks")),
    )
    return [
        Problem("is blank; a value is needed", row.where(name))
        for rows, names in needed
        for row in rows
        for name in names
        if not row[name]
    ]


def _heading(blocks: Sequence[Row], choices: Choices) -> dict[str, object]:
    """Return the horizon: from the first block's Monday to the end of the last one."""
    first = min(block["start"] for block in blocks)
    last = max(block["start"] + dt.timedelta(weeks=block["weeks"]) for block in blocks)
    weeks = (last - first).days // 7
    return {"name": f"{choices.trust}, nursing placements", "start": first, "weeks": weeks}
