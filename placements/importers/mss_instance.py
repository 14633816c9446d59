"""A Medical Student Scheduling instance: its names, shapes and values, checked."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from placements.errors import InputError, Problem, Where
from placements.importers.dzn import Value, named, read_dzn

SIZES = ("Students", "Disciplines", "Hospitals", "Duration", "Horizon", "Groups")
LIMIT = "MaxDiscPerHosp"
WEIGHTS = 4
"""Weights of a student: discipline, hospital, a change of hospital, a waiting period."""
SHAPES: dict[str, tuple[str, ...]] = {
    "DiscGroup": ("Disciplines",),
    "StudDiscGroup": ("Students", "Groups"),
    "AllowedDisc": ("Students", "Disciplines"),
    "Precededby": ("Disciplines", "Disciplines"),
    "Availability": ("Students", "Horizon"),
    "Ability": ("Students", "Hospitals", "Disciplines"),
    "MaxPosHosp": ("Hospitals", "Disciplines", "Horizon"),
    "MinPosHosp": ("Hospitals", "Disciplines", "Horizon"),
    "WeightPref": ("Students", "weights"),
    "PrefStudDisc": ("Students", "Disciplines"),
    "PrefStudHosp": ("Students", "Hospitals"),
    "ManPref": ("Disciplines",),
}
"""Name → what each of its dimensions runs over, the last one fastest."""
YES_NO = ("AllowedDisc", "Precededby", "Availability", "Ability")
COUNTS = ("StudDiscGroup", "MaxPosHosp", "MinPosHosp")


@dataclass(frozen=True, eq=False)
class Instance:
    """A checked instance; arrays have the shapes of ``SHAPES``, their positions count from 0.

    Parameters
    ----------
    duration, horizon
        Length of every discipline, and of the calendar [periods].
    limit
        Most disciplines of one student at one hospital.
    group
        Group of each discipline, 1 first.
    take
        How many disciplines of each group each student takes.
    weights
        Of each student: discipline, hospital (times the preference), change, waiting (at most 0).
    """

    name: str
    duration: int
    horizon: int
    limit: int
    group: np.ndarray
    take: np.ndarray
    allowed: np.ndarray
    preceded_by: np.ndarray
    available: np.ndarray
    able: np.ndarray
    most: np.ndarray
    fewest: np.ndarray
    weights: np.ndarray
    discipline_score: np.ndarray
    hospital_score: np.ndarray
    manager_score: np.ndarray


def read_instance(file: Path) -> Instance:
    """Return the instance that a ``.dzn`` file states.

    Raises
    ------
    InputError
        Where it is not such a file, or names, lengths or values are wrong; lists all of them.
    """
    values = read_dzn(file)
    problems: list[Problem] = []
    sizes = {n: _size(values, n, file, problems) for n in (*SIZES, LIMIT)}
    if problems:
        for name in SHAPES:
            named(values, name, file, problems)
        raise InputError(file, problems)
    sizes["weights"] = WEIGHTS
    arrays = {}
    for name, dimensions in SHAPES.items():
        shape = tuple(sizes[dimension] for dimension in dimensions)
        if (value := named(values, name, file, problems)) is not None:
            arrays[name] = _array(name, value, shape, file, problems)
    if not problems:
        problems += [
            Problem(message, Where(file.name)) for message in _contradictions(arrays, sizes)
        ]
    if problems:
        raise InputError(file, problems)
    return Instance(file.stem, sizes["Duration"], sizes["Horizon"], sizes[LIMIT], *arrays.values())


def _size(values: dict[str, Value], name: str, file: Path, problems: list[Problem]) -> int:
    if (value := named(values, name, file, problems)) is None:
        return 0
    least = 0 if name == LIMIT else 1
    if not value.is_number or len(value.numbers) != 1 or value.numbers[0] < least:
        where = Where(file.name, line=value.line)
        problems.append(Problem(f"{name} is not one whole number of at least {least}", where))
        return 0
    return value.numbers[0]


def _array(
    name: str, value: Value, shape: tuple[int, ...], file: Path, problems: list[Problem]
) -> np.ndarray:
    where = Where(file.name, line=value.line)
    wanted = " × ".join(map(str, shape))
    numbers = np.array(value.numbers, dtype=np.int64)
    if len(numbers) != np.prod(shape):
        message = f"{name} has {len(numbers):,} numbers; {wanted} are expected"
        problems.append(Problem(message, where))
        return numbers
    if value.rows is not None and set(value.rows) != {shape[-1]}:
        message = (
            f"{name} has rows of {min(value.rows)} to {max(value.rows)}; {wanted} are expected"
        )
        problems.append(Problem(message, where))
        return numbers
    array = numbers.reshape(shape)
    if name in YES_NO and not np.isin(array, (0, 1)).all():
        problems.append(Problem(f"{name} holds a number other than 0 and 1", where))
    if name in COUNTS and (array < 0).any():
        problems.append(Problem(f"{name} holds a number below 0", where))
    if name == "WeightPref" and (array[:, 2:] > 0).any():
        message = "WeightPref rewards a change or waiting: columns 3 and 4 are at most 0"
        problems.append(Problem(message, where))
    return array


def _contradictions(arrays: dict[str, np.ndarray], sizes: dict[str, int]) -> list[str]:
    """Return what no schedule can hold, whatever the rest."""
    found = []
    if sizes["Duration"] > sizes["Horizon"]:
        found.append(f"Duration {sizes['Duration']} is longer than Horizon {sizes['Horizon']}")
    group, take, allowed = arrays["DiscGroup"], arrays["StudDiscGroup"], arrays["AllowedDisc"]
    for discipline in np.flatnonzero((group < 1) | (group > sizes["Groups"])):
        found.append(f"DiscGroup puts discipline {discipline + 1} into group {group[discipline]}")
    for student, column in np.argwhere(take > _allowed_of_group(allowed, group, sizes["Groups"])):
        wanted = take[student, column]
        found.append(
            f"student {student + 1} must take {wanted} of group {column + 1}, "
            "but AllowedDisc lets them take fewer"
        )
    for hospital, discipline, period in np.argwhere(arrays["MinPosHosp"] > arrays["MaxPosHosp"]):
        found.append(
            f"MinPosHosp is above MaxPosHosp at hospital {hospital + 1}, "
            f"discipline {discipline + 1}, period {period + 1}"
        )
    return found


def _allowed_of_group(allowed: np.ndarray, group: np.ndarray, groups: int) -> np.ndarray:
    """Return how many disciplines of each group each student may take, (students, groups)."""
    return np.stack([allowed[:, group == g].sum(axis=1) for g in range(1, groups + 1)], axis=1)
