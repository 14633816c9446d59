"""A tiny round in a folder with its best plan beside it."""

import placements as pl
from placements.plan_file import write_plan
from tests.rounds import write_round


def write_planned(folder, **tables):
    """Write a round and its best plan; return the round's folder and the plan's path."""
    (folder / "round").mkdir()
    round = write_round(folder / "round", **tables)
    plan = folder / "plan.csv"
    plan.write_text(write_plan(pl.solve(pl.read(round)).plan), encoding="utf-8")
    return round, plan
