"""Shortages in words and as tables, which hold all that is needed to add them up again."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from placements.checks.words import amount, several, spells
from placements.errors import counted
from placements.explain.shortage import Room, Shortage
from placements.round import Round

COLUMNS = {
    "shortages": [
        "shortage",
        "kind",
        "learners",
        "settings",
        "first_week",
        "last_week",
        "wanted",
        "room",
        "short",
        "unit",
        "blocks",
        "lost",
        "where",
        "requirements",
        "proven",
        "statement",
    ],
    "learners": ["shortage", "learner_id", "needs", "elsewhere", "wanted"],
    "blocks": ["shortage", "learner_id", "block_id", "first_week", "last_week"],
    "places": [
        "shortage",
        "setting_id",
        "learner_types",
        "stages",
        "education_providers",
        "first_week",
        "last_week",
        "places",
        "learner_weeks",
    ],
}
"""Columns of each table of shortages."""


def statement(round: Round, one: Shortage) -> str:
    """Return the shortage as a sentence."""
    who = _who(one)
    if one.kind == "open":
        blocks = several([block for block, _, _ in one.needs[0].blocks])
        return f"{who} has no setting open in {blocks}: {_units(one.short, one)} cannot be placed"
    needs = "needs" if len(one.needs) == 1 else "need"
    if one.kind == "reach":
        where = f" where {one.where}" if one.where else ""
        has = "what is open to it" if len(one.needs) == 1 else "what is open to them"
        return (
            f"{who} still {needs} {_units(one.wanted, one)}{where} ({one.requirements[0]}); {has} "
            f"can give {_units(one.room, one)}: at least {_units(one.short, one)} cannot be met by "
            "any plan"
        )
    what = "a place" if one.kind == "places" else f"weeks where {one.where or 'anything'}"
    asks = f" for {several(one.requirements)}" if one.requirements else ""
    return (
        f"{who} {needs} {what}{asks} in {spells(one.weeks)}, {_units(one.wanted, one)} in all; "
        f"{_settings(round, one)} hold{'s' if _number(one) == 1 else ''} "
        f"{_units(one.room, one)} in that time: at least {_units(one.short, one)} cannot be "
        f"{'placed' if one.kind == 'places' else 'met'} by any plan{_whole(one)}"
    )


def _whole(one: Shortage) -> str:
    """Say what whole blocks are lost for want of some weeks of them."""
    if not one.blocks:
        return ""
    return f", so {counted(one.blocks, 'block')} cannot: {_units(one.lost, one)}"


def _who(one: Shortage) -> str:
    codes = sorted(set(one.learners))
    return codes[0] if len(codes) == 1 else counted(len(codes), "learner")


def _units(number: float, one: Shortage) -> str:
    return amount(number, one.unit)


def _number(one: Shortage) -> int:
    return len({room.setting_id for room in one.rooms})


def _settings(round: Round, one: Shortage) -> str:
    codes = sorted({room.setting_id for room in one.rooms})
    whom = "it" if len(set(one.learners)) == 1 else "any of them"
    if len(codes) <= 3:
        return f"{several(codes)}, all that may take {whom}," if codes else "no setting"
    sectors = round["settings"].set_index("setting_id").loc[codes, "sector"]
    return f"the {len(codes):,} settings that may take {whom} ({several(sorted(set(sectors)))})"


def frames(round: Round, found: Sequence[Shortage]) -> dict[str, pd.DataFrame]:
    """Return the tables: the shortages, their learners, blocks and places."""
    rows: dict[str, list[tuple[object, ...]]] = {name: [] for name in COLUMNS}
    for number, one in enumerate(found, 1):
        rows["shortages"].append((number, *_row(round, one)))
        rows["learners"] += [
            (number, n.learner_id, n.needs, n.elsewhere, n.wanted) for n in one.needs
        ]
        rows["blocks"] += [(number, n.learner_id, *span) for n in one.needs for span in n.blocks]
        rows["places"] += [(number, *_line(round, room)) for room in one.rooms]
    return {name: pd.DataFrame(rows[name], columns=columns) for name, columns in COLUMNS.items()}


def _row(round: Round, one: Shortage) -> tuple[object, ...]:
    weeks = one.weeks
    return (
        one.kind,
        len(set(one.learners)),
        _number(one),
        weeks[0][0] if weeks else None,
        weeks[-1][1] if weeks else None,
        one.wanted,
        one.room,
        one.short,
        one.unit,
        one.blocks or None,
        one.lost or None,
        one.where,
        ";".join(one.requirements),
        "proven",
        statement(round, one),
    )


def _line(round: Round, room: Room) -> tuple[object, ...]:
    line = round.lines[room.line]
    return (
        line.setting_id,
        ";".join(line.learner_types) or "*",
        ";".join(str(stage) for stage in line.stages) or "*",
        ";".join(line.education_providers) or "*",
        room.first,
        room.last,
        room.places,
        room.weeks,
    )
