"""A plan becomes the published one."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path

import click

from placements.commands._arguments import PLAN, ROUND

DAY = "%Y-%m-%d"


def _frozen(context: click.Context, option: click.Parameter, value: str | None) -> dt.date | None:
    if value is None:
        return None
    if value == "all":
        return dt.date.max
    try:
        return dt.datetime.strptime(value, DAY).date()
    except ValueError as error:
        raise click.BadParameter(f"{value!r} is neither a date like 2026-09-07 nor all.") from error


@click.command("publish")
@ROUND
@PLAN
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    metavar="NEW_ROUND",
    help="Folder of the new round: a new or empty one.",
)
@click.option(
    "--by", required=True, metavar="ROLE", help="Who says so: a role, never a person's name."
)
@click.option(
    "--date",
    type=click.DateTime([DAY]),
    help="Day of publication, from which notice is counted.  [default: today]",
    metavar="DATE",
)
@click.option("--note", default="", metavar="TEXT", help="What the record is to say of it.")
@click.option(
    "--freeze",
    callback=_frozen,
    metavar="DATE",
    help="Placements that begin on this day or before may not change any more; all: none may.",
)
@click.option(
    "--after",
    type=click.Path(path_type=Path),
    metavar="ROUND",
    help="Folder of the round published last, where ROUND is a workbook made from it: its record "
    "goes on.",
)
def command(
    round_path: Path,
    plan_path: Path,
    out: Path,
    by: str,
    date: dt.datetime | None,
    note: str,
    freeze: dt.date | None,
    after: Path | None,
) -> int:
    """Make PLAN the published one, in a new round.

    The new round is ROUND with the plan as its pins; ROUND itself is not touched. Its folder
    published/ says what changed, when, who said so and which run it came from, and is only ever
    added to. A later solve keeps what is published unless a level above says otherwise, and
    always what is frozen.
    """
    from placements.export.folder import check_target
    from placements.export.making import facts_of_file
    from placements.export.publish import Decision, publish
    from placements.publications import read_record
    from placements.run import read
    from placements.standing import standing_in_words

    check_target(out, ())
    round, record = read(round_path), read_record(after or round_path)
    source = facts_of_file(round, plan_path, record)
    day = dt.date.today() if date is None else date.date()
    entry = publish(round_path, source, record, Decision(day, by, note, freeze), out)
    new_round, new_record = read(out), read_record(out)
    plan = type(source.facts.plan).of(new_round, source.facts.plan.placements)
    kinds = Counter(str(change.kind) for change in entry.changes)
    changed = ", ".join(f"{number:,} {kind}" for kind, number in sorted(kinds.items()))
    click.echo(f"{round.name}, publication {entry.number}: {changed or 'nothing changed'}")
    click.echo(f"The plan is now {standing_in_words(plan, new_record)}")
    click.echo(f"Written to {out}, a round of its own; {round_path} is as it was")
    return 0
