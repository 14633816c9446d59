"""The tables of rules and wishes: requirements, sequences, preferences, exclusions, pins, links."""

from placements.tables.column import Column, Table
from placements.tables.kinds import CODE, DATE, FILTER, MONDAY, STAGES, TEXT, decimal, one_of, whole

REQUIREMENTS = Table(
    "requirements",
    "a curriculum rule",
    (
        Column("requirement_id", CODE, "Code of the requirement", required=True),
        Column("programme_id", CODE, "Whose curriculum", required=True, refers_to="programmes"),
        Column("stages", STAGES, "Stages of block counted; * counts history too", default_text="*"),
        Column(
            "measure",
            one_of("weeks", "hours", "placements", "settings", "providers", "sectors"),
            "What is counted; settings, providers and sectors count how many different ones",
            required=True,
        ),
        Column("where", FILTER, "Which placements count", default_text="all"),
        Column(
            "each",
            one_of("setting", "provider", "sector"),
            "The bounds hold separately for each one visited",
        ),
        Column("minimum", decimal(0), "Least amount", unit="of the measure"),
        Column("maximum", decimal(0), "Greatest amount", unit="of the measure"),
        Column("weight", decimal(0), "Importance of one unit short or over", default=1.0),
        Column("source", TEXT, "Where the rule is written"),
        Column("as_of", DATE, "Day on which the source was read"),
    ),
    key=("requirement_id",),
    notes=(
        "Hours are weeks × the learner's weekly hours. With `each`, the bounds hold separately for "
        "every setting (provider, sector) that the learner visits under `where` and `stages`: "
        '`placements`, each `setting`, maximum 1 is "never the same setting twice". History '
        "counts towards a requirement whose stages are `*`; one for named stages counts this "
        "round's blocks of those stages only. What is short or over is listed and counted in the "
        "objective; it never makes a plan impossible."
    ),
)

SEQUENCES = Table(
    "sequences",
    "a rule on the order of placements",
    (
        Column("sequence_id", CODE, "Code of the rule", required=True),
        Column("programme_id", CODE, "Whose curriculum", required=True, refers_to="programmes"),
        Column(
            "kind",
            one_of("before", "not_consecutive", "contrast"),
            "before: some first finished before every then; "
            "not_consecutive: no two first in a row; "
            "contrast: no two in a row in the same first (setting, provider or sector)",
            required=True,
        ),
        Column(
            "first", FILTER, "A filter; for contrast: setting, provider or sector", required=True
        ),
        Column("then", FILTER, "For before: what must come later", default_text="all"),
    ),
    key=("sequence_id",),
    notes=(
        "- `before`: every placement matching `then` needs at least one matching `first` finished "
        "before it starts, in this round or in history; each without one is a breach.\n"
        "- `not_consecutive`: a placement matching `first` right after another matching `first` is "
        "a breach.\n"
        "- `contrast`: a placement right after another in the same `first` (setting, provider or "
        "sector) is a breach.\n\n"
        '"Right after" means next by start among the learner\'s placements of this round, '
        "whatever the gap; history does not count."
    ),
)

PREFERENCES = Table(
    "preferences",
    "a learner's wish",
    (
        Column("learner_id", CODE, "Whose wish", required=True, refers_to="learners"),
        Column("where", FILTER, "For which settings", required=True),
        Column(
            "score",
            whole(-1_000_000, 1_000_000),
            "Worth that many minutes of one-way travel in every week of the placement; "
            "negative: would rather not",
            required=True,
            unit="points",
        ),
    ),
    key=("learner_id", "where"),
    notes="The scores of all rows that match a placement add up.",
)

EXCLUSIONS = Table(
    "exclusions",
    "somewhere a learner must not go",
    (
        Column("learner_id", CODE, "Who must not go", required=True, refers_to="learners"),
        Column("where", FILTER, "To which settings", required=True),
        Column(
            "reason",
            one_of("conflict", "adjustment", "concern", "other"),
            "Class of reason, never its cause",
        ),
    ),
    key=("learner_id", "where"),
)

PINS = Table(
    "pins",
    "a placement that is already decided",
    (
        Column("learner_id", CODE, "Whose placement", required=True, refers_to="learners"),
        Column("block_id", CODE, "Which block", required=True, refers_to="blocks"),
        Column("setting_id", CODE, "Where", required=True, refers_to="settings"),
        Column("start", MONDAY, "First day", default_text="the block's"),
        Column(
            "state",
            one_of("fixed", "published"),
            "fixed: must hold; published: announced, not keeping it counts as a change",
            default="fixed",
        ),
    ),
    key=("learner_id", "block_id"),
    notes=(
        "A `fixed` pin overrides what the learner may be offered, and is reported where it does. A "
        "`published` pin is kept by the same setting and start; one whose block is unplaced or not "
        "taken is a change."
    ),
)

LINKS = Table(
    "links",
    "two learners to be kept together or apart",
    (
        Column("learner_id", CODE, "One learner", required=True, refers_to="learners"),
        Column("other_id", CODE, "The other", required=True, refers_to="learners"),
        Column(
            "relation",
            one_of("together", "apart"),
            "together: each shared block at the same setting and start, or both unplaced; "
            "apart: never at one setting in the same week",
            required=True,
        ),
        Column("block_id", CODE, "Only this block", default_text="all", refers_to="blocks"),
    ),
    notes="With `block_id`, `apart` means: never at one setting in the same week of that block.",
)
