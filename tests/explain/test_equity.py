"""Equity: what is told of many, what is not told of few, and fair shares of providers."""

import pandas as pd
import pytest

import placements as pl
from placements.explain.burdens import burdens
from placements.explain.equity import equity
from placements.export.equity import equity_text
from placements.plan import Plan
from tests.cli.command import call
from tests.examples import plan_of
from tests.rounds import make_round, write_round

CODES = [f"L{k:02}" for k in range(12)]
LEARNERS = "learner_id,programme_id,cohort_id,latitude,longitude,group\n" + "\n".join(
    f"{code},P,C,53,-2,{'A' if k < 6 else 'B'}" for k, code in enumerate(CODES)
)
PLACES = "setting_id,places\nS1,9\nS2,9"
PROVIDERS = """
    provider_id,name,registered_wte
    T1,Trust,300
    T2,Practice,100
    """
PREFERENCES = "learner_id,where,score\nL00,sector=primary,5\nL00,sector=acute,5\nL06,tag=x,5"
HISTORY = "learner_id,setting_id,weeks\nL00,S2,10"


def crowd(**tables):
    return make_round(**{"learners": LEARNERS, "capacity": PLACES, **tables})


def rows(acute):
    """Return block B1 of everybody: the first so many at S1 (acute, 5 minutes), others at S2."""
    return [f"{code} B1 {'S1' if k < acute else 'S2'} 1" for k, code in enumerate(CODES)]


def test_what_a_plan_makes_of_a_learner():
    round = crowd(preferences=PREFERENCES, history=HISTORY)
    plan = plan_of(round, "L00 B1 S1 1", "L00 B2 S2 7", "L01 B1 S2 1")

    table = burdens(plan)

    # Four weeks at 5 minutes and four at 12: 68 in all, 8.5 in the average week; ten weeks at 12
    # before. Both wishes are met; T1 to T2 is a move.
    own = table.loc["L00", ["weeks", "minutes", "longest", "travel", "travel_so_far", "wishes_met"]]
    assert own.tolist() == [8, 8.5, 12, 68, 188, 1]
    assert table.loc["L00", ["moves", "unplaced", "outside_acute"]].tolist() == [1, 0, 0.5]
    assert table.loc["L01", ["weeks", "unplaced"]].tolist() == [4, 4]
    assert table.loc["L06", "wishes_met"] == 0
    assert pd.isna(table.loc["L02", "minutes"])


def test_a_learner_with_priority_does_not_look_worse_off():
    round = make_round(
        learners="learner_id,programme_id,cohort_id,latitude,longitude,priority\n"
        "L1,P,C,53,-2,3\nL2,P,C,53,-2,1"
    )

    assert burdens(Plan.empty(round))["unplaced"].tolist() == [8, 8]


def test_quantiles_are_told_of_five_learners_at_least():
    found = equity(plan_of(crowd(), *rows(7)))

    told = found.spread.set_index(["dimension", "key", "measure"])
    whole = told.loc["all", "everybody", "longest"]
    # Of twelve, the sixth and seventh have five at or beyond them on both sides, so only the
    # median is told: seven learners have 5 minutes. Of six in a group, nobody has.
    assert whole["median"] == 5
    assert whole[["p10", "p25", "p75", "p90"]].isna().all()
    assert told.loc["group", "A", "longest"].loc["median":"median"].isna().all()
    assert told.loc["group", "A", "longest"]["learners"] == 6


def test_bands_add_up_and_small_ones_join_their_neighbours():
    found = equity(plan_of(crowd(), *rows(7)))

    own = found.bands[(found.bands["measure"] == "unplaced") & (found.bands["dimension"] == "all")]
    # B2 of four weeks is missing for all twelve.
    assert dict(zip(own["band"], own["learners"], strict=True)) == {
        "0": 0,
        "1 to 4": 12,
        "5 to 8": 0,
        "over 8": 0,
        "total": 12,
    }


def test_learner_weeks_of_few_are_hidden_with_others():
    found = equity(plan_of(crowd(), *rows(7)))

    mix = found.mix[found.mix["dimension"] == "group"].pivot(
        index="key", columns="sector", values="weeks"
    )
    # A has six at the ward; B one there and five in the practice. The one follows from the sums
    # unless the three other parts are hidden with it.
    assert mix.loc[["A", "B"], ["acute", "primary"]].isna().to_numpy().all()
    assert mix["total"].to_dict() == {"A": 24, "B": 24, "total": 48}
    assert mix.loc["total", ["acute", "primary"]].tolist() == [28, 20]


def test_fair_shares_follow_registered_staff():
    found = equity(plan_of(crowd(providers=PROVIDERS), *rows(6)))

    # 48 weeks in all; T1 has three quarters of the staff and half the weeks.
    shares = found.providers.set_index("provider_id")[["weeks", "fair_share", "ratio"]]
    assert shares.loc["T1"].tolist() == pytest.approx([24, 36, 24 / 36])
    assert shares.loc["T2"].tolist() == pytest.approx([24, 12, 2])
    assert found.outside_acute == 0.5


@pytest.mark.parametrize("placed", [0, 12])
def test_a_plan_of_nobody_and_one_of_everybody_have_an_account(placed):
    round = crowd()
    blocks = [*rows(6), *(f"{code} B2 {'S2' if k < 6 else 'S1'} 7" for k, code in enumerate(CODES))]
    found = equity(plan_of(round, *(blocks if placed else [])))

    text = equity_text(found)
    assert text.startswith(f"12 learners, {8 * placed} learner-weeks placed; ")
    assert ("  Minutes are estimated." in text) == bool(placed)
    assert "nan" not in text


def test_the_files_name_no_learner(capsys, tmp_path):
    folder = tmp_path / "round"
    folder.mkdir()
    write_round(folder, learners=LEARNERS, capacity=PLACES)
    plan = tmp_path / "plan.csv"
    plan.write_text(
        "learner_id,block_id,setting_id,start\n" + "\n".join(f"{c},B1,S1,2026-09-07" for c in CODES)
    )

    done = call(capsys, "equity", folder, plan, "--out", tmp_path / "out", "--quiet")

    # Twelve at a ward of nine places: a broken plan, but it has its spread.
    assert done.code == 0
    written = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert written == [
        "bands.csv",
        "equity.txt",
        "mix.csv",
        "providers.csv",
        "spread.csv",
        "worst_off.csv",
    ]
    text = "".join(path.read_text() for path in (tmp_path / "out").iterdir())
    assert not [code for code in CODES if code in text + done.out]


def test_the_picture_shows_what_may_be_told():
    found = equity(plan_of(crowd(), *rows(7)))

    axes = found.figure("longest").axes[0]

    # Of the groups of six no median is told; of all twelve it is 5.
    assert [label.get_text() for label in axes.get_yticklabels()] == ["everybody (12)"]
    assert [line.get_xdata()[0] for line in axes.lines] == [5]


def test_what_a_notebook_shows_names_no_learner():
    found = equity(pl.solve(pl.read("data/five")).plan)

    assert repr(found) == "Equity(5 learners)"
    assert not any(code in found._repr_html_() for code in found.learners.index)
