"""Why here, why not there: costs are those of a solve with the choice pinned, or hold them."""

import re

import pytest

import placements as pl
from models.build import build
from placements.candidates import build_candidates
from placements.engine.exact import solve_exactly
from placements.engine.matrix import compile_model
from placements.errors import InputError
from placements.explain import pinned
from placements.explain.explainer import Explainer
from placements.explain.sound import sound
from placements.explain.why_here import asked_for, why
from placements.export.evidence import Origin, evidence
from placements.export.explain import explain_text
from placements.plan import Plan
from tests.data.test_five import FOLDER
from tests.examples import plan_of
from tests.rounds import make_round

ONE_PLACE = "setting_id,places\nS1,1\nS2,1"
DRAFT = Origin("a" * 64, "draft, not published")
BLOCK = "cohort_id,block_id,start,weeks,stage\nC,B1,2026-09-07,4,1"


@pytest.fixture(scope="module")
def five():
    return pl.solve(pl.read(FOLDER))


@pytest.fixture
def two():
    """Return L1 and L2 with one block of four weeks each, S1 (5 min) and S2 (12 min), one place."""
    return make_round(capacity=ONE_PLACE, blocks=BLOCK)


def with_choice(round, learner, block, setting, start):
    """Return the levels' best values with a choice pinned as fixed in the model itself."""
    candidates = build_candidates(round)
    matrix = compile_model(build(candidates), candidates)
    for c, row in enumerate(candidates.frame.itertuples()):
        if (row.learner_id, row.block_id, row.setting_id, row.start) == (
            learner,
            block,
            setting,
            start,
        ):
            matrix.lower[matrix.assign[c]] = 1
    names = tuple(level.name for level in round.levels)
    return solve_exactly(matrix, names).values


@pytest.mark.parametrize("learner", ["L1", "L2", "L3", "L4", "L5"])
def test_costs_are_those_of_a_solve_with_the_choice_pinned(five, learner):
    found = why(five.plan, learner, most=99)

    every = len(found.costs) // 4 + len(found.impossible)
    assert every == (~found.options["chosen"]).sum() - pinned_ones(found)
    for option in found.impossible.itertuples(index=False):
        assert with_choice(five.plan.round, learner, *option) == ()
    for (block, setting, start), rows in found.costs.groupby(["block_id", "setting_id", "start"]):
        best = with_choice(five.plan.round, learner, block, setting, start)
        assert rows["upper"].tolist() == pytest.approx(best)
        assert rows["lower"].tolist() == pytest.approx(best)


def pinned_ones(found):
    fixed = found.blocks.loc[found.blocks["pinned"], "block_id"]
    return (found.options["block_id"].isin(fixed) & ~found.options["chosen"]).sum()


@pytest.mark.parametrize("learner", ["L2", "L3", "L5"])
def test_an_interval_holds_the_exact_cost(five, learner, monkeypatch):
    found = why(five.plan, learner, known=five.levels, most=99, exact=False)

    for (block, setting, start), rows in found.costs.groupby(["block_id", "setting_id", "start"]):
        best = with_choice(five.plan.round, learner, block, setting, start)
        for row, value in zip(rows.itertuples(), best, strict=True):
            assert row.lower <= row.upper + 1e-6
            if row.upper > value + 1e-6:
                assert row.lower <= value + 1e-6
                break  # of the levels below, both are of worse plans above
            assert row.lower <= value + 1e-6


def test_who_would_move_is_named_and_nobody_without_need(two):
    plan = plan_of(two, "L1 B1 S1 1", "L2 B1 S2 1")

    found = why(plan, "L2", "B1")

    # They change places: the same travel, and nobody unplaced.
    assert found.costs["extra_upper"].tolist() == [0, 0, 0, 0]
    assert found.moves[["learner_id", "from_setting", "to_setting"]].to_numpy().tolist() == [
        ["L1", "S1", "S2"]
    ]


