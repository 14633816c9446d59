"""A round from the input of the NHS nursing placement optimisation tool."""

from __future__ import annotations

from pathlib import Path

import click

from placements.errors import counted


def _position(
    context: click.Context, option: click.Parameter, value: str | None
) -> tuple[float, float] | None:
    """Return the position of ``LATITUDE,LONGITUDE``."""
    if value is None:
        return None
    try:
        latitude, longitude = map(float, value.split(","))
    except ValueError:
        latitude, longitude = 999.0, 999.0
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise click.BadParameter(f"{value!r} is not a position, such as 50.4165,-4.1137.")
    return latitude, longitude


def _sector(context: click.Context, option: click.Parameter, value: str) -> str:
    """Refuse what is no sector of a round."""
    from placements.tables.supply import SECTORS

    if value not in SECTORS:
        raise click.BadParameter(f"{value!r} is not one of {', '.join(SECTORS)}.")
    return value


@click.command("nhs-nursing")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--position", callback=_position, help="LATITUDE,LONGITUDE of the trust.")
@click.option("--trust", default="The trust", show_default=True, help="Name of the trust.")
@click.option(
    "--sector", callback=_sector, default="acute", show_default=True, help="Of the wards."
)
def command(
    files: tuple[Path, ...],
    out: Path,
    position: tuple[float, float] | None,
    trust: str,
    sector: str,
) -> int:
    """Turn the NHS nursing placement tool's input into a round.

    FILES are its workbook, or its sheets students, wards and placements as files of their own; OUT
    is a new or empty folder. Names of students are not read.
    """
    from placements.importers.nursing.wards import Choices
    from placements.importers.nursing.workbook import import_nursing

    counts, changes = import_nursing(files, out, Choices(trust, sector, position))
    click.echo(", ".join(f"{name} {number:,}" for name, number in counts.items() if number))
    if position is None:
        click.echo("To fill in: latitude and longitude of settings and learners; --position does")
    if changes:
        listed = out / "import" / "changes.csv"
        click.echo(f"Not as it stands in the sheets: {counted(changes, 'thing')}, in {listed}")
    click.echo(f"Written to {out}; {out / 'import.md'} says what was made of what")
    return 0
