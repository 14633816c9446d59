# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Why is somebody unplaced?
#
# Ten minutes on the question that leads are asked most: why has she no place, why am I here and
# not there, and what would it take? Every answer can be checked against the tables.

# %%
from pathlib import Path

import placements as pl

# %matplotlib inline
data = Path("..") / "data"
five = pl.read(data / "five")
result = pl.solve(five)
plan = result.frame
plan[plan["state"] == "unplaced"]

# %% [markdown]
# One block of L2 has no place. The reason says `full`: settings are open to L2, but none had a
# place left. Was that so, or did the plan overlook something?
#
# ## What was open, and what choosing it would cost
#
# `why` lists the settings that are not open, each with the rule that bars it. It solves the
# round again with each open choice *pinned*, and compares every level.

# %%
found = pl.why(result.plan, "L2", "B2", known=result.levels)
found.blocks

# %%
found.closed[["setting_id", "minutes", "reasons"]]

# %% [markdown]
# What each open choice would cost. `extra` is the best plan with that choice, less this plan;
# where lower and upper are equal it is exact. The levels are in strict order: a plus at the first
# level is not made up for by anything below.

# %%
found.costs[["setting_id", "level", "value", "lower", "upper", "extra_lower", "extra_upper"]]

# %% [markdown]
# And who would have to move:

# %%
found.moves

# %% [markdown]
# ## Why here, and not there?
#
# The same for somebody who has a place, and would rather have another. L5 is at WARD2 in block B2,
# an hour away. Why not at the home in the north?

# %%
pl.why(result.plan, "L5", "B2", instead="HOME1").closed

# %% [markdown]
# It is further than L5's longest journey. L3 could be elsewhere in block B1. At what cost to whom?

# %%
found = pl.why(result.plan, "L3", "B1", known=result.levels)
found.costs.pivot(index="setting_id", columns="level", values="extra_upper")[
    found.costs["level"].unique()
]

# %%
found.moves

# %% [markdown]
# ## What would help?
#
# Two kinds of answer. One: which *rule* stands in the way, and what is it worth? `price` gives up
# each requirement, sequence, kind of exclusion and travel limit in turn. A row with `free` costs
# nothing, proven without solving again.

# %%
cost = pl.price(result.plan)
cost.rules

# %%
saved = cost.saved[cost.saved["level"] == "everyone placed"]
saved[saved["upper"] > 0]

# %% [markdown]
# The table is empty: no rule keeps anybody out here. What giving up a rule would save is curriculum
# and travel; the picture has all levels of `cost.saved`, the dearest rule first. Left of 0 is
# spent: for a level before it.

# %%
cost.figure()

# %% [markdown]
# What L2 lacks is a place, so the other kind of answer: more *places*. What would one more be
# worth, at each setting, and level by level?

# %%
pl.worth(five, result.plan).figure()

# %% [markdown]
# A round can be edited in the words of its tables; each edit gives another round. One more place in
# the community team:

# %%
more = five.add_places("TEAM", 1)
pl.solve(more)

# %% [markdown]
# ## Something to hand over
#
# For an appeal there is a page to print: who decided, by which aims, the figures of every rule that
# bars, who holds the places, what each choice would cost. It has the hashes of the plan and the
# round, so that whoever doubts it can check it: `placements explain data/five runs/five/plan.csv
# --unplaced --out runs/why` writes `evidence.html`, a page for every block without a place.
