"""What a plan leaves unmet: curriculum, order of placements, standing minimums of settings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from models.lines import counted_stays
from models.measures.requirement_shortfall import progress
from models.measures.sequence_breaches import breaches
from models.requirements import Requirement
from models.sequences import Sequence
from placements.errors import counted
from placements.export.filter_words import filter_in_words
from placements.export.text import LISTED, cut, figure, table
from placements.plan import Plan

_IN_ORDER = {
    "not_consecutive": "never two in a row: {first}",
    "contrast": "never the same {first} twice in a row",
    "before": "{first} before {then}",
}


@dataclass(slots=True)
class Missed:
    """One rule of a curriculum, and what all learners together miss of it.

    Parameters
    ----------
    rule
        What it asks, in words.
    unit
        One unit of what is missed.
    """

    programme_id: str
    code: str
    rule: str
    unit: str
    source: str
    short: float = 0.0
    over: float = 0.0
    learners: set[str] = field(default_factory=set)

    @property
    def amount(self) -> str:
        """What is missed, in words: ``16 weeks short``."""
        parts = [(self.short, "short"), (self.over, "over")]
        if self.unit == "breach":
            return counted(round(self.over), "breach", "breaches")
        return ", ".join(f"{_units(n, self.unit)} {word}" for n, word in parts if n)


def _units(number: float, plural: str) -> str:
    return f"{figure(number)} {plural[:-1] if number == 1 else plural}"


def unmet(plan: Plan) -> list[Missed]:
    """Return every rule of a curriculum that some learner misses, by programme."""
    found = [*_requirements(plan), *_sequences(plan)]
    return sorted(found, key=lambda m: (m.programme_id, -(m.short + m.over), m.code))


def _requirements(plan: Plan) -> Iterator[Missed]:
    found: dict[str, Missed] = {}
    rows = plan.round["requirements"].set_index("requirement_id")
    for rule, learner, _, achieved in progress(plan):
        if not rule.missed(achieved):
            continue
        code = rule.requirement_id
        if code not in found:
            written = rows.loc[code]
            found[code] = Missed(
                rule.programme_id, code, in_words(rule), rule.measure, source_of(written)
            )
        missed = found[code]
        missed.learners.add(learner)
        if rule.minimum is not None:
            missed.short += max(rule.minimum - achieved, 0.0)
        if rule.maximum is not None:
            missed.over += max(achieved - rule.maximum, 0.0)
    yield from found.values()


def source_of(row: pd.Series) -> str:
    """Return where a requirement comes from, and as of when."""
    date = "" if pd.isna(row["as_of"]) else f"{row['as_of']:%Y-%m-%d}"
    return ", ".join(part for part in (row["source"], date) if part)


def in_words(rule: Requirement) -> str:
    """Return what a requirement asks: ``16 to 40 weeks, sector acute``."""
    bounds = {
        (True, True): f"{figure(rule.minimum)} to {figure(rule.maximum)}",
        (True, False): f"at least {figure(rule.minimum)}",
        (False, True): f"at most {figure(rule.maximum)}",
    }[rule.minimum is not None, rule.maximum is not None]
    last = rule.minimum if rule.maximum is None else rule.maximum
    text = f"{bounds} {rule.measure[:-1] if last == 1 else rule.measure}"
    if rule.each:
        text += f" at each {rule.each}" if rule.each != "sector" else " in each sector"
    if rule.stages:
        stages = " and ".join(str(stage) for stage in rule.stages)
        text += f", stage{'s' * (len(rule.stages) > 1)} {stages}"
    where = filter_in_words(rule.where)
    return f"{text}, {where}" if where else text


def order_in_words(rule: Sequence) -> str:
    """Return what a rule on the order of placements asks: ``care home before home care``."""
    # What a contrast looks at is a name, not a filter.
    words = str if rule.kind == "contrast" else filter_in_words
    return _IN_ORDER[rule.kind].format(first=words(rule.first), then=words(rule.then))


def _sequences(plan: Plan) -> Iterator[Missed]:
    found: dict[str, Missed] = {}
    for rule, stay in breaches(plan):
        words = order_in_words(rule)
        missed = found.setdefault(
            rule.sequence_id, Missed(rule.programme_id, rule.sequence_id, words, "breach", "")
        )
        missed.over += 1
        missed.learners.add(stay.learner_id)
    yield from found.values()


def unmet_text(plan: Plan) -> str:
    """Return what of the curriculum is unmet, grouped by programme."""
    found = unmet(plan)
    if not found:
        return "Curriculum: every requirement is met"
    learners = {code for missed in found for code in missed.learners}
    rules = len(plan.round["requirements"]) + len(plan.round["sequences"])
    who = counted(len(learners), "learner")
    title = f"Curriculum: {len(found)} of {rules} requirements not met in full, for {who}"
    groups = defaultdict(list)
    for missed in found:
        groups[missed.programme_id].append(missed)
    names = plan.round["programmes"].set_index("programme_id")["name"]
    rows = iter(table([_row(missed) for missed in found], left=(0, 1, 2, 4)).splitlines())
    lines = [title]
    for code, own in groups.items():
        lines += [f"  {names[code]}", *(next(rows) for _ in own)]
    return "\n".join(lines)


def _row(missed: Missed) -> tuple[str, ...]:
    learners = counted(len(missed.learners), "learner")
    return f"    {missed.code}", missed.rule, missed.amount, learners, missed.source


def short_of_staff(plan: Plan) -> str:
    """Return which settings have fewer learners than their standing minimum; blank: none."""
    missing: dict[str, int] = defaultdict(int)
    for line, present, _ in counted_stays(plan):
        needed = np.where(line.always & (line.places >= 0), line.minimum, 0)
        missing[line.setting_id] += int(np.maximum(needed - present, 0).sum())
    rows = sorted((-weeks, code) for code, weeks in missing.items() if weeks)
    if not rows:
        return ""
    total = counted(-sum(weeks for weeks, _ in rows), "learner-week")
    lines = [f"  {code}  {counted(-weeks, 'learner-week')}" for weeks, code in rows]
    title = f"Below the standing minimum: {counted(len(rows), 'setting')}, {total} missing"
    return "\n".join([title, *cut(lines, LISTED)])
