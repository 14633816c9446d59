"""Everything wrong with a round."""

from __future__ import annotations

from pathlib import Path

import click

from placements.commands._arguments import ROUND
from placements.errors import InputError, Problem, Severity, counted


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
    for problem in problems:
        click.echo(f"  {problem}")


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
