"""The table of candidates: who could go where, and when; and for the rest, the reasons why not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from placements.eligibility import REASONS, Eligibility, Start, eligibility_of
from placements.round import Round


@dataclass(frozen=True, eq=False)
class Candidates:
    """Every placement that the round allows, sorted by learner, block, setting and start.

    Parameters
    ----------
    round
        The round they belong to.
    frame
        ``learner_id``, ``block_id``, ``setting_id``, ``provider_id``, ``sector`` (categories),
        ``start`` (week, 1 first), ``weeks``, ``minutes`` (one way), ``score`` (of wishes),
        ``stage``, ``fixed`` (a fixed pin: the only candidate of its block), ``learner_block``
        (position in ``round.learner_blocks``), ``learner`` and ``setting`` (positions).
    cuts
        Of a part of the table: the weeks in which candidates of the whole begin, or have just
        ended, so that rows by stretches of weeks are the whole's; ``None``: this is the whole.
    members
        Of a part of the table: positions of the learners whom it is about; ``None``: everybody.
    """

    round: Round
    frame: pd.DataFrame
    cuts: np.ndarray | None = None
    members: np.ndarray | None = None

    def __len__(self) -> int:
        return len(self.frame)

    def column(self, name: str) -> np.ndarray:
        """Return a column as an array, (candidates,)."""
        return self.frame[name].to_numpy()

    @property
    def others(self) -> bool:
        """Whether there may be others than this part's learners.

        Then a row that says nothing about those who are may still say something.
        """
        return self.members is not None

    @property
    def learners(self) -> list[int]:
        """Positions of the learners whom the table is about."""
        every = range(len(self.round.learner_ids))
        return list(every) if self.members is None else [int(k) for k in self.members]

    @cached_property
    def end(self) -> np.ndarray:
        """Last week of each candidate, (candidates,)."""
        return self.column("start").astype(np.int64) + self.column("weeks") - 1

    @cached_property
    def _all_cuts(self) -> np.ndarray:
        if self.cuts is not None:
            return self.cuts
        # The few weeks that there are, found without sorting the whole table.
        start, after = pd.unique(self.column("start")), pd.unique(self.end + 1)
        return np.union1d(start.astype(np.int64), after)

    @cached_property
    def _keys(self) -> np.ndarray:
        """One number of each candidate, rising, (candidates,)."""
        names = ("learner_block", "setting", "start")
        return self._key(*(self.column(name) for name in names))

    def _key(self, block: np.ndarray, setting: np.ndarray, start: np.ndarray) -> np.ndarray:
        at = np.asarray(block, dtype=np.int64) * len(self.round.setting_ids) + setting
        return at * (self.round.weeks + 2) + start

    def find(self, block: np.ndarray, setting: np.ndarray, start: np.ndarray) -> np.ndarray:
        """Return the position of each candidate asked for, -1 where the table has none, (n,).

        Parameters
        ----------
        block, setting
            Positions in ``round.learner_blocks`` and ``round.setting_ids``; below 0: none.
        start
            Weeks.
        """
        inside = (start >= 1) & (start <= self.round.weeks) & (setting >= 0) & (block >= 0)
        wanted = np.where(inside, self._key(block, setting, start), -1)
        at = np.searchsorted(self._keys, wanted)
        there = at < len(self)
        there[there] = self._keys[at[there]] == wanted[there]
        return np.where(there, at, -1)

    def take(self, rows: np.ndarray | slice, *, members: np.ndarray | None = None) -> Candidates:
        """Return a part of the table: some rows, by position, perhaps of some learners only.

        A slice of the rows shares their memory.
        """
        frame = self.frame.iloc[rows].reset_index(drop=True)
        return Candidates(self.round, frame, self._all_cuts, members)

    def matches(self, where: str) -> np.ndarray:
        """Return which candidates a filter matches, (candidates,)."""
        return self.round.matches(where, self.column("learner"), self.column("setting"))


def build_candidates(round: Round) -> Candidates:
    """Return every candidate of a round."""
    eligibility = eligibility_of(round)
    pieces = [_open_pieces(round, eligibility), _fixed_pieces(round)]
    found = {name: np.concatenate([p[name] for p in pieces]) for name in pieces[0]}
    order = np.lexsort((found["start"], found["setting"], found["learner_block"]))
    found = {name: values[order] for name, values in found.items()}
    return Candidates(round, _frame(round, eligibility, found))


def _open_pieces(round: Round, eligibility: Eligibility) -> dict[str, np.ndarray]:
    """Return every eligible candidate of the blocks without a fixed pin, as columns."""
    blocks: list[np.ndarray] = [np.empty(0, dtype=np.int32)]
    settings: list[np.ndarray] = [np.empty(0, dtype=np.int32)]
    starts: list[np.ndarray] = [np.empty(0, dtype=np.int16)]
    for start, rows in _starts(round):
        learner, setting = np.nonzero(eligibility.mask(start))
        blocks.append(rows[learner].astype(np.int32))
        settings.append(setting.astype(np.int32))
        starts.append(np.full(len(setting), start.first_week, dtype=np.int16))
    return {
        "learner_block": np.concatenate(blocks),
        "setting": np.concatenate(settings),
        "start": np.concatenate(starts),
        "fixed": np.zeros(sum(map(len, blocks)), dtype=bool),
    }


def _starts(round: Round) -> Iterator[tuple[Start, np.ndarray]]:
    """Yield each cohort's blocks at each start, with the rows of ``learner_blocks`` concerned."""
    own = round.learner_blocks
    free = np.flatnonzero(~_is_fixed(round))
    groups = own.iloc[free].groupby(["cohort_id", "block_id"], sort=True)
    for rows in groups.indices.values():
        at = free[rows]
        block = own.iloc[at[0]]
        learners = own["learner"].to_numpy()[at]
        for week in range(block["first"], block["last"] + 1):
            yield Start(learners, week, block["weeks"], block["stage"], block["where"]), at


