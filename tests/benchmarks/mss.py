"""Medical Student Scheduling: published instances, imported, solved, and judged by their checker.

Each row is one instance: ``placements import mss``, ``placements solve``, then the checker that
comes with the instances. ``objective`` is the checker's, larger is better, and is compared with
minus the second level's value. ``to best`` is how far it lies below the best published value
(less than 0: it is better) and ``gap`` below the bound of this run, each as a share of the value
that it lies below, as the published gaps are. Best values are known for the harder, generated
instances. The published annealing runs took 24 to 65 s, so 60 s is the limit here.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
import shutil
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from placements.importers.mss import plan_to_mss
from tests.benchmarks.judged import run_folder, solved
from tests.benchmarks.process import measured, python
from tests.benchmarks.row import Options, Row, UntrueError
from tests.shared import SHARED

MSS = SHARED / "mss"
LIMIT = 60.0


def rows(options: Options) -> Iterator[Row]:
    """Import, solve and check each instance."""
    if not MSS.exists():
        return
    best = _best_known()
    for path in sorted(MSS.glob("*/*.dzn"), key=_natural):
        if options.wants(path.stem, path):
            yield _row(path, best.get(path.stem), options)


def _natural(path: Path) -> tuple[str, list[int], str]:
    return path.parent.name, [int(n) for n in re.findall(r"\d+", path.stem)], path.stem


def _best_known() -> dict[str, int]:
    with (MSS / "best_known.csv").open(encoding="utf-8", newline="") as file:
        return {row["instance"]: int(row["best_known"]) for row in csv.DictReader(file)}


def _row(instance: Path, best: int | None, options: Options) -> Row:
    round_path = options.folder / f"{instance.stem}_round"
    shutil.rmtree(round_path, ignore_errors=True)  # of an earlier measurement
    done = measured(python("-m", "placements", "import", "mss", instance, round_path))
    if done.code != 0:
        reason = f"import: exit {done.code}: {done.reason}"
        return Row(instance.stem, "placements", reason, None, (), {}, done.peak_mb)
    row = solved(instance.stem, round_path, options.limit(LIMIT), options)
    row = replace(row, seconds=row.seconds | {"import": done.seconds})
    if not row.levels:
        return row
    objective, violations = _checked(
        instance, round_path, run_folder(row.input, row.engine, options)
    )
    _agree(row, objective, violations)
    return replace(row, more=_compared(row, objective, violations, best))


def _checked(instance: Path, round_path: Path, run: Path) -> tuple[int, int]:
    """Return the checker's objective, and how many violations it finds."""
    start = tomllib.loads((round_path / "round.toml").read_text(encoding="utf-8"))["start"]
    schedule = run.with_name(f"{run.name}_schedule.csv")
    with schedule.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("student", "discipline", "hospital", "start"))
        writer.writerows(plan_to_mss(run / "plan.csv", dt.date.fromisoformat(str(start))))
    done = measured(python(MSS / "check.py", instance, schedule))
    found = re.search(r"objective (-?\d+), violations (\d+)", done.out)
    if found is None:
        raise UntrueError(f"{schedule}: the checker says {done.out or done.err!r}")
    return int(found[1]), int(found[2])


def _agree(row: Row, objective: int, violations: int) -> None:
    """Refuse a row on which judge and checker differ; without every block they count apart."""
    feasible, satisfaction = (level.value for level in row.levels)
    if (feasible == 0) != (violations == 0):
        raise UntrueError(f"{row.input}: level 1 is {feasible}, with {violations} violations")
    if violations == 0 and abs(satisfaction + objective) > 1e-6 * max(1, abs(objective)):
        raise UntrueError(f"{row.input}: level 2 is {satisfaction}, the objective {objective}")


def _compared(row: Row, objective: int, violations: int, best: int | None) -> dict[str, object]:
    bound = row.levels[1].bound
    above = None if bound is None or violations else -bound
    return {
        "objective": objective,
        "violations": violations,
        "best known": best,
        "to best [%]": _share(best, objective),
        "gap [%]": _share(above, objective),
    }


def _share(above: float | None, objective: int) -> float | None:
    """Return how far the objective lies below a value, as a share of that value [%]."""
    return round(100 * (above - objective) / above, 3) if above else None
