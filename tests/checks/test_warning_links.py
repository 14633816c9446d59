from placements.checks.warning_links import link_without_effect, together_never
from tests.checks.said import message, said

LINKS = "learner_id,other_id,relation,block_id\n"
EXCLUSIONS = "learner_id,where\nL1,sector=acute\nL2,sector=primary\n"
LEARNERS = "learner_id,programme_id,cohort_id,latitude,longitude\n"
COHORTS = "cohort_id,block_id,start,weeks,stage\nC,B1,2026-09-07,4,1\nD,{},2026-09-14,4,1\n"


def test_together_never():
    # L1 may go to S2 only, L2 to S1 only.
    found = message(together_never, links=LINKS + "L1,L2,together,\n", exclusions=EXCLUSIONS)
    assert found == (
        "links.csv, line 2, relation: L1 and L2 are kept together, but no setting and start of "
        "B1 and B2 is open to all of them: they go unplaced (line 2)"
    )


def test_together_never_at_one_start():
    learners = LEARNERS + "L1,P,C,53,-2\nL2,P,D,53,-2\n"
    tables = {"learners": learners, "blocks": COHORTS.format("B1")}
    assert len(said(together_never, links=LINKS + "L1,L2,together,\n", **tables)) == 1


def test_together_never_of_three():
    # Each two have a setting in common, all three have none.
    settings = "setting_id,name,provider_id,sector,latitude,longitude\n" + "".join(
        f"S{k},a,T,{sector},53,-2\n" for k, sector in enumerate(("acute", "primary", "community"))
    )
    tables = {
        "settings": settings,
        "capacity": "setting_id,places\nS0,3\nS1,3\nS2,3\n",
        "learners": LEARNERS + "".join(f"L{k},P,C,53,-2\n" for k in (1, 2, 3)),
        "exclusions": "learner_id,where\nL1,sector=acute\nL2,sector=primary\nL3,sector=community\n",
        "blocks": "cohort_id,block_id,start,weeks,stage\nC,B1,2026-09-07,4,1\n",
    }
    links = LINKS + "L1,L2,together,\nL2,L3,together,\n"
    assert "L1, L2 and L3 are kept together" in message(together_never, links=links, **tables)


def test_no_together_never():
    tables = {"exclusions": EXCLUSIONS.replace("L2,", "L1,")}
    assert said(together_never, links=LINKS + "L1,L2,apart,\n", **tables) == []
    assert said(together_never, links=LINKS + "L1,L2,together,\n") == []


def test_no_together_never_where_a_pin_decides():
    # That L2 cannot follow L1's pin is a contradiction, said elsewhere.
    pins = "learner_id,block_id,setting_id,start,state\nL1,B1,S1,,fixed\n"
    tables = {"pins": pins, "exclusions": "learner_id,where\nL2,sector=acute\n"}
    assert said(together_never, links=LINKS + "L1,L2,together,B1\n", **tables) == []


def test_link_without_effect():
    learners = LEARNERS + "L1,P,C,53,-2\nL2,P,D,53,-2\n"
    tables = {"learners": learners, "blocks": COHORTS.format("D1")}
    links = LINKS + "L1,L2,together,\nL1,L2,apart,D1\n"
    assert said(link_without_effect, links=links, **tables) == [
        "links.csv, line 3, block_id: L1 and L2 do not both have block D1: the link does nothing",
        "links.csv, line 2, block_id: L1 and L2 do not both have any block of the same code: "
        "the link does nothing",
    ]


def test_no_link_without_effect():
    # Apart in all blocks needs no common block: the two may meet in different ones.
    learners = LEARNERS + "L1,P,C,53,-2\nL2,P,D,53,-2\n"
    tables = {"learners": learners, "blocks": COHORTS.format("D1")}
    assert said(link_without_effect, links=LINKS + "L1,L2,apart,\n", **tables) == []
    assert said(link_without_effect, links=LINKS + "L1,L2,together,B2\n") == []
