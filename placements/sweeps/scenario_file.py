"""Read ``scenarios.toml``: named changes to a round, and what must hold in each."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import networkx as nx

from placements.errors import InputError, Problem, nearest
from placements.sweeps.acceptance import Acceptance
from placements.sweeps.scenario import BASE, VERBS, Scenario
from placements.tables.refused import Refused


@dataclass(frozen=True, slots=True)
class Asked:
    """What a file asks for: scenarios in order, and what must hold in each."""

    scenarios: tuple[Scenario, ...]
    tests: tuple[Acceptance, ...]


def read_scenarios(path: Path) -> Asked:
    """Read ``scenarios.toml``.

    Raises
    ------
    InputError
        With everything that is wrong with the file.
    """
    try:
        tree = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise InputError.of(path, f"cannot be read: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise InputError.of(path, f"is not TOML: {str(error)[:200]}") from error
    problems: list[Problem] = []
    _unknown(tree, ("scenario", "tests"), "the file", problems)
    tests = list(_tests(tree.get("tests", []), problems))
    scenarios = list(_scenarios(tree.get("scenario", []), problems))
    _check_names(scenarios, problems)
    if problems:
        raise InputError(path, problems)
    return Asked(tuple(_in_order(scenarios)), tuple(tests))


def _unknown(
    given: Mapping[str, Any], known: Sequence[str], where: str, problems: list[Problem]
) -> None:
    for key in given:
        if key not in known:
            hint = nearest(key, known) or f"known: {', '.join(known)}"
            problems.append(Problem(f"is not a key of {where}", None, key, hint))


def _tests(texts: Any, problems: list[Problem]) -> Iterator[Acceptance]:
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        problems.append(Problem('tests is a list of texts, such as "unplaced <= 2"'))
        return
    for text in texts:
        try:
            yield Acceptance.of(text)
        except Refused as error:
            problems.append(Problem(error.expected, None, text, error.suggestion))


def _scenarios(listed: Any, problems: list[Problem]) -> Iterator[Scenario]:
    if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        problems.append(Problem("scenario is not a list; write [[scenario]]"))
        return
    if not listed:
        problems.append(Problem("there is no scenario; write [[scenario]]"))
    for number, one in enumerate(listed, 1):
        name = one.get("name")
        if not isinstance(name, str) or not name.strip():
            problems.append(Problem(f"scenario {number} has no name"))
            name = f"scenario {number}"
        _unknown(one, ("name", "on", "edit"), f"scenario {name!r}", problems)
        edits = one.get("edit", [])
        if not isinstance(edits, list) or not all(isinstance(edit, dict) for edit in edits):
            problems.append(Problem(f"edit of {name!r} is not a list; write [[scenario.edit]]"))
            edits = []
        good = [edit for k, edit in enumerate(edits, 1) if _fits(edit, name, k, problems)]
        yield Scenario(name, tuple(good), str(one.get("on", BASE)))


def _fits(edit: Mapping[str, Any], name: str, number: int, problems: list[Problem]) -> bool:
    """Report what is wrong with an edit before any round is at hand."""
    where, found = f"edit {number} of {name!r}", len(problems)
    verbs = [key for key in edit if key in VERBS]
    if len(verbs) != 1:
        hint = next((h for key in edit if (h := nearest(key, VERBS))), None)
        message = f"{where} names {'no' if not verbs else 'more than one'} change; known: "
        problems.append(Problem(message + ", ".join(VERBS), None, None, hint))
        return False
    verb = VERBS[verbs[0]]
    _unknown(edit, (verbs[0], *verb.arguments), where, problems)
    for key in verb.needed:
        if key not in edit:
            problems.append(Problem(f"{where} needs {key}"))
    return len(problems) == found


def _check_names(scenarios: list[Scenario], problems: list[Problem]) -> None:
    names = [BASE, *(scenario.name for scenario in scenarios)]
    for name in sorted({name for name in names if names.count(name) > 1}):
        problems.append(Problem("is the name of two scenarios", None, name))
    for scenario in scenarios:
        if scenario.on not in names:
            hint = nearest(scenario.on, names)
            problems.append(Problem("is not a scenario to stack on", None, scenario.on, hint))
    graph = nx.DiGraph((scenario.name, scenario.on) for scenario in scenarios)
    for cycle in nx.simple_cycles(graph):
        problems.append(Problem("is stacked on itself", None, min(cycle)))


def _in_order(scenarios: list[Scenario]) -> list[Scenario]:
    """Return the scenarios in the file's order, each with the edits of those it is stacked on."""
    by_name = {scenario.name: scenario for scenario in scenarios}

    def edits(name: str) -> tuple[Mapping[str, Any], ...]:
        return () if name == BASE else (*edits(by_name[name].on), *by_name[name].edits)

    return [Scenario(s.name, edits(s.name), s.on) for s in scenarios]
