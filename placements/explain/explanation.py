"""What is said of a learner's placements, as values."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from placements.plan import Placement, Plan

OF_ONE, OF_ALL = 8, 1
"""Open choices of a block whose cost is found, those that suit the learner best: where one block is
asked about, and where all are."""

MOVED = ["from_setting", "from_start", "to_setting", "to_start"]
"""Where a placement is, and where it would be."""

OPTION = ["block_id", "setting_id", "start"]
"""What an option is named by: block, setting, and the week in which it starts."""


@dataclass(frozen=True, eq=False)
class Explanation:
    """Why a learner's blocks are where they are.

    Parameters
    ----------
    plan
        The plan explained.
    left_out
        Placements of it that break rules: costs are of the plan without them.
    learner
        Code of the learner.
    blocks
        One row a block: ``block_id``, ``start`` (date), ``weeks``, ``setting_id`` (blank: not
        placed), ``minutes``, ``score``, ``pinned``, ``taken`` (not: others of its group are),
        ``open`` and ``closed`` (settings).
    closed
        One row a block, setting and start that is not open: with ``minutes`` and ``reasons`` (codes
        of ``placements.eligibility.REASONS``).
    options
        One row a block, setting and start that is open: ``minutes``, ``score``, ``chosen`` (the
        plan has it), ``asked`` (its cost was found).
    costs
        One row an option asked and level: ``value`` of the plan, ``lower`` and ``upper`` of the
        best value with the option (equal where it is exact; blank: not known), and ``extra_lower``
        and ``extra_upper``, the same less ``value``.
    moves
        One row an option and placement that is another one then: ``learner_id``, ``other_block``,
        ``from_setting``, ``from_start``, ``to_setting``, ``to_start`` (weeks; blank: not placed).
    impossible
        Options that no plan has, with the fixed pins and links as they are.
    """

    plan: Plan
    left_out: tuple[Placement, ...]
    learner: str
    blocks: pd.DataFrame
    closed: pd.DataFrame
    options: pd.DataFrame
    costs: pd.DataFrame
    moves: pd.DataFrame
    impossible: pd.DataFrame
