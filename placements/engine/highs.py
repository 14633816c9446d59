"""The one seam to HiGHS: a matrix in, the best solution and a bound out, interruptible.

Pyomo's own interfaces lose the best solution on Ctrl-C and capture file descriptors, so the
compiled matrix goes to ``highspy`` directly. Each solve runs in a thread of its own: HiGHS binds
its scheduler to the thread, and the waiting thread stays free to be interrupted.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import highspy
import numpy as np
from scipy import sparse

from placements.engine.held import HeldRows, with_held_rows
from placements.engine.matrix import Matrix
from placements.engine.stop import Flag
from placements.errors import SolverError

Stop: TypeAlias = threading.Event | Flag
"""What says that a solve should end."""

POLL_SECONDS = 0.1
INTERIOR_POINT_FROM = 3_000
"""Columns from which an interior point method solves a relaxation sooner than the simplex."""
CLOSE = 3e-4
"""Relative difference of an interior point method's two values at which its prices will do."""


PLAIN: dict[str, bool | float | str] = {
    "presolve": "off",
    "mip_heuristic_effort": 0.0,
    "mip_heuristic_run_feasibility_jump": False,
    "mip_heuristic_run_root_reduced_cost": False,
    "mip_heuristic_run_rens": False,
    "mip_heuristic_run_rins": False,
    "mip_detect_symmetry": False,
}
"""Options of a plain search: 1.6 times as many parts of 25 learners in a minute."""


@dataclass(frozen=True, eq=False)
class Face:
    """Bounds of a matrix's rows and columns, perhaps tighter than its own.

    Parameters
    ----------
    row_lower, row_upper
        Bounds of the rows, (m,).
    lower, upper
        Bounds of the columns, (n,).
    """

    row_lower: np.ndarray
    row_upper: np.ndarray
    lower: np.ndarray
    upper: np.ndarray

    @classmethod
    def whole(cls, matrix: Matrix) -> Face:
        """Return the matrix's own bounds."""
        return cls(matrix.row_lower, matrix.row_upper, matrix.lower, matrix.upper)


@dataclass(frozen=True, eq=False)
class Part:
    """What of a matrix the solver needs: the coefficients, (m, n), and which columns are whole."""

    rows: sparse.csr_array
    integer: np.ndarray


@dataclass(frozen=True, eq=False)
class Problem:
    """A matrix, or part of one, with one cost, within a face, and it may be with further rows.

    Parameters
    ----------
    face
        Bounds of rows and columns instead of the matrix's own.
    held
        Rows "cost @ x <= limit": (costs, limits).
    """

    matrix: Matrix | Part
    cost: np.ndarray
    face: Face
    held: HeldRows = ()

    def in_one(self) -> Problem:
        """Return the same problem with the further rows among the others, at the end."""
        if not self.held:
            return self
        face = self.face
        rows, low, high = with_held_rows(
            self.matrix.rows, face.row_lower, face.row_upper, self.held
        )
        within = Face(low, high, face.lower, face.upper)
        return Problem(Part(rows, self.matrix.integer), self.cost, within)


@dataclass(frozen=True, slots=True)
class Limits:
    """When a solve may end before it is proven.

    Parameters
    ----------
    seconds
        Wall-clock time; ``None``: no limit.
    gap
        Relative gap at which it is good enough.
    absolute
        Difference of value and bound that no two plans can have.
    nodes
        Nodes of the search tree: what bounds the work where time does not.
    plain
        Whether presolve and heuristics are left out: a small problem with a good start is solved
        sooner without them.
    """

    seconds: float | None = None
    gap: float = 0.0
    absolute: float = 1e-6
    nodes: int | None = None
    plain: bool = False


