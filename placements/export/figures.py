"""Two pictures of a plan: who is where when, and how full every setting is.

They need matplotlib, which comes with ``pip install "placements[notebooks]"``. The colours can be
told apart by people who do not see all of them, and never carry a meaning alone: every bar has its
sector's letter, every picture its table (``Result.frame``, ``load``).
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter, date2num
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from placements.export.looks import LOOKS, sector_name
from placements.plan import Plan
from placements.round import Round


def rotations(plan: Plan, learners: Iterable[str] | None = None) -> Figure:
    """Return a picture of each learner's placements over time, coloured by sector.

    Parameters
    ----------
    learners
        Codes of the learners to show, in this order from the top; ``None``: everybody.
    """
    shown = list(plan.round.learner_ids if learners is None else learners)
    figure = Figure(figsize=(11, 1.6 + 0.22 * len(shown)), layout="constrained")
    axes = figure.subplots()
    for row, learner in enumerate(shown):
        _draw_stays(axes, plan, learner, row)
    axes.set_yticks(range(len(shown)), shown, fontsize=8)
    axes.set_ylim(len(shown) - 0.4, -0.6)
    draw_dates(axes, plan.round)
    seen = {stay.sector for learner in shown for stay in plan.by_learner[learner]}
    looks = [(sector, look) for sector, look in LOOKS.items() if sector in seen]
    marks = [
        Patch(color=look.colour, label=f"{look.letter}  {sector_name(s)}") for s, look in looks
    ]
    if marks:
        axes.legend(handles=marks, loc="lower left", bbox_to_anchor=(0, 1), ncols=8, frameon=False)
    return figure


def _draw_stays(axes: Axes, plan: Plan, learner: str, row: int) -> None:
    for stay in plan.by_learner[learner]:
        look = LOOKS[stay.sector]
        start, days = date2num(plan.round.monday(stay.start)), 7 * stay.weeks
        axes.barh(row, days - 1, left=start, height=0.8, color=look.colour)
        where = (start + (days - 1) / 2, row)
        axes.annotate(look.letter, where, ha="center", va="center", fontsize=7, color=look.ink)


def draw_dates(axes: Axes, round: Round) -> None:
    """Draw the dates of a round below, and lines up from them."""
    axes.set_xlim(date2num(round.monday(1)), date2num(round.sunday(round.weeks)))
    dates = AutoDateLocator()
    axes.xaxis.set_major_locator(dates)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(dates))
    axes.grid(axis="x", color="0.85")
    axes.set_axisbelow(True)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(axis="y", length=0)


def load(plan: Plan) -> pd.DataFrame:
    """Return how many learners every setting hosts in every week, by sector and setting."""
    settings = plan.round["settings"]
    counts = np.zeros((len(settings), plan.round.weeks), dtype=np.int64)
    for stay in plan.stays:
        counts[stay.setting, max(stay.start, 1) - 1 : stay.end] += 1
    rows = pd.MultiIndex.from_frame(settings[["sector", "setting_id"]].astype(object))
    weeks = pd.Index(range(1, plan.round.weeks + 1), name="week")
    return pd.DataFrame(counts, index=rows, columns=weeks).sort_index()


def setting_load(plan: Plan) -> Figure:
    """Return a picture of how many learners every setting hosts in every week."""
    table = load(plan)
    figure = Figure(figsize=(11, 1.6 + 0.22 * len(table)), layout="constrained")
    axes = figure.subplots()
    first = date2num(plan.round.monday(1))
    last = first + 7 * plan.round.weeks
    most = max(int(table.to_numpy().max(initial=0)), 1)
    shades = axes.imshow(
        table.where(table > 0).to_numpy(),
        aspect="auto",
        cmap=colormaps["viridis_r"].resampled(most),
        extent=(first, last, len(table) - 0.5, -0.5),
        interpolation="nearest",
        vmin=0.5,
        vmax=most + 0.5,
    )
    names = [f"{code}  {LOOKS[sector].letter}" for sector, code in table.index]
    axes.set_yticks(range(len(table)), names, fontsize=8)
    draw_dates(axes, plan.round)
    axes.hlines(np.arange(1, len(table)) - 0.5, first, last, color="white", linewidth=2)
    figure.colorbar(
        shades,
        ax=axes,
        aspect=30,
        label="learners",
        location="top",
        shrink=0.4,
        ticks=MaxNLocator(integer=True),
    )
    return figure
