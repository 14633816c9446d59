"""Which plans there are, and how far each has gone."""

from __future__ import annotations

from pathlib import Path

import click

from placements.commands._arguments import ROUND


@click.command("plans")
@ROUND
@click.argument("plans", metavar="[PLAN]...", nargs=-1, type=click.Path(path_type=Path))
def command(round_path: Path, plans: tuple[Path, ...]) -> int:
    """List what was published of ROUND, and whether each PLAN is a draft, published or frozen."""
    from placements.errors import counted
    from placements.export.text import figure, table
    from placements.plan_file import read_plan
    from placements.publications import read_record
    from placements.run import read
    from placements.standing import standing_in_words

    round, record = read(round_path), read_record(round_path)
    rows = [("Published", "by", "standing", "placements", "changes", "hash", "note")]
    rows += [
        (
            f"  {entry.number}  {entry.date}",
            entry.by,
            str(entry.standing),
            figure(entry.placements),
            figure(len(entry.changes)),
            entry.sha256[:12],
            entry.note,
        )
        for entry in record
    ]
    click.echo(table(rows, left=(0, 1, 2, 5, 6)) if record else "Nothing is published.")
    for path in plans:
        plan = read_plan(path, round)
        placed = counted(len(plan.placements), "placement")
        click.echo(f"{path}: {standing_in_words(plan, record)} ({placed})")
    return 0
