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
# # A first plan
#
# From a folder of tables to a plan that you can defend, in ten minutes. You need this project
# installed with its notebooks (`python -m pip install ".[notebooks]"`), and nothing else: the two
# rounds used here come with it.

# %%
from dataclasses import replace
from pathlib import Path

from IPython.display import display

import placements as pl
from placements.export.figures import load, rotations, setting_load

# %matplotlib inline
data = Path("..") / "data"

# %% [markdown]
# ## A round that fits on a page
#
# `data/five` has five learners. A round is a set of tables; reading it checks every cell and every
# reference, and stops with *all* problems at once if there are any.

# %%
five = pl.read(data / "five")
five

# %% [markdown]
# Each table is a data frame. These are the learners, and the settings that could host them.

# %%
display(five["learners"][["learner_id", "programme_id", "cohort_id", "travel_mode"]])
display(five["settings"][["setting_id", "name", "sector"]])

# %% [markdown]
# `solve` finds the best plan. The levels are aims in strict order: the second is looked at only
# among the plans that are best at the first, and so on. *Bound* is the proof: no plan that does as
# well above can have a lower value. Where it equals the value, the level is proven best.

# %%
result = pl.solve(five)
result

# %%
result.frame

# %%
rotations(result.plan)

# %% [markdown]
# ## A system of real size
#
# `data/staffordshire` has apprentices and students over three years, in and around real towns;
# everybody and everything else in it is invented.

# %%
county = pl.read(data / "staffordshire")
county

# %% [markdown]
# Look at the warnings before you solve. They never stop a plan, but each is something that a lead
# would want to know: a learner nobody can host, a setting whose audit lapses, a rule that no plan
# can meet.

# %%
report = pl.check(county)
report

# %% [markdown]
# Now the plan. With `time_limit=` you get the best one found in so many seconds, judged like any
# other, and the bound says how much better another could possibly be: where value and bound are the
# same, nothing. Give it more time and the two come closer.

# %%
result = pl.solve(county, time_limit=120)
result

# %% [markdown]
# Who is where, when? One row a learner, one bar a placement; the letter says the sector, so that no
# colour has to be told from another. These are the apprentices of the rotational programme.

# %%
learners = county["learners"]
apprentices = learners.loc[learners["learner_type"] == "apprentice", "learner_id"]
rotations(result.plan, apprentices.head(40))

# %% [markdown]
# How full is every setting? White is nobody; the table behind the picture is `load(plan)`.

# %%
setting_load(result.plan)

# %%
weeks = load(result.plan)
weeks.sum(axis=1).groupby("sector").agg(["sum", "count"]).set_axis(
    ["learner-weeks", "settings"], axis=1
)

# %% [markdown]
# ## What could not be had
#
# Blocks without a place, with the reason: `full` means that settings are open to the learner but no
# place was left; otherwise the codes of what bars them, with the number of settings.

# %%
plan = result.frame
plan[plan["state"] == "unplaced"]

# %% [markdown]
# ## Check it yourself
#
# The judge knows nothing of the solver. It reads the plan, walks through every rule, and computes
# the value of every level again. Give it a plan that you have changed: here the first placement
# moves to another setting.

# %%
pl.judge(county, result.plan)

# %%
first, *others = result.plan.placements
elsewhere = next(code for code in county.setting_ids if code != first.setting_id)
moved = pl.Plan.of(county, [replace(first, setting_id=elsewhere), *others])
pl.judge(county, moved).frame()

# %% [markdown]
# The same on the command line, with files to send round: `placements solve data/staffordshire
# --out runs/first`, then `placements verify data/staffordshire runs/first/plan.csv`.
