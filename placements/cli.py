"""The commands: one function each; errors become exit codes here and nowhere else."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

from placements.errors import InputError, PlacementsError, Problem, Severity, counted

INTERRUPTED = 130

ROUND = click.argument("round_path", metavar="ROUND", type=click.Path(path_type=Path))


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="placements", prog_name="placements")
def cli() -> None:
    """Place learners in settings: judged plans, with proof of how good they are.

    ROUND is a folder of CSV files with round.toml, or a workbook (.xlsx) with the same sheets.

    Exit codes: 0 done; 1 the plan is broken (verify); 2 the input is wrong; 3 fixed pins or links
    contradict each other; 4 the solver failed; 130 interrupted, with the best plan saved.
    """


def _shown(paths: dict[Severity, str], problems: tuple[Problem, ...]) -> None:
    for severity, title in paths.items():
        found = [p for p in problems if p.severity is severity]
        if found:
            click.echo(f"{counted(len(found), title)}:")
            for problem in found:
                click.echo(f"  {problem}")


@cli.command("check")
@ROUND
def check_command(round_path: Path) -> int:
    """List everything wrong with ROUND, all at once; write nothing."""
    from placements.run import check  # noqa: PLC0415 - --help stays quick

    report = check(round_path)
    titles = {severity: str(severity) for severity in Severity}
    _shown(titles, report.problems)
    if report.of(Severity.ERROR):
        return InputError.exit_code
    if not report.problems:
        click.echo(f"{round_path}: nothing wrong")
    elif not report.of(Severity.CONTRADICTION):
        click.echo("No errors: warnings do not stop a solve.")
    return 0


@cli.command("solve")
@ROUND
@click.option(
    "--out", "out", required=True, type=click.Path(path_type=Path), help="Folder to write."
)
@click.option(
    "--time-limit", type=click.FloatRange(min=0, min_open=True), help="Seconds for the whole run."
)
@click.option(
    "--gap",
    type=click.FloatRange(min=0),
    default=0.0,
    show_default=True,
    help="Share of a level's value at which it is good enough (0.01: one percent).",
)
@click.option(
    "--threads", type=click.IntRange(min=1), default=None, help="Cores to use; all, if not given."
)
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
def solve_command(
    round_path: Path,
    out: Path,
    time_limit: float | None,
    gap: float,
    threads: int | None,
    quiet: bool,
) -> int:
    """Find the best plan for ROUND, judge it, and write it to a folder.

    Ctrl-C finishes with the best plan so far; a second one gives up.
    """
    import os  # noqa: PLC0415

    from placements.engine.stop import silent  # noqa: PLC0415
    from placements.export.folder import check_target  # noqa: PLC0415
    from placements.export.progress import ProgressLine  # noqa: PLC0415
    from placements.export.run_files import FILES, write_run  # noqa: PLC0415
    from placements.run import read, solve, solve_warnings  # noqa: PLC0415

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
    result = solve(
        round,
        time_limit=time_limit,
        gap=gap,
        threads=threads or os.cpu_count() or 1,
        listener=silent if quiet else ProgressLine(),
    )
    text = write_run(result, out, seconds)
    if not quiet:
        click.echo(text)
        click.echo(f"Written to {out}: {', '.join(FILES)}")
    return INTERRUPTED if result.status == "interrupted" else 0


@cli.command("verify")
@ROUND
@click.argument("plan_path", metavar="PLAN.csv", type=click.Path(path_type=Path))
def verify_command(round_path: Path, plan_path: Path) -> int:
    """Judge PLAN.csv against ROUND: every broken rule, the value of every level."""
    from placements.export.summary import figure, table  # noqa: PLC0415
    from placements.run import read, verify  # noqa: PLC0415

    round = read(round_path)
    verdict, disagreements = verify(round, plan_path)
    broken = [*(str(b) for b in verdict.breaches), *disagreements]
    for line in broken:
        click.echo(line)
    rows = [("level", "value"), *((name, figure(value)) for name, value in verdict.levels)]
    click.echo(table(rows))
    if broken:
        click.echo(f"The plan is broken: {counted(len(broken), 'breach', 'breaches')}.")
        return 1
    click.echo("The plan keeps every rule.")
    return 0


@cli.command("why-not")
@ROUND
@click.argument("learner")
@click.argument("block", required=False)
@click.argument("setting", required=False)
def why_not_command(round_path: Path, learner: str, block: str | None, setting: str | None) -> int:
    """Say why LEARNER is not offered settings, in BLOCK (all), at SETTING (all)."""
    from placements.export.why_not import why_not_text  # noqa: PLC0415
    from placements.run import read  # noqa: PLC0415

    click.echo(why_not_text(read(round_path), learner, block, setting))
    return 0


@cli.group("import")
def import_group() -> None:
    """Turn other files into a round."""


@import_group.command("mss")
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("out", type=click.Path(path_type=Path))
def import_mss_command(file: Path, out: Path) -> int:
    """Turn a Medical Student Scheduling instance (.dzn) into a round."""
    from placements.importers.mss import import_mss  # noqa: PLC0415

    import_mss(file, out)
    click.echo(f"Written to {out}")
    return 0


def _ending(run: Callable[..., Any]) -> Callable[..., int]:
    @wraps(run)
    def ended(*args: Any, **kwargs: Any) -> int:
        try:
            return int(run(*args, **kwargs) or 0)
        except PlacementsError as error:
            click.echo(str(error), err=True)
            return error.exit_code
        except KeyboardInterrupt:
            click.echo("given up; nothing was written", err=True)
            return INTERRUPTED
        except click.ClickException as error:
            error.show()
            return error.exit_code
        except click.exceptions.Exit as error:
            return error.exit_code
        except click.Abort:
            return INTERRUPTED

    return ended


def main(argv: list[str] | None = None) -> None:
    """Run a command and exit with its code."""
    sys.exit(_ending(cli.main)(args=argv, standalone_mode=False))


if __name__ == "__main__":
    main()
