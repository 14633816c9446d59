"""Random small rounds, as the tables a user would write.

A round has two to four learners and settings, one to three blocks a cohort, and a little of
everything that the round format can say. What rules tell apart (providers, sectors, programmes,
stages, types of learner) comes twice, or else a rule that mixes two things up would go unnoticed.

All of a round comes from one random seed: examples that hypothesis varies a little at a time are
too much alike.
"""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from random import Random
from typing import Any

from hypothesis import strategies as st

from models.measures import MEASURES
from placements.candidates import Candidates, build_candidates
from tests.rounds import make_round

MONDAY = dt.date(2026, 9, 7)
WEEKS = 18
SETTINGS = ("S1", "S2", "S3", "S4")
LEARNERS = ("L1", "L2", "L3", "L4")
WHERE = (
    "sector=acute",
    "sector!=acute",
    "sector=primary|community",
    "provider_id=T1",
    "setting_id=S1|S2",
    "setting_id!=S1",
    "tag=x",
    "base=yes",
    "employer=yes",
    "employer=no;sector=primary",
)
"""Filters; "" comes in by ``some``."""
LINES = (
    ("", "", ""),
    ("student", "", ""),
    ("apprentice", "", ""),
    ("", "1", ""),
    ("", "1;2", "U1"),
    ("student;U1", "", ""),
    ("student", "", "U1"),
)
"""Learner types, stages and education providers of lines of capacity; two share a label."""
COUNTED = ("weeks", "hours", "placements", "settings", "providers", "sectors")
"""What requirements count; the first two in units of their own."""

Texts = tuple[tuple[str, str], ...]
"""Table (or ``heading``) and its text, sorted."""


# ---- cells and tables ------------------------------------------------------------------------


def _one_in(rng: Random, number: int) -> bool:
    return rng.randrange(number) == 0


def _some(rng: Random, values: tuple[Any, ...], one_in: int = 2, blank: Any = "") -> Any:
    """Return one of the values, one time in so many; else blank."""
    return rng.choice(values) if _one_in(rng, one_in) else blank


def _pick(rng: Random, *values: Any) -> Any:
    return rng.choice(values)


def _day(week: int, days: int = 0) -> str:
    return (MONDAY + dt.timedelta(weeks=week - 1, days=days)).isoformat()


def _table(header: str, rows: list[tuple[Any, ...]]) -> str:
    return "\n".join([header, *(",".join(str(cell) for cell in row) for row in rows)])


# ---- rounds ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Size:
    """How large random rounds are: most learners, settings and blocks, and weeks of a window."""

    learners: int = 4
    settings: int = 4
    blocks: int = 4
    window: int = 3


USUAL = Size()
SMALL = Size(learners=3, settings=3, blocks=2, window=1)
"""So small that every plan can be judged."""


def round_texts(rng: Random, size: Size = USUAL) -> Texts:
    """Return the tables of a random valid round as CSV text, and its heading."""
    places = SETTINGS[: rng.randint(2, size.settings)]
    people = LEARNERS[: rng.randint(2, size.learners)]
    calendar = [row for cohort in ("C", "D") for row in _cohort(rng, cohort, size)]
    cohort_of = {code: _pick(rng, "C", "C", "D") for code in people}
    texts = {
        "heading": f"weeks = {WEEKS}\n{_levels(rng)}",
        "settings": _settings(rng, places),
        "capacity": _capacity(rng, places),
        "programmes": _table(
            "programme_id,name,learner_type,education_provider,weekly_hours",
            [("P", "Pee", "student", "U1", 30), ("Q", "Queue", "apprentice", "U2", 37.5)],
        ),
        "blocks": _table(
            "cohort_id,block_id,start,latest_start,weeks,stage,where,group,take", calendar
        ),
        "learners": _learners(rng, cohort_of),
        "requirements": _requirements(rng),
        "sequences": _sequences(rng),
        **_wishes(rng, people, places),
        "history": _history(rng, people, places),
        "pins": _pins(rng, cohort_of, calendar, places),
        "links": _links(rng, people, calendar),
        "vacancies": _table(
            "setting_id,wte",
            [(code, _pick(rng, 1, 0.5, 2.25)) for code in places if _one_in(rng, 2)],
        ),
    }
    return tuple(sorted(texts.items()))


