"""Why a learner is where a plan says."""

from __future__ import annotations

from pathlib import Path

import click

from placements.commands._arguments import PLAN, ROUND, Steps


@click.command("explain")
@ROUND
@PLAN
@click.option("--learner", metavar="L", help="Whose placements to explain.")
@click.option("--block", metavar="B", help="Only this block of theirs.")
@click.option("--instead", metavar="S", help="Only this setting.")
@click.option("--unplaced", is_flag=True, help="Explain every block that has no place.")
@click.option(
    "--most",
    type=click.IntRange(min=0),
    metavar="N",
    help="Open choices of a block whose cost is found.  [default: 8 of one block, else 1 of each]",
)
@click.option(
    "--exact",
    is_flag=True,
    help="Solve the whole round again for every choice: minutes each, and proven.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Folder to write to: the answer, its tables, and a page of evidence to print.",
)
@click.option("--quiet", is_flag=True, help="No progress.")
def command(
    round_path: Path,
    plan_path: Path,
    learner: str | None,
    block: str | None,
    instead: str | None,
    unplaced: bool,
    most: int | None,
    exact: bool,
    out: Path | None,
    quiet: bool,
) -> int:
    """Say why a learner is where PLAN says, and not elsewhere.

    The settings that are not open, each with the rule that bars it; what choosing each open one
    would cost at every level, by solving again with it pinned; and who would move.
    """
    from placements.explain.explainer import Explainer
    from placements.explain.known import known_levels
    from placements.explain.why_here import asked_for, check_codes
    from placements.export.evidence import FILES, origin_of, write_evidence
    from placements.export.explain import explain_text
    from placements.export.folder import check_target
    from placements.plan_file import read_plan
    from placements.publications import read_record
    from placements.run import read

    if (learner is None) != unplaced:
        raise click.UsageError("Give --learner, or --unplaced.")
    if out is not None:
        check_target(out, FILES)
    round, record = read(round_path), read_record(round_path)
    plan = read_plan(plan_path, round)
    if learner is not None:
        check_codes(round, learner, block, instead)
    explainer = Explainer(
        plan,
        known=known_levels(plan_path, round),
        exact=exact or None,
        listener=None if quiet else Steps(),
    )
    found = [
        explainer.explain(who, blocks, instead, most)
        for who, blocks in asked_for(plan, learner, block)
    ]
    text = "\n".join(explain_text(one) for one in found)
    click.echo(text or "Everybody has a place in every block.\n", nl=False)
    if out is not None:
        write_evidence(found, origin_of(plan_path, plan, record), out)
        click.echo(f"\nWritten to {out}: {', '.join(FILES)}")
    return 0
