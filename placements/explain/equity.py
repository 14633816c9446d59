"""Equity of a plan: distributions and tails, not means, for learners and for providers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from placements.engine.stop import Listener, silent
from placements.errors import counted
from placements.explain.burdens import burdens
from placements.explain.spreads import bands, groups_of, mix, providers, spread
from placements.explain.worst_off import worst_off
from placements.plan import Plan
from placements.travel import known_how

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SECONDS = 60.0
"""Time for the best worst-off values, unless another is asked for [s]."""


@dataclass(frozen=True, eq=False)
class Equity:
    """How evenly a plan asks and gives.

    Parameters
    ----------
    learners
        One row a learner, for those who may see it; it is in no file and no command's output.
    spread
        ``dimension``, ``key``, ``learners``, ``measure`` and ``QUANTILES``: a quantile is blank
        where fewer than 5 learners are at or beyond it.
    bands
        ``dimension``, ``key``, ``measure``, ``band``, ``learners``; small counts blank, and so many
        others that none follows from the totals.
    mix
        ``dimension``, ``key``, ``sector``, ``weeks``: learner-weeks, hidden in the same way.
    providers
        ``provider_id``, ``weeks`` hosted, ``registered_wte``, ``weeks_per_wte``, ``fair_share``
        (weeks, by registered WTE), ``ratio`` of weeks to it.
    worst_off
        ``measure``, ``unit``, ``value`` of the worst-off learner, ``lower`` and ``upper``: between
        which the best lies that any plan as good at the levels above could reach.
    journeys
        How minutes are known, in words: measured, estimated or some of each; blank: no journey.
    """

    learners: pd.DataFrame
    spread: pd.DataFrame
    bands: pd.DataFrame
    mix: pd.DataFrame
    providers: pd.DataFrame
    worst_off: pd.DataFrame
    journeys: str = ""

    def __repr__(self) -> str:
        return f"Equity({counted(len(self.learners), 'learner')})"

    def _repr_html_(self) -> str:
        shown = (self.spread, self.worst_off)  # never ``learners``: a notebook is handed on
        return "".join(frame.to_html(index=False, na_rep="") for frame in shown)

    def figure(self, measure: str = "minutes") -> Figure:
        """Return a picture of a measure's spread, group by group; it needs matplotlib."""
        from placements.explain.equity_figure import equity_figure  # noqa: PLC0415 - an extra

        return equity_figure(self, measure)

    @property
    def outside_acute(self) -> float | None:
        """Share of all learner-weeks outside acute settings; ``None``: nobody is placed."""
        whole = self.learners["weeks"].sum()
        weeks = self.learners["weeks"] * self.learners["outside_acute"]
        return float(weeks.sum() / whole) if whole else None


def equity(
    plan: Plan, *, listener: Listener = silent, time_limit: float | None = SECONDS
) -> Equity:
    """Return how evenly a plan asks and gives.

    Parameters
    ----------
    listener
        Told of progress with the best worst-off values, the only part that solves anything.
    time_limit
        Seconds for that part; ``None``: bounded by work, which may take many minutes.
    """
    learners = burdens(plan)
    percent = learners.assign(wishes_met=100 * learners["wishes_met"])
    groups = groups_of(percent)
    return Equity(
        learners=learners,
        spread=spread(percent, groups),
        bands=bands(percent, groups),
        mix=mix(plan, groups),
        providers=providers(plan),
        worst_off=worst_off(plan, listener=listener, time_limit=time_limit),
        journeys=known_how(stay.estimated for stay in plan.stays),
    )
