"""Scenarios: named edits of a round, each as the words of ``scenarios.toml`` have it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from placements.round import Round

BASE = "base"
"""Name of the round as it is: every sweep has it."""
TABLE_ROWS = "rows"


@dataclass(frozen=True, slots=True)
class Verb:
    """What an edit may say: its method of ``Round``, and the names of its arguments.

    Parameters
    ----------
    arguments
        Key of the file → parameter of the method.
    """

    method: str
    subject: str
    arguments: Mapping[str, str] = field(default_factory=dict)
    needed: tuple[str, ...] = ()


VERBS = {
    "close": Verb("close", "settings", {"open_until": "open_until"}),
    "open": Verb("open", "settings", {"open_from": "open_from", "open_until": "open_until"}),
    "add_places": Verb(
        "add_places",
        "settings",
        {"places": "places", "from": "first", "until": "until"},
        ("places",),
    ),
    "change": Verb(
        "change",
        "table",
        {"where": "where", "column": "column", "value": "value"},
        ("column", "value"),
    ),
    "add": Verb("add", "table", {TABLE_ROWS: "rows"}, (TABLE_ROWS,)),
    "drop": Verb("drop", "table", {"where": "where"}, ("where",)),
    "add_learners": Verb("add_learners", "rows"),
    "add_requirement": Verb("add_requirement", ""),
    "drop_requirement": Verb("drop_requirement", "requirement_id"),
    "levels": Verb("with_levels", "levels"),
}
"""First key of an edit → what it does."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """Named edits of a round.

    Parameters
    ----------
    edits
        Each a mapping as the file has it: the verb, then its arguments.
    on
        Name of the scenario that it is stacked on.
    """

    name: str
    edits: tuple[Mapping[str, Any], ...]
    on: str = BASE

    def of(self, round: Round) -> Round:
        """Return the round, edited.

        Raises
        ------
        InputError
            Where an edit names what the round does not have, or makes it one that cannot be read.
        """
        for edit in self.edits:
            round = apply(round, edit)
        return round


def apply(round: Round, edit: Mapping[str, Any]) -> Round:
    """Return a round after one edit of a file."""
    name, verb = _verb(edit)
    given = {verb.arguments[key]: value for key, value in edit.items() if key != name}
    if name == "change":
        given.setdefault("where", "")
    method = getattr(round, verb.method)
    return method(**edit[name]) if not verb.subject else method(edit[name], **given)


def _verb(edit: Mapping[str, Any]) -> tuple[str, Verb]:
    name = next(key for key in edit if key in VERBS)
    return name, VERBS[name]
