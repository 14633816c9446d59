"""Why somebody must go without: the smallest statements that prove it."""

from __future__ import annotations

from pathlib import Path

import click

from placements.commands._arguments import ROUND


@click.command("shortages")
@ROUND
@click.option(
    "--plan",
    "plan_path",
    type=click.Path(path_type=Path),
    metavar="PLAN",
    help="Say of what this plan.csv leaves unplaced or unmet how much of it is proven.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Write the statements, and all that is needed to add them up again, as CSV files.",
)
def command(round_path: Path, plan_path: Path | None, out: Path | None) -> int:
    """Prove who must go without, whatever the plan.

    Each statement names learners, what they need, and all settings that may give it to any of
    them, with both sums; largest first. With a plan, also what the plan leaves open that no
    statement proves.
    """
    from placements.explain.certificates import shortages
    from placements.export.folder import check_target
    from placements.export.shortages import FILES, shortages_text, write_shortages
    from placements.plan_file import read_plan
    from placements.run import read

    if out is not None:
        check_target(out, FILES)
    round = read(round_path)
    plan = None if plan_path is None else read_plan(plan_path, round)
    found = shortages(round, plan)
    if out is not None:
        write_shortages(found, out)
    click.echo(shortages_text(found))
    if out is not None:
        click.echo(f"Written to {out}: {', '.join(FILES)}")
    return 0
