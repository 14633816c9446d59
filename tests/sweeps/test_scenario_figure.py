"""The picture of scenarios shows values and bounds, and never a difference that is not proven."""

from dataclasses import replace

from placements.sweeps.acceptance import Acceptance
from placements.sweeps.store import Record
from placements.sweeps.sweep import Sweep
from tests.rounds import make_round

TESTS = (Acceptance.of("unplaced <= 1"),)


def sweep(**levels):
    """Return scenarios without placements whose levels have these values and bounds."""
    round = make_round()
    records = {
        name: Record(name, "feasible", (("everyone placed", *ends),), (), (), 0.0)
        for name, ends in levels.items()
    }
    return Sweep(dict.fromkeys(records, round), records, TESTS)


def dots(axes):
    """Return value and colour of each scenario's dot, from the top."""
    own = [line for line in axes.lines if line.get_marker() == "o"]
    return [(float(line.get_xdata()[0]), line.get_markerfacecolor() == "white") for line in own]


def test_a_difference_within_the_gaps_is_a_hollow_dot():
    # "near" may be no better than the base once both are solved to the end; "far" cannot be.
    figure = sweep(base=(10, 6), near=(8, 7), far=(30, 20)).figure()

    (axes,) = figure.axes
    assert dots(axes) == [(10, False), (8, True), (30, False)]
    assert [(bar.get_x(), bar.get_width()) for bar in axes.patches] == [(6, 4), (7, 1), (20, 10)]
    assert [text.get_text() for text in axes.texts] == [
        "10, at least 6",
        "8, at least 7",
        "30, at least 20",
    ]
    # The base is drawn through all.
    assert [line.get_xdata()[0] for line in axes.lines if line.get_linestyle() == "--"] == [10]


def test_what_is_proven_has_no_bar_and_what_has_no_bound_says_so():
    (axes,) = sweep(base=(10, 10), other=(12, None)).figure().axes

    assert not axes.patches
    assert [text.get_text() for text in axes.texts] == ["10", "12, no bound"]


def test_a_scenario_that_fails_a_test_says_so_beside_its_name():
    found = sweep(base=(0, 0), other=(8, 8))
    without = replace(found.records["other"], unplaced=(("L1", "B1"), ("L1", "B2")))
    figure = replace(found, records={**found.records, "other": without}).figure()

    assert [text.get_text() for text in figure.axes[0].get_yticklabels()] == [
        "base",
        "other (1 test failed)",
    ]
