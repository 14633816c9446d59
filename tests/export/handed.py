"""A small round with everything that leaves it, or must not, and plans of it, judged."""

import datetime as dt
import io

from openpyxl import load_workbook

from placements.changes import pinned_spots
from placements.export.facts import Facts
from placements.plan import LevelValue
from placements.standing import standing_in_words
from placements.verdict import judge
from tests.examples import plan_of
from tests.rounds import make_round

HOSTILE = '=HYPERLINK("http://example.org","x")'
SECRET = "dementia_ward"
"""A need: the effect of something about a learner that no recipient is told."""

TABLES = {
    "settings": f"""
        setting_id,name,provider_id,sector,tags,latitude,longitude,address,postcode,contact
        S1,"{HOSTILE.replace('"', '""')}",T1,acute,{SECRET},53,-2,1 High Street,ZZ1 1AA,ward office
        S2,Practice 2,T2,primary,,53,-2.05,,,
        """,
    "programmes": """
        programme_id,name,learner_type,education_provider
        P,Nursing,student,U1
        Q,Physiotherapy,student,U2
        """,
    "learners": f"""
        learner_id,programme_id,cohort_id,latitude,longitude,group,needs,priority
        L1,P,C,53.012345,-2.012345,blue,{SECRET},1
        L2,P,C,53.012345,-2.012345,red,,1
        L3,Q,C,53.012345,-2.012345,red,,2
        """,
    "requirements": """
        requirement_id,programme_id,measure,where,minimum,weight,source
        R1,P,placements,sector=primary,1,3,Handbook
        """,
    "sequences": """
        sequence_id,programme_id,kind,first,then
        Z1,P,contrast,setting,
        """,
    "history": """
        learner_id,setting_id,sector,start,weeks
        L1,S2,,2026-01-05,6
        L2,,community,,4
        """,
    "travel": """
        learner_id,setting_id,minutes
        L1,S1,30
        """,
}
"""Three learners, two blocks (weeks 1 to 4 and 7 to 10), two settings with two places each."""

PLAN = ("L1 B1 S1 1", "L1 B2 S1 7", "L2 B1 S2 1", "L2 B2 S1 7", "L3 B1 S1 1")
"""L3's B2 is unplaced: 4 weeks, priority 2. L1 is twice at S1 in a row: a breach of Z1."""


def a_round(**changed):
    """Return the round, with some tables replaced."""
    return make_round(**{**TABLES, **changed})


def a_plan(round, *rows):
    """Return the plan of these rows, or the usual one."""
    return plan_of(round, *(rows or PLAN))


def facts_of(plan, **more):
    """Return the facts of a plan; what the pins announce is what was announced."""
    levels = tuple(LevelValue(name, value, value) for name, value in judge(plan).levels)
    before = pinned_spots(plan.round) if len(plan.round["pins"]) else None
    known = {"status": "optimal", "standing": standing_in_words(plan), "before": before}
    return Facts(plan, levels, **{**known, **more})


def sheets(content):
    """Return sheet → rows of values, of a workbook's bytes."""
    book = load_workbook(io.BytesIO(content))
    return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}


def table(rows, header):
    """Return the rows below the header that begins with a text, as dictionaries."""
    at = next(k for k, row in enumerate(rows) if row[0] == header)
    return [dict(zip(rows[at], row, strict=True)) for row in rows[at + 1 :]]


def texts(content):
    """Return every text of a workbook."""
    return {str(v) for rows in sheets(content).values() for row in rows for v in row if v}


def day(value):
    """Return a cell's date."""
    return value.date() if isinstance(value, dt.datetime) else value
