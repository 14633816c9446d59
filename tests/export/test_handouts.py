"""What is handed out: to each their own, from a list of columns; nothing of a home or a need."""

import csv
import io
import json

import pytest

from placements.export.facts import Facts
from placements.export.handouts.allowed import ALLOWED, cut_to
from placements.export.handouts.letters import letters
from placements.export.handouts.mail_merge import as_csv, as_workbook, mail_merge
from placements.export.handouts.packs import education_pack, provider_pack
from placements.export.handouts.passports import as_json, passports
from placements.export.schedule.page import TITLES
from placements.tables import TABLES
from placements.tables.supply import SETTINGS
from tests.export.handed import (
    HOSTILE,
    SECRET,
    a_plan,
    a_round,
    facts_of,
    sheets,
    table,
    texts,
)

PRIVATE = {
    "latitude",
    "longitude",
    "needs",
    "group",
    "priority",
    "travel_mode",
    "employer_id",
    "under_18_until",
    "change_weight",
    "waiting_weight",
    "reason",
    "score",
}
"""Columns of a round that no recipient may see."""


@pytest.fixture(scope="module")
def facts():
    return facts_of(a_plan(a_round()))


@pytest.mark.parametrize("recipient", ALLOWED)
def test_every_list_names_columns_there_are_and_none_that_is_private(facts, recipient):
    assert set(ALLOWED[recipient]) <= set(facts.blocks.columns)
    assert not PRIVATE.intersection(ALLOWED[recipient])


def test_the_private_columns_are_columns_of_a_round():
    known = {column.name for t in TABLES.values() for column in t.columns}

    assert known >= PRIVATE


def test_a_column_that_is_not_named_does_not_leave(facts):
    more = facts.blocks.assign(secret="x")

    assert "secret" not in cut_to(more, "provider")


def test_a_provider_sees_its_own_learners_only(facts):
    pages = sheets(provider_pack(facts, "T1"))
    rows = table(pages["Learners"], "Learner")

    # At T1's S1: L1 twice, L3 in B1, L2 in B2. The practice is T2's.
    assert [(r["Learner"], r["Block"]) for r in rows] == [
        ("L1", "B1"),
        ("L3", "B1"),
        ("L1", "B2"),
        ("L2", "B2"),
    ]
    assert "Practice 2" not in texts(provider_pack(facts, "T1"))
    assert [
        r["Learner"] for r in table(sheets(provider_pack(facts, "T2"))["Learners"], "Learner")
    ] == ["L2"]


def test_the_columns_of_a_provider_are_those_allowed(facts):
    row = table(sheets(provider_pack(facts, "T1"))["Learners"], "Learner")[0]

    assert set(row) <= {TITLES[name] for name in ALLOWED["provider"]}


def test_an_education_provider_sees_its_own_learners_only(facts):
    one, other = education_pack(facts, "U1"), education_pack(facts, "U2")

    assert {r["Learner"] for r in table(sheets(one)["Learners"], "Learner")} == {"L1", "L2"}
    assert {r["Learner"] for r in table(sheets(other)["Learners"], "Learner")} == {"L3"}
    assert "L3" not in texts(one)
    assert "NOT PLACED" in texts(other)
    assert not [text for text in texts(other) if "settings are open" in text]  # why is not theirs


def test_changes_of_a_provider_do_not_say_where_a_learner_went():
    pins = "learner_id,block_id,setting_id,state\nL2,B2,S2,published\nL1,B1,S1,published"
    facts = facts_of(a_plan(a_round(pins=pins)))
    left, come = (
        table(sheets(provider_pack(facts, code))["Changes"], "Learner") for code in ("T2", "T1")
    )

    # L2's B2 moved from T2's practice to T1's ward: one loses it, the other gets it as new.
    assert [
        (r["Learner"], r["Block"], r["Now: setting code"]) for r in left if r["Block"] == "B2"
    ] == [("L2", "B2", None)]
    assert ("L2", "B2", None) in [
        (r["Learner"], r["Block"], r["Announced: setting code"]) for r in come
    ]


def test_the_changes_of_a_provider_are_told_apart_from_what_is_new():
    pins = "learner_id,block_id,setting_id,state\nL2,B2,S2,published\nL1,B1,S1,published"
    facts = facts_of(a_plan(a_round(pins=pins)))
    left, come = (sheets(provider_pack(facts, code))["Changes"] for code in ("T2", "T1"))

    # T2 had L2 and has not; T1 had L1 and has, and is told of the others as new.
    assert left[1][0].startswith("Announced or fixed before: 1 placement, of which 0 are kept")
    assert come[1][0].startswith("Announced or fixed before: 1 placement, of which 1 are kept")


def test_small_counts_of_the_whole_round_are_not_shown(facts):
    rows = table(sheets(provider_pack(facts, "T1"))["Whole round"], "Programme")

    # Two learners of one programme and one of the other: all below 5.
    assert {value for row in rows for value in list(row.values())[1:]} <= {"not shown", 0}


