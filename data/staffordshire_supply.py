"""The supply side of ``data/staffordshire``: towns, providers, settings and their places."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

Row = dict[str, Any]

SEED = 274

TOWNS = {
    "stoke": ("Stoke-on-Trent", 53.0258, -2.1774),
    "longton": ("Longton", 52.9877, -2.1327),
    "newcastle": ("Newcastle-under-Lyme", 53.0110, -2.2271),
    "kidsgrove": ("Kidsgrove", 53.0866, -2.2400),
    "biddulph": ("Biddulph", 53.1177, -2.1748),
    "leek": ("Leek", 53.1059, -2.0239),
    "cheadle": ("Cheadle", 52.9874, -1.9885),
    "stone": ("Stone", 52.9060, -2.1469),
    "stafford": ("Stafford", 52.8067, -2.1168),
    "cannock": ("Cannock", 52.6904, -2.0307),
    "uttoxeter": ("Uttoxeter", 52.8983, -1.8650),
    "burton": ("Burton upon Trent", 52.8019, -1.6367),
    "lichfield": ("Lichfield", 52.6816, -1.8317),
    "tamworth": ("Tamworth", 52.6336, -1.6947),
}
"""Name and position of each town: real ones."""

PLACES = {
    "ZZPL1": ("Stoke-on-Trent", "stoke longton"),
    "ZZPL2": ("Newcastle-under-Lyme", "newcastle kidsgrove"),
    "ZZPL3": ("Staffordshire Moorlands", "leek biddulph cheadle"),
    "ZZPL4": ("Stafford and Stone", "stafford stone"),
    "ZZPL5": ("East Staffordshire", "burton uttoxeter"),
    "ZZPL6": ("South Staffordshire", "cannock lichfield tamworth"),
}
PLACE_OF = {town: code for code, (_, towns) in PLACES.items() for town in towns.split()}

PROVIDERS = {
    "ZZT1": ("Example Hospitals NHS Trust", "nhs", "ZZPL1", 4200),
    "ZZT2": ("Example Community and Mental Health NHS Trust", "nhs", "ZZPL4", 2600),
    "ZZT3": ("Example Burton Hospitals NHS Trust", "nhs", "ZZPL5", 1500),
    "ZZL1": ("Example City Council", "local_authority", "ZZPL1", 210),
    "ZZL2": ("Example County Council", "local_authority", "ZZPL4", 330),
    "ZZC1": ("Example Care Partnership", "voluntary", "ZZPL1", 90),
    "ZZC2": ("Example Moorlands Care", "independent", "ZZPL3", 24),
    "ZZC3": ("Example Trent Valley Care", "independent", "ZZPL5", 30),
    "ZZC4": ("Example Mercian Care", "independent", "ZZPL6", 26),
    "ZZH1": ("Example Homecare North", "independent", "ZZPL2", 8),
    "ZZH2": ("Example Homecare South", "independent", "ZZPL6", 9),
}
"""Name, ownership, place and registered staff; each practice adds a provider of its own."""


class Kind(NamedTuple):
    """One of the seven kinds of setting that the apprenticeship goes through."""

    code: str
    title: str
    sector: str
    care_context: str
    minimum_age: int
    places: int
    """Most learners of all types at any one time."""
    apprentices: int
    """Most apprentices among them."""


KINDS = {
    "hospital": Kind("HOS", "ward", "acute", "in_hospital", 16, 5, 3),
    "mental_health": Kind(
        "MHA", "acute mental health team", "mental_health", "in_hospital", 18, 4, 2
    ),
    "community_nursing": Kind("CNT", "community nursing team", "community", "at_home", 16, 4, 3),
    "gp": Kind("GPP", "practice", "primary", "close_to_home", 16, 1, 1),
    "social_work": Kind("SWT", "social work team", "social_care", "close_to_home", 16, 2, 1),
    "care_home": Kind("CAH", "care home", "social_care", "close_to_home", 16, 4, 3),
    "home_care": Kind("HOC", "home care branch", "social_care", "at_home", 18, 3, 2),
}

SITES = (
    ("hospital", "ZZT1", "stoke stoke stoke stoke stafford stafford stafford"),
    ("hospital", "ZZT2", "leek"),
    ("hospital", "ZZT3", "burton burton burton lichfield tamworth"),
    ("mental_health", "ZZT2", "stoke stoke newcastle stafford burton tamworth"),
    ("community_nursing", "ZZT2", "stoke longton newcastle leek stone stafford cannock burton"),
    ("community_nursing", "ZZT2", "lichfield tamworth"),
    ("gp", "", "stoke stoke stoke longton newcastle newcastle kidsgrove leek cheadle stone"),
    ("gp", "", "stafford stafford cannock burton lichfield tamworth"),
    ("social_work", "ZZL1", "stoke longton"),
    ("social_work", "ZZL2", "newcastle leek stafford cannock burton tamworth"),
    ("care_home", "ZZC1", "stoke newcastle stafford stone cannock"),
    ("care_home", "ZZC2", "leek biddulph cheadle"),
    ("care_home", "ZZC3", "burton uttoxeter"),
    ("care_home", "ZZC4", "lichfield tamworth"),
    ("home_care", "ZZH1", "stoke newcastle leek"),
    ("home_care", "ZZC1", "longton stafford"),
    ("home_care", "ZZH2", "cannock burton tamworth"),
)
"""Kind, provider (blank: a practice of its own) and the town of each setting."""

ON_FOOT = {
    "ZZCNT01",
    "ZZCNT03",
    "ZZCNT06",
    "ZZCNT08",
    "ZZCNT10",
    "ZZHOC01",
    "ZZHOC02",
    "ZZHOC05",
    "ZZHOC07",
}
"""Teams at home whose rounds need no car; all others do."""

EVENTS: dict[str, Row] = {
    "ZZCAH07": {"audit_valid_until": dt.date(2027, 11, 30)},
    "ZZGPP09": {"open_until": dt.date(2028, 3, 31)},
    "ZZHOC05": {"open_from": dt.date(2027, 4, 5)},
    "ZZCAH02": {"cqc_rating": "Inadequate"},
    "ZZCAH09": {"cqc_rating": "Requires improvement"},
}
"""What happens to single settings: an audit lapses, one closes, one opens, ratings."""

CHANGES: tuple[Row, ...] = (
    # A ward is rebuilt for a year: half its places.
    {
        "setting_id": "ZZHOS02",
        "from": dt.date(2027, 9, 6),
        "until": dt.date(2028, 9, 3),
        "places": 2,
    },
    # A team takes up coaching: one more learner from the second year.
    {"setting_id": "ZZCNT01", "from": dt.date(2027, 9, 6), "places": 5},
    # Acute mental health teams near the city take one first-year at a time.
    {"setting_id": "ZZMHA01", "stages": 1, "places": 1},
    {"setting_id": "ZZMHA02", "stages": 1, "places": 1},
    # One team keeps to one student of the university at a time, whoever else it hosts.
    {"setting_id": "ZZSWT01", "education_providers": "ZZU1", "places": 1},
    # A care home hosts two learners who support each other, or none.
    {"setting_id": "ZZCAH04", "places": 3, "minimum": 2, "minimum_applies": "hosting"},
    # A team relies on at least one apprentice, as far as possible.
    {
        "setting_id": "ZZCNT03",
        "learner_types": "apprentice",
        "places": 3,
        "minimum": 1,
        "minimum_applies": "always",
    },
)


def areas() -> Iterator[Row]:
    """Yield the system, its places and a primary care network for each."""
    yield {"area_id": "ZZICS", "name": "Example integrated care system", "kind": "ics"}
    for code, (name, _) in PLACES.items():
        yield {"area_id": code, "name": name, "kind": "place", "parent_id": "ZZICS"}
    for code, (name, _) in PLACES.items():
        network = {"area_id": network_of(code), "name": f"Example network, {name}", "kind": "pcn"}
        yield {**network, "parent_id": code}


def network_of(place: str) -> str:
    """Return the code of a place's primary care network."""
    return place.replace("PL", "PCN")


