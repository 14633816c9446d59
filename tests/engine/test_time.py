"""With a time limit the large engine works as long as there is time, unless told how much."""

from itertools import count
from pathlib import Path

import pytest

from placements.engine import large
from placements.engine.improver import Improver, State
from placements.round import Round
from placements.run import read, solve
from tests.engine.crowded import write_crowded_round
from tests.rounds import make_round


class EnoughError(Exception):
    """Batches go on after the work is done."""


@pytest.fixture
def crowded(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Round:
    """Return a round with more to find; any work is too much, and after a few batches is enough."""
    begun = count(1)
    plain = Improver.round

    def counted(self: Improver, state: State) -> State:
        if next(begun) > 3:
            raise EnoughError
        return plain(self, state)

    monkeypatch.setattr(large, "WORK", 1e-9)
    monkeypatch.setattr(Improver, "round", counted)
    return read(write_crowded_round(tmp_path, seed=3))


def test_the_work_is_what_was_asked_for(crowded: Round) -> None:
    assert solve(crowded, engine="large", time_limit=600.0, effort=7.0).effort == 7.0


def test_with_a_time_limit_alone_it_is_what_there_is_time_for(crowded: Round) -> None:
    with pytest.raises(EnoughError):
        solve(crowded, engine="large", time_limit=600.0)


@pytest.mark.parametrize(
    ("limit", "effort", "done"), [(None, None, 100.0), (60.0, None, None), (60.0, 7.0, 7.0)]
)
def test_a_result_says_what_bounded_the_work(
    limit: float | None, effort: float | None, done: float | None
) -> None:
    assert solve(make_round(), time_limit=limit, effort=effort).effort == done
