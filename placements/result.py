"""What the steps of a run hand back: ``Report`` of a check, ``Result`` of a solve."""

from __future__ import annotations

import html
from dataclasses import dataclass, field

import pandas as pd

from models.rule import Breach
from placements.errors import Problem, Severity, counted
from placements.plan import LevelValue, Plan, Status
from placements.plan_file import plan_frame
from placements.verdict import Verdict


@dataclass(frozen=True, eq=False)
class Report:
    """Every problem of a round.

    Parameters
    ----------
    source
        What was checked.
    problems
        Errors first, then contradictions, then warnings.
    """

    source: str
    problems: tuple[Problem, ...]

    def of(self, severity: Severity) -> tuple[Problem, ...]:
        """Return the problems of one severity."""
        return tuple(p for p in self.problems if p.severity is severity)

    @property
    def frame(self) -> pd.DataFrame:
        """The problems as a table: severity, place, value found, message, suggestion."""
        rows = [
            (str(p.severity), str(p.where or ""), p.found or "", p.message, p.suggestion or "")
            for p in self.problems
        ]
        return pd.DataFrame(rows, columns=["severity", "where", "found", "message", "suggestion"])

    def __repr__(self) -> str:
        counts = {severity: len(self.of(severity)) for severity in Severity}
        found = ", ".join(counted(n, severity) for severity, n in counts.items() if n)
        return f"Report({self.source}: {found or 'nothing wrong'})"

    def _repr_html_(self) -> str:
        return f"<p><b>{html.escape(repr(self))}</b></p>{self.frame.to_html(index=False)}"


@dataclass(frozen=True, eq=False)
class Result:
    """What a run gives back: a judged plan, with a bound for every level.

    Parameters
    ----------
    status
        How the run ended.
    plan
        The best plan.
    verdict
        What the judge says of it.
    levels
        Value and bound of each level, in order.
    overridden
        Where fixed pins alone break a rule, which does not count there.
    seconds
        Wall-clock time of each step [s].
    candidates
        Rows of the candidate table.
    engine
        Which engine solved it, and why.
    """

    status: Status
    plan: Plan
    verdict: Verdict
    levels: tuple[LevelValue, ...]
    overridden: tuple[Breach, ...]
    seconds: dict[str, float]
    candidates: int
    engine: tuple[str, str]
    threads: int
    time_limit: float | None
    effort: float | None
    peak_memory_mb: float | None = field(default=None)

    @property
    def frame(self) -> pd.DataFrame:
        """The plan as the rows of ``plan.csv``."""
        return plan_frame(self.plan)

    @property
    def level_frame(self) -> pd.DataFrame:
        """The levels as a table: value, bound, gap."""
        rows = [(lv.name, lv.value, lv.bound, lv.gap) for lv in self.levels]
        return pd.DataFrame(rows, columns=["level", "value", "bound", "gap"])

    def __repr__(self) -> str:
        levels = ", ".join(f"{lv.name} {lv.value:,.6g}" for lv in self.levels)
        return f"Result({self.status}: {self.plan!r}; {levels})"

    def _repr_html_(self) -> str:
        title = html.escape(f"{self.status}: {self.plan!r}")
        shown = self.level_frame.to_html(
            index=False, na_rep="not known", float_format="{:,g}".format
        )
        return f"<p><b>{title}</b></p>{shown}"