def _cohort(rng: Random, cohort: str, size: Size) -> list[tuple[Any, ...]]:
    codes = [f"B{k}" for k in range(1, rng.randint(1, size.blocks) + 1)]
    rng.shuffle(codes)
    grouped = len(codes) > 1 and _one_in(rng, 2)
    take = _pick(rng, "", *range(len(codes) + 1), 1, len(codes) - 1)
    rows, after = [], rng.randint(1, 3)
    for code in codes:
        length = rng.randint(1, 3)
        start = max(after + _pick(rng, 0, 0, -1, 1), 1)
        latest, after = start + rng.randint(0, size.window), start + length
        where = _some(rng, WHERE, 5)
        group = ("G", take) if grouped else ("", "")
        stage = _pick(rng, 1, 2)
        rows.append((cohort, code, _day(start), _day(latest), length, stage, where, *group))
    return rows


def _settings(rng: Random, places: tuple[str, ...]) -> str:
    header = (
        "setting_id,name,provider_id,sector,latitude,longitude,tags,driver_required,"
        "minimum_age,audit_valid_until,cqc_rating,open_from,open_until"
    )
    rows = []
    for code in places:
        where = (_pick(rng, "T1", "T2"), _pick(rng, "acute", "acute", "primary", "community"))
        position = (53, -2 - rng.randint(0, 9) / 100)
        bars = (
            _some(rng, ("yes",), 8),
            _some(rng, (18, 16), 6),
            _some(rng, (_day(9, -1), _day(11, 2)), 6),
            _some(rng, ("Good", "Inadequate"), 10),
            _some(rng, (_day(3), _day(2, 2)), 8),
            _some(rng, (_day(9, -1), _day(11, 2)), 8),
        )
        rows.append((code, code, *where, *position, _some(rng, ("x", "x;y")), *bars))
    return _table(header, rows)


def _capacity(rng: Random, places: tuple[str, ...]) -> str:
    header = (
        "setting_id,learner_types,stages,education_providers,from,until,places,minimum,"
        "minimum_applies"
    )
    rows = []
    for code in places:
        kinds = rng.sample(LINES[1:], rng.randint(0, 2))
        for kind in [LINES[0], *kinds]:
            first = rng.randint(4, 9)
            for begins in [
                "",
                *([_day(first, rng.randint(0, 6))] if _one_in(rng, 3) else []),
            ]:
                ends = _some(rng, (_day(first + 2, 3), _day(WEEKS, 6)), 4)
                least = (_pick(rng, 0, 0, 0, 2, 2, 3), _pick(rng, "hosting", "always"))
                rows.append((code, *kind, begins, ends, _pick(rng, 1, 2, 2, 3, 3, 0), *least))
    return _table(header, rows)


def _learners(rng: Random, cohort_of: dict[str, str]) -> str:
    header = (
        "learner_id,programme_id,cohort_id,latitude,longitude,travel_mode,max_travel_minutes,"
        "employer_id,base_setting_id,under_18_until,priority,needs,starts,leaves,change_weight,"
        "waiting_weight,weekly_hours"
    )
    rows = []
    for code, cohort in cohort_of.items():
        travel = (53, -2, _some(rng, ("public", "walk"), 6), _some(rng, (20, 45), 8))
        own = (_some(rng, ("T1", "T2")), _some(rng, ("S1", "S2")))
        minor = _some(rng, (_day(4, -1), _day(4), _day(9)), 4)
        dates = (_some(rng, (_day(3), _day(6, 2)), 10), _some(rng, (_day(7, -1), _day(9, 3)), 10))
        weights = (_pick(rng, "", 0, 1.5), _pick(rng, "", 0, 0.5))
        rest = (minor, _pick(rng, 1, 1, 2, 0.5, 0), _some(rng, ("x",), 10), *dates, *weights)
        hours = _some(rng, (18.75, 40), 4)
        rows.append((code, _pick(rng, "P", "Q"), cohort, *travel, *own, *rest, hours))
    return _table(header, rows)


# ---- rules and wishes ------------------------------------------------------------------------


def _requirements(rng: Random) -> str:
    header = "requirement_id,programme_id,stages,measure,where,each,minimum,maximum,weight"
    rows = []
    for k in range(_pick(rng, 0, 3, 6, 8)):
        measure = rng.choice(COUNTED)
        unit = {"weeks": 1, "hours": 18.75}.get(measure, 1)
        bounds = sorted(unit * rng.randint(0, 6 if measure in COUNTED[:2] else 3) for _ in "ab")
        shown = _pick(rng, tuple(bounds), (bounds[0], ""), ("", bounds[1]))
        each = _some(rng, ("setting", "provider", "sector"), 3)
        what = (_some(rng, (1, 2, "1;2"), 3), measure, _some(rng, WHERE), each)
        rows.append((f"R{k}", _pick(rng, "P", "P", "Q"), *what, *shown, _pick(rng, 1, 2, 0.5)))
    return _table(header, rows)


