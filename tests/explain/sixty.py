"""A round of 60 learners, small enough to be solved again for every question, and short of places.

Three blocks of six weeks; ten settings with 5 or 6 places in all of which 55 are there for 60.
"""

import random

from tests.rounds import make_round

SECTORS = (
    "acute",
    "acute",
    "acute",
    "acute",
    "primary",
    "primary",
    "primary",
    *["social_care"] * 3,
)


def sixty(seed=3):
    """Return the round: capacity, a curriculum, exclusions of two reasons and a longest journey."""
    draw = random.Random(seed)

    def spot(reach):
        return f"{53 + draw.uniform(-reach, reach):.4f},{-2 + draw.uniform(-reach, reach):.4f}"

    learners = [f"L{k:02},P,C,{spot(0.1)}" for k in range(60)]
    settings = [
        f"S{k},Setting {k},T{k // 2},{sector},{spot(0.1)}" for k, sector in enumerate(SECTORS)
    ]
    places = [f"S{k},{5 + k % 2}" for k in range(len(SECTORS))]
    barred = [
        f"L{k:02},setting_id=S{draw.randrange(10)},{reason}"
        for k, reason in zip(draw.sample(range(60), 12), ["conflict", "concern"] * 6, strict=True)
    ]
    return make_round(
        heading="weeks = 30",
        learners=table("learner_id,programme_id,cohort_id,latitude,longitude", learners),
        settings=table("setting_id,name,provider_id,sector,latitude,longitude", settings),
        capacity=table("setting_id,places", places),
        exclusions=table("learner_id,where,reason", barred),
        programmes="programme_id,name,learner_type,max_travel_minutes\nP,Programme,student,22",
        blocks="""
            cohort_id,block_id,start,weeks,stage
            C,B1,2026-09-07,6,1
            C,B2,2026-11-02,6,1
            C,B3,2027-01-04,6,1
            """,
        requirements="""
            requirement_id,programme_id,measure,where,each,minimum,maximum
            care,P,weeks,sector=social_care,,6,
            primary,P,placements,sector=primary,,1,
            once,P,placements,,setting,,1
            """,
    )


def table(heading, rows):
    return "\n".join([heading, *rows])
