"""Run a notebook from its text, and keep what it shows.

usage: python notebooks/make.py notebooks/01_first_plan.py

Writes the ``.ipynb`` beside it. Cells get numbered names and no times, so that a notebook that
shows the same is the same file.
"""

from __future__ import annotations

import sys
from pathlib import Path

import jupytext
import nbformat
from nbclient import NotebookClient

WIDGET = "application/vnd.jupyter.widget-view+json"
STILL = "Controls and a button, in a running notebook."


def main(text: Path) -> None:
    """Run the cells in the notebook's own folder."""
    notebook = jupytext.read(text)
    for number, cell in enumerate(notebook.cells, 1):
        cell.id = f"cell-{number}"
    folder = {"metadata": {"path": str(text.parent)}}
    NotebookClient(
        notebook, kernel_name="python3", record_timing=False, resources=folder, timeout=1_200
    ).execute()
    nbformat.write(still(notebook), text.with_suffix(".ipynb"))


def still(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Put a sentence where controls were: they are of one run, and dead on a page."""
    notebook.metadata.pop("widgets", None)
    for cell in notebook.cells:
        for out in cell.get("outputs", []):
            if WIDGET in out.get("data", {}):
                out.data = nbformat.from_dict({"text/plain": STILL})
    return notebook


if __name__ == "__main__":
    main(Path(sys.argv[1]))
