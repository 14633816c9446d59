from placements.checks.warning_places import minimum_above_places, setting_unused
from tests.checks.said import message, said

CAPACITY = "setting_id,places,minimum,minimum_applies\n"
SETTINGS = (
    "setting_id,name,provider_id,sector,latitude,longitude,"
    "cqc_rating,open_from,open_until,audit_valid_until\n"
)


def test_minimum_above_places():
    capacity = CAPACITY + "S1,2,3,hosting\nS2,2,3,always\n"
    assert said(minimum_above_places, capacity=capacity) == [
        "capacity.csv, line 2, minimum: '3' is above the 2 places of S1: "
        "nobody can be placed under it",
        "capacity.csv, line 3, minimum: '3' is above the 2 places of S2: it is always short",
    ]


def test_no_minimum_above_places():
    assert said(minimum_above_places, capacity=CAPACITY + "S1,2,2,hosting\nS2,2,,\n") == []


def test_setting_unused():
    settings = SETTINGS + (
        "S1,a,T,acute,53,-2,Good,,,\n"
        "S2,b,T,acute,53,-2,Inadequate,,,\n"
        "S3,c,T,acute,53,-2,,,,\n"
        "S4,d,T,acute,53,-2,,,,\n"
        "S5,e,T,acute,53,-2,,2027-02-01,,\n"
        "S6,f,T,acute,53,-2,,,2026-08-01,\n"
        "S7,g,T,acute,53,-2,,,,2026-08-01\n"
        "S8,h,T,acute,50,1,,,,\n"
        "S9,i,T,acute,53,-2,,,,2026-09-30\n"
    )
    places = {"S1": 2, "S2": 2, "S4": 0, "S5": 2, "S6": 2, "S7": 2, "S8": 2, "S9": 2}
    capacity = "setting_id,places\n" + "\n".join(f"{s},{n}" for s, n in places.items())
    # S9's audit ends within B1 and before B2: barred from each, but not for the whole round.
    assert said(setting_unused, settings=settings, capacity=capacity) == [
        f"settings.csv, line {line}, setting_id: nobody may be placed at {what}"
        for line, what in (
            (3, "1 setting, rated Inadequate: S2"),
            (4, "1 setting, without a row in capacity: S3"),
            (5, "1 setting, without a place in any week: S4"),
            (6, "2 settings, closed throughout the round: S5 and S6"),
            (8, "1 setting, without a valid audit: S7"),
            (9, "1 setting, beyond every learner's longest journey: S8"),
            (10, "1 setting, for different reasons: S9"),
        )
    ]


def test_setting_unused_names_few_of_many():
    rows = "".join(f"T{k},a,T,acute,53,-2,Inadequate,,,\n" for k in range(6))
    settings = SETTINGS + "S1,a,T,acute,53,-2,,,,\n" + rows
    found = message(setting_unused, settings=settings, capacity="setting_id,places\nS1,2\n")
    assert found.endswith("6 settings, rated Inadequate: T0, T1, T2 and 3 more")


def test_no_setting_unused():
    assert said(setting_unused) == []
