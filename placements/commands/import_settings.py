"""The places of a system from open data, as the beginning of a round."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from placements.errors import counted

FILE = click.Path(path_type=Path)
DATED = ("practices", "trusts", "sites", "hospitals", "cqc", "networks")


def _days(
    context: click.Context, option: click.Parameter, values: tuple[str, ...]
) -> dict[str, dt.date]:
    """Return the days of ``NAME=DATE``."""
    days = {}
    for value in values:
        name, _, text = value.partition("=")
        try:
            days[name] = dt.date.fromisoformat(text)
        except ValueError:
            name = ""
        if name not in DATED:
            raise click.BadParameter(
                f"{value!r} is not a file and a date, such as practices=2024-01-31; "
                f"files: {', '.join(DATED)}."
            )
    return days


@click.command("settings")
@click.argument("out", type=FILE)
@click.option("--practices", type=FILE, help="GP practices (epraccur).")
@click.option("--trusts", type=FILE, help="NHS trusts (etr).")
@click.option("--sites", type=FILE, help="Sites of NHS trusts (ets).")
@click.option("--hospitals", type=FILE, help="Hospital sites with positions (NHS Choices).")
@click.option("--cqc", type=FILE, multiple=True, help="Care Quality Commission's directory.")
@click.option("--networks", type=FILE, help="Practices and their primary care networks.")
@click.option("--postcodes", type=FILE, multiple=True, help="ONS Postcode Directory or NSPL.")
@click.option("--area-names", type=FILE, multiple=True, help="Names and codes of areas (ONS).")
@click.option("--successors", type=FILE, help="Old code and new code of merged organisations.")
@click.option("--area", "areas", multiple=True, help="Only what is in this area; repeatable.")
@click.option("--dated", "days", multiple=True, callback=_days, help="NAME=DATE of a file.")
def command(out: Path, **options: object) -> int:
    """Begin a round with the settings of open data.

    OUT is a new or empty folder. What no open file knows is left blank, places above all; check
    then says what to fill in. OUT/import lists the source of every row, what repeats another,
    what was left out, and every blank.
    """
    from placements.importers.opendata.settings import OpenFiles, import_settings

    imported = import_settings(OpenFiles(**options), out)  # type: ignore[arg-type] # as declared above
    kinds = ", ".join(f"{kind}s {number:,}" for kind, number in sorted(imported.by_kind.items()))
    click.echo(f"{counted(imported.settings, 'setting')}: {kinds}")
    click.echo(
        f"{counted(imported.merged, 'row')} merged with another, {imported.shared:,} share a "
        f"building, {imported.left_out:,} left out; the lists are in {out / 'import'}"
    )
    for cell, number in imported.blank.items():
        click.echo(f"To fill in: {cell} of {counted(number, 'row')}")
    click.echo(f"Written to {out}; {out / 'import.md'} says what to do next")
    return 0