def test_a_closed_setting_has_the_rule_that_bars_it(five):
    found = why(five.plan, "L5", "B2", "HOME2")

    assert found.closed[["setting_id", "reasons"]].to_numpy().tolist() == [["HOME2", ("closed",)]]
    assert "closed: the setting is not open throughout" in explain_text(found)


def test_minutes_that_nobody_measured_are_marked():
    measured = "learner_id,setting_id,minutes\nL1,S2,12"
    round = make_round(capacity=ONE_PLACE, blocks=BLOCK, travel=measured)
    plan = plan_of(round, "L1 B1 S1 1", "L2 B1 S2 1")

    of_l1, of_l2 = (why(plan, learner, "B1") for learner in ("L1", "L2"))

    # L1's journey to S2 is measured, the one to S1 and both of L2 follow from the distance.
    assert "at S1, 5 minutes one way, estimated" in explain_text(of_l1)
    assert "est." not in explain_text(of_l1)
    assert "at S2, 12 minutes one way, estimated" in explain_text(of_l2)
    assert "5 est." in explain_text(of_l2)
    assert "worked out from the distance" in explain_text(of_l2)
    assert '<td class="n">5 est.</td>' in evidence([of_l1], DRAFT)


def test_the_cost_of_placing_the_unplaced_is_whoever_loses_the_place():
    round = make_round(capacity="setting_id,places\nS1,1", blocks=BLOCK)
    plan = plan_of(round, "L1 B1 S1 1")

    found = why(plan, "L2", "B1")

    # L2 in, L1 out: four weeks unplaced either way, and the same five minutes.
    assert found.costs["extra_upper"].tolist() == [0, 0, 0, 0]
    assert found.moves[["learner_id", "to_setting"]].to_numpy().tolist() == [["L1", ""]]


def test_a_choice_that_a_fixed_pin_bars_is_told_so():
    pins = "learner_id,block_id,setting_id,state\nL1,B1,S1,fixed"
    round = make_round(capacity=ONE_PLACE, blocks=BLOCK, pins=pins)
    plan = plan_of(round, "L1 B1 S1 1", "L2 B1 S2 1")

    found = why(plan, "L2", "B1")

    assert found.impossible["setting_id"].tolist() == ["S1"]
    assert "fixed pins and links do not allow it" in explain_text(found)


def test_of_a_fixed_block_nothing_else_is_asked(five):
    found = why(five.plan, "L1", "B1")

    assert found.blocks["pinned"].tolist() == [True]
    assert not found.options["asked"].any()
    assert "pinned as fixed by the round" in explain_text(found)
    assert "not asked: for the block is fixed" in explain_text(found)


@pytest.mark.parametrize("exact", [True, False])
def test_a_plan_of_nobody_is_explained(two, exact):
    found = why(Plan.empty(two), "L1", "B1", exact=exact)

    # L1 can be placed, and with everybody solved again L2 too: eight weeks. Near the choice alone
    # the four weeks of L1, and 4 x 5 or 12 minutes that nobody travels now.
    first = found.costs[found.costs["level"] == "everyone placed"]
    assert first["extra_lower"].tolist() == [-8, -8]
    assert first["extra_upper"].tolist() == ([-8, -8] if exact else [-4, -4])
    assert "This plan is not the best there is" in explain_text(found)


def test_what_a_better_plan_would_bring_is_not_the_doing_of_a_choice():
    blocks = BLOCK + "\nC,B2,2026-10-19,4,1"
    round = make_round(blocks=blocks)
    plan = plan_of(round, "L1 B1 S2 1", "L1 B2 S2 7", "L2 B1 S1 1", "L2 B2 S1 7")

    found = why(plan, "L1", "B1", "S1", exact=False)

    # There is room at S1 in both blocks: L1 may go there in B1, 4 x 7 minutes less, and need not
    # be moved in B2, whatever that would save.
    assert found.moves.empty
    assert found.costs["extra_upper"].tolist() == [0, 0, 0, -28]