def _sequences(rng: Random) -> str:
    rows = []
    for k in range(rng.randint(0, 4)):
        kind = _pick(rng, "before", "not_consecutive", "contrast")
        first = _pick(rng, *WHERE)
        if kind == "contrast":
            first = _pick(rng, "setting", "provider", "sector")
        then = _pick(rng, *WHERE) if kind == "before" else ""
        rows.append((f"Q{k}", _pick(rng, "P", "P", "Q"), kind, first, then))
    return _table("sequence_id,programme_id,kind,first,then", rows)


def _wishes(rng: Random, people: tuple[str, ...], places: tuple[str, ...]) -> dict[str, str]:
    filters, ways = list(product(people, WHERE)), list(product(people, places))
    keys, bars = rng.sample(filters, rng.randint(0, 4)), rng.sample(filters, rng.randint(0, 2))
    ways = rng.sample(ways, rng.randint(0, 4))
    away = []
    for code in people:
        if _one_in(rng, 5):
            first = rng.randint(1, 12)
            away.append((code, _day(first, 2), _day(first + rng.randint(0, 2), 3)))
    return {
        "preferences": _table(
            "learner_id,where,score", [(*k, _pick(rng, 5, 20, -3)) for k in keys]
        ),
        "exclusions": _table("learner_id,where", bars),
        "travel": _table(
            "learner_id,setting_id,minutes", [(*w, _pick(rng, 0, 7, 95)) for w in ways]
        ),
        "absences": _table("learner_id,from,until", away),
    }


def _history(rng: Random, people: tuple[str, ...], places: tuple[str, ...]) -> str:
    rows = []
    for _ in range(rng.randint(0, 4)):
        elsewhere = (_pick(rng, "T1", "T9", ""), _pick(rng, "acute", "primary", ""))
        known = _one_in(rng, 2)
        where = (_pick(rng, *places), "", "") if known else ("", *elsewhere)
        what = (_pick(rng, 2, 3, 0), _some(rng, (18.75, 60), 3))
        rows.append((_pick(rng, *people), *where, *what))
    return _table("learner_id,setting_id,provider_id,sector,weeks,hours", rows)


def _pins(
    rng: Random, cohort_of: dict[str, str], calendar: list[tuple[Any, ...]], places: tuple[str, ...]
) -> str:
    rows = []
    one_in, state = _pick(rng, (5, "published"), (3, "published"), (2, "fixed"))
    for code, cohort in cohort_of.items():
        for block in calendar:
            if block[0] == cohort and _one_in(rng, one_in):
                weeks = (
                    dt.date.fromisoformat(block[3]) - dt.date.fromisoformat(block[2])
                ).days // 7
                start = dt.date.fromisoformat(block[2]) + dt.timedelta(weeks=rng.randint(0, weeks))
                own = _pick(rng, state, state, "published", "fixed")
                rows.append((code, block[1], _pick(rng, *places), start.isoformat(), own))
    return _table("learner_id,block_id,setting_id,start,state", rows)


def _links(rng: Random, people: tuple[str, ...], calendar: list[tuple[Any, ...]]) -> str:
    rows = []
    for _ in range(_pick(rng, 0, 1, 1, 4)):
        one, other = rng.sample(people, 2)
        rows.append((one, other, _pick(rng, "together", "apart"), _some(rng, ("B1",))))
    return _table("learner_id,other_id,relation,block_id", rows)


def _levels(rng: Random) -> str:
    text = ""
    for k in range(rng.choice((0, 1, 2, 3))):
        names = rng.sample(sorted(MEASURES), rng.randint(1, 5))
        weights = "\n".join(
            f"{name} = {_pick(rng, 1, 2, 0.5, 1.25, 0.1)}" for name in sorted(names)
        )
        text += f'\n[[level]]\nname = "level {k + 1}"\n{weights}\n'
    return text


def rounds(size: Size = USUAL) -> st.SearchStrategy[Texts]:
    """Draw the tables of random valid rounds."""
    return st.randoms(use_true_random=True).map(lambda rng: round_texts(rng, size))


@lru_cache(maxsize=512)
def candidates_of(texts: Texts) -> Candidates:
    """Return the candidates of the round of these tables; made once."""
    return build_candidates(make_round(**dict(texts)))
