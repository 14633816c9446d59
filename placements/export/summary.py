"""A run in words: what the terminal shows and ``summary.txt`` keeps."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from models.measures.requirement_shortfall import progress
from models.measures.sequence_breaches import breaches as sequence_breaches
from placements.errors import counted
from placements.plan import LevelValue, Plan, Stay
from placements.plan_file import unplaced_reasons
from placements.run import Result

LISTED = 12
"""Rows shown of a long list; the rest is counted, and stands in ``plan.csv``."""


def summary(result: Result) -> str:
    """Return the summary of a run, as plain text."""
    plan = result.plan
    parts = [
        _title(result),
        _levels(result.levels),
        _unplaced(plan),
        _unmet(plan),
        _overridden(result),
        _load(plan),
        _journeys(plan),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _title(result: Result) -> str:
    round = result.plan.round
    placed, every = len(result.plan.placements), len(result.plan.taken)
    who = f"{counted(len(round.learner_ids), 'learner')}, {counted(len(round.setting_ids), 'setting')}"
    how = {
        "optimal": "every level is proven best",
        "feasible": "judged; the gaps say how far from best it can be",
        "interrupted": "interrupted; the best plan so far",
    }
    line = f"{placed:,} of {every:,} blocks placed; {how.get(result.status, result.status)}"
    return f"{round.name}\n{who}; {line}"


def figure(value: float | None) -> str:
    """Return a value with thousands marked and no needless decimals; ``-`` for none."""
    if value is None:
        return "-"
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}"


def _levels(levels: Sequence[LevelValue]) -> str:
    rows = [("level", "value", "bound", "gap")]
    for number, level in enumerate(levels, 1):
        gap = "-" if level.gap is None else "proven best" if level.gap == 0 else f"{level.gap:.2%}"
        rows.append((f"{number} {level.name}", figure(level.value), figure(level.bound), gap))
    return table(rows)


def table(rows: Sequence[Sequence[str]]) -> str:
    """Return rows as columns of text: the first to the left, the others to the right."""
    widths = [max(len(row[k]) for row in rows) for k in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [
            row[0].ljust(widths[0]),
            *(c.rjust(w) for c, w in zip(row[1:], widths[1:], strict=True)),
        ]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def _unplaced(plan: Plan) -> str:
    if not plan.unplaced:
        return "Unplaced: nobody"
    reasons = unplaced_reasons(plan)
    own: dict[tuple[str, str], list[str]] = defaultdict(list)
    for learner, block in plan.unplaced:
        own[learner, reasons[learner, block]].append(block)
    learners = {learner for learner, _ in plan.unplaced}
    blocks = counted(len(plan.unplaced), "block")
    lines = [f"Unplaced: {blocks} of {counted(len(learners), 'learner')}"]
    for (learner, reason), missing in sorted(own.items())[:LISTED]:
        lines.append(f"  {learner}  {', '.join(missing)}: {_in_words(reason)}")
    return "\n".join([*lines, *_more(len(own))])


def _in_words(reason: str) -> str:
    return (
        "settings were eligible, but no place was left" if reason == "full" else f"barred: {reason}"
    )


def _more(number: int) -> list[str]:
    return [f"  and {number - LISTED:,} more"] if number > LISTED else []


def _unmet(plan: Plan) -> str:
    short, learners = Counter[str](), defaultdict(set)
    for requirement, learner, _, achieved in progress(plan):
        if missed := requirement.missed(achieved):
            short[requirement.requirement_id] += missed / requirement.weight
            learners[requirement.requirement_id].add(learner)
    units = plan.round["requirements"].set_index("requirement_id")["measure"].to_dict()
    rows = [("Unmet", "by", "learners")]
    for code, amount in sorted(short.items(), key=lambda item: (-item[1], item[0])):
        rows.append((f"  {code}", f"{figure(amount)} {units[code]}", str(len(learners[code]))))
    broken = defaultdict(list)
    for sequence, stay in sequence_breaches(plan):
        broken[sequence.sequence_id].append(stay.learner_id)
    for code, who in sorted(broken.items()):
        rows.append((f"  {code}", f"{len(who)} breaches", str(len(set(who)))))
    return table(rows) if len(rows) > 1 else "Unmet: nothing"


def _overridden(result: Result) -> str:
    if not result.overridden:
        return ""
    lines = [f"  {breach}" for breach in result.overridden[:LISTED]]
    return "\n".join(["Overridden by fixed pins", *lines, *_more(len(result.overridden))])


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
    longest = sorted(plan.stays, key=lambda s: (-s.minutes, s.learner_id, s.start))[:5]
    if not longest:
        return ""
    rows = [("Longest journeys", "setting", "block", "one way")]
    rows += [_journey(stay) for stay in longest]
    return table(rows)


def _journey(stay: Stay) -> tuple[str, ...]:
    return f"  {stay.learner_id}", stay.setting_id, stay.block_id, f"{stay.minutes} min"


def breach_lines(messages: Sequence[str], limit: int = 200) -> Iterator[str]:
    """Yield breaches as lines, the first ``limit`` and how many more."""
    yield from messages[:limit]
    if len(messages) > limit:
        yield f"and {len(messages) - limit:,} more"
