"""``scenarios``: every scenario solved with the same effort, side by side, and compared."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from placements.engine.options import EFFORT
from placements.errors import InputError, Problem
from placements.plan import LevelValue, Placement, Plan
from placements.round import Round
from placements.sweeps.acceptance import Acceptance
from placements.sweeps.compare import Figures, accepted, comparison
from placements.sweeps.figures import Figure, figures_of
from placements.sweeps.scenario import BASE, Scenario
from placements.sweeps.scenario_file import read_scenarios
from placements.sweeps.store import Record, Store, key_of
from placements.sweeps.workers import HERE, Task, Workers, solved
from placements.tables.refused import Refused

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Picture

Told = Callable[[str, Record, bool], None]
"""Told of each scenario: its name, what was found, and whether it was known already."""


def silent(name: str, record: Record, known: bool) -> None:
    """Listen to nothing."""


@dataclass(frozen=True, eq=False)
class Sweep:
    """Scenarios solved and compared.

    Parameters
    ----------
    rounds, records
        Of each scenario by name, the base first.
    """

    rounds: dict[str, Round]
    records: dict[str, Record]
    asked: tuple[Acceptance, ...]

    @cached_property
    def plans(self) -> dict[str, Plan]:
        """The plan of each scenario."""
        return {name: _plan(self.rounds[name], record) for name, record in self.records.items()}

    @cached_property
    def figures(self) -> dict[str, Figures]:
        """The figures of each scenario."""
        return {
            name: figures_of(plan, [LevelValue(*level) for level in self.records[name].levels])
            for name, plan in self.plans.items()
        }

    @property
    def frame(self) -> pd.DataFrame:
        """Every figure of every scenario beside the base's, as ``comparison.csv``."""
        return comparison(self.figures)

    @property
    def tests(self) -> pd.DataFrame:
        """What became of the acceptance tests, as ``tests.csv``."""
        return accepted(self.figures, self.asked)

    def figure(self) -> Picture:
        """Return a picture of every level of every scenario; it needs matplotlib."""
        from placements.sweeps.scenario_figure import scenario_levels  # noqa: PLC0415 - an extra

        return scenario_levels(self)

    def __repr__(self) -> str:
        failed = int((self.tests["result"] == "fail").sum())
        return f"Sweep({len(self.records)} scenarios, {failed} tests failed)"

    def _repr_html_(self) -> str:
        wide = self.frame.pivot(index="figure", columns="scenario", values="value")
        figures = self.frame["figure"].drop_duplicates()
        return wide.loc[figures, list(self.records)].to_html(float_format="{:,.6g}".format)


def scenarios(
    round: Round,
    given: str | Path | Iterable[Scenario],
    *,
    tests: Sequence[str] = (),
    out: Path | None = None,
    effort: float = EFFORT,
    workers: Workers = HERE,
    told: Told = silent,
) -> Sweep:
    """Solve scenarios and the round itself side by side, and compare them.

    Each is solved on one core, with the same effort and no time limit: the same plans on any
    machine, however many are solved at once.

    Parameters
    ----------
    given
        A file ``scenarios.toml``, or scenarios.
    tests
        Acceptance tests besides the file's.
    out
        Folder beside which what is solved is kept, so that a sweep cut off goes on; ``None``:
        nothing is kept.
    workers
        Who solves them; by default one process a core of this machine.

    Raises
    ------
    InputError
        With everything wrong with the file and with the scenarios' edits, before any is solved.
    """
    named, asked = _asked(given, tests)
    rounds = _rounds(round, named)
    if asked:
        _check(asked, rounds)
    options = {"effort": effort}
    store = Store(out)
    keys = {name: key_of(own, options) for name, own in rounds.items()}
    records = {name: held for name, key in keys.items() if (held := store.load(key)) is not None}
    for name, record in records.items():
        told(name, record, True)
    left = [name for name in rounds if name not in records]
    tasks = [Task(name, rounds[name], keys[name], effort) for name in left]
    for name, record in solved(tasks, workers):
        store.save(record)
        records[name] = record
        told(name, record, False)
    return Sweep(rounds, {name: records[name] for name in rounds}, asked)


def _asked(
    given: str | Path | Iterable[Scenario], tests: Sequence[str]
) -> tuple[tuple[Scenario, ...], tuple[Acceptance, ...]]:
    more = tuple(Acceptance.of(text) for text in tests)
    if isinstance(given, (str, Path)):
        read = read_scenarios(Path(given))
        return read.scenarios, (*read.tests, *more)
    return tuple(given), more


def _rounds(round: Round, named: Iterable[Scenario]) -> dict[str, Round]:
    """Return the round of each scenario, the base first; refuse all that cannot be at once."""
    rounds, problems = {BASE: round}, []
    for scenario in named:
        try:
            rounds[scenario.name] = scenario.of(round)
        except InputError as error:
            problems += [
                Problem(f"scenario {scenario.name!r}: {problem}") for problem in error.problems
            ]
        except (TypeError, ValueError) as error:
            problems.append(Problem(f"scenario {scenario.name!r}: {error}"))
    if problems:
        raise InputError("the scenarios", problems)
    return rounds


def _plan(round: Round, record: Record) -> Plan:
    return Plan.of(round, [Placement(*row) for row in record.placements], record.unplaced)


def _check(asked: Iterable[Acceptance], rounds: Mapping[str, Round]) -> None:
    """Refuse tests of what no plan is measured by, before anything is solved."""
    known: dict[str, Figure] = {}
    for own in rounds.values():
        levels = [LevelValue(level.name, 0.0, None) for level in own.levels]
        known |= figures_of(Plan.empty(own), levels)
        rules = [*own["requirements"]["requirement_id"], *own["sequences"]["sequence_id"]]
        known |= {f"unmet: {code}": Figure(code, 0.0, "") for code in rules}
    problems = []
    for test in asked:
        try:
            test.check(known)
        except Refused as error:
            problems.append(Problem(error.expected, None, test.text, error.suggestion))
    if problems:
        raise InputError("the tests", problems)
