"""The optimum of ``data/five`` by going through its plans: plain arithmetic on the CSV files.

Nothing here uses the package, except where the last tests compare it with this account.
"""

import csv
import itertools
from collections import Counter
from pathlib import Path

import pytest

from placements.candidates import build_candidates
from placements.round.read import build_round, read_raw
from placements.run import solve

FOLDER = Path(__file__).parents[2] / "data" / "five"
BLOCKS = {"B1": 4, "B2": 2}
"""Weeks of each block; its number is its stage."""
BEST = {
    "L1": ("TEAM", "HOME1"),
    "L2": ("HOME2", None),
    "L3": ("WARD1", "TEAM"),
    "L4": ("HOME1", "WARD1"),
    "L5": ("HOME2", "WARD2"),
}


def tables():
    return {
        file.stem: [*csv.DictReader(file.open(encoding="utf-8", newline=""))]
        for file in FOLDER.glob("*.csv")
    }


# ---- one learner -----------------------------------------------------------------------------


def options(t, learner, block):
    """Return what a learner's block may be: settings, and ``None`` for unplaced."""
    who = learner["learner_id"]
    fixed = [
        pin["setting_id"]
        for pin in t["pins"]
        if (pin["learner_id"], pin["block_id"], pin["state"]) == (who, block, "fixed")
    ]
    offered = [s["setting_id"] for s in t["settings"] if open_to(t, learner, s, block)]
    return fixed or [None, *offered]


def open_to(t, learner, setting, block):
    who, code = learner["learner_id"], setting["setting_id"]
    longest = next(
        p["max_travel_minutes"]
        for p in t["programmes"]
        if p["programme_id"] == learner["programme_id"]
    )
    barred = [x["where"] for x in t["exclusions"] if x["learner_id"] == who]
    return (
        minutes(t, who, code) <= int(longest)
        and (setting["driver_required"] == "no" or learner["travel_mode"] == "car")
        and not any(matches(setting, where) for where in barred)
        and learner["needs"] in ("", setting["tags"])
        and (setting["open_until"] == "" or block == "B1")  # it closes between the blocks
    )


def minutes(t, who, code):
    rows = (r for r in t["travel"] if (r["learner_id"], r["setting_id"]) == (who, code))
    return int(next(rows)["minutes"])


def matches(setting, where):
    """Return whether a filter of at most one condition holds, as all in this round are."""
    name, _, value = where.partition("=")
    return not name or setting[name] == value


def worth(t, learner, choice):
    """Return a learner's part of the four levels."""
    who = learner["learner_id"]
    settings = {s["setting_id"]: s for s in t["settings"]}
    placed = [(settings[s], w) for s, w in zip(choice, BLOCKS.values(), strict=True) if s]
    unplaced = sum(w for s, w in zip(choice, BLOCKS.values(), strict=True) if not s)
    promised = [
        pin
        for pin in t["pins"]
        if pin["learner_id"] == who
        and pin["state"] == "published"
        and choice[[*BLOCKS].index(pin["block_id"])] != pin["setting_id"]
    ]
    cost = sum(w * (minutes(t, who, s["setting_id"]) - wish(t, who, s)) for s, w in placed)
    curriculum = shortfall(t, learner, placed, settings) + in_a_row(t, learner, placed)
    return unplaced * int(learner["priority"]), curriculum, len(promised), cost


def wish(t, who, setting):
    return sum(
        int(p["score"])
        for p in t["preferences"]
        if p["learner_id"] == who and matches(setting, p["where"])
    )


def shortfall(t, learner, placed, settings):
    past = [
        (settings.get(h["setting_id"], h), int(h["weeks"]))
        for h in t["history"]
        if h["learner_id"] == learner["learner_id"]
    ]
    total = 0
    for rule in t["requirements"]:
        if rule["programme_id"] != learner["programme_id"]:
            continue
        counted = [(s, w) for s, w in placed + past if matches(s, rule["where"])]
        if rule["measure"] == "placements":  # each setting, at most
            visits = Counter(s["setting_id"] for s, _ in counted)
            total += sum(max(0, n - int(rule["maximum"])) for n in visits.values())
        else:
            weeks = sum(w for _, w in counted)
            sectors = len({s["sector"] for s, _ in counted})
            achieved = weeks if rule["measure"] == "weeks" else sectors
            total += max(0, int(rule["minimum"]) - achieved)
    return total


