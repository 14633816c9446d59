"""The commands: one function each; errors become exit codes here and nowhere else.

What a command needs is imported inside it, so that ``--help`` and a mistyped option answer at once.
"""

from __future__ import annotations

import io
import math
import os
import sys
import threading
import time
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from placements.errors import (
    InputError,
    PlacementsError,
    Problem,
    Severity,
    SolverError,
    counted,
)

if TYPE_CHECKING:
    from placements.plan import Plan
    from placements.round import Round

BROKEN = 1
INTERRUPTED = 130

ROUND = click.argument("round_path", metavar="ROUND", type=click.Path(path_type=Path))


def _finite(context: click.Context, option: click.Parameter, value: float | None) -> float | None:
    """Refuse ``nan`` and ``inf``, which are numbers to Python."""
    if value is not None and not math.isfinite(value):
        raise click.BadParameter(f"{value} is not a finite number.")
    return value


EXIT_CODES = """\b
Exit codes:
  0    done
  1    the plan is broken (verify)
  2    the input, the output folder or an option is wrong; nothing was written
  3    fixed pins or links contradict each other (solve); nothing was written
  4    the solver or the program failed; nothing was written
  130  interrupted (solve): the best plan so far is saved; after a second Ctrl-C nothing is
"""


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=EXIT_CODES,
)
@click.version_option(package_name="placements", prog_name="placements")
def cli() -> None:
    """Place learners in settings: judged plans, with proof of how good they are.

    ROUND is a folder of CSV files with round.toml, or a workbook (.xlsx) with the same sheets.
    """


@cli.command("check")
@ROUND
def check_command(round_path: Path) -> int:
    """List everything wrong with ROUND, all at once.

    Errors end with exit code 2. Contradictions of fixed pins and links, and warnings, are listed
    and end with 0: solve stops at contradictions, never at warnings. Writes nothing.
    """
    from placements.run import check

    report = check(round_path)
    for severity in Severity:
        _list(report.of(severity), severity)
    if report.of(Severity.ERROR):
        return InputError.exit_code
    if not report.problems:
        click.echo(f"{round_path}: nothing wrong")
    elif report.of(Severity.CONTRADICTION):
        click.echo("No plan can hold all of these fixed pins and links.")
    else:
        click.echo("No errors: warnings do not stop a solve.")
    return 0


def _list(problems: tuple[Problem, ...], title: str) -> None:
    if problems:
        click.echo(f"{counted(len(problems), title)}:")
    for problem in problems:
        click.echo(f"  {problem}")


@cli.command("solve")
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
    callback=_finite,
    help="End with the best plan found by then. Without it the work is bounded, and the plan is "
    "the same on every machine.",
)
@click.option(
    "--gap",
    type=click.FloatRange(min=0),
    default=0.0,
    show_default=True,
    metavar="SHARE",
    callback=_finite,
    help="Share of a level's value at which it is good enough (0.01: one per cent).",
)
@click.option(
    "--engine",
    type=click.Choice(["auto", "exact", "large"]),
    default="auto",
    show_default=True,
    help="exact: a proof by search, for up to about a hundred learners. large: prices and "
    "neighbourhoods, for a whole system. auto: by the size of the round.",
)
@click.option(
    "--effort",
    type=click.FloatRange(min=0, min_open=True),
    default=100.0,
    show_default=True,
    metavar="N",
    callback=_finite,
    help="Work of the large engine, in hundredths of what is usual: the same plan on any machine.",
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
def solve_command(
    round_path: Path,
    out: Path,
    time_limit: float | None,
    gap: float,
    engine: str,
    effort: float,
    start: Path | None,
    threads: int | None,
    quiet: bool,
) -> int:
    """Find the best plan for ROUND, judge it, and write it to a folder.

    The folder gets plan.csv, run.json and summary.txt, all of them or none. Ctrl-C ends with the
    best plan so far; a second Ctrl-C gives up.
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


@cli.command("verify")
@ROUND
@click.argument("plan_path", metavar="PLAN", type=click.Path(path_type=Path))
def verify_command(round_path: Path, plan_path: Path) -> int:
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


@cli.command("why-not")
@ROUND
@click.argument("learner")
@click.argument("block", required=False)
@click.argument("setting", required=False)
def why_not_command(round_path: Path, learner: str, block: str | None, setting: str | None) -> int:
    """Say why LEARNER is not offered settings.

    For every block of theirs, or BLOCK; for every setting that is not open to them, or SETTING.
    """
    from placements.export.why_not import why_not_text
    from placements.run import read

    click.echo(why_not_text(read(round_path), learner, block, setting))
    return 0


@cli.group("import")
def import_group() -> None:
    """Turn other files into a round."""


@import_group.command("mss")
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("out", type=click.Path(path_type=Path))
def import_mss_command(file: Path, out: Path) -> int:
    """Turn a Medical Student Scheduling instance into a round.

    FILE is the instance (.dzn), OUT a new or empty folder for the round.
    """
    from placements.importers.mss import import_mss

    import_mss(file, out)
    click.echo(f"Written to {out}")
    return 0


def outcome(argv: Sequence[str] | None = None) -> int:
    """Run a command; say in words whatever ends it, and return its exit code."""
    try:
        return int(cli.main(argv, prog_name="placements", standalone_mode=False) or 0)
    except PlacementsError as error:
        click.echo(str(error), err=True)
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        click.echo("Given up; nothing was written.", err=True)
        return INTERRUPTED
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except MemoryError:
        click.echo("Not enough memory; nothing was written.", err=True)
        return SolverError.exit_code
    except Exception as error:
        # Exit code 1 is verify's; whoever reports the fault needs the trace.
        click.echo(traceback.format_exc(), err=True)
        click.echo(f"A fault of this program, not of your files: {error!r}", err=True)
        return SolverError.exit_code


def main() -> None:
    """Run the command of the command line and exit with its code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that cannot show × shows ?
    code = outcome()
    if code == INTERRUPTED:
        # A solver's thread may be at work still, and Python cannot end in order around it.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    sys.exit(code)
