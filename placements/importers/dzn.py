"""Read a MiniZinc data file (``.dzn``): names with whole numbers, lists and tables of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from placements.errors import InputError, Problem, Where, nearest, quoted

MAX_BYTES = 200_000_000
_COMMENT = re.compile(r"%[^\n]*|/\*.*?\*/", re.DOTALL)
_ITEM = re.compile(r"([A-Za-z]\w*)\s*=\s*(.*)", re.DOTALL)
_ARRAY = re.compile(r"array[1-6]d\s*\(.*?,\s*(\[[^\[\]]*\])\s*\)", re.DOTALL)
_NUMBER = re.compile(r"[+-]?[0-9]{1,15}")


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a data file.

    Parameters
    ----------
    numbers
        All its numbers, in the order written.
    rows
        Length of each row of a table ``[| … | … |]``; ``None`` for a number or a plain list.
    line
        Line on which it begins.
    """

    numbers: tuple[int, ...]
    rows: tuple[int, ...] | None
    line: int
    is_number: bool


def read_dzn(file: Path) -> dict[str, Value]:
    """Return every name of a data file with its value.

    Raises
    ------
    InputError
        Where the file cannot be read, or is not such a file; lists every problem.
    """
    text = _COMMENT.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), _text_of(file))
    problems: list[Problem] = []
    values: dict[str, Value] = {}
    line = 1
    for item in text.split(";"):
        stripped = item.lstrip()
        line += item.count("\n", 0, len(item) - len(stripped))
        if stripped:
            _read_item(stripped.rstrip(), Where(file.name, line=line), values, problems)
        line += stripped.count("\n")
    if problems:
        raise InputError(file, problems)
    if not values:
        raise InputError.of(file, "is not a MiniZinc data file: it has no line 'name = value;'")
    return values


def _text_of(file: Path) -> str:
    try:
        if file.stat().st_size > MAX_BYTES:
            raise InputError.of(file, f"is larger than {MAX_BYTES // 1_000_000} MB")
        return file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputError.of(file, f"cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise InputError.of(file, "is not a MiniZinc data file: it is not UTF-8 text") from error


def _read_item(item: str, where: Where, values: dict[str, Value], problems: list[Problem]) -> None:
    found = _ITEM.fullmatch(item)
    if not found:
        message = "is not part of a MiniZinc data file; expected 'name = value;'"
        problems.append(Problem(message, where, item.splitlines()[0]))
        return
    name, text = found[1], found[2]
    if name in values:
        problems.append(Problem(f"is set twice, first on line {values[name].line}", where, name))
        return
    try:
        values[name] = _value(text, where.line or 1)
    except ValueError as error:
        problems.append(Problem(f"{name}: {error}", where))


def _value(text: str, line: int) -> Value:
    if array := _ARRAY.fullmatch(text):
        text = array[1]
    if text.startswith("[|") and text.endswith("|]"):
        rows = [_numbers(row) for row in text[2:-2].split("|") if row.strip()]
        numbers = tuple(number for row in rows for number in row)
        return Value(numbers, tuple(map(len, rows)), line, is_number=False)
    if text.startswith("[") and text.endswith("]"):
        return Value(_numbers(text[1:-1]), None, line, is_number=False)
    return Value(_numbers(text), None, line, is_number=True)


def _numbers(text: str) -> tuple[int, ...]:
    cells = [cell.strip() for cell in text.split(",")]
    if cells[-1] == "":
        cells.pop()  # a comma after the last number is allowed
    for cell in cells:
        if not _NUMBER.fullmatch(cell):
            raise ValueError(f"{quoted(cell)} is not a whole number")
    return tuple(map(int, cells))


def named(values: dict[str, Value], name: str, file: Path, problems: list[Problem]) -> Value | None:
    """Return the value of a name, or ``None`` with the reason added to ``problems``."""
    if name not in values:
        where = Where(file.name)
        problems.append(Problem(f"{name} is missing", where, None, nearest(name, values)))
    return values.get(name)
