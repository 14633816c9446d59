"""What a solve leaves: a judged plan, its account in ``run.json``, and the summary it shows."""

import hashlib
import json

import pytest

from placements.round import digest
from placements.run import read
from tests.cli.command import call, run
from tests.rounds import write_round
from tests.tables.workbooks import workbook_of

KEYS = [
    "status",
    "levels",
    "seconds",
    "peak_memory_mb",
    "candidates",
    "learners",
    "blocks",
    "settings",
    "threads",
    "time_limit",
    "versions",
    "input_sha256",
    "plan_sha256",
]
TWO_PINS = """
    learner_id,block_id,setting_id,state
    L1,B1,S1,fixed
    L2,B1,S2,fixed
    """
TOGETHER = """
    learner_id,other_id,relation
    L1,L2,together
    """


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "round").mkdir()
    return write_round(tmp_path / "round")


@pytest.fixture(scope="module")
def solved(tmp_path_factory):
    """A solve of the tiny round as a process: how it ended, its folder, the round."""
    base = tmp_path_factory.mktemp("solved")
    (base / "round").mkdir()
    folder = write_round(base / "round")
    return run("solve", folder, "--out", base / "out"), base / "out", folder


def card(out):
    return json.loads((out / "run.json").read_text(encoding="utf-8"))


def test_it_ends_well_and_says_where_the_files_are(solved):
    done, out, _ = solved

    assert done.code == 0
    assert done.out.endswith(f"Written to {out}: plan.csv, run.json, summary.txt, schedule.xlsx\n")


def test_the_summary_is_what_the_terminal_shows(solved):
    done, out, _ = solved
    text = (out / "summary.txt").read_text(encoding="utf-8")

    assert done.out == f"{text}\nWritten to {out}: plan.csv, run.json, summary.txt, schedule.xlsx\n"


def test_progress_goes_to_the_other_stream_one_line_a_level(solved):
    done, _, _ = solved

    assert done.err.count("proven best\n") == 4
    assert "level 4 of 4, travel and wishes: best found 80, proven best" in done.err


def test_run_json_has_exactly_the_keys_of_the_contract(solved):
    _, out, _ = solved

    assert list(card(out)) == KEYS
    assert [list(level) for level in card(out)["levels"]] == [["name", "value", "bound", "gap"]] * 4
    assert list(card(out)["seconds"]) == ["read", "check", "build", "solve", "export", "total"]


def test_run_json_says_what_was_solved(solved):
    _, out, folder = solved
    found = card(out)

    # Two learners with two blocks each, two settings open to all four: 2 x 2 x 2 candidates.
    counts = {key: found[key] for key in ("candidates", "learners", "blocks", "settings")}
    assert counts == {"candidates": 8, "learners": 2, "blocks": 4, "settings": 2}
    assert found["input_sha256"] == digest(read(folder))
    assert found["plan_sha256"] == hashlib.sha256((out / "plan.csv").read_bytes()).hexdigest()
    assert found["time_limit"] is None
    assert found["threads"] >= 1


def test_run_json_has_the_value_and_bound_of_every_level(solved):
    _, out, _ = solved

    # Everybody stays at S1, 5 minutes away, for two blocks of four weeks: 2 x 2 x 4 x 5 = 80.
    assert card(out)["status"] == "optimal"
    assert card(out)["levels"][3] == {
        "name": "travel and wishes",
        "value": 80,
        "bound": 80,
        "gap": 0.0,
    }


def test_the_plan_is_sorted_with_a_row_for_every_block(solved):
    _, out, _ = solved

    assert (out / "plan.csv").read_text(encoding="utf-8") == (
        "learner_id,block_id,setting_id,start,weeks,minutes,state,reason\n"
        "L1,B1,S1,2026-09-07,4,5,placed,\n"
        "L1,B2,S1,2026-10-19,4,5,placed,\n"
        "L2,B1,S1,2026-09-07,4,5,placed,\n"
        "L2,B2,S1,2026-10-19,4,5,placed,\n"
    )


def test_quiet_prints_nothing(capsys, tmp_path, folder):
    done = call(capsys, "solve", folder, "--out", tmp_path / "out", "--quiet")

    assert (done.code, done.text) == (0, "")


def test_options_are_kept_in_run_json(capsys, tmp_path, folder):
    options = ("--time-limit", "30", "--threads", "2", "--gap", "0.1")

    done = call(capsys, "solve", folder, "--out", tmp_path / "out", *options)

    assert done.code == 0
    assert (card(tmp_path / "out")["time_limit"], card(tmp_path / "out")["threads"]) == (30, 2)


