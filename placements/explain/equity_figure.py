"""A picture of a plan's equity: the spread of a measure, group by group, small groups left out.

It needs matplotlib, which comes with ``pip install "placements[notebooks]"``. What it shows is in
``Equity.spread``.
"""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from placements.explain.equity import Equity
from placements.explain.pictures import PROVEN, TAIL, named_rows

TITLES = {
    "minutes": "minutes one way, in the average week",
    "longest": "minutes one way, the longest journey",
    "travel": "one-way minutes x weeks in this round",
    "travel_so_far": "one-way minutes x weeks, with history",
    "wishes_met": "wishes met, per cent",
    "unplaced": "weeks not placed",
    "changes": "published placements not kept",
    "moves": "moves to another provider",
    "shortfall": "curriculum short or over",
    "outside_acute": "share of weeks outside acute",
}
"""Measure → label of its axis."""


def equity_figure(found: Equity, measure: str = "minutes") -> Figure:
    """Return a picture of a measure's spread, for everybody and for each group that is shown.

    The thick bar holds the middle half of the learners, the thin line all but a tenth at each end,
    as far as they are told; the dot is the median.
    """
    rows = found.spread[found.spread["measure"] == measure]
    rows = rows[rows["median"].notna()].reset_index(drop=True)
    names = [
        f"{row.key} ({row.learners})"
        if row.dimension == "all"
        else f"{row.dimension}: {row.key} ({row.learners})"
        for row in rows.itertuples()
    ]
    figure, (axes,) = named_rows(names, (TITLES[measure],))
    for at, row in rows.iterrows():
        _draw(axes, at, row)
    axes.set_xlim(left=min(0.0, axes.get_xlim()[0]))
    return figure


def _draw(axes: Axes, at: int, row: pd.Series) -> None:
    ends = [row[name] for name in ("p10", "p25", "median", "p75", "p90")]
    low = next((end for end in ends if pd.notna(end)), row["median"])
    high = next((end for end in reversed(ends) if pd.notna(end)), row["median"])
    axes.hlines(at, low, high, color=TAIL, linewidth=1.5)
    if pd.notna(row["p25"]) and pd.notna(row["p75"]):
        axes.hlines(at, row["p25"], row["p75"], color=PROVEN, linewidth=7)
    axes.plot(row["median"], at, "o", color="white", markeredgecolor="black", markersize=6)
