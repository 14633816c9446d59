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
    from placements.export.roll_files import write_rolled
    from placements.export.template_file import write_template
    from placements.plan import Plan
    from placements.result import Report, Result
    from placements.round import Round
    from placements.run import check, judge, read, solve

_HOMES = {
    "InputError": "placements.errors",
    "Plan": "placements.plan",
    "Report": "placements.result",
    "Result": "placements.result",
    "Round": "placements.round",
    "check": "placements.run",
    "judge": "placements.run",
    "read": "placements.run",
    "solve": "placements.run",
    "write_rolled": "placements.export.roll_files",
    "write_template": "placements.export.template_file",
}

__all__ = [
    "InputError",
    "Plan",
    "Report",
    "Result",
    "Round",
    "check",
    "judge",
    "read",
    "solve",
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
