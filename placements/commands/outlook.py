"""Whether every learner can still complete."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from placements.commands._arguments import PLAN, ROUND


@click.command("outlook")
@ROUND
@PLAN
@click.option(
    "--today",
    type=click.DateTime(formats=["%Y-%m-%d"]),
    metavar="DATE",
    help="Day from which notice is counted.  [default: published in round.toml]",
)
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="FOLDER", help="Write every learner as CSV."
)
def command(round_path: Path, plan_path: Path, today: dt.datetime | None, out: Path | None) -> int:
    """Say which learners can still complete the curriculum.

    What of PLAN has started, or starts within the programme's notice, is decided. Alone: with
    every place to choose from. Together: with everybody else, which is another statement.
    """
    from placements.commands._telling import telling
    from placements.explain.outlook import outlook
    from placements.export.folder import check_target
    from placements.export.outlook import FILES, outlook_text, write_outlook
    from placements.plan_file import read_plan
    from placements.run import read

    if out is not None:
        check_target(out, FILES)
    round = read(round_path)
    day = None if today is None else today.date()
    with telling() as tell:
        found = outlook(round, read_plan(plan_path, round), today=day, tell=tell)
    if out is not None:
        write_outlook(found, out)
    click.echo(outlook_text(found))
    if out is not None:
        click.echo(f"Written to {out}: {', '.join(FILES)}")
    return 0
