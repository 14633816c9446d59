"""What if: scenarios solved side by side and compared."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from placements.commands._arguments import ROUND, finite

if TYPE_CHECKING:
    from placements.sweeps.store import Record


@click.command("scenarios")
@ROUND
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Folder to write: a new or empty one, or an earlier sweep's, which is replaced.",
)
@click.option(
    "--effort",
    type=click.FloatRange(min=0, min_open=True),
    default=100.0,
    show_default=True,
    metavar="N",
    callback=finite,
    help="Work of the large engine, the same for every scenario.",
)
@click.option(
    "--jobs", type=click.IntRange(min=1), metavar="N", help="Scenarios at once.  [default: cores]"
)
@click.option(
    "--backend",
    type=click.Choice(["loky", "dask"]),
    default="loky",
    show_default=True,
    help="loky: processes of this machine. dask: a cluster, with --cluster.",
)
@click.option("--cluster", metavar="ADDRESS", help="Of a Dask scheduler: tcp://host:8786.")
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
def command(
    round_path: Path,
    file: Path,
    out: Path,
    effort: float,
    jobs: int | None,
    backend: str,
    cluster: str | None,
    quiet: bool,
) -> None:
    """Solve ROUND and the scenarios of FILE, and compare them.

    A sweep that is cut off, however it was, goes on where it stopped when it is called again. The
    folder gets comparison.csv, comparison.txt, tests.csv, plans.csv and sweep.json.
    """
    from placements.export.folder import check_target
    from placements.run import read
    from placements.sweeps.files import FILES, write_sweep
    from placements.sweeps.store import Store
    from placements.sweeps.sweep import scenarios, silent
    from placements.sweeps.workers import Workers

    if (backend == "dask") != (cluster is not None):
        raise click.UsageError("--backend dask and --cluster ADDRESS belong together.")
    check_target(out, FILES)
    told = silent if quiet else _tell
    sweep = scenarios(
        read(round_path),
        file,
        out=out,
        effort=effort,
        workers=Workers(jobs or -1, backend, cluster),
        told=told,
    )
    text = write_sweep(sweep, out)
    Store(out).clear()
    if not quiet:
        click.echo(text)
        click.echo(f"Written to {out}: {', '.join(FILES)}")


def _tell(name: str, record: Record, known: bool) -> None:
    how = "solved before" if known else f"{record.seconds:.0f} s"
    click.echo(f"{name}: {record.status}, {how}", err=True)
