"""The keys of ``round.toml``, or of a workbook's sheet ``round``, as data."""

from placements.tables.column import Column
from placements.tables.demand import TRAVEL_MODES
from placements.tables.kinds import DATE, MONDAY, TEXT, decimal, positive, whole

SPEEDS = {"car": (40.0, 5.0), "public": (20.0, 10.0), "bicycle": (14.0, 0.0), "walk": (5.0, 0.0)}
"""Default speed [km/h] and extra time [minutes] of each way to travel."""

BY = {"car": "by car", "public": "by public transport", "bicycle": "by bicycle", "walk": "on foot"}

# The bounds keep every journey on Earth within a 32-bit number of minutes.
HEADING: tuple[Column, ...] = (
    Column("name", TEXT, "Name of the round", required=True),
    Column("start", MONDAY, "First day of week 1", required=True),
    Column("weeks", whole(1, 1040), "Length of the horizon", required=True, unit="weeks"),
    Column("published", DATE, "Day from which notice is counted"),
    Column("travel.detour", decimal(0.1, 100), "Road length over great-circle length", default=1.3),
    *(
        column
        for mode in TRAVEL_MODES
        for column in (
            Column(
                f"travel.{mode}.km_per_hour",
                decimal(0.1, 1000),
                f"Speed {BY[mode]}",
                default=SPEEDS[mode][0],
                unit="km/h",
            ),
            Column(
                f"travel.{mode}.extra_minutes",
                decimal(0, 10_000),
                f"Time added to a journey {BY[mode]}",
                default=SPEEDS[mode][1],
                unit="minutes",
            ),
        )
    ),
)

LEVEL_NAME = Column("name", TEXT, "Name of the level", required=True)
LEVEL_WEIGHT = positive()

DEFAULT_LEVELS: tuple[tuple[str, dict[str, float]], ...] = (
    ("everyone placed", {"unplaced_weeks": 1}),
    ("curriculum", {"requirement_shortfall": 1, "sequence_breaches": 1, "staffing_shortfall": 1}),
    ("announced placements kept", {"changes": 1}),
    ("travel and wishes", {"travel_minutes": 1, "preference": 1}),
)
"""The levels of a round that names none."""
