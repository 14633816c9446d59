"""A workbook to fill."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("template")
@click.argument("out", metavar="OUT.xlsx", type=click.Path(path_type=Path))
@click.option(
    "--from",
    "source",
    metavar="ROUND",
    type=click.Path(path_type=Path),
    help="Fill it with this round, a folder or a workbook.",
)
def command(out: Path, source: Path | None) -> int:
    """Write a workbook to fill, with notes, lists and rules.

    OUT.xlsx must not be there yet, so that nothing anybody has filled is lost.
    """
    from placements.export.template_file import write_template

    write_template(out, source)
    click.echo(f"Written to {out}. Its first sheet says what to do.")
    return 0
