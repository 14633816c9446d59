"""Random changes of random rounds: a repair by parts is a plan, and no bound is above the best."""

import datetime as dt

import numpy as np
import pytest

import placements as pl
from placements.candidates import build_candidates
from placements.engine.stop import Clock, silent
from placements.errors import ContradictionError
from placements.plan import Plan
from placements.plan_rows import plan_rows
from placements.repairs.bounds import bounds
from placements.repairs.order import Order, values
from placements.repairs.parts import repair_by_parts
from placements.repairs.standing import stand
from tests.examples import plan_of
from tests.rounds import make_round

BLOCKS = """
    cohort_id,block_id,start,weeks,stage,latest_start
    C,B1,2026-09-07,4,1,
    C,B2,2026-10-19,4,1,2026-11-02
    D,B1,2026-09-14,3,1,
    D,B2,2026-10-19,4,2,
    D,B3,2026-11-30,2,2,2026-12-07
    """
PROGRAMMES = """
    programme_id,name,learner_type,notice_weeks
    P,P,student,2
    Q,Q,apprentice,4
    """
REQUIREMENTS = """
    requirement_id,programme_id,measure,where,each,minimum,maximum
    R1,P,weeks,sector=primary,,4,
    R2,P,placements,,setting,,1
    R3,Q,sectors,,,2,
    """
DAYS = ["2026-06-01", "2026-09-21", "2026-10-12"]
SECTORS = ["acute", "primary", "community"]


def lines(heading, rows):
    return "\n".join([heading, *rows])


def drawn_tables(rng):
    """Return the tables of a random round, without capacity."""
    learners, settings = rng.integers(3, 9), rng.integers(2, 6)
    return {
        "settings": lines(
            "setting_id,name,provider_id,sector,latitude,longitude",
            (
                f"S{k},N{k},T{rng.integers(1, 3)},{rng.choice(SECTORS)},53,{-2 - 0.02 * k:.2f}"
                for k in range(1, settings + 1)
            ),
        ),
        "learners": lines(
            "learner_id,programme_id,cohort_id,latitude,longitude",
            (
                f"L{k},{rng.choice(['P', 'Q'])},{rng.choice(['C', 'D'])},53,{-2 - 0.01 * k:.2f}"
                for k in range(1, learners + 1)
            ),
        ),
        "programmes": PROGRAMMES,
        "blocks": BLOCKS,
        "requirements": REQUIREMENTS,
    }


def capacity(places):
    return lines("setting_id,places", (f"S{k},{own}" for k, own in enumerate(places, 1)))


def changed_round(seed):
    """Return a plan, and the round as it has become: pins, links, other places, a closure."""
    rng = np.random.default_rng(seed)
    tables = drawn_tables(rng)
    places = rng.integers(1, 4, size=tables["settings"].count("\n"))
    round = make_round(capacity=capacity(places), **tables)
    kept = [p for p in pl.solve(round).plan.placements if rng.random() > 0.1]
    if rng.random() < 0.6:
        table = build_candidates(round).frame
        row = table.iloc[int(rng.integers(len(table)))]
        tables["pins"] = lines(
            "learner_id,block_id,setting_id,start,state",
            [f"{row.learner_id},{row.block_id},{row.setting_id},{round.monday(row.start)},fixed"],
        )
    if rng.random() < 0.6:
        relation = rng.choice(["apart", "together"])
        tables["links"] = lines("relation,learner_id,other_id", [f"{relation},L1,L2"])
    fewer = np.maximum(places + rng.integers(-1, 2, size=len(places)), 0)
    now = make_round(capacity=capacity(fewer), **tables)
    if rng.random() < 0.5:
        day = str(rng.choice(["2026-09-07", "2026-10-31"]))
        now = now.close(f"S{rng.integers(1, len(places) + 1)}", day)
    return Plan.of(round, kept), now, dt.date.fromisoformat(str(rng.choice(DAYS)))


def repaired(before, now, today):
    """Return the repair with every level proven; ``None`` where pins and links cannot all hold."""
    try:
        return pl.repair(now, before, today=today)
    except ContradictionError:
        return None


@pytest.mark.parametrize("seed", range(40))
def test_a_repair_by_parts_is_a_plan_and_no_bound_is_above_the_best(seed):
    before, now, today = changed_round(seed)
    standing = stand(now, build_candidates(now), plan_rows(before), today)
    order = Order.of(now.levels)
    exact = repaired(before, now, today)
    if exact is None:
        with pytest.raises(ContradictionError) as told:
            repair_by_parts(standing, order, Clock(), silent)
        assert told.value.contradictions  # the pins and links that cannot all hold, in words
        return

    found = repair_by_parts(standing, order, Clock(), silent)

    assert pl.judge(now, found.plan).passed
    own = values(found.plan, order, standing)
    best = tuple(level.value for level in exact.levels)
    assert own >= best
    proven = bounds(found.plan, order, standing, own, found.known)
    # A bound is for plans as good above: here down to the first level where this plan is not best.
    for value, bound, lowest in zip(own, proven, best, strict=True):
        assert bound is None or bound <= lowest + 1e-6
        if value != lowest:
            break


@pytest.mark.parametrize("exact_up_to", [15_000, 0], ids=["exact", "by parts"])
def test_a_partner_who_cannot_begin_any_more_is_named_with_the_pin(exact_up_to, monkeypatch):
    # L2 has to be with L1, who is fixed from September; it is October, and L2 had no place.
    monkeypatch.setattr("placements.repairs.run.EXACT_UP_TO", exact_up_to)
    now = make_round(
        pins="learner_id,block_id,setting_id,state\nL1,B1,S1,fixed",
        links="learner_id,other_id,relation\nL1,L2,together",
    )
    before = plan_of(make_round(), "L1 B1 S1 1")

    with pytest.raises(ContradictionError) as told:
        pl.repair(now, before, today=dt.date(2026, 10, 12))

    assert told.value.contradictions == (
        "L1 is fixed for B1 at S1 from 2026-09-07",
        "L1 and L2 are linked together in B1",
    )
