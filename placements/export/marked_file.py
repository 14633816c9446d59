"""Where the marked copy of a workbook is written, and when."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from placements.errors import InputError, Problem
from placements.export.file import write_file
from placements.export.marked import is_marked_copy, marked_copy


def is_workbook(path: Path) -> bool:
    """Return whether a round is a workbook, of which there can be a marked copy."""
    return path.suffix.casefold() == ".xlsx" and path.is_file()


def usual_place(source: Path) -> Path:
    """Return where the marked copy of a workbook goes: beside it, as ``NAME-marked.xlsx``."""
    return source.with_name(f"{source.stem}-marked.xlsx")


def write_marked(source: Path, problems: Sequence[Problem], out: Path) -> None:
    """Write the marked copy of a workbook; only an earlier marked copy is replaced.

    Raises
    ------
    InputError
        Where the file is something else, or cannot be written.
    """
    check_marked(source, out)
    write_file(out, marked_copy(source, problems))


def check_marked(source: Path, out: Path) -> None:
    """Refuse a place for the marked copy of a round, before any work is done.

    Raises
    ------
    InputError
        Where it is the workbook itself or any file that is not a marked copy.
    """
    if not is_workbook(source):
        raise InputError.of(source, "is not a workbook (.xlsx): only a workbook can be marked")
    if out.suffix.casefold() != ".xlsx":
        raise InputError.of(out, "is not the name of a workbook (.xlsx)")
    if out.exists():
        if os.path.samefile(source, out):
            raise InputError.of(out, "is the workbook itself, which is never touched")
        if not is_marked_copy(out):
            raise InputError.of(out, "is there already and is not a marked copy")
