"""``run.json``, read back: what a run proved of the plan beside it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from placements.errors import InputError
from placements.plan import LevelValue
from placements.verdict import Verdict

NAME = "run.json"


@dataclass(frozen=True, slots=True)
class RunCard:
    """What ``run.json`` says.

    Parameters
    ----------
    sha256
        Of the file ``run.json`` itself.
    plan_sha256, input_sha256
        Of the plan that the run wrote, and of the round's content.
    values, bounds
        Level → its value, and the bound that the run proved, ``None`` for none.
    version
        Of ``placements``, which made the plan; ``""``: it does not say.
    """

    sha256: str
    status: str
    plan_sha256: str
    input_sha256: str
    values: Mapping[str, float]
    bounds: Mapping[str, float | None]
    version: str

    def levels(self, verdict: Verdict) -> tuple[LevelValue, ...]:
        """Return the levels as judged, with the run's bounds."""
        return tuple(LevelValue(name, v, self.bounds.get(name)) for name, v in verdict.levels)


def read_run_card(plan_path: Path) -> RunCard | None:
    """Return what lies beside a plan file as ``run.json``; ``None`` where there is none.

    Raises
    ------
    InputError
        Where it is no account of a run.
    """
    path = plan_path.parent / NAME
    if not path.is_file():
        return None
    try:
        content = path.read_bytes()
        return _card(json.loads(content), hashlib.sha256(content).hexdigest())
    except OSError as error:
        raise InputError.of(path, f"cannot be read: {error.strerror}") from error
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise InputError.of(
            path, "is not the account of a run; solve writes it, and it is not to be edited"
        ) from error


def _card(read: Any, sha256: str) -> RunCard:
    bounds = {
        str(level["name"]): None if level["bound"] is None else float(level["bound"])
        for level in read["levels"]
    }
    values = {str(level["name"]): float(level["value"]) for level in read["levels"]}
    status, plan, round = (str(read[name]) for name in ("status", "plan_sha256", "input_sha256"))
    version = str(read.get("versions", {}).get("placements", ""))
    return RunCard(sha256, status, plan, round, values, bounds, version)


def file_sha256(path: Path) -> str:
    """Return the hash of a file's bytes."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