def test_a_block_that_is_not_taken_is_not_called_unplaced():
    blocks = (
        "cohort_id,block_id,start,weeks,stage,group,take\n"
        "C,B1,2026-09-07,4,1,G,1\nC,B2,2026-10-19,4,1,G,1"
    )
    round = make_round(blocks=blocks)
    plan = plan_of(round, "L1 B1 S1 1", "L2 B1 S1 1")

    found = why(plan, "L1", "B2")

    # To be at S1 in B2 instead of B1 costs nothing, and moves nobody but L1.
    assert "not taken, for others of its group are" in explain_text(found)
    assert found.costs.loc[found.costs["setting_id"] == "S1", "extra_upper"].tolist() == [0] * 4


def test_a_broken_plan_is_explained_without_what_breaks_it(two):
    plan = plan_of(two, "L1 B1 S1 1", "L2 B1 S1 1")

    found = why(plan, "L1", "B1")

    # Two at one place: the last by code is left out, so four weeks are unplaced to begin with.
    assert [p.learner_id for p in found.left_out] == ["L2"]
    assert found.costs.loc[0, ["value", "upper"]].tolist() == [4, 0]
    assert explain_text(found).startswith("The plan breaks rules: costs are of the plan without 1")


def test_what_is_left_of_a_broken_plan_keeps_the_rules(five):
    round = five.plan.round
    rows = [
        f"L{k} {block} WARD1 {1 if block == 'B1' else 6}" for k in range(1, 6) for block in BOTH
    ]

    plan, left_out = sound(plan_of(round, *rows))

    assert pl.judge(round, plan).passed
    assert left_out


BOTH = ("B1", "B2")


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (("L9",), "'L9' is not a learner"),
        (("L1", "B9"), "'B9' is not a block of L1"),
        (("L1", "B1", "WARD9"), "did you mean 'WARD2'?"),
    ],
)
def test_an_unknown_code_is_refused(five, asked, told):
    with pytest.raises(InputError, match=re.escape(told)):
        why(five.plan, *asked)


def test_a_page_of_evidence_names_plan_and_round_and_stands_alone(five):
    explainer = Explainer(five.plan, known=five.levels)
    pages = evidence([explainer.explain("L2"), explainer.explain("L2", ["B2"])], DRAFT)

    assert pages.count("<article>") == 2
    assert "Where L2 is placed, and why" in pages
    assert "Why block B2 of L2 has no place" in pages
    assert pages.count("a" * 64) == 2
    assert "http" not in pages.replace("http-equiv", "")


def test_markup_in_a_name_is_text():
    settings = (
        "setting_id,name,provider_id,sector,latitude,longitude\n"
        "S1,<script>x</script>,T1,acute,53,-2\nS2,Two,T2,primary,53,-2.05"
    )
    round = make_round(settings=settings, blocks=BLOCK)
    plan = plan_of(round, "L1 B1 S1 1", "L2 B1 S1 1")

    page = evidence([why(plan, "L1")], DRAFT)

    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_beyond_a_few_choices_the_rest_is_counted(five):
    found = why(five.plan, "L3", "B1", most=1)

    others = (~found.options["chosen"]).sum()
    assert found.options["asked"].sum() == 1
    assert f"{others - 1} more open choice" in explain_text(found)


def test_only_small_rounds_are_solved_again_as_a_whole(five, monkeypatch):
    monkeypatch.setattr(pinned, "WHOLE_UP_TO", 0)

    assert not pinned.Pricing(five.plan).exact
    assert pinned.Pricing(five.plan, whole=True).exact


def test_blocks_that_a_plan_does_not_name_have_no_place():
    # A plan without any row leaves both blocks of both learners open: nobody "has a place".
    round = make_round()

    assert asked_for(Plan.of(round, [], [])) == [
        ("L1", ["B1"]), ("L1", ["B2"]), ("L2", ["B1"]), ("L2", ["B2"])
    ]  # fmt: skip
