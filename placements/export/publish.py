"""A plan becomes the published one: a new round with its pins, and one more entry of the record.

The lead's files are never edited: what the new round does not change is copied as it stands.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from placements.changes import Change, Spots, changes, pinned_spots, spots_of
from placements.errors import InputError
from placements.export.folder import write_folder
from placements.export.making import Source
from placements.export.round_copy import copied_round, published_heading
from placements.plan import Plan
from placements.publications import (
    Publication,
    Standing,
    entry_bytes,
    entry_name,
    histories,
)
from placements.round import digest
from placements.tables.folder import HEADING_FILE
from placements.tables.wishes import PINS

PINS_FILE = "pins.csv"


@dataclass(frozen=True, slots=True)
class Decision:
    """What is published, when and by whom.

    Parameters
    ----------
    by
        Who says so: a role.
    frozen_until
        Placements that begin on this day or before may not change any more; ``None``: all may,
        ``dt.date.max``: none may.
    """

    date: dt.date
    by: str
    note: str = ""
    frozen_until: dt.date | None = None


def publish(
    round_path: Path,
    source: Source,
    record: tuple[Publication, ...],
    decision: Decision,
    out: Path,
) -> Publication:
    """Write the new round and return the entry of the record.

    Raises
    ------
    InputError
        Where the decision is older than the last one, or the folder cannot be written.
    """
    if record and decision.date < record[-1].date:
        message = f"is before the last publication, of {record[-1].date}"
        raise InputError.of(f"the date {decision.date}", message)
    plan = source.facts.plan
    pins = _pins(plan, decision)
    files = copied_round(round_path)
    files[HEADING_FILE] = published_heading(files[HEADING_FILE], decision.date)
    files[PINS_FILE] = _csv(pins)
    entry = _entry(source, record, decision, pins)
    files |= {entry_name(each.number): each.content for each in (*record, entry)}
    write_folder(out, files)
    return entry


def _entry(
    source: Source,
    record: tuple[Publication, ...],
    decision: Decision,
    pins: list[dict[str, str]],
) -> Publication:
    plan = source.facts.plan
    last = {block: states[-1] for block, states in histories(record).items()}
    before = {block: spot for block, spot in last.items() if spot is not None}
    if not record and (plan.round["pins"]["state"] == "published").any():
        before = pinned_spots(plan.round)
    now = spots_of(plan)
    frozen = bool(plan.placements) and all(pin["state"] == "fixed" for pin in pins)
    entry = Publication(
        number=len(record) + 1,
        date=decision.date,
        by=decision.by,
        note=decision.note,
        standing=Standing.FROZEN if frozen else Standing.PUBLISHED,
        placements=len(plan.placements),
        changes=changes(before, now),
        content=b"",
        kept=() if record else _kept(before, now),
    )
    previous = record[-1] if record else None
    return replace(entry, content=entry_bytes(entry, previous, _origin(source, pins)))


def _kept(before: Spots, now: Spots) -> tuple[Change, ...]:
    """Return what is as it was: no later entry could tell that it was announced at all."""
    blocks = sorted(block for block, spot in now.items() if before.get(block) == spot)
    return tuple(Change(*block, now[block], now[block]) for block in blocks)


def _origin(source: Source, pins: list[dict[str, str]]) -> dict[str, Any]:
    plan, run = source.facts.plan, source.run
    return {
        "frozen_placements": sum(pin["state"] == "fixed" for pin in pins),
        "unplaced_blocks": len(plan.unplaced),
        "round": {"name": plan.round.name, "input_sha256": digest(plan.round)},
        "plan_sha256": source.plan_sha256,
        "run": run
        and {
            "run_sha256": run.sha256,
            "status": run.status,
            "plan_sha256": run.plan_sha256,
            "input_sha256": run.input_sha256,
        },
        "levels": [{"name": lv.name, "value": lv.value} for lv in source.facts.levels],
    }


def _pins(plan: Plan, decision: Decision) -> list[dict[str, str]]:
    """Return every placement of the plan as a pin; what was fixed stays so."""
    table = plan.round["pins"]
    fixed = set(
        table.loc[table["state"] == "fixed", ["learner_id", "block_id"]].itertuples(
            index=False, name=None
        )
    )
    found = []
    for p in plan.placements:
        start = plan.round.monday(p.start)
        frozen = decision.frozen_until is not None and start <= decision.frozen_until
        state = "fixed" if frozen or (p.learner_id, p.block_id) in fixed else "published"
        values = (p.learner_id, p.block_id, p.setting_id, start.isoformat(), state)
        found.append(dict(zip(PINS.names, values, strict=True)))
    return found


def _csv(rows: list[dict[str, str]]) -> bytes:
    frame = pd.DataFrame(rows, columns=list(PINS.names))
    return frame.to_csv(index=False, lineterminator="\n").encode()
