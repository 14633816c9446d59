"""What bars a setting from a learner's block, with the figures that say so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from placements.eligibility import IN_WORDS, REASONS
from placements.explain.explanation import Explanation
from placements.export.explain import estimated_settings, minutes_of
from placements.export.filter_words import filter_in_words
from placements.export.text import day, figure
from placements.tables.heading import BY

NEAREST = 5
"""Settings that were not open named on a page of one block, the nearest first."""
FIGURES = 2
"""Different figures named beside a rule; the rest is counted."""
OF_SETTING = {"age", "audit", "closed", "needs"}
"""Reasons whose figures are the setting's own: where settings are put together, it is named."""


class Bars:
    """What bars settings from one learner's blocks."""

    def __init__(self, found: Explanation) -> None:
        self.found, self.round = found, found.plan.round
        round = self.round
        self.learner = round["learners"].set_index("learner_id").loc[found.learner]
        self.settings = round["settings"].set_index("setting_id")
        own = round.learner_blocks
        self.blocks = own[own["learner_id"] == found.learner].set_index("block_id")
        self.estimated = estimated_settings(found)

    def rules(self) -> list[tuple[str, str, str]]:
        """Return each rule that bars a setting in some block: words, number of settings, figures.

        A setting is counted under every rule that bars it.
        """
        rows = self.found.closed.explode("reasons")
        found = []
        for code, words in REASONS.items():
            own = rows[rows["reasons"] == code]
            if len(own):
                number = own["setting_id"].nunique()
                found.append((words, f"{number:,}", self._all(code, own)))
        return found

    def nearest(self) -> list[tuple[str, str, str]]:
        """Return the nearest settings that were not open at any start: code, minutes, why."""
        closed, opened = self.found.closed, set(self.found.options["setting_id"])
        own = closed[~closed["setting_id"].isin(opened)].sort_values(["minutes", "setting_id"])
        rows = own.drop_duplicates("setting_id").head(NEAREST).itertuples()
        return [
            (str(row.setting_id), minutes_of(row, self.estimated), "; ".join(self.words(row)))
            for row in rows
        ]

    def words(self, row: Any) -> list[str]:
        """Return each rule that bars a row of ``closed``, in a few words, with its figures."""
        told = [(IN_WORDS[code], self.figures(code, row)) for code in row.reasons]
        return [f"{words} ({figures})" if figures else words for words, figures in told]

    def figures(self, code: str, row: Any) -> str:
        """Return the figures that make a rule bar a row of ``closed``."""
        told: Callable[[Any], str] = getattr(self, f"_{code}")
        return told(row)

    def _all(self, code: str, rows: pd.DataFrame) -> str:
        if code == "travel":
            low, high = (figure(rows["minutes"].agg(end)) for end in ("min", "max"))
            span = low if low == high else f"{low} to {high}"
            return f"{span} minutes; at most {figure(self.learner['max_travel_minutes'])}"
        told = [
            f"{row.setting_id} {self.figures(code, row)}"
            if code in OF_SETTING
            else self.figures(code, row)
            for row in rows.itertuples()
        ]
        each = list(dict.fromkeys(filter(None, told)))
        more = [f"{len(each) - FIGURES:,} more"] if len(each) > FIGURES else []
        return "; ".join([*each[:FIGURES], *more])

    # ---- one for each code of REASONS ----------------------------------------------------------

    def _travel(self, row: Any) -> str:
        longest = figure(self.learner["max_travel_minutes"])
        return f"{minutes_of(row, self.estimated)} minutes, at most {longest}"

    def _driver(self, row: Any) -> str:
        return f"travels {BY[self.learner['travel_mode']]}"

    def _age(self, row: Any) -> str:
        age = figure(self.settings.at[row.setting_id, "minimum_age"])
        return f"from {age} years, under 18 until {day(self.learner['under_18_until'])}"

    def _audit(self, row: Any) -> str:
        return f"valid until {day(self.settings.at[row.setting_id, 'audit_valid_until'])}"

    @staticmethod
    def _cqc(row: Any) -> str:
        return ""  # the rule has the rating in it

    def _closed(self, row: Any) -> str:
        dates = [
            (word, self.settings.at[row.setting_id, name])
            for word, name in (("from", "open_from"), ("until", "open_until"))
        ]
        return "open " + " ".join(f"{word} {day(date)}" for word, date in dates if pd.notna(date))

    def _capacity(self, row: Any) -> str:
        kind = [self.learner["learner_type"], f"stage {self.blocks.at[row.block_id, 'stage']}"]
        return ", ".join([*kind, *filter(None, [self.learner["education_provider"]])])

    def _exclusion(self, row: Any) -> str:
        rows = self.round["exclusions"]
        at = self.round.learner_at[self.found.learner], self.round.setting_at[row.setting_id]
        own = rows.loc[rows["learner_id"] == self.found.learner, "where"]
        held = [filter_in_words(where) for where in own if self.round.matches(where, *at).any()]
        return "; ".join(word or "every setting" for word in held)

    def _needs(self, row: Any) -> str:
        held = set(self.settings.at[row.setting_id, "tags"])
        return "lacks " + ", ".join(tag for tag in self.learner["needs"] if tag not in held)

    def _block(self, row: Any) -> str:
        return filter_in_words(self.blocks.at[row.block_id, "where"])

    def _absence(self, row: Any) -> str:
        first = self.round.monday(row.start)
        last = self.round.sunday(row.start + self.blocks.at[row.block_id, "weeks"] - 1)
        rows = self.round["absences"]
        rows = rows[rows["learner_id"] == self.found.learner]
        told = [
            f"away {day(away.from_)} to {day(away.until)}"
            for away in rows.rename(columns={"from": "from_"}).itertuples()
            if away.from_.date() <= last and away.until.date() >= first
        ]
        starts, leaves = self.learner["starts"], self.learner["leaves"]
        if pd.notna(starts) and starts.date() > first:
            told.append(f"starts {day(starts)}")
        if pd.notna(leaves) and leaves.date() < last:
            told.append(f"leaves {day(leaves)}")
        return "; ".join(told)
