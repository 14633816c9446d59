import networkx as nx

from placements.network import hierarchy, places_by_week
from tests.rounds import make_round

AREAS = "area_id,name,kind,parent_id\nX,System,ics,\nY,Town,place,X\nN,Network,pcn,Y\n"
PROVIDERS = "provider_id,name,ics_id,place_id\nX,Trust,X,Y\nT2,Practice,,\n"
SETTINGS = (
    "setting_id,name,provider_id,sector,latitude,longitude,place_id,pcn_id\n"
    "S1,Ward,X,acute,53,-2,,\nS2,Rooms,T2,primary,53,-2,Y,N\n"
)


def test_holds_areas_providers_and_settings():
    graph = hierarchy(make_round(areas=AREAS, providers=PROVIDERS, settings=SETTINGS))
    # The area X and the provider X are two nodes.
    assert graph.nodes["area", "X"] == {"kind": "ics", "name": "System"}
    assert graph.nodes["provider", "X"] == {"kind": "provider", "name": "Trust"}
    assert graph.nodes["setting", "S1"] == {
        "kind": "setting",
        "name": "Ward",
        "sector": "acute",
        "places": (2,) * 20,
    }


def test_edges_go_from_what_holds_to_what_is_held():
    graph = hierarchy(make_round(areas=AREAS, providers=PROVIDERS, settings=SETTINGS))
    relations = nx.get_edge_attributes(graph, "relation")
    # S1 lies in Y because its provider does.
    assert relations == {
        (("area", "X"), ("area", "Y")): "part_of",
        (("area", "Y"), ("area", "N")): "part_of",
        (("area", "X"), ("provider", "X")): "ics",
        (("area", "Y"), ("provider", "X")): "place",
        (("provider", "X"), ("setting", "S1")): "runs",
        (("provider", "T2"), ("setting", "S2")): "runs",
        (("area", "Y"), ("setting", "S1")): "place",
        (("area", "Y"), ("setting", "S2")): "place",
        (("area", "N"), ("setting", "S2")): "pcn",
    }
    assert ("setting", "S2") in nx.descendants(graph, ("area", "X"))


def test_codes_without_a_table_are_their_own_names():
    settings = SETTINGS.replace("Y,N", "elsewhere,")
    graph = hierarchy(make_round(settings=settings))
    assert graph.nodes["provider", "T2"] == {"kind": "provider", "name": "T2"}
    assert graph.nodes["area", "elsewhere"] == {"kind": "place", "name": "elsewhere"}
    assert nx.is_directed_acyclic_graph(graph)


def test_places_by_week():
    # S1: a line for everyone until week 2, whose places no line of some learners can add to; from
    # then on only such lines, each for its own. S2: nothing before week 3.
    capacity = (
        "setting_id,learner_types,from,until,places\n"
        "S1,,,2026-09-20,5\nS1,student,,,2\nS1,apprentice,,,1\nS2,,2026-09-21,,4\n"
    )
    places = places_by_week(make_round(capacity=capacity))
    assert places[0].tolist() == [5] * 2 + [3] * 18
    assert places[1].tolist() == [0] * 2 + [4] * 18
