"""Rounds at the edge of what can be, with each engine: judged plans, and bounds that are reached.

The tiny round: learners L1 and L2 with B1 and B2, four weeks each; S1 and S2 with two places.
"""

from pathlib import Path

import pytest

from placements.errors import ContradictionError
from placements.result import Result
from placements.run import read, solve
from tests.rounds import make_round

FIVE = Path(__file__).parents[2] / "data" / "five"
ENGINES = ("exact", "large")
ONE_LEVEL = """
[[level]]
name = "everyone placed"
unplaced_weeks = 1
"""
NOWHERE = "learner_id,where\nL1,sector=acute|primary"
"""L1 must go neither to the ward nor to the practice."""


def levels_of(*pairs: tuple[str, float]) -> str:
    """Return a heading with one level for each pair of measure and weight."""
    return "\n".join(f'[[level]]\nname = "{name}"\n{name} = {weight}' for name, weight in pairs)


def solved(engine: str, **tables: str) -> Result:
    """Return the result: judged, and every level proven."""
    result = solve(make_round(**tables), engine=engine, effort=1)
    assert result.verdict.passed
    assert [level.gap for level in result.levels] == [0.0] * len(result.levels)
    return result


def values(result: Result) -> list[float]:
    """Return the values of the levels."""
    return [level.value for level in result.levels]


