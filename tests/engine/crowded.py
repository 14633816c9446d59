"""A round of a dozen learners who compete: enough for parts, windows and workers, in a second."""

import random
from pathlib import Path

from tests.rounds import write_round

LEARNERS, SETTINGS = 12, 5
HEADING = """
weeks = 30
[[level]]
name = "everyone placed"
unplaced_weeks = 1
[[level]]
name = "curriculum"
requirement_shortfall = 1
provider_changes = 0.5
[[level]]
name = "travel and wishes"
travel_minutes = 1
preference = 1
"""
BLOCKS = """
cohort_id,block_id,start,latest_start,weeks,stage,group,take
C,B1,2026-09-07,2026-09-14,4,1,,
C,B2,2026-10-19,2026-10-19,3,1,,
C,B3,2026-11-16,2026-11-23,4,2,G,1
C,B4,2026-12-14,2026-12-14,5,2,G,1
"""


def write_crowded_round(folder: Path, seed: int = 1) -> Path:
    """Write the round: two places or three at each setting, homes and wishes at random."""
    draw = random.Random(seed)
    learners = [f"L{k:02d}" for k in range(LEARNERS)]
    settings = [f"S{k}" for k in range(SETTINGS)]
    sectors = ("acute", "acute", "primary", "community", "social_care")
    wishes = [
        f"{who},setting_id={where},{draw.randint(-9, 9)}" for who in learners for where in settings
    ]
    return write_round(
        folder,
        heading=HEADING,
        settings="\n".join(
            ["setting_id,name,provider_id,sector,latitude,longitude"]
            + [
                f"{code},Place,T{k % 3},{sectors[k]},53.0{draw.randint(0, 9)},-2.0{k}"
                for k, code in enumerate(settings)
            ]
        ),
        capacity="\n".join(
            ["setting_id,places", *(f"{c},{draw.choice((2, 2, 3))}" for c in settings)]
        ),
        blocks=BLOCKS.strip(),
        learners="\n".join(
            ["learner_id,programme_id,cohort_id,latitude,longitude"]
            + [f"{who},P,C,53.0{draw.randint(0, 9)},-2.0{draw.randint(0, 9)}" for who in learners]
        ),
        requirements="requirement_id,programme_id,measure,where,each,minimum,maximum\n"
        "R1,P,placements,,setting,,1\nR2,P,weeks,sector=acute,,4,\nR3,P,sectors,,,3,",
        preferences="\n".join(["learner_id,where,score", *wishes]),
    )