def test_counts_of_five_are_shown():
    learners = "learner_id,programme_id,cohort_id,latitude,longitude\n" + "\n".join(
        f"L{k},P,C,53,-2" for k in range(1, 7)
    )
    round = a_round(
        learners=learners,
        capacity="setting_id,places\nS1,9\nS2,9",
        travel="",
        history="learner_id,setting_id,weeks",
    )
    facts = facts_of(a_plan(round, *(f"L{k} B1 S1 1" for k in range(1, 7))))
    (row,) = table(sheets(provider_pack(facts, "T1"))["Whole round"], "Programme")

    assert row == {"Programme": "Nursing", "Acute": 6}


def test_nothing_private_is_in_any_workbook(facts):
    made = [provider_pack(facts, "T1"), education_pack(facts, "U1"), as_workbook(mail_merge(facts))]
    shown = set().union(*map(texts, made))

    assert not [t for t in shown for word in (SECRET, "53.0123", "2.0123", "blue") if word in t]


def test_packs_of_the_same_plan_are_the_same_bytes(facts):
    assert provider_pack(facts, "T1") == provider_pack(facts_of(facts.plan), "T1")


# ---- mail merge ------------------------------------------------------------------------------


def test_a_mail_merge_has_a_row_a_learner_and_its_placements_numbered(facts):
    rows = mail_merge(facts).to_dict("records")

    assert [(r["learner"], r["placements"]) for r in rows] == [("L1", 2), ("L2", 2), ("L3", 1)]
    assert rows[1]["setting_1"] == "Practice 2"
    assert (rows[1]["from_2"], rows[1]["until_2"]) == ("19 October 2026", "15 November 2026")
    assert rows[2]["setting_2"] == ""


def test_no_cell_of_the_csv_is_a_formula(facts):
    content = as_csv(mail_merge(facts))
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))

    assert content.startswith(b"\xef\xbb\xbf")
    assert f"'{HOSTILE}" in rows[1]
    assert not [cell for row in rows for cell in row if cell[:1] in tuple("=+-@\t\r")]


# ---- passports and letters --------------------------------------------------------------------


def test_a_passport_counts_history_and_this_round(facts):
    # L1: 6 weeks in primary care before, then 2 x 4 in acute care; 37.5 hours a week.
    passport = dict(passports(facts))["L1"]

    assert passport["weeks"] == 14
    assert passport["hours"] == 14 * 37.5
    assert [(s["sector"], s["weeks"]) for s in passport["by_sector"]] == [
        ("acute", 8),
        ("primary", 6),
    ]
    assert [(r["requirement_id"], r["achieved"], r["met"]) for r in passport["requirements"]] == [
        ("R1", 1, True)
    ]


def test_a_passport_has_earlier_placements_outside_the_round(facts):
    places = dict(passports(facts))["L2"]["placements"]

    assert [(p["when"], p["setting"], p["sector"]) for p in places] == [
        ("earlier", "elsewhere", "community"),
        ("this round", "Practice 2", "primary"),
        ("this round", HOSTILE, "acute"),
    ]


def test_a_passport_as_json_is_the_same_values(facts):
    passport = dict(passports(facts))["L1"]

    assert json.loads(as_json(passport)) == passport
    assert SECRET not in as_json(passport).decode()


def test_a_letter_of_a_draft_says_so(facts):
    said = dict(letters(facts))["L1"]

    assert said["opening"].startswith("This is a draft")
    assert [p["setting"] for p in said["placements"]] == [HOSTILE, HOSTILE]
    assert said["placements"][0]["journey"] == "30 minutes"


def test_a_letter_says_when_a_learner_has_no_placement_yet(facts):
    said = dict(letters(facts))

    # B2 of L3, weeks 7 to 10, has no place: six weeks after Monday 7 September, for four weeks.
    gap = "You have no placement yet from 19 October 2026 to 15 November 2026. "
    assert said["L3"]["closing"] == gap + said["L1"]["closing"]


def test_a_learner_without_a_placement_gets_no_letter():
    assert "L3" not in dict(letters(facts_of(a_plan(a_round(), "L1 B1 S1 1"))))


def test_the_state_of_a_published_plan_is_in_its_letters():
    rows = ("L1 B1 S1 1", "L1 B2 S1 7")
    pins = "learner_id,block_id,setting_id,state\nL1,B1,S1,published\nL1,B2,S1,fixed"
    round = a_round(pins=pins)
    facts = facts_of(a_plan(round, *rows))

    assert isinstance(facts, Facts)
    assert facts.standing == "published; 1 of 2 placements frozen"
    assert not dict(letters(facts))["L1"]["opening"].startswith("This is a draft")


def test_a_contact_is_of_a_role():
    # What letters and calendars hand out as contact is declared never to be a person's name.
    assert "never a person's name" in SETTINGS.column("contact").meaning
