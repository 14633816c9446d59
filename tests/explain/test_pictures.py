"""Pictures of answers show what the tables say: ends of intervals, numbers, what is left out."""

import datetime as dt
from dataclasses import replace

import pytest

import placements as pl
from placements.explain.elsewhere import Closure
from placements.explain.pictures import fit, interval, named_rows
from placements.plan import LevelValue
from tests.rounds import make_round


def drawn(axes, row):
    """Return the solid and the hatched bar of a row, as (from, to), and the number beside them."""
    bars = [bar for bar in axes.patches if bar.get_y() < row < bar.get_y() + bar.get_height()]
    ends = {
        bool(bar.get_hatch()): tuple(sorted((bar.get_x(), bar.get_x() + bar.get_width())))
        for bar in bars
    }
    (words,) = [text.get_text() for text in axes.texts if text.xy[1] == row]
    return ends.get(False), ends.get(True), words


def labels(figure):
    return [text.get_text() for text in figure.axes[0].get_yticklabels()]


@pytest.mark.parametrize(
    ("ends", "solid", "hatched", "words"),
    [
        ((3, 3), (0, 3), None, "3"),
        ((0, 0), (0, 0), None, "0"),
        ((2, 5), (0, 2), (2, 5), "2 to 5"),
        ((-1, 2), (0, 0), (-1, 2), "-1 to 2"),
        ((-5, -2), (-2, 0), (-5, -2), "-5 to -2"),
        ((4, None), (0, 4), None, "4 or more"),
        ((-4, None), (0, 0), (-4, 0), "-4 or more"),
        ((None, 8), (0, 0), (0, 8), "at most 8"),
        ((None, -3), (-3, 0), None, "at most -3"),
        ((None, None), (0, 0), None, "not known"),
        ((1_234_567.0, 1_234_567.0), (0, 1_234_567), None, "1,234,567"),
    ],
)
def test_solid_is_what_is_proven_and_hatched_what_may_be(ends, solid, hatched, words):
    _, (axes,) = named_rows(["one"])

    interval(axes, 0, *ends)

    assert drawn(axes, 0) == (solid, hatched, words)


def test_every_number_has_room_inside_the_picture():
    figure, (axes,) = named_rows(["a", "b"])
    interval(axes, 0, 100, 2_000)
    interval(axes, 1, -30, -20)
    fit([axes])
    figure.draw_without_rendering()

    frame = axes.get_window_extent()
    for text in axes.texts:
        assert text.get_window_extent().x1 <= frame.x1 + 1


def test_closures_have_a_panel_of_each_level():
    round = make_round(
        blocks="cohort_id,block_id,start,weeks,stage\nC,B1,2026-09-07,4,1",
        capacity="setting_id,places\nS1,1\nS2,1",
    )
    plan = pl.solve(round).plan
    found = pl.closures(round, plan)
    one = Closure("setting", "S1", ("S1",), 1, 4, 0)
    levels = tuple(
        LevelValue(name, value, bound)
        for name, value, bound in (("unplaced", 8, 4), ("unmet", 6, None), ("moves", 3, 1))
    )
    told = replace(found, before=(4, 0), found=(replace(one, levels=levels), one))

    figure = told.figure()

    assert labels(figure) == ["S1 (setting)", "S1 (setting)"]
    unplaced, unmet, moves = figure.axes
    assert drawn(unplaced, 0)[2] == "0 to 4"
    assert drawn(unmet, 0)[2] == "at most 6"
    assert drawn(moves, 0) == ((0, 1), (1, 3), "1 to 3")
    # Of one that was not solved again: what bounds say.
    assert [drawn(axes, 1)[2] for axes in figure.axes] == ["at most 4", "not known", "1 or more"]
    (legend,) = figure.legends
    assert [text.get_text() for text in legend.get_texts()] == [
        "proven",
        "up to here it may be: not proven",
    ]


@pytest.fixture(scope="module")
def five():
    result = pl.solve(pl.read("data/five"))
    return result.plan


def test_prices_are_those_of_the_table_the_dearest_first(five):
    found = pl.price(five)

    figure = found.figure()

    names = labels(figure)
    saved = found.saved.assign(name=found.saved["kind"] + " " + found.saved["code"])
    for row, name in enumerate(names):
        own = saved[saved["name"] == name]
        assert own[["lower", "upper"]].any(axis=None)
        for axes, one in zip(figure.axes, own.itertuples(), strict=True):
            assert drawn(axes, row)[2] == f"{one.lower:,.6g}"
    left_out = saved[~saved["name"].isin(names)]
    assert not left_out[["lower", "upper"]].any(axis=None)
    assert names[0] == "requirement NURS-social"
    assert f"{left_out['name'].nunique()} more cost nothing" in figure.get_suptitle()


def test_costs_of_other_choices_are_those_of_the_table(five):
    found = pl.why(five, "L1")

    figure = found.figure()

    assert labels(figure) == [
        f"{row.block_id} at {row.setting_id}"
        for row in found.costs[["block_id", "setting_id"]].drop_duplicates().itertuples()
    ]
    first = found.costs.iloc[: len(figure.axes)]
    shown = [drawn(axes, 0)[2] for axes in figure.axes]
    assert shown == [f"{value:,.6g}" for value in first["extra_upper"]]


def test_one_table_has_what_is_open_what_it_costs_and_what_is_barred(five):
    found = pl.why(five, "L5", "B2", instead="HOME1")

    own = found.frame

    assert own["answer"].tolist() == ["barred"]
    assert own["setting_id"].tolist() == ["HOME1"]
    assert own["why"].tolist() == ["; ".join(codes) for codes in found.closed["reasons"]]
    every = pl.why(five, "L1").frame
    costs = every[every["answer"] == "costs"]
    assert costs.groupby(["block_id", "setting_id"])["level"].nunique().eq(4).all()
    assert set(every["answer"]) <= {"costs", "no plan", "barred"}


def test_who_is_at_risk_is_counted_by_stage_and_thing(five):
    found = pl.outlook(five.round, five, today=dt.date(2026, 9, 1))

    figure = found.figure()

    risk = found.frame[found.frame["alone"] != "can complete"]
    (what,) = risk["of_what"]
    assert labels(figure)[0] == f"alone, stage {risk['stage'].iat[0]}: {what}"
    assert figure.axes[0].patches[0].get_width() == 1
    assert "1 learner of 5" in figure.get_suptitle()


def test_nobody_at_risk_is_an_empty_picture():
    round = make_round(capacity="setting_id,places\nS1,9\nS2,9")

    figure = pl.outlook(round, pl.solve(round).plan, today=dt.date(2026, 6, 1)).figure()

    assert labels(figure) == []
