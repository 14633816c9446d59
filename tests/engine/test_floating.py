"""Blocks that may start in any of many weeks: what a stretch holds, and plans as good as proven."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from models.build import build
from placements.candidates import Candidates, build_candidates
from placements.engine import neighbourhood, proofs
from placements.engine.first import settled
from placements.engine.floating import FEW_STARTS, floating, mostly_floating
from placements.engine.highs import Face, Limits, Problem, solve_relaxation
from placements.engine.matrix import compile_model
from placements.engine.neighbourhood import Neighbourhoods
from placements.engine.options import Options
from placements.engine.stop import NEVER, Clock
from placements.engine.stretch import Stretches
from placements.engine.structure import Structure
from placements.engine.team import Team
from placements.plan import Plan
from placements.round import Round
from placements.run import read, solve
from tests.engine.crowded import write_crowded_round
from tests.engine.prepared import first_of
from tests.rounds import make_round

FLOATING = """
    cohort_id,block_id,start,latest_start,weeks,stage
    C,B1,2026-09-07,2026-12-14,4,1
    C,B2,2026-09-07,2026-12-14,3,1
    C,B3,2026-09-07,2026-09-07,2,1
    """
LEVELS = """
[[level]]
name = "placed"
unplaced_weeks = 1
[[level]]
name = "waiting and travel"
waiting_weeks = 3
travel_minutes = 0.1
preference = 1
"""


def floating_round() -> Round:
    """Return a round of two learners, one place at each setting, and two blocks that float."""
    return make_round(
        heading=LEVELS,
        blocks=FLOATING,
        capacity="setting_id,places\nS1,1\nS2,1",
        preferences="learner_id,where,score\nL1,setting_id=S1,4\nL2,setting_id=S1,3",
    )


@pytest.fixture(scope="module")
def candidates() -> Candidates:
    """Return the candidates of that round."""
    return build_candidates(floating_round())


@pytest.fixture(scope="module")
def structure(candidates: Candidates) -> Structure:
    """Return its matrix and what that falls into."""
    return Structure(compile_model(build(candidates), candidates))


def test_a_block_floats_that_may_start_in_many_weeks(candidates: Candidates) -> None:
    own = candidates.round.learner_blocks
    starts = {
        k: candidates.frame.loc[candidates.column("learner_block") == k, "start"].nunique()
        for k in range(len(own))
    }
    assert sorted(set(starts.values())) == [1, 15]
    assert floating(candidates).tolist() == [starts[k] > FEW_STARTS for k in range(len(own))]
    assert mostly_floating(candidates)


def test_blocks_with_a_week_or_two_to_start_in_do_not(tmp_path: Path) -> None:
    fixed = build_candidates(read(write_crowded_round(tmp_path)))
    assert not floating(fixed).any()
    assert not mostly_floating(fixed)


def test_a_stretch_holds_what_lies_in_it_and_what_has_no_place(structure: Structure) -> None:
    matrix, rng = structure.matrix, np.random.default_rng(0)
    start, end = matrix.candidates.column("start"), matrix.candidates.end
    empty = first_of(structure)
    best = solve(floating_round()).plan
    # Of the best plan, one learner's first block is taken out: it has no place then.
    less = Plan.of(matrix.candidates.round, best.placements[1:], best.unplaced)
    columns, values = matrix.solution(less)
    full = empty.copy()
    full[columns] = values
    within = without = 0
    for x in (empty, settled(matrix, full)):
        taken = x[matrix.assign] > 0.5
        for seed in np.flatnonzero(structure.floating).tolist() * 10:
            blocks, open_ = Stretches(structure, rng).around(seed, x)
            inside = open_[matrix.assign]
            assert blocks[seed]
            # One stretch: whatever fits between its first and its last week is open.
            between = (start >= start[inside].min()) & (end <= end[inside].max())
            assert (inside == between).all()
            # No placement outside could be lost: its block is not in it.
            assert not blocks[structure.block[taken & ~inside]].any()
            assert blocks[structure.block[taken & inside]].all()
            within += int((taken & inside).sum())
            without += int((taken & ~inside).sum())
    assert within > 0
    assert without > 0


def test_parts_by_stretches_find_what_is_proven_best() -> None:
    found = solve(floating_round(), engine="large", effort=2_000)
    proven = solve(floating_round(), engine="exact")
    assert all(level.proven for level in proven.levels)
    values = [level.value for level in found.levels]
    assert values == pytest.approx([level.value for level in proven.levels])


def test_the_last_bounds_are_no_worse_than_the_relaxation_s(
    structure: Structure, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where ascent finds no prices of any use."""
    nothing = np.zeros(structure.matrix.rows.shape[0])
    monkeypatch.setattr(proofs, "find_prices", lambda _: nothing)
    monkeypatch.setattr(proofs, "learners_bound", lambda *_: -np.inf)
    costs, constants = structure.matrix.costs, structure.matrix.constants
    with Team(1) as team:
        found = proofs.Proofs(structure, Options(), Clock(), NEVER, team)
        search = Neighbourhoods(structure.matrix, Clock())
        x = settled(structure.matrix, search.construct(first_of(structure)))
        found.guide()
        before, bounds = found.floors(x), found.finish(x)
    assert before[1] is not None
    assert bounds[1] is not None
    held = ((costs[0], float(costs[0] @ x)),)
    whole = Problem(structure.matrix, costs[1], Face.whole(structure.matrix), held)
    relaxed = solve_relaxation(whole, Limits(), None)
    assert relaxed is not None
    assert bounds[1] >= relaxed.bound + constants[1] - 1e-3
    assert bounds[1] > before[1] + 1.0


def test_a_first_solution_of_few_choices_places_everybody(
    structure: Structure, monkeypatch: pytest.MonkeyPatch
) -> None:
    matrix, start = structure.matrix, first_of(structure)
    monkeypatch.setattr(neighbourhood, "MANY", 0)
    around = Neighbourhoods(matrix, Clock())
    asked: list[np.ndarray] = []
    plain = Neighbourhoods._solved

    def noted(self: Neighbourhoods, x: np.ndarray, columns: np.ndarray, *rest: Any) -> np.ndarray:
        asked.append(columns)
        return plain(self, x, columns, *rest)

    monkeypatch.setattr(Neighbourhoods, "_solved", noted)
    x = around.construct(start)
    assert matrix.costs[0] @ start + matrix.constants[0] > 0
    assert matrix.costs[0] @ x + matrix.constants[0] == pytest.approx(0)
    # One choice of each block and week, where there were two settings: once for each learner.
    assert len(asked) == structure.learners
    for columns in asked:
        choices = np.flatnonzero(np.isin(matrix.assign, columns))
        floats = choices[structure.floating[structure.block[choices]]]
        weeks = matrix.candidates.column("start")[floats]
        slots = list(zip(structure.block[floats], weeks, strict=True))
        assert len(slots) == len(set(slots)) > 0


def test_a_first_solution_looks_at_all_choices_where_few_leave_somebody_out(
    structure: Structure, monkeypatch: pytest.MonkeyPatch
) -> None:
    matrix = structure.matrix
    monkeypatch.setattr(neighbourhood, "MANY", 0)
    # None of the choices among the few: what else a learner has decides nothing.
    monkeypatch.setattr(Neighbourhoods, "_few", lambda _, own, __: own[~structure.choice[own]])
    x = Neighbourhoods(matrix, Clock()).construct(first_of(structure))
    assert matrix.costs[0] @ x + matrix.constants[0] == pytest.approx(0)
