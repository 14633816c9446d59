"""Who may be offered what, as the judge finds it: the day on which each thing begins or ends.

``tests/test_eligibility.py`` has the same of the candidates.
"""

import pytest

from models.rules.eligibility import RULE
from tests.examples import broken
from tests.rounds import make_round

# B1 is weeks 1 to 4: Monday 7 September to Sunday 4 October 2026.
PLAN = "L1 B1 S1 1"
SETTINGS = "setting_id,name,provider_id,sector,latitude,longitude,"
S1 = "S1,Ward 1,T1,acute,53,-2,"
LEARNERS = "learner_id,programme_id,cohort_id,latitude,longitude,"
L1 = "L1,P,C,53,-2,"


def setting(column, value):
    return {
        "settings": f"{SETTINGS}{column}\n{S1}{value}",
        "capacity": "setting_id,places\nS1,2",
    }


def learner(column, value):
    return {"learners": f"{LEARNERS}{column}\n{L1}{value}"}


def minor(until):
    return {
        "settings": f"{SETTINGS}minimum_age\n{S1}18",
        "capacity": "setting_id,places\nS1,2",
        **learner("under_18_until", until),
    }


def absence(first, last):
    return {"absences": f"learner_id,from,until\nL1,{first},{last}"}


def places(rows):
    return {"capacity": f"setting_id,stages,from,until,places\n{rows}"}


@pytest.mark.parametrize(
    ("code", "barred", "open"),
    [
        # Under 18 on the first day, or only until the day before.
        ("age", minor("2026-09-07"), minor("2026-09-06")),
        # Valid, and open, on the last day.
        (
            "audit",
            setting("audit_valid_until", "2026-10-03"),
            setting("audit_valid_until", "2026-10-04"),
        ),
        ("closed", setting("open_until", "2026-10-03"), setting("open_until", "2026-10-04")),
        ("closed", setting("open_from", "2026-09-08"), setting("open_from", "2026-09-07")),
        # Away on the last Sunday, or from the Monday after.
        ("absence", absence("2026-10-04", "2026-10-09"), absence("2026-10-05", "2026-10-09")),
        # Leaves before the last day, or on it.
        ("absence", learner("leaves", "2026-10-03"), learner("leaves", "2026-10-04")),
        # A row for the learner's stage in every week: one that ends in week 3 leaves week 4
        # without; one that starts in week 4 fills it, as a row covers every week that it touches.
        (
            "capacity",
            places("S1,1,,2026-09-27,2\nS1,2,,,2"),
            places("S1,1,,2026-09-27,2\nS1,*,2026-10-02,,2"),
        ),
    ],
)
def test_the_day_on_which_it_counts(code, barred, open):
    (breach,) = broken(RULE, make_round(**barred), PLAN)

    assert code in breach
    assert broken(RULE, make_round(**open), PLAN) == []


def test_a_fixed_pin_is_kept_whatever_bars_it():
    pin = "learner_id,block_id,setting_id\nL1,B1,S1"
    tiny = make_round(pins=pin, **absence("2026-09-10", "2026-09-11"))

    assert broken(RULE, tiny, PLAN) == []
    assert len(broken(RULE, tiny, "L1 B1 S2 1")) == 1
