"""A round, and perhaps a plan, as networks."""

from __future__ import annotations

from pathlib import Path

import click

from placements.commands._arguments import ROUND


@click.command("network")
@ROUND
@click.argument("plan_path", metavar="[PLAN]", required=False, type=click.Path(path_type=Path))
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Folder to write: a new or empty one, or an earlier one of this command.",
)
def command(round_path: Path, plan_path: Path | None, out: Path) -> int:
    """Write a round as networks: who holds, reaches and needs what.

    With PLAN also who moves where. GraphML for Gephi and yEd, GeoJSON of the settings, two
    figures, tables, and a text that says what is in them. No learner is in any of them, and no
    count of fewer than five.
    """
    from placements.export.folder import check_target, write_folder
    from placements.export.network.files import FILES, network_files
    from placements.export.network.system import System
    from placements.plan_file import read_plan
    from placements.run import read

    check_target(out, FILES)
    round = read(round_path)
    plan = None if plan_path is None else read_plan(plan_path, round)
    files = network_files(System.of(round, plan))
    write_folder(out, files)
    click.echo(files["network.txt"].decode(), nl=False)
    click.echo(f"\nWritten to {out}: {', '.join(FILES)}")
    return 0
