"""Read a CSV file as text: comma, double quotes, one line a row, true line numbers."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from placements.errors import Problem, Where
from placements.tables.files import read_text
from placements.tables.gather import Gather
from placements.tables.raw import RawTable


def read_csv(path: Path, problems: list[Problem]) -> RawTable | None:
    """Return a CSV file as text, or ``None`` with every reason added to ``problems``."""
    found = len(problems)
    table = csv_table(path, problems)
    if table is not None and not table.header:
        message = "is empty: the line with the column names is missing"
        problems.append(Problem(message, Where(path.name)))
    return table if len(problems) == found else None


def csv_table(path: Path, problems: list[Problem]) -> RawTable | None:
    """Return what can be read of a CSV file, and add what cannot to ``problems``.

    ``None`` where nothing can be read; a file without even a header is a table without columns.
    """
    if (text := read_text(path, problems)) is None:
        return None
    gather = Gather(path.name, None, problems)
    with _cells_of_any_length(len(text)):
        _gather_rows(text, gather)
    return gather.table()


def _gather_rows(text: str, gather: Gather) -> None:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    wanted, line = True, 1
    while wanted:
        try:
            wanted = gather.add(line, next(reader))
        except StopIteration:
            return
        except csv.Error as error:
            gather.complete = False
            gather.refuse(line, *_quotation(str(error)))
            wanted = gather.has_room
        line = reader.line_num + 1


def _quotation(error: str) -> tuple[str, str]:
    """Return what a quotation mark does wrong, and what to do."""
    if "unexpected end" in error:
        return "a quotation mark opens here and is not closed", 'write "" for a mark in a text'
    return "a quotation mark closes before the value ends", 'write "" for a mark in a text'


@contextmanager
def _cells_of_any_length(length: int) -> Iterator[None]:
    """Let the csv module pass long cells, which are then refused with their place."""
    usual = csv.field_size_limit()
    csv.field_size_limit(max(length, usual))
    try:
        yield
    finally:
        csv.field_size_limit(usual)
