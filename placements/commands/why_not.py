"""What bars a learner from settings."""

from __future__ import annotations

from pathlib import Path

import click

from placements.commands._arguments import ROUND


@click.command("why-not")
@ROUND
@click.argument("learner")
@click.argument("block", required=False)
@click.argument("setting", required=False)
def command(round_path: Path, learner: str, block: str | None, setting: str | None) -> int:
    """Say why LEARNER is not offered settings.

    For every block of theirs, or BLOCK; for every setting that is not open to them, or SETTING.
    """
    from placements.export.why_not import why_not_text
    from placements.run import read

    click.echo(why_not_text(read(round_path), learner, block, setting))
    return 0
