"""What each closure would cost."""

from __future__ import annotations

from pathlib import Path

import click

from placements.commands._arguments import PLAN, ROUND


@click.command("closures")
@ROUND
@PLAN
@click.option(
    "--solve",
    "solved",
    type=click.IntRange(min=0),
    default=20,
    show_default=True,
    metavar="N",
    help="So many of the closures that could hurt most are solved again; the others are bounded.",
)
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="FOLDER", help="Write every closure as CSV."
)
def command(round_path: Path, plan_path: Path, solved: int, out: Path | None) -> int:
    """Say what closing each setting and provider would cost.

    Each of ROUND is closed in turn: more unplaced learner-weeks, more of the curriculum unmet, and
    placements of PLAN not kept.
    """
    from placements.commands._telling import telling
    from placements.explain.closures import closures
    from placements.export.closures import FILES, closures_text, write_closures
    from placements.export.folder import check_target
    from placements.plan_file import read_plan
    from placements.run import read

    if out is not None:
        check_target(out, FILES)
    round = read(round_path)
    with telling() as tell:
        found = closures(round, read_plan(plan_path, round), solved=solved, tell=tell)
    if out is not None:
        write_closures(found, out)
    click.echo(closures_text(found))
    if out is not None:
        click.echo(f"Written to {out}: {', '.join(FILES)}")
    return 0
