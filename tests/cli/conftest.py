"""A small round with everything that leaves it, or must not, and a plan file of it."""

import pytest

from tests.export.handed import PLAN, TABLES
from tests.rounds import write_round


@pytest.fixture
def rich_round(tmp_path):
    (tmp_path / "round").mkdir()
    return write_round(tmp_path / "round", **TABLES)


@pytest.fixture
def rich_plan(tmp_path, rich_round):
    """A plan file without a run."""
    mondays = {"1": "2026-09-07", "7": "2026-10-19"}
    rows = [f"{who},{block},{where},{mondays[w]}" for who, block, where, w in map(str.split, PLAN)]
    path = tmp_path / "plan.csv"
    rows = ["learner_id,block_id,setting_id,start", *rows, "L3,B2,,2026-10-19"]
    path.write_text("\n".join(rows))
    return path
