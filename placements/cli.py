"""The command line: its commands are files of ``placements.commands``; errors become exit codes."""

from __future__ import annotations

import io
import os
import sys
import traceback
from collections.abc import Sequence

import click

from placements.commands import commands
from placements.errors import PlacementsError, SolverError
from placements.exit_codes import INTERRUPTED

EXIT_CODES = """\b
Exit codes:
  0    done
  1    the plan is broken (verify)
  2    the input, the output folder or an option is wrong; nothing was written
  3    fixed pins or links contradict each other (solve); nothing was written
  4    the solver or the program failed; nothing was written
  130  interrupted (solve): the best plan so far is saved; after a second Ctrl-C nothing is
"""
IMPORT = "import_"
"""What the file of a command that imports is called."""


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=EXIT_CODES,
)
@click.version_option(package_name="placements", prog_name="placements")
def cli() -> None:
    """Place learners in settings: judged plans, with proof of how good they are.

    ROUND is a folder of CSV files with round.toml, or a workbook (.xlsx) with the same sheets.
    """


@cli.group("import")
def import_group() -> None:
    """Turn other files into a round."""


for _name, _command in commands().items():
    (import_group if _name.startswith(IMPORT) else cli).add_command(_command)


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
