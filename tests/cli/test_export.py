"""``placements export`` from outside: all files or none, each where it is safe to write."""

import hashlib
import json
import socket

import pytest

from placements.commands.export import FOR
from placements.export import recipients, workers
from tests.cli.command import call
from tests.export.handed import sheets, table
from tests.rounds import write_round


def written(out):
    return sorted(p.relative_to(out).as_posix() for p in out.rglob("*") if p.is_file())


def test_what_can_be_asked_for_is_what_is_made():
    assert tuple(recipients.RECIPIENTS) == FOR


def test_what_is_made_where_nothing_is_asked_for(capsys, tmp_path, rich_round, rich_plan):
    done = call(capsys, "export", rich_round, rich_plan, "--out", tmp_path / "out")

    assert done.code == 0, done.err
    assert "Plan(5 placed, 1 unplaced), draft, not published" in done.out
    assert written(tmp_path / "out") == [
        "calendars/L1.ics",
        "calendars/L2.ics",
        "calendars/L3.ics",
        "education/U1.xlsx",
        "education/U2.xlsx",
        "export.json",
        "mail_merge.csv",
        "mail_merge.xlsx",
        "providers/T1.xlsx",
        "providers/T2.xlsx",
        "schedule.xlsx",
    ]


def test_the_manifest_has_the_hash_of_every_file(capsys, tmp_path, rich_round, rich_plan):
    call(capsys, "export", rich_round, rich_plan, "--out", tmp_path / "out", "--for", "calendars")
    card = json.loads((tmp_path / "out" / "export.json").read_text())

    assert set(card["files"]) == {f"calendars/L{k}.ics" for k in (1, 2, 3)}
    for name, digest in card["files"].items():
        assert hashlib.sha256((tmp_path / "out" / name).read_bytes()).hexdigest() == digest
    assert card["plan_sha256"] == hashlib.sha256(rich_plan.read_bytes()).hexdigest()


def test_everything_is_made_without_a_network_and_twice_the_same(
    capsys, tmp_path, rich_round, rich_plan, monkeypatch
):
    pytest.importorskip("typst", reason="the extra documents is not installed")

    def refused(*arguments, **options):
        raise OSError("no network in this test")

    monkeypatch.setattr(socket.socket, "connect", refused)
    monkeypatch.setattr(socket, "getaddrinfo", refused)
    for name in ("one", "two"):
        done = call(
            capsys, "export", rich_round, rich_plan, "--out", tmp_path / name, "--for", "all"
        )
        assert done.code == 0, done.err

    one, two = tmp_path / "one", tmp_path / "two"
    assert "passports/L1.json" in written(one)
    assert {n: (one / n).read_bytes() for n in written(one)} == {
        n: (two / n).read_bytes() for n in written(two)
    }


def test_all_cores_make_the_same_files_as_one(capsys, tmp_path, rich_round, rich_plan, monkeypatch):
    pytest.importorskip("typst", reason="the extra documents is not installed")
    monkeypatch.setattr(workers, "cpu_count", lambda: 2)
    for name, least in (("one", 1_000), ("all", 1)):
        monkeypatch.setattr(workers, "LARGE", least)
        done = call(
            capsys, "export", rich_round, rich_plan, "--out", tmp_path / name, "--for", "all"
        )
        assert done.code == 0, done.err

    one, shared = tmp_path / "one", tmp_path / "all"
    # Three learners are two shares: two for one process, one for the other.
    assert {"passports/L1.pdf", "passports/L2.pdf", "word/L3.docx"} <= set(written(shared))
    assert {n: (one / n).read_bytes() for n in written(one)} == {
        n: (shared / n).read_bytes() for n in written(shared)
    }


def test_an_earlier_export_is_replaced_and_nothing_else(capsys, tmp_path, rich_round, rich_plan):
    out = tmp_path / "out"
    assert call(capsys, "export", rich_round, rich_plan, "--out", out).code == 0
    assert (
        call(capsys, "export", rich_round, rich_plan, "--out", out, "--for", "calendars").code == 0
    )
    assert "schedule.xlsx" not in written(out)
    (out / "calendars" / "notes.txt").write_text("theirs")

    done = call(capsys, "export", rich_round, rich_plan, "--out", out)

    assert done.code == 2
    assert "holds 'calendars/notes.txt', which no export wrote" in done.err
    assert (out / "calendars" / "notes.txt").read_text() == "theirs"


def test_a_plan_that_breaks_a_rule_is_not_handed_out(capsys, tmp_path, rich_round, rich_plan):
    rich_plan.write_text(
        rich_plan.read_text().replace("L3,B1,S1", "L3,B1,S2").replace("L1,B1,S1", "L1,B1,S2")
    )

    done = call(capsys, "export", rich_round, rich_plan, "--out", tmp_path / "out")

    # Three learners in the two places of S2 (and L1 needs what it has not).
    assert done.code == 2
    assert "breaks a rule and is not handed out" in done.err
    assert not (tmp_path / "out").exists()


