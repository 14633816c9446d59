"""Networks as other tools read them: whole, without learners, without counts of few."""

import io
import json
from collections import Counter
from xml.etree import ElementTree

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from placements.export.moves import Move, moves
from placements.export.network.counts import csv
from placements.export.network.files import FILES, network_files
from placements.export.network.system import System
from placements.plan import Placement, Plan
from tests.cli.command import call
from tests.export.report.pages import HOSTILE, LEARNERS, SETTINGS, make_plan
from tests.rounds import make_round, write_round

MANY = 7


@pytest.fixture(scope="module")
def plan():
    """Seven learners near S1 in the North who all go to S1, then to S2 in the South; one stays."""
    header = "learner_id,programme_id,cohort_id,latitude,longitude,base_setting_id\n"
    learners = header + "\n".join(f"L{k},P,C,53.10123,-2.10123,S3" for k in range(MANY))
    round = make_round(
        settings=SETTINGS, learners=learners, capacity="setting_id,places\nS1,7\nS2,7\nS3,7"
    )
    rows = [Placement(f"L{k}", "B1", "S1", 1) for k in range(MANY)]
    rows += [Placement(f"L{k}", "B2", "S1" if k == 6 else "S2", 7) for k in range(MANY)]
    return Plan.of(round, rows)


@pytest.fixture(scope="module")
def files(plan):
    return network_files(System.of(plan.round, plan))


def test_moves_are_from_base_to_first_and_from_each_to_the_next(plan):
    # S3 is the base of all; six go on from S1 to S2, and one stays where they are.
    assert moves(plan) == Counter({Move(2, 0, True): 7, Move(0, 1, False): 6})


def test_every_file_is_there(files):
    assert tuple(files) == FILES


@pytest.mark.parametrize("name", ["hierarchy.graphml", "flows.graphml"])
def test_graphml_opens_elsewhere(files, name):
    graph = nx.read_graphml(io.BytesIO(files[name]))
    kinds = Counter(kind for _, kind in graph.nodes(data="kind"))

    assert kinds["setting"] == 3
    assert graph.nodes["setting:S1"]["label"] == "Ward 1"
    assert graph.nodes["setting:S1"]["sector"] == "acute"
    assert graph.nodes["setting:S1"]["most_places"] == 7
    assert graph.nodes["setting:S1"]["learner_weeks"] == 8 * 4
    assert kinds["learners"] == 0


def test_the_hierarchy_has_what_holds_what(files):
    graph = nx.read_graphml(io.BytesIO(files["hierarchy.graphml"]))

    assert graph.edges["provider:T1", "setting:S1"] == {"relation": "runs"}
    assert graph.edges["area:North", "setting:S1"] == {"relation": "place"}


def test_the_flows_have_the_moves(files):
    graph = nx.read_graphml(io.BytesIO(files["flows.graphml"]))

    assert dict(graph.edges) == {
        ("setting:S3", "setting:S1"): {"relation": "next placement", "moves": "7", "weight": 7.0},
        ("setting:S1", "setting:S2"): {"relation": "next placement", "moves": "6", "weight": 6.0},
    }


def test_few_moves_are_not_counted():
    plan = make_plan()
    graph = nx.read_graphml(io.BytesIO(network_files(System.of(plan.round, plan))["flows.graphml"]))

    # L1 alone moves: S3 to S1 to S2.
    assert {what["moves"] for *_, what in graph.edges(data=True)} == {"1 to 4"}
    assert {what["weight"] for *_, what in graph.edges(data=True)} == {2.0}


def test_geojson_has_the_settings_alone(files):
    found = json.loads(files["settings.geojson"])

    assert found["type"] == "FeatureCollection"
    assert [one["id"] for one in found["features"]] == ["S1", "S2", "S3"]
    assert found["features"][0]["geometry"] == {"type": "Point", "coordinates": [-2.1, 53.1]}
    assert found["features"][0]["properties"]["sector"] == "acute"


def test_positions_have_five_decimals():
    exact = SETTINGS.replace("53.1,-2.1", "53.123456789,-2.987654321")
    round = make_round(settings=exact)
    found = json.loads(network_files(System.of(round))["settings.geojson"])

    assert found["features"][0]["geometry"]["coordinates"] == [-2.98765, 53.12346]


