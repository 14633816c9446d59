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
# # Repair after a closure
#
# Ten minutes on the telephone call that every lead knows: a home is closing, and learners are
# expected there. Who must move, who moves because of them, and could fewer have moved?

# %%
from datetime import date
from pathlib import Path

import pandas as pd

import placements as pl
from placements.export.change_figure import plan_against_plan

# %matplotlib inline
county = pl.read(Path("..") / "data" / "staffordshire")

# %% [markdown]
# ## The plan as it was announced
#
# The best plan for the county, as the file that `solve` wrote. Any `plan.csv` will do, whoever
# made it.

# %%
before = pl.read_plan("county_plan.csv", county)
before

# %% [markdown]
# ## What has happened
#
# It is May 2027. A care home in Stafford closes at the end of August. These learners are expected
# there afterwards.

# %%
today, home, last_day = date(2027, 5, 10), "ZZCAH03", date(2027, 8, 31)
rows = pd.read_csv("county_plan.csv", parse_dates=["start"])
ends = rows["start"] + pd.to_timedelta(7 * rows["weeks"] - 1, unit="D")
hit = rows[(rows["setting_id"] == home) & (ends > pd.Timestamp(last_day))]
hit[["learner_id", "block_id", "start", "weeks", "minutes"]]

# %% [markdown]
# ## The repair
#
# The round as it is now is the old one, edited. What has started, or starts within the six weeks
# of notice, is frozen. Everything else may move, but as little as can be: everyone placed and the
# curriculum come first, then *the fewest changed placements*, and only then travel and wishes.

# %%
now = county.close(home, last_day)
repair = pl.repair(now, before, today=today)
repair.level_frame

# %% [markdown]
# Value and bound are equal at every level: it is proven that no plan as good at the levels above
# changes fewer placements. So many are frozen:

# %%
f"{repair.frozen:,} of {len(before.placements):,} placements are frozen"

# %% [markdown]
# ## Who moves, and why
#
# *Released* comes first: so near that it was frozen, but the home is not open to its end. `forced`
# is yes where no plan could keep the placement, and `why` names what bars it; where it is no,
# somebody made room, and `why` says for whom.

# %%
changes = repair.changes
changes[["learner_id", "block_id", "change", "to_setting", "to_start", "forced", "why"]]

# %% [markdown]
# Plan against plan. One row a learner who moves: grey is what stays; of the rest, what was
# announced is above, what is now planned is below.

# %%
plan_against_plan(before, repair.plan)

# %% [markdown]
# Whom to ring up: who loses learners, and who gains them.

# %%
changes.groupby(["from_provider", "to_provider"]).size().rename("placements").reset_index()

# %% [markdown]
# ## What it costs
#
# Both plans, figure by figure, where they differ: what the closure does to the county. Nobody goes
# without a place or a part of the curriculum for it; journeys are longer.

# %%
beside = pl.compare(before, repair.plan)
beside[beside["difference"] != 0].drop(columns="established")

# %% [markdown]
# ## Could the home stay open a week longer?
#
# The three that were released end on Sunday 5 September, five days after the home closes. Before
# you move them, ask; this is what the answer is worth.

# %%
later = pl.repair(county.close(home, date(2027, 9, 5)), before, today=today)
f"{len(changes)} changes, or {len(later.changes)}"

# %% [markdown]
# On the command line: `placements repair now runs/first/plan.csv --today 2027-05-10 --out
# runs/repair` writes the plan and the list of changes, by learner and by provider; `now` is the
# round with the closure in it. `placements diff` compares any two plans.
