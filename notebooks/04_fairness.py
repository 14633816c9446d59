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
# # How fair is a plan?
#
# Ten minutes on one question that every lead is asked: does the plan ask much more of some than of
# others, and did it have to? Averages do not answer it. Here are spreads and tails, by group; the
# best that the worst-off learner could have had; and what each provider hosts against its share.

# %%
from pathlib import Path

from IPython.display import display

import placements as pl

# %matplotlib inline
data = Path("..") / "data"

# %% [markdown]
# ## Small enough to check by hand
#
# Five learners, and the best plan for all of them together. `equity` gives tables; `learners` has
# a row for each learner. It is for you, who make the plan: it is in no file, and not to be passed
# on.

# %%
five = pl.solve(pl.read(data / "five"))
small = pl.equity(five.plan)
small.learners[["group", "programme", "weeks", "unplaced", "minutes", "longest", "moves"]]

# %% [markdown]
# **What was unavoidable?** For each measure, the worst-off learner's value in this plan, and the
# best that *any* plan could give its worst-off learner that is at least as good at the levels
# above. Where the two are equal, no plan could have spared that learner. Where the best is lower,
# it was chosen: another plan asks less of its worst-off, and perhaps more of everybody together.

# %%
small.worst_off

# %% [markdown]
# One learner is two units short of a requirement; another plan as good above spreads that over two
# learners, one unit each. Nobody can say which is fairer, but you can say that there was a choice.

# %% [markdown]
# ## A county
#
# Some hundred learners in and around real towns, all invented, and their best plan as its file.

# %%
county = pl.read(data / "staffordshire")
plan = pl.read_plan("county_plan.csv", county)
found = pl.equity(plan, time_limit=10)

# %% [markdown]
# How long are journeys, one way, in the average week of each learner? The thick bar is the middle
# half of the learners, the line reaches to the tails, the dot is the median. A quantile is drawn
# only where at least five learners are at or beyond it; groups of fewer than five are shown
# together.

# %%
found.figure("minutes")

# %% [markdown]
# The longest journey, and moves to another provider: who is sent round the county?

# %%
display(found.figure("longest"), found.figure("moves"))

# %% [markdown]
# The table behind the pictures. A blank quantile would say too much about too few.

# %%
spread = found.spread.set_index(["dimension", "key", "measure"])
spread.xs("longest", level="measure")

# %% [markdown]
# Counts can be shown to anybody: those of one to four learners are blank, and so many others that
# nobody can work them out from the totals.

# %%
bands = found.bands
wishes = bands[(bands["measure"] == "longest") & (bands["dimension"] == "group")]
wishes.pivot(index="key", columns="band", values="learners")

# %% [markdown]
# ## Was it chosen?
#
# On a round of this size the proof may take longer than the time given: then the best lies between
# `lower` and `upper`, and `status` says so.

# %%
found.worst_off

# %% [markdown]
# ## The other side: providers
#
# Learner-weeks hosted, against the share that registered staff would give. A ratio of 2 is twice
# the fair share. Small hosts are often far above it: their share is a fraction of one learner.

# %%
found.providers.sort_values("ratio", ascending=False)

# %% [markdown]
# And the share of all weeks outside acute settings, which curricula and the people plan ask about:

# %%
f"{found.outside_acute:.0%} of learner-weeks are outside acute settings"

# %% [markdown]
# On the command line: `placements equity data/staffordshire runs/first/plan.csv --out runs/equity`
# writes the tables as files, with nothing in them about fewer than five learners.
