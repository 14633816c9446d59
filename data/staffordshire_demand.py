"""The demand side of ``data/staffordshire``: programmes, calendars, learners and their past."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from collections.abc import Iterator
from functools import cache
from math import asin, cos, radians, sin, sqrt
from typing import Any

from staffordshire_supply import KINDS, SEED, TOWNS, settings

Row = dict[str, Any]

START = dt.date(2026, 9, 7)
WEEKS = 156
PUBLISHED = dt.date(2026, 7, 27)

CITY = ("stoke", "longton", "newcastle", "kidsgrove")
"""Towns where the buses are frequent, so that shorter journeys reach as much."""

PROGRAMMES = (
    ("ROT", "Rotational health and care apprenticeship (example)", "apprentice", "ZZF1", 30),
    ("NURS-A", "Nursing (adult), BSc (example)", "nursing_student", "ZZU1", 30),
    ("NURS-MH", "Nursing (mental health), BSc (example)", "nursing_student", "ZZU1", 30),
)

APPRENTICES = (
    ("ZZT1", "stoke", 8),
    ("ZZT1", "newcastle", 4),
    ("ZZT1", "stafford", 9),
    ("ZZT2", "stoke", 3),
    ("ZZT2", "longton", 2),
    ("ZZT2", "leek", 4),
    ("ZZT2", "kidsgrove", 2),
    ("ZZT2", "burton", 4),
    ("ZZT2", "lichfield", 3),
    ("ZZT2", "tamworth", 3),
    ("ZZC1", "stoke", 4),
    ("ZZC1", "stone", 3),
    ("ZZC1", "cannock", 4),
)
"""Employer, home town and number: 53 in all."""

STUDENTS = (
    ("NURS-A", "A25", "stoke", 9),
    ("NURS-A", "A25", "stafford", 4),
    ("NURS-A", "A26", "newcastle", 8),
    ("NURS-A", "A26", "stafford", 6),
    ("NURS-A", "A26", "burton", 4),
    ("NURS-MH", "M25", "stoke", 6),
    ("NURS-MH", "M26", "stafford", 3),
    ("NURS-MH", "M26", "newcastle", 4),
)
"""Programme, cohort, term-time town and number: 44 in all."""

YEARS = (
    (
        "tag=hospital|care_home",
        "tag=community_nursing|gp",
        "tag=social_work|care_home|mental_health",
    ),
    (
        "tag=hospital|mental_health",
        "tag=gp|social_work",
        "tag=home_care|community_nursing|care_home",
    ),
    (
        "tag=community_nursing|mental_health",
        "tag=social_work|home_care|care_home",
        "tag=hospital|gp",
    ),
)
"""Of each year, what three of its four rotations may be.

Each group has them in its own order, so that not everyone needs a practice at the same time.
"""

COMMON = {1: "employer=yes", 5: "sector=acute|community|mental_health", 12: "employer=yes"}
"""What the rotation must be that all groups have at once: first and last with the employer."""

PRACTICE = {
    "A": (
        ("sector=acute|social_care", "sector=community|primary", "sector=acute"),
        ("sector=community|primary", "sector=acute|mental_health", "sector=social_care"),
        ("sector=social_care|primary", "sector=acute|community", "sector=acute"),
    ),
    "M": (
        ("sector=social_care", "sector=mental_health", "sector=community|primary"),
        ("sector=primary|social_care", "sector=mental_health", "sector=acute|social_care"),
        ("sector=acute|community", "sector=mental_health", "sector=mental_health|primary"),
    ),
}
"""What each practice period of each year must be, for adult and mental health students."""


def programmes() -> Iterator[Row]:
    """Yield the programmes."""
    for code, name, learner_type, education_provider, minutes in PROGRAMMES:
        yield {
            "programme_id": code,
            "name": name,
            "learner_type": learner_type,
            "education_provider": education_provider,
            "weekly_hours": 37.5,
            "max_travel_minutes": minutes,
            "notice_weeks": 6,
        }


def blocks() -> Iterator[Row]:
    """Yield the calendars: twelve rotations of apprentices, practice periods of four cohorts."""
    for group in range(3):
        yield from _rotations(group)
    for field in PRACTICE:
        yield from _practice(f"{field}25", first_stage=2, offset=1)
        yield from _practice(f"{field}26", first_stage=1, offset=6)


def _rotations(group: int) -> Iterator[Row]:
    """Yield a group's twelve rotations of a quarter each."""
    for k in range(12):
        monday = START + dt.timedelta(weeks=13 * k)
        year, quarter = divmod(k, 4)
        window = k == 4  # the second year may begin a week late
        turn = quarter + group - (year < 2)
        yield {
            "cohort_id": f"ROT26-{group + 1}",
            "block_id": f"R{k + 1:02}",
            "start": monday,
            "weeks": 12 if window else 13,
            "stage": year + 1,
            "where": COMMON.get(k + 1) or YEARS[year][turn % 3],
            "latest_start": monday + dt.timedelta(weeks=1) if window else None,
        }


