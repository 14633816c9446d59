"""The files of a run: ``plan.csv``, ``run.json``, ``summary.txt`` and ``schedule.xlsx``."""

from __future__ import annotations

import hashlib
import json
import platform
import time
from importlib.metadata import version
from pathlib import Path

from models.own import own_hashes
from placements.export.folder import write_folder
from placements.export.making import facts_of_result
from placements.export.schedule import schedule
from placements.export.summary import summary
from placements.plan import LevelValue
from placements.plan_file import write_plan
from placements.result import Result
from placements.round import digest

FILES = ("plan.csv", "run.json", "summary.txt", "schedule.xlsx")
"""Every file that a run writes."""

PACKAGES = ("placements", "highspy", "numpy", "pandas", "pyomo", "scipy")
STEPS = ("read", "check", "build", "solve", "export")


def write_run(result: Result, out: Path, seconds: dict[str, float]) -> str:
    """Write a run's folder completely or not at all; return the summary.

    Parameters
    ----------
    seconds
        Time of the steps before the run itself [s]: ``read`` and ``check``.

    Raises
    ------
    InputError
        Where the folder cannot be written.
    """
    began = time.monotonic()
    plan = write_plan(result.plan).encode()
    text = summary(result)
    book = schedule(facts_of_result(result))
    times = {**seconds, **result.seconds, "export": time.monotonic() - began}
    card = json.dumps(run_card(result, plan, times), indent=2, ensure_ascii=False) + "\n"
    contents = (plan, card.encode(), text.encode(), book)
    write_folder(out, dict(zip(FILES, contents, strict=True)))
    return text


def run_card(result: Result, plan: bytes, seconds: dict[str, float]) -> dict[str, object]:
    """Return what ``run.json`` holds."""
    round = result.plan.round
    times = {step: round_to(seconds.get(step, 0.0), 3) for step in STEPS}
    return {
        "status": str(result.status),
        "levels": [level_card(level) for level in result.levels],
        "seconds": {**times, "total": round_to(sum(times.values()), 3)},
        "peak_memory_mb": _memory(result.peak_memory_mb),
        "candidates": result.candidates,
        "learners": len(round["learners"]),
        "blocks": len(round.learner_blocks),
        "settings": len(round["settings"]),
        "threads": result.threads,
        "time_limit": result.time_limit,
        "versions": {"python": platform.python_version(), **{p: version(p) for p in PACKAGES}},
        **_own_models(),
        "input_sha256": digest(round),
        "plan_sha256": hashlib.sha256(plan).hexdigest(),
    }


def _own_models() -> dict[str, dict[str, str]]:
    """Return the hashes of rules and measures that did not come with the package, if any did."""
    hashes = own_hashes()
    return {"own_models": hashes} if hashes else {}


def round_to(value: float, digits: int) -> float:
    """Return a value to so many decimals."""
    return float(f"{value:.{digits}f}")


def _memory(megabytes: float | None) -> float | None:
    return None if megabytes is None else round_to(megabytes, 1)


def level_card(level: LevelValue) -> dict[str, object]:
    """Return what ``run.json`` holds of a level."""
    return {
        "name": level.name,
        "value": _number(level.value),
        "bound": None if level.bound is None else _number(level.bound),
        "gap": level.gap,
    }


def _number(value: float) -> float | int:
    return int(value) if float(value).is_integer() else value
