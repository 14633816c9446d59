"""How evenly a plan asks and gives."""

from __future__ import annotations

from pathlib import Path

import click

from placements.commands._arguments import PLAN, ROUND, finite


@click.command("equity")
@ROUND
@PLAN
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Folder to write the tables to: a new or empty one, or an earlier one of this command.",
)
@click.option(
    "--time-limit",
    type=click.FloatRange(min=0, min_open=True),
    metavar="SECONDS",
    default=60.0,
    show_default=True,
    callback=finite,
    help="For the best that the worst-off could have; what is not proven by then is an interval.",
)
@click.option("--quiet", is_flag=True, help="No progress.")
def command(
    round_path: Path, plan_path: Path, out: Path | None, time_limit: float, quiet: bool
) -> int:
    """Say how evenly the plan file PLAN asks and gives.

    Spreads and tails, not means: travel, wishes, changes and moves by group, programme, place and
    employer; what the worst-off learner has, and the best that any plan could give; providers
    against their fair share. Counts of fewer than 5 learners are hidden, with as many others as it
    takes.
    """
    from placements.engine.stop import silent
    from placements.explain.equity import equity
    from placements.export.equity import FILES, equity_text, write_equity
    from placements.export.folder import check_target
    from placements.export.progress import ProgressLine
    from placements.plan_file import read_plan
    from placements.run import read

    if out is not None:
        check_target(out, FILES)
    plan = read_plan(plan_path, read(round_path))
    listener = silent if quiet else ProgressLine()
    found = equity(plan, listener=listener, time_limit=time_limit)
    text = equity_text(found) if out is None else write_equity(found, out)
    click.echo(text, nl=False)
    if out is not None:
        click.echo(f"\nWritten to {out}: {', '.join(FILES)}")
    return 0
