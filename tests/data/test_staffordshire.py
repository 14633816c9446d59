"""What ``data/staffordshire`` promises, counted in its files, and what its best plan is.

The first part reads the CSV files with plain Python; only the last two tests use the package.
"""

import csv
import datetime as dt
import subprocess
import sys
import tomllib
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

import placements as pl
from placements.errors import Severity

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "data" / "staffordshire"
START = dt.date(2026, 9, 7)
KINDS = {
    "hospital": "acute",
    "mental_health": "mental_health",
    "community_nursing": "community",
    "gp": "primary",
    "social_work": "social_care",
    "care_home": "social_care",
    "home_care": "social_care",
}
"""The seven kinds of setting of the apprenticeship, and the sector of each."""


@cache
def table(name):
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def apprentices():
    return [row for row in table("learners") if row["programme_id"] == "ROT"]


def test_the_generator_makes_every_file_byte_for_byte(tmp_path):
    script = ROOT / "data" / "make_staffordshire.py"
    subprocess.run([sys.executable, script, tmp_path], check=True, cwd=ROOT)

    made = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    there = {f.name: f.read_bytes() for f in FOLDER.iterdir() if f.suffix in (".csv", ".toml")}
    assert made == there
    assert len(made) == 18  # a heading and all 17 tables of the format


def test_no_code_can_be_real():
    # All are ZZ, a kind and a running number, which is no national scheme's form.
    codes = {
        row[key]
        for name, key in (
            ("areas", "area_id"),
            ("providers", "provider_id"),
            ("settings", "setting_id"),
            ("learners", "learner_id"),
            ("programmes", "education_provider"),
        )
        for row in table(name)
    }
    assert {code[:2] for code in codes} == {"ZZ"}
    organisations = [row["name"] for name in ("providers", "settings") for row in table(name)]
    assert all(name.startswith("Example ") for name in organisations)
    assert not any(row.get("ods_code") for row in table("providers"))


def test_fifty_three_apprentices_have_twelve_blocks_over_three_years():
    blocks = [row for row in table("blocks") if row["cohort_id"].startswith("ROT26-")]
    each = Counter(row["cohort_id"] for row in blocks)

    assert len(apprentices()) == 53
    assert {row["cohort_id"] for row in apprentices()} == set(each)
    assert set(each.values()) == {12}
    assert {row["stage"] for row in blocks} == {"1", "2", "3"}
    assert sum(int(row["weeks"]) for row in blocks) == 3 * (11 * 13 + 12)


def test_three_employers_each_with_bases_of_their_own():
    run_by = {row["setting_id"]: row["provider_id"] for row in table("settings")}
    employers = {row["employer_id"] for row in apprentices()}

    assert employers == {"ZZT1", "ZZT2", "ZZC1"}
    assert all(run_by[row["base_setting_id"]] == row["employer_id"] for row in apprentices())


def test_student_nurses_share_the_places():
    students = [row for row in table("learners") if row["programme_id"].startswith("NURS-")]

    assert len(students) == 44
    assert {row["cohort_id"] for row in students} == {"A25", "A26", "M25", "M26"}
    assert not any(row["employer_id"] for row in students)
    # A place for everyone is one for students too: capacity rows that name no learner type.
    shared = {row["setting_id"] for row in table("capacity") if not row["learner_types"]}
    assert len(shared) >= 70


def test_seventy_three_settings_of_seven_kinds():
    kinds = Counter(row["tags"].split(";")[0] for row in table("settings"))

    assert kinds.total() == 73
    assert set(kinds) == set(KINDS)
    assert all(row["sector"] == KINDS[row["tags"].split(";")[0]] for row in table("settings"))


def test_learners_differ():
    ages, modes = apprentices(), Counter(row["travel_mode"] for row in apprentices())

    assert sum(row["under_18_until"] >= START.isoformat() for row in ages) == 16
    assert modes == {"car": 26, "public": 24, "bicycle": 3}
    assert any(row["needs"] for row in ages)
    assert any(row["starts"] for row in ages)
    assert any(row["leaves"] for row in ages)
    assert any(row["priority"] == "2" for row in ages)
    assert any(row["driver_required"] == "yes" for row in table("settings"))
    assert any(row["minimum_age"] == "18" for row in table("settings"))


