"""The best plan for a round."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from placements.commands._arguments import ROUND, finite
from placements.errors import counted
from placements.exit_codes import INTERRUPTED

if TYPE_CHECKING:
    from placements.plan import Plan
    from placements.round import Round


@click.command("solve")
@ROUND
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Folder to write: a new or empty one, or an earlier run's, which is replaced.",
)
@click.option(
    "--time-limit",
    type=click.FloatRange(min=0, min_open=True),
    metavar="SECONDS",
    callback=finite,
    help="End with the best plan found by then. Without it the work is bounded, and the plan is "
    "the same on every machine.",
)
@click.option(
    "--gap",
    type=click.FloatRange(min=0),
    default=0.0,
    show_default=True,
    metavar="SHARE",
    callback=finite,
    help="Share of a level's value at which it is good enough (0.01: one per cent).",
)
@click.option(
    "--engine",
    type=click.Choice(["auto", "exact", "large"]),
    default="auto",
    show_default=True,
    help="exact: a proof by search, for up to about a hundred learners. large: prices and "
    "neighbourhoods, for a whole system. auto: by the size of the round, and whether its blocks"
    "' weeks are given.",
)
@click.option(
    "--effort",
    type=click.FloatRange(min=0, min_open=True),
    metavar="N",
    callback=finite,
    help="Work of the large engine, in hundredths of what is usual: the same plan on any machine.  "
    "[default: 100; with a time limit, as much as there is time for]",
)
@click.option(
    "--start",
    type=click.Path(path_type=Path),
    metavar="PLAN",
    help="Start from this plan.csv; what ROUND does not allow of it is left out.",
)
@click.option(
    "--threads", type=click.IntRange(min=1), help="Cores to use.  [default: all]", metavar="N"
)
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
def command(
    round_path: Path,
    out: Path,
    time_limit: float | None,
    gap: float,
    engine: str,
    effort: float | None,
    start: Path | None,
    threads: int | None,
    quiet: bool,
) -> int:
    """Find the best plan for ROUND, judge it and write it.

    The folder gets plan.csv, run.json, summary.txt and schedule.xlsx, all of them or none. Ctrl-C
    ends with the best plan so far; a second Ctrl-C gives up.
    """
    from placements.engine.stop import finishing_on_interrupt, silent
    from placements.export.folder import check_target
    from placements.export.progress import ProgressLine
    from placements.export.run_files import FILES, write_run
    from placements.run import read, solve, solve_warnings

    check_target(out, FILES)
    began = time.monotonic()
    round = read(round_path)
    seconds = {"read": time.monotonic() - began}
    began = time.monotonic()
    warnings = solve_warnings(round)
    seconds["check"] = time.monotonic() - began
    if warnings and not quiet:
        listed = f"placements check {round_path}"
        click.echo(f"{counted(len(warnings), 'warning')}; {listed} lists them", err=True)
    first = None if start is None else _start(start, round, quiet=quiet)
    result = solve(
        round,
        time_limit=time_limit,
        gap=gap,
        engine=engine,
        effort=effort,
        start=first,
        threads=threads or os.cpu_count() or 1,
        listener=silent if quiet else ProgressLine(),
    )
    # Whoever asks for the best plan so far while it is being written gets it.
    with finishing_on_interrupt(threading.Event()):
        text = write_run(result, out, seconds)
    if not quiet:
        click.echo(text)
        click.echo(f"Written to {out}: {', '.join(FILES)}")
    return INTERRUPTED if result.status == "interrupted" else 0


def _start(path: Path, round: Round, *, quiet: bool) -> Plan:
    """Return the plan to start from; say which rows the round has no codes for."""
    from placements.plan_file import read_start

    plan, left_out = read_start(path, round)
    if left_out and not quiet:
        rows = counted(left_out, "row")
        click.echo(f"{path}: {rows} left out, for their codes are not in the round", err=True)
    return plan
