"""Shortages: found where they are, minimal, none where none is, and added up by hand."""

import random

import pytest

import placements as pl
from placements.explain.statements import statement
from placements.explain.whole_blocks import proven_weeks, unplaced_for_sure
from placements.export.shortages import write_shortages
from tests.explain.added_up import faults
from tests.rounds import write_round
from tests.shared import shared

ONE_BLOCK = "cohort_id,block_id,start,weeks,stage\nC,B1,2026-09-07,4,1"


def people(number, where="53,-2"):
    rows = "\n".join(f"L{k},P,C,{where}" for k in range(1, number + 1))
    return f"learner_id,programme_id,cohort_id,latitude,longitude\n{rows}"


def checked(folder, out, **tables):
    """Return the shortages of a round, once they are added up again."""
    folder.mkdir()
    write_round(folder, **tables)
    round = pl.read(folder)
    certificates = pl.shortages(round)
    write_shortages(certificates, out)
    assert faults(folder, out) == []
    return round, list(certificates.found)


def test_none_is_reported_where_none_is(tmp_path):
    # Two learners, two settings of two places each: nobody goes without.
    _, found = checked(tmp_path / "round", tmp_path / "out")

    assert found == []


def test_more_learners_than_places_in_reach(tmp_path):
    # Five learners want one of 2 + 1 places in 4 weeks: 20 learner-weeks, of which there are 12.
    round, found = checked(
        tmp_path / "round",
        tmp_path / "out",
        learners=people(5),
        blocks=ONE_BLOCK,
        capacity="setting_id,places\nS1,2\nS2,1",
    )

    (one,) = found
    assert (one.wanted, one.room, one.short) == (20, 12, 8)
    assert statement(round, one) == (
        "5 learners need a place in weeks 1 to 4, 20 weeks in all; S1 and S2, all that may take "
        "any of them, hold 12 weeks in that time: at least 8 weeks cannot be placed by any plan"
    )


def test_a_learner_who_can_go_elsewhere_is_left_out(tmp_path):
    # L3 alone may go to S2: L1 and L2 fight for one place in S1 without them.
    _, found = checked(
        tmp_path / "round",
        tmp_path / "out",
        learners=people(3),
        blocks=ONE_BLOCK,
        capacity="setting_id,places\nS1,1\nS2,1",
        exclusions="learner_id,where\nL1,setting_id=S2\nL2,setting_id=S2",
    )

    (one,) = found
    assert one.learners == ("L1", "L2")
    assert {room.setting_id for room in one.rooms} == {"S1"}


def test_weeks_without_shortage_are_left_out(tmp_path):
    # S1 has two places but in week 3; S2 is closed: one of two goes without in that week.
    _, found = checked(
        tmp_path / "round",
        tmp_path / "out",
        blocks=ONE_BLOCK,
        settings="setting_id,name,provider_id,sector,latitude,longitude\nS1,W,T1,acute,53,-2",
        capacity="setting_id,from,until,places\nS1,,,2\nS1,2026-09-21,2026-09-27,1",
    )

    (one,) = found
    assert one.weeks == ((3, 3),)
    assert (one.wanted, one.room) == (2, 1)


def test_a_sub_limit_is_named_with_those_whom_it_counts(tmp_path):
    # S1 has 5 places, 1 of them for stage 1; all three learners are of stage 1.
    _, found = checked(
        tmp_path / "round",
        tmp_path / "out",
        learners=people(3),
        blocks=ONE_BLOCK,
        settings="setting_id,name,provider_id,sector,latitude,longitude\nS1,W,T1,acute,53,-2",
        capacity="setting_id,stages,places\nS1,*,5\nS1,1,1",
    )

    (one,) = found
    assert (one.wanted, one.room) == (12, 4)


def test_blocks_with_a_choice_of_weeks_are_short_of_all_of_them(tmp_path):
    # Three blocks of 4 weeks may start in weeks 1 to 5: 12 weeks wanted, 8 weeks of one place.
    _, found = checked(
        tmp_path / "round",
        tmp_path / "out",
        learners=people(3),
        blocks="cohort_id,block_id,start,latest_start,weeks,stage\nC,B1,2026-09-07,2026-10-05,4,1",
        settings="setting_id,name,provider_id,sector,latitude,longitude\nS1,W,T1,acute,53,-2",
        capacity="setting_id,places\nS1,1",
    )

    (one,) = found
    assert (one.wanted, one.room, one.weeks) == (12, 8, ((1, 8),))


