"""What a report is about: a judged plan, what is known of it, and a plan before it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from placements.plan import LevelValue, Plan
from placements.plan_file import check_rows, read_plan
from placements.round import Round, digest
from placements.verdict import Verdict, judge


@dataclass(frozen=True, eq=False)
class Subject:
    """What a report is about.

    Parameters
    ----------
    verdict
        What the judge says of the plan.
    card
        The plan's ``run.json``; ``None`` where there is none that is of this plan and round.
    broken
        Where a plan file disagrees with the round, in words.
    before
        A plan to compare with.
    statements
        What was proved of shortages, one a row: ``statement``, and perhaps ``remedy``, both in
        words for people. ``None``: nothing was proved.
    """

    plan: Plan
    verdict: Verdict
    card: dict[str, Any] | None = None
    broken: tuple[str, ...] = ()
    before: Plan | None = None
    statements: pd.DataFrame | None = field(default=None)

    @classmethod
    def of(cls, plan: Plan, **known: Any) -> Subject:
        """Return the subject of a plan, judged here."""
        return cls(plan, judge(plan), **known)

    @property
    def levels(self) -> tuple[LevelValue, ...]:
        """Value of each level, as judged, with the bound that the plan's own run proved."""
        known = [] if self.card is None else self.card["levels"]
        bounds = {level["name"]: level["bound"] for level in known}
        return tuple(
            LevelValue(name, value, bounds.get(name)) for name, value in self.verdict.levels
        )


def card_of(plan_path: Path, plan: Plan, verdict: Verdict) -> dict[str, Any] | None:
    """Return the ``run.json`` beside a plan file, where it is of this very plan and round.

    Bounds of another plan, or of a round that has changed since, would be claims without proof.
    """
    try:
        card = json.loads((plan_path.parent / "run.json").read_text(encoding="utf-8"))
        own = hashlib.sha256(plan_path.read_bytes()).hexdigest()
        values = tuple((level["name"], float(level["value"])) for level in card["levels"])
        same = card["plan_sha256"] == own and card["input_sha256"] == digest(plan.round)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    judged = tuple((name, float(value)) for name, value in verdict.levels)
    return card if same and values == judged else None


def subject_of(round: Round, plan_path: Path, before: Path | None = None) -> Subject:
    """Return the subject of a plan file, and of another to compare it with.

    Raises
    ------
    InputError
        Where one of them is not a plan file of this round.
    """
    plan = read_plan(plan_path, round)
    earlier = None if before is None else read_plan(before, round)
    verdict, broken = judge(plan), tuple(check_rows(plan_path, plan))
    return Subject(plan, verdict, card_of(plan_path, plan, verdict), broken, earlier)
