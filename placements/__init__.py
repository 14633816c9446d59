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
    from placements.errors import InputError as InputError
    from placements.plan import Plan as Plan
    from placements.round import Round as Round
    from placements.run import check as check
    from placements.run import judge as judge
    from placements.run import read as read
    from placements.run import solve as solve

_HOMES = {
    "InputError": "placements.errors",
    "Plan": "placements.plan",
    "Round": "placements.round",
    "check": "placements.run",
    "judge": "placements.run",
    "read": "placements.run",
    "solve": "placements.run",
}

__all__ = sorted(_HOMES)


def __getattr__(name: str) -> Any:
    """Import a name where it is first used: the rooms below must not load the ones above."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return __all__