EDGES = {
    # L2 has 5 minutes a week for 8 weeks; L1's 8 weeks have no place.
    "a learner with no eligible setting": ({"exclusions": NOWHERE}, [8, 0, 0, 40]),
    # B2 must be community, which no setting is: 4 weeks of each learner; B1 at 5 minutes.
    "a block that nobody can take": (
        {
            "blocks": "cohort_id,block_id,start,weeks,stage,where\n"
            "C,B1,2026-09-07,4,1,\nC,B2,2026-10-19,4,1,sector=community"
        },
        [8, 0, 0, 40],
    ),
    # Both blocks of both learners at the practice, 12 minutes away.
    "a setting with no places": ({"capacity": "setting_id,places\nS1,0\nS2,2"}, [0, 0, 0, 192]),
    "nothing fits at all": ({"capacity": "setting_id,places\nS1,0\nS2,0"}, [16, 0, 0, 0]),
    "one learner only": (
        {"learners": "learner_id,programme_id,cohort_id,latitude,longitude\nL1,P,C,53,-2"},
        [0, 0, 0, 40],
    ),
    "one learner, and nowhere to go": (
        {
            "learners": "learner_id,programme_id,cohort_id,latitude,longitude\nL1,P,C,53,-2",
            "exclusions": NOWHERE,
        },
        [8, 0, 0, 0],
    ),
    "one block of one learner": (
        {
            "learners": "learner_id,programme_id,cohort_id,latitude,longitude\nL1,P,C,53,-2",
            "blocks": "cohort_id,block_id,start,weeks,stage\nC,B1,2026-09-07,4,1",
        },
        [0, 0, 0, 20],
    ),
    "one level only": ({"heading": ONE_LEVEL}, [0]),
    # Nobody has a published pin, so the first level is 0 in every plan.
    "a first level that cannot vary": (
        {"heading": levels_of(("changes", 1), ("travel_minutes", 1), ("unplaced_weeks", 1))},
        [0, 0, 16],
    ),
    # The curriculum asks for 100 weeks of community, of which there is none: always 100 each.
    "a level that is a constant above 0": (
        {
            "heading": levels_of(("requirement_shortfall", 1), ("unplaced_weeks", 1)),
            "requirements": "requirement_id,programme_id,measure,where,minimum\n"
            "R,P,weeks,sector=community,100",
        },
        [200, 0],
    ),
    "only levels that cannot vary": ({"heading": levels_of(("changes", 1))}, [0]),
    # Of two settings with a vacant post each, one stays empty for a lone learner in one block.
    "a level of nobody's": (
        {
            "heading": levels_of(("unplaced_weeks", 1), ("unfilled_vacancies", 1)),
            "learners": "learner_id,programme_id,cohort_id,latitude,longitude\nL1,P,C,53,-2",
            "blocks": "cohort_id,block_id,start,weeks,stage\nC,B1,2026-09-07,4,1",
            "vacancies": "setting_id,wte\nS1,1\nS2,2.5",
        },
        [0, 1],
    ),
    # Half of 5 minutes in 8 weeks is 20 for each of two, and the worst-off's 20 count twice more.
    "the worst-off learner": (
        {
            "heading": '[[level]]\nname = "placed"\nunplaced_weeks = 1\n'
            '[[level]]\nname = "fair"\ntravel_minutes = 0.5\nworst_learner = 2'
        },
        [0, 20 + 20 + 2 * 20],
    ),
    "the worst-off learner where nothing fits": (
        {
            "heading": '[[level]]\nname = "fair"\nunplaced_weeks = 1\nworst_learner = 2',
            "capacity": "setting_id,places\nS1,0\nS2,0",
        },
        # A learner without a placement counts 0 as the worst-off.
        [16],
    ),
    # Of the group's two blocks each learner takes one; nowhere to go: four weeks each.
    "blocks to choose from and nowhere to go": (
        {
            "blocks": "cohort_id,block_id,start,weeks,stage,group,take\n"
            "C,B1,2026-09-07,4,1,G,1\nC,B2,2026-10-19,4,1,G,1",
            "capacity": "setting_id,places\nS1,0\nS2,0",
        },
        [8, 0, 0, 0],
    ),
    "no block is taken": (
        {
            "blocks": "cohort_id,block_id,start,weeks,stage,group,take\n"
            "C,B1,2026-09-07,4,1,G,0\nC,B2,2026-10-19,4,1,G,0",
        },
        [0, 0, 0, 0],
    ),
    # The learners leave before their first block: none is theirs.
    "nobody has a block": (
        {
            "learners": "learner_id,programme_id,cohort_id,latitude,longitude,starts\n"
            "L1,P,C,53,-2,2027-01-18\nL2,P,C,53,-2,2027-01-18",
        },
        [0, 0, 0, 0],
    ),
    # A minimum of 3 hosts at the ward for two learners: only the practice is left.
    "a hosting minimum that nobody reaches": (
        {"capacity": "setting_id,places,minimum,minimum_applies\nS1,5,3,hosting\nS2,2,,"},
        [0, 0, 0, 192],
    ),
    # 3 always at the ward: one is missing in all 20 weeks, and the two for the 12 of no block.
    "an always minimum that nobody reaches": (
        {"capacity": "setting_id,places,minimum,minimum_applies\nS1,5,3,always\nS2,2,,"},
        [0, 3 * 20 - 2 * 8, 0, 80],
    ),
}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("tables", "expected"), EDGES.values(), ids=EDGES.keys())
def test_is_solved_and_proven(engine: str, tables: dict[str, str], expected: list[float]) -> None:
    assert values(solved(engine, **tables)) == expected


@pytest.mark.parametrize("engine", ENGINES)
def test_pins_that_cannot_hold_are_named(engine: str) -> None:
    pins = "learner_id,block_id,setting_id,state\nL1,B1,S1,fixed\nL2,B1,S2,fixed"
    links = "learner_id,other_id,relation\nL1,L2,together"

    with pytest.raises(ContradictionError, match="together"):
        solve(make_round(pins=pins, links=links), engine=engine)


@pytest.mark.parametrize("share", [0.1, 0.9])
def test_a_gap_is_a_share_of_the_value_that_people_read(share):
    # What must be placed is a constant of the first level: of it, 0.9 is nearly everything.
    result = solve(read(FIVE), gap=share)

    for level in result.levels:
        assert level.bound is not None
        assert level.value - level.bound <= share * abs(level.value)
