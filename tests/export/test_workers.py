"""Files made by several processes are those that one makes."""

import pytest

from placements.export import workers
from placements.export.recipients import RECIPIENTS, HandOut
from tests.export.handed import a_plan, a_round, facts_of

pytest.importorskip("typst", reason="the extra documents is not installed")
pytest.importorskip("docxtpl", reason="the extra documents is not installed")


def test_several_processes_make_the_files_that_one_makes(monkeypatch):
    handed_out = HandOut(facts_of(a_plan(a_round())))
    alone = dict(workers.made(handed_out, list(RECIPIENTS)))
    monkeypatch.setattr(workers, "LARGE", 1)
    monkeypatch.setattr(workers, "cpu_count", lambda: 2)

    assert dict(workers.made(handed_out, list(RECIPIENTS))) == alone
