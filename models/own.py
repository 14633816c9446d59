"""Rules and measures of your own, in a folder of yours: nothing that is installed is touched.

``PLACEMENTS_MODELS`` names folders laid out as this one: ``rules/*.py`` and ``measures/*.py`` in
them are rules and measures like any other, for every command and in every process. A run that
used them says so in ``run.json``.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, MutableSequence
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

from placements.errors import InputError, Problem

VARIABLE = "PLACEMENTS_MODELS"
KINDS = {"rules": "RULE", "measures": "MEASURE"}
"""Folder → what each of its files states."""


def pieces(package: str, path: MutableSequence[str]) -> dict[str, Any]:
    """Return what the files of a package state, by name; those of the user's own among them.

    Parameters
    ----------
    path
        The package's ``__path__``; the folders of the user's own are added to it.

    Raises
    ------
    InputError
        Where a folder or a file of the user's own cannot be used.
    """
    kind = package.rpartition(".")[2]
    shipped = [module.name for module in iter_modules(path)]
    own = own_files(kind)
    problems = [*_unusable(), *_twice(shipped, own)]
    if problems:
        raise InputError(VARIABLE, problems)
    path.extend(dict.fromkeys(str(file.parent) for file in own))
    mine = {file.stem: file for file in own}
    return {name: _piece(package, name, mine.get(name)) for name in sorted({*shipped, *mine})}


def own_files(kind: str) -> list[Path]:
    """Return the user's own files of a kind."""
    return [
        file
        for folder in _folders()
        for file in sorted((folder / kind).glob("*.py"))
        if file.stem != "__init__"
    ]


def own_hashes() -> dict[str, str]:
    """Return the hash of each of the user's own files, by kind and name."""
    return {
        f"{kind}/{file.name}": hashlib.sha256(file.read_bytes()).hexdigest()
        for kind in KINDS
        for file in own_files(kind)
    }


def _folders() -> list[Path]:
    named = os.environ.get(VARIABLE, "").split(os.pathsep)
    return [Path(name).resolve() for name in named if name]


def _unusable() -> list[Problem]:
    wanted = " or ".join(KINDS)
    return [
        Problem(f"{folder} {f'has no folder {wanted}' if folder.is_dir() else 'is no folder'}")
        for folder in _folders()
        if not any((folder / kind).is_dir() for kind in KINDS)
    ]


def _twice(shipped: Iterable[str], own: Iterable[Path]) -> list[Problem]:
    """Refuse a second file of one name: a rule is added to those there, and replaces none."""
    taken, problems = set(shipped), []
    for file in own:
        if file.stem in taken:
            problems.append(Problem(f"{file} has the name of another; rename it"))
        taken.add(file.stem)
    return problems


def _piece(package: str, name: str, own: Path | None) -> Any:
    states = KINDS[package.rpartition(".")[2]]
    try:
        piece = getattr(import_module(f"{package}.{name}"), states)
    except Exception as error:  # somebody's file may end in any way
        if own is None:
            raise
        raise InputError.of(own, f"cannot be used: {error!r}") from error
    if own is not None and piece.name != name:
        raise InputError.of(own, f"states {piece.name!r}; its name must be the file's, {name!r}")
    return piece
