"""The page of mathematics is true to its sources, and reads well where it is read."""

import re
import sys
from pathlib import Path
from random import Random

import pytest

from models.build import build
from models.measure import LevelMeasure, Measure
from models.measures import MEASURES
from models.page import github, page
from models.rule import Rule
from models.rules import RULES
from placements.round import Level
from tests.strategies import candidates_of, round_texts

PIECES = (*RULES, *MEASURES.values())
PAGE = Path(__file__).parents[2] / "models" / "README.md"
COMMANDS = set(
    re.findall(
        r"\w+",
        """
    alpha beta gamma delta varepsilon zeta eta theta kappa lambda mu nu xi pi rho sigma tau phi chi
    psi omega Delta Sigma Omega sum prod max min le ge ne lt gt in notin cap cup setminus subset
    subseteq forall exists land lor neg to mapsto cdot times dots ldots mid text mathrm mathbb
    lvert rvert lfloor rfloor lceil rceil left right bigl bigr Bigl Bigr frac bar hat quad qquad
    """,
    )
)
"""What MathJax shows, on GitHub and in Jupyter alike."""

by_name = pytest.mark.parametrize("piece", PIECES, ids=lambda piece: piece.name)


COMMON = {"x", "z", "a", "e", "n", "C"}
"""Letters that the page explains once for all."""


def doc(piece: Rule | Measure | LevelMeasure) -> str:
    """Return the mathematics of a rule or measure."""
    return sys.modules[piece.add.__module__].__doc__ or ""


def displays(text: str) -> str:
    """Return the formulas that stand alone."""
    return "\n".join(re.findall(r"\$\$(.+?)\$\$", text, re.DOTALL))


def symbols(formulas: str) -> set[str]:
    """Return the letters of formulas that have an index."""
    plain = re.sub(r"\\(text|mathrm)\{[^}]*\}", "", formulas)
    found = re.findall(r"(\\?[A-Za-z]+)_(?:\{|\\?[A-Za-z0-9])", plain)
    return {symbol for symbol in found if symbol not in (r"\sum", r"\max", r"\min", r"\prod")}


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), (
        "run: python -m models.page > models/README.md"
    )


def test_every_rule_and_measure_is_on_it_and_in_its_contents() -> None:
    text = page()

    assert all(f"### `{piece.name}`" in text for piece in PIECES)
    assert all(f"[`{piece.name}`](#{piece.name}) | {piece.title}" in text for piece in PIECES)


def test_every_row_of_a_table_has_its_cells() -> None:
    tables = re.findall(r"(?:^\|.*\|\n)+", page(), re.MULTILINE)
    widths = [{line.count("|") for line in table.splitlines()} for table in tables]

    assert len(tables) >= len(PIECES)
    assert all(len(width) == 1 for width in widths)


def test_mathematics_is_left_alone_by_markdown() -> None:
    # GitHub reads a bare dollar as Markdown first; ours stand beside a backtick or in a fence.
    assert github("a $x_c$, `$` and $$y \\, z$$") == "a $`x_c`$, `$` and ```math\ny \\, z\n```"
    assert not re.search(r"(?<!`)\$(?!`)", page())


@by_name
def test_formulas_are_complete(piece: Rule | Measure | LevelMeasure) -> None:
    formulas = re.findall(r"\$\$?([^$]+)\$", doc(piece))
    for formula in formulas:
        assert formula.count("{") == formula.count("}"), formula
        assert set(re.findall(r"\\([A-Za-z]+)", formula)) <= COMMANDS, formula


@by_name
def test_every_symbol_is_explained(piece: Rule | Measure | LevelMeasure) -> None:
    rows = re.findall(r"^\|([^|]*)\|", doc(piece), re.MULTILINE)

    assert symbols(displays(doc(piece))) <= symbols("\n".join(rows)) | COMMON


@by_name
def test_every_part_of_the_model_that_it_names_exists(piece: Rule | Measure | LevelMeasure) -> None:
    candidates = candidates_of(round_texts(Random(0)))
    levels = [] if isinstance(piece, Rule) else [Level("one", ((piece.name, 1.0),))]
    model = build(candidates, levels, [piece] if isinstance(piece, Rule) else [])
    block = next(b for b in model.block_data_objects() if b.local_name.startswith(piece.name))

    parts = {part.local_name for part in block.component_objects()}
    assert set(re.findall(r"`b\.(\w+)", doc(piece))) <= parts
    assert all(hasattr(model, name) for name in re.findall(r"`m\.(\w+)", doc(piece)))
