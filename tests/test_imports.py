"""What is installed: both packages with every room, and names that import alone."""

import importlib
import subprocess
import sys
import tomllib
from importlib.metadata import entry_points, metadata
from pathlib import Path
from pkgutil import walk_packages

import pytest

import models
import placements

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
ROOMS = [
    module.name
    for package in (models, placements)
    for module in walk_packages(package.__path__, f"{package.__name__}.")
    if module.name != "placements.__main__"  # importing it runs the command
]


@pytest.mark.parametrize("room", ROOMS)
def test_every_module_imports_and_says_what_it_is(room):
    module = importlib.import_module(room)

    assert (module.__doc__ or "").strip()


def test_the_tests_are_of_this_checkout():
    assert Path(placements.__file__).parents[1] == ROOT
    assert Path(models.__file__).parents[1] == ROOT


def test_every_folder_of_modules_is_packaged():
    # The installation finds packages; a folder without __init__.py would import here alone.
    folders = {
        path.parent for name in ("models", "placements") for path in (ROOT / name).rglob("*.py")
    }

    assert PROJECT["tool"]["setuptools"]["packages"]["find"]["include"] == [
        "models*",
        "placements*",
    ]
    assert [folder for folder in folders if not (folder / "__init__.py").exists()] == []


def test_the_library_imports_without_the_solver():
    code = "import sys, placements; print({'pyomo', 'pandas', 'highspy'} & set(sys.modules))"

    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "set()"


def test_running_needs_no_library_that_only_tests_and_notebooks_have():
    code = (
        "import sys, placements.run, placements.export.run_files, placements.cli\n"
        "others = {'matplotlib', 'pytest', 'hypothesis', 'typst', 'docx', 'IPython'}\n"
        "print(others & set(sys.modules))"
    )

    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "set()"


def test_the_command_is_installed():
    (command,) = entry_points(group="console_scripts", name="placements")

    assert command.value == "placements.cli:main"


def test_every_requirement_has_its_exact_version_in_the_constraints():
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pinned = {line.split("==")[0].lower() for line in lines if line and not line.startswith("#")}
    optional = PROJECT["project"]["optional-dependencies"]
    extras = [*optional["test"], *optional["benchmark"]]
    wanted = {
        requirement.split(">=")[0].lower()
        for requirement in [*PROJECT["project"]["dependencies"], *extras]
    }

    assert all("==" in line for line in lines if line and not line.startswith("#"))
    assert "://" not in "".join(lines)
    assert wanted <= pinned


def test_the_version_is_one_in_every_place():
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")

    assert f"version: {metadata('placements')['Version']}\n" in citation
    assert PROJECT["project"]["version"] == metadata("placements")["Version"]
