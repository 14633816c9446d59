"""What the judge says of a plan file."""

from __future__ import annotations

from pathlib import Path

import click

from placements.commands._arguments import PLAN, ROUND
from placements.errors import counted
from placements.exit_codes import BROKEN


@click.command("verify")
@ROUND
@PLAN
def command(round_path: Path, plan_path: Path) -> int:
    """Judge the plan file PLAN (plan.csv) against ROUND.

    Prints every broken rule and the value of every level, recomputed without a solver. Exit code
    1 where a rule is broken or the file disagrees with the round; writes nothing.
    """
    from placements.export.text import figure, table
    from placements.run import read, verify

    round = read(round_path)
    verdict, disagreements = verify(round, plan_path)
    broken = [*(str(b) for b in verdict.breaches), *disagreements]
    for line in broken:
        click.echo(line)
    rows = [("Level", "value"), *((f"  {name}", figure(value)) for name, value in verdict.levels)]
    click.echo(table(rows))
    if broken:
        click.echo(f"The plan is broken: {counted(len(broken), 'breach', 'breaches')}.")
        return BROKEN
    click.echo("The plan keeps every rule.")
    return 0
