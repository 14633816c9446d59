"""Draw the picture of the README: the first apprentices of a plan, coloured by sector.

usage: python notebooks/picture.py ROUND PLAN.csv PICTURE.svg

The same plan gives the same file, byte for byte, with the same version of matplotlib.
"""

from __future__ import annotations

import sys
from pathlib import Path

import matplotlib as mpl

import placements as pl
from placements.export.figures import rotations
from placements.plan_file import read_plan

SHOWN = 18


def main(source: str, plan: str, picture: str) -> None:
    """Draw the rotations of the first apprentices by code."""
    round = pl.read(source)
    learners = round["learners"]
    apprentices = learners.loc[learners["learner_type"] == "apprentice", "learner_id"]
    mpl.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "placements"})
    figure = rotations(read_plan(Path(plan), round), apprentices.head(SHOWN))
    figure.savefig(picture, metadata={"Date": None})


if __name__ == "__main__":
    main(*sys.argv[1:])
