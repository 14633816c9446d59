"""Why a learner is where the plan says, in words."""

from __future__ import annotations

from collections.abc import Collection, Hashable
from typing import Any

import pandas as pd

from placements.eligibility import REASONS
from placements.errors import counted
from placements.explain.explanation import OPTION, Explanation
from placements.export.text import LISTED, cut, day, figure, table
from placements.travel import is_estimated

NOISE = 1e-6
"""Differences below this are rounding."""
SHOWN_MOVES = 4
"""Moves of others named beside a choice; the rest is counted."""


def explain_text(found: Explanation) -> str:
    """Return the explanation, as plain text."""
    parts = [_broken(found)]
    for block in found.blocks.itertuples():
        parts.append(_block(found, block))
    if not len(found.blocks):
        parts.append(f"{found.learner} has no block")
    if len(found.costs):
        parts.append(_legend(found))
    return "\n\n".join(part for part in parts if part) + "\n"


def _broken(found: Explanation) -> str:
    if not found.left_out:
        return ""
    number = counted(len(found.left_out), "placement")
    return f"The plan breaks rules: costs are of the plan without {number} (see verify)."


def _block(found: Explanation, block: object) -> str:
    code = block.block_id  # type: ignore[attr-defined]
    lines = [where_they_are(found, block)]
    closed = barred_by_rule(found, code)
    if len(closed):
        lines += [
            "Not open",
            *cut(table([*closed.itertuples(index=False)], left=(0, 1)).splitlines()),
        ]
    own = found.options[(found.options["block_id"] == code) & ~found.options["chosen"]]
    if len(own):
        lines.append(_open(found, own))
    return "\n".join(lines)


def where_they_are(found: Explanation, block: object) -> str:
    """Return where the learner is in a block, and how many settings were open."""
    setting, opened, closed = block.setting_id, block.open, block.closed  # type: ignore[attr-defined]
    minutes, score = block.minutes, block.score  # type: ignore[attr-defined]
    nowhere = "not placed" if block.taken else "not taken, for others of its group are"  # type: ignore[attr-defined]
    mark = ", estimated" if setting in estimated_settings(found) else ""
    where = f"at {setting}, {minutes} minutes one way{mark}" if setting else nowhere
    if setting and score:
        where += f", wish {score:+d}"
    if block.pinned:  # type: ignore[attr-defined]
        where += ", pinned as fixed by the round"
    weeks = counted(block.weeks, "week")  # type: ignore[attr-defined]
    when = f"{weeks} from {day(block.start)}"  # type: ignore[attr-defined]
    rest = f"{opened} of {counted(opened + closed, 'setting')} open to them"
    return f"{found.learner} {block.block_id}, {when}: {where}; {rest}"  # type: ignore[attr-defined]


def barred_by_rule(found: Explanation, block: str) -> pd.DataFrame:
    """Return the settings that are not open, by what bars them: ``settings`` and ``rule``."""
    own, known = found.closed[found.closed["block_id"] == block], estimated_settings(found)
    rows = [
        (row.setting_id, "; ".join(_reason(code, row, known) for code in row.reasons))
        for row in own.drop_duplicates("setting_id").itertuples()
        if row.setting_id not in _open_settings(found, block)
    ]
    if len(rows) <= LISTED:
        return pd.DataFrame([(f"  {code}", words) for code, words in rows])
    counts = own.explode("reasons").groupby("reasons")["setting_id"].nunique()
    every = [
        (f"  {counts[code]:,}", f"{code}: {REASONS[code]}") for code in REASONS if code in counts
    ]
    return pd.DataFrame(every)


def _open_settings(found: Explanation, block: str) -> set[str]:
    own = found.options
    return set(own.loc[own["block_id"] == block, "setting_id"])


def estimated_settings(found: Explanation) -> frozenset[str]:
    """Return the settings to which nobody measured the learner's journey."""
    round = found.plan.round
    own = is_estimated(round)[round.learner_ids.get_loc(found.learner)]
    return frozenset(round.setting_ids[own])


def _reason(code: str, row: Any, estimated: Collection[str]) -> str:
    """Return a rule's code and meaning."""
    mark = ", estimated" if row.setting_id in estimated else ""
    detail = f" ({row.minutes} minutes{mark})" if code == "travel" else ""
    return f"{code}: {REASONS[code]}{detail}"


