"""The rules of ``data/staffordshire``: curricula, wishes, conflicts and what is decided."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from collections.abc import Iterator
from typing import Any

from staffordshire_demand import START, kilometres, learners
from staffordshire_supply import KINDS, SEED, settings

Row = dict[str, Any]

AS_OF = dt.date(2026, 7, 1)
HANDBOOK = "Example apprenticeship handbook, section 4"
CURRICULUM = "Example university, programme specification"

ROTATION = (
    ("ROT-repeat", "placements", "employer=no", "setting", None, 2, 1),
    ("ROT-base", "placements", "base=yes", None, None, 3, 1),
    ("ROT-outside", "placements", "employer=no", None, 4, None, 1),
    ("ROT-acute", "placements", "sector=acute", None, None, 4, 1),
    ("ROT-providers", "providers", "", None, 4, None, 1),
)
"""Requirement, measure, where, each, minimum, maximum, weight."""

NURSING = {
    "NURS-A": (
        ("acute", "weeks", "sector=acute", None, 21, 42, 1),
        ("primary", "weeks", "sector=primary", None, 7, None, 1),
        ("community", "weeks", "sector=community", None, 7, None, 1),
        ("social", "weeks", "sector=social_care", None, 7, None, 1),
        ("mental", "weeks", "sector=mental_health", None, None, 14, 1),
        ("home", "weeks", "care_context=at_home", None, 7, None, 1),
    ),
    "NURS-MH": (
        ("mental", "weeks", "sector=mental_health", None, 21, None, 1),
        ("acute", "weeks", "sector=acute", None, 7, 28, 1),
        ("outside", "weeks", "care_context=close_to_home|at_home", None, 14, None, 1),
        ("repeat", "placements", "", "setting", None, 2, 1),
        ("sectors", "sectors", "", None, 4, None, 1),
    ),
}


def requirements() -> Iterator[Row]:
    """Yield the curricula, each rule with its source and the day it was read."""
    for kind in KINDS:
        rule = (f"ROT-{kind}", "placements", f"tag={kind}", None, 1, None, 1)
        yield _requirement("ROT", "*", HANDBOOK, rule)
    for rule in ROTATION:
        yield _requirement("ROT", "*", HANDBOOK, rule)
    last = ("ROT-consolidation", "placements", "base=yes", None, 1, None, 1)
    yield _requirement("ROT", 3, "Example apprenticeship handbook, section 6 (gateway)", last)
    for programme, rules in NURSING.items():
        for name, *rest in rules:
            yield _requirement(programme, "*", CURRICULUM, (f"{programme}-{name}", *rest))
        # Seven practice periods and an elective a year give more; missed hours are made up.
        hours = (f"{programme}-hours", "hours", "", None, 2300, None, 0.08)
        yield _requirement(programme, "*", "Example regulator, 2,300 hours of practice", hours)


def _requirement(programme: str, stages: object, source: str, rule: tuple[Any, ...]) -> Row:
    code, measure, where, each, minimum, maximum, weight = rule
    return {
        "requirement_id": code,
        "programme_id": programme,
        "stages": stages,
        "measure": measure,
        "where": where,
        "each": each,
        "minimum": minimum,
        "maximum": maximum,
        "weight": weight,
        "source": source,
        "as_of": AS_OF,
    }


def sequences() -> Iterator[Row]:
    """Yield the rules on order."""
    lone = {"sequence_id": "ROT-lone-working", "programme_id": "ROT", "kind": "before"}
    yield {**lone, "first": "tag=care_home", "then": "tag=home_care"}
    acute = {"sequence_id": "MH-acute", "programme_id": "NURS-MH", "kind": "not_consecutive"}
    yield {**acute, "first": "sector=acute"}


def preferences() -> Iterator[Row]:
    """Yield the wishes of about half the learners."""
    rng = random.Random(f"{SEED} preferences")
    for row in learners():
        if rng.random() < 0.5:
            for kind in rng.sample(sorted(KINDS), rng.choice((1, 1, 2))):
                score = rng.choice((-10, 5, 10, 10, 15, 20))
                yield {
                    "learner_id": row["learner_id"],
                    "where": f"tag={kind}",
                    "score": score,
                }


def exclusions() -> Iterator[Row]:
    """Yield where single learners must not go."""
    for learner, where, reason in (
        ("ZZA05", "setting_id=ZZGPP01", "conflict"),
        ("ZZA22", "provider_id=ZZH1", "conflict"),
        ("ZZA41", "tag=mental_health", "adjustment"),
        ("ZZN08", "setting_id=ZZHOS01|ZZHOS02", "conflict"),
        ("ZZN33", "setting_id=ZZMHA04", "concern"),
    ):
        yield {"learner_id": learner, "where": where, "reason": reason}


def links() -> Iterator[Row]:
    """Yield who stays apart, and who starts together."""
    yield {"learner_id": "ZZA02", "other_id": "ZZA09", "relation": "apart"}
    yield {"learner_id": "ZZN05", "other_id": "ZZN07", "relation": "apart"}
    yield {"learner_id": "ZZA15", "other_id": "ZZA18", "relation": "together", "block_id": "R02"}


def travel() -> Iterator[Row]:
    """Yield journeys that were measured: the bus is slower, or quicker, than its distance says."""
    for learner, setting, minutes in (
        ("ZZA28", "ZZHOS01", 38),
        ("ZZA29", "ZZGPP08", 15),
        ("ZZA30", "ZZMHA01", 65),
        ("ZZA34", "ZZHOS09", 20),
        ("ZZA39", "ZZGPP15", 55),
        ("ZZN01", "ZZCNT01", 12),
    ):
        yield {"learner_id": learner, "setting_id": setting, "minutes": minutes}


def pins() -> Iterator[Row]:
    """Yield what is agreed for a few, and the first rotation, announced already for most."""
    yield from FIXED
    taken: Counter[str] = Counter()
    for learner in learners()[:53]:
        if learner["learner_id"] not in NOT_ANNOUNCED:
            offered = [s for s in settings() if _offered(learner, s, taken)]
            setting = min(offered, key=lambda s: kilometres(learner, s))["setting_id"]
            taken[setting] += 1
            yield _pin(learner["learner_id"], "R01", setting, "published")


def _offered(learner: Row, setting: Row, taken: Counter[str]) -> bool:
    """Return whether a setting of the employer was open when the first rotation was announced."""
    minor = learner.get("under_18_until", START) > START and setting["minimum_age"] >= 18
    return (
        setting["provider_id"] == learner["employer_id"]
        and taken[setting["setting_id"]] < FIRST.get(setting["tags"][0], 0)
        and setting.get("open_from", START) <= START
        and (learner["travel_mode"] == "car" or not setting["driver_required"])
        and not minor
    )


FIRST = {"hospital": 3, "community_nursing": 2, "care_home": 3, "mental_health": 1}
"""Most apprentices of a setting in the first rotation: nobody begins with lone working."""

NOT_ANNOUNCED = {f"ZZA{n:02}" for n in (4, 11, 15, 18, 25, 33, 40, 42, 48, 52)}


def _pin(learner: str, block: str, setting: str, state: str) -> Row:
    return {"learner_id": learner, "block_id": block, "setting_id": setting, "state": state}


FIXED = (
    _pin("ZZA03", "R02", "ZZHOS01", "fixed"),
    _pin("ZZA20", "R03", "ZZHOS05", "fixed"),
    _pin("ZZN10", "Y2P2", "ZZMHA01", "fixed"),
)
