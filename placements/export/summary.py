"""A run in words: what the terminal shows and ``summary.txt`` keeps."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from models.measures import MEASURES, UNITS
from placements.eligibility import IN_WORDS
from placements.errors import counted
from placements.export.text import cut, day, figure, percent, table
from placements.export.unmet import short_of_staff, unmet_text
from placements.plan import LevelValue, Plan, Stay
from placements.plan_file import unplaced_reasons
from placements.result import Result
from placements.standing import standing_in_words
from placements.travel import minutes_text

ENDINGS = {
    "optimal": "Proven best: no plan is better at a level without being worse at one above it.",
    "feasible": "Judged, but not proven best: the last column says how much better one might be.",
    "interrupted": "Interrupted: this is the best plan so far. It is judged, but not proven best.",
}
"""Status of a run → what it means to the reader."""


PLAIN_UNITS = {name for name, unit in UNITS.items() if "requirement" not in unit}
"""Measures whose unit is one thing: requirements count weeks, placements or sectors."""


def summary(result: Result) -> str:
    """Return the summary of a run, as plain text."""
    plan = result.plan
    parts = [
        _title(result),
        _levels(result.levels),
        _counts(result),
        _unplaced(plan),
        unmet_text(plan),
        short_of_staff(plan),
        _overridden(result),
        _load(plan),
        _journeys(plan),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _title(result: Result) -> str:
    round = result.plan.round
    learners = counted(len(round.learner_ids), "learner")
    settings = counted(len(round.setting_ids), "setting")
    placed, every = len(result.plan.placements), result.plan.taken.total()
    share = f" ({placed / every:.1%})" if every else ""
    return "\n".join(
        [
            round.name,
            f"{learners}, {settings}, {counted(round.weeks, 'week')} from {day(round.start)}",
            f"{placed:,} of {counted(every, 'block')} placed{share}",
            ENDINGS.get(result.status, f"Ended: {result.status}."),
            "By the {} engine: {}.".format(*result.engine),
            f"Standing: {standing_in_words(result.plan)}",
        ]
    )


def _levels(levels: Sequence[LevelValue]) -> str:
    rows = [("Level, most important first", "value", "cannot be below", "")]
    for number, level in enumerate(levels, 1):
        name = f"  {number} {level.name}"
        rows.append((name, figure(level.value), figure(level.bound), how_good(level)))
    return table(rows, left=(0, 3))


def _counts(result: Result) -> str:
    """Return what each level adds up, so that its value can be recomputed."""
    amounts = dict(result.verdict.measures)
    rows = []
    for number, level in enumerate(result.plan.round.levels, 1):
        start = f"  {number} "
        for name, weight in level.weights:
            if name not in amounts:  # the worst learner's sum is of the others
                continue
            measure = MEASURES[name]
            unit = measure.unit if name in PLAIN_UNITS else ""
            times = "" if weight == 1 else f", each counted {weight:g} times"
            rows.append((f"{start}{measure.title}{times}", figure(amounts[name]), unit))
            start = "    "
    return "What the levels count; less is better\n" + table(rows, left=(0, 2)) if rows else ""


def how_good(level: LevelValue) -> str:
    """Return how near to best a level's value is, in words."""
    if level.proven:
        return "proven best"
    if level.gap is None:
        return "not proven"
    return f"at most {percent(level.gap)} better is possible"


def _unplaced(plan: Plan) -> str:
    if not plan.unplaced:
        return "Not placed: nobody"
    reasons = unplaced_reasons(plan)
    own: dict[tuple[str, str], list[str]] = defaultdict(list)
    for learner, block in plan.unplaced:
        own[learner, reasons[learner, block]].append(block)
    learners = counted(len({learner for learner, _ in plan.unplaced}), "learner")
    lines = [
        f"  {learner}  {', '.join(missing)}: {reason_in_words(reason)}"
        for (learner, reason), missing in sorted(own.items())
    ]
    title = f"Not placed: {counted(len(plan.unplaced), 'block')} of {learners}"
    return "\n".join([title, *cut(lines)])


def reason_in_words(reason: str) -> str:
    """Return the reason of an unplaced block, as ``plan.csv`` has it, for people."""
    if reason == "full":
        return "settings are open to the learner, but no place was left for this block"
    if not reason:
        return "there is no setting to go to"
    parts = (part.rsplit(" ", 1) for part in reason.split("; "))
    words = ", ".join(f"{IN_WORDS[code]} ({number})" for code, number in parts)
    return f"no setting is open to the learner: {words}"


def _overridden(result: Result) -> str:
    if not result.overridden:
        return ""
    lines = [f"  {breach}" for breach in result.overridden]
    return "\n".join(["Overridden by fixed pins", *cut(lines)])


def _load(plan: Plan) -> str:
    weeks, used = Counter[str](), defaultdict(set)
    for stay in plan.stays:
        weeks[stay.sector] += stay.weeks
        used[stay.sector].add(stay.setting_id)
    settings = Counter(plan.round["settings"]["sector"])
    total = max(weeks.total(), 1)
    rows = [("Load by sector", "learner-weeks", "share", "settings used")]
    for sector in sorted(settings, key=lambda s: (-weeks[s], s)):
        share = f"{weeks[sector] / total:.0%}"
        of = f"{len(used[sector])} of {settings[sector]}"
        rows.append((f"  {sector}", f"{weeks[sector]:,}", share, of))
    return table(rows)


def _journeys(plan: Plan) -> str:
    if not plan.stays:
        return ""
    weeks = sum(stay.weeks for stay in plan.stays)
    mean = sum(stay.minutes * stay.weeks for stay in plan.stays) / weeks
    longest = sorted(plan.stays, key=lambda s: (-s.minutes, s.learner_id, s.start))[:5]
    rows = [_journey(stay) for stay in longest]
    lines = table(rows, left=(0, 1, 2, 3))
    return f"Journeys: {mean:.0f} minutes one way on average, {_known(plan)}; the longest\n{lines}"


def _known(plan: Plan) -> str:
    """Return how many of a plan's journeys are measured."""
    every, measured = len(plan.stays), sum(not stay.estimated for stay in plan.stays)
    if measured == every:
        return "all measured"
    return f"{measured:,} of {every:,} measured, the rest estimated" if measured else "estimated"


def _journey(stay: Stay) -> tuple[str, ...]:
    journey = minutes_text(stay.minutes, stay.estimated)
    return f"  {stay.learner_id}", stay.setting_id, stay.block_id, journey
