"""A plan as what is to be kept: its placements count as announced, its early ones as frozen."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import compress

import numpy as np
import pandas as pd

from placements.candidates import Candidates
from placements.explain.local import chosen_rows
from placements.notice import is_frozen
from placements.plan import Plan
from placements.round import Level, Round

MOVES = Level("moves", (("changes", 1.0),))
"""How many placements of the plan are not kept, once they count as announced."""
PLACES = Level("unplaced", (("unplaced_weeks", 1.0),))
UNMET = Level("unmet", (("requirement_shortfall", 1.0), ("sequence_breaches", 1.0)))


def announced(plan: Plan) -> Round:
    """Return the round in which every placement of a plan counts as announced."""
    round = plan.round
    pins = round["pins"]
    fixed = pins[pins["state"] == "fixed"]
    known = set(zip(fixed["learner_id"], fixed["block_id"], strict=True))
    rows = [p for p in plan.placements if (p.learner_id, p.block_id) not in known]
    own = pd.DataFrame(
        {
            "learner_id": [p.learner_id for p in rows],
            "block_id": [p.block_id for p in rows],
            "setting_id": [p.setting_id for p in rows],
            "start": pd.Series([round.monday(p.start) for p in rows]).astype(pins["start"].dtype),
            "state": "published",
        }
    )
    kept = pd.concat([fixed, own], ignore_index=True) if len(fixed) else own
    tables = {**round.tables, "pins": kept[list(pins.columns)]}
    return replace(round, tables=tables)


def frozen(plan: Plan, today: dt.date) -> Plan:
    """Return the part of a plan that has started, or starts within the programme's notice."""
    day = plan.round.monday
    stays = is_frozen(plan.round, [(p.learner_id, day(p.start)) for p in plan.placements], today)
    return Plan.of(plan.round, list(compress(plan.placements, stays)), ())


def held(candidates: Candidates, part: Plan) -> tuple[Candidates, np.ndarray]:
    """Return the candidates that leave a part of a plan where it is, and its positions there.

    What the round no longer allows of it is not held.
    """
    chosen = chosen_rows(candidates, part)
    block = candidates.column("learner_block")
    stays = np.isin(block, block[chosen])
    stays[chosen] = False
    rows = np.flatnonzero(~stays)
    return candidates.take(rows), np.searchsorted(rows, chosen)