def test_too_little_for_the_curriculum(tmp_path):
    # Three learners need 4 weeks of primary care in either block; S2's one place gives 8 weeks.
    round, found = checked(
        tmp_path / "round",
        tmp_path / "out",
        learners=people(3),
        capacity="setting_id,places\nS1,3\nS2,1",
        requirements="requirement_id,programme_id,measure,where,minimum\n"
        "R,P,weeks,sector=primary,4",
    )

    (one,) = found
    assert (one.kind, one.wanted, one.room) == ("curriculum", 12, 8)
    assert statement(round, one).startswith(
        "3 learners need weeks where sector=primary for R in weeks 1 to 4 and 7 to 10, 12 weeks"
    )


def test_what_can_be_had_in_other_weeks_is_not_wanted_in_these(tmp_path):
    # Each needs 8 weeks of primary care. In B2 there is room for both, in B1 for one: of the 8
    # weeks 4 can be had elsewhere, and 2 x 4 weeks are wanted of 4.
    _, found = checked(
        tmp_path / "round",
        tmp_path / "out",
        capacity="setting_id,from,places\nS1,,2\nS2,,1\nS2,2026-10-19,2",
        requirements="requirement_id,programme_id,measure,where,minimum\n"
        "R,P,weeks,sector=primary,8",
    )

    (one,) = found
    assert [(n.needs, n.elsewhere, n.wanted) for n in one.needs] == [(8, 4, 4)] * 2
    assert (one.room, one.weeks) == (4, ((1, 4),))


def test_who_has_nowhere_to_go_is_said_first(tmp_path):
    # At 54 degrees north everything is over 100 km away.
    round, found = checked(
        tmp_path / "round",
        tmp_path / "out",
        learners=people(1, where="54,-2"),
        requirements="requirement_id,programme_id,measure,minimum\nR,P,weeks,4",
    )

    assert [statement(round, one) for one in found] == [
        "L1 has no setting open in B1 and B2: 8 weeks cannot be placed",
        "L1 still needs 4 weeks (R); what is open to it can give 0 weeks: at least 4 weeks cannot "
        "be met by any plan",
    ]


def test_what_a_calendar_cannot_give_is_added_up_from_it(tmp_path):
    # L1 needs three different settings, has been at S1 and can add one, S2; of the three blocks
    # one of the two in group G is taken, so that 12 primary weeks are 8 at most.
    _, found = checked(
        tmp_path / "round",
        tmp_path / "out",
        learners=people(1),
        blocks="cohort_id,block_id,start,weeks,stage,group,take\nC,B1,2026-09-07,4,1,,\n"
        "C,B2,2026-10-19,4,1,G,1\nC,B3,2026-11-30,4,1,G,1",
        history="learner_id,setting_id,weeks\nL1,S1,4",
        requirements="requirement_id,programme_id,measure,where,minimum\n"
        "DIFFERENT,P,settings,,3\nPRIMARY,P,weeks,sector=primary,12",
    )

    assert [(one.requirements, one.wanted, one.room) for one in found] == [
        (("PRIMARY",), 12, 8),
        (("DIFFERENT",), 2, 1),
    ]


def test_everybody_without_a_place_is_proven(tmp_path):
    # No setting has a place: both learners' 2 x 4 weeks are lost.
    _, found = checked(
        tmp_path / "round", tmp_path / "out", capacity="setting_id,places\nS1,0\nS2,0"
    )

    assert [(one.kind, one.short) for one in found] == [("open", 8), ("open", 8)]


def test_who_lacks_a_week_of_a_block_lacks_the_block(tmp_path):
    # S1 has three places but in week 3, where it has one: two of three lack that week, and so two
    # blocks of four weeks.
    round, found = checked(
        tmp_path / "round",
        tmp_path / "out",
        learners=people(3),
        blocks=ONE_BLOCK,
        settings="setting_id,name,provider_id,sector,latitude,longitude\nS1,W,T1,acute,53,-2",
        capacity="setting_id,from,until,places\nS1,,,3\nS1,2026-09-21,2026-09-27,1",
    )

    (one,) = found
    assert (one.short, one.blocks, one.lost) == (2, 2, 8)
    assert statement(round, one).endswith(
        "at least 2 weeks cannot be placed by any plan, so 2 blocks cannot: 8 weeks"
    )
    assert unplaced_for_sure(round, found) == pl.solve(round).levels[0].value == 8


