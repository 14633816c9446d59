"""The picture of plan against plan shows what moved, before and after, and what did not."""

import pytest

from placements.export.change_figure import KEPT, plan_against_plan
from placements.plan import Placement, Plan
from tests.rounds import make_round


def plan(*placements):
    return Plan.of(make_round(), [Placement(*one) for one in placements])


BEFORE = plan(("L1", "B1", "S1", 1), ("L1", "B2", "S2", 7), ("L2", "B1", "S1", 1))
AFTER = plan(("L1", "B1", "S1", 1), ("L1", "B2", "S1", 7), ("L2", "B1", "S1", 1))


def texts(figure):
    (axes,) = figure.axes
    return sorted((round(text.xy[1], 1), text.get_text()) for text in axes.texts)


def test_what_moved_is_above_before_and_below_after():
    figure = plan_against_plan(BEFORE, AFTER)

    # L2 does not move; L1 stays in B1, which is grey, and goes from S2 to S1 in B2.
    assert [label.get_text() for label in figure.axes[0].get_yticklabels()] == ["L1"]
    assert texts(figure) == [(-0.2, "P S2"), (0.2, "A S1")]
    assert len(figure.axes[0].patches) == 3


def test_the_legend_says_what_every_colour_is():
    legend = plan_against_plan(BEFORE, AFTER).axes[0].get_legend()

    assert [text.get_text() for text in legend.get_texts()] == [
        "A  acute",
        "P  primary",
        "not moved",
    ]


def test_learners_can_be_chosen_and_the_others_are_counted():
    (axes,) = plan_against_plan(BEFORE, AFTER, ["L2"]).axes

    assert [label.get_text() for label in axes.get_yticklabels()] == ["L2"]
    assert [bar.get_facecolor()[:3] for bar in axes.patches] == [
        tuple(int(KEPT[k : k + 2], 16) / 255 for k in (1, 3, 5))
    ]


def test_more_than_fit_are_said_not_to_be_shown():
    both = plan(("L1", "B1", "S2", 1), ("L2", "B1", "S2", 1))

    assert plan_against_plan(BEFORE, both, most=1).axes[0].get_title(loc="left") == (
        "2 learners move; 1 more is not shown: above before, below after"
    )


@pytest.mark.parametrize("after", [BEFORE, Plan.empty(make_round())])
def test_plans_that_are_equal_or_empty_have_a_picture_too(after):
    assert plan_against_plan(BEFORE, after).axes
