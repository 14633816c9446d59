"""Write a template, empty or with the content of a round."""

from __future__ import annotations

from pathlib import Path

from placements.errors import InputError
from placements.export.file import check_new_file, write_file
from placements.export.template import filled_template, template
from placements.round.read import build_round, read_raw


def write_template(out: Path, source: Path | None = None) -> None:
    """Write a workbook to fill.

    Parameters
    ----------
    out
        A file that is not there yet.
    source
        Round to fill it with; ``None``: it is empty.

    Raises
    ------
    InputError
        Where the file is there already or cannot be written, or the round has errors.
    """
    check_new_file(out, (".xlsx",))
    if source is None:
        content = template()
    else:
        raw = read_raw(source)
        _, problems = build_round(raw)
        if problems:
            raise InputError(source, problems)
        content = filled_template(raw)
    write_file(out, content)