def _open(found: Explanation, own: pd.DataFrame) -> str:
    """Return the open choices with what each would cost at every level."""
    asked = own[own["asked"]]
    numbers = [f"level {k}" for k, _ in enumerate(found.plan.round.levels, 1)]
    rows = [("Open, and what it would cost", "minutes", "wish", *numbers, "who else would move")]
    estimated = estimated_settings(found)
    for row in asked.itertuples():
        key = tuple(getattr(row, name) for name in OPTION)
        minutes = minutes_of(row, estimated)
        starts = (own["setting_id"] == row.setting_id).sum()
        name = f"  {row.setting_id}" + (f" week {row.start}" if starts > 1 else "")
        wish = f"{row.score:+d}" if row.score else ""
        rows.append((name, minutes, wish, *_cells(found, key), _moves(found, key)))
    lines = table(rows, left=(0, len(rows[0]) - 1)).splitlines() if len(asked) else []
    if left := len(own) - len(asked):
        which = "open choice" if not len(asked) else "more open choice"
        fixed = own["block_id"].isin(found.blocks.loc[found.blocks["pinned"], "block_id"]).all()
        why = "for the block is fixed" if fixed else "see --most and --instead"
        lines.append(f"  {counted(left, which)} not asked: {why}")
    return "\n".join(lines)


def minutes_of(row: Any, estimated: Collection[str]) -> str:
    """Return the minutes of a row of a table; an estimate is marked."""
    return f"{figure(row.minutes)}{' est.' if row.setting_id in estimated else ''}"


def _cells(found: Explanation, key: tuple[Hashable, ...]) -> list[str]:
    rows = of_option(found.costs, key)
    if not len(rows):
        return ["no plan", *("" for _ in found.plan.round.levels[1:])]
    return [extra(row.extra_lower, row.extra_upper) for row in rows.itertuples()]


def of_option(frame: pd.DataFrame, key: tuple[Hashable, ...]) -> pd.DataFrame:
    """Return the rows of one option."""
    same = pd.Series(True, index=frame.index)
    for name, value in zip(OPTION, key, strict=True):
        same &= frame[name] == value
    return frame[same]


def extra(lower: float, upper: float) -> str:
    """Return what a choice costs more: exact, an interval, or its upper end."""
    if pd.isna(lower):
        return f"at most {_signed(upper)}"
    same = lower >= upper - NOISE
    return _signed(upper) if same else f"{_signed(lower)} to {_signed(upper)}"


def _signed(value: float) -> str:
    """Return a difference with its sign; one that is rounding is 0, a small one not."""
    if abs(value) < NOISE:
        return "0"
    size = abs(round(value, 2))
    return f"{'+' if value > 0 else '-'}{figure(size) if size else f'{abs(value):.1g}'}"


def _moves(found: Explanation, key: tuple[Hashable, ...]) -> str:
    rows = of_option(found.moves, key)
    if not len(of_option(found.costs, key)):
        return "fixed pins and links do not allow it"
    words = [move_in_words(row) for row in rows.itertuples()]
    if not words:
        return "nobody"
    more = f"; and {len(words) - SHOWN_MOVES} more" if len(words) > SHOWN_MOVES else ""
    return "; ".join(words[:SHOWN_MOVES]) + more


def move_in_words(row: object) -> str:
    """Return whose placement becomes which: ``L4 B2 WARD1 to HOME2``."""
    before, after = row.from_setting, row.to_setting  # type: ignore[attr-defined]
    after = f"{after} in another week" if before == after else after
    where = f"{before or 'not placed'} to {after or 'not placed'}"
    return f"{row.learner_id} {row.other_block} {where}"  # type: ignore[attr-defined]


def _legend(found: Explanation) -> str:
    rows = [(f"  level {k}  {level.name}",) for k, level in enumerate(found.plan.round.levels, 1)]
    notes = [
        "Costs: the best plan with that choice pinned, less this plan; the levels in strict order,",
        "so a lower level may gain where a higher one loses. An interval: the best lies within it.",
    ]
    asked = found.options.loc[found.options["asked"], "setting_id"]
    if estimated_settings(found) & set(asked):
        notes.append("est.: minutes worked out from the distance, not measured.")
    return "\n".join([*_better(found), *notes, table(rows)])


def _better(found: Explanation) -> list[str]:
    """Return a warning where some choice makes a better plan: then this one was not the best."""
    for _, rows in found.costs.groupby(OPTION):
        first = next((extra for extra in rows["extra_upper"] if abs(extra) > NOISE), 0.0)
        if first < 0:
            return ["This plan is not the best there is: with a choice above it would be better."]
    return []