def test_a_time_limit_that_is_over_before_the_search_still_ends_with_a_judged_plan(
    capsys, tmp_path, folder
):
    done = call(capsys, "solve", folder, "--out", tmp_path / "out", "--time-limit", "0.001")

    assert done.code == 0
    assert card(tmp_path / "out")["status"] in ("feasible", "optimal")
    assert call(capsys, "verify", folder, tmp_path / "out" / "plan.csv").code == 0


def test_pins_and_links_that_contradict_each_other_are_named(tmp_path, folder):
    write_round(folder, pins=TWO_PINS, links=TOGETHER)

    done = run("solve", folder, "--out", tmp_path / "out")

    assert done.code == 3
    assert "no plan can hold all fixed pins and links" in done.err
    assert (
        "  pins.csv, line 3, setting_id: B1 of L2 at S2 from 2026-09-07 is not where "
        "B1 of L1 at S1 from 2026-09-07 (line 2) is, but links keep them together (links, line 2)\n"
    ) in done.err
    assert "Traceback" not in done.text
    assert not (tmp_path / "out").exists()


def test_check_lists_contradictions_without_stopping(capsys, folder):
    write_round(folder, pins=TWO_PINS, links=TOGETHER)

    done = call(capsys, "check", folder)

    assert done.code == 0
    assert done.out.startswith("1 contradiction:\n")
    assert done.out.endswith("No plan can hold all of these fixed pins and links.\n")


def test_warnings_are_counted_by_solve_and_listed_by_check(capsys, tmp_path, folder):
    # No place at all in B2's weeks for two learners: B2 cannot be placed.
    write_round(folder, capacity="setting_id,until,places\nS1,2026-10-11,2\nS2,2026-10-11,2")

    checked = call(capsys, "check", folder)
    done = call(capsys, "solve", folder, "--out", tmp_path / "out")

    assert checked.code == 0
    assert "warning" in checked.out.splitlines()[0]
    assert checked.out.endswith("No errors: warnings do not stop a solve.\n")
    assert done.code == 0
    assert f"; placements check {folder} lists them\n" in done.err
    assert "Not placed: 2 blocks of 2 learners\n  L1  B2: no setting is open" in done.out


def test_a_round_without_a_problem_is_told_so(capsys, folder):
    done = call(capsys, "check", folder)

    assert (done.code, done.out) == (0, f"{folder}: nothing wrong\n")


def test_a_fault_of_the_program_is_not_blamed_on_the_files(capsys, tmp_path, folder, monkeypatch):
    monkeypatch.setattr("placements.run.read", lambda path: 1 / 0)

    done = call(capsys, "solve", folder, "--out", tmp_path / "out")

    assert done.code == 4
    assert "A fault of this program, not of your files" in done.err


@pytest.mark.parametrize(
    ("failure", "code", "told"),
    [(KeyboardInterrupt(), 130, "Given up"), (MemoryError(), 4, "Not enough memory")],
)
def test_what_ends_a_command_early_has_its_code(
    capsys, tmp_path, folder, monkeypatch, failure, code, told
):
    def fail(path):
        raise failure

    monkeypatch.setattr("placements.run.read", fail)

    done = call(capsys, "solve", folder, "--out", tmp_path / "out")

    assert done.code == code
    assert told in done.err
    assert not (tmp_path / "out").exists()


def test_a_workbook_goes_through_every_command(capsys, tmp_path, folder):
    book = workbook_of(folder, tmp_path / "round.xlsx")

    checked = call(capsys, "check", book)
    done = call(capsys, "solve", book, "--out", tmp_path / "book")
    of_folder = call(capsys, "solve", folder, "--out", tmp_path / "folder")
    verified = call(capsys, "verify", book, tmp_path / "book" / "plan.csv")
    asked = call(capsys, "why-not", book, "L1", "B1", "S2")

    codes = [one.code for one in (checked, done, of_folder, verified, asked)]
    assert codes == [0] * 5
    way = "12 minutes one way (estimated)"
    assert asked.out == f"L1 B1: 1 of 1 settings are open\n  S2: open, {way}\n"
    for key in ("input_sha256", "plan_sha256"):
        assert card(tmp_path / "book")[key] == card(tmp_path / "folder")[key]
