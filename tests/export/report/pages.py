"""Reports of tiny rounds, and what a page holds: its data, its policy, its text."""

import json
import re
from html.parser import HTMLParser

from placements.export.report.build import report_html
from placements.export.report.subject import Subject
from placements.plan import Placement, Plan
from tests.rounds import make_round

HOSTILE = "</script><img src=x onerror=alert(1)>{{7*7}}&\"'"
"""A name that is markup, script and template at once."""

SETTINGS = """
    setting_id,name,provider_id,sector,latitude,longitude,place_id
    S1,Ward 1,T1,acute,53.1,-2.1,North
    S2,Practice 2,T2,primary,53.2,-2.2,South
    S3,Home 3,T3,social_care,53.3,-2.3,South
    """
CAPACITY = "setting_id,places\nS1,2\nS2,1\nS3,1"
LEARNERS = """
    learner_id,programme_id,cohort_id,latitude,longitude,base_setting_id
    L1,P,C,53.12345,-2.12345,S3
    L2,P,C,53.23456,-2.23456,
    """
PINS = """
    learner_id,block_id,setting_id,state
    L1,B1,S1,published
    L2,B1,S2,published
    """
REQUIREMENTS = """
    requirement_id,programme_id,stages,measure,where,minimum,source,as_of
    R1,P,*,weeks,sector=primary,4,Handbook,2026-07-01
    """
SEQUENCES = "sequence_id,programme_id,kind,first\nQ1,P,contrast,sector"


def make_plan(**tables):
    """Return a plan of the round above: L1 at S1 then S2, L2 at S1 and then nowhere."""
    round = make_round(
        **{
            "settings": SETTINGS,
            "capacity": CAPACITY,
            "learners": LEARNERS,
            "pins": PINS,
            "requirements": REQUIREMENTS,
            "sequences": SEQUENCES,
            **tables,
        }
    )
    rows = [("L1", "B1", "S1", 1), ("L1", "B2", "S2", 7), ("L2", "B1", "S1", 1)]
    return Plan.of(round, [Placement(*row) for row in rows])


def make_page(plan=None, **known):
    """Return the report's HTML."""
    return report_html(Subject.of(make_plan() if plan is None else plan, **known))


class _Reader(HTMLParser):
    """Gathers scripts, styles, attributes and the text that people see."""

    def __init__(self):
        super().__init__()
        self.tags, self.scripts, self.styles, self.text = [], [], [], []
        self._into = None

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag in ("script", "style"):
            self._into = self.scripts if tag == "script" else self.styles
            self._into.append("")

    def handle_endtag(self, tag):
        if tag in ("script", "style"):
            self._into = None

    def handle_data(self, data):
        if self._into is None:
            self.text.append(data)
        else:
            self._into[-1] += data


def parsed(html):
    """Return a page taken apart."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader


def data_of(html):
    """Return the data that the page holds."""
    data, _ = parsed(html).scripts
    return json.loads(data)


def words_of(html):
    """Return the text that the page shows before its script runs, on one line."""
    return re.sub(r"\s+", " ", " ".join(parsed(html).text))
