"""What differs between two plans."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from placements.errors import counted

if TYPE_CHECKING:
    import pandas as pd

FILES = ("diff.csv",)
"""Every file that is written."""
HEAD = ("Learner", "", "change", "from", "", "to", "")


@click.command("diff")
@click.argument("one", metavar="PLAN_A", type=click.Path(path_type=Path))
@click.argument("other", metavar="PLAN_B", type=click.Path(path_type=Path))
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="FOLDER", help="Write every block as CSV."
)
def command(one: Path, other: Path, out: Path | None) -> None:
    """List every block that is elsewhere in PLAN_B than in PLAN_A.

    Any two plan files will do, of whatever rounds.
    """
    from placements.changes import diff
    from placements.export.folder import check_target
    from placements.export.tables import write_tables
    from placements.export.text import table

    if out is not None:
        check_target(out, FILES)
    found = diff(one, other)
    if out is not None:
        write_tables({FILES[0]: found}, out)
    _tell(found, table)
    if out is not None:
        click.echo(f"\nWritten to {out}: {', '.join(FILES)}")


def _tell(found: pd.DataFrame, table: Callable[..., str]) -> None:
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
