"""The tables of learners and their calendars: programmes, blocks, learners, history, absences."""

from placements.tables.column import Column, Table
from placements.tables.kinds import (
    CODE,
    CODES,
    DATE,
    FILTER,
    LABEL,
    MONDAY,
    TEXT,
    decimal,
    one_of,
    positive,
    whole,
)
from placements.tables.supply import CARE_CONTEXTS, SECTORS

TRAVEL_MODES = ("car", "public", "bicycle", "walk")

PROGRAMMES = Table(
    "programmes",
    "a course, apprenticeship or training programme",
    (
        Column("programme_id", CODE, "Code of the programme", required=True),
        Column("name", TEXT, "Name of the programme", required=True),
        Column(
            "learner_type",
            CODE,
            "Type of learner, such as nursing_student or apprentice",
            required=True,
        ),
        Column("education_provider", CODE, "University, college or training provider"),
        Column("weekly_hours", positive(), "Hours of a placement week", default=37.5, unit="hours"),
        Column(
            "max_travel_minutes", whole(0), "Longest journey one way", default=90, unit="minutes"
        ),
        Column(
            "notice_weeks",
            whole(0, 1040),
            "Notice that a learner is due before a placement",
            default=6,
            unit="weeks",
        ),
    ),
    key=("programme_id",),
    required=True,
)

BLOCKS = Table(
    "blocks",
    "one placement block in a cohort's calendar",
    (
        Column("cohort_id", CODE, "Code of the cohort", required=True),
        Column("block_id", CODE, "Code of the block within the cohort", required=True),
        Column("start", MONDAY, "First day", required=True),
        Column("weeks", whole(1, 1040), "Length", required=True, unit="weeks"),
        Column("stage", whole(0, 10_000), "Year or part of the programme", required=True),
        Column("where", FILTER, "What this block must be", default_text="anywhere"),
        Column(
            "latest_start",
            MONDAY,
            "The block may start in any week from start to this one",
            default_text="start",
        ),
        Column("group", CODE, "Group of blocks of which each learner takes some"),
        Column(
            "take",
            whole(0, optional=True),
            "How many of the group's blocks each learner takes; the same on all its rows",
            default_text="all",
            unit="blocks",
        ),
    ),
    key=("cohort_id", "block_id"),
    required=True,
    notes=(
        "A placement runs from its Monday to the Sunday of its last week. Of the blocks of one "
        "`group`, each learner takes exactly `take`, from none to all; a block without a group is "
        "always taken. A block must fit the horizon."
    ),
)

LEARNERS = Table(
    "learners",
    "a person to be placed",
    (
        Column("learner_id", CODE, "Code of the learner, never a name", required=True),
        Column("programme_id", CODE, "Their programme", required=True, refers_to="programmes"),
        Column("cohort_id", CODE, "Their cohort's calendar", required=True, refers_to="blocks"),
        Column(
            "latitude", decimal(-90, 90), "Home or term-time base", required=True, unit="degrees"
        ),
        Column(
            "longitude", decimal(-180, 180), "Home or term-time base", required=True, unit="degrees"
        ),
        Column("travel_mode", one_of(*TRAVEL_MODES), "How they travel", default="car"),
        Column(
            "max_travel_minutes",
            whole(0, optional=True),
            "Longest journey one way",
            default_text="the programme's",
            unit="minutes",
        ),
        Column(
            "weekly_hours",
            positive(),
            "Hours of a placement week",
            default_text="the programme's",
            unit="hours",
        ),
        Column("employer_id", CODE, "Their employer; blank for students", refers_to="providers"),
        Column("base_setting_id", CODE, "Their own workplace", refers_to="settings"),
        Column("under_18_until", DATE, "Last day on which they are under 18; blank for adults"),
        Column("priority", decimal(0), "Weight of one unplaced week", default=1.0),
        Column("group", LABEL, "A label of your choosing, for equity reports"),
        Column("needs", CODES, "Tags that a setting must have"),
        Column("starts", DATE, "First day on the programme", default_text="no limit"),
        Column("leaves", DATE, "Last day on the programme", default_text="no limit"),
        Column("change_weight", decimal(0), "How much a change of provider is minded", default=1.0),
        Column("waiting_weight", decimal(0), "How much waiting is minded", default=1.0),
    ),
    key=("learner_id",),
    required=True,
    notes=(
        "Learners are identified by code only. No table has a column for a person's name, date of "
        "birth, diagnosis or protected characteristic; `needs` records the effect on allocation, "
        "never its cause. A block that lies wholly outside `starts` and `leaves` is not the "
        "learner's: it is not placed, and costs nothing."
    ),
)

HISTORY = Table(
    "history",
    "a placement completed before this round",
    (
        Column("learner_id", CODE, "Whose placement", required=True, refers_to="learners"),
        Column("setting_id", CODE, "Where, in this round's settings", refers_to="settings"),
        Column("provider_id", CODE, "Who ran it, for somewhere outside the round"),
        Column("sector", one_of(*SECTORS), "Kind of care, for somewhere outside the round"),
        Column(
            "care_context",
            one_of(*CARE_CONTEXTS),
            "Where care was given, for somewhere outside the round",
        ),
        Column("tags", CODES, "Labels, for somewhere outside the round"),
        Column("start", DATE, "First day"),
        Column("weeks", whole(0, 10_000), "Length", required=True, unit="weeks"),
        Column(
            "hours",
            decimal(0),
            "Hours completed",
            default_text="weeks × weekly hours",
            unit="hours",
        ),
    ),
    notes=(
        "Give `setting_id` for one of this round's settings. For somewhere outside the round leave "
        "it blank and give what is known of it: it is then a setting of its own, and its "
        "`provider_id` need not be known."
    ),
)

ABSENCES = Table(
    "absences",
    "dates between which a learner is away, that a placement cannot span",
    (
        Column("learner_id", CODE, "Who is away", required=True, refers_to="learners"),
        Column("from", DATE, "First day away", required=True),
        Column("until", DATE, "Last day away", required=True),
    ),
)
