"""What one more place would gain, at every level: exact where solved again, else an interval.

Bounds say first which places cannot gain anything, and which could: the linear relaxation's prices
for a small round, the shortages for a large one. The most promising are solved again with the place
there. A level's gain is told given the levels above: where those gain, it may be negative.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from placements.candidates import Candidates, build_candidates
from placements.explain.gains import Worths
from placements.explain.places import (
    Extra,
    spare,
)
from placements.explain.resolve import Resolver
from placements.explain.worth_exact import ExactSearch
from placements.explain.worth_large import LargeSearch
from placements.explain.worth_search import Tell
from placements.plan import LevelValue, Plan
from placements.round import Round

SOLVED = 12
"""Places that are solved again; the others keep the interval that bounds give."""


def worth(
    round: Round,
    plan: Plan,
    *,
    known: Sequence[LevelValue] = (),
    weekly: bool = False,
    solved: int = SOLVED,
    tell: Tell = lambda done, of, what: None,
) -> Worths:
    """Return what one more place is worth: at each setting, and it may be in each block's weeks.

    Parameters
    ----------
    known
        The plan's levels with their bounds, where a run has found them.
    weekly
        Whether also the weeks of single blocks are asked about, not only the whole round.
    solved
        How many places are solved again.
    """
    candidates = build_candidates(round)
    resolver = Resolver(round, plan, known=known, candidates=candidates)
    search = (ExactSearch if resolver.exact else LargeSearch)(resolver, solved, tell)
    asked = _asked(candidates, weekly)
    singles = search.singles(asked)
    return Worths(round, search.base, singles, search.pairs(singles), spare(search.plan))


def _asked(candidates: Candidates, weekly: bool) -> list[Extra]:
    round = candidates.round
    whole = [Extra(code, 1, round.weeks) for code in round.setting_ids]
    if not weekly:
        return whole
    frame = pd.DataFrame(
        {
            "setting": candidates.column("setting"),
            "first": candidates.column("start").astype(np.int64),
            "last": candidates.end,
        }
    ).drop_duplicates()
    rows = frame.sort_values(["setting", "first", "last"]).itertuples(index=False)
    return whole + [Extra(round.setting_ids[s], int(a), int(b)) for s, a, b in rows]
