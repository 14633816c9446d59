"""A copy of a workbook in which every problem is marked; the workbook itself is never touched."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import PatternFill

from placements.errors import InputError, Problem, Severity
from placements.export.marked_colours import COLOURS, colour_of, remove_shown, show_above_rules
from placements.export.marked_drawings import with_drawings
from placements.export.marked_list import add_list, plain
from placements.tables.workbook import ISSUES_SHEET

AUTHOR = "placements check"
EARLIER = "\n\nThe note that was here:\n"
"""Stands between our note and the one that a cell had."""
PROPERTY = StringProperty(name="placements", value="marked copy")
"""By this a marked copy is known, and may be replaced by the next."""
MOST_UNPACKED = 60_000_000
"""Bytes of a workbook that is marked: it is held in memory as a whole."""
MOST_MARKS = 5_000
"""Cells marked; the list has every problem."""

Book = Any
"""openpyxl's workbook: it has no types."""


def marked_copy(source: Path, problems: Sequence[Problem]) -> bytes:
    """Return a copy of a workbook with the cells of every problem in colour and with a note.

    Its first sheet, Issues, lists them all, each with a link. What an earlier copy had marked is
    taken away first.

    Raises
    ------
    InputError
        Where the workbook cannot be copied; the list of problems is complete all the same.
    """
    try:
        with zipfile.ZipFile(source) as parts:
            unpacked = sum(info.file_size for info in parts.infolist())
        if unpacked > MOST_UNPACKED:
            raise InputError.of(source, "is too large for a marked copy")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what is not copied; the list says so
            return _marked(source, problems)
    except InputError:
        raise
    except Exception as error:  # openpyxl raises anything on what a reader of cells does not need
        raise InputError.of(source, "cannot be copied with marks") from error


def _marked(source: Path, problems: Sequence[Problem]) -> bytes:
    book = load_workbook(source, rich_text=True)
    _clean(book)
    notes: dict[tuple[str, str], list[Problem]] = {}
    for problem in problems:
        if (place := place_of(problem, book.sheetnames)) is not None and place[1] != "":
            notes.setdefault((place[0], place[1]), []).append(problem)
    for (sheet, address), found in [*notes.items()][:MOST_MARKS]:
        _mark(book[sheet], address, found)
    for sheet in book.worksheets:
        show_above_rules(sheet)
        sheet._charts, sheet._images = [], []
    add_list(book, source.name, [(p, place_of(p, book.sheetnames)) for p in problems])
    _size_notes(book)
    book.custom_doc_props.append(PROPERTY)
    copy = io.BytesIO()
    book.save(copy)
    return with_drawings(source.read_bytes(), copy.getvalue())


def is_marked_copy(path: Path) -> bool:
    """Return whether a file is a marked copy that this program wrote."""
    try:
        with zipfile.ZipFile(path) as parts, parts.open("docProps/custom.xml") as part:
            text = part.read(100_000)
    except (OSError, KeyError, ValueError, zipfile.BadZipFile):
        return False
    return b'"placements"' in text and PROPERTY.value.encode() in text


def place_of(problem: Problem, sheets: Iterable[str]) -> tuple[str, str] | None:
    """Return the sheet and the cell of a problem, ``""`` for no cell; ``None`` for no sheet."""
    where = problem.where
    if where is None or where.sheet is None or where.sheet not in sheets:
        return None
    if where.cell is not None:
        return where.sheet, where.cell.partition(":")[0]
    return where.sheet, "" if where.line is None else f"A{where.line}"


def _mark(sheet: Any, address: str, problems: Sequence[Problem]) -> None:
    cell = sheet[address]
    worst = min(problems, key=lambda problem: list(Severity).index(problem.severity))
    cell.fill = PatternFill("solid", start_color=COLOURS[worst.severity])
    if isinstance(cell, MergedCell):  # only the first cell of a merged range has a note
        return
    text = "\n".join(f"{p.severity.capitalize()}: {_told(p)}" for p in problems)
    if cell.comment is not None:
        text += EARLIER + cell.comment.text
    cell.comment = Comment(plain(text), AUTHOR)


def _told(problem: Problem) -> str:
    return str(Problem(problem.message, None, problem.found, problem.suggestion))


def _clean(book: Book) -> None:
    """Take away what an earlier marked copy had marked, and its list."""
    if ISSUES_SHEET in book.sheetnames:
        del book[ISSUES_SHEET]
    names = [p.name for p in book.custom_doc_props.props]
    if PROPERTY.name in names:
        del book.custom_doc_props[PROPERTY.name]
    for sheet in book.worksheets:
        remove_shown(sheet)
        for cell in list(sheet._cells.values()):
            if colour_of(cell) in COLOURS.values():
                cell.fill = PatternFill()
            note = None if isinstance(cell, MergedCell) else cell.comment
            if note is not None and note.author == AUTHOR:
                _, _, theirs = note.text.partition(EARLIER)
                cell.comment = Comment(theirs, "") if theirs else None


def _size_notes(book: Book) -> None:
    """Make every note as large as its text: openpyxl does not keep sizes."""
    for sheet in book.worksheets:
        for cell in sheet._cells.values():
            if not isinstance(cell, MergedCell) and cell.comment is not None:
                lines = sum(1 + len(line) // 42 for line in cell.comment.text.split("\n"))
                cell.comment.width, cell.comment.height = 280, min(18 * lines + 14, 500)
