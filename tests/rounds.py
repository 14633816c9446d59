"""Tiny rounds from text: a valid round of every required table, of which a test replaces some.

Unless replaced: learners L1 and L2 of programme P and cohort C, at one base; block B1 in weeks 1
to 4 and B2 in weeks 7 to 10; settings S1 (acute, provider T1) and S2 (primary, T2), 5 and 12
minutes away by car, with two places each; 20 weeks from 2026-09-07.
"""

import tempfile
import tomllib
from inspect import cleandoc
from pathlib import Path

from placements.errors import InputError, Problem
from placements.round import Round
from placements.round.read import build_round
from placements.tables import TABLES
from placements.tables.folder import read_folder

HEADING = """
name = "Tiny"
start = 2026-09-07
weeks = 20
"""

DEFAULTS = {
    "settings": """
        setting_id,name,provider_id,sector,latitude,longitude
        S1,Ward 1,T1,acute,53,-2
        S2,Practice 2,T2,primary,53,-2.05
        """,
    "capacity": """
        setting_id,places
        S1,2
        S2,2
        """,
    "programmes": """
        programme_id,name,learner_type
        P,Programme,student
        """,
    "blocks": """
        cohort_id,block_id,start,weeks,stage
        C,B1,2026-09-07,4,1
        C,B2,2026-10-19,4,1
        """,
    "learners": """
        learner_id,programme_id,cohort_id,latitude,longitude
        L1,P,C,53,-2
        L2,P,C,53,-2
        """,
}

THREE_SETTINGS = """
    setting_id,name,provider_id,sector,latitude,longitude
    S1,Ward 1,T1,acute,53,-2
    S2,Practice 2,T2,primary,53,-2.05
    S3,Practice 3,T3,primary,53,-2.05
    """
"""Of one round with a second practice, as far away as the first."""


def make_round(*, heading: str = "", problems: bool = False, **tables: str) -> Round:
    """Return the tiny round, with some tables replaced by CSV text.

    Parameters
    ----------
    heading
        TOML added to the default heading; a key of its own replaces the default's.
    problems
        Whether problems of the text are expected: then the round has the rows that are right.
    tables
        Table → CSV text, which may be indented and start with a blank line.
    """
    made, found = read_round_text(heading=heading, **tables)
    if (found and not problems) or made is None:
        raise InputError("the test's round", found)
    return made


def read_round_text(*, heading: str = "", **tables: str) -> tuple[Round | None, list[Problem]]:
    """Return what ``build_round`` makes of the text: the round, and every problem of its text."""
    with tempfile.TemporaryDirectory() as folder:
        write_round(Path(folder), heading=heading, **tables)
        return build_round(read_folder(Path(folder)))


def write_round(folder: Path, *, heading: str = "", **tables: str) -> Path:
    """Write the tiny round as CSV files and ``round.toml``; return the folder."""
    if unknown := set(tables) - set(TABLES):
        raise ValueError(f"no such table: {', '.join(sorted(unknown))}")
    own = set(tomllib.loads(cleandoc(heading)))
    kept = [line for line in HEADING.split("\n") if line.split(" ")[0] not in own]
    text = "\n".join([*kept, cleandoc(heading), ""])
    (folder / "round.toml").write_text(text, encoding="utf-8")
    for name, rows in {**DEFAULTS, **tables}.items():
        (folder / f"{name}.csv").write_text(cleandoc(rows) + "\n", encoding="utf-8")
    return folder
