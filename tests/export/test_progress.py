"""Progress: one line a level on a pipe, a line that is written over on a terminal."""

import io

from placements.engine.stop import Progress
from placements.export.progress import ProgressLine


class Terminal(io.StringIO):
    def isatty(self):
        return True


def told(seconds, value, bound, **more):
    return Progress(2, 4, "curriculum", value, bound, seconds, **more)


def test_a_pipe_gets_a_line_where_a_level_ends():
    stream = io.StringIO()
    line = ProgressLine(stream)

    line(told(3, None, None))
    line(told(65, 512, 500))
    line(told(125, 512, 512, proven=True, ended=True))

    assert stream.getvalue() == "2:05  level 2 of 4, curriculum: best found 512, proven best\n"


def test_a_level_that_is_not_proven_says_how_low_it_might_be():
    stream = io.StringIO()
    ProgressLine(stream)(told(7, 1512, 1400.5, ended=True))

    assert stream.getvalue() == (
        "0:07  level 2 of 4, curriculum: best found 1,512, cannot be below 1,400.50\n"
    )


def test_a_terminal_sees_the_best_so_far_at_most_twice_a_second():
    stream = Terminal()
    line = ProgressLine(stream)

    line(told(1.0, None, None))
    line(told(1.2, 600, 500))
    line(told(1.6, 550, 500))

    assert stream.getvalue() == (
        "\r\x1b[2K0:01  level 2 of 4, curriculum: no plan yet"
        "\r\x1b[2K0:01  level 2 of 4, curriculum: best so far 550, cannot be below 500"
    )


def test_a_part_is_told_once_it_is_solved_and_without_values_of_its_own():
    # 198,800 weeks are unplaced where only the part's learners are counted: no reader wants that.
    stream = io.StringIO()
    line = ProgressLine(stream)

    line(told(1, 198_800, 198_800, ended=True, part="group 1 of 2"))
    line(Progress(4, 4, "travel", 7, 7, 2, ended=True, part="group 1 of 2"))

    assert stream.getvalue() == "0:02  group 1 of 2: solved again\n"


def test_a_terminal_sees_which_part_is_at_work():
    stream = Terminal()

    ProgressLine(stream)(told(1, 198_800, None, part="group 1 of 2"))

    assert stream.getvalue() == "\r\x1b[2K0:01  group 1 of 2: level 2 of 4, curriculum"
