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
# # What if?
#
# Ten minutes on the questions that come before a decision: a care home closes; ten practices offer
# one more place each; every student is to be once in social care. Each is a few words, and gets an
# answer in figures. At the end there are sliders for your own.

# %%
from pathlib import Path

from IPython.display import SVG
from ipywidgets import interactive

import placements as pl
from placements.export.network.flowing import flows_svg
from placements.export.network.system import System

# %matplotlib inline
county = pl.read(Path("..") / "data" / "staffordshire")

# %% [markdown]
# ## The county as it is
#
# `county_plan.csv` is its best plan, as `solve` wrote it. The judge reads it again.

# %%
base = pl.read_plan("county_plan.csv", county)
pl.judge(county, base)

# %% [markdown]
# Where things are: a circle is a setting, larger with more places; a line is learners of the plan
# who move from one town to the next, wider for more.

# %%
SVG(flows_svg(System.of(county, base)))

# %% [markdown]
# ## A care home closes
#
# A round is edited in the words of its tables; each edit gives another round, and leaves the first
# as it is. The new one is solved from the old plan, as far as that still stands, to within one
# part in five hundred: quicker than a proof, and close enough to play with.


# %%
def solve(round):
    return pl.solve(round, start=base, gap=0.002)


closed = solve(county.close("ZZCAH03", "2027-08-31"))
closed

# %% [markdown]
# Beside the base, figure by figure, where they differ: what the closure does, and to whom.


# %%
def against_base(result):
    table = pl.compare(base, result.plan)
    return table[table["difference"] != 0].drop(columns="established").round(3)


against_base(closed)

# %% [markdown]
# ## Ten more places in practices
#
# One more at each of ten. A setting is named by its code, or several by a filter, as in the
# tables.

# %%
practices = county["settings"].query("sector == 'primary'")["setting_id"].tolist()
against_base(solve(county.add_places("setting_id=" + "|".join(practices[:10]), 1)))

# %% [markdown]
# ## Every student once in social care
#
# Look before you solve: the old plan may do so already. The judge reads it by the new rule.


# %%
def once(where):
    rule = {"measure": "placements", "where": where, "minimum": 1}
    students = ("NURS-A", "NURS-MH")
    rows = [{"requirement_id": f"{p}-once", "programme_id": p, **rule} for p in students]
    return county.add("requirements", rows)


pl.judge(once("sector=social_care"), base)

# %% [markdown]
# The curriculum misses no more than before: this costs nothing. In a *care home* it is another
# question; so many students would miss it if the plan stayed as it is.

# %%
pl.judge(once("tag=care_home"), base)

# %% [markdown]
# ## Your own
#
# All three at once. `what_if` is a plain function; `interactive` of ipywidgets makes a control for
# each of its arguments, and a button. Run the notebook to move the sliders.

# %%
homes = county["settings"].query("sector == 'social_care'")["setting_id"].tolist()


def what_if(closes="none", practices_with_one_more=0, students_in_care_home=False):
    round = once("tag=care_home") if students_in_care_home else county
    if closes != "none":
        round = round.close(closes, "2027-08-31")
    if practices_with_one_more:
        chosen = "|".join(practices[:practices_with_one_more])
        round = round.add_places(f"setting_id={chosen}", 1)
    return against_base(solve(round))


panel = interactive(
    what_if,
    {"manual": True, "manual_name": "Solve"},
    closes=["none", *homes],
    practices_with_one_more=(0, len(practices)),
)
panel

# %% [markdown]
# A button can be pressed from a cell as well: every student once in a care home, and ten practices
# help out. The curriculum has no row here: a plan made for it misses no more than the base does.
# And journeys are no longer. A wish that looked dear is free, once somebody plans for it.

# %%
home, practices_more, in_care_home, button, _ = panel.children
practices_more.value, in_care_home.value = 10, True
button.click()
panel.result

# %% [markdown]
# Scenarios that are to be kept belong into a file: `placements scenarios data/staffordshire
# scenarios.toml --out runs/scenarios` solves them all on all cores with the same effort, and tests
# each against what you ask of a plan, such as `unplaced <= 2`.
