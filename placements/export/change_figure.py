"""A picture of plan against plan: the learners who move, from where to where.

It needs matplotlib, which comes with ``pip install "placements[notebooks]"``. What it shows is in
``placements.diff``.
"""

from __future__ import annotations

from collections.abc import Iterable

from matplotlib.axes import Axes
from matplotlib.dates import date2num
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from placements.export.figures import draw_dates
from placements.export.looks import LOOKS, sector_name
from placements.plan import Plan, Stay
from placements.plan_rows import diff

KEPT = "#E4E4E4"
POINTS = 1_000
"""Width of the whole horizon, in letters of one point: a short placement has smaller letters."""
Key = tuple[str, str, int]
"""Block, setting and first week of a placement of one learner."""


def plan_against_plan(
    before: Plan, after: Plan, learners: Iterable[str] | None = None, most: int = 30
) -> Figure:
    """Return a picture of each learner who moves: grey what stays, above before, below after.

    Parameters
    ----------
    learners
        Codes of the learners to show, in this order from the top; ``None``: all who move.
    most
        Of all who move, so many are shown, first by code.
    """
    moved = diff(before, after)["learner_id"].unique().tolist()
    shown = moved[:most] if learners is None else list(learners)
    figure = Figure(figsize=(11, 1.7 + 0.42 * max(len(shown), 1)), layout="constrained")
    axes = figure.subplots()
    sectors = [_draw(axes, before, after, learner, row) for row, learner in enumerate(shown)]
    axes.set_yticks(range(len(shown)), shown, fontsize=8)
    axes.set_ylim(max(len(shown), 1) - 0.4, -0.6)
    draw_dates(axes, after.round)
    _legend(axes, set().union(*sectors))
    said = _said(len(moved), most if learners is None else len(moved))
    axes.set_title(f"{said}: above before, below after", loc="left", fontsize=10, pad=26)
    return figure


def _said(moved: int, shown: int) -> str:
    said = "1 learner moves" if moved == 1 else f"{moved} learners move"
    hidden = moved - shown
    if hidden <= 0:
        return said
    return f"{said}; {hidden} more {'is' if hidden == 1 else 'are'} not shown"


def _draw(axes: Axes, before: Plan, after: Plan, learner: str, row: int) -> set[str]:
    """Draw a learner; return the sectors of what changed."""
    old, new = (
        {_key(stay): stay for stay in plan.by_learner.get(learner, ())} for plan in (before, after)
    )
    for stay in (new[key] for key in new.keys() & old.keys()):
        _bar(axes, after, stay, row, 0.8, KEPT)
    seen = set()
    for plan, own, other, at in ((before, old, new, -0.2), (after, new, old, 0.2)):
        for stay in (own[key] for key in own.keys() - other.keys()):
            look = LOOKS[stay.sector]
            middle = _bar(axes, plan, stay, row + at, 0.36, look.colour)
            text = f"{look.letter} {stay.setting_id}"
            size = min(6.0, POINTS * stay.weeks / plan.round.weeks / len(text))
            label = axes.annotate(text, (middle, row + at), ha="center", va="center")
            label.set(color=look.ink, fontsize=size)
            seen.add(stay.sector)
    return seen


def _key(stay: Stay) -> Key:
    return stay.block_id, stay.setting_id, stay.start


def _bar(axes: Axes, plan: Plan, stay: Stay, row: float, height: float, colour: str) -> float:
    """Draw a placement; return the middle of its days."""
    start, days = date2num(plan.round.monday(stay.start)), 7 * stay.weeks - 1
    axes.barh(row, days, left=start, height=height, color=colour)
    return float(start + days / 2)


def _legend(axes: Axes, sectors: set[str]) -> None:
    marks = [
        Patch(color=look.colour, label=f"{look.letter}  {sector_name(sector)}")
        for sector, look in LOOKS.items()
        if sector in sectors
    ]
    marks.append(Patch(color=KEPT, label="not moved"))
    axes.legend(handles=marks, loc="lower left", bbox_to_anchor=(0, 1), ncols=9, frameon=False)
