"""Whole small rounds: the engine's plan is the best of *all* plans, by the judge's own account."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from math import prod
from random import Random

import pytest

from models.build import build
from models.rules import RULES
from placements.candidates import Candidates
from placements.engine.exact import solve_exactly
from placements.engine.matrix import compile_model
from placements.errors import ContradictionError
from placements.plan import Placement, Plan, Status
from placements.result import Result
from placements.run import solve
from placements.verdict import level_value
from tests.models.agreement import fill_in, is_representable
from tests.models.cases import TIMES, drawn
from tests.strategies import SMALL, Texts, candidates_of, round_texts

FEWEST_PLANS, MOST_PLANS = 40, 2_000
WANTED = round(40 * TIMES)
OWN = ("eligibility", "one_at_a_time", "one_setting_per_block", "pins", "taken_blocks")
"""Rules that a learner's part of a plan breaks or respects whatever the others do."""

Part = tuple[tuple[Placement, ...], tuple[tuple[str, str], ...]]
"""A learner's placements and unplaced blocks."""


@dataclass(frozen=True)
class Small:
    """A round so small that all its plans are known.

    Parameters
    ----------
    parts
        For each learner, every part of a plan that breaks none of ``OWN``.
    """

    texts: Texts
    candidates: Candidates
    parts: tuple[tuple[Part, ...], ...]

    def plans(self) -> Iterator[Plan]:
        """Yield every plan."""
        for parts in product(*self.parts):
            placements = [placement for placed, _ in parts for placement in placed]
            unplaced = [block for _, left in parts for block in left]
            yield Plan.of(self.candidates.round, placements, unplaced)


@lru_cache(maxsize=1)
def small_rounds() -> tuple[Small, ...]:
    """Return random rounds with few plans, the same ones in every run."""
    found: list[Small] = []
    seed = 0
    while len(found) < WANTED:
        seed += 1
        texts = round_texts(Random(seed), SMALL)
        candidates = candidates_of(texts)
        parts = _parts(candidates)
        if parts is not None and FEWEST_PLANS <= prod(map(len, parts)) <= MOST_PLANS:
            found.append(Small(texts, candidates, parts))
    return tuple(found)


def _parts(candidates: Candidates) -> tuple[tuple[Part, ...], ...] | None:
    """Return each learner's parts of plans; ``None`` where there are too many plans."""
    own, frame = candidates.round.learner_blocks, candidates.frame
    names = ("learner_block", "learner_id", "block_id", "setting_id", "start")
    options: list[list[Placement | bool]] = [[False] for _ in range(len(own))]
    for k, *row in zip(*(frame[name].tolist() for name in names), strict=True):
        options[k].append(Placement(*row))
    for k in range(len(own)):
        options[k] += [True] if own["optional"].iat[k] else []
    by_learner = {code: [] for code in candidates.round.learner_ids}
    for k, code in enumerate(own["learner_id"]):
        by_learner[code].append(k)
    if any(prod(len(options[k]) for k in rows) > 100 for rows in by_learner.values()):
        return None
    parts = [
        tuple(_respectful(candidates, code, [(k, options[k]) for k in rows]))
        for code, rows in by_learner.items()
    ]
    return tuple(parts)


def _respectful(
    candidates: Candidates, learner: str, options: list[tuple[int, list[Placement | bool]]]
) -> Iterator[Part]:
    own = candidates.round.learner_blocks
    blocks = [(learner, own["block_id"].iat[k]) for k, _ in options]
    for choice in product(*(choices for _, choices in options)):
        placed = tuple(made for made in choice if isinstance(made, Placement))
        left = tuple(block for block, made in zip(blocks, choice, strict=True) if made is False)
        plan = Plan.of(candidates.round, placed, left)
        if not any(
            breach.learner_id == learner
            for rule in RULES
            if rule.name in OWN
            for breach in rule.breaches(plan)
        ):
            yield placed, left


def best(small: Small) -> tuple[float, ...] | None:
    """Return the best values, by trying every plan; ``None`` where no plan respects every rule."""
    others = [rule for rule in RULES if rule.name not in OWN]
    plans = [plan for plan in small.plans() if not any(any(r.breaches(plan)) for r in others)]
    values = []
    for level in small.candidates.round.levels:
        found = [(level_value(plan, level), plan) for plan in plans]
        if not found:
            return None
        least = min(value for value, _ in found)
        values.append(least)
        plans = [plan for value, plan in found if value <= least + 1e-9 * max(1.0, abs(least))]
    return tuple(values)


@lru_cache(maxsize=512)
def solved(texts: Texts) -> Result | None:
    """Return what the engine makes of a round; ``None`` where pins and links contradict."""
    try:
        return solve(candidates_of(texts).round)
    except ContradictionError:
        return None


def values_of(texts: Texts) -> tuple[float, ...] | None:
    """Return the engine's values, as judged."""
    result = solved(texts)
    return None if result is None else result.verdict.values


def close(one: tuple[float, ...] | None, other: tuple[float, ...] | None) -> bool:
    """Return whether values are the same but for rounding."""
    return one == other if one is None or other is None else one == pytest.approx(other, abs=1e-6)


# ---- the tests ---------------------------------------------------------------------------------


def test_the_best_of_all_plans_is_found_and_proven() -> None:
    for small in small_rounds():
        expected, result = best(small), solved(small.texts)
        assert close(values_of(small.texts), expected), small.texts
        if result is not None:
            assert result.status is Status.OPTIMAL, small.texts
            bounds = tuple(level.bound for level in result.levels)
            assert close(bounds, expected), small.texts


def test_the_order_of_rules_never_matters() -> None:
    for small in small_rounds()[::2]:
        names = tuple(level.name for level in small.candidates.round.levels)
        model = build(small.candidates, rules=reversed(RULES))
        turned = solve_exactly(compile_model(model, small.candidates), names)
        values = turned.values if turned.plan is not None else None
        assert close(values, values_of(small.texts)), small.texts


def test_one_more_place_never_makes_a_round_worse() -> None:
    for small in small_rounds():
        before, after = values_of(small.texts), values_of(_with_more_places(small.texts))
        if before is not None:
            assert after is not None
            assert [*map(_rounded, after)] <= [*map(_rounded, before)], small.texts


def _rounded(value: float) -> float:
    return round(value, 5)


def _with_more_places(texts: Texts) -> Texts:
    header, *rows = dict(texts)["capacity"].splitlines()
    at = header.split(",").index("places")
    cells = [row.split(",") for row in rows]
    more = [",".join([*row[:at], str(int(row[at]) + 1), *row[at + 1 :]]) for row in cells]
    return tuple(sorted({**dict(texts), "capacity": "\n".join([header, *more])}.items()))


def test_the_names_of_learners_and_settings_never_matter() -> None:
    # L1 becomes Z3 and S1 becomes Y3: every order by code is turned round.
    for small in small_rounds()[::2]:
        renamed = tuple((name, _renamed(text)) for name, text in small.texts)
        assert close(values_of(renamed), values_of(small.texts)), small.texts


def _renamed(text: str) -> str:
    for old, new in (("L", "Z"), ("S", "Y")):
        text = re.sub(rf"\b{old}([1-4])\b", lambda found, n=new: f"{n}{4 - int(found[1])}", text)
    return text


def test_all_rules_together_say_what_they_say_one_by_one() -> None:
    for case in drawn()[::3]:
        matrix = compile_model(build(case.candidates, levels=()), case.candidates)
        for plan, broken in zip(case.plans, case.broken, strict=True):
            holds = is_representable(matrix, plan) and not fill_in(matrix, plan).infeasible
            assert holds == (not broken), (case, plan)
