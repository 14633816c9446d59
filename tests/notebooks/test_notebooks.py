"""Every notebook runs from top to bottom, equals its pair, and was committed with its outputs."""

import runpy
from pathlib import Path

import jupytext
import nbformat
import pytest
from nbclient import NotebookClient

FOLDER = Path(__file__).parents[2] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
still = runpy.run_path(str(FOLDER / "make.py"))["still"]


def read(path):
    return nbformat.read(path, as_version=4)


def code(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


by_name = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def test_there_is_a_pair_for_every_notebook():
    assert NOTEBOOKS
    assert [path.with_suffix(".py") for path in NOTEBOOKS] == sorted(FOLDER.glob("[0-9]*.py"))


@by_name
def test_the_pair_has_the_same_cells(path):
    cells = [(cell.cell_type, cell.source) for cell in read(path).cells]
    paired = [
        (cell.cell_type, cell.source) for cell in jupytext.read(path.with_suffix(".py")).cells
    ]

    assert cells == paired


@by_name
def test_the_kernel_says_its_language(path):
    assert read(path).metadata.kernelspec.language == "python"


@by_name
def test_it_was_run_in_order_without_an_error(path):
    cells = code(read(path))

    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    assert "error" not in {out.output_type for cell in cells for out in cell.outputs}


@by_name
def test_it_holds_no_path_of_a_machine(path):
    text = path.read_text(encoding="utf-8")

    assert str(FOLDER.parent) not in text
    assert "/home/" not in text


@by_name
def test_it_runs_and_shows_what_was_committed(path):
    committed = read(path)
    fresh = read(path)
    NotebookClient(
        fresh, timeout=600, kernel_name="python3", resources={"metadata": {"path": str(FOLDER)}}
    ).execute()

    for before, now in zip(code(committed), code(still(fresh)), strict=True):
        if "time_limit" in before.source:
            break  # from here on the plan is as good as the machine is quick
        assert shown(now) == shown(before), before.source


def shown(cell):
    """Return what a cell shows as text; pictures are drawn anew by every version of the library."""
    data = [out.get("data", {"text/plain": out.get("text")}) for out in cell.outputs]
    return [parts.get("text/plain") for parts in data if "image/png" not in parts]
