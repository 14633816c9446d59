"""What each rule of a round costs."""

from __future__ import annotations

from pathlib import Path

import click

from placements.commands._arguments import PLAN, ROUND, Steps, finite


@click.command("price")
@ROUND
@PLAN
@click.option(
    "--rule", "only", multiple=True, metavar="CODE", help="Only this one; may be repeated."
)
@click.option(
    "--further",
    type=click.IntRange(min=1),
    default=15,
    show_default=True,
    metavar="MINUTES",
    help="By how much a programme's longest journey is raised.",
)
@click.option(
    "--time-limit",
    type=click.FloatRange(min=0, min_open=True),
    default=60.0,
    show_default=True,
    metavar="SECONDS",
    callback=finite,
    help="For each rule that needs solving; what is not proven by then is an interval.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Folder to write the tables to: a new or empty one, or an earlier one of this command.",
)
@click.option("--quiet", is_flag=True, help="No progress.")
def command(
    round_path: Path,
    plan_path: Path,
    only: tuple[str, ...],
    further: int,
    time_limit: float,
    out: Path | None,
    quiet: bool,
) -> int:
    """Say what each rule costs, against the plan file PLAN.

    Each requirement, sequence, kind of exclusion and travel limit is given up in turn, and the
    round solved again. Rules that do not bind are told without solving.
    """
    from placements.explain.price import price
    from placements.export.folder import check_target
    from placements.export.price import FILES, price_text, write_price
    from placements.plan_file import read_plan
    from placements.run import read

    if out is not None:
        check_target(out, FILES)
    plan = read_plan(plan_path, read(round_path))
    listener = None if quiet else Steps()
    found = price(plan, only=only, further=further, time_limit=time_limit, listener=listener)
    text = price_text(found) if out is None else write_price(found, out)
    click.echo(text, nl=False)
    if out is not None:
        click.echo(f"\nWritten to {out}: {', '.join(FILES)}")
    return 0