def test_whole_blocks_are_not_counted_twice(tmp_path):
    # L1 and L2 are at S1 in weeks 1 to 4, L3 in weeks 3 to 6. It has two places, but one in weeks
    # 2 and 4: a block is lost in week 2, one in week 3, two in week 4, and the two are all of them.
    round, found = checked(
        tmp_path / "round",
        tmp_path / "out",
        learners=people(2) + "\nL3,P,D,53,-2",
        blocks=ONE_BLOCK + "\nD,B1,2026-09-21,4,1",
        settings="setting_id,name,provider_id,sector,latitude,longitude\nS1,W,T1,acute,53,-2",
        capacity="setting_id,from,until,places\nS1,,,2\nS1,2026-09-14,2026-09-20,1\n"
        "S1,2026-09-28,2026-10-04,1",
    )

    assert sorted((one.weeks, one.short, one.lost) for one in found) == [
        (((2, 2),), 1, 4),
        (((3, 4),), 3, 8),
    ]
    assert proven_weeks(found) == pl.solve(round).levels[0].value == 8


def test_only_blocks_of_the_stages_named_can_give_what_they_ask(tmp_path):
    # Three learners need 4 weeks of primary care in stage 1, which is B1 alone: S2's one place
    # gives 4 weeks there. That it gives 4 more in B2, of stage 2, helps nobody.
    round, found = checked(
        tmp_path / "round",
        tmp_path / "out",
        learners=people(3),
        blocks="cohort_id,block_id,start,weeks,stage\nC,B1,2026-09-07,4,1\nC,B2,2026-10-19,4,2",
        capacity="setting_id,places\nS1,3\nS2,1",
        requirements="requirement_id,programme_id,stages,measure,where,minimum\n"
        "R,P,1,weeks,sector=primary,4",
    )

    (one,) = found
    assert (one.wanted, one.room, one.weeks) == (12, 4, ((1, 4),))
    assert pl.solve(round).levels[1].value == 8


@pytest.mark.parametrize("seed", range(12))
def test_a_planted_shortage_is_found_and_minimal(tmp_path, seed):
    """A crowd of learners may go to a few settings alone, which are one or two places short."""
    draw = random.Random(seed)
    crowd, others, few = draw.randint(3, 9), draw.randint(0, 6), draw.randint(1, 3)
    lacking = draw.choice([0, 1, 2]) if crowd > few + 2 else 0
    near = [draw.randint(0, 2) for _ in range(few)]
    near[0] += crowd - lacking - sum(near)  # the few hold all but `lacking` of the crowd
    rows = [f"S{k},Ward,T1,acute,53,-2" for k in range(few)] + ["X,Practice,T2,primary,53,-2"]
    places = [f"S{k},{max(n, 0)}" for k, n in enumerate(near)] + [f"X,{others}"]
    held = sum(max(n, 0) for n in near)
    _, found = checked(
        tmp_path / "round",
        tmp_path / "out",
        blocks=ONE_BLOCK,
        learners=people(crowd + others),
        settings="\n".join(["setting_id,name,provider_id,sector,latitude,longitude", *rows]),
        capacity="\n".join(["setting_id,places", *places]),
        exclusions="\n".join(
            ["learner_id,where", *(f"L{k},sector=primary" for k in range(1, crowd + 1))]
        ),
    )

    if held >= crowd:
        assert found == []
    else:
        (one,) = found
        assert {*one.learners} == {f"L{k}" for k in range(1, crowd + 1)}
        assert one.short == 4 * (crowd - held)


def test_each_requirement_that_is_out_of_reach_is_named(tmp_path):
    # No community and no social care setting: both lack one placement for both learners, and the
    # equal sums do not make it one shortage.
    rules = """
        requirement_id,programme_id,measure,where,minimum
        R1,P,placements,sector=community,1
        R2,P,placements,sector=social_care,1
        """

    _, found = checked(tmp_path / "round", tmp_path / "out", requirements=rules)

    assert [(one.requirements, one.short) for one in found] == [(("R1",), 2), (("R2",), 2)]


def test_a_real_round_adds_up(tmp_path):
    folder = shared("rounds/ics-60")
    certificates = pl.shortages(pl.read(folder))
    write_shortages(certificates, tmp_path / "out")

    # Its known best plan leaves 72 learner-weeks unplaced, all of learners out of reach.
    assert sum(one.short for one in certificates.found if one.kind in ("open", "places")) == 72
    assert faults(folder, tmp_path / "out") == []
