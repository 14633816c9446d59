"""The next round from the last one and its plan."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from placements.commands._arguments import PLAN, ROUND


@click.command("roll-forward")
@ROUND
@PLAN
@click.argument("out", type=click.Path(path_type=Path))
@click.option(
    "--start",
    metavar="MONDAY",
    type=click.DateTime(["%Y-%m-%d"]),
    help="When the next intake begins, such as 2027-09-06; a year on if not given.",
)
@click.option(
    "--keep-learners",
    is_flag=True,
    help="Keep learners whose calendar is over, for the moved one.",
)
def command(
    round_path: Path, plan_path: Path, out: Path, start: dt.datetime | None, keep_learners: bool
) -> int:
    """Make the next round of ROUND and its plan PLAN.

    OUT is a new or empty folder, or a new workbook (.xlsx). What is over becomes history, who has
    finished is left out, what the plan announces becomes pins, and the calendars of cohorts that
    are over are moved. Every decision is listed, here and in OUT.
    """
    from placements.export.roll_files import write_rolled
    from placements.export.text import cut

    day = None if start is None else start.date()
    decisions = write_rolled(round_path, plan_path, out, start=day, keep_learners=keep_learners)
    for table in dict.fromkeys(decision.table for decision in decisions):
        click.echo(f"{table}:")
        for line in cut([f"  {d.what}" for d in decisions if d.table == table]):
            click.echo(line)
    click.echo(f"Written to {out}. Look through its decisions, then: placements check {out}")
    return 0
