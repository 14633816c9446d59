"""A picture of an outlook: how many learners are at risk, by which stage, and of what.

Its table is ``Outlook.frame``. It needs matplotlib (see ``pictures``).
"""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from placements.errors import counted
from placements.explain.outlook import Outlook
from placements.explain.pictures import HATCHED, HEIGHT, SHOWN, TAIL, fit, legend, named_rows

UNSURE = "#FBE3D0"
"""Colour of what is not known: of the tail's, but pale and hatched."""


def learners_at_risk(found: Outlook) -> Figure:
    """Return a picture of how many cannot complete, by the stage that decides it and of what.

    First who cannot even alone, with every place to choose from, the earliest stage at the top; a
    learner counts once for each thing. Then whom the plan leaves with something open although they
    could complete alone: where a shortage proves that some must be, and where nothing does.
    """
    own = found.frame
    counts = pd.concat([_alone(own), _together(own)], ignore_index=True)
    shown = counts.head(SHOWN)
    risk = counted(len(found.at_risk), "learner")
    title = f"At risk even alone, with every place to choose from: {risk} of {len(own):,}"
    if len(counts) > SHOWN:
        title += f" ({len(counts) - SHOWN:,} rows more in the table)"
    figure, (axes,) = named_rows(shown["label"].tolist(), ("learners",), title)
    for row, one in enumerate(shown.itertuples()):
        look = {"color": TAIL} if one.sure else _HATCHED
        axes.barh(row, one.learners, height=HEIGHT, **look)
        axes.annotate(
            f"{one.learners:,}",
            (one.learners, row),
            (4, 0),
            textcoords="offset points",
            va="center",
            fontsize=7.5,
        )
    fit([axes])
    axes.xaxis.set_major_locator(MaxNLocator(4, integer=True))
    marks = Patch(color=TAIL, label="proven"), Patch(**_HATCHED, label="not proven")
    legend(figure, *(marks if not shown["sure"].all() else marks[:1]))
    return figure


_HATCHED = {**HATCHED, "facecolor": UNSURE, "edgecolor": TAIL}


def _alone(own: pd.DataFrame) -> pd.DataFrame:
    """Return how many cannot complete alone: ``label``, ``learners``, ``sure``."""
    risk = own[own["alone"] != "can complete"]
    each = risk.assign(what=risk["of_what"].str.split("; ")).explode("what")
    each = each.assign(sure=each["alone"] == "cannot complete")
    keys = ["stage", "what", "sure"]
    found = each.groupby(keys, dropna=False)["learner_id"].nunique().reset_index(name="learners")
    found = found.sort_values(
        ["stage", "learners", "what"], ascending=[True, False, True], na_position="last"
    )
    label = [_label(row.stage, row.what) for row in found.itertuples()]
    return found.assign(label=label)[["label", "learners", "sure"]]


def _label(stage: object, what: str) -> str:
    when = "alone" if pd.isna(stage) else f"alone, stage {stage}"
    return f"{when}: {what or 'not known what'}"


def _together(own: pd.DataFrame) -> pd.DataFrame:
    """Return how many the plan leaves short who can complete alone: as ``_alone``."""
    rest = own[(own["alone"] == "can complete") & (own["together"] != "met by a plan")]
    counts = rest["together"].value_counts().sort_index()
    found = [
        (f"together: {_words(what)}", int(number), what.startswith("shortage"))
        for what, number in counts.items()
    ]
    return pd.DataFrame(found, columns=["label", "learners", "sure"])


def _words(what: str) -> str:
    return f"{what}, in which not all can" if what.startswith("shortage") else what
