"""What differs between two plans."""

from __future__ import annotations

from pathlib import Path

import click

from placements.errors import counted


@click.command("diff")
@click.argument("one", metavar="PLAN_A", type=click.Path(path_type=Path))
@click.argument("other", metavar="PLAN_B", type=click.Path(path_type=Path))
def command(one: Path, other: Path) -> None:
    """List every block that is elsewhere in PLAN_B than in PLAN_A.

    Any two plan files will do, of whatever rounds. Writes nothing.
    """
    from placements.export.text import table
    from placements.plan_rows import diff

    found = diff(one, other)
    if found.empty:
        click.echo("The plans place every block alike.")
        return
    learners = counted(found["learner_id"].nunique(), "learner")
    click.echo(f"{counted(len(found), 'block')} of {learners} differ:")
    click.echo(
        table([(f"  {row[0]}", *row[1:]) for row in found.itertuples(index=False)], range(7))
    )
