"""A plan as one HTML file for people."""

from __future__ import annotations

from pathlib import Path

import click

from placements.commands._arguments import PLAN, ROUND
from placements.errors import counted


@click.command("report")
@ROUND
@PLAN
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    metavar="FILE.html",
    help="File to write; an earlier one is replaced.",
)
@click.option(
    "--before",
    type=click.Path(path_type=Path),
    metavar="PLAN",
    help="A plan.csv of ROUND to compare with.",
)
def command(round_path: Path, plan_path: Path, out: Path, before: Path | None) -> int:
    """Write a plan's report: one HTML file that opens offline.

    PLAN is a plan.csv of ROUND. Bounds are shown where the run.json beside it is of this very
    plan and round. A plan that breaks a rule has its report too, which says so first.
    """
    from placements.export.file import check_file, write_file
    from placements.export.report.build import report_html
    from placements.export.report.subject import subject_of
    from placements.publications import read_record
    from placements.run import read

    check_file(out, ".html")
    round = read(round_path)
    subject = subject_of(round, plan_path, before, read_record(round_path))
    write_file(out, report_html(subject).encode())
    broken = len(subject.verdict.breaches) + len(subject.broken)
    if broken:
        click.echo(f"The plan is broken: {counted(broken, 'breach', 'breaches')}.", err=True)
    click.echo(f"Written to {out}; it holds learners' codes and placements, never a home.")
    return 0
