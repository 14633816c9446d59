r"""Placements in an order that the curriculum does not want.

**before**: every placement that matches `then` needs one that matches `first` finished before it
starts, in this round or in history.

$$\sum_{c \in T_{lb}:\ a_c \le t} x_c - d_{lt} \le v_{lb}, \qquad
d_{lt} \le d_{lt'} + \sum_{c \in F_l:\ t' \le e_c < t} x_c \quad \forall b,\ t$$

**not_consecutive** and **contrast**: no placement of $e$ (those that match `first`; those at one
setting, provider or sector) right after another of $e$.

$$v_{let} \ge \sum_{c \in C_{le}:\ a_c = t} x_c + q_{let'} - 1, \qquad
q_{let} \ge \sum_{c \in C_{le}:\ a_c = t} x_c, \qquad
q_{let} \ge q_{let'} - \sum_{c \in C_l \setminus C_{le}:\ a_c = t} x_c$$

| symbol     | in code                                                       | unit   |
|------------|---------------------------------------------------------------|--------|
| $x_c$      | `m.assign[c]`                                                 | 0 or 1 |
| $t, t'$    | a week in which candidates of the learner start, the one before | week |
| $T_{lb}, F_l$ | candidates of block $b$ that match `then`, and of learner $l$ that match `first` | |
| $C_{le}$   | candidates of learner $l$ that are of $e$                     |        |
| $d_{lt}$   | `b.done[l, q, t]`: a first is finished before week $t$        | 0 to 1 |
| $q_{let}$  | `b.last[l, q, e, t]`: the last placement started by $t$ is of $e$ | 0 to 1 |
| $v_{lb}, v_{let}$ | `b.breach[l, q, b]`, `b.breach[l, q, e, t]`            | breaches |

The value is the sum of $v$ over all sequences $q$ of the learners' programmes; none needs
integrality, for whole $x$ makes each 0 or 1.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import numpy as np
import pyomo.environ as pyo

from models.measure import Measure, Moved, Terms, Values
from models.rows import grouped, plus, total
from models.rule import Block, Model
from models.sequences import ATTRIBUTE, Sequence, breaches, done_before, sequences
from placements.candidates import Candidates
from placements.plan import Plan

__all__ = ["MEASURE", "breaches"]


def add(b: Block, m: Model, candidates: Candidates) -> Terms:
    """Add the breaches and their rows; return their number."""
    b.breach = pyo.Var(pyo.Any, bounds=(0, 1), dense=False)
    b.done = pyo.Var(pyo.Any, bounds=(0, 1), dense=False)
    b.last = pyo.Var(pyo.Any, bounds=(0, 1), dense=False)
    for name in ("finished", "before", "held", "kept", "repeated"):
        setattr(b, name, pyo.Constraint(pyo.Any))
    terms = Terms()
    programme = candidates.round["learners"]["programme_id"].to_numpy()
    by_learner = dict(grouped(learner=candidates.column("learner")))
    for sequence in sequences(candidates.round):
        members = [k for k in by_learner if programme[k] == sequence.programme_id]
        rows = _Rows(b, m, candidates, sequence)
        for learner in members:
            for breach in rows.of(learner, by_learner[learner]):
                terms.add(learner, 1, breach)
    return terms


class _Rows:
    """Writes one sequence's rows, learner by learner."""

    def __init__(self, b: Block, m: Model, candidates: Candidates, sequence: Sequence) -> None:
        self.b, self.m, self.candidates, self.sequence = b, m, candidates, sequence
        self.start = candidates.column("start").astype(int)
        if sequence.kind == "before":
            self.first = candidates.matches(sequence.first)
            self.then = candidates.matches(sequence.then)
            self.done = done_before(candidates.round, sequence)
        else:
            self.group = _groups(candidates, sequence)

    def of(self, learner: int, own: np.ndarray) -> Iterator[Any]:
        """Add one learner's rows and yield the breaches."""
        if self.sequence.kind != "before":
            yield from self._repeats(learner, own)
        elif self.candidates.round.learner_ids[learner] not in self.done:
            yield from self._unprepared(learner, own)

    def _unprepared(self, learner: int, own: np.ndarray) -> Iterator[Any]:
        later, first = own[self.then[own]], own[self.first[own]]
        key, before = (learner, self.sequence.sequence_id), 0
        block = self.candidates.column("learner_block")
        done: Any = None
        weeks = np.unique(self.start[later]).tolist()
        for week in weeks:
            ends = self.candidates.end[first]
            ended = first[(ends >= before) & (ends < week)]
            done, before = self._finished((*key, week), done, ended), week
            for k, rows in grouped(block=block[later]):
                started = later[rows][self.start[later[rows]] <= week]
                if len(started):
                    left = plus(total(self.m, started), (-1.0, self.b.breach[(*key, int(k))]))
                    left = left if done is None else plus(left, (-1.0, done))
                    self.b.before[(*key, int(k), week)] = (None, left, 0)
        for k in np.unique(block[later]) if weeks else ():
            yield self.b.breach[(*key, int(k))]

    def _finished(self, key: tuple[Any, ...], before: Any, ended: np.ndarray) -> Any:
        """Return whether a first is finished by then; ``None`` where none can be."""
        if not len(ended):
            return before
        done = self.b.done[key]
        left = plus(total(self.m, ended, -1.0), (1.0, done))
        left = left if before is None else plus(left, (-1.0, before))
        self.b.finished[key] = (None, left, 0)
        return done

    def _repeats(self, learner: int, own: np.ndarray) -> Iterator[Any]:
        start, group = self.start[own], self.group[own]
        block = self.candidates.column("learner_block")[own]
        weeks = np.unique(start).tolist()
        for e in np.unique(group[group >= 0]).tolist():
            if len(np.unique(block[group == e])) < 2:
                continue
            last: Any = None
            for week in weeks:
                here = own[(start == week) & (group == e)]
                others = own[(start == week) & (group != e)]
                key = (learner, self.sequence.sequence_id, e, week)
                if last is not None and len(here):
                    breach = self.b.breach[key]
                    repeated = plus(total(self.m, here), (1.0, last), (-1.0, breach))
                    self.b.repeated[key] = (None, repeated, 1)
                    yield breach
                last = self._last(key, last, here, others)

    def _last(self, key: tuple[Any, ...], before: Any, here: np.ndarray, others: np.ndarray) -> Any:
        """Return whether the last placement is of the group; ``None`` where none can be yet."""
        if before is None and not len(here):
            return None
        last = self.b.last[key]
        if len(here):
            self.b.held[key] = (None, plus(total(self.m, here), (-1.0, last)), 0)
        if before is not None:
            stays = plus(total(self.m, others, -1.0), (1.0, before), (-1.0, last))
            self.b.kept[key] = (None, stays, 0)
        return last


def _groups(candidates: Candidates, sequence: Sequence) -> np.ndarray:
    """Return what no two placements in a row may share, as a number; -1: nothing."""
    if sequence.kind == "contrast":
        return candidates.frame[ATTRIBUTE[sequence.first]].cat.codes.to_numpy().astype(int)
    return np.where(candidates.matches(sequence.first), 0, -1)


# ---- from a plain plan ---------------------------------------------------------------------


def value(plan: Plan) -> Values:
    """Return the breaches of each learner."""
    amount: dict[str | None, float] = defaultdict(float)
    for _, stay in breaches(plan):
        amount[stay.learner_id] += 1
    return amount


MEASURE = Measure(
    "sequence_breaches",
    "breaches",
    "Placements in an order not wanted",
    add,
    value,
    periodic=Moved.NO_MORE,
)
