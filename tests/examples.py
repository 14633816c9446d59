"""Rules and measures by example: what the judge says, once the model says the same."""

from models.measure import Measure
from models.rule import Rule
from models.rules import eligibility
from placements.candidates import build_candidates
from placements.plan import Placement, Plan
from placements.round import Level, Round
from placements.verdict import level_value
from tests.models.agreement import differences, level_differences
from tests.models.cases import Case


def plan_of(round: Round, *rows: str, unplaced: str | None = None) -> Plan:
    """Return the plan of rows such as ``"L1 B1 S1 1"``: learner, block, setting, first week.

    ``unplaced``: such as ``"L1 B2; L2 B2"``; if ``None``, whatever else must be taken.
    """
    placements = [Placement(*words, int(week)) for *words, week in map(str.split, rows)]
    left = None if unplaced is None else [(*row.split(),) for row in unplaced.split(";") if row]
    return Plan.of(round, placements, left)


def broken(rule: Rule, round: Round, *rows: str, unplaced: str | None = None) -> list[str]:
    """Return how a plan breaks a rule."""
    plan = plan_of(round, *rows, unplaced=unplaced)
    assert differences(rule, _case(plan)) == []
    return [str(breach) for breach in rule.breaches(plan)]


def worth(measure: Measure, round: Round, *rows: str, unplaced: str | None = None) -> float:
    """Return the value of a measure, of all learners."""
    plan = _orderly(round, *rows, unplaced=unplaced)
    assert differences(measure, _case(plan)) == []
    return sum(measure.value(plan).values())


def worth_of_level(weights: dict[str, float], round: Round, *rows: str) -> float:
    """Return the value of a level."""
    plan, level = _orderly(round, *rows), Level("level", tuple(weights.items()))
    assert list(level_differences((level,), _case(plan))) == []
    return level_value(plan, level)


def _orderly(round: Round, *rows: str, unplaced: str | None = None) -> Plan:
    """Return a plan that the model can hold, or it would not be asked."""
    plan = plan_of(round, *rows, unplaced=unplaced)
    assert list(eligibility.RULE.breaches(plan)) == []
    return plan


def _case(plan: Plan) -> Case:
    return Case((), build_candidates(plan.round), (plan,))
