"""Progress of a long answer: lines now and then on a pipe, one written over on a terminal."""

import io

import pytest

from placements.commands import _telling
from placements.commands._telling import telling


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def clock(monkeypatch):
    """Give a clock that goes on by four seconds whenever it is read."""
    times = iter(range(0, 1_000, 4))
    monkeypatch.setattr(_telling.time, "monotonic", lambda: next(times))


def test_a_pipe_gets_a_line_every_few_seconds(clock, monkeypatch):
    # Asked after 4, 8 and 12 seconds: at 8 the first line is due, at 12 the next is not yet.
    stream = io.StringIO()
    monkeypatch.setattr("sys.stderr", stream)

    with telling() as tell:
        for done in range(3):
            tell(done, 3, f"S{done}")

    assert stream.getvalue() == "0:08  1 of 3 done, next: S1\n"


def test_a_terminal_sees_the_last_question_too_until_the_answer_is_there(clock, monkeypatch):
    stream = Terminal()
    monkeypatch.setattr("sys.stderr", stream)

    with telling() as tell:
        tell(0, 1, "S0")
        assert stream.getvalue() == "\r\x1b[K0:04  0 of 1 done, next: S0"

    assert stream.getvalue().endswith("\r\x1b[K")