def _practice(cohort: str, first_stage: int, offset: int) -> Iterator[Row]:
    """Yield three practice periods of seven weeks a year, and an elective in the last summer."""
    years = 4 - first_stage
    for year in range(years):
        for period in range(3):
            yield {
                "cohort_id": cohort,
                "block_id": f"Y{first_stage + year}P{period + 1}",
                "start": START + dt.timedelta(weeks=52 * year + offset + 13 * period),
                "weeks": 7,
                "stage": first_stage + year,
                "where": PRACTICE[cohort[0]][first_stage + year - 1][period],
            }
    for k, week in enumerate((40, 45)):
        yield {
            "cohort_id": cohort,
            "block_id": f"E{k + 1}",
            "start": START + dt.timedelta(weeks=52 * (years - 1) + week),
            "weeks": 4,
            "stage": first_stage + years - 1,
            "group": "elective",
            "take": 1,
        }


@cache
def learners() -> tuple[Row, ...]:
    """Return every learner: apprentices ``ZZA01`` to ``ZZA53``, students from ``ZZN01``."""
    rng = random.Random(f"{SEED} learners")
    rows: list[Row] = []
    taken: Counter[str] = Counter()
    for employer, town, number in APPRENTICES:
        for _ in range(number):
            rows.append(_apprentice(f"ZZA{len(rows) + 1:02}", employer, town, taken, rng))
    for programme, cohort, town, number in STUDENTS:
        for _ in range(number):
            code = f"ZZN{len(rows) - 52:02}"
            rows.append(_student(code, programme, cohort, town, rng))
    for row in rows:
        row.update(SINGLE.get(row["learner_id"], {}))
    return tuple(rows)


def _home(town: str, rng: random.Random) -> Row:
    _, latitude, longitude = TOWNS[town]
    return {
        "latitude": round(latitude + rng.uniform(-0.02, 0.02), 4),
        "longitude": round(longitude + rng.uniform(-0.03, 0.03), 4),
    }


def _longest(mode: str, town: str) -> int | None:
    """Return a learner's longest journey; ``None``: the programme's, which suits cars."""
    city = {"car": None, "bicycle": 55, "public": 55}
    return city[mode] if town in CITY else {"car": 45, "bicycle": 60, "public": 85}[mode]


def _apprentice(
    code: str, employer: str, town: str, taken: Counter[str], rng: random.Random
) -> Row:
    mode = rng.choices(("car", "public", "bicycle"), (50, 42, 8))[0]
    row = {
        "learner_id": code,
        "programme_id": "ROT",
        "cohort_id": f"ROT26-{int(code[3:]) % 3 + 1}",
        **_home(town, rng),
        "travel_mode": mode,
        "max_travel_minutes": _longest(mode, town),
        "employer_id": employer,
        "group": "city" if town in CITY else "towns",
    }
    if rng.random() < 0.4:
        row["under_18_until"] = dt.date(2026, 10, 1) + dt.timedelta(days=rng.randrange(330))
    row["base_setting_id"] = _base(row, taken)
    return row


