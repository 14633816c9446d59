"""Evidence to print and to check: a page a learner, or an unplaced block, fit for an appeal."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from jinja2 import Environment, StrictUndefined

from models.measures import MEASURES
from placements.errors import counted
from placements.explain.explanation import OPTION, Explanation
from placements.explain.known import known_run
from placements.export.evidence_bars import Bars
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
from placements.export.text import day, figure
from placements.plan import LevelValue, Plan
from placements.publications import Publication
from placements.round import Level, digest
from placements.run_card import RunCard, file_sha256
from placements.standing import standing_in_words
from placements.tables.heading import BY
from placements.verdict import Verdict, judge

FILES = ("closed.csv", "costs.csv", "evidence.html", "explain.txt", "moves.csv", "options.csv")
"""Every file that is written."""
FRAMES = ("closed", "costs", "moves", "options")
"""Tables of an explanation that are files."""
MOVES = 2
"""Moves of others named on a page of one block; the rest is counted, and on a page of all."""
ALTERNATIVES = 12
"""Open choices on a page; the tables have all."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a plan comes from, as far as can be told.

    Parameters
    ----------
    plan_sha256
        Of the plan file.
    standing
        Draft, published or frozen, in words.
    run
        The account of the run that made this plan of this round; ``None``: there is none.
    """

    plan_sha256: str
    standing: str
    run: RunCard | None = None


def origin_of(plan_path: Path, plan: Plan, record: Sequence[Publication] = ()) -> Origin:
    """Return where the plan of a file comes from."""
    standing = standing_in_words(plan, record)
    return Origin(file_sha256(plan_path), standing, known_run(plan_path, plan.round))


def write_evidence(found: Sequence[Explanation], origin: Origin, out: Path) -> None:
    """Write the files completely or not at all.

    Raises
    ------
    InputError
        Where the folder cannot be written.
    """
    text = "\n".join(explain_text(one) for one in found)
    files = {f"{name}.csv": _csv(found, name) for name in FRAMES}
    page = evidence(found, origin).encode()
    write_folder(out, {**files, "evidence.html": page, "explain.txt": text.encode()})


def _csv(found: Sequence[Explanation], name: str) -> bytes:
    parts = []
    for one in found:
        frame = getattr(one, name)
        who = "learner_id" if name != "moves" else "for_learner"
        part = frame.assign(**{who: one.learner})
        if name == "closed":
            bars = Bars(one)
            part["why"] = ["; ".join(bars.words(row)) for row in frame.itertuples()]
        parts.append(part[[who, *part.columns.drop(who)]])
    whole = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()
    if "reasons" in whole:
        whole["reasons"] = whole["reasons"].map(";".join)
    return whole.to_csv(index=False, lineterminator="\n", float_format="%.10g").encode()


def evidence(found: Sequence[Explanation], origin: Origin) -> str:
    """Return the pages as one HTML file that fetches nothing."""
    room = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    verdict = judge(found[0].plan) if found else Verdict((), (), ())
    aims = _aims(found[0].plan, verdict, origin) if found else []
    number = len(verdict.breaches)
    return room.from_string(PAGE).render(
        pages=[_page(one) for one in found],
        origin=origin,
        broken=counted(number, "breach", "breaches") if number else "",
        levels=[_aim(level, value) for level, value in aims],
        behind=[
            (place, figure(value.value - value.bound))
            for place, (_, value) in enumerate(aims, 1)
            if value.bound is not None and not value.proven
        ],
        round_sha256=digest(found[0].plan.round) if found else "",
    )


def _aims(plan: Plan, verdict: Verdict, origin: Origin) -> list[tuple[Level, LevelValue]]:
    """Return each level with its value as judged, and the bound that the run proved."""
    known = [LevelValue(name, value, None) for name, value in verdict.levels]
    values = known if origin.run is None else origin.run.levels(verdict)
    return list(zip(plan.round.levels, values, strict=True))


def _aim(level: Level, value: LevelValue) -> dict[str, str]:
    """Return what a level asks, what the plan makes of it, and how good that is."""
    counts = [
        MEASURES[name].title + ("" if weight == 1 else f", each counted {weight:g} times")
        for name, weight in level.weights
    ]
    return {
        "name": level.name,
        "counts": "; ".join(counts),
        "value": figure(value.value),
        "bound": figure(value.bound),
    }


def _page(found: Explanation) -> dict[str, Any]:
    round = found.plan.round
    names = round["settings"].set_index("setting_id")["name"].to_dict()
    estimated, bars = estimated_settings(found), Bars(found)
    blocks = [_block(row, names, estimated) for row in found.blocks.itertuples()]
    alone = blocks[0] if len(blocks) == 1 else None
    nearest = bars.nearest() if alone is not None else []
    shown = found.options.loc[found.options["asked"], "setting_id"]
    return {
        "title": _title(found.learner, alone),
        "alone": alone is not None,
        "round": round.name,
        "about": _about(found),
        "left_out": counted(len(found.left_out), "placement") if found.left_out else "",
        "blocks": blocks,
        "bars": bars.rules(),
        "nearest": [(f"{code}, {names[code]}", minutes, why) for code, minutes, why in nearest],
        "options": _options(found, names, estimated, 0 if alone is None else MOVES),
        "wishes": bool(found.blocks["score"].fillna(0).any() or found.options["score"].any()),
        "estimated": any(" est." in block["minutes"] for block in blocks)
        or bool(estimated & {code for code, _, _ in nearest})
        or bool(estimated & set(shown)),
    }


def _title(learner: str, alone: dict[str, Any] | None) -> str:
    if alone is None:
        return f"Where {learner} is placed, and why"
    where = f"is at {alone['setting']}" if alone["placed"] else "has no place"
    return f"Why block {alone['code']} of {learner} {where}"


def _about(found: Explanation) -> str:
    round = found.plan.round
    learner = round["learners"].set_index("learner_id").loc[found.learner]
    programmes = round["programmes"].set_index("programme_id")["name"]
    programme = f"{programmes[learner['programme_id']]} ({learner['programme_id']})"
    longest = figure(learner["max_travel_minutes"])
    by = BY[learner["travel_mode"]]
    return f"{programme}, cohort {learner['cohort_id']}; {by}, at most {longest} minutes one way"


def _block(row: Any, names: dict[str, str], estimated: Collection[str]) -> dict[str, Any]:
    nowhere = "no place" if row.taken else "not taken: others of its group are"
    where = f"{row.setting_id}, {names[row.setting_id]}" if row.setting_id else nowhere
    return {
        "code": row.block_id,
        "when": day(row.start),
        "weeks": row.weeks,
        "placed": bool(row.setting_id),
        "setting": row.setting_id,
        "where": where + (" (fixed by the round)" if row.pinned else ""),
        "minutes": minutes_of(row, estimated) if row.setting_id else "",
        "wish": f"{row.score:+d}" if row.setting_id and row.score else "",
        "open": f"{row.open:,} of {row.open + row.closed:,}",
    }


def _options(
    found: Explanation, names: Mapping[str, str], estimated: Collection[str], named: int
) -> list[dict[str, Any]]:
    rows = []
    for row in found.options[found.options["asked"]].head(ALTERNATIVES).itertuples():
        key = tuple(getattr(row, name) for name in OPTION)
        costs = of_option(found.costs, key)
        moves = [move_in_words(move) for move in of_option(found.moves, key).itertuples()]
        left = len(moves) - named
        more = [f"{left} more" if named else counted(left, "placement")] if left > 0 else []
        nobody = "nothing" if len(costs) else "not possible with the fixed pins and links"
        rows.append(
            {
                "code": row.block_id,
                "where": f"{row.setting_id}, {names[row.setting_id]}" if named else row.setting_id,
                "minutes": minutes_of(row, estimated),
                "wish": f"{row.score:+d}" if row.score else "",
                "room": places_taken(found, row),
                "costs": [extra(c.extra_lower, c.extra_upper) for c in costs.itertuples()]
                or ["" for _ in found.plan.round.levels],
                "moves": "; ".join([*moves[:named], *more]) or nobody,
            }
        )
    return rows


def places_taken(found: Explanation, row: Any) -> str:
    """Return how many places for such a learner others hold, ``4 of 4``, in the fullest week.

    Parameters
    ----------
    row
        A row of ``options``.
    """
    plan, round = found.plan, found.plan.round
    learner = round["learners"].set_index("learner_id").loc[found.learner]
    blocks = round.learner_blocks
    block = blocks[
        (blocks["learner_id"] == found.learner) & (blocks["block_id"] == row.block_id)
    ].iloc[0]
    weeks = np.arange(row.start, row.start + block["weeks"])
    kinds = round["learners"][["learner_type", "education_provider"]].to_numpy()
    others = [
        stay
        for stay in plan.by_setting.get(row.setting_id, ())
        if (stay.learner_id, stay.block_id) != (found.learner, row.block_id)
    ]
    tightest: list[tuple[int, int, int]] = []
    for line in round.lines_at[row.setting_id]:
        if not line.counts(learner["learner_type"], block["stage"], learner["education_provider"]):
            continue
        counted_ = [
            s for s in others if line.counts(kinds[s.learner][0], s.stage, kinds[s.learner][1])
        ]
        for week in weeks[line.places[weeks - 1] >= 0]:
            held = sum(stay.start <= week <= stay.end for stay in counted_)
            places = int(line.places[week - 1])
            tightest.append((places - held, places, held))
    if not tightest:
        return ""
    _, places, held = min(tightest)
    return f"{held} of {places}"
