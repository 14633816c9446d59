"""What places are worth, for people."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from placements.errors import counted
from placements.explain.gains import Worth, Worths
from placements.export.tables import interval, write_tables
from placements.export.text import cut, figure, table

FILES = ("worth.csv", "worth_groups.csv", "worth_pairs.csv", "spare.csv")
"""Every file that is written."""
SHOWN = 15
"""Places shown; the files have all."""

OPEN = (
    "  A to B: the best plan's gain is proven to lie between; at least: nobody knows how much more",
    "  this plan gains: by how much this very plan is better with the place, where it was asked",
)
"""What is said where not all is proven."""


def worth_text(found: Worths) -> str:
    """Return what one more place gains at each level, and which places could go."""
    some = [one for one in found.singles if any(gain.high != 0 for gain in one.gains)]
    none = len(found.singles) - len(some)
    parts = [_table("One more place at", found, some)] if some else []
    if none:
        parts.append(f"{counted(none, 'place')} proven to gain nothing at any level.")
    if found.pairs:
        parts.append(_table("Two more places at", found, found.pairs))
    parts.append(_spare(found))
    return "\n\n".join(parts)


def _table(title: str, found: Worths, worths: Sequence[Worth]) -> str:
    again = any(one.here is not None and not _proven(one) for one in worths[:SHOWN])
    last = ("this plan gains",) if again else ()
    rows = [(title, "weeks", *(level.name for level in found.base), *last)]
    for one in worths[:SHOWN]:
        each = dict.fromkeys(extra.setting_id for extra in one.extras)
        codes = (
            f"{one.extras[0].setting_id} twice"
            if len(each) < len(one.extras)
            else " and ".join(each)
        )
        span = f"{one.extras[0].first} to {one.extras[0].last}"
        gains = (interval(gain.low, gain.high) for gain in one.gains)
        rows.append((f"  {codes}", span, *gains, *((_here(found, one),) if again else ())))
    more = len(worths) - SHOWN
    beyond = [f"  and {more:,} more"] if more > 0 else []
    notes = ["  (gain at each level, given those to its left)", *(OPEN if again else ())]
    return "\n".join([table(rows, left=(0, 1)), *beyond, *notes])


def _proven(one: Worth) -> bool:
    return all(gain.proven for gain in one.gains)


def _here(found: Worths, one: Worth) -> str:
    """Return what the plan itself gains for sure: at the first level that changes."""
    if one.here is None:
        return "not asked"
    gained = (
        f"{figure(gain)} of {level.name}"
        for level, gain in zip(found.base, one.here, strict=True)
        if gain
    )
    return next(gained, "nothing found")


def _spare(found: Worths) -> str:
    if not found.spare:
        return "No setting could lose a place with the plan as it is."
    lines = [f"  {code}  {counted(number, 'place')}" for code, number in found.spare.items()]
    return "\n".join(["Could go without anything changing:", *cut(lines)])


def write_worth(found: Worths, out: Path) -> None:
    """Write the tables, completely or not at all."""
    frames = (found.frame, found.groups, found.pair_frame, found.spare_frame)
    write_tables(dict(zip(FILES, frames, strict=True)), out)
