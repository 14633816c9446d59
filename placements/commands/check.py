"""Everything wrong with a round."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import click

from placements.commands._arguments import ROUND
from placements.errors import InputError, Problem, Severity, Where, counted

SAME = 3
"""Rows of a column that lack the same, each told by itself; of more, all in one line."""
SPELLS = 10
"""Spells of rows named in one line."""


@click.command("check")
@ROUND
@click.option(
    "--marked",
    metavar="OUT.xlsx",
    type=click.Path(path_type=Path),
    help="Where a workbook's marked copy goes; NAME-marked.xlsx beside it if not given.",
)
@click.option("--no-marked", is_flag=True, help="Write nothing.")
def command(round_path: Path, marked: Path | None, no_marked: bool) -> int:
    """List everything wrong with ROUND, all at once.

    Errors end with exit code 2. Contradictions of fixed pins and links, and warnings, are listed
    and end with 0: solve stops at contradictions, never at warnings. Of a workbook with problems
    a copy is written with the cells marked; the workbook itself is never touched.
    """
    from placements.export.marked_file import check_marked
    from placements.run import check

    if marked is not None:
        check_marked(round_path, marked)
    report = check(round_path)
    for severity in Severity:
        _list(report.of(severity), severity)
    if not report.problems:
        click.echo(f"{round_path}: nothing wrong")
    elif report.of(Severity.CONTRADICTION):
        click.echo("No plan can hold all of these fixed pins and links.")
    elif not report.of(Severity.ERROR):
        click.echo("No errors: warnings do not stop a solve.")
    if report.problems and not no_marked:
        _mark(round_path, report.problems, marked)
    return InputError.exit_code if report.of(Severity.ERROR) else 0


def _list(problems: tuple[Problem, ...], title: str) -> None:
    if problems:
        click.echo(f"{counted(len(problems), title)}:")
    for line in _lines(problems):
        click.echo(f"  {line}")


def _lines(problems: tuple[Problem, ...]) -> Iterator[str]:
    """Yield a line for each problem; one for the rows of a column that lack the same."""
    lacking: dict[Problem, list[Problem]] = {}
    for problem in problems:
        lacking.setdefault(_of_column(problem), []).append(problem)
    for kind, alike in lacking.items():
        if len(alike) <= SAME or kind.where is None:
            yield from map(str, alike)
        else:
            rows = [p.where.line for p in alike if p.where is not None and p.where.line is not None]
            yield _of_rows(kind.where, rows, str(replace(kind, where=None)))


def _of_column(problem: Problem) -> Problem:
    """Return a problem without its row, where nothing but the row tells it from others."""
    where = problem.where
    if where is None or where.line is None or where.column is None or problem.found is not None:
        return problem
    return replace(problem, where=replace(where, line=None, cell=None))


def _of_rows(where: Where, rows: list[int], told: str) -> str:
    """Return ``settings.csv, lines 2 to 13 and 15, latitude: is blank (13 rows)``."""
    from placements.checks.words import several

    runs: list[list[int]] = []
    for row in sorted(rows):
        if runs and row == runs[-1][-1] + 1:
            runs[-1][1:] = [row]
        else:
            runs.append([row])
    noun = "lines" if where.sheet is None else "rows"
    file = where.file if where.sheet is None else f"{where.file}, sheet {where.sheet}"
    spells = several([" to ".join(map(str, run)) for run in runs], SPELLS)
    return f"{file}, {noun} {spells}, {where.column}: {told} ({counted(len(rows), 'row')})"


def _mark(source: Path, problems: tuple[Problem, ...], out: Path | None) -> None:
    """Write the marked copy; where nobody asked for it, it is no failure that there is none."""
    from placements.export.marked_file import is_workbook, usual_place, write_marked

    if not is_workbook(source):
        return
    place = out or usual_place(source)
    try:
        write_marked(source, problems, place)
    except InputError as error:
        if out is not None:
            raise
        click.echo(f"No marked copy: {error.source} {error.problems[0].message}.", err=True)
    else:
        click.echo(f"Marked in the copy {place}; correct the cells in {source} itself.")
