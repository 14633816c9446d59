"""A subject becomes the page: every part's data, once, for the script, the tables and the tests."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

import pandas as pd

from placements.candidates import Candidates
from placements.errors import counted
from placements.export.report.change import before_and_after, since_announced
from placements.export.report.curriculum import curriculum
from placements.export.report.facts import STATUS, headline, levels
from placements.export.report.groups import groups
from placements.export.report.page import page
from placements.export.report.people import STATES, band_names, people
from placements.export.report.places import places
from placements.export.report.shortages import proved, warnings
from placements.export.report.subject import Subject
from placements.export.report.unplaced import unplaced
from placements.export.text import day
from placements.plan import Plan
from placements.result import Result
from placements.round import digest
from placements.standing import standing_in_words


def report(
    of: Plan | Result, *, before: Plan | None = None, statements: pd.DataFrame | None = None
) -> str:
    """Return the report of a plan, or of a run with its bounds, as one HTML file.

    Parameters
    ----------
    before
        A plan of the same round to compare with.
    statements
        What was proved of shortages: ``statement`` and perhaps ``remedy``, one a row.
    """
    if isinstance(of, Plan):
        return report_html(Subject.of(of, before=before, statements=statements))
    run = Subject(of.plan, of.verdict, of.levels, of.status, (), before, statements)
    return report_html(run)


def report_html(subject: Subject, candidates: Candidates | None = None) -> str:
    """Return the report as one HTML file.

    Parameters
    ----------
    candidates
        The round's candidates, where they are known; else they are built.
    """
    return page(report_data(subject, candidates), _shown(subject))


def report_data(subject: Subject, candidates: Candidates | None = None) -> dict[str, Any]:
    """Return everything that the page shows of the plan, as plain values."""
    plan = subject.plan
    missing, rules = unplaced(plan), curriculum(plan)
    reasons = missing.pop("reasons")
    return {
        "round": {
            "name": plan.round.name,
            "start": str(plan.round.start),
            "weeks": plan.round.weeks,
        },
        "figures": headline(plan),
        "levels": levels(subject),
        "breaches": [*(str(b) for b in subject.verdict.breaches), *subject.broken],
        "rules": rules["rules"],
        "missing": rules["missing"],
        "groups": groups(plan),
        "warnings": warnings(subject, candidates),
        "statements": proved(subject.statements),
        "unplaced": missing,
        "announced": since_announced(plan),
        "before": before_and_after(subject),
        "bands": band_names(),
        "states": list(STATES),
        **people(plan, reasons),
        **places(plan),
    }


def _shown(subject: Subject) -> dict[str, Any]:
    """Return what the template says besides the data."""
    round = subject.plan.round
    return {
        "status": STATUS.get(subject.status, STATUS[""]),
        "proven": subject.status == "optimal",
        "first_day": day(round.start),
        "last_day": day(round.sunday(round.weeks)),
        "standing": subject.standing or standing_in_words(subject.plan),
        "horizon": counted(round.weeks, "week"),
        "input_hash": digest(round),
        "version": version("placements"),
    }