def _base(row: Row, taken: Counter[str]) -> str:
    """Return the employer's nearest setting, or one a little further that is the base of fewer."""
    own = [
        s
        for s in settings()
        if s["provider_id"] == row["employer_id"]
        and (s["minimum_age"] < 18 or "under_18_until" not in row)
        and s["cqc_rating"] != "Inadequate"
        and (row["travel_mode"] == "car" or not s["driver_required"])
    ]
    # Two or three share a base: after that, the next nearest.
    base = min(own, key=lambda s: taken[s["setting_id"]] // 3 * 8 + kilometres(row, s))[
        "setting_id"
    ]
    taken[base] += 1
    return base


def _student(code: str, programme: str, cohort: str, town: str, rng: random.Random) -> Row:
    mode = rng.choices(("car", "public"), (55, 45))[0]
    return {
        "learner_id": code,
        "programme_id": programme,
        "cohort_id": cohort,
        **_home(town, rng),
        "travel_mode": mode,
        "max_travel_minutes": _longest(mode, town),
        "group": "city" if town in CITY else "towns",
    }


SINGLE: dict[str, Row] = {
    "ZZA07": {"needs": "step_free"},
    "ZZA28": {"priority": 2},
    "ZZA33": {"starts": dt.date(2026, 12, 7)},
    "ZZA49": {"leaves": dt.date(2029, 3, 4)},
    "ZZN12": {"needs": "step_free"},
    "ZZA21": {"weekly_hours": 30},
}
"""What sets single learners apart: needs, a shorter journey, a late start, leaving early."""


def kilometres(one: Row, other: Row) -> float:
    """Return the great-circle distance."""
    a, b = radians(one["latitude"]), radians(other["latitude"])
    along = radians(other["longitude"] - one["longitude"])
    chord = sin((b - a) / 2) ** 2 + cos(a) * cos(b) * sin(along / 2) ** 2
    return 2 * 6371.0088 * asin(sqrt(chord))


def history() -> Iterator[Row]:
    """Yield the first year of the students who are in their second, and earlier jobs of a few."""
    rng = random.Random(f"{SEED} history")
    first_year = [START - dt.timedelta(weeks=weeks) for weeks in (44, 31, 18)]
    for row in learners():
        if row["cohort_id"].endswith("25"):
            near = sorted(settings(), key=lambda s: kilometres(row, s))[:25]
            seen = rng.sample([s["setting_id"] for s in near], 2)
            for setting, day in zip(seen, first_year, strict=False):
                yield {
                    "learner_id": row["learner_id"],
                    "setting_id": setting,
                    "start": day,
                    "weeks": 7,
                }
            yield {
                "learner_id": row["learner_id"],
                "provider_id": "ZZX1",
                "sector": "acute",
                "care_context": "in_hospital",
                "tags": "hospital",
                "start": first_year[2],
                "weeks": 7,
                "hours": 250,
            }
    for code, kind in (("ZZA03", "care_home"), ("ZZA19", "home_care"), ("ZZA44", "hospital")):
        yield {
            "learner_id": code,
            "provider_id": "ZZX2",
            "sector": KINDS[kind].sector,
            "care_context": KINDS[kind].care_context,
            "tags": kind,
            "weeks": 13,
        }


def absences() -> Iterator[Row]:
    """Yield three absences: around a window, over an elective, and across one rotation."""
    yield _away("ZZA12", 52, 1)
    yield _away("ZZN40", 52 * 2 + 40, 2)
    yield _away("ZZA36", 13 * 6 + 3, 9)


def _away(learner: str, week: int, weeks: int) -> Row:
    first = START + dt.timedelta(weeks=week)
    until = first + dt.timedelta(days=7 * weeks - 1)
    return {"learner_id": learner, "from": first, "until": until}
