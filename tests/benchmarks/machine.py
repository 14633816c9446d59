"""What a table was measured on, and with."""

from __future__ import annotations

import os
import platform
import subprocess
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import psutil

PACKAGES = ("placements", "highspy", "pyomo", "ortools", "linopy", "numpy", "scipy")
ROOT = Path(__file__).parents[2]


def machine(seed: int) -> dict[str, str]:
    """Return the machine, the versions that are there, and the seed of engines that take one."""
    facts = {
        "system": f"{platform.system()} {platform.machine()}",
        "cores": str(os.cpu_count()),
        "RAM": f"{psutil.virtual_memory().total / 2**30:.0f} GiB",
        "Python": platform.python_version(),
    }
    for package in PACKAGES:
        try:
            facts[package] = version(package)
        except PackageNotFoundError:
            continue
    return facts | {"commit": _commit(), "seed": str(seed)}


def _commit() -> str:
    """Return the checkout's commit, with a mark where files differ from it."""
    command = ["git", "describe", "--always", "--dirty"]
    try:
        done = subprocess.run(command, capture_output=True, check=True, cwd=ROOT, text=True)
    except (OSError, subprocess.CalledProcessError):
        return "not known"
    return done.stdout.strip()
