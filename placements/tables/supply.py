"""The tables of places: areas, providers, settings, capacity, travel, vacancies."""

from placements.tables.column import Column, Table
from placements.tables.kinds import (
    CODE,
    CODES,
    CODES_OR_ALL,
    DATE,
    STAGES,
    TEXT,
    YES_NO,
    decimal,
    one_of,
    whole,
)

SECTORS = (
    "acute",
    "primary",
    "community",
    "mental_health",
    "social_care",
    "voluntary",
    "public_health",
    "other",
)
OWNERSHIPS = ("nhs", "local_authority", "independent", "voluntary")
CARE_CONTEXTS = ("in_hospital", "close_to_home", "at_home")
CQC_RATINGS = ("Outstanding", "Good", "Requires improvement", "Inadequate")

AREAS = Table(
    "areas",
    "a region, integrated care system, place or primary care network",
    (
        Column("area_id", CODE, "Code of the area", required=True),
        Column("name", TEXT, "Name of the area", required=True),
        Column("kind", one_of("region", "ics", "place", "pcn"), "What it is", required=True),
        Column("parent_id", CODE, "The area that it is part of", refers_to="areas"),
    ),
    key=("area_id",),
)

PROVIDERS = Table(
    "providers",
    "an organisation that hosts or employs learners",
    (
        Column("provider_id", CODE, "Code of the provider", required=True),
        Column("name", TEXT, "Name of the organisation", required=True),
        Column("ods_code", CODE, "Code of the Organisation Data Service"),
        Column("ownership", one_of(*OWNERSHIPS), "Who owns it"),
        Column("place_id", CODE, "Its place", refers_to="areas"),
        Column("ics_id", CODE, "Its integrated care system", refers_to="areas"),
        Column(
            "registered_wte",
            decimal(0),
            "Registered staff, for fair shares",
            unit="whole-time equivalents",
        ),
        Column("contact", TEXT, "A role and how to reach it, never a person's name"),
    ),
    key=("provider_id",),
)

SETTINGS = Table(
    "settings",
    "a placement area: ward, team, practice or home that hosts learners",
    (
        Column("setting_id", CODE, "Code of the setting", required=True),
        Column("name", TEXT, "Name of the placement area", required=True),
        Column("provider_id", CODE, "Who runs it", required=True, refers_to="providers"),
        Column("sector", one_of(*SECTORS), "Kind of care", required=True),
        Column("ownership", one_of(*OWNERSHIPS), "Who owns it", default_text="the provider's"),
        Column("place_id", CODE, "Its place", default_text="the provider's", refers_to="areas"),
        Column("pcn_id", CODE, "Its primary care network", refers_to="areas"),
        Column("care_context", one_of(*CARE_CONTEXTS), "Where care is given"),
        Column("tags", CODES, "Labels of your own, for filters and learners' needs"),
        Column("latitude", decimal(-90, 90), "Position, WGS 84", required=True, unit="degrees"),
        Column("longitude", decimal(-180, 180), "Position, WGS 84", required=True, unit="degrees"),
        Column("driver_required", YES_NO, "Whether learners must travel by car", default="no"),
        Column(
            "minimum_age",
            whole(0, 120, optional=True),
            "Youngest age hosted; 18 or over: no learner under 18 on the first day",
            unit="years",
        ),
        Column(
            "audit_valid_until",
            DATE,
            "Last day of the educational audit: no placement ends after it",
            default_text="no limit",
        ),
        Column(
            "cqc_rating",
            one_of(*CQC_RATINGS),
            "Rating by the Care Quality Commission; Inadequate: offered to nobody",
        ),
        Column("open_from", DATE, "First day on which it hosts learners", default_text="no limit"),
        Column("open_until", DATE, "Last day on which it hosts learners", default_text="no limit"),
        Column("address", TEXT, "Where learners report"),
        Column("postcode", TEXT, "Postcode of the address"),
        Column("contact", TEXT, "A role and how to reach it, never a person's name"),
    ),
    key=("setting_id",),
    required=True,
)

CAPACITY = Table(
    "capacity",
    "a limit on a setting's learners at any one time",
    (
        Column(
            "setting_id", CODE, "The setting that is limited", required=True, refers_to="settings"
        ),
        Column("learner_types", CODES_OR_ALL, "Types of learner counted", default_text="*"),
        Column("stages", STAGES, "Stages of block counted", default_text="*"),
        Column(
            "education_providers", CODES_OR_ALL, "Education providers counted", default_text="*"
        ),
        Column("from", DATE, "First day of the limit", default_text="earlier than any date"),
        Column("until", DATE, "Last day of the limit", default_text="later than any date"),
        Column("places", whole(0), "Most learners at any one time", required=True, unit="learners"),
        Column("minimum", whole(0), "Fewest learners at any one time", default=0, unit="learners"),
        Column(
            "minimum_applies",
            one_of("hosting", "always"),
            "hosting: that many or none at all; "
            "always: that many in every week, as far as possible",
            default="hosting",
        ),
    ),
    required=True,
    notes=(
        "A row covers every week that it touches. All rows that match a learner in a week apply "
        "together, each counting the learners that it matches; a learner whom no row matches in a "
        "week has no place there.\n\n"
        "Rows of one setting with the same sets of types, stages and education providers form a "
        "line of succession: where two cover the same week, the one that starts later replaces "
        "the other, `minimum` included. Two such rows with the same start that share a week are "
        "an error.\n\n"
        "Example: 4 places, of which at most 2 for apprentices, and only 3 from January 2027:\n\n"
        "| setting_id | learner_types | from | places |\n"
        "|---|---|---|---|\n"
        "| W1 | * | | 4 |\n"
        "| W1 | apprentice | | 2 |\n"
        "| W1 | * | 2027-01-04 | 3 |"
    ),
)

TRAVEL = Table(
    "travel",
    "measured travel minutes",
    (
        Column("learner_id", CODE, "Who travels", required=True, refers_to="learners"),
        Column("setting_id", CODE, "Where to", required=True, refers_to="settings"),
        Column("minutes", whole(0, 10_000), "Travel one way", required=True, unit="minutes"),
    ),
    key=("learner_id", "setting_id"),
    notes=(
        "Learners and settings without a row have [estimated](#estimated-travel) minutes, which "
        "are marked as estimates wherever people read them.\n\n"
        "The table may also be a Parquet file with the same columns, `travel.parquet` in place of "
        "`travel.csv`: `pip install 'placements[parquet]'`. Beside a workbook `round.xlsx`, whose "
        "sheets end at 1,048,576 rows, it may be `round.travel.csv` or `round.travel.parquet`."
    ),
)

VACANCIES = Table(
    "vacancies",
    "vacant posts at a setting",
    (
        Column("setting_id", CODE, "Where the posts are", required=True, refers_to="settings"),
        Column("wte", decimal(0), "Vacant posts", required=True, unit="whole-time equivalents"),
    ),
    key=("setting_id",),
)
