"""What is proven of a plan already: the bounds of the run that made it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from placements.plan import LevelValue
from placements.round import Round, digest

CARD = "run.json"
"""The account of a run, beside its plan."""


def known_levels(plan_path: Path, round: Round) -> tuple[LevelValue, ...]:
    """Return the levels with their bounds, from the ``run.json`` beside a plan file.

    Nothing where there is none, or where its hashes are not of this plan file and this round: what
    another run proved says nothing here.
    """
    try:
        card = json.loads((plan_path.parent / CARD).read_text(encoding="utf-8"))
        same_plan = card["plan_sha256"] == plan_hash(plan_path)
        levels = [LevelValue(row["name"], row["value"], row["bound"]) for row in card["levels"]]
        same_round = card["input_sha256"] == digest(round)
    except (OSError, ValueError, KeyError, TypeError):
        return ()
    names = [level.name for level in round.levels]
    good = same_plan and same_round and [level.name for level in levels] == names
    return tuple(levels) if good else ()


def plan_hash(plan_path: Path) -> str:
    """Return the SHA-256 of a plan file, as ``sha256sum`` prints it."""
    return hashlib.sha256(plan_path.read_bytes()).hexdigest()
