from placements.checks.warning_positions import position_swapped
from tests.checks.said import said

SETTINGS = "setting_id,name,provider_id,sector,latitude,longitude\n"
LEARNERS = "learner_id,programme_id,cohort_id,latitude,longitude\n"


def test_position_swapped():
    settings = SETTINGS + "S1,a,T,acute,53,-2\nS2,b,T,acute,-2,53\nS3,c,T,acute,0.1,51.5\n"
    learners = LEARNERS + "L1,P,C,-2.01,53\nL2,P,C,53,-2\n"

    assert said(position_swapped, settings=settings, learners=learners) == [
        "settings.csv, line 3, latitude: latitude and longitude look exchanged for 2 settings: "
        "S2 and S3",
        "learners.csv, line 2, latitude: latitude and longitude look exchanged for 1 learner: L1",
    ]


def test_no_position_swapped():
    # Cornwall, Shetland, and a made-up round around a point in the sea.
    settings = SETTINGS + "S1,a,T,acute,50,-5.5\nS2,b,T,acute,60.8,-0.9\nS3,c,T,acute,0,0\n"

    assert said(position_swapped, settings=settings) == []