def providers() -> Iterator[Row]:
    """Yield the organisations, then one for each practice."""
    common = {"ics_id": "ZZICS", "contact": "Placement team, placements@example.org"}
    for code, (name, ownership, place, staff) in PROVIDERS.items():
        own = {"provider_id": code, "name": name, "ownership": ownership, "place_id": place}
        yield {**own, **common, "registered_wte": staff}
    for setting in settings():
        if setting["provider_id"].startswith("ZZG"):
            own = {"provider_id": setting["provider_id"], "name": setting["name"]}
            yield {**own, "ownership": "nhs", "place_id": setting["place_id"], **common}


def settings() -> list[Row]:
    """Return every setting, around its town."""
    rng = random.Random(f"{SEED} settings")
    numbers: Counter[str] = Counter()
    in_town: Counter[tuple[str, str]] = Counter()
    rows = []
    for kind, provider, towns in SITES:
        for town in towns.split():
            numbers[kind] += 1
            in_town[kind, town] += 1
            rows.append(_setting(kind, provider, town, numbers[kind], in_town[kind, town], rng))
    return rows


def _setting(
    kind: str, provider: str, town: str, number: int, in_town: int, rng: random.Random
) -> Row:
    about, (name, latitude, longitude) = KINDS[kind], TOWNS[town]
    code = f"ZZ{about.code}{number:02}"
    several = sum(
        k == kind and town in t.split() and t.split().count(town) > 1 for k, _, t in SITES
    )
    tags = [kind, *(["step_free"] if rng.random() < 0.7 else [])]
    rated = about.code in ("GPP", "CAH", "HOC")
    return {
        "setting_id": code,
        "name": f"Example {about.title}{f' {in_town}' if several else ''}, {name}",
        "provider_id": provider or f"ZZG{number:02}",
        "sector": about.sector,
        "place_id": PLACE_OF[town],
        "pcn_id": network_of(PLACE_OF[town]) if kind == "gp" else None,
        "care_context": about.care_context,
        "tags": tags,
        "latitude": round(latitude + rng.uniform(-0.012, 0.012), 4),
        "longitude": round(longitude + rng.uniform(-0.018, 0.018), 4),
        "driver_required": about.care_context == "at_home" and code not in ON_FOOT,
        "minimum_age": about.minimum_age,
        "audit_valid_until": dt.date(2029, 9, 30) + dt.timedelta(days=rng.randrange(365)),
        "cqc_rating": "Good" if rated else None,
        **EVENTS.get(code, {}),
    }


def capacity() -> Iterator[Row]:
    """Yield each setting's places, the apprentices among them, and the changes."""
    changed = {row["setting_id"] for row in CHANGES if set(row) & {"minimum"}}
    for setting in settings():
        code, kind = setting["setting_id"], KINDS[setting["tags"][0]]
        if code not in changed or code == "ZZCNT03":
            yield {"setting_id": code, "places": kind.places}
        if kind.apprentices < kind.places and code != "ZZCNT03":
            yield {"setting_id": code, "learner_types": "apprentice", "places": kind.apprentices}
        yield from (row for row in CHANGES if row["setting_id"] == code)


def vacancies() -> Iterator[Row]:
    """Yield vacant posts at some settings."""
    rng = random.Random(f"{SEED} vacancies")
    for setting in settings():
        if rng.random() < 0.25:
            yield {"setting_id": setting["setting_id"], "wte": rng.choice((0.6, 1, 1.5, 2))}