@dataclass(frozen=True, eq=False)
class Outcome:
    """What a solve found.

    Parameters
    ----------
    x
        Best solution, or ``None``.
    value, bound
        Its cost and the proven bound, without any constant; ``None`` where there is none.
    proven
        Whether the search ended with proof, to within the gap asked for.
    infeasible
        Whether there is no solution.
    iterations
        Of the simplex method: the work that it took, the same on every machine.
    """

    x: np.ndarray | None
    value: float | None
    bound: float | None
    proven: bool
    infeasible: bool
    iterations: int = 0


def solve_mip(
    problem: Problem,
    limits: Limits,
    *,
    start: tuple[np.ndarray, np.ndarray] | None = None,
    interrupted: Stop | None = None,
    listen: Callable[[float, float], None] | None = None,
) -> Outcome:
    """Solve a mixed-integer problem; an interruption ends it with the best solution so far.

    Parameters
    ----------
    start
        Columns and values of a (perhaps partial) first solution.
    interrupted
        Checked while solving; once set, the solve ends soon.
    listen
        Told the best value and the bound, each perhaps infinite, from another thread.

    Raises
    ------
    SolverError
        Where HiGHS fails.
    """
    solver = _load(problem, limits)
    if start is not None and _allowed(problem, start):
        solver.setSolution(len(start[0]), start[0].astype(np.int32), start[1].astype(float))
    _subscribe(solver, interrupted, listen)
    _run(solver)
    return _outcome(solver)


@dataclass(frozen=True, eq=False)
class Relaxation:
    """The least cost when nothing need be whole.

    Parameters
    ----------
    bound
        That cost: no whole solution has less.
    x
        A solution of that cost, (n,).
    reduced
        By how much the bound rises for each unit that a column leaves its bound, (n,).
    prices
        By how much it rises for each unit that a row leaves its bound, (m,).
    iterations
        Of the simplex method.
    """

    bound: float
    x: np.ndarray
    reduced: np.ndarray
    prices: np.ndarray
    iterations: int = 0


def solve_relaxation(
    problem: Problem, limits: Limits, interrupted: Stop | None, *, simplex: bool = False
) -> Relaxation | None:
    """Solve the linear relaxation; ``None`` where it did not come to its end in time.

    Parameters
    ----------
    simplex
        Whether by the simplex method however large it is, so that its work is counted.
    """
    solver = _load(problem, limits, whole=False)
    if not simplex and problem.matrix.rows.shape[1] > INTERIOR_POINT_FROM:
        solver.setOptionValue("solver", "ipx")
    _subscribe(solver, interrupted, None)
    _run(solver)
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    found, info = solver.getSolution(), solver.getInfo()
    rows = problem.matrix.rows.shape[0]
    return Relaxation(
        info.objective_function_value,
        np.array(found.col_value),
        np.array(found.col_dual),
        np.array(found.row_dual)[:rows],
        max(int(info.simplex_iteration_count), 0),
    )


def interior_prices(problem: Problem, interrupted: Stop) -> np.ndarray | None:
    """Return prices of the rows and of the held ones after them, as far as there was time.

    By an interior point method; ``None`` where it has none. What they prove is for the caller to
    work out: nothing is promised of them.
    """
    solver = _load(problem, Limits(), whole=False)
    solver.setOptionValue("solver", "ipx")
    solver.setOptionValue("run_crossover", "off")
    solver.setOptionValue("ipm_optimality_tolerance", CLOSE)
    _subscribe(solver, interrupted, None)
    _run(solver)
    found = solver.getSolution()
    return np.array(found.row_dual) if found.dual_valid else None


def _allowed(problem: Problem, start: tuple[np.ndarray, np.ndarray]) -> bool:
    """Return whether a start lies within the face: repairing one that does not costs more."""
    columns, values = start
    low, high = problem.face.lower[columns] - 1e-6, problem.face.upper[columns] + 1e-6
    return bool(((values >= low) & (values <= high)).all())


