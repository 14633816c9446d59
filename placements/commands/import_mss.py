"""A round from a Medical Student Scheduling instance."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("mss")
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("out", type=click.Path(path_type=Path))
def command(file: Path, out: Path) -> int:
    """Turn a Medical Student Scheduling instance into a round.

    FILE is the instance (.dzn), OUT a new or empty folder for the round.
    """
    from placements.importers.mss import import_mss

    import_mss(file, out)
    click.echo(f"Written to {out}")
    return 0