def in_a_row(t, learner, placed):
    same = sum(a["sector"] == b["sector"] for (a, _), (b, _) in itertools.pairwise(placed))
    return same * sum(q["programme_id"] == learner["programme_id"] for q in t["sequences"])


# ---- all learners ----------------------------------------------------------------------------


def count(t):
    """Return the number of plans, before places and links are looked at."""
    total = 1
    for learner in t["learners"]:
        for block in BLOCKS:
            total *= len(options(t, learner, block))
    return total


def plans(t):
    """Yield every plan that places, hosting minimum and links allow, with its four levels."""
    choices = [
        [
            (choice, worth(t, learner, choice))
            for choice in itertools.product(*(options(t, learner, block) for block in BLOCKS))
        ]
        for learner in t["learners"]
    ]
    limits = [
        {c["setting_id"]: int(c["places"]) for c in t["capacity"] if c["stages"] in ("*", stage)}
        for stage in ("1", "2")  # the row of one stage comes after the row of all, and is lower
    ]
    names = [learner["learner_id"] for learner in t["learners"]]
    apart = [(names.index(k["learner_id"]), names.index(k["other_id"])) for k in t["links"]]
    yield from extended((), choices, limits, apart, t)


def extended(so_far, choices, limits, apart, t):
    """Yield the plans that begin with the choices so far, while they fit."""
    at = len(so_far)
    if at == len(choices):
        if hosted_as_needed(so_far, t):
            levels = zip(*(value for _, value in so_far), strict=True)
            yield tuple(choice for choice, _ in so_far), tuple(map(sum, levels))
        return
    for choice, value in choices[at]:
        if fits(choice, so_far, limits) and not too_close(choice, so_far, apart):
            yield from extended((*so_far, (choice, value)), choices, limits, apart, t)


def fits(choice, so_far, limits):
    return all(
        s is None or sum(c[b] == s for c, _ in so_far) < limits[b][s] for b, s in enumerate(choice)
    )


def too_close(choice, so_far, apart):
    return any(
        s is not None and so_far[one][0][b] == s
        for one, other in apart
        if other == len(so_far)
        for b, s in enumerate(choice)
    )


def hosted_as_needed(plan, t):
    needs = {c["setting_id"]: int(c["minimum"]) for c in t["capacity"] if c["minimum"]}
    return all(
        sum(choice[b] == s for choice, _ in plan) in (0, *range(least, len(plan) + 1))
        for s, least in needs.items()
        for b in range(len(BLOCKS))
    )


def best(t):
    return min(value for _, value in plans(t))


# ---- what the README derives -----------------------------------------------------------------


def test_the_number_of_plans_and_candidates():
    # 5 × 12 × 20 × 9 × 6 plans; the options without "unplaced" are the candidates.
    t = tables()
    offered = [options(t, learner, block) for learner in t["learners"] for block in BLOCKS]

    assert count(t) == 64_800
    assert sum(len([s for s in o if s]) for o in offered) == 24


def test_the_optimum_of_every_level_and_the_one_plan_that_has_it():
    ranked = sorted(plans(tables()), key=lambda plan: plan[1])

    assert ranked[0] == (tuple(BEST.values()), (2, 2, 1, 1080))
    assert ranked[1][1] == (2, 2, 1, 1090)  # plan B
    assert ranked[2][1] == (2, 2, 2, 1030)  # plan C
    assert ranked[3][1] > (2, 2, 2, 1030)


def without(t, table, **where):
    """Return the tables without the rows in which all these cells hold."""
    kept = [row for row in t[table] if any(row[name] != cell for name, cell in where.items())]
    assert len(kept) == len(t[table]) - 1
    return {**t, table: kept}


