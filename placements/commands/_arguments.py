"""Arguments and checks that several commands share."""

from __future__ import annotations

import math
import time
from pathlib import Path

import click

ROUND = click.argument("round_path", metavar="ROUND", type=click.Path(path_type=Path))
PLAN = click.argument("plan_path", metavar="PLAN", type=click.Path(path_type=Path))


def finite(context: click.Context, option: click.Parameter, value: float | None) -> float | None:
    """Refuse ``nan`` and ``inf``, which are numbers to Python."""
    if value is not None and not math.isfinite(value):
        raise click.BadParameter(f"{value} is not a finite number.")
    return value


class Steps:
    """Says on standard error what is being done, and since when."""

    def __init__(self) -> None:
        self.began = time.monotonic()

    def __call__(self, words: str) -> None:
        """Say it."""
        from placements.export.text import clock

        click.echo(f"{clock(time.monotonic() - self.began)}  {words}", err=True)
