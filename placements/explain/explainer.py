"""Finds why a plan puts learners where it does, one learner after the other."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import cached_property

import pandas as pd

from placements.candidates import Candidates, build_candidates, pins_of, why_not
from placements.eligibility import eligibility_of
from placements.explain.explanation import MOVED, OF_ALL, OF_ONE, OPTION, Explanation
from placements.explain.pinned import Cost, Pricing
from placements.explain.sound import sound
from placements.plan import LevelValue, Placement, Plan


class Explainer:
    """A plan, ready to be explained to several learners.

    Parameters
    ----------
    plan
        Any plan of its round, perhaps a broken one.
    """

    def __init__(
        self,
        plan: Plan,
        *,
        known: Sequence[LevelValue] = (),
        exact: bool | None = None,
        listener: Callable[[str], None] | None = None,
    ) -> None:
        self.plan, self.known, self.exact = plan, known, exact
        self.tell = listener or (lambda words: None)
        self.start, self.left_out = sound(plan)

    @cached_property
    def candidates(self) -> Candidates:
        """Every candidate of the round."""
        self.tell("reading what is open to whom")
        return build_candidates(self.plan.round)

    @cached_property
    def pricing(self) -> Pricing:
        """What finds costs."""
        known = () if self.left_out else self.known
        return Pricing(self.start, known, whole=self.exact, candidates=self.candidates)

    def explain(
        self,
        learner: str,
        blocks: Collection[str] | None = None,
        instead: str | None = None,
        most: int | None = None,
    ) -> Explanation:
        """Return the explanation of a learner's blocks; ``None``: of all."""
        if most is None:
            most = OF_ALL if blocks is None and instead is None else OF_ONE
        barred = why_not(self.plan.round, learner, None, instead)
        if blocks is not None:
            barred = barred[barred["block_id"].isin(list(blocks))]
        open_ = barred["reasons"].map(len) == 0
        options = self._options(learner, barred[open_], most)
        costs, moves, impossible = self._costs(learner, options)
        return Explanation(
            plan=self.plan,
            left_out=self.left_out,
            learner=learner,
            blocks=self._blocks(learner, barred, open_),
            closed=barred[~open_].reset_index(drop=True),
            options=options,
            costs=costs,
            moves=moves,
            impossible=impossible,
        )

    def _blocks(self, learner: str, barred: pd.DataFrame, open_: pd.Series) -> pd.DataFrame:
        round = self.plan.round
        own = round.learner_blocks
        own = own[(own["learner_id"] == learner) & own["block_id"].isin(barred["block_id"])]
        stays = {stay.block_id: stay for stay in self.plan.by_learner[learner]}
        fixed = set(pins_of(round, "fixed")["learner_block"])
        rows = []
        for at, block in zip(own.index, own.itertuples(), strict=True):
            stay = stays.get(block.block_id)
            mine = barred["block_id"] == block.block_id
            inside = barred.loc[mine & open_, "setting_id"].nunique()
            every = barred.loc[mine, "setting_id"].nunique()
            rows.append(
                (
                    block.block_id,
                    round.monday(block.first if stay is None else stay.start),
                    block.weeks,
                    "" if stay is None else stay.setting_id,
                    None if stay is None else stay.minutes,
                    None if stay is None else self._score(learner, stay.setting_id),
                    at in fixed,
                    (learner, block.block_id) in self.plan.taken,
                    inside,
                    every - inside,
                )
            )
        names = ["block_id", "start", "weeks", "setting_id", "minutes", "score"]
        frame = pd.DataFrame(rows, columns=[*names, "pinned", "taken", "open", "closed"])
        return frame.astype({"minutes": "Int64", "score": "Int64"})

    def _score(self, learner: str, setting: str) -> int:
        round = self.plan.round
        scores = eligibility_of(round).scores
        return int(scores[round.learner_at[learner], round.setting_at[setting]])

    def _options(self, learner: str, opened: pd.DataFrame, most: int) -> pd.DataFrame:
        """Return the open choices, the chosen one first, then those that suit the learner best."""
        chosen = {
            (p.block_id, p.setting_id, p.start)
            for p in self.plan.placements
            if p.learner_id == learner
        }
        names = [*OPTION, "minutes"]
        frame = opened[names].copy()
        frame["score"] = [self._score(learner, code) for code in frame["setting_id"]]
        keys = zip(*(frame[name] for name in OPTION), strict=True)
        frame["chosen"] = [key in chosen for key in keys]
        worth = frame["minutes"] - frame["score"]
        frame = frame.assign(worth=worth).sort_values(
            ["block_id", "chosen", "worth", "setting_id", "start"],
            ascending=[True, False, True, True, True],
            ignore_index=True,
        )
        other = ~frame["chosen"]
        rank = other.groupby(frame["block_id"]).cumsum()
        pinned = self._pinned(learner)
        frame["asked"] = other & (rank <= most) & ~frame["block_id"].isin(pinned)
        return frame.drop(columns="worth")

    def _pinned(self, learner: str) -> list[str]:
        pins = pins_of(self.plan.round, "fixed")
        return pins.loc[pins["learner_id"] == learner, "block_id"].tolist()

    def _costs(
        self, learner: str, options: pd.DataFrame
    ) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
        costs, moves, impossible = [], [], []
        asked = options[options["asked"]]
        for number, row in enumerate(asked.itertuples(), 1):
            option = row.block_id, row.setting_id, row.start
            self.tell(f"choice {number} of {len(asked)}: {row.block_id} at {row.setting_id}")
            (choice,) = self.pricing.positions(learner, *option).tolist()
            cost = self.pricing.cost(choice)
            if cost.plan is None:
                impossible.append(option)
                continue
            costs += [(*option, *level) for level in _levels(cost, self.pricing.now)]
            moves += [(*option, *move) for move in _moves(cost, learner, row.block_id)]
        levels = ["level", "value", "lower", "upper", "extra_lower", "extra_upper"]
        names = ["learner_id", "other_block", *MOVED]
        return (
            pd.DataFrame(costs, columns=[*OPTION, *levels]).astype(
                dict.fromkeys(levels[1:], float)
            ),
            pd.DataFrame(moves, columns=[*OPTION, *names]).astype(
                dict.fromkeys(MOVED[1::2], "Int64")
            ),
            pd.DataFrame(impossible, columns=OPTION),
        )


def _levels(cost: Cost, now: Sequence[float]) -> list[tuple[object, ...]]:
    """Return name, value now, ends with the choice, and ends of the difference."""
    rows: list[tuple[object, ...]] = []
    for level, value in zip(cost.levels, now, strict=True):
        less = None if level.bound is None else level.bound - value
        rows.append((level.name, value, level.bound, level.value, less, level.value - value))
    return rows


def _moves(cost: Cost, learner: str, block: str) -> list[tuple[object, ...]]:
    """Return whose other placements change: learner, block, from and to."""
    rows = [(p, p, after) for p, after in cost.moved] + [(p, None, p) for p in cost.placed]
    return [
        (p.learner_id, p.block_id, *_at(before), *_at(after))
        for p, before, after in sorted(rows, key=lambda row: row[0])
        if (p.learner_id, p.block_id) != (learner, block)
    ]


def _at(placement: Placement | None) -> tuple[str, int | None]:
    return ("", None) if placement is None else (placement.setting_id, placement.start)
