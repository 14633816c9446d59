"""``placements publish`` and ``plans``: the lead's files stay, the record only grows."""

import json
import re

import pytest

from placements.changes import Kind
from placements.publications import read_record
from placements.run import read
from tests.cli.command import call
from tests.tables.workbooks import workbook_of

BY = ("--by", "education lead", "--date", "2026-07-27")


def contents(path):
    return {p.relative_to(path).as_posix(): p.read_bytes() for p in path.rglob("*") if p.is_file()}


@pytest.fixture
def published(capsys, tmp_path, rich_round, rich_plan):
    """A round of which the rich_plan is published."""
    out = tmp_path / "published"
    done = call(capsys, "publish", rich_round, rich_plan, "--out", out, *BY)
    assert done.code == 0, done.err
    return out


def test_the_plan_becomes_the_pins_of_a_new_round(capsys, tmp_path, rich_round, rich_plan):
    before = contents(rich_round)
    done = call(
        capsys, "publish", rich_round, rich_plan, "--out", tmp_path / "new", *BY, "--note", "first"
    )
    round = read(tmp_path / "new")
    pins = round["pins"]

    assert done.code == 0, done.err
    assert "publication 1: 5 now placed" in done.out
    assert "The plan is now published on 2026-07-27 by education lead\n" in done.out
    assert contents(rich_round) == before
    assert pins["setting_id"].tolist() == ["S1", "S1", "S2", "S1", "S1"]
    assert set(pins["state"]) == {"published"}
    assert str(round.published) == "2026-07-27"
    kept = {n: c for n, c in contents(tmp_path / "new").items() if n in before}
    assert {n for n in kept if kept[n] != before[n]} == {"round.toml"}


def test_the_record_says_what_when_who_and_from_which_run(capsys, tmp_path, rich_round):
    run, out = tmp_path / "run", tmp_path / "new"
    call(capsys, "solve", rich_round, "--out", run, "--quiet")
    done = call(
        capsys, "publish", rich_round, run / "plan.csv", "--out", out, *BY, "--note", "first"
    )
    entry = json.loads((out / "published" / "0001.json").read_text())
    card = json.loads((run / "run.json").read_text())

    assert done.code == 0, done.err
    assert (entry["number"], entry["date"], entry["by"]) == (1, "2026-07-27", "education lead")
    assert entry["note"] == "first"
    assert entry["run"]["plan_sha256"] == entry["plan_sha256"] == card["plan_sha256"]
    assert entry["round"]["input_sha256"] == card["input_sha256"]
    assert entry["levels"] == [{"name": lv["name"], "value": lv["value"]} for lv in card["levels"]]
    assert len(entry["changes"]) == entry["placements"]


def test_a_plan_that_keeps_what_is_published_is_published_itself(
    capsys, tmp_path, published, rich_plan
):
    done = call(capsys, "plans", published, rich_plan)

    assert done.code == 0
    assert f"{rich_plan}: published on 2026-07-27 by education lead (5 placements)" in done.out
    assert call(capsys, "solve", published, "--out", tmp_path / "run", "--quiet").code == 0
    assert "kept" in (tmp_path / "run" / "plan.csv").read_text()


def moved(rich_plan):
    """Return the rich_plan with L1's B2 unplaced and L3's B2 at S1."""
    text = rich_plan.read_text().replace("L1,B2,S1,", "L1,B2,,").replace("L3,B2,,", "L3,B2,S1,")
    path = rich_plan.with_name("moved.csv")
    path.write_text(text)
    return path


def test_a_second_publication_adds_to_the_record(capsys, tmp_path, published, rich_plan):
    out = tmp_path / "again"
    done = call(
        capsys,
        "publish",
        published,
        moved(rich_plan),
        "--out",
        out,
        "--by",
        "lead",
        "--date",
        "2026-08-10",
    )
    first, second = read_record(out)

    assert done.code == 0, done.err
    before = contents(published)["published/0001.json"]
    assert contents(out)["published/0001.json"] == before
    assert [(c.learner_id, c.block_id, c.kind) for c in second.changes] == [
        ("L1", "B2", Kind.WITHDRAWN),
        ("L3", "B2", Kind.NEW),
    ]
    assert [first.number, second.number] == [1, 2]
    shown = call(capsys, "plans", out, rich_plan)
    assert "  2  2026-08-10  lead" in shown.out
    assert f"{rich_plan}: draft, not published" in shown.out


def test_what_was_announced_before_the_record_began_is_not_forgotten(
    capsys, tmp_path, rich_round, rich_plan
):
    # L1 was told of B2 at S1, which stays, and of B1 at S2, which moves to S1.
    pins = "learner_id,block_id,setting_id,state\nL1,B2,S1,published\nL1,B1,S2,published\n"
    (rich_round / "pins.csv").write_text(pins)
    one, two = tmp_path / "one", tmp_path / "two"
    first = call(capsys, "publish", rich_round, rich_plan, "--out", one, *BY)
    assert "publication 1: 1 moved, 3 now placed\n" in first.out
    (kept,) = read_record(one)[0].kept
    assert (kept.learner_id, kept.block_id, kept.now.setting_id) == ("L1", "B2", "S1")

    def sequences(round_path, plan):
        out = tmp_path / f"of-{round_path.name}-{plan.stem}"
        done = call(capsys, "export", round_path, plan, "--out", out, "--for", "calendars")
        assert done.code == 0, done.err
        text = (out / "calendars" / "L1.ics").read_text()
        events = text.split("BEGIN:VEVENT")[1:]
        return [(int(re.search(r"SEQUENCE:(\d+)", e)[1]), "CANCELLED" in e) for e in events]

    # The move counts once, before the record and with it: programs take no lower number.
    assert sequences(rich_round, rich_plan) == [(1, False), (0, False)]
    assert sequences(one, rich_plan) == [(1, False), (0, False)]

    second = call(capsys, "publish", one, moved(rich_plan), "--out", two, *BY)
    assert "publication 2: 1 no longer placed, 1 now placed\n" in second.out
    assert sequences(two, moved(rich_plan)) == [(1, False), (1, True)]


