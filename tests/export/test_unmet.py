"""What a plan leaves unmet, in the words of the curriculum."""

from placements.export.unmet import short_of_staff, unmet, unmet_text
from placements.plan import Placement, Plan
from tests.rounds import make_round

RULES = """
    requirement_id,programme_id,stages,measure,where,each,minimum,maximum,source,as_of
    R1,P,*,weeks,sector=acute,,6,12,Curriculum 2026,2026-07-01
    R2,P,*,placements,,setting,,1,,
    R3,P,1,sectors,,,3,,,
    """
SEQUENCES = """
    sequence_id,programme_id,kind,first,then
    Q1,P,contrast,setting,
    Q2,P,before,sector=primary,sector=acute
    Q3,P,not_consecutive,sector=acute,
    """


def plan_of(*placements, **tables):
    return Plan.of(make_round(**tables), [Placement(*one) for one in placements])


# L1 is at S1, the acute ward, for both blocks; L2 at S2, the practice, for B1 alone.
WHERE = (("L1", "B1", "S1", 1), ("L1", "B2", "S1", 7), ("L2", "B1", "S2", 1))


def test_shortfall_and_excess_are_told_apart():
    found = {m.code: m for m in unmet(plan_of(*WHERE, requirements=RULES))}

    # R1: L1 has 8 acute weeks, L2 none of at least 6. R2: L1 twice at S1. R3: one sector each.
    assert found["R1"].amount == "6 weeks short"
    assert found["R2"].amount == "1 placement over"
    assert found["R3"].amount == "4 sectors short"
    assert found["R1"].learners == {"L2"}
    assert found["R3"].learners == {"L1", "L2"}


def test_the_curriculum_is_told_by_programme_with_its_source():
    text = unmet_text(plan_of(*WHERE, requirements=RULES))

    assert [" ".join(line.split()) for line in text.splitlines()] == [
        "Curriculum: 3 of 3 requirements not met in full, for 2 learners",
        "Programme",
        "R1 6 to 12 weeks, sector acute 6 weeks short 1 learner Curriculum 2026, 2026-07-01",
        "R3 at least 3 sectors, stage 1 4 sectors short 2 learners",
        "R2 at most 1 placement at each setting 1 placement over 1 learner",
    ]


def test_sequences_are_told_in_words():
    found = {m.code: m for m in unmet(plan_of(*WHERE, sequences=SEQUENCES))}

    # L1 is at S1 twice in a row (Q1, Q3), and without the practice before either time (Q2).
    assert {code: m.amount for code, m in found.items()} == {
        "Q1": "1 breach",
        "Q2": "2 breaches",
        "Q3": "1 breach",
    }
    assert found["Q1"].rule == "never the same setting twice in a row"
    assert found["Q2"].rule == "sector primary before sector acute"
    assert found["Q3"].rule == "never two in a row: sector acute"


def test_a_curriculum_without_gaps_is_told_so():
    assert unmet_text(plan_of(*WHERE)) == "Curriculum: every requirement is met"


def test_a_single_unit_is_not_told_in_the_plural():
    rule = "requirement_id,programme_id,measure,minimum,maximum\nR,P,placements,1,1"
    found = unmet(plan_of(*WHERE, requirements=rule))

    assert [m.rule for m in found] == ["1 to 1 placement"]


def test_standing_minimums_are_told_by_setting():
    capacity = """
        setting_id,places,minimum,minimum_applies
        S1,2,1,always
        S2,2,1,hosting
        """
    # S1 has L1 in 8 of the 20 weeks: one learner is missing in 12. S2's minimum asks nothing.
    assert short_of_staff(plan_of(*WHERE, capacity=capacity)) == (
        "Below the standing minimum: 1 setting, 12 learner-weeks missing\n  S1  12 learner-weeks"
    )
    assert short_of_staff(plan_of(*WHERE)) == ""


def test_a_requirement_in_words_says_where_it_holds():
    found = unmet(
        plan_of(
            *WHERE,
            requirements="""
            requirement_id,programme_id,stages,measure,each,where,minimum,maximum
            R,P,1;2,hours,provider,sector=acute|primary,,100
            """,
        )
    )

    # L1: 8 weeks of 37.5 hours at T1, 300; L2: 4 at T2, 150: 200 and 50 above 100.
    assert [(m.rule, m.amount) for m in found] == [
        (
            "at most 100 hours at each provider, stages 1 and 2, sector acute or primary",
            "250 hours over",
        )
    ]
