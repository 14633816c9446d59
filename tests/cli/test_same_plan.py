"""The same content gives the same bytes: order, byte-order marks and line ends never matter."""

import csv
import io
import json
import random

import pytest

from tests.cli.command import call
from tests.rounds import write_round
from tests.shared import shared
from tests.tables.workbooks import workbook_of

TABLES = {
    "settings": """
        setting_id,name,provider_id,sector,latitude,longitude,tags
        S1,Ward 1,T1,acute,53,-2,
        S2,"Practice, 2",T2,primary,53,-2.05,step_free
        S3,Team 3,T1,community,53.02,-2.01,step_free;nights
        S4,Home 4,T3,social_care,53.01,-1.99,
        """,
    "capacity": """
        setting_id,learner_types,from,until,places
        S1,*,,,2
        S2,student,,2026-10-04,1
        S2,*,2026-10-05,,2
        S3,*,,,1
        S4,*,,,2
        """,
    "blocks": """
        cohort_id,block_id,start,weeks,stage
        C,B1,2026-09-07,4,1
        C,B2,2026-10-19,4,1
        D,B1,2026-09-14,3,1
        D,B2,2026-10-12,3,2
        """,
    "learners": """
        learner_id,programme_id,cohort_id,latitude,longitude,travel_mode
        007,P,C,53,-2,car
        L2,P,C,53,-2.02,bicycle
        L3,P,D,53.01,-2,car
        L4,P,D,53.02,-2.02,public
        """,
    "requirements": """
        requirement_id,programme_id,measure,where,each,minimum,maximum
        R1,P,placements,,setting,,1
        R2,P,weeks,sector=acute,,3,
        R3,P,sectors,,,2,
        """,
    "preferences": """
        learner_id,where,score
        007,sector=social_care,4
        L3,setting_id=S2,-6
        L3,tag=nights,9
        """,
}


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "round").mkdir()
    return write_round(tmp_path / "round", **TABLES)


def copied(source, copy, *, seed, bom=False, newline="\n", last=True):
    """Copy a round with the rows and columns of its tables in another order."""
    draw = random.Random(seed)
    copy.mkdir()
    for path in sorted(source.iterdir()):
        text = path.read_text(encoding="utf-8-sig")
        if path.suffix == ".csv":
            text = shuffled(text, draw)
        text = text.rstrip("\n").replace("\n", newline) + (newline if last else "")
        content = text.encode("utf-8-sig" if bom else "utf-8")
        (copy / path.name).write_bytes(content)
    return copy


def shuffled(text, draw):
    header, *rows = csv.reader(io.StringIO(text))
    order = draw.sample(range(len(header)), len(header))
    draw.shuffle(rows)
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(
        [row[k] for k in order] for row in [header, *rows]
    )
    return out.getvalue()


def solved(capsys, source, out):
    """Return the bytes of the plan, its levels, and the hashes of plan and content."""
    assert call(capsys, "solve", source, "--out", out, "--quiet").code == 0
    card = json.loads((out / "run.json").read_text(encoding="utf-8"))
    return (out / "plan.csv").read_bytes(), card["levels"], card["input_sha256"]


@pytest.mark.parametrize(
    "how",
    [
        {"seed": 1},
        {"seed": 2, "bom": True},
        {"seed": 3, "newline": "\r\n"},
        {"seed": 4, "last": False},
        {"seed": 5, "bom": True, "newline": "\r\n", "last": False},
    ],
    ids=["shuffled", "byte-order mark", "Windows line ends", "no last line end", "all of it"],
)
def test_a_copy_written_differently_has_the_same_plan_and_hash(capsys, tmp_path, folder, how):
    copy = copied(folder, tmp_path / "copy", **how)

    assert solved(capsys, folder, tmp_path / "one") == solved(capsys, copy, tmp_path / "two")


def test_a_workbook_has_the_same_plan_and_hash(capsys, tmp_path, folder):
    book = workbook_of(folder, tmp_path / "book.xlsx")

    assert solved(capsys, folder, tmp_path / "one") == solved(capsys, book, tmp_path / "two")


def test_a_run_repeated_on_more_cores_has_the_same_plan(capsys, tmp_path, folder):
    first = solved(capsys, folder, tmp_path / "one")
    call(capsys, "solve", folder, "--out", tmp_path / "two", "--quiet", "--threads", "3")

    assert (tmp_path / "two" / "plan.csv").read_bytes() == first[0]


def test_other_content_has_another_hash(capsys, tmp_path, folder):
    first = solved(capsys, folder, tmp_path / "one")
    text = (folder / "capacity.csv").read_text(encoding="utf-8")
    (folder / "capacity.csv").write_text(text.replace("S4,*,,,2", "S4,*,,,1"), encoding="utf-8")

    assert solved(capsys, folder, tmp_path / "two")[2] != first[2]


def test_a_shuffled_system_of_sixty_learners_has_the_same_plan_and_hash(capsys, tmp_path):
    source = shared("rounds/ics-60")
    copy = copied(source, tmp_path / "copy", seed=6, bom=True, newline="\r\n")

    assert solved(capsys, source, tmp_path / "one") == solved(capsys, copy, tmp_path / "two")
