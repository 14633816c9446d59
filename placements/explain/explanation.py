"""What is said of a learner's placements, as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from placements.errors import counted
from placements.plan import Placement, Plan

if TYPE_CHECKING:
    from matplotlib.figure import Figure

OF_ONE, OF_ALL = 8, 1
"""Open choices of a block whose cost is found, those that suit the learner best: where one block is
asked about, and where all are."""

MOVED = ["from_setting", "from_start", "to_setting", "to_start"]
"""Where a placement is, and where it would be."""

OPTION = ["block_id", "setting_id", "start"]
"""What an option is named by: block, setting, and the week in which it starts."""

FRAME = [*OPTION, "minutes", "answer", "why", "level", "extra_lower", "extra_upper", "others_move"]
"""Columns of the answer as one table."""


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

    @property
    def frame(self) -> pd.DataFrame:
        """Every choice that was asked about, or is barred, and what it would cost.

        One row a choice and level: ``OPTION``, ``minutes``, ``answer`` (``costs``, ``no plan``,
        ``barred``), ``why`` (codes of the rules that bar it), ``level``, ``extra_lower``,
        ``extra_upper``, ``others_move``; a choice without costs has one row without a level.
        """
        asked = self.options.loc[self.options["asked"], [*OPTION, "minutes"]]
        others = self.moves.groupby(OPTION).size().rename("others_move").reset_index()
        ends = self.costs[[*OPTION, "level", "extra_lower", "extra_upper"]]
        cost = asked.merge(ends, on=OPTION).merge(others, on=OPTION, how="left")
        cost = cost.assign(answer="costs", why="", others_move=cost["others_move"].fillna(0))
        without = asked.merge(self.impossible, on=OPTION).assign(answer="no plan", why="")
        barred = self.closed[[*OPTION, "minutes"]].assign(answer="barred")
        barred["why"] = ["; ".join(codes) for codes in self.closed["reasons"]]
        parts = [part.astype(object) for part in (cost, without, barred) if len(part)]
        found = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()
        kinds = {"extra_lower": float, "extra_upper": float, "others_move": "Int64"}
        found = found.reindex(columns=FRAME).infer_objects().astype(kinds)
        return found.sort_values(["block_id"], kind="stable", ignore_index=True)

    def __repr__(self) -> str:
        asked = int(self.options["asked"].sum())
        return f"Explanation({self.learner}: {counted(asked, 'choice')} asked)"

    def _repr_html_(self) -> str:
        own = self.frame[self.frame["answer"] != "barred"]
        return self.blocks.to_html(index=False) + own.to_html(index=False, na_rep="not known")

    def figure(self) -> Figure:
        """Return a picture of what each choice asked about would cost; it needs matplotlib."""
        from placements.explain.cost_figures import choice_costs  # noqa: PLC0415 - an extra

        return choice_costs(self)
