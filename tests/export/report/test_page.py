"""The page fetches nothing, runs nothing but its own script, and tells no home."""

import base64
import hashlib
import re

import pandas as pd

from placements.plan import Plan
from tests.export.report.pages import (
    HOSTILE,
    LEARNERS,
    SETTINGS,
    data_of,
    make_page,
    make_plan,
    parsed,
    words_of,
)


def hostile_plan():
    quoted = '"' + HOSTILE.replace('"', '""') + '"'
    return make_plan(
        settings=SETTINGS.replace("Ward 1", quoted),
        programmes=f"programme_id,name,learner_type\nP,{quoted},student",
    )


def test_the_policy_allows_its_own_style_and_script_alone():
    page = parsed(make_page())
    (policy,) = [a["content"] for tag, a in page.tags if tag == "meta" and "http-equiv" in a]
    hashed = [
        f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
        for text in (page.styles[0], page.scripts[1])
    ]

    assert policy == (
        f"default-src 'none'; style-src {hashed[0]}; script-src {hashed[1]}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    assert len(page.styles) == 1
    assert [tag for tag, a in page.tags if "style" in a or any(n.startswith("on") for n in a)] == []


def test_nothing_is_fetched():
    html = make_page()
    links = [a[name] for _, a in parsed(html).tags for name in ("src", "href") if name in a]

    assert all(link.startswith("#") for link in links)
    assert set(re.findall(r"https?://[^\s\"'<]+", html)) <= {"http://www.w3.org/2000/svg"}
    assert "@import" not in html


def test_a_hostile_name_is_text():
    html = make_page(hostile_plan())
    page = parsed(html)

    assert "img" not in {tag for tag, _ in page.tags}
    assert len(page.scripts) == 2
    assert HOSTILE in {row[1] for row in data_of(html)["settings"]}
    assert HOSTILE in words_of(html)
    assert "49" not in words_of(html).split(HOSTILE)[0][-5:]


def test_the_round_itself_may_be_hostile():
    plan = make_plan(heading=f"name = '''{HOSTILE}'''")

    assert f"{HOSTILE}: placement plan" in words_of(make_page(plan))


def test_no_learners_position_is_in_it():
    html = make_page()
    positions = re.findall(r"-?\d+\.\d{5}", LEARNERS)

    assert len(positions) == 4
    assert [number for number in positions if number.lstrip("-") in html] == []


def test_journeys_are_in_bands_alone():
    # Exact minutes from three known settings would tell where a learner lives.
    plan = make_plan()
    minutes = [stay.minutes for stay in plan.stays]
    data = data_of(make_page(plan))

    bands = [stay[5] for row in data["learners"] for stay in row[4]]
    limits = [15, 30, 45, 60, 90, 10_000]
    assert bands == [next(k for k, most in enumerate(limits) if m <= most) for m in minutes]
    assert all(len(stay) == 6 for row in data["learners"] for stay in row[4])


def test_the_same_plan_gives_the_same_bytes():
    assert make_page() == make_page()


def test_what_was_proved_of_shortages_has_its_table():
    proved = pd.DataFrame({"statement": ["2 places are short"], "remedy": ["2 more at S1"]})
    words = words_of(make_page(statements=proved))

    assert "Proved What is short What would fix it 2 places are short 2 more at S1" in words


def test_statements_may_have_no_remedy():
    proved = pd.DataFrame({"statement": [HOSTILE]})

    assert f"{HOSTILE} not known" in words_of(make_page(statements=proved))


def test_one_change_that_would_open_a_setting_is_told():
    # S1's audit lapses in week 3: nothing else keeps L1 and L2 from it; S2 and S3 are closed for
    # another reason as well, their audit and their rating.
    settings = """
        setting_id,name,provider_id,sector,latitude,longitude,audit_valid_until,cqc_rating
        S1,Ward 1,T1,acute,53,-2,2026-09-27,Good
        S2,Practice 2,T2,primary,53,-2,2026-09-27,Inadequate
        S3,Home 3,T3,social_care,53,-2,2026-09-27,Inadequate
        """
    plan = make_plan(settings=settings, pins="learner_id,block_id,setting_id")
    data = data_of(make_page(Plan.empty(plan.round)))

    (remedy,) = data["unplaced"]["remedies"]
    assert (remedy["code"], remedy["blocks"], remedy["learners"]) == ("audit", 4, 2)
    assert remedy["settings"] == "S1 (4 blocks)"
    assert data["unplaced"]["full"] == 0


def test_the_heading_says_how_far_the_plan_has_gone():
    plan = make_plan()
    kept = [p for p in plan.placements if p.block_id == "B1" and p.learner_id == "L1"]
    pins = "learner_id,block_id,setting_id,state\nL1,B1,S1,published"
    announced = Plan.of(make_plan(pins=pins).round, kept)

    assert "Standing: draft, not published" in words_of(make_page(plan))
    assert "Standing: published" in words_of(make_page(announced))


def test_shortages_are_told_in_sentences():
    # L1 misses both blocks for want of a place (nobody is placed), L2 for want of a car.
    settings = SETTINGS.replace("place_id", "place_id,driver_required").replace(
        "North", "North,yes"
    )
    settings = settings.replace("South", "South,yes")
    learners = LEARNERS.replace("setting_id", "setting_id,travel_mode").replace("S3", "S3,car")
    learners = learners.replace("-2.23456,", "-2.23456,,walk")
    plan = make_plan(settings=settings, learners=learners, pins="learner_id,block_id,setting_id")
    words = words_of(make_page(Plan.empty(plan.round)))

    assert (
        "For 2 blocks settings are open to the learner, but their places are taken: more places "
        "there, or another time, would help. For 2 blocks no setting is open to the learner."
    ) in words


def test_that_all_journeys_are_estimated_is_said_as_that():
    assert "All journeys are estimates, from the distance" in words_of(make_page())
