"""How far each rule of a curriculum is met, by how many learners, and who misses it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from models.measures.requirement_shortfall import progress
from models.measures.sequence_breaches import breaches
from models.requirements import Requirement, requirements
from models.sequences import sequences
from placements.errors import counted
from placements.export.text import figure
from placements.export.unmet import in_words, order_in_words, source_of
from placements.plan import Plan


def curriculum(plan: Plan) -> dict[str, Any]:
    """Return every rule of the curricula with what the plan makes of it.

    Returns
    -------
    dict
        ``rules``, by programme: ``code``, ``programme``, ``rule`` and ``source`` in words,
        ``learners`` whom it is for, how many of them ``met`` it, and what all together miss:
        ``short``, ``over`` (of its measure), ``breaches``, ``missed`` (as the measures count it)
        and ``amount`` (in words). ``missing``: learner → what they miss, in words.
    """
    missing: dict[str, list[str]] = defaultdict(list)
    members = plan.round["learners"]["programme_id"].value_counts().to_dict()
    rules = [*_requirements(plan, missing), *_sequences(plan, missing)]
    for row in rules:
        row["learners"] = members.get(row["programme"], 0)
        row["met"] = row["learners"] - len(row.pop("who"))
        row["amount"] = _amount(row)
    rules.sort(key=lambda row: (row["programme"], row["code"]))
    names = plan.round["programmes"].set_index("programme_id")["name"]
    for row in rules:
        row["programme"] = names[row["programme"]]
    return {"rules": rules, "missing": dict(missing)}


def _requirements(plan: Plan, missing: dict[str, list[str]]) -> Iterator[dict[str, Any]]:
    """Yield every requirement; add to ``missing`` what each learner misses."""
    rows = plan.round["requirements"].set_index("requirement_id")
    found: dict[str, dict[str, Any]] = {}
    for rule in requirements(plan.round):
        row = _row(rule.requirement_id, rule.programme_id, in_words(rule))
        source = source_of(rows.loc[rule.requirement_id])
        found[rule.requirement_id] = row | {"source": source, "unit": rule.measure}
    for rule, learner, each, achieved in progress(plan):
        if rule.missed(achieved):
            row = found[rule.requirement_id]
            row["who"].add(learner)
            _add(row, rule, achieved)
            missing[learner].append(_missed_in_words(rule, each, achieved))
    yield from found.values()


def _sequences(plan: Plan, missing: dict[str, list[str]]) -> Iterator[dict[str, Any]]:
    """Yield every rule on the order of placements, in the same way."""
    found = {
        rule.sequence_id: _row(
            rule.sequence_id,
            rule.programme_id,
            order_in_words(rule),
        )
        for rule in sequences(plan.round)
    }
    for rule, stay in breaches(plan):
        row = found[rule.sequence_id]
        row["breaches"] += 1
        row["who"].add(stay.learner_id)
        missing[stay.learner_id].append(f"{row['rule']}: not so in {stay.block_id}")
    yield from found.values()


def _row(code: str, programme: str, rule: str) -> dict[str, Any]:
    amounts = {"short": 0.0, "over": 0.0, "missed": 0.0, "breaches": 0}
    own = {"code": code, "programme": programme, "rule": rule, "who": set()}
    return {**own, "source": "", "unit": "", **amounts}


def _add(row: dict[str, Any], rule: Requirement, achieved: float) -> None:
    if rule.minimum is not None:
        row["short"] += max(rule.minimum - achieved, 0.0)
    if rule.maximum is not None:
        row["over"] += max(achieved - rule.maximum, 0.0)
    row["missed"] += rule.missed(achieved)


def _missed_in_words(rule: Requirement, each: str, achieved: float) -> str:
    at = f" at {each}" if each else ""
    return f"{in_words(rule)}: has {figure(achieved)}{at}"


def _amount(row: dict[str, Any]) -> str:
    """Return what is missed, in words: ``16 weeks short``."""
    if row["breaches"]:
        return counted(row["breaches"], "placement") + " in an order not wanted"
    parts = [(row["short"], "short"), (row["over"], "over")]
    return ", ".join(f"{figure(n)} {_unit(n, row['unit'])} {word}" for n, word in parts if n)


def _unit(number: float, plural: str) -> str:
    return plural[:-1] if number == 1 else plural
