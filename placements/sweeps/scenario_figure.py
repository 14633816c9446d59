"""A picture of scenarios side by side: every level with its bound, and what is not established.

Its table is ``Sweep.frame``. It needs matplotlib, which comes with
``pip install "placements[notebooks]"``.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from placements.errors import counted
from placements.explain.pictures import (
    HATCHED,
    HEIGHT,
    LETTER,
    NOISE,
    PROVEN,
    ROOM,
    TAIL,
    legend,
    named_rows,
    number,
)
from placements.sweeps.compare import NO
from placements.sweeps.sweep import Sweep


def scenario_levels(sweep: Sweep) -> Figure:
    """Return a picture of each level of each scenario: the plan found, and down to what is proven.

    A dot is the plan's value, the hatched bar what a better plan could still save; the dashed line
    is the base's value. A hollow dot: that it differs from the base is not established.
    """
    frame = sweep.frame[sweep.frame["unit"] == "level"]
    names = list(sweep.records)
    levels = frame["figure"].drop_duplicates().tolist()
    figure, every = named_rows(
        [_label(sweep, name) for name in names], levels, "Scenarios, level by level"
    )
    for axes, level in zip(every, levels, strict=True):
        own = frame[frame["figure"] == level].set_index("scenario")
        for row, name in enumerate(names):
            has = level in [known for known, *_ in sweep.records[name].levels]
            _draw(axes, row, own.loc[name], has, base=row == 0)
        axes.axvline(own["value"].iloc[0], color=TAIL, linewidth=1, linestyle="--", zorder=1)
        _fit(axes, own[["value", "bound"]].to_numpy().ravel())
    legend(figure, *_MARKS)
    return figure


def _draw(axes: Axes, row: int, one: pd.Series, has: bool, *, base: bool) -> None:
    if not has:
        axes.text(0.02, row, "has no such level", transform=axes.get_yaxis_transform(), **_SMALL)
        return
    value, bound = one["value"], one["bound"]
    if pd.isna(bound):
        words = f"{number(value)}, no bound"
    else:
        apart = value - bound > NOISE
        words = number(value) + (f", at least {number(bound)}" if apart else "")
        if apart:
            axes.barh(row, value - bound, left=bound, height=HEIGHT, **HATCHED)
    sure = base or one["established"] != NO
    axes.plot(value, row, "o", color=PROVEN if sure else "white", **_DOT)
    axes.annotate(words, (value, row), (6, 0), textcoords="offset points", **_SMALL)


def _fit(axes: Axes, ends: np.ndarray) -> None:
    """Leave room for the dots and for the numbers beside them."""
    low, high = float(np.nanmin(ends)), float(np.nanmax(ends))
    if high - low <= NOISE:
        axes.set_xticks([high])
    wide = max(high - low, 0.1 * abs(high), 1.0) if high - low <= NOISE else high - low
    longest = max(len(text.get_text()) for text in axes.texts)
    axes.set_xlim(low - 0.1 * wide, high + (ROOM + LETTER * longest) * wide)


def _label(sweep: Sweep, name: str) -> str:
    tests = sweep.tests
    failed = int(((tests["scenario"] == name) & (tests["result"] == "fail")).sum())
    return f"{name} ({counted(failed, 'test')} failed)" if failed else name


_WHITE = {"facecolor": "white", "edgecolor": "none", "alpha": 0.8, "pad": 0.6}
_SMALL: dict[str, Any] = {"va": "center", "fontsize": 7.5, "bbox": _WHITE}
_DOT: dict[str, Any] = {"markeredgecolor": PROVEN, "markersize": 6, "zorder": 3}
_MARKS = (
    Line2D([], [], marker="o", linestyle="", color=PROVEN, label="the plan found"),
    Line2D(
        [],
        [],
        marker="o",
        linestyle="",
        color="white",
        markeredgecolor=PROVEN,
        label="difference to the base not established",
    ),
    Patch(**HATCHED, label="a better plan may be there"),
    Line2D([], [], color=TAIL, linestyle="--", linewidth=1, label="the base's plan"),
)
