"""A skills passport a learner: where they were and will be, and what it counts towards."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from models.measures.requirement_shortfall import progress
from models.requirements import Requirement
from placements.export.facts import Facts
from placements.export.handouts.learners import Visit, visits
from placements.export.looks import sector_name
from placements.export.text import day
from placements.export.unmet import in_words

FORMAT = "placements-passport/1"
NOTE = "Planned placements and what is known of earlier ones; not a record of attendance."


def passports(
    facts: Facts, learners: Collection[str] | None = None
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the passport of each of these learners, or of all, as plain values."""
    own = visits(facts)
    wanted = dict.fromkeys(own if learners is None else learners)
    met, earlier = _requirements(facts, wanted), _history(facts)
    of = facts.plan.round["learners"].set_index("learner_id")["programme_id"].to_dict()
    for learner in wanted:
        places = [*earlier.get(learner, ()), *map(_placement, own[learner])]
        passport = {
            "format": FORMAT,
            "note": NOTE,
            "learner_id": learner,
            "programme": facts.programmes[of[learner]],
            "round": facts.plan.round.name,
            "standing": facts.standing,
            "placements": places,
            "by_sector": _by_sector(places),
            "weeks": sum(place["weeks"] for place in places),
            "hours": sum(place["hours"] for place in places),
            "requirements": met.get(learner, []),
        }
        yield learner, passport


def _requirements(facts: Facts, wanted: Collection[str]) -> dict[str, list[dict[str, Any]]]:
    """Return learner → what each requirement asks, and how much of it is achieved."""
    written = facts.plan.round["requirements"].set_index("requirement_id")["source"].to_dict()
    found: dict[str, list[dict[str, Any]]] = {}
    for rule, learner, each, achieved in progress(facts.plan):
        if learner in wanted:
            asked = _requirement(rule, each, achieved, written)
            asked["at_name"] = _name(facts, rule.each, each)
            found.setdefault(learner, []).append(asked)
    return found


def _name(facts: Facts, kind: str, code: str) -> str:
    """Return the name of the setting, provider or sector that a requirement is told of."""
    if kind == "sector":
        return sector_name(code)
    return {"setting": facts.settings, "provider": facts.providers}.get(kind, {}).get(code, code)


def _placement(visit: Visit) -> dict[str, Any]:
    return {
        "when": "this round",
        "block_id": visit.block_id,
        "stage": visit.stage,
        "start": visit.start.isoformat(),
        "end": visit.end.isoformat(),
        "weeks": visit.weeks,
        "hours": visit.hours,
        "setting_id": visit.setting_id,
        "setting": visit.setting,
        "provider": visit.provider,
        "sector": visit.sector_in_words,
    }


def _history(facts: Facts) -> dict[str, list[dict[str, Any]]]:
    """Return learner → earlier placements, as the round tells them."""
    found: dict[str, list[dict[str, Any]]] = {}
    round = facts.plan.round
    places = round.places.iloc[len(round["settings"]) :]
    for row, place in zip(round["history"].itertuples(), places.itertuples(), strict=True):
        outside = not row.setting_id
        found.setdefault(row.learner_id, []).append(
            {
                "when": "earlier",
                "block_id": "",
                "stage": None,
                "start": "" if row.start != row.start else f"{row.start:%Y-%m-%d}",
                "end": "",
                "weeks": int(row.weeks),
                "hours": float(row.hours),
                "setting_id": row.setting_id,
                "setting": "elsewhere" if outside else facts.settings[row.setting_id],
                "provider": facts.providers.get(place.provider_id, place.provider_id),
                "sector": sector_name(place.sector),
            }
        )
    return found


def _by_sector(places: list[dict[str, Any]]) -> list[dict[str, Any]]:
    names = sorted({place["sector"] for place in places})
    return [
        {
            "sector": name,
            "placements": sum(p["sector"] == name for p in places),
            "weeks": sum(p["weeks"] for p in places if p["sector"] == name),
            "hours": sum(p["hours"] for p in places if p["sector"] == name),
        }
        for name in names
    ]


def _requirement(
    rule: Requirement, each: str, achieved: float, sources: Mapping[str, str]
) -> dict[str, Any]:
    return {
        "requirement_id": rule.requirement_id,
        "asks": in_words(rule),
        "where": rule.where,
        "at": each,
        "measure": rule.measure,
        "achieved": achieved,
        "minimum": rule.minimum,
        "maximum": rule.maximum,
        "met": not rule.missed(achieved),
        "source": sources[rule.requirement_id],
    }


def as_document(passport: Mapping[str, Any]) -> dict[str, Any]:
    """Return a passport as its PDF says it: days in words, thousands marked."""
    places = [
        {**p, **{k: day(dt.date.fromisoformat(p[k])) for k in ("start", "end") if p[k]}}
        for p in passport["placements"]
    ]
    return {
        **_marked(passport),
        "placements": [{**_marked(p), "about": _about(p)} for p in places],
        "by_sector": [_marked(s) for s in passport["by_sector"]],
        "requirements": [{**_marked(r), "words": _words(r)} for r in passport["requirements"]],
    }


def _about(place: Mapping[str, Any]) -> str:
    return ", ".join(part for part in (place["provider"], place["sector"]) if part)


def _words(requirement: Mapping[str, Any]) -> str:
    at = f" (at {requirement['at_name']})" if requirement["at"] else ""
    return f"{requirement['asks']}{at}"


def _marked(values: Mapping[str, Any]) -> dict[str, Any]:
    numbers = {name: values[name] for name in ("hours", "achieved") if name in values}
    return {**values, **{k: "–" if n is None else f"{n:,.10g}" for k, n in numbers.items()}}


def as_json(passport: Mapping[str, Any]) -> bytes:
    """Return a passport as JSON."""
    return (json.dumps(passport, indent=1, ensure_ascii=False) + "\n").encode()
