"""What a report is about: a judged plan, what is known of it, and a plan before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from placements.plan import LevelValue, Plan
from placements.plan_file import check_rows, read_plan
from placements.publications import Publication
from placements.round import Round, digest
from placements.run_card import file_sha256, read_run_card
from placements.standing import standing_in_words
from placements.verdict import Verdict, judge


@dataclass(frozen=True, eq=False)
class Subject:
    """What a report is about.

    Parameters
    ----------
    verdict
        What the judge says of the plan.
    levels
        Value of each level as judged, with a bound where the plan's own run proved one.
    status
        How that run ended; ``""``: no run is known of this plan and round.
    broken
        Where a plan file disagrees with the round, in words.
    before
        A plan to compare with.
    statements
        What was proved of shortages, one a row: ``statement``, and perhaps ``remedy``, both in
        words for people. ``None``: nobody asked.
    standing
        How far the plan has gone, in words; ``""``: what its round's pins say.
    """

    plan: Plan
    verdict: Verdict
    levels: tuple[LevelValue, ...]
    status: str = ""
    broken: tuple[str, ...] = ()
    before: Plan | None = None
    statements: pd.DataFrame | None = field(default=None)
    standing: str = ""

    @classmethod
    def of(
        cls, plan: Plan, *, before: Plan | None = None, statements: pd.DataFrame | None = None
    ) -> Subject:
        """Return the subject of a plan without a run, judged here."""
        verdict = judge(plan)
        levels = tuple(LevelValue(name, value, None) for name, value in verdict.levels)
        return cls(plan, verdict, levels, before=before, statements=statements)


def subject_of(
    round: Round,
    plan_path: Path,
    before: Path | None = None,
    record: Sequence[Publication] = (),
) -> Subject:
    """Return the subject of a plan file, and of another to compare it with.

    Bounds are taken from the ``run.json`` beside it where that is of this very plan and round:
    those of another would be claims without proof.

    Parameters
    ----------
    record
        What was published of the round, oldest first.

    Raises
    ------
    InputError
        Where one of them is not a plan file of this round, or ``run.json`` not a run's account.
    """
    plan = read_plan(plan_path, round)
    earlier = None if before is None else read_plan(before, round)
    verdict, broken = judge(plan), tuple(check_rows(plan_path, plan))
    card = read_run_card(plan_path)
    bounds, status = {}, ""
    known = file_sha256(plan_path), digest(round)
    if card is not None and (card.plan_sha256, card.input_sha256) == known:
        bounds, status = dict(card.bounds), card.status
    levels = tuple(LevelValue(name, v, bounds.get(name)) for name, v in verdict.levels)
    said = standing_in_words(plan, record)
    return Subject(plan, verdict, levels, status, broken, earlier, standing=said)
