"""Everything wrong with a round."""

from __future__ import annotations

from pathlib import Path

import click

from placements.commands._arguments import ROUND
from placements.errors import InputError, Problem, Severity, counted


@click.command("check")
@ROUND
def command(round_path: Path) -> int:
    """List everything wrong with ROUND, all at once.

    Errors end with exit code 2. Contradictions of fixed pins and links, and warnings, are listed
    and end with 0: solve stops at contradictions, never at warnings. Writes nothing.
    """
    from placements.run import check

    report = check(round_path)
    for severity in Severity:
        _list(report.of(severity), severity)
    if report.of(Severity.ERROR):
        return InputError.exit_code
    if not report.problems:
        click.echo(f"{round_path}: nothing wrong")
    elif report.of(Severity.CONTRADICTION):
        click.echo("No plan can hold all of these fixed pins and links.")
    else:
        click.echo("No errors: warnings do not stop a solve.")
    return 0


def _list(problems: tuple[Problem, ...], title: str) -> None:
    if problems:
        click.echo(f"{counted(len(problems), title)}:")
    for problem in problems:
        click.echo(f"  {problem}")
