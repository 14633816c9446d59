"""``why-not``: what is open to a learner, and what bars the rest."""

import pytest

from tests.cli.command import call, run
from tests.rounds import write_round

SETTINGS = """
    setting_id,name,provider_id,sector,latitude,longitude,driver_required
    S1,Ward 1,T1,acute,53,-2,no
    S2,Practice 2,T2,primary,53,-2.05,yes
    """
LEARNERS = """
    learner_id,programme_id,cohort_id,latitude,longitude,travel_mode
    L1,P,C,53,-2,car
    L2,P,C,53,-2,walk
    """


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "round").mkdir()
    return write_round(tmp_path / "round", settings=SETTINGS, learners=LEARNERS)


def test_what_is_barred_is_listed_for_every_block(folder):
    done = run("why-not", folder, "L2")

    # On foot at 5 km/h the practice, 3.3 km away by air and 4.3 by road, is under an hour away.
    barred = "  S2: driver: the setting needs a driver and the learner does not travel by car\n"
    assert done.code == 0
    assert done.out == (
        f"L2 B1: 1 of 2 settings are open\n{barred}L2 B2: 1 of 2 settings are open\n{barred}"
    )


def test_one_block_and_setting_can_be_asked_about(capsys, folder):
    done = call(capsys, "why-not", folder, "L1", "B2", "S2")

    assert (
        done.out == "L1 B2: 1 of 1 settings are open\n  S2: open, 12 minutes one way (estimated)\n"
    )


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (("L9",), "'L9' is not a learner"),
        (("l1",), "did you mean 'L1'?"),
        (("L1", "B9"), "'B9' is not a block of L1"),
        (("L1", "B1", "S9"), "'S9' is not a setting"),
    ],
)
def test_an_unknown_code_ends_with_2(capsys, folder, asked, told):
    done = call(capsys, "why-not", folder, *asked)

    assert done.code == 2
    assert told in done.err
