"""Evidence to print and to check: a page a learner, or an unplaced block, fit for an appeal."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from jinja2 import Environment, StrictUndefined

from placements.eligibility import REASONS
from placements.errors import counted
from placements.explain.explanation import OPTION, Explanation
from placements.explain.known import plan_hash
from placements.export.evidence_page import PAGE
from placements.export.explain import (
    estimated_settings,
    explain_text,
    extra,
    minutes_of,
    move_in_words,
    of_option,
)
from placements.export.folder import write_folder
from placements.export.text import day
from placements.round import digest

FILES = ("closed.csv", "costs.csv", "evidence.html", "explain.txt", "moves.csv", "options.csv")
"""Every file that is written."""
FRAMES = ("closed", "costs", "moves", "options")
"""Tables of an explanation that are files."""
MOVES = 3
"""Moves of others named on a page; the rest is counted."""
ALTERNATIVES = 12
"""Open choices on a page; the tables have all."""


def write_evidence(found: Sequence[Explanation], plan_path: Path, out: Path) -> None:
    """Write the files completely or not at all.

    Raises
    ------
    InputError
        Where the folder cannot be written.
    """
    text = "\n".join(explain_text(one) for one in found)
    files = {f"{name}.csv": _csv(found, name) for name in FRAMES}
    page = evidence(found, plan_hash(plan_path)).encode()
    write_folder(out, {**files, "evidence.html": page, "explain.txt": text.encode()})


def _csv(found: Sequence[Explanation], name: str) -> bytes:
    parts = []
    for one in found:
        frame = getattr(one, name)
        who = "learner_id" if name != "moves" else "for_learner"
        part = frame.assign(**{who: one.learner})
        parts.append(part[[who, *frame.columns]])
    whole = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()
    if "reasons" in whole:
        whole["reasons"] = whole["reasons"].map(";".join)
    return whole.to_csv(index=False, lineterminator="\n", float_format="%.10g").encode()


def evidence(found: Sequence[Explanation], plan_sha256: str) -> str:
    """Return the pages as one HTML file that fetches nothing."""
    room = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    pages = [_page(one) for one in found]
    round_sha256 = digest(found[0].plan.round) if found else ""
    return room.from_string(PAGE).render(
        pages=pages, plan_sha256=plan_sha256, round_sha256=round_sha256
    )


def _page(found: Explanation) -> dict[str, Any]:
    round = found.plan.round
    names = round["settings"].set_index("setting_id")["name"].to_dict()
    learner = round["learners"].set_index("learner_id").loc[found.learner]
    estimated = estimated_settings(found)
    blocks = [_block(row, names, estimated) for row in found.blocks.itertuples()]
    alone = blocks[0] if len(blocks) == 1 else None
    title = f"Where {found.learner} is placed, and why"
    if alone is not None and not alone["placed"]:
        title = f"Why block {alone['code']} of {found.learner} has no place"
    return {
        "title": title,
        "round": round.name,
        "about": f"{learner['programme_id']}, cohort {learner['cohort_id']}, travelling by "
        f"{learner['travel_mode']}, at most {learner['max_travel_minutes']} minutes one way",
        "left_out": counted(len(found.left_out), "placement") if found.left_out else "",
        "blocks": blocks,
        "bars": _bars(found),
        "levels": [level.name for level in round.levels],
        "options": _options(found, names, estimated),
        "estimated": bool(estimated),
    }


def _block(row: Any, names: dict[str, str], estimated: Collection[str]) -> dict[str, Any]:
    nowhere = "no place" if row.taken else "not taken: others of its group are"
    where = f"{row.setting_id}, {names[row.setting_id]}" if row.setting_id else nowhere
    return {
        "code": row.block_id,
        "when": day(row.start),
        "weeks": row.weeks,
        "placed": bool(row.setting_id),
        "where": where + (" (fixed by the round)" if row.pinned else ""),
        "minutes": minutes_of(row, estimated) if row.setting_id else "",
        "open": f"{row.open:,} of {row.open + row.closed:,}",
    }


def _bars(found: Explanation) -> list[tuple[str, str]]:
    """Return each rule that bars a setting in some block, with how many settings it bars."""
    barred = found.closed.explode("reasons").groupby("reasons")["setting_id"].nunique()
    return [(REASONS[code], f"{barred[code]:,}") for code in REASONS if code in barred]


def _options(
    found: Explanation, names: dict[str, str], estimated: Collection[str]
) -> list[dict[str, Any]]:
    rows = []
    for row in found.options[found.options["asked"]].head(ALTERNATIVES).itertuples():
        key = tuple(getattr(row, name) for name in OPTION)
        costs = of_option(found.costs, key)
        moves = [move_in_words(move) for move in of_option(found.moves, key).itertuples()]
        more = [f"{len(moves) - MOVES} more"] if len(moves) > MOVES else []
        nobody = "nobody" if len(costs) else "not possible with the fixed pins and links"
        wish = f", wish {row.score:+d}" if row.score else ""
        rows.append(
            {
                "code": row.block_id,
                "where": f"{row.setting_id}, {names[row.setting_id]}",
                "minutes": f"{minutes_of(row, estimated)}{wish}",
                "costs": [extra(c.extra_lower, c.extra_upper) for c in costs.itertuples()]
                or ["" for _ in found.plan.round.levels],
                "moves": "; ".join([*moves[:MOVES], *more]) or nobody,
            }
        )
    return rows
