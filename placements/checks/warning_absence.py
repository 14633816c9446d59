"""Warnings on short absences that cost a whole placement."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from placements.checks.case import Case
from placements.checks.words import several
from placements.errors import Problem, Severity, Where, counted
from placements.round import Round
from placements.round.core import EARLIEST, LATEST


def short_absence(case: Case) -> Iterator[Problem]:
    """Find blocks lost to an absence of less than half of them.

    A placement cannot span any day away: an absence, or a day before ``starts`` or after
    ``leaves``. Where every start of a block meets one, the block goes unplaced.
    """
    own = case.round.learner_blocks
    lost = _lost(case.round, np.flatnonzero(~case.offers.fixed))
    for (cohort, block), rows in lost.groupby(["cohort_id", "block_id"], sort=True):
        days = 7 * int(own["weeks"].iat[rows.index[0]])
        said = [f"{row.learner_id} ({row.away} of {days} days)" for row in rows.itertuples()]
        message = (
            f"{block} of cohort {cohort} is lost to {counted(len(rows), 'learner')} who "
            f"{'is' if len(rows) == 1 else 'are'} away for less than half of it: {several(said)}"
        )
        where = _where(case, rows["learner_id"])
        hint = "shorten the absence if the placement can go ahead without those days"
        yield Problem(message, where, None, hint, Severity.WARNING)


def _where(case: Case, learners: pd.Series) -> Where:
    """Return the first row of these learners' absences, or where they have none, their own."""
    absent = np.flatnonzero(case["absences"]["learner_id"].isin(learners))
    if len(absent):
        return case.first_where("absences", absent)
    return case.first_where("learners", [case.round.learner_at[code] for code in learners])


def _lost(round: Round, free: np.ndarray) -> pd.DataFrame:
    """Return the blocks lost to less than half their days.

    Returns
    -------
    pandas.DataFrame
        Indexed by position in ``learner_blocks``: ``learner_id``, ``cohort_id``, ``block_id``,
        ``away`` (fewest days away over the starts).
    """
    own = round.learner_blocks.iloc[free]
    starts = own.loc[own.index.repeat((own["last"] - own["first"] + 1).clip(lower=0))]
    week = starts["first"] + starts.groupby(level=0).cumcount()
    spans = starts.assign(at=starts.index, day=(week - 1) * 7, days=starts["weeks"] * 7)
    met = spans.merge(_away(round), on="learner")
    until = np.minimum(met["day"] + met["days"], met["away_until"] + 1)
    met["away"] = (until - np.maximum(met["day"], met["away_from"])).clip(lower=0)
    away = met.groupby(["at", "day"])["away"].sum()
    fewest = away.groupby(level="at").min()
    own = own.assign(away=fewest.reindex(own.index, fill_value=0).astype("int64"))
    lost = (own["away"] > 0) & (2 * own["away"] < 7 * own["weeks"])
    return own.loc[lost, ["learner_id", "cohort_id", "block_id", "away"]]


def _away(round: Round) -> pd.DataFrame:
    """Return each learner's spells away, which never overlap: ``away_from`` and ``away_until``."""
    learners, absences = round["learners"], round["absences"]
    everyone = np.arange(len(learners))
    starts = round.days(learners["starts"], EARLIEST)
    leaves = round.days(learners["leaves"], LATEST)
    absent = pd.DataFrame(
        {
            "learner": round.learner_ids.get_indexer(absences["learner_id"]),
            "away_from": round.days(absences["from"], EARLIEST),
            "away_until": round.days(absences["until"], LATEST),
        }
    )
    before = pd.DataFrame({"learner": everyone, "away_from": EARLIEST, "away_until": starts - 1})
    after = pd.DataFrame({"learner": everyone, "away_from": leaves + 1, "away_until": LATEST})
    away = pd.concat([absent, before[starts > EARLIEST], after[leaves < LATEST]])
    away = away.sort_values(["learner", "away_from"], ignore_index=True)
    # A spell that begins within an earlier one counts only the days that are left of it.
    until = away.groupby("learner")["away_until"].cummax()
    earlier = until.groupby(away["learner"]).shift(fill_value=EARLIEST - 1)
    return away.assign(away_from=np.maximum(away["away_from"], earlier + 1))


CHECKS = (short_absence,)