def pins_of(round: Round, state: str) -> pd.DataFrame:
    """Return the pins of a state (``fixed``, ``published``) on learners' own blocks.

    Returns
    -------
    pandas.DataFrame
        The rows of ``pins``, with ``learner_block`` and ``setting`` (positions), ``start`` (week).
    """
    own = round.learner_blocks[["learner_id", "block_id", "first"]]
    pins = round["pins"][round["pins"]["state"] == state]
    rows = pins.merge(own.assign(learner_block=np.arange(len(own))), on=["learner_id", "block_id"])
    rows["setting"] = round.setting_ids.get_indexer(rows["setting_id"])
    week = round.week_numbers(rows["start"], 0)
    rows["start"] = np.where(week == 0, rows["first"], week)
    return rows


def _is_fixed(round: Round) -> np.ndarray:
    fixed = np.zeros(len(round.learner_blocks), dtype=bool)
    fixed[pins_of(round, "fixed")["learner_block"]] = True
    return fixed


def _fixed_pieces(round: Round) -> dict[str, np.ndarray]:
    """Return the fixed pins: each is its block's only candidate, eligible or not."""
    pins = pins_of(round, "fixed")
    return {
        "learner_block": pins["learner_block"].to_numpy(dtype=np.int32),
        "setting": pins["setting"].to_numpy(dtype=np.int32),
        "start": pins["start"].to_numpy(dtype=np.int16),
        "fixed": np.ones(len(pins), dtype=bool),
    }


def _frame(round: Round, eligibility: Eligibility, found: dict[str, np.ndarray]) -> pd.DataFrame:
    own, at, setting = round.learner_blocks, found["learner_block"], found["setting"]
    learner = own["learner"].to_numpy(dtype=np.int32)[at]
    settings = round["settings"]
    return pd.DataFrame(
        {
            "learner_id": pd.Categorical.from_codes(learner, round.learner_ids),
            "block_id": _categories(own["block_id"]).take(at),
            "setting_id": pd.Categorical.from_codes(setting, round.setting_ids),
            "provider_id": _categories(settings["provider_id"]).take(setting),
            "sector": _categories(settings["sector"]).take(setting),
            "start": found["start"],
            "weeks": own["weeks"].to_numpy(dtype=np.int16)[at],
            "minutes": eligibility.minutes[learner, setting],
            "score": eligibility.scores[learner, setting],
            "stage": own["stage"].to_numpy(dtype=np.int16)[at],
            "fixed": found["fixed"],
            "learner_block": at,
            "learner": learner,
            "setting": setting,
        }
    )


def _categories(values: pd.Series) -> pd.Categorical:
    return pd.Categorical(values, categories=sorted(set(values)))


# ---- why not -------------------------------------------------------------------------------


def why_not(
    round: Round, learner_id: str, block_id: str | None = None, setting_id: str | None = None
) -> pd.DataFrame:
    """Return, for a learner's blocks, starts and settings, the codes of the reasons that bar each.

    Returns
    -------
    pandas.DataFrame
        ``block_id``, ``start`` (week), ``setting_id``, ``minutes``, ``reasons`` (tuple of codes of
        ``REASONS``; empty: the setting is eligible); sorted by block, setting, start.
    """
    own = round.learner_blocks
    chosen = (own["learner_id"] == learner_id) & (
        (own["block_id"] == block_id) | (block_id is None)
    )
    eligibility = eligibility_of(round)
    settings = np.arange(len(round.setting_ids))
    if setting_id is not None:
        settings = settings[round.setting_ids == setting_id]
    rows = []
    for block in own[chosen].itertuples():
        learner = np.array([block.learner])
        for week in range(block.first, block.last + 1):
            start = Start(learner, week, block.weeks, block.stage, block.where)
            barred = _barred(eligibility, start)
            for setting in settings:
                codes = tuple(code for code, bars in barred.items() if bars[setting])
                minutes = int(eligibility.minutes[block.learner, setting])
                code = round.setting_ids[setting]
                rows.append((block.block_id, week, code, minutes, codes))
    found = pd.DataFrame(rows, columns=["block_id", "start", "setting_id", "minutes", "reasons"])
    return found.sort_values(["block_id", "setting_id", "start"], ignore_index=True)


def _barred(eligibility: Eligibility, start: Start) -> dict[str, np.ndarray]:
    shape = (1, len(eligibility.round.setting_ids))
    masks = eligibility.masks(start)
    return {code: ~np.broadcast_to(allowed, shape)[0] for code, allowed in masks}


def reason_counts(reasons: pd.DataFrame) -> str:
    """Return why a block has no eligible setting, as in ``plan.csv``: ``travel 41; audit 3``.

    Parameters
    ----------
    reasons
        Rows of ``why_not`` for one learner and block. A setting is counted under every code that
        bars it at some start; ``full`` where a setting is eligible at some start.
    """
    if any(not codes for codes in reasons["reasons"]):
        return "full"
    counts = {
        code: reasons.loc[[code in codes for codes in reasons["reasons"]], "setting_id"].nunique()
        for code in REASONS
    }
    listed = sorted((-count, code) for code, count in counts.items() if count)
    return "; ".join(f"{code} {-negative}" for negative, code in listed)
