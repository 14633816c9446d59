"""The data dictionary is up to date, complete, and says what the contract says."""

import re
from pathlib import Path

import pytest

from placements.tables import TABLES
from placements.tables.dictionary import dictionary
from placements.tables.heading import DEFAULT_LEVELS, HEADING
from tests.shared import shared

README = Path(__file__).parents[2] / "data" / "README.md"
BY_NAME = pytest.mark.parametrize("table", TABLES.values(), ids=list(TABLES))


def test_the_page_is_up_to_date():
    # To write it: python -m placements.tables.dictionary > data/README.md
    assert README.read_text(encoding="utf-8") == dictionary()


@BY_NAME
def test_every_table_and_column_is_there_with_a_meaning(table):
    page = dictionary()
    section = page.split(f"\n### {table.name}\n")[1].split("\n### ")[0]

    for column in table.columns:
        row = next(line for line in section.split("\n") if line.startswith(f"| `{column.name}` |"))
        assert column.meaning in row
        assert ("**required**" in row) == column.required


def test_every_link_leads_somewhere():
    page = dictionary()
    anchors = {heading.lower().replace(" ", "-") for heading in re.findall(r"(?m)^#+ (.+)$", page)}
    assert set(re.findall(r"\(#([^)]+)\)", page)) <= anchors


def test_every_row_of_a_table_has_as_many_cells_as_its_header():
    tables = re.findall(r"(?m)^\|.*\|\n(?:\|.*\|\n)+", dictionary())
    for table in tables:
        cells = {len(re.findall(r"(?<!\\)\|", row)) for row in table.strip().split("\n")}
        assert len(cells) == 1, table


@pytest.mark.parametrize(
    ("table", "column", "blank"),
    [
        ("programmes", "weekly_hours", "37.5"),
        ("programmes", "max_travel_minutes", "90"),
        ("programmes", "notice_weeks", "6"),
        ("settings", "driver_required", "no"),
        ("settings", "ownership", "the provider's"),
        ("settings", "place_id", "the provider's"),
        ("capacity", "stages", "`*`"),
        ("capacity", "minimum", "0"),
        ("capacity", "minimum_applies", "hosting"),
        ("learners", "travel_mode", "car"),
        ("learners", "max_travel_minutes", "the programme's"),
        ("learners", "priority", "1"),
        ("learners", "change_weight", "1"),
        ("learners", "waiting_weight", "1"),
        ("requirements", "weight", "1"),
        ("blocks", "latest_start", "start"),
        ("blocks", "take", "all"),
        ("pins", "start", "the block's"),
        ("pins", "state", "fixed"),
        ("links", "block_id", "all"),
        ("history", "hours", "weeks × weekly hours"),
    ],
)
def test_defaults_of_the_contract(table, column, blank):
    section = dictionary().split(f"\n### {table}\n")[1]
    row = next(line for line in section.split("\n") if line.startswith(f"| `{column}` |"))
    assert row.split(" | ")[2] == blank


# ---- the contract itself ---------------------------------------------------------------------


@pytest.fixture(scope="module")
def contract():
    return shared("design/round-format.md").read_text(encoding="utf-8")


def section_of(contract, table):
    """Return what the contract says of a table's columns, notes and all."""
    found = re.search(rf"\*\*{table}\*\*: (.*?)(?=\n- \*\*| · \*\*|\n\n)", contract, re.S)
    return found[1]


@BY_NAME
def test_columns_are_the_contracts_and_required_where_it_says(contract, table):
    section = section_of(contract, table.name)

    required = {column.name for column in table.columns if column.required}
    assert set(re.findall(r"`(\w+)\*`", section)) == required
    for column in table.columns:
        assert f"`{column.name}{'*' if column.required else ''}`" in section


@BY_NAME
def test_rows_and_keys_are_the_contracts(contract, table):
    key = ", ".join(f"`{name}`" for name in table.key) or "–"
    assert f"| `{table.name}` | {table.one_row_is} | {key} |" in contract


def test_required_tables_are_the_contracts(contract):
    listed = re.search(r"\*\*Required\*\*: ([\w, ]+)\.", contract)[1]
    assert listed.split(", ") == [table.name for table in TABLES.values() if table.required]


def test_the_heading_is_the_contracts(contract):
    shown = contract.split("## round.toml")[1].split("```")[1]
    values = {column.name: column.default for column in HEADING}

    for mode in ("car", "public", "bicycle", "walk"):
        found = re.search(rf"{mode} +=.*km_per_hour = (\d+), +extra_minutes = (\d+)", shown)
        speeds = (values[f"travel.{mode}.km_per_hour"], values[f"travel.{mode}.extra_minutes"])
        assert speeds == (float(found[1]), float(found[2]))
    assert f"detour = {values['travel.detour']}" in shown


def test_the_default_levels_are_the_contracts(contract):
    shown = contract.split("## Objective")[1].split("```")[1]
    levels = [
        [f'name = "{name}"', *(f"{measure} = {weight}" for measure, weight in weights.items())]
        for name, weights in DEFAULT_LEVELS
    ]
    blocks = shown.split("[[level]]\n")[1:]
    assert [block.strip().split("\n") for block in blocks] == levels
