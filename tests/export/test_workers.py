"""Files made by several processes are those that one makes."""

import os
import threading

import psutil
import pytest
from joblib import Parallel, delayed
from joblib.externals.loky import get_reusable_executor

from placements.export import workers
from placements.export.recipients import RECIPIENTS, HandOut
from placements.plan_file import write_plan
from tests.export.handed import a_plan, a_round, facts_of

pytest.importorskip("typst", reason="the extra documents is not installed")
pytest.importorskip("docxtpl", reason="the extra documents is not installed")


def test_several_processes_make_the_files_that_one_makes(monkeypatch):
    handed_out = HandOut(facts_of(a_plan(a_round())))
    alone = dict(workers.made(handed_out, list(RECIPIENTS)))
    monkeypatch.setattr(workers, "LARGE", 1)
    monkeypatch.setattr(workers, "cpu_count", lambda: 2)

    assert dict(workers.made(handed_out, list(RECIPIENTS))) == alone


def test_workers_that_start_early_are_those_that_make_the_files(monkeypatch, tmp_path):
    plan = a_plan(a_round())
    (tmp_path / "plan.csv").write_text(write_plan(plan), encoding="utf-8")
    monkeypatch.setattr(workers, "LARGE", 1)
    monkeypatch.setattr(workers, "cpu_count", lambda: 2)
    get_reusable_executor().shutdown(wait=True)

    workers.start_early(tmp_path / "plan.csv")
    for thread in threading.enumerate():
        if thread.name == workers.EARLY:
            thread.join()
    early = {process.pid for process in psutil.Process().children()}
    made = Parallel(n_jobs=2)(delayed(os.getpid)() for _ in range(8))

    assert len(early) >= 2
    assert set(made) <= early


@pytest.mark.parametrize("text", [None, "", "learner_id,block_id\nL1,B1\nL1,B2\n"])
def test_for_a_small_plan_or_none_no_worker_starts(monkeypatch, tmp_path, text):
    monkeypatch.setattr(workers, "LARGE", 2)
    monkeypatch.setattr(workers, "cpu_count", lambda: 2)
    started = []
    monkeypatch.setattr(workers, "Thread", lambda **how: started.append(how))
    if text is not None:
        (tmp_path / "plan.csv").write_text(text, encoding="utf-8")

    workers.start_early(tmp_path / "plan.csv")

    assert started == []
