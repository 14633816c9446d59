"""Random plans on random rounds, so that a rule is tested before its author writes a test.

The same ones in every run. ``EXAMPLES=20 pytest tests/models`` draws twenty times as many.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from random import Random
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.rules import RULES
from placements.candidates import Candidates
from placements.plan import Placement, Plan, pinned
from placements.round import Round
from tests.strategies import Texts, candidates_of, round_texts

TIMES = float(os.environ.get("EXAMPLES", "1"))


def on_examples(
    number: int, strategy: st.SearchStrategy[Any], check: Callable[[Any], None]
) -> None:
    """Run a check on so many examples; the same ones in every run."""

    @settings(
        max_examples=round(number * TIMES),
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(example=strategy)
    def run(example: Any) -> None:
        check(example)

    run()


@dataclass(frozen=True, eq=False)
class Case:
    """A round with plans on it.

    Parameters
    ----------
    texts
        The tables.
    plans
        Plans in good order (a placement a block, a learner a week), and broken ones.
    """

    texts: Texts
    candidates: Candidates
    plans: tuple[Plan, ...]

    @property
    def round(self) -> Round:
        """The round."""
        return self.candidates.round

    @cached_property
    def broken(self) -> tuple[frozenset[str], ...]:
        """Names of the rules that each plan breaks."""
        return tuple(
            frozenset(rule.name for rule in RULES if any(True for _ in rule.breaches(plan)))
            for plan in self.plans
        )

    def plans_that_respect(self, names: tuple[str, ...]) -> list[Plan]:
        """Return the plans that break none of these rules."""
        both = zip(self.plans, self.broken, strict=True)
        return [plan for plan, broken in both if broken.isdisjoint(names)]

    def __repr__(self) -> str:
        tables = (f"{name}:\n{text}" for name, text in self.texts if "\n" in text.strip())
        plans = (f"plan: {plan.placements}\nunplaced: {plan.unplaced}" for plan in self.plans)
        return "\n".join([*tables, *plans])


@lru_cache(maxsize=1)
def drawn() -> tuple[Case, ...]:
    """Return the cases that every rule and measure is tried on, drawn once."""
    found: list[Case] = []
    on_examples(80, cases(), found.append)
    return tuple(found)


def assert_none(differences: Callable[[Case], list[str]]) -> None:
    """Fail with a small case for which there is a difference."""
    case = next((case for case in drawn() if differences(case)), None)
    if case is not None:
        small = smallest(case, differences)
        raise AssertionError("\n".join([*differences(small), repr(small)]))


def smallest(case: Case, differences: Callable[[Case], list[str]]) -> Case:
    """Return a case with one plan and as few rows as still make a difference."""
    alone = (replace(case, plans=(plan,)) for plan in case.plans)
    case = next((one for one in alone if differences(one)), case)
    for name in OPTIONAL:
        for row in range(len(dict(case.texts)[name].splitlines()) - 1, 0, -1):
            fewer = _without(case, name, row)
            if differences(fewer):
                case = fewer
    return case


OPTIONAL = (
    "requirements",
    "sequences",
    "preferences",
    "exclusions",
    "history",
    "pins",
    "links",
    "absences",
    "travel",
    "vacancies",
    "capacity",
)
"""Tables whose rows a smaller case may do without."""


def _without(case: Case, name: str, row: int) -> Case:
    lines = dict(case.texts)[name].splitlines()
    text = "\n".join([*lines[:row], *lines[row + 1 :]])
    texts = tuple(sorted({**dict(case.texts), name: text}.items()))
    if name == "capacity" and len(lines) == 2:
        return case
    candidates = candidates_of(texts)
    plans = (Plan.of(candidates.round, plan.placements, plan.unplaced) for plan in case.plans)
    return Case(texts, candidates, tuple(plans))


# ---- drawing -----------------------------------------------------------------------------------

Row = tuple[str, str, str, int]


@dataclass(frozen=True, eq=False)
class _Options:
    """What plans can be made of: learners' blocks, with their candidates and whether they must be.

    Parameters
    ----------
    blocks
        Learner and block, (n,).
    choices
        Candidates of each, with their weeks, (n,).
    groups
        Positions of the blocks of each group of which some are left out, and how many are taken.
    """

    blocks: list[tuple[str, str]]
    choices: list[list[tuple[Row, frozenset[int]]]]
    groups: list[tuple[list[int], int]]


@lru_cache(maxsize=512)
def _options(candidates: Candidates) -> _Options:
    own, frame = candidates.round.learner_blocks, candidates.frame
    choices: list[list[tuple[Row, frozenset[int]]]] = [[] for _ in range(len(own))]
    names = ("learner_block", "learner_id", "block_id", "setting_id", "start", "weeks")
    for k, *row, weeks in zip(*(frame[name].tolist() for name in names), strict=True):
        choices[k].append((tuple(row), frozenset(range(row[3], row[3] + weeks))))
    some = own[own["optional"]].groupby(["learner_id", "group"])
    groups = [(rows.index.tolist(), int(rows["take"].iat[0])) for _, rows in some]
    blocks = list(zip(own["learner_id"], own["block_id"], strict=True))
    return _Options(blocks, choices, groups)


def cases() -> st.SearchStrategy[Case]:
    """Draw rounds with plans on them: three in good order, two broken, six with a stray."""
    return st.randoms(use_true_random=True).map(_case)


def _case(rng: Random) -> Case:
    texts = round_texts(rng)
    candidates = candidates_of(texts)
    plans = [
        *(_plan(rng, candidates, broken=False) for _ in range(3)),
        *(_plan(rng, candidates, broken=True) for _ in range(2)),
        *(_with_a_stray(rng, candidates) for _ in range(6)),
    ]
    return Case(texts, candidates, tuple(plans))


def _plan(rng: Random, candidates: Candidates, *, broken: bool) -> Plan:
    """Draw a candidate or none for each block; where broken, whatever overlaps, and some more."""
    options = _options(candidates)
    placements, unplaced = set(), []
    busy: dict[str, frozenset[int]] = {}
    for k in _taken(rng, options, broken):
        who = options.blocks[k][0]
        held = busy.get(who, frozenset())
        free = [pair for pair in options.choices[k] if broken or held.isdisjoint(pair[1])]
        if free and rng.randrange(6):
            row, weeks = rng.choice(free)
            placements.add(Placement(*row))
            busy[who] = held | weeks
        else:
            unplaced.append(options.blocks[k])
    if broken and any(options.choices) and rng.randrange(2):
        more = [row for own in options.choices for row, _ in own]
        placements.add(Placement(*rng.choice(more)))
    return Plan.of(candidates.round, placements, unplaced)


def _taken(rng: Random, options: _Options, broken: bool) -> list[int]:
    """Draw which blocks are taken: so many of a group; where broken, any."""
    taken = set(range(len(options.blocks)))
    for rows, take in options.groups:
        number = rng.randint(0, len(rows)) if broken else take
        taken -= set(rng.sample(rows, len(rows) - number))
    return sorted(taken)


def _with_a_stray(rng: Random, candidates: Candidates) -> Plan:
    """Draw the plan of the fixed pins, and one more block anywhere at any time."""
    fixed = pinned(candidates.round, "fixed")
    decided = {(pin.learner_id, pin.block_id) for pin in fixed}
    own = candidates.round.learner_blocks
    names = ("learner_id", "block_id", "first", "last")
    blocks = zip(*(own[name].tolist() for name in names), strict=True)
    free = [block for block in blocks if block[:2] not in decided]
    if not free:
        return Plan.of(candidates.round, fixed)
    learner, block, first, last = rng.choice(free)
    where = rng.choice(candidates.round.setting_ids.tolist())
    start = rng.randint(max(first - 1, 1), last + 1)
    return Plan.of(candidates.round, {*fixed, Placement(learner, block, where, start)})
