"""Pictures of evidence: when places are short, what closures cost, what one more place gains.

They need matplotlib, which comes with ``pip install "placements[notebooks]"``. Each has its table
(``frame``); an interval is drawn as a bar to its lower end and a line to its upper one.
"""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter, date2num
from matplotlib.figure import Figure

from placements.errors import counted
from placements.explain.certificates import Certificates
from placements.explain.closures import Closures
from placements.explain.gains import Worths

SHOWN = 20
"""Rows of a picture; the tables have all."""
DARK, LIGHT = "#0072B2", "#56B4E9"
KINDS = {"places": "#D55E00", "open": "#D55E00", "curriculum": "#0072B2", "reach": "#0072B2"}
"""Kind of shortage → its colour: of places, or of the curriculum."""


def short_weeks(certificates: Certificates) -> Figure:
    """Return a picture of when each shortage holds, largest first; one without weeks is all along.

    Orange: places; blue: the curriculum, which the label says too.
    """
    round, found = certificates.round, certificates.found[:SHOWN]
    figure, axes = _rows([_label(k, certificates) for k in range(len(found))])
    for row, one in enumerate(found):
        spells = one.weeks or ((1, round.weeks),)
        bars = [(date2num(round.monday(first)), 7 * (last - first + 1)) for first, last in spells]
        axes.broken_barh(bars, (row - 0.35, 0.7), color=KINDS[one.kind])
    axes.set_xlim(date2num(round.monday(1)), date2num(round.sunday(round.weeks)))
    locator = AutoDateLocator()
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator))
    axes.set_title("When too few places are there, whatever the plan", loc="left")
    return figure


def _label(number: int, certificates: Certificates) -> str:
    one = certificates.found[number]
    what = "places" if one.kind in ("places", "open") else ", ".join(one.requirements[:2])
    who = counted(len(set(one.learners)), "learner")
    return f"{number + 1}  {what}: {who}, {one.short:g} {one.unit} short"


def closure_costs(closures: Closures) -> Figure:
    """Return a picture of the closures that cost most: learner-weeks unplaced, and moves."""
    found = closures.found[:SHOWN]
    figure, axes = _rows([f"{one.code} ({one.kind})" for one in found])
    for row, one in enumerate(found):
        unplaced, _, moves = closures.intervals(one)
        _interval(axes, row, *unplaced)
        if moves[0]:
            number = int(moves[0])
            text = counted(number, "move") if moves[0] == moves[1] else f"{number:,} or more moves"
            axes.text(unplaced[1] or 0.0, row, f"  {text}", va="center", fontsize=8)
    axes.set_xlabel("learner-weeks more unplaced")
    axes.set_title("If it closes", loc="left")
    return figure


def place_gains(worths: Worths, level: int = 1) -> Figure:
    """Return a picture of what one more place gains at a level, 1 first."""
    found = [one for one in worths.singles if one.gains[level - 1].high != 0][:SHOWN]
    figure, axes = _rows([one.extras[0].setting_id for one in found])
    for row, one in enumerate(found):
        gain = one.gains[level - 1]
        _interval(axes, row, gain.low, gain.high)
    axes.set_xlabel(f"gain at level {level}, {worths.base[level - 1].name}")
    axes.set_title("One more place", loc="left")
    return figure


def _rows(labels: Sequence[str]) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(10, 1.4 + 0.3 * max(len(labels), 1)), layout="constrained")
    axes = figure.subplots()
    axes.set_yticks(range(len(labels)), labels, fontsize=8)
    axes.set_ylim(max(len(labels), 1) - 0.4, -0.6)
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes


def _interval(axes: Axes, row: int, low: float | None, high: float | None) -> None:
    """Draw a bar to the lower end, and a line on to the upper one; unknown ends are not drawn."""
    axes.barh(row, low or 0.0, color=DARK, height=0.7)
    if high is not None and high != low:
        axes.plot([low or 0.0, high], [row, row], color=LIGHT, linewidth=3)
