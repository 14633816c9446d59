"""Pictures of evidence: when places are short, what closures cost, what one more place gains.

Each has its table (``frame``). They need matplotlib (see ``pictures``).
"""

from __future__ import annotations

from matplotlib.dates import AutoDateLocator, ConciseDateFormatter, date2num
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from placements.errors import counted
from placements.explain.certificates import Certificates
from placements.explain.closures import Closures
from placements.explain.gains import Worth, Worths
from placements.explain.pictures import (
    PROVEN,
    SHOWN,
    TAIL,
    explained,
    fit,
    interval,
    legend,
    named_rows,
)

PLACES = ("places", "open")
"""Kinds of shortages that are of places; the others are of the curriculum."""


def short_weeks(certificates: Certificates) -> Figure:
    """Return a picture of when each shortage holds, largest first; one without weeks is all along.

    Orange: places; blue: the curriculum, which the label says too.
    """
    round, found = certificates.round, certificates.found[:SHOWN]
    labels = [_label(k, certificates) for k in range(len(found))]
    figure, (axes,) = named_rows(labels, title="When too few places are there, whatever the plan")
    for row, one in enumerate(found):
        spells = one.weeks or ((1, round.weeks),)
        bars = [(date2num(round.monday(first)), 7 * (last - first + 1)) for first, last in spells]
        axes.broken_barh(bars, (row - 0.35, 0.7), color=TAIL if one.kind in PLACES else PROVEN)
    axes.set_xlim(date2num(round.monday(1)), date2num(round.sunday(round.weeks)))
    locator = AutoDateLocator()
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator))
    kinds = {one.kind in PLACES for one in found}
    marks = (Patch(color=TAIL, label="places"), Patch(color=PROVEN, label="the curriculum"))
    legend(figure, *(mark for mark, is_ in zip(marks, (True, False), strict=True) if is_ in kinds))
    return figure


def _label(number: int, certificates: Certificates) -> str:
    one = certificates.found[number]
    what = "places" if one.kind in PLACES else ", ".join(one.requirements[:2])
    who = counted(len(set(one.learners)), "learner")
    return f"{number + 1}  {what}: {who}, {one.short:g} {one.unit} short"


def closure_costs(closures: Closures) -> Figure:
    """Return a picture of the closures that cost most: what is lost, and how many must move."""
    found = closures.found[:SHOWN]
    panels = ("learner-weeks more unplaced", "units more unmet", "placements that move")
    labels = [f"{one.code} ({one.kind})" for one in found]
    figure, every = named_rows(labels, panels, "If it closes")
    for row, one in enumerate(found):
        for axes, ends in zip(every, closures.intervals(one), strict=True):
            interval(axes, row, *ends)
    fit(every)
    explained(figure)
    return figure


def place_gains(worths: Worths, level: int | None = None) -> Figure:
    """Return a picture of what one more place gains, at every level given those before it.

    Parameters
    ----------
    level
        Only this one, 1 first; ``None``: all.
    """
    found = [one for one in worths.singles if any(gain.high != 0 for gain in one.gains)][:SHOWN]
    shown = range(len(worths.base)) if level is None else [level - 1]
    panels = [f"level {k + 1}, {worths.base[k].name}" for k in shown]
    figure, every = named_rows(
        [_places(one, worths.round.weeks) for one in found], panels, "Gained by one more place"
    )
    for row, one in enumerate(found):
        for axes, k in zip(every, shown, strict=True):
            interval(axes, row, one.gains[k].low, one.gains[k].high)
    fit(every)
    explained(figure)
    return figure


def _places(one: Worth, weeks: int) -> str:
    extra = one.extras[0]
    whole = (extra.first, extra.last) == (1, weeks)
    return extra.setting_id if whole else f"{extra.setting_id}, weeks {extra.first} to {extra.last}"
