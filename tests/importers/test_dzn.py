"""MiniZinc data files: what is read, and what is refused where."""

import pytest

from placements.errors import InputError
from placements.importers.dzn import read_dzn


def read(tmp_path, text):
    file = tmp_path / "a.dzn"
    file.write_text(text, encoding="utf-8")
    return read_dzn(file)


def refusal(tmp_path, text):
    with pytest.raises(InputError) as error:
        read(tmp_path, text)
    return [str(problem) for problem in error.value.problems]


def test_numbers_lists_and_tables_are_read_with_their_lines(tmp_path):
    text = "%one\nA=3;\nB = [1,-2,];\nC =[|\n1, 2 |\n3, 4 |];\nD =\n array3d(1..A,1..1,1..1,"
    values = read(tmp_path, text + "[5,\n6,7]);")

    assert {name: value.numbers for name, value in values.items()} == {
        "A": (3,),
        "B": (1, -2),
        "C": (1, 2, 3, 4),
        "D": (5, 6, 7),
    }
    assert values["C"].rows == (2, 2)
    assert [value.line for value in values.values()] == [2, 3, 4, 7]


def test_a_comment_may_hold_anything(tmp_path):
    assert read(tmp_path, "A = /* x; = */ 1; % B = 2;").keys() == {"A"}


@pytest.mark.parametrize("text", ["", "% nothing\n", " \n"])
def test_a_file_without_values_is_refused(tmp_path, text):
    expected = "is not a MiniZinc data file: it has no line 'name = value;'"
    assert refusal(tmp_path, text) == [expected]


def test_every_problem_is_listed_with_its_line(tmp_path):
    text = "A = 1;\nB = [1, x];\nA = 2;\nlearner_id,name\n;C = 1.5;"

    assert refusal(tmp_path, text) == [
        "a.dzn, line 2: B: 'x' is not a whole number",
        "a.dzn, line 3: 'A' is set twice, first on line 1",
        "a.dzn, line 4: 'learner_id,name' is not part of a MiniZinc data file; "
        "expected 'name = value;'",
        "a.dzn, line 5: C: '1.5' is not a whole number",
    ]


def test_a_file_that_is_not_text_is_refused(tmp_path):
    (tmp_path / "a.dzn").write_bytes(b"\xff\xfe\x00A")
    with pytest.raises(InputError, match="it is not UTF-8 text"):
        read_dzn(tmp_path / "a.dzn")


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(InputError, match="cannot be read: No such file"):
        read_dzn(tmp_path / "none.dzn")
