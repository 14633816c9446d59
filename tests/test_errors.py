"""What a lead reads where a file has many faults: each kind of them, and how often."""

from placements.errors import InputError, Problem, Where


def at(line: int, column: str, message: str = "is blank; a value is needed") -> Problem:
    """Return a problem in a cell of a table."""
    return Problem(message, Where("plan.csv", line=line, column=column))


def test_of_many_that_say_the_same_the_first_and_how_many_more():
    problems = [at(line, column) for line in range(2, 32) for column in ("start", "weeks")]
    error = InputError("plan.csv", [*problems, at(40, "start", "is not a date")])

    lines = str(error).splitlines()

    assert lines[0] == "plan.csv has 61 problems:"
    assert lines[1:3] == [
        "  plan.csv, line 2, start: is blank; a value is needed",
        "  plan.csv, line 2, weeks: is blank; a value is needed",
    ]
    assert lines[-3:] == [
        "  and 10 more like that, the last: plan.csv, line 31, start: is blank; a value is needed",
        "  and 10 more like that, the last: plan.csv, line 31, weeks: is blank; a value is needed",
        "  plan.csv, line 40, start: is not a date",
    ]
    assert len(lines) == 1 + 2 * 20 + 2 + 1
    # Nothing is lost to whoever asks in Python, or reads the marked copy.
    assert len(error.problems) == 61


def test_faults_that_differ_are_all_told():
    problems = [at(line, "start", f"is not {line}") for line in range(2, 90)]
    assert len(str(InputError("plan.csv", problems)).splitlines()) == 1 + 88
