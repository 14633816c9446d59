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
# # Add your own rule
#
# Ten minutes for an analyst: a rule that no table can state, in one file of your own. The model,
# the judge and all that is built on them take it up; nothing that is installed is touched.
#
# The rule: **nobody has two long journeys in one year.** A longest journey is a column of the
# tables (`max_travel_minutes`); that whoever goes far once is near next time is not.
#
# ## Your file
#
# It lies in a folder of yours, laid out as `models` is: rules in `rules`, measures of the
# objective in `measures`. `PLACEMENTS_MODELS` says where that folder is, here and for every
# command.

# %%
# %env PLACEMENTS_MODELS=own_models

# %%
from pathlib import Path

from IPython.display import Code, Markdown

import placements as pl

# %matplotlib inline
five = pl.read(Path("..") / "data" / "five")

# %% [markdown]
# One file states the rule three times: in mathematics, as rows of the model (`add`), and as a
# judgement of a plain plan, which knows no model (`breaches`). It is half a page.

# %%
Code(filename="own_models/rules/one_long_journey.py", language="python")

# %% [markdown]
# ## It is there
#
# A file is a rule by being there. These are all rules, with yours among them.

# %%
from models.rules import RULES

[rule.name for rule in RULES]

# %% [markdown]
# Its mathematics is on the page of all of them (`python -m models.page`), from the head of its
# file.

# %%
from models.rules import one_long_journey

Markdown(one_long_journey.__doc__)

# %% [markdown]
# ## The judge knows it
#
# This is the best plan of `data/five` without the rule (its README works it out by hand). L5 goes
# 45 minutes to HOME2 in the first block, and 60 to WARD2 in the second.

# %%
before = pl.read_plan("five_plan.csv", five)
pl.judge(five, before).frame()

# %% [markdown]
# ## The solver obeys it
#
# Nothing else had to be told: the engines know no rule by name.

# %%
result = pl.solve(five)
result

# %%
pl.judge(five, result.plan)

# %%
pl.diff(before, result.plan)

# %% [markdown]
# L5 can reach nothing that is near: the rule leaves L5 at home in the second block. That costs two
# learner-weeks more (L5's count twice), and L2 has the place instead.

# %%
table = pl.compare(before, result)
table[table["difference"] != 0]

# %% [markdown]
# ## Did you write what you meant?
#
# `add` and `breaches` are two statements of one rule, and either may be wrong. In a checkout of
# the project the tests put random plans of random rounds to both, and show any on which they
# differ:
#
# `PLACEMENTS_MODELS=own_models python -m pytest tests/models -k one_long_journey`
#
# ## Rule or aim?
#
# A rule holds whatever it costs, and this one keeps somebody from learning. An aim never costs
# anything that is more important: as a *measure*, "long journeys" may be a level of `round.toml`
# below everyone placed and the curriculum. `CONTRIBUTING.md` has that very file as its example; in
# `own_models/measures` it is there as the rule is.
#
# A run says what of your own it obeyed: `run.json` has the hash of every such file.
