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
    from placements.errors import InputError
    from placements.explain.certificates import Certificates, shortages
    from placements.explain.closures import closures
    from placements.explain.equity import equity
    from placements.explain.outlook import outlook
    from placements.explain.price import price
    from placements.explain.why_here import why
    from placements.explain.worth import worth
    from placements.plan import Plan
    from placements.result import Report, Result
    from placements.round import Round
    from placements.run import check, judge, read, solve

_HOMES = {
    "Certificates": "placements.explain.certificates",
    "InputError": "placements.errors",
    "Plan": "placements.plan",
    "Report": "placements.result",
    "Result": "placements.result",
    "Round": "placements.round",
    "check": "placements.run",
    "closures": "placements.explain.closures",
    "equity": "placements.explain.equity",
    "judge": "placements.run",
    "outlook": "placements.explain.outlook",
    "price": "placements.explain.price",
    "read": "placements.run",
    "shortages": "placements.explain.certificates",
    "solve": "placements.run",
    "why": "placements.explain.why_here",
    "worth": "placements.explain.worth",
}

__all__ = [
    "Certificates",
    "InputError",
    "Plan",
    "Report",
    "Result",
    "Round",
    "check",
    "closures",
    "equity",
    "judge",
    "outlook",
    "price",
    "read",
    "shortages",
    "solve",
    "why",
    "worth",
]


def __getattr__(name: str) -> Any:
    """Import a name where it is first used: the rooms below must not load the ones above."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return __all__
