"""What is handed out of a plan."""

from __future__ import annotations

from pathlib import Path

import click

from placements.commands._arguments import PLAN, ROUND
from placements.errors import counted

FOR = (
    "schedule",
    "report",
    "providers",
    "education",
    "calendars",
    "mail-merge",
    "letters",
    "word",
    "passports",
)
"""Who or what an export can be for; ``placements.export.recipients`` makes each."""


@click.command("export")
@ROUND
@PLAN
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Folder to write: a new or empty one, or an earlier export's, which is replaced.",
)
@click.option(
    "--for",
    "wanted",
    multiple=True,
    type=click.Choice([*FOR, "all"]),
    help="What to make; can be given several times.  [default: schedule, providers, education, "
    "calendars, mail-merge]",
)
@click.option(
    "--before",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="PLAN",
    help="The plan.csv that was announced before, where ROUND's pins do not say; several, oldest "
    "first, if there were more.",
)
@click.option(
    "--letter",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Your own template of the letter (.docx): with --for word.",
)
def command(
    round_path: Path,
    plan_path: Path,
    out: Path,
    wanted: tuple[str, ...],
    before: tuple[Path, ...],
    letter: Path | None,
) -> int:
    """Make what people are handed of PLAN.

    Workbooks, calendars, letters and passports of a plan.csv. The plan is judged first: one that
    breaks a rule is not handed out. All files or none.
    """
    from placements.changes import read_spots
    from placements.export.bundle import check_export_target, write_export
    from placements.export.making import facts_of_file
    from placements.export.recipients import RECIPIENTS, USUAL, HandOut, check_recipients
    from placements.export.workers import start_early
    from placements.publications import read_record
    from placements.round import digest
    from placements.run import read

    chosen = [name for name in RECIPIENTS if name in (wanted or USUAL) or "all" in wanted]
    check_recipients(chosen, letter)
    check_export_target(out)
    start_early(plan_path)
    round, record = read(round_path), read_record(round_path)
    source = facts_of_file(round, plan_path, record, before[-1] if before else None)
    if source.edited:
        click.echo(f"{plan_path} is not as its run wrote it: run.json says nothing of it", err=True)
    earlier = [read_spots(path, round) for path in before]
    card = {"plan_sha256": source.plan_sha256, "input_sha256": digest(round)}
    files = write_export(HandOut(source.facts, record, earlier, letter), chosen, out, card)
    click.echo(f"{round.name}: {source.facts.plan}, {source.facts.standing}")
    click.echo(f"Written to {out}: {counted(len(files), 'file')}, for {', '.join(chosen)}")
    return 0
