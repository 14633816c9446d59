from placements.candidates import reason_counts, why_not
from placements.checks.case import Case
from placements.checks.reasons import codes_of, counts_in_words, counts_of
from placements.checks.warning_reach import block_nowhere, learner_nowhere, minimum_out_of_reach
from placements.eligibility import IN_WORDS
from tests.checks.said import message, said
from tests.rounds import make_round

LEARNERS = "learner_id,programme_id,cohort_id,latitude,longitude,needs\n"
RULES = "requirement_id,programme_id,measure,where,minimum\n"


def test_learner_nowhere():
    # Both settings are beyond 90 minutes for L1 and L3.
    learners = LEARNERS + "L3,P,C,50,1,\nL2,P,C,53,-2,\nL1,P,C,50,1,\n"
    assert message(learner_nowhere, learners=learners) == (
        "learners.csv, line 2: 2 learners have no eligible setting for any block "
        "(mostly: too far): L1 (too far 2) and L3 (too far 2)"
    )


def test_learner_nowhere_by_main_reason():
    learners = LEARNERS + "L1,P,C,50,1,\nL2,P,C,53,-2,step_free\n"
    assert said(learner_nowhere, learners=learners) == [
        "learners.csv, line 3: 1 learner has no eligible setting for any block "
        "(mostly: lacks what the learner needs): L2 (lacks what the learner needs 2)",
        "learners.csv, line 2: 1 learner has no eligible setting for any block "
        "(mostly: too far): L1 (too far 2)",
    ]


def test_no_learner_nowhere():
    # L1 has none for B2, but for B1; a fixed pin is a place to go.
    learners = LEARNERS + "L1,P,C,53,-2,\nL2,P,C,50,1,\n"
    pins = "learner_id,block_id,setting_id,start,state\nL2,B1,S1,,fixed\n"
    assert said(learner_nowhere, learners=learners, pins=pins) == []


BLOCKS = (
    "cohort_id,block_id,start,weeks,stage,where\n"
    "C,B1,2026-09-07,4,1,\nC,B2,2026-10-19,4,1,sector=primary\n"
)


def test_block_nowhere():
    # B2 must be primary, from which L1 is excluded: S1 is barred by the block, S2 by the row.
    exclusions = "learner_id,where\nL1,sector=primary\n"
    assert message(block_nowhere, blocks=BLOCKS, exclusions=exclusions) == (
        "learners.csv, line 2: 1 block of 1 learner has no eligible setting (mostly: not "
        "what the block must be): B2 of L1 (not what the block must be 1; excluded 1)"
    )


def test_no_block_nowhere():
    assert said(block_nowhere, blocks=BLOCKS) == []


def test_reasons_are_those_of_why_not():
    # The same counts as in plan.csv, and the same codes for one placement.
    exclusions = "learner_id,where\nL1,sector=primary\nL2,sector=acute\n"
    tiny = make_round(blocks=BLOCKS, exclusions=exclusions)
    own, case = tiny.learner_blocks, Case(tiny)
    counts = counts_of(case, own.index.to_numpy())
    for row, counted in zip(own.itertuples(), counts, strict=True):
        table = why_not(tiny, row.learner_id, row.block_id)
        text = reason_counts(table)
        parts = (part.rsplit(" ", 1) for part in text.split("; ") if text != "full")
        words = "; ".join(f"{IN_WORDS[code]} {number}" for code, number in parts)
        assert counts_in_words(counted) == words or text == "full"
        one = own.loc[[row.Index]].assign(learner_block=row.Index, start=row.first)
        for setting, codes in enumerate(table["reasons"]):
            assert codes_of(case, one.assign(setting=setting)) == [codes]


def test_minimum_out_of_reach():
    # One practice of 4 weeks can be visited in both blocks: 8 weeks of 10.
    rules = RULES + "R1,P,weeks,sector=primary,10\n"
    assert message(minimum_out_of_reach, requirements=rules) == (
        "requirements.csv, line 2, minimum: R1 cannot reach its minimum of 10 weeks for "
        "2 learners, wherever they may go: L1 (2 short) and L2 (2 short)"
    )


def test_no_minimum_out_of_reach():
    # 8 of 8 weeks; and L1's and L2's two weeks of history make 10.
    rules = RULES + "R1,P,weeks,sector=primary,8\nR2,P,weeks,sector=primary,10\n"
    history = "learner_id,sector,weeks\nL1,primary,2\nL2,primary,2\n"
    assert said(minimum_out_of_reach, requirements=rules, history=history) == []
