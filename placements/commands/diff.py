"""What differs between two plans."""

from __future__ import annotations

from pathlib import Path

import click

from placements.errors import counted

HEAD = ("Learner", "", "change", "from", "", "to", "")


@click.command("diff")
@click.argument("one", metavar="PLAN_A", type=click.Path(path_type=Path))
@click.argument("other", metavar="PLAN_B", type=click.Path(path_type=Path))
def command(one: Path, other: Path) -> None:
    """List every block that is elsewhere in PLAN_B than in PLAN_A.

    Any two plan files will do, of whatever rounds. Writes nothing.
    """
    from placements.changes import diff
    from placements.export.text import table

    found = diff(one, other)
    if found.empty:
        click.echo("The plans place every block alike.")
        return
    learners = counted(found["learner_id"].nunique(), "learner")
    click.echo(f"{counted(len(found), 'block')} of {learners} differ:")
    click.echo(table([HEAD, *(_row(*row) for row in found.itertuples(index=False))], range(7)))


def _row(learner: str, block: str, change: str, *ends: object) -> tuple[str, ...]:
    setting, start, weeks, to_setting, to_start, to_weeks = ends
    at, to = str(start), str(to_start)
    if (setting, start) == (to_setting, to_start):  # only the length differs
        at, to = f"{start}, {weeks} weeks", f"{to_start}, {to_weeks} weeks"
    return (f"  {learner}", block, change, str(setting), at, str(to_setting), to)