def changed(t, table, name, cell, **where):
    """Return the tables with one cell changed in the rows in which all these cells hold."""
    rows = [
        {**row, name: cell} if all(row[n] == c for n, c in where.items()) else row
        for row in t[table]
    ]
    assert rows != t[table]
    return {**t, table: rows}


ROWS = [
    ("exclusions", {"learner_id": "L3"}),
    ("requirements", {"requirement_id": "NA-sectors"}),
    ("requirements", {"requirement_id": "NURS-social"}),
    ("requirements", {"requirement_id": "NURS-repeat"}),
    ("sequences", {"sequence_id": "NA-contrast"}),
    ("links", {"learner_id": "L3"}),
    ("pins", {"learner_id": "L1", "block_id": "B1"}),
    ("pins", {"learner_id": "L3", "block_id": "B1"}),
    ("pins", {"learner_id": "L3", "block_id": "B2"}),
    ("preferences", {"learner_id": "L1"}),
    ("preferences", {"learner_id": "L4"}),
    ("history", {"learner_id": "L2"}),
    ("history", {"learner_id": "L3"}),
    ("capacity", {"setting_id": "WARD1", "stages": "2"}),
]
CELLS = [
    ("learners", "priority", "1", {"learner_id": "L5"}),
    ("learners", "needs", "", {"learner_id": "L4"}),
    ("learners", "travel_mode", "car", {}),
    ("settings", "open_until", "", {"setting_id": "HOME2"}),
    ("capacity", "minimum", "", {"setting_id": "HOME2"}),
    ("programmes", "max_travel_minutes", "80", {}),
]


@pytest.mark.parametrize(("table", "where"), ROWS, ids=str)
def test_every_row_decides_something(table, where):
    assert best(without(tables(), table, **where)) != (2, 2, 1, 1080)


@pytest.mark.parametrize(("table", "name", "cell", "where"), CELLS)
def test_every_limit_decides_something(table, name, cell, where):
    assert best(changed(tables(), table, name, cell, **where)) != (2, 2, 1, 1080)


def test_no_other_rule_is_in_the_round():
    # Every row of these tables is one of ROWS, so that none is there without deciding anything.
    t = tables()
    for table in ("exclusions", "requirements", "sequences", "links", "pins", "preferences"):
        assert len(t[table]) == sum(name == table for name, _ in ROWS)


def test_each_wish_turns_the_choice_between_the_last_two_plans():
    for learner in ("L1", "L4"):
        left = without(tables(), "preferences", learner_id=learner)
        winner, _ = min(plans(left), key=lambda plan: plan[1])
        assert dict(zip(BEST, winner, strict=True))["L3"] == ("HOME1", "TEAM")


def test_the_price_of_keeping_what_was_announced_is_fifty():
    kept = without(tables(), "pins", learner_id="L3", block_id="B2")
    assert best(kept) == (2, 2, 1, 1080 - 50)


# ---- the package agrees ----------------------------------------------------------------------


@pytest.fixture(scope="module")
def five():
    found, problems = build_round(read_raw(FOLDER))
    assert problems == []
    return found


def test_the_candidates_are_the_options(five):
    frame = build_candidates(five).frame
    found = frame[["learner_id", "block_id", "setting_id"]].astype(str).to_numpy().tolist()
    t = tables()
    assert sorted(found) == sorted(
        [learner["learner_id"], block, setting]
        for learner in t["learners"]
        for block in BLOCKS
        for setting in options(t, learner, block)
        if setting
    )


def test_the_solver_finds_that_plan_and_proves_it(five):
    result = solve(five)

    assert result.status == "optimal"
    assert [(level.value, level.bound) for level in result.levels] == [
        (2, 2),
        (2, 2),
        (1, 1),
        (1080, 1080),
    ]
    found = {(p.learner_id, p.block_id): p.setting_id for p in result.plan.placements}
    assert {who: (found.get((who, "B1")), found.get((who, "B2"))) for who in BEST} == BEST