def test_settings_change_within_the_three_years():
    end = (START + dt.timedelta(weeks=156)).isoformat()
    rows = table("settings")

    assert [r["setting_id"] for r in rows if r["open_until"] and r["open_until"] < end] == [
        "ZZGPP09"
    ]
    assert [r["setting_id"] for r in rows if r["audit_valid_until"] < end] == ["ZZCAH07"]
    assert [r["setting_id"] for r in rows if r["open_from"]] == ["ZZHOC05"]
    assert [r["setting_id"] for r in rows if r["cqc_rating"] == "Inadequate"] == ["ZZCAH02"]


def test_every_kind_of_rule_is_used():
    def of(name, column):
        return {row[column] for row in table(name)}

    assert of("requirements", "measure") == {"weeks", "hours", "placements", "providers", "sectors"}
    assert of("sequences", "kind") == {"before", "not_consecutive"}
    assert of("pins", "state") == {"fixed", "published"}
    assert of("links", "relation") == {"together", "apart"}
    assert of("capacity", "minimum_applies") >= {"hosting", "always"}
    assert any(row["latest_start"] for row in table("blocks"))
    assert any(row["group"] and row["take"] == "1" for row in table("blocks"))
    assert len(table("preferences")) >= 60
    assert len(table("history")) >= 50


def test_check_tells_what_the_round_means_to_show_and_nothing_else():
    found = pl.check(pl.read(FOLDER))

    assert not found.of(Severity.ERROR)
    said = [str(warning) for warning in found.of(Severity.WARNING)]
    for shown in (
        "2 blocks of 2 learners have no eligible setting (mostly: the learner is away)",
        "ROT-home_care cannot reach its minimum of 1 placement for 6 learners",
        "ROT-mental_health cannot reach its minimum of 1 placement for 1 learner",
        "nobody may be placed at 1 setting, rated Inadequate",
        "1 fixed pin overrides travel",
        "1 published pin cannot be kept because of cqc",
    ):
        assert sum(shown in words for words in said) == 1, shown
    assert len(said) == 6


@pytest.mark.slow
def test_every_level_is_proven_and_places_bind_in_every_sector():
    result = pl.solve(pl.read(FOLDER))

    assert result.status == "optimal"
    # 13: the rotation that ZZA36 is away for. 11: six learners cannot reach home care and one is
    # kept from mental health; the rest is what places and reach leave. 2: one announced setting
    # is rated Inadequate since. No hand derives the last value: it is the one that was proven.
    assert [(level.value, level.bound) for level in result.levels] == [
        (13, 13),
        (11, 11),
        (2, 2),
        (177_709, 177_709),
    ]
    # A quarter or more with every place taken, at two settings or more of every sector.
    full = weeks_full(result.plan)
    sectors = {row["setting_id"]: row["sector"] for row in table("settings")}
    counted = Counter(sectors[setting] for setting, weeks in full.items() if weeks >= 13)
    assert set(counted) == set(KINDS.values())
    assert min(counted.values()) >= 2


def weeks_full(plan):
    """Return in how many weeks each setting hosts as many learners as it has places."""
    weeks = {(row["cohort_id"], row["block_id"]): int(row["weeks"]) for row in table("blocks")}
    cohort = {row["learner_id"]: row["cohort_id"] for row in table("learners")}
    hosted = Counter(
        (p.setting_id, p.start + k)
        for p in plan.placements
        for k in range(weeks[cohort[p.learner_id], p.block_id])
    )
    return Counter(s for (s, week), number in hosted.items() if number == places(s, week))


def places(setting, week):
    """Return the places for everyone in a week: of the row that starts latest, as in the format."""
    monday = START + dt.timedelta(weeks=week - 1)
    sunday = monday + dt.timedelta(days=6)
    rows = [
        row
        for row in table("capacity")
        if row["setting_id"] == setting
        and not (row["learner_types"] or row["stages"] or row["education_providers"])
        and (row["from"] or "0") <= sunday.isoformat()
        and (row["until"] or "9") >= monday.isoformat()
    ]
    return int(max(rows, key=lambda row: row["from"])["places"]) if rows else None


def test_the_heading_is_the_round_s():
    heading = tomllib.loads((FOLDER / "round.toml").read_text(encoding="utf-8"))

    assert (heading["start"], heading["weeks"]) == (START, 156)
