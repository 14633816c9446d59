"""What every export is made from: a judged plan as one table with names, dates and words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from models.rule import Breach
from placements.changes import Change, Spots, changes, spots_of
from placements.export.looks import sector_name
from placements.export.places import Places, places
from placements.export.summary import reason_in_words
from placements.plan import LevelValue, Plan
from placements.plan_file import plan_frame
from placements.travel import is_estimated
from placements.verdict import Verdict, judge

STATES = {
    "placed": "placed",
    "pinned": "placed, fixed",
    "kept": "placed, as announced",
    "changed": "placed, not as announced",
    "unplaced": "NOT PLACED",
}
"""State of a row of ``plan.csv`` → what it says to people."""


@dataclass(frozen=True, eq=False)
class Facts:
    """A judged plan, and what was announced before it.

    Parameters
    ----------
    levels
        Value of each level as judged, with a bound where a run proved one.
    status
        How the run ended; ``""``: the plan has no run.
    standing
        Draft, published or frozen, in words.
    before
        What was announced; ``None``: nothing yet.
    overridden
        Where fixed pins alone break a rule.
    judged
        What the judge said of the plan; ``None``: it is asked where somebody wants to know.
    """

    plan: Plan
    levels: tuple[LevelValue, ...]
    status: str
    standing: str
    before: Spots | None
    overridden: tuple[Breach, ...] = field(default=())
    judged: Verdict | None = field(default=None)

    @cached_property
    def verdict(self) -> Verdict:
        """What the judge says of the plan."""
        return judge(self.plan) if self.judged is None else self.judged

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """What differs from what was announced."""
        return () if self.before is None else changes(self.before, spots_of(self.plan))

    @cached_property
    def blocks(self) -> pd.DataFrame:
        """One row a block taken, placed or not, with everything that is said of it anywhere.

        Sorted by learner and first day. Every export is a choice of these columns.
        """
        frame = plan_frame(self.plan)
        start = pd.to_datetime(frame["start"])
        frame["start"] = [day.date() for day in start]
        frame["end"] = [
            day + dt.timedelta(weeks=int(weeks), days=-1)
            for day, weeks in zip(frame["start"], frame["weeks"], strict=True)
        ]
        frame["state_in_words"] = frame["state"].map(STATES)
        unplaced = frame["state"] == "unplaced"
        known = {code: reason_in_words(code) for code in set(frame.loc[unplaced, "reason"])}
        frame["why_not_placed"] = [
            known[code] if out else "" for code, out in zip(frame["reason"], unplaced, strict=True)
        ]
        return self._with_setting(self._with_learner(frame))

    def _with_learner(self, frame: pd.DataFrame) -> pd.DataFrame:
        columns = ["programme_id", "cohort_id", "education_provider", "weekly_hours"]
        learners = self.plan.round["learners"].set_index("learner_id")[columns]
        frame = frame.join(learners, on="learner_id")
        frame["programme"] = frame["programme_id"].map(self.programmes)
        frame["hours"] = frame["weeks"] * frame["weekly_hours"]
        blocks = self.plan.round["blocks"].set_index(["cohort_id", "block_id"])["stage"]
        return frame.join(blocks, on=["cohort_id", "block_id"])

    def _with_setting(self, frame: pd.DataFrame) -> pd.DataFrame:
        columns = ["name", "provider_id", "sector", "address", "postcode", "contact"]
        settings = self.plan.round["settings"].set_index("setting_id")[columns]
        frame = frame.join(settings.rename(columns={"name": "setting"}), on="setting_id")
        frame[["setting", *columns[1:]]] = frame[["setting", *columns[1:]]].fillna("")
        frame["provider"] = frame["provider_id"].map(self.providers)
        frame["sector_in_words"] = frame["sector"].map(sector_name)
        frame["travel"] = self._sources(frame)
        return frame

    def _sources(self, frame: pd.DataFrame) -> np.ndarray:
        """Return whether the minutes of each row were measured or are an estimate."""
        round = self.plan.round
        learner = round.learner_ids.get_indexer(frame["learner_id"])
        setting = round.setting_ids.get_indexer(frame["setting_id"])
        estimated = is_estimated(round)[learner, setting]
        return np.where(setting < 0, "", np.where(estimated, "estimated", "measured"))

    @cached_property
    def limits(self) -> Mapping[str, tuple[Places, ...]]:
        """Setting → the limits of its capacity, with how many use each."""
        return places(self.plan)

    @cached_property
    def people(self) -> pd.DataFrame:
        """Learners with a placement, by programme (rows) and sector (columns)."""
        placed = self.blocks[self.blocks["state"] != "unplaced"]
        people = placed.groupby(["programme", "sector_in_words"])["learner_id"].nunique()
        return people.unstack(fill_value=0)

    @cached_property
    def programme_and_cohort(self) -> tuple[Mapping[str, str], Mapping[str, str]]:
        """Learner → name of the programme, and learner → cohort."""
        learners = self.plan.round["learners"].set_index("learner_id")
        programmes = learners["programme_id"].map(self.programmes)
        return programmes.to_dict(), learners["cohort_id"].to_dict()

    @cached_property
    def programmes(self) -> Mapping[str, str]:
        """Code → name of each programme."""
        return _names(self.plan.round["programmes"], "programme_id")

    @cached_property
    def providers(self) -> Mapping[str, str]:
        """Code → name of each provider; the code where the round has no such table."""
        known = _names(self.plan.round["providers"], "provider_id")
        used = self.plan.round["settings"]["provider_id"]
        return {"": ""} | {code: code for code in used} | known

    @cached_property
    def settings(self) -> Mapping[str, str]:
        """Code → name of each setting."""
        return _names(self.plan.round["settings"], "setting_id")


def _names(frame: pd.DataFrame, key: str) -> dict[str, str]:
    return dict(zip(frame[key], frame["name"], strict=True))
