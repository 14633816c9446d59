"""A round's tables from anybody's, by a mapping."""

from __future__ import annotations

from pathlib import Path

import click

FILE = click.Path(path_type=Path)


@click.command("csv")
@click.argument("files", nargs=-1, required=True, type=FILE)
@click.argument("out", type=FILE)
@click.option("--mapping", required=True, type=FILE, help="TOML: their columns, and ours.")
def command(files: tuple[Path, ...], out: Path, mapping: Path) -> int:
    """Turn other tables into a round's, by a mapping of columns.

    FILES are CSV files, workbooks (.xlsx) or spreadsheets (.ods); OUT is a new or empty folder.
    """
    from placements.importers.mapped.tables import import_mapped

    counts = import_mapped(mapping, files, out)
    click.echo(", ".join(f"{name} {number:,}" for name, number in counts.items()))
    click.echo(f"Written to {out}; {out / 'import.md'} says what was left out")
    return 0
