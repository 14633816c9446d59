"""``scenarios.toml`` says what it means, or is refused with all that is wrong."""

import pytest

from placements.errors import InputError
from placements.round import digest
from placements.sweeps.scenario_file import read_scenarios
from tests.rounds import make_round

WHOLE = """
tests = ["unplaced <= 2", "share outside acute >= base"]

[[scenario]]
name = "Ward closes"
edit = [{ close = "S1", open_until = 2026-10-04 }]

[[scenario]]
name = "and more places"
on = "Ward closes"

[[scenario.edit]]
add_places = "sector=primary"
places = 1
from = 2026-10-05

[[scenario.edit]]
change = "learners"
where = "learner_id=L1"
column = "priority"
value = 2

[[scenario]]
name = "Everything else"
edit = [
  { add_learners = [{ learner_id = "L3", like = "L1" }] },
  { add_requirement = { requirement_id = "R", programme_id = "P", measure = "weeks", minimum=4 } },
  { drop_requirement = "R" },
  { levels = ["travel and wishes", { name = "near", travel_minutes = 1 }] },
  { add = "preferences", rows = [{ learner_id = "L1", where = "sector=acute", score = 5 }] },
  { drop = "preferences", where = "learner_id=L1" },
  { open = "S1", open_from = 2026-09-07 },
]
"""


def read(tmp_path, text):
    path = tmp_path / "scenarios.toml"
    path.write_text(text, encoding="utf-8")
    return read_scenarios(path)


def test_every_change_is_the_one_of_python(tmp_path):
    asked, round = read(tmp_path, WHOLE), make_round()
    closed, more, rest = (scenario.of(round) for scenario in asked.scenarios)
    by_hand = round.close("S1", "2026-10-04")
    assert digest(closed) == digest(by_hand)
    by_hand = by_hand.add_places("sector=primary", 1, "2026-10-05")
    assert digest(more) == digest(by_hand.change("learners", "learner_id=L1", "priority", 2))
    assert [level.name for level in rest.levels] == ["travel and wishes", "near"]
    assert rest.learner_ids.tolist() == ["L1", "L2", "L3"]
    assert [test.text for test in asked.tests] == ["unplaced <= 2", "share outside acute >= base"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[scenario]", "is not TOML"),
        ("", "there is no scenario"),
        ("[scenario]\nname = 'x'", "scenario is not a list; write [[scenario]]"),
        ("scenarios = 1\n[[scenario]]\nname = 'x'", "did you mean 'scenario'?"),
        ("[[scenario]]\nedit = []", "scenario 1 has no name"),
        ("[[scenario]]\nname = 'x'\nedits = []", "'edits' is not a key of scenario 'x'"),
        ("[[scenario]]\nname = 'base'", "'base' is the name of two scenarios"),
        ("[[scenario]]\nname = 'x'\non = 'y'", "'y' is not a scenario to stack on"),
        ("[[scenario]]\nname = 'x'\non = 'x'", "'x' is stacked on itself"),
        ("[[scenario]]\nname = 'x'\nedit = [{ closes = 'S1' }]", "did you mean 'close'?"),
        ("[[scenario]]\nname = 'x'\nedit = [{ close = 'S1', open = 'S1' }]", "more than one"),
        ("[[scenario]]\nname = 'x'\nedit = [{ add_places = 'S1' }]", "edit 1 of 'x' needs places"),
        ("[[scenario]]\nname = 'x'\nedit = [{ close = 'S1', day = 1 }]", "'day' is not a key"),
        ("tests = ['many placed']\n[[scenario]]\nname = 'x'", "'many placed' is not a test"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused(tmp_path, text, said):
    with pytest.raises(InputError) as refused:
        read(tmp_path, text)
    assert said in str(refused.value)


def test_everything_wrong_is_said_at_once(tmp_path):
    with pytest.raises(InputError) as refused:
        read(
            tmp_path, "tests = ['x']\n[[scenario]]\nname = 'a'\non = 'b'\nedit = [{ shut = 'S1' }]"
        )
    assert len(refused.value.problems) == 3
