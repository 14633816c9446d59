"""What pictures of answers share: named rows beside each other, and intervals drawn as intervals.

They need matplotlib, which comes with ``pip install "placements[notebooks]"``. Colours are of Okabe
and Ito, and none carries a meaning alone: an interval has its numbers beside it, every picture its
table.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator, StrMethodFormatter

SHOWN = 20
"""Rows of a picture; the tables have all."""
PROVEN, BETWEEN, TAIL = "#0072B2", "#D6EAF8", "#D55E00"
"""Colours of what is proven or usual, of what may be in between, and of tails and risks."""
NOISE = 1e-6
"""Differences below this are rounding."""
HATCHED: dict[str, Any] = {
    "facecolor": BETWEEN,
    "edgecolor": PROVEN,
    "hatch": "////",
    "linewidth": 0.8,
}
HEIGHT = 0.62
"""Of a bar, as a share of its row."""
ROOM, LETTER = 0.08, 0.032
"""Room beside the longest bar, and for each letter there, as shares of its length."""


def named_rows(
    labels: Sequence[str], panels: Sequence[str] = ("",), title: str = ""
) -> tuple[Figure, list[Axes]]:
    """Return a figure with a named row for each label, the first at the top, and its panels.

    Parameters
    ----------
    panels
        What is measured in each, left to right: labels of the axes below.
    """
    wide, high = max(8.0, 3.0 + 2.7 * len(panels)), 1.6 + 0.3 * max(len(labels), 1)
    figure = Figure(figsize=(wide, high), layout="constrained")
    every: list[Axes] = list(figure.subplots(1, len(panels), sharey=True, squeeze=False)[0])
    for axes, name in zip(every, panels, strict=True):
        axes.set_xlabel(name, fontsize=9)
        axes.grid(axis="x", color="0.88")
        axes.set_axisbelow(True)
        axes.spines[["top", "right", "left"]].set_visible(False)
        axes.tick_params(axis="y", length=0)
        axes.xaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 5, 10]))
        axes.xaxis.set_major_formatter(StrMethodFormatter("{x:,.10g}"))
        axes.tick_params(axis="x", labelsize=8)
    every[0].set_yticks(range(len(labels)), labels, fontsize=8)
    every[0].set_ylim(max(len(labels), 1) - 0.4, -0.6)
    if title:
        figure.suptitle(title, x=0.01, ha="left", fontsize=11)
    return figure, every


def interval(axes: Axes, row: int, low: float | None, high: float | None) -> None:
    """Draw what lies between two ends: solid what is proven, hatched what may be; with the numbers.

    ``None``: an end that is not known.
    """
    ends = [end for end in (low, high) if end is not None]
    near = min(ends, key=abs, default=0.0)
    if len(ends) == 2 and min(ends) <= 0 <= max(ends):
        near = 0.0  # it may be nothing at all
    if (low is None and near > 0) or (high is None and near < 0):
        near = 0.0
    axes.barh(row, near, color=PROVEN, height=HEIGHT)
    least, most = min([near, *ends]), max([near, *ends])
    if most - least > NOISE:
        axes.barh(row, most - least, left=least, height=HEIGHT, **HATCHED)
    right = most if most > 0 or not ends else max(most, 0.0)
    words = said(low, high)
    axes.annotate(
        words, (right, row), (4, 0), textcoords="offset points", va="center", fontsize=7.5
    )


def said(low: float | None, high: float | None) -> str:
    """Return an interval in words, short."""
    if low is None or high is None:
        if high is not None:
            return f"at most {number(high)}"
        return "not known" if low is None else f"{number(low)} or more"
    return number(high) if high - low <= NOISE else f"{number(low)} to {number(high)}"


def number(value: float) -> str:
    """Return a number as pictures have it: of a thousand or more no fractions."""
    return f"{value:,.0f}" if abs(value) >= 1_000 else f"{0.0 if abs(value) < NOISE else value:.5g}"


def fit(every: Sequence[Axes]) -> None:
    """Leave room for the numbers beside the bars, and show where 0 is."""
    for axes in every:
        low, high = axes.dataLim.intervalx if axes.patches else (0.0, 0.0)
        low, high = min(low, 0.0), max(high, 0.0)
        wide = high - low
        longest = max((len(text.get_text()) for text in axes.texts), default=0)
        beside = ROOM + LETTER * longest
        if wide <= NOISE:
            axes.set_xticks([0])
        axes.set_xlim(low - 0.05 * wide * (low < 0), high + beside * (wide or 1.0))
        axes.axvline(0, color="0.4", linewidth=0.8)


def explained(figure: Figure) -> None:
    """Say below a picture of intervals what its bars are."""
    marks = [Patch(color=PROVEN, label="proven")]
    if any(bar.get_hatch() for axes in figure.axes for bar in axes.patches):
        marks.append(Patch(**HATCHED, label="up to here it may be: not proven"))
    legend(figure, *marks)


def legend(figure: Figure, *marks: Patch | Line2D) -> None:
    """Say below the picture what its marks are."""
    look: dict[str, Any] = {"loc": "outside lower left", "frameon": False, "fontsize": 8}
    if marks:
        figure.legend(handles=list(marks), ncols=len(marks), **look)


def numbers(value: float | None) -> float | None:
    """Return a number of a table as an end of an interval; missing: not known."""
    return None if value is None or isnan(value) else float(value)
