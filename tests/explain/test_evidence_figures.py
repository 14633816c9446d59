"""Pictures of evidence say what their tables say."""

import placements as pl
from placements.explain.evidence_figures import closure_costs, place_gains, short_weeks
from tests.rounds import make_round

ROUND = {
    "blocks": "cohort_id,block_id,start,weeks,stage\nC,B1,2026-09-07,4,1",
    "capacity": "setting_id,places\nS1,1\nS2,0",
}


def labels(figure):
    return [text.get_text() for text in figure.axes[0].get_yticklabels()]


def test_a_shortage_is_drawn_over_its_weeks():
    # Two learners, one place, in weeks 1 to 4: one bar of 28 days.
    figure = short_weeks(pl.shortages(make_round(**ROUND)))

    assert labels(figure) == ["1  places: 2 learners, 4 weeks short"]
    ((box,),) = [collection.get_paths() for collection in figure.axes[0].collections]
    assert box.get_extents().width == 28


def test_no_shortage_is_an_empty_picture():
    assert labels(short_weeks(pl.shortages(make_round()))) == []


def test_closures_and_gains_are_bars_as_long_as_their_values():
    round = make_round(**ROUND)
    plan = pl.solve(round).plan

    closing = closure_costs(pl.closures(round, plan))
    gaining = place_gains(pl.worth(round, plan))

    # S1 closed: the one placement of 4 weeks is lost. One more place at S1 or S2 gains 4 weeks.
    assert labels(closing) == ["S1 (setting)", "S2 (setting)"]
    assert [bar.get_width() for bar in closing.axes[0].patches] == [4, 0]
    assert labels(gaining) == ["S1", "S2"]
    assert [bar.get_width() for bar in gaining.axes[0].patches] == [4, 4]
