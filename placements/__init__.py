"""Place learners across an integrated care system: judged plans, proven and explained.

>>> import placements as pl
>>> round = pl.read("data/five")
>>> result = pl.solve(round)
>>> pl.judge(round, result.plan).passed
True
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from placements.changes import diff
    from placements.errors import InputError
    from placements.explain.certificates import Certificates, shortages
    from placements.explain.closures import closures
    from placements.explain.equity import equity
    from placements.explain.outlook import outlook
    from placements.explain.price import price
    from placements.explain.why_here import why
    from placements.explain.worth import worth
    from placements.export.report.build import report
    from placements.export.roll_files import write_rolled
    from placements.export.template_file import write_template
    from placements.plan import Plan
    from placements.plan_file import read_plan
    from placements.repairs.run import Repair, repair
    from placements.result import Report, Result
    from placements.round import Round
    from placements.run import check, judge, read, solve
    from placements.sweeps.compare import compare
    from placements.sweeps.scenario import Scenario
    from placements.sweeps.sweep import scenarios

_HOMES = {
    "Certificates": "placements.explain.certificates",
    "InputError": "placements.errors",
    "Plan": "placements.plan",
    "Repair": "placements.repairs.run",
    "Report": "placements.result",
    "Result": "placements.result",
    "Round": "placements.round",
    "Scenario": "placements.sweeps.scenario",
    "check": "placements.run",
    "compare": "placements.sweeps.compare",
    "diff": "placements.changes",
    "closures": "placements.explain.closures",
    "equity": "placements.explain.equity",
    "judge": "placements.run",
    "outlook": "placements.explain.outlook",
    "price": "placements.explain.price",
    "read": "placements.run",
    "read_plan": "placements.plan_file",
    "report": "placements.export.report.build",
    "repair": "placements.repairs.run",
    "scenarios": "placements.sweeps.sweep",
    "shortages": "placements.explain.certificates",
    "solve": "placements.run",
    "why": "placements.explain.why_here",
    "worth": "placements.explain.worth",
    "write_rolled": "placements.export.roll_files",
    "write_template": "placements.export.template_file",
}

__all__ = [
    "Certificates",
    "InputError",
    "Plan",
    "Repair",
    "Report",
    "Result",
    "Round",
    "Scenario",
    "check",
    "closures",
    "compare",
    "diff",
    "equity",
    "judge",
    "outlook",
    "price",
    "read",
    "read_plan",
    "repair",
    "report",
    "scenarios",
    "shortages",
    "solve",
    "why",
    "worth",
    "write_rolled",
    "write_template",
]


def __getattr__(name: str) -> Any:
    """Import a name where it is first used: the rooms below must not load the ones above."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return __all__