def test_codes_become_file_names_that_stay_in_the_folder(capsys, tmp_path):
    learners = (
        "learner_id,programme_id,cohort_id,latitude,longitude\n../up,P,C,53,-2\nCON,P,C,53,-2\n"
        'a/b,P,C,53,-2\nA/B,P,C,53,-2\n"x:y",P,C,53,-2'
    )
    (tmp_path / "round").mkdir()
    folder = write_round(
        tmp_path / "round", learners=learners, capacity="setting_id,places\nS1,9\nS2,9"
    )
    rows = [f"{who},B1,S1,2026-09-07" for who in ("../up", "CON", "a/b", "A/B", "x:y")]
    rows += [f"{who},B2,,2026-10-19" for who in ("../up", "CON", "a/b", "A/B", "x:y")]
    (tmp_path / "plan.csv").write_text("\n".join(["learner_id,block_id,setting_id,start", *rows]))
    out = tmp_path / "in" / "out"
    done = call(capsys, "export", folder, tmp_path / "plan.csv", "--out", out, "--for", "calendars")

    assert done.code == 0, done.err
    names = [p.name for p in (out / "calendars").iterdir()]
    assert len({name.casefold() for name in names}) == 5
    assert not [n for n in names if ":" in n or n.upper().startswith("CON.") or ".." in n]
    assert written(tmp_path / "in") == [f"out/{name}" for name in written(out)]


def test_the_schedule_of_a_solve_has_its_values_and_bounds(capsys, tmp_path, rich_round):
    assert call(capsys, "solve", rich_round, "--out", tmp_path / "run", "--quiet").code == 0
    card = json.loads((tmp_path / "run" / "run.json").read_text())
    aims = table(sheets((tmp_path / "run" / "schedule.xlsx").read_bytes())["Overview"], "Aim")[:4]

    assert [row["Value"] for row in aims] == [level["value"] for level in card["levels"]]
    assert [row["Cannot be below"] for row in aims] == [lv["bound"] for lv in card["levels"]]


def test_the_schedule_exported_of_a_run_is_the_one_that_solve_wrote(capsys, tmp_path, rich_round):
    run, out = tmp_path / "run", tmp_path / "out"
    call(capsys, "solve", rich_round, "--out", run, "--quiet")
    done = call(capsys, "export", rich_round, run / "plan.csv", "--out", out, "--for", "schedule")

    assert done.code == 0, done.err
    assert (out / "schedule.xlsx").read_bytes() == (run / "schedule.xlsx").read_bytes()


def test_a_plan_that_was_edited_has_no_bounds(capsys, tmp_path, rich_round):
    run, out = tmp_path / "run", tmp_path / "out"
    call(capsys, "solve", rich_round, "--out", run, "--quiet")
    lines = (run / "plan.csv").read_text().splitlines()
    (run / "plan.csv").write_text("\n".join([lines[0], *reversed(lines[1:])]))
    done = call(capsys, "export", rich_round, run / "plan.csv", "--out", out, "--for", "schedule")
    aims = table(sheets((out / "schedule.xlsx").read_bytes())["Overview"], "Aim")[:4]

    assert "is not as its run wrote it" in done.err
    assert {row["Cannot be below"] for row in aims} == {"not known"}


@pytest.mark.parametrize("text", ["{", "[]", '{"levels": 3}', '{"levels": [{"name": "x"}]}'])
def test_a_broken_account_of_a_run_is_refused(capsys, tmp_path, rich_round, rich_plan, text):
    (tmp_path / "run.json").write_text(text)
    done = call(capsys, "export", rich_round, rich_plan, "--out", tmp_path / "out")

    assert done.code == 2
    assert "is not the account of a run" in done.err


def test_what_is_not_installed_is_said(capsys, tmp_path, rich_round, rich_plan, monkeypatch):
    monkeypatch.setattr(recipients, "find_spec", lambda name: None)
    done = call(
        capsys, "export", rich_round, rich_plan, "--out", tmp_path / "out", "--for", "letters"
    )

    assert done.code == 2
    assert 'pip install "placements[documents]"' in done.err


def test_an_announced_plan_makes_cancellations_and_changes(capsys, tmp_path, rich_round, rich_plan):
    before = tmp_path / "before.csv"
    before.write_text(rich_plan.read_text().replace("L3,B2,,", "L3,B2,S2,"))
    done = call(
        capsys,
        "export",
        rich_round,
        rich_plan,
        "--out",
        tmp_path / "out",
        "--before",
        before,
        "--for",
        "calendars",
        "--for",
        "schedule",
    )
    (row,) = table(sheets((tmp_path / "out" / "schedule.xlsx").read_bytes())["Changes"], "Learner")

    assert done.code == 0, done.err
    assert (row["Learner"], row["What changed"]) == ("L3", "withdrawn: no placement now")
    assert "STATUS:CANCELLED" in (tmp_path / "out" / "calendars" / "L3.ics").read_text()


def test_a_plan_announced_before_must_say_how_long_a_lost_block_is(
    capsys, tmp_path, rich_round, rich_plan
):
    before = tmp_path / "before.csv"
    before.write_text("learner_id,block_id,setting_id,start\nL9,B1,S1,2026-09-07")
    done = call(
        capsys, "export", rich_round, rich_plan, "--out", tmp_path / "out", "--before", before
    )

    assert done.code == 2
    assert "has no weeks, and the round does not have the block" in done.err
