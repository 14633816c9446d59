"""What a check says of a tiny round."""

from placements.checks.case import Case, Check
from tests.rounds import make_round

UNITS = {
    "unplaced_weeks": "learner-weeks",
    "requirement_shortfall": "units of the requirement's measure",
    "sequence_breaches": "breaches",
    "staffing_shortfall": "learner-weeks",
    "changes": "placements",
    "travel_minutes": "minute-weeks",
    "preference": "point-weeks",
    "waiting_weeks": "weeks",
    "worst_learner": "as the level",
    "peak_load": "learners",
}


def said(check: Check, **tables: str) -> list[str]:
    """Return the messages of one check on the tiny round with some tables replaced."""
    return [str(problem) for problem in check(Case(make_round(**tables), UNITS))]


def message(check: Check, **tables: str) -> str:
    """Return the only message of a check."""
    (only,) = said(check, **tables)
    return only
