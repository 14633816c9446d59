"""What a run has proven of a plan: the account beside it, where that is of this very plan."""

from __future__ import annotations

from pathlib import Path

from placements.errors import InputError
from placements.plan import LevelValue
from placements.round import Round, digest
from placements.run_card import RunCard, file_sha256, read_run_card


def known_levels(plan_path: Path, round: Round) -> tuple[LevelValue, ...]:
    """Return the levels with their bounds; none where the run is of another plan or round.

    Parameters
    ----------
    plan_path
        The plan file; its ``run.json`` lies beside it.
    """
    card = known_run(plan_path, round)
    if card is None:
        return ()
    return tuple(LevelValue(name, card.values[name], bound) for name, bound in card.bounds.items())


def known_run(plan_path: Path, round: Round) -> RunCard | None:
    """Return the account of the run that made this plan of this round; ``None``: there is none."""
    try:
        card = read_run_card(plan_path)
    except InputError:
        return None  # without a run's account nothing is known: that is no fault of the plan's
    made = (file_sha256(plan_path), digest(round))
    return card if card is not None and (card.plan_sha256, card.input_sha256) == made else None
