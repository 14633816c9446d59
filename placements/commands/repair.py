"""A plan repaired after its round has changed."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from placements.commands._arguments import PLAN, ROUND


@click.command("repair")
@ROUND
@PLAN
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Folder to write: a new or empty one, or an earlier repair's, which is replaced.",
)
@click.option(
    "--today",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="What has begun by then, or begins within the programme's notice, stays.  "
    "[default: the round's published day]",
)
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
def command(
    round_path: Path, plan_path: Path, out: Path, today: dt.datetime | None, quiet: bool
) -> None:
    """Make PLAN fit ROUND as it is now, with fewest changes.

    In strict order: what is frozen stays; everyone placed; curriculum; fewest placements changed;
    among equal numbers those that start latest; then the round's other levels. The folder gets
    plan.csv, changes.csv, changes.txt and repair.json, all of them or none.
    """
    from placements.engine.stop import silent
    from placements.export.folder import check_target
    from placements.export.progress import ProgressLine
    from placements.export.repair_files import FILES, write_repair
    from placements.repairs.run import repair
    from placements.run import read

    check_target(out, FILES)
    round = read(round_path)
    listener = silent if quiet else ProgressLine()
    day = None if today is None else today.date()
    text = write_repair(repair(round, plan_path, today=day, listener=listener), out)
    if not quiet:
        click.echo(text)
        click.echo(f"Written to {out}: {', '.join(FILES)}")
