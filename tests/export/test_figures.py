"""The pictures show every placement and every learner-week, in colours that can be told apart."""

import io

import pytest
from matplotlib.dates import date2num

from placements.export.figures import LOOKS, load, rotations, setting_load
from placements.plan import Placement, Plan
from placements.tables.supply import SECTORS
from tests.rounds import make_round


@pytest.fixture
def plan():
    placements = [("L1", "B1", "S1", 1), ("L1", "B2", "S2", 7), ("L2", "B1", "S1", 1)]
    return Plan.of(make_round(), [Placement(*one) for one in placements])


def bars(figure):
    """Return row, first day, days and colour of every bar."""
    (axes,) = figure.axes
    return sorted(
        (
            round(bar.get_y() + bar.get_height() / 2),
            round(bar.get_x()),
            round(bar.get_width()),
            bar.get_facecolor(),
        )
        for bar in axes.patches
    )


def test_every_sector_has_a_look_of_its_own():
    assert set(LOOKS) == set(SECTORS)
    assert len({look.letter for look in LOOKS.values()}) == len(SECTORS)
    assert len({look.colour for look in LOOKS.values()}) == len(SECTORS)


def test_every_placement_is_a_bar_at_its_dates(plan):
    figure = rotations(plan)
    start = date2num(plan.round.start)

    # Four weeks, drawn a day short so that neighbours can be told apart; B2 starts in week 7.
    assert [bar[:3] for bar in bars(figure)] == [
        (0, start, 27),
        (0, start + 42, 27),
        (1, start, 27),
    ]


def test_every_bar_has_its_sectors_letter_and_the_legend_says_what_it_means(plan):
    (axes,) = rotations(plan).axes

    assert sorted(text.get_text() for text in axes.texts) == ["A", "A", "P"]
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["A  acute", "P  primary"]


def test_learners_can_be_chosen_and_ordered(plan):
    (axes,) = rotations(plan, ["L2", "L1"]).axes

    assert [label.get_text() for label in axes.get_yticklabels()] == ["L2", "L1"]


def test_a_plan_without_placements_has_its_pictures_too():
    empty = Plan.empty(make_round())

    assert bars(rotations(empty)) == []
    assert load(empty).to_numpy().sum() == 0


def test_the_load_counts_every_learner_in_every_week(plan):
    table = load(plan)

    assert table.index.tolist() == [("acute", "S1"), ("primary", "S2")]
    assert table.loc[("acute", "S1")].tolist() == [2] * 4 + [0] * 16
    assert table.loc[("primary", "S2")].tolist() == [0] * 6 + [1] * 4 + [0] * 10


def test_the_picture_of_the_load_is_drawn_from_its_table(plan):
    figure = setting_load(plan)
    (image,) = figure.axes[0].images

    assert image.get_array().filled(0).tolist() == load(plan).to_numpy().tolist()
    assert [label.get_text() for label in figure.axes[0].get_yticklabels()] == ["S1  A", "S2  P"]


@pytest.mark.parametrize("picture", [rotations, setting_load])
def test_a_picture_can_be_saved(plan, picture):
    file = io.BytesIO()
    picture(plan).savefig(file, format="png")

    assert file.getvalue().startswith(b"\x89PNG")
