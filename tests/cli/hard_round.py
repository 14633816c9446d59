"""A round whose second level keeps a solver busy for minutes: so many plans are almost equal."""

import random
from pathlib import Path

from tests.rounds import write_round

LEARNERS, SETTINGS, BLOCKS = 40, 12, 6
HEADING = """
weeks = 40
[[level]]
name = "everyone placed"
unplaced_weeks = 1
[[level]]
name = "shared evenly"
preference = 1
provider_changes = 1
requirement_shortfall = 20
worst_learner = 7
"""


def write_hard_round(folder: Path, seed: int = 1) -> Path:
    """Write the round: wishes at random, few places, and the worst-off learner counts most."""
    draw = random.Random(seed)
    learners = [f"L{k:02d}" for k in range(LEARNERS)]
    settings = [f"S{k:02d}" for k in range(SETTINGS)]
    wishes = [
        f"{who},setting_id={where},{draw.randint(-9, 9)}" for who in learners for where in settings
    ]
    return write_round(
        folder,
        heading=HEADING,
        settings="\n".join(
            ["setting_id,name,provider_id,sector,latitude,longitude"]
            + [f"{code},Ward,T{k % 4},acute,53,-2" for k, code in enumerate(settings)]
        ),
        capacity="\n".join(["setting_id,places", *(f"{code},4" for code in settings)]),
        blocks="\n".join(
            ["cohort_id,block_id,start,weeks,stage"]
            + [f"C,B{k},{day},1,1" for k, day in enumerate(MONDAYS)]
        ),
        learners="\n".join(
            ["learner_id,programme_id,cohort_id,latitude,longitude"]
            + [f"{who},P,C,53,-2" for who in learners]
        ),
        requirements="requirement_id,programme_id,measure,each,maximum\nR,P,placements,setting,1",
        preferences="\n".join(["learner_id,where,score", *wishes]),
    )


MONDAYS = ("2026-09-07", "2026-09-14", "2026-09-21", "2026-09-28", "2026-10-05", "2026-10-12")
