"""What one more place would gain."""

from __future__ import annotations

from pathlib import Path

import click

from placements.commands._arguments import PLAN, ROUND


@click.command("worth")
@ROUND
@PLAN
@click.option("--weekly", is_flag=True, help="Ask also about places in the weeks of each block.")
@click.option(
    "--solve",
    "solved",
    type=click.IntRange(min=0),
    default=12,
    show_default=True,
    metavar="N",
    help="So many of the most promising places are solved again; the others are bounded.",
)
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="FOLDER", help="Write everything as CSV."
)
def command(round_path: Path, plan_path: Path, weekly: bool, solved: int, out: Path | None) -> int:
    """Say what one more place would gain.

    At each setting, at every level of ROUND. A small round is solved again with the place there,
    which is exact. In a large one, the learners whom it concerns are solved again around PLAN, and
    what is not proven is an interval.
    """
    from placements.commands._telling import telling
    from placements.explain.known import known_levels
    from placements.explain.worth import worth
    from placements.export.folder import check_target
    from placements.export.worth import FILES, worth_text, write_worth
    from placements.plan_file import read_plan
    from placements.run import read

    if out is not None:
        check_target(out, FILES)
    round = read(round_path)
    plan, known = read_plan(plan_path, round), known_levels(plan_path, round)
    with telling() as tell:
        found = worth(round, plan, known=known, weekly=weekly, solved=solved, tell=tell)
    if out is not None:
        write_worth(found, out)
    click.echo(worth_text(found))
    if out is not None:
        click.echo(f"Written to {out}: {', '.join(FILES)}")
    return 0
