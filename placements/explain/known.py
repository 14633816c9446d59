"""What a run has proven of a plan: the levels of its ``run.json``, where that is of this plan."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from placements.plan import LevelValue
from placements.round import Round, digest


def known_levels(plan_path: Path, round: Round) -> tuple[LevelValue, ...]:
    """Return the levels with their bounds; none where the run is of another plan or round.

    Parameters
    ----------
    plan_path
        The plan file; its ``run.json`` lies beside it.
    """
    try:
        card = json.loads((plan_path.parent / "run.json").read_text(encoding="utf-8"))
        same = card["plan_sha256"] == plan_hash(plan_path)
        if not same or card["input_sha256"] != digest(round):
            return ()
        return tuple(LevelValue(row["name"], row["value"], row["bound"]) for row in card["levels"])
    except (OSError, ValueError, KeyError, TypeError):
        return ()  # without a run's account nothing is known: that is no fault of the plan's


def plan_hash(plan_path: Path) -> str:
    """Return the SHA-256 of a plan file, as ``sha256sum`` prints it."""
    return hashlib.sha256(plan_path.read_bytes()).hexdigest()