def _load(problem: Problem, limits: Limits, *, whole: bool = True) -> highspy.Highs:
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    options: dict[str, bool | int | float | str] = {
        "output_flag": False,
        "threads": 1,
        "random_seed": 0,
        "mip_rel_gap": limits.gap,
        "mip_abs_gap": limits.absolute,
        "mip_feasibility_tolerance": 1e-6,
    }
    if limits.plain:
        options |= PLAIN
    if limits.seconds is not None:
        options["time_limit"] = max(limits.seconds, 0.01)
    if limits.nodes is not None:
        options["mip_max_nodes"] = limits.nodes
    for name, value in options.items():
        solver.setOptionValue(name, value)
    if solver.passModel(_model(problem, whole=whole)) == highspy.HighsStatus.kError:
        raise SolverError("HiGHS refused the model")
    return solver


def _model(problem: Problem, *, whole: bool) -> highspy.HighsLp:
    problem = problem.in_one()
    rows, face = problem.matrix.rows, problem.face
    lp = highspy.HighsLp()
    lp.num_row_, lp.num_col_ = rows.shape
    lp.col_cost_ = problem.cost
    lp.col_lower_, lp.col_upper_ = face.lower, face.upper
    lp.row_lower_, lp.row_upper_ = face.row_lower, face.row_upper
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.num_row_, lp.a_matrix_.num_col_ = rows.shape
    lp.a_matrix_.start_ = rows.indptr.astype(np.int32)
    lp.a_matrix_.index_ = rows.indices.astype(np.int32)
    lp.a_matrix_.value_ = rows.data.astype(float)
    if whole:
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        lp.integrality_ = [kinds[int(integer)] for integer in problem.matrix.integer]
    return lp


def _subscribe(
    solver: highspy.Highs,
    interrupted: Stop | None,
    listen: Callable[[float, float], None] | None,
) -> None:
    if interrupted is None and listen is None:  # to be asked takes a tenth of a small solve
        return
    event = threading.Event() if interrupted is None else interrupted

    def check(found: object) -> None:
        if event.is_set():
            found.interrupt()  # type: ignore[attr-defined]

    def look(found: object) -> None:
        if listen is not None:
            data = found.data_out  # type: ignore[attr-defined]
            listen(data.mip_primal_bound, data.mip_dual_bound)
        check(found)

    solver.cbMipInterrupt += look
    solver.cbSimplexInterrupt += check
    solver.cbIpmInterrupt += check


def _run(solver: highspy.Highs) -> None:
    done = threading.Event()
    failure: list[BaseException] = []

    def work() -> None:
        try:
            solver.run()
        except BaseException as error:
            failure.append(error)
        finally:
            done.set()

    threading.Thread(target=work, daemon=True).start()
    # Waiting in short steps lets the main thread receive signals between them.
    while not done.wait(POLL_SECONDS):
        continue
    if failure:
        raise SolverError(f"HiGHS failed: {failure[0]}") from failure[0]


def _outcome(solver: highspy.Highs) -> Outcome:
    status, info = solver.getModelStatus(), solver.getInfo()
    known = highspy.HighsModelStatus
    infeasible = status in (known.kInfeasible, known.kUnboundedOrInfeasible)
    good = {
        known.kOptimal,
        known.kTimeLimit,
        known.kIterationLimit,
        known.kSolutionLimit,
        known.kInterrupt,
        known.kObjectiveBound,
        known.kObjectiveTarget,
        known.kModelEmpty,
    }
    if not infeasible and status not in good:
        raise SolverError(f"HiGHS stopped: {solver.modelStatusToString(status)}")
    if status == known.kModelEmpty:  # nobody can be placed anywhere: that is the only plan
        return Outcome(np.zeros(solver.getNumCol()), 0.0, 0.0, True, False)
    found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    x = np.array(solver.getSolution().col_value) if found else None
    bound = info.mip_dual_bound if np.isfinite(info.mip_dual_bound) else None
    value = info.objective_function_value if found else None
    work = max(int(info.simplex_iteration_count), 0)
    return Outcome(x, value, bound, status == known.kOptimal, infeasible, work)
