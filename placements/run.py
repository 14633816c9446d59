"""One run from a round to a judged plan: what ``solve`` does, as values."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from models.measures import UNITS
from models.rule import Breach
from models.rules import RULES
from placements.candidates import Candidates, build_candidates
from placements.checks import check_contradictions, check_errors, check_round
from placements.engine.choose import choose, model_of, solve_matrix
from placements.engine.contradiction import smallest_conflict
from placements.engine.matrix import Matrix
from placements.engine.options import EFFORT, ENGINES, Options
from placements.engine.periods import still_proven, worthwhile_periods
from placements.engine.solved import TOLERANCE, Solved
from placements.engine.stop import Clock, Listener, finishing_on_interrupt, silent
from placements.errors import ContradictionError, InputError, Problem, Severity, SolverError
from placements.floors.least import counts, raised
from placements.plan import LevelValue, Plan, Status
from placements.plan_file import check_rows, read_plan
from placements.result import Report, Result
from placements.round import Round
from placements.round.read import build_round, read_raw
from placements.tables.raw import RawRound
from placements.verdict import Verdict
from placements.verdict import judge as judge_plan


def read(path: str | Path) -> Round:
    """Read a folder or workbook as a round.

    Raises
    ------
    InputError
        With every error at once; warnings and contradictions do not stop reading.
    """
    return checked(read_raw(Path(path)))


def checked(raw: RawRound) -> Round:
    """Return the round that a text states: a file's, or an edited round's.

    Raises
    ------
    InputError
        With every error at once.
    """
    round, problems = _built(raw)
    if problems or round is None:
        raise InputError(raw.source, problems)
    return round


def _built(raw: RawRound) -> tuple[Round | None, list[Problem]]:
    round, problems = build_round(raw)
    if round is not None:
        problems += check_errors(round, UNITS)
    return round, problems


def check(source: Round | str | Path) -> Report:
    """Return every problem of a round, or of a folder or workbook that may not even be one.

    Raises
    ------
    InputError
        Where the path itself cannot be read.
    """
    if isinstance(source, Round):
        return Report(source.name, tuple(check_round(source, UNITS)))
    round, problems = _built(read_raw(Path(source)))
    if round is not None and not problems:
        problems = check_round(round, UNITS)
    return Report(str(source), tuple(problems))


def judge(round: Round, plan: Plan | str | Path) -> Verdict:
    """Return what the judge says of a plan, or of a plan file."""
    if not isinstance(plan, Plan):
        plan = read_plan(Path(plan), round)
    if plan.round is not round:
        plan = Plan.of(round, plan.placements, plan.unplaced)
    return judge_plan(plan)


def verify(round: Round, plan_path: Path) -> tuple[Verdict, list[str]]:
    """Return what the judge says of a plan file, and where its rows do not agree with the plan.

    Raises
    ------
    InputError
        Where it is not a plan file of this round.
    """
    plan = read_plan(plan_path, round)
    return judge_plan(plan), check_rows(plan_path, plan)


def solve_warnings(round: Round) -> tuple[Problem, ...]:
    """Return the warnings that ``check`` would list."""
    found = check_round(round, UNITS)
    return tuple(p for p in found if p.severity is Severity.WARNING)


def solve(
    round: Round,
    *,
    time_limit: float | None = None,
    gap: float = 0.0,
    threads: int = 1,
    engine: str = "auto",
    effort: float | None = None,
    start: Plan | None = None,
    listener: Listener = silent,
) -> Result:
    """Find a plan, level by level, and judge it.

    Parameters
    ----------
    time_limit
        Seconds for the whole run; ``None``: bounded by work, and the same plan on every machine.
    gap
        Share of a level's value at which it is good enough.
    threads
        Cores that may be used; the plan is the same on any number.
    engine
        ``auto``, ``exact`` (a proof by search) or ``large`` (prices and neighbourhoods).
    effort
        Work of the large engine, in hundredths of what is usual; ``None``: the usual, or with a
        time limit as much as there is time for.
    start
        A plan to start from; what the round does not allow of it is left out.
    listener
        Told of progress.

    Raises
    ------
    ContradictionError
        Where fixed pins or links cannot all hold; names a smallest set of them.
    SolverError
        Where the solver fails, or its account of a level differs from the judge's.
    """
    if engine not in ENGINES:
        raise ValueError(f"engine is {engine!r}; expected one of {', '.join(ENGINES)}")
    if effort is None and time_limit is None:
        effort = EFFORT
    clock, options = Clock(time_limit), Options(engine, gap, effort, threads, start)
    with finishing_on_interrupt(clock.interrupted):
        return _solve(round, clock, options, listener)


def _solve(round: Round, clock: Clock, options: Options, listener: Listener) -> Result:
    every = build_candidates(round)
    periods = worthwhile_periods(every, options)
    candidates = every if periods is None else periods.of(every)
    matrix, whole = model_of(candidates, options)
    built = clock.seconds
    names = tuple(level.name for level in round.levels)
    solved = solve_matrix(matrix, names, options, clock=clock, listener=listener, whole=whole)
    plan = solved.plan
    if plan is None:
        raise ContradictionError(contradictions(candidates, matrix))
    verdict = judge_plan(plan)
    engine = choose(options.engine, candidates)
    if periods is not None:
        solved = still_proven(solved, [counts(level) for level in round.levels], round)
        engine = engine[0], f"{engine[1]}; {periods}"
    if engine[0] == "large":
        solved = raised(solved, every, verdict.values, clock)
    levels = _levels(solved, verdict)
    return Result(
        status=_status(levels, solved.interrupted),
        plan=plan,
        verdict=verdict,
        levels=levels,
        overridden=overridden(candidates),
        seconds={"build": built, "solve": clock.seconds - built},
        candidates=len(every),
        engine=engine,
        threads=options.threads,
        time_limit=clock.limit,
        effort=options.effort,
        peak_memory_mb=peak_memory_mb(options.threads),
    )


def _status(levels: tuple[LevelValue, ...], interrupted: bool) -> Status:
    if all(level.proven for level in levels):
        return Status.OPTIMAL
    return Status.INTERRUPTED if interrupted else Status.FEASIBLE


def _levels(solved: Solved, verdict: Verdict) -> tuple[LevelValue, ...]:
    """Return the levels as judged; refuse a plan that engine and judge value differently."""
    if not verdict.passed:
        raise SolverError(f"the judge refused the engine's plan: {verdict.breaches[0]}")
    levels = []
    for (name, value), claimed, bound in zip(
        verdict.levels, solved.values, solved.bounds, strict=True
    ):
        if abs(value - claimed) > 2 * TOLERANCE * max(1.0, abs(value)):
            raise SolverError(f"level {name!r}: the engine says {claimed}, the judge {value}")
        levels.append(LevelValue(name, value, None if bound is None else _snapped(bound, value)))
    return tuple(levels)


def _snapped(bound: float, value: float) -> float:
    """Return a bound that is the value but for rounding as the value itself."""
    close = abs(bound - value) <= 2 * TOLERANCE * max(1.0, abs(value))
    return value if close else float(f"{bound:.12g}")


def contradictions(candidates: Candidates, matrix: Matrix) -> list[str]:
    """Return the fixed pins and links that cannot all hold, in words.

    With their lines, where ``check`` finds them; else a smallest set of them.
    """
    if known := check_contradictions(candidates.round, candidates):
        return [str(problem) for problem in known]
    decided = {rule.name: rule for rule in RULES if rule.decided is not None}
    rows = smallest_conflict(matrix, np.isin(matrix.rule, list(decided)))
    words = []
    for row in rows:
        describe = decided[matrix.rule[row]].decided
        assert describe is not None
        words.append(describe(candidates.round, matrix.key[row]))
    return list(dict.fromkeys(words))


def overridden(candidates: Candidates) -> tuple[Breach, ...]:
    """Return where fixed pins alone break a rule."""
    return tuple(
        Breach(b.message, b.learner_id, b.setting_id, b.week, rule.name)
        for rule in RULES
        if rule.overridden is not None
        for b in rule.overridden(candidates)
    )


def peak_memory_mb(workers: int) -> float | None:
    """Return the most memory that this process and its workers held [MB]; ``None``: not known.

    The system knows the largest worker only: each counts as that.
    """
    if sys.platform == "win32":
        return None
    import resource  # noqa: PLC0415 - not there on Windows

    unit = 1e6 if sys.platform == "darwin" else 1e3
    own, worker = (
        resource.getrusage(who).ru_maxrss
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return float(own + workers * worker) / unit
