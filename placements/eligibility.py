"""What a learner may be offered: one mask a reason, over learners, starts and settings at once.

The masks of one cohort's learners, for one block and start, broadcast to (learners, settings);
a candidate is where all hold, and a refusal is reported by the codes of those that do not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from placements.round import Round
from placements.round.core import EARLIEST, LATEST
from placements.travel import travel_minutes

REASONS: dict[str, str] = {
    "travel": "the journey is longer than the learner's longest",
    "driver": "the setting needs a driver and the learner does not travel by car",
    "age": "the learner is under 18 on the first day and the setting takes adults only",
    "audit": "the educational audit is not valid on the last day",
    "cqc": "the setting is rated Inadequate",
    "closed": "the setting is not open throughout",
    "capacity": "the setting has no place for the learner's type, stage and education provider",
    "exclusion": "an exclusion bars the learner from the setting",
    "needs": "the setting has not all the tags that the learner needs",
    "block": "the block's own filter does not match the setting",
    "absence": "the learner is not present throughout",
}
"""Code → meaning of each reason why a setting is not eligible, in the order of the contract."""
IN_WORDS: dict[str, str] = {
    "travel": "too far",
    "driver": "needs a driver",
    "age": "takes adults only",
    "audit": "audit lapses",
    "cqc": "rated Inadequate",
    "closed": "not open",
    "capacity": "no place for this type or stage of learner",
    "exclusion": "excluded",
    "needs": "lacks what the learner needs",
    "block": "not what the block must be",
    "absence": "the learner is away",
}
"""Reason code → what it says of a setting, in a few words."""


@dataclass(frozen=True, slots=True)
class Start:
    """One block of some learners of one cohort, at one start week.

    Parameters
    ----------
    learners
        Positions of the learners, (n,).
    """

    learners: np.ndarray
    first_week: int
    weeks: int
    stage: int
    where: str

    @property
    def last_week(self) -> int:
        """Last week of a placement that starts then."""
        return self.first_week + self.weeks - 1


@lru_cache(maxsize=2)
def eligibility_of(round: Round) -> Eligibility:
    """Return the eligibility of a round, kept for the rounds asked for last."""
    return Eligibility(round)


class Eligibility:
    """The eligibility of a round, computed for whole groups of learners.

    Parameters
    ----------
    round
        The round; what depends on a learner and a setting alone is computed once.
    """

    def __init__(self, round: Round) -> None:
        self.round = round
        self.minutes = travel_minutes(round)

    def masks(self, start: Start) -> Iterator[tuple[str, np.ndarray]]:
        """Yield each reason's code and where it does *not* bar, broadcastable to (n, settings)."""
        who = start.learners
        first_day, last_day = 7 * (start.first_week - 1), 7 * start.last_week - 1
        yield "travel", self.within_reach[who]
        yield "driver", self._drivers[who]
        minor = self._under_18_until[who, None] >= first_day
        yield "age", ~(minor & self._adults_only[None, :])
        yield "audit", (self._audit >= last_day)[None, :]
        yield "cqc", self._rated[None, :]
        yield "closed", ((self._open_from <= first_day) & (self._open_until >= last_day))[None, :]
        yield "capacity", self._has_places(start)
        yield "exclusion", ~self._excluded[who]
        yield "needs", self._needs_met[who]
        yield "block", self._block(start)
        yield "absence", self._present(who, first_day, last_day)[:, None]

    def mask(self, start: Start) -> np.ndarray:
        """Return which settings are eligible, (n, settings)."""
        eligible = np.ones((len(start.learners), len(self.round.setting_ids)), dtype=bool)
        for _, allowed in self.masks(start):
            eligible &= allowed
        return eligible

    # ---- a learner and a setting -----------------------------------------------------------

    @cached_property
    def within_reach(self) -> np.ndarray:
        """Whether the journey is within the learner's longest, (learners, settings)."""
        longest = self.round["learners"]["max_travel_minutes"].to_numpy()
        return self.minutes <= longest[:, None]

    @cached_property
    def _drivers(self) -> np.ndarray:
        drives = (self.round["learners"]["travel_mode"] == "car").to_numpy()
        needed = (self.round["settings"]["driver_required"] == "yes").to_numpy()
        return drives[:, None] | ~needed[None, :]

    @cached_property
    def _excluded(self) -> np.ndarray:
        return self._any_row("exclusions").astype(bool)

    @cached_property
    def scores(self) -> np.ndarray:
        """Sum of the scores of each learner's matching preferences, (learners, settings), int32."""
        return self._any_row("preferences")

    def _any_row(self, table: str) -> np.ndarray:
        """Return the sum of ``score``, else 1, over the rows that match, (learners, settings)."""
        frame = self.round[table]
        total: np.ndarray = np.zeros_like(self.minutes)
        every = np.arange(total.shape[1])
        worth = frame["score"] if "score" in frame else np.ones(len(frame), dtype=np.int32)
        learners = self.round.learner_ids.get_indexer(frame["learner_id"])
        for learner, where, score in zip(learners, frame["where"], worth, strict=True):
            total[learner] += np.int32(score) * self.round.matches(where, learner, every)
        return total

    @cached_property
    def _needs_met(self) -> np.ndarray:
        tags = [set(tags) for tags in self.round["settings"]["tags"]]
        met = {
            needs: np.array([held.issuperset(needs) for held in tags])
            for needs in set(self.round["learners"]["needs"])
        }
        return np.array([met[needs] for needs in self.round["learners"]["needs"]])

    # ---- a setting and dates ---------------------------------------------------------------

    @cached_property
    def _under_18_until(self) -> np.ndarray:
        return self.round.days(self.round["learners"]["under_18_until"], EARLIEST)

    @cached_property
    def _adults_only(self) -> np.ndarray:
        return (self.round["settings"]["minimum_age"] >= 18).to_numpy()

    @cached_property
    def _audit(self) -> np.ndarray:
        return self.round.days(self.round["settings"]["audit_valid_until"], LATEST)

    @cached_property
    def _rated(self) -> np.ndarray:
        return (self.round["settings"]["cqc_rating"] != "Inadequate").to_numpy()

    @cached_property
    def _open_from(self) -> np.ndarray:
        return self.round.days(self.round["settings"]["open_from"], EARLIEST)

    @cached_property
    def _open_until(self) -> np.ndarray:
        return self.round.days(self.round["settings"]["open_until"], LATEST)

    # ---- capacity --------------------------------------------------------------------------

    @cached_property
    def _kinds(self) -> tuple[np.ndarray, list[tuple[str, str]]]:
        """Each learner's kind, and the kinds: (learner type, education provider)."""
        learners = self.round["learners"]
        pairs = list(zip(learners["learner_type"], learners["education_provider"], strict=True))
        kinds = sorted(set(pairs))
        at = {pair: k for k, pair in enumerate(kinds)}
        return np.array([at[pair] for pair in pairs]), kinds

    def _free_weeks(self, kind: tuple[str, str], stage: int) -> np.ndarray:
        """Return how many of the weeks before each one have a place, (settings, weeks + 1)."""
        matched = np.zeros((len(self.round.setting_ids), self.round.weeks), dtype=bool)
        barred = np.zeros_like(matched)
        for line in self.round.lines:
            if line.counts(kind[0], stage, kind[1]):
                at = self.round.setting_at[line.setting_id]
                matched[at] |= line.places >= 0
                barred[at] |= line.places == 0
        return np.pad(np.cumsum(matched & ~barred, axis=1), ((0, 0), (1, 0)))

    @cached_property
    def _free(self) -> dict[tuple[int, int], np.ndarray]:
        return {}

    def _has_places(self, start: Start) -> np.ndarray:
        of, kinds = self._kinds
        free = np.empty((len(kinds), len(self.round.setting_ids)), dtype=bool)
        for kind in np.unique(of[start.learners]):
            key = (int(kind), start.stage)
            if key not in self._free:
                self._free[key] = self._free_weeks(kinds[kind], start.stage)
            until = self._free[key]
            free[kind] = until[:, start.last_week] - until[:, start.first_week - 1] == start.weeks
        return free[of[start.learners]]

    # ---- a block and a learner -------------------------------------------------------------

    def _block(self, start: Start) -> np.ndarray:
        settings = np.arange(len(self.round.setting_ids))
        return self.round.matches(start.where, start.learners[:, None], settings[None, :])

    @cached_property
    def _away(self) -> list[tuple[int, int, int]]:
        """Learner, first and last day of every time away: absences, and outside the programme."""
        learners, absences = self.round["learners"], self.round["absences"]
        every = range(len(learners))
        starts = self.round.days(learners["starts"], EARLIEST)
        leaves = self.round.days(learners["leaves"], LATEST)
        who = self.round.learner_ids.get_indexer(absences["learner_id"])
        first = self.round.days(absences["from"], EARLIEST)
        last = self.round.days(absences["until"], LATEST)
        return [
            *((k, EARLIEST, int(starts[k]) - 1) for k in every if starts[k] > EARLIEST),
            *((k, int(leaves[k]) + 1, LATEST) for k in every if leaves[k] < LATEST),
            *zip(who.tolist(), first.tolist(), last.tolist(), strict=True),
        ]

    def _present(self, learners: np.ndarray, first_day: int, last_day: int) -> np.ndarray:
        present = np.ones(len(self.round.learner_ids), dtype=bool)
        for learner, away_from, away_until in self._away:
            if away_from <= last_day and away_until >= first_day:
                present[learner] = False
        return present[learners]