def test_a_record_that_was_edited_is_refused(capsys, tmp_path, published, rich_plan):
    again = tmp_path / "again"
    call(
        capsys,
        "publish",
        published,
        moved(rich_plan),
        "--out",
        again,
        "--by",
        "x",
        "--date",
        "2026-08-10",
    )
    entry = again / "published" / "0001.json"
    entry.write_text(entry.read_text().replace("education lead", "somebody else"))
    done = call(capsys, "plans", again)

    assert done.code == 2
    assert "does not fit the entry before it: one of them was edited" in done.err


@pytest.mark.parametrize("text", ["{", "[]", '{"format": "other"}'])
def test_what_is_no_entry_is_refused(capsys, published, text):
    (published / "published" / "0002.json").write_text(text)

    assert "is not an entry of the record" in call(capsys, "plans", published).err


def test_a_missing_entry_is_refused(capsys, published):
    (published / "published" / "0001.json").rename(published / "published" / "0002.json")

    assert "holds '0002.json' where '0001.json' is expected" in call(capsys, "plans", published).err


def test_what_begins_soon_can_be_frozen(capsys, tmp_path, rich_round, rich_plan):
    out = tmp_path / "new"
    done = call(
        capsys, "publish", rich_round, rich_plan, "--out", out, *BY, "--freeze", "2026-09-30"
    )
    pins = read(out)["pins"]

    # B1 begins on 7 September, B2 on 19 October.
    assert "3 of 5 placements frozen" in done.out
    assert pins.loc[pins["state"] == "fixed", "block_id"].tolist() == ["B1"] * 3


def test_all_can_be_frozen_and_stays_so(capsys, tmp_path, rich_round, rich_plan):
    one, two = tmp_path / "one", tmp_path / "two"
    done = call(capsys, "publish", rich_round, rich_plan, "--out", one, *BY, "--freeze", "all")
    again = call(capsys, "publish", one, rich_plan, "--out", two, *BY)

    assert "The plan is now frozen on 2026-07-27 by education lead" in done.out
    assert "The plan is now frozen" in again.out
    assert "publication 2: nothing changed" in again.out


def test_a_publication_before_the_last_one_is_refused(capsys, tmp_path, published, rich_plan):
    done = call(
        capsys,
        "publish",
        published,
        rich_plan,
        "--out",
        tmp_path / "new",
        "--by",
        "x",
        "--date",
        "2026-07-01",
    )

    assert done.code == 2
    assert "is before the last publication, of 2026-07-27" in done.err
    assert not (tmp_path / "new").exists()


def test_a_folder_with_files_is_refused(capsys, rich_round, rich_plan):
    before = contents(rich_round)
    done = call(capsys, "publish", rich_round, rich_plan, "--out", rich_round, *BY)

    assert done.code == 2
    assert contents(rich_round) == before


@pytest.mark.parametrize("value", ["soon", "2026-13-01", "07/09/2026"])
def test_a_day_to_freeze_until_that_is_none_is_refused(
    capsys, tmp_path, rich_round, rich_plan, value
):
    done = call(
        capsys, "publish", rich_round, rich_plan, "--out", tmp_path / "o", *BY, "--freeze", value
    )

    assert done.code == 2
    assert "is neither a date like 2026-09-07 nor all" in done.err


def test_nothing_published_is_said(capsys, rich_round):
    assert call(capsys, "plans", rich_round).out == "Nothing is published.\n"


def test_the_comments_of_the_heading_stay(capsys, tmp_path, rich_round, rich_plan):
    heading = rich_round / "round.toml"
    heading.write_text(heading.read_text() + "\npublished = 2026-01-05  # old\n# a comment\n")
    call(capsys, "publish", rich_round, rich_plan, "--out", tmp_path / "new", *BY)
    text = (tmp_path / "new" / "round.toml").read_text()

    assert text.startswith("published = 2026-07-27\n")
    assert "# a comment" in text
    assert "2026-01-05" not in text


def test_a_workbook_becomes_a_folder_and_its_record_goes_on(capsys, tmp_path, published, rich_plan):
    book = workbook_of(published, tmp_path / "round.xlsx")
    done = call(
        capsys,
        "publish",
        book,
        moved(rich_plan),
        "--out",
        tmp_path / "new",
        "--by",
        "x",
        "--date",
        "2026-08-10",
        "--after",
        published,
    )

    assert done.code == 0, done.err
    assert "publication 2: 1 no longer placed, 1 now placed" in done.out
    new, old = read(tmp_path / "new"), read(published)
    assert new.levels == old.levels
    assert new.travel_model == old.travel_model
    assert new["learners"].equals(old["learners"])
