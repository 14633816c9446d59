"""A part solved anew: as good as the whole search of it, however early it ends."""

import time
from dataclasses import replace

import numpy as np
import pytest
from scipy import sparse

from placements.engine.highs import Face, Limits, Part, Problem, solve_mip
from placements.engine.piece import Piece, needed, solve_piece

ROUNDS = range(60)


def piece_of(
    rows: list[list[float]], limits: list[float], cost: list[float], x: list[float], gap: float
) -> Piece:
    """Return a piece of binary columns: rows @ x ≤ limits."""
    part = Part(sparse.csr_array(np.array(rows, dtype=float)), np.full(len(cost), True))
    low, none, one = np.full(len(rows), -np.inf), np.zeros(len(cost)), np.ones(len(cost))
    face = Face(low, np.array(limits, dtype=float), none, one)
    problem = Problem(part, np.array(cost, dtype=float), face)
    every = np.arange(len(cost))
    return Piece("learners", every, every, np.arange(len(rows)), problem, np.array(x), None, gap)


def random_piece(seed: int) -> Piece:
    """Return people who each want one of a few places, most of which are wanted by many."""
    rng = np.random.default_rng(seed)
    people, places = int(rng.integers(2, 7)), int(rng.integers(2, 6))
    one_each = np.kron(np.eye(people), np.ones(places))
    room = np.kron(np.ones(people), np.eye(places)) * rng.integers(1, 4, people * places)
    rows = np.vstack([one_each, room])
    limits = np.concatenate([np.ones(people), rng.integers(1, 5, places)])
    cost = -rng.integers(1, 60, people * places)
    return piece_of(rows.tolist(), limits.tolist(), cost.tolist(), [0.0] * len(cost), 1e-6)


def cost_of(piece: Piece, x: np.ndarray | None) -> float:
    """Return what a piece costs at an answer; without one, where it is."""
    return float(piece.problem.cost @ (piece.x if x is None else x))


@pytest.mark.parametrize("seed", ROUNDS)
def test_an_answer_is_whole_allowed_and_the_best_there_is(seed: int) -> None:
    piece = random_piece(seed)
    best = solve_mip(piece.problem, Limits(absolute=1e-6)).value
    answer = solve_piece(piece)
    assert answer.proven
    assert cost_of(piece, answer.x) == pytest.approx(best)
    x = piece.x if answer.x is None else answer.x
    assert set(x.tolist()) <= {0.0, 1.0}
    assert (piece.problem.matrix.rows @ x <= piece.problem.face.row_upper + 1e-9).all()
    # From the best there is, there is nothing to gain.
    there = replace(piece, x=x)
    assert cost_of(there, solve_piece(there).x) == pytest.approx(best)


TRIANGLE = [[1.0, 1.0, 0.0], [0.0, 1.0, 1.0], [1.0, 0.0, 1.0]]
"""Each two exclude each other: the relaxation has half of each."""


def test_half_of_each_is_no_answer() -> None:
    piece = piece_of(TRIANGLE, [1, 1, 1], [-10, -11, -12], [0, 0, 0], 1e-6)
    answer = solve_piece(piece)
    assert answer.x is not None
    assert answer.x.tolist() == [0.0, 0.0, 1.0]
    assert answer.proven


def test_what_is_less_to_gain_than_is_asked_for_is_not_searched() -> None:
    piece = piece_of(TRIANGLE, [1, 1, 1], [-10, -11, -12], [0, 1, 0], 6.0)
    # The relaxation has 16.5, the start 11.
    assert solve_piece(piece).x is None
    searched = solve_piece(replace(piece, gap=0.5))
    assert searched.x is not None
    assert searched.x.tolist() == [0.0, 0.0, 1.0]


def test_another_solution_as_good_is_an_answer_too() -> None:
    # Two who cost the same exclude each other; a third is chosen already.
    piece = piece_of([[1.0, 1.0, 0.0]], [1], [-10, -10, -5], [0, 1, 1], 1e-6)
    answers = [solve_piece(replace(piece, x=np.array(x))).x for x in ([0.0, 1, 1], [1.0, 0, 1])]
    assert all(x is not None and cost_of(piece, x) == -15.0 for x in answers)


def test_what_cannot_be_better_keeps_its_value_and_the_rest_is_searched() -> None:
    # A fourth and fifth column are chosen and dear to leave; a sixth is dear to take.
    rows = [[*row, 0.0, 0.0, 0.0] for row in TRIANGLE] + [[0.0, 0.0, 0.0, 1.0, 0.0, 1.0]]
    cost = [-10.0, -11.0, -12.0, -900.0, -900.0, 0.0]
    piece = piece_of(rows, [1, 1, 1, 1], cost, [1, 0, 0, 1, 1, 0], 1e-6)
    answer = solve_piece(piece)
    assert answer.x is not None
    assert answer.x.tolist() == [0.0, 0.0, 1.0, 1.0, 1.0, 0.0]


def test_a_part_ends_when_the_time_of_the_run_does() -> None:
    # 120 pairs of which each excludes some others: a search of minutes.
    rng = np.random.default_rng(0)
    rows = np.zeros((2_000, 240))
    for row in rows:
        row[rng.choice(240, 2, replace=False)] = 1.0
    cost = (-rng.integers(50, 60, 240)).tolist()
    piece = piece_of(rows.tolist(), [1.0] * len(rows), cost, [0.0] * 240, 1e-6)
    late = replace(piece, until=time.monotonic())
    assert late.left == 0.0
    assert not solve_piece(late).proven
    assert piece.left is None
    assert 0 < replace(piece, until=time.monotonic() + 60).left <= 60


def test_a_piece_that_nothing_solves_has_no_answer() -> None:
    piece = piece_of([[1.0, 1.0]], [-1.0], [1.0, 1.0], [0, 0], 1e-6)
    assert solve_piece(piece).x is None
    assert not solve_piece(piece).proven


def test_only_rows_that_can_be_broken_and_their_columns_are_needed() -> None:
    piece = piece_of([[1, 1, 0], [0, 1, 1]], [1, 2], [0.0, 0.0, 0.0], [0, 0, 0], 1e-6)
    problem, columns = needed(piece.problem, np.zeros(3, dtype=bool))
    assert columns.tolist() == [0, 1]
    assert problem.matrix.rows.toarray().tolist() == [[1.0, 1.0]]
