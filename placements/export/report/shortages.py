"""What is short before anything is planned, and what was proved of it."""

from __future__ import annotations

from typing import Any

import pandas as pd

from placements.candidates import Candidates
from placements.checks import warning_reach, warning_shortage
from placements.checks.case import Case
from placements.export.report.subject import Subject


def warnings(subject: Subject, candidates: Candidates | None = None) -> list[str]:
    """Return the shortages that no plan can avoid, in words, as ``check`` lists them.

    Where statements were proved, those stand for the shortages of places and weeks.

    Parameters
    ----------
    candidates
        The round's candidates, where they are known; else they are built.
    """
    case = Case(subject.plan.round, given=candidates)
    asked = warning_shortage.CHECKS if subject.statements is None else ()
    return [p.message for check in (*asked, *warning_reach.CHECKS) for p in check(case)]


def proved(frame: pd.DataFrame | None) -> list[dict[str, Any]]:
    """Return what was proved of shortages: ``statement`` and ``remedy`` (``""``: none known)."""
    if frame is None:
        return []
    remedies = frame["remedy"] if "remedy" in frame else [""] * len(frame)
    return [
        {"statement": str(said), "remedy": "" if pd.isna(cure) else str(cure)}
        for said, cure in zip(frame["statement"], remedies, strict=True)
    ]