def test_no_learner_is_in_any_file(files):
    for content in files.values():
        assert b"53.10123" not in content
        assert b"L0" not in content


def test_figures_are_svg_that_shows_every_setting(files):
    for name in ("hierarchy.svg", "flows.svg"):
        root = ElementTree.fromstring(files[name])
        titles = [one.text for one in root.iter("{http://www.w3.org/2000/svg}title")]
        for setting in ("S1 Ward 1", "S2 Practice 2", "S3 Home 3"):
            assert any(text.startswith(setting) for text in titles)


def test_the_tables_say_who_depends_on_whom(files):
    # All seven are near S1, in the North, and can go to all three.
    bridges = pd.read_csv(io.BytesIO(files["bridges.csv"]))
    reach = pd.read_csv(io.BytesIO(files["reach.csv"]), keep_default_na=False)
    hinge = pd.read_csv(io.BytesIO(files["articulation.csv"]))

    assert bridges.empty  # each serves the learners of one place
    north = reach[reach["place_id"] == "North"].set_index("sector")
    assert north.loc["acute", "learners_near"] == 7
    assert north.loc["primary", "settings_there"] == 0
    assert north.loc["primary", "settings_in_reach"] == "1"
    assert north.loc["primary", "learners_with_one"] == "7"
    south = reach[reach["place_id"] == "South"]
    assert set(south["median_choices"]) == {""}  # nobody lives there: nothing to tell
    # Each is the only setting of its sector, for all seven.
    assert sorted(hinge["setting_id"]) == ["S1", "S2", "S3"]
    assert set(hinge["learners_with_no_other"]) == {7}


def test_the_text_says_what_the_tables_say(files):
    text = files["network.txt"].decode()

    assert "Supply hangs on 3 settings" in text
    assert "Moves between places" in text
    assert "South  North  7" in text


def test_without_a_plan_it_tells_who_could_go_where(plan):
    files = network_files(System.of(plan.round))
    graph = nx.read_graphml(io.BytesIO(files["flows.graphml"]))

    assert graph.edges["area:North", "setting:S2"]["learners"] == "7"
    assert "learner_weeks" not in graph.nodes["setting:S1"]
    assert "Learners in reach of other places" in files["network.txt"].decode()


def test_hostile_names_stay_names():
    quoted = '"' + HOSTILE.replace('"', '""') + '"'
    round = make_round(settings=SETTINGS.replace("Ward 1", quoted))
    files = network_files(System.of(round))
    graph = nx.read_graphml(io.BytesIO(files["hierarchy.graphml"]))

    assert graph.nodes["setting:S1"]["label"] == HOSTILE
    for name in ("hierarchy.svg", "flows.svg"):
        assert "{http://www.w3.org/2000/svg}script" not in {
            one.tag for one in ElementTree.fromstring(files[name]).iter()
        }


def test_a_name_cannot_become_a_formula():
    frame = pd.DataFrame({"name": ["=1+1", "plain"], "number": [1, 2]})

    assert csv(frame) == b"name,number\n'=1+1,1\nplain,2\n"


def test_the_same_round_gives_the_same_bytes(plan, files):
    assert network_files(System.of(plan.round, plan)) == files


def test_the_command_writes_the_folder_and_says_what_is_in_it(capsys, tmp_path):
    (tmp_path / "round").mkdir()
    folder = write_round(tmp_path / "round", settings=SETTINGS, learners=LEARNERS)
    done = call(capsys, "network", folder, "--out", tmp_path / "net")

    assert done.code == 0
    assert sorted(path.name for path in (tmp_path / "net").iterdir()) == sorted(FILES)
    assert done.out.startswith((tmp_path / "net" / "network.txt").read_text(encoding="utf-8"))


def test_the_command_refuses_a_folder_of_something_else(capsys, tmp_path):
    (tmp_path / "round").mkdir()
    folder = write_round(tmp_path / "round")
    done = call(capsys, "network", folder, "--out", folder)

    assert done.code == 2
    assert "which no run wrote" in done.err


def test_a_median_is_of_learners_not_of_settings(plan):
    reach = System.of(plan.round, plan).reach_table()

    assert reach.loc[reach["place_id"] == "North", "median_choices"].tolist() == [1.0, 1.0, 1.0]
    assert np.isclose(reach["settings_there"].sum(), 3)
