"""What people do with a report, in a browser without any network."""

from itertools import pairwise

import pytest

from placements.plan import Plan
from tests.export.report.browser import browser
from tests.export.report.pages import HOSTILE, data_of, make_page, make_plan
from tests.export.report.test_page import hostile_plan


@pytest.fixture(scope="module")
def chromium():
    with browser() as opened:
        yield opened


@pytest.fixture
def opened(chromium, tmp_path):
    """Return a function that opens a page and fails where it fetches or complains."""
    context = chromium.new_context(offline=True, viewport={"width": 1280, "height": 900})
    complaints = []
    context.on("request", lambda r: r.url.startswith("file:") or complaints.append(r.url))

    def show(html):
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", lambda dialog: complaints.append(dialog.message) or dialog.dismiss())
        (tmp_path / "report.html").write_text(html, encoding="utf-8")
        page.goto((tmp_path / "report.html").as_uri())
        page.wait_for_selector("html[data-ready=yes]", state="attached")
        return page

    yield show
    context.close()
    assert complaints == []


def told(page):
    """Return what the filters say they show, once they have said it."""
    page.wait_for_timeout(200)
    return page.inner_text("#f-told").split(".")[0]


def codes(page):
    return page.locator("#rotations-chart .label button").all_inner_texts()


def test_every_learner_and_placement_is_drawn(opened):
    page = opened(make_page())

    assert told(page) == "Showing all: 2 learners and 3 settings"
    assert codes(page) == ["L1", "L2"]
    assert page.locator("#rotations-chart .stay").count() == 3
    assert page.locator("#rotations-chart .gap").count() == 1
    assert page.locator("#map-chart .setting").count() == 3


def test_the_search_finds_a_learner(opened):
    page = opened(make_page())
    page.get_by_label("Learner", exact=True).fill("l2")

    assert told(page) == "Showing: 1 learner and 3 settings"
    assert codes(page) == ["L2"]
    page.get_by_role("button", name="Show all").click()
    assert told(page) == "Showing all: 2 learners and 3 settings"


@pytest.mark.parametrize(
    ("label", "option", "expected", "learners"),
    [
        # Only L1 goes to primary care, in the South, at T2.
        ("Sector", "primary", "Showing: 1 learner and 1 setting", ["L1"]),
        ("Provider", "T2", "Showing: 1 learner and 1 setting", ["L1"]),
        ("Place", "South", "Showing: 1 learner and 2 settings", ["L1"]),
        ("Place", "North", "Showing: 2 learners and 1 setting", ["L1", "L2"]),
        ("Cohort", "C", "Showing all: 2 learners and 3 settings", ["L1", "L2"]),
    ],
)
def test_filters_narrow_what_is_shown(opened, label, option, expected, learners):
    page = opened(make_page())
    page.get_by_label(label, exact=True).select_option(label=option)

    assert told(page) == expected
    assert codes(page) == learners


def test_only_those_who_miss_something(opened):
    page = opened(make_page())
    page.get_by_label("only learners who miss something").check()

    assert told(page) == "Showing: 1 learner and 3 settings"


def test_a_learners_path_opens_by_keyboard_and_closes(opened):
    page = opened(make_page())
    page.get_by_role("button", name="L1", exact=True).focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Learner L1")

    assert "Base setting: S3 Home 3" in dialog.inner_text()
    assert dialog.locator("tbody tr").count() == 2
    page.keyboard.press("Escape")
    assert not dialog.is_visible()


@pytest.mark.parametrize(
    ("summary", "rows"),
    [
        ("As a table: placements of the learners shown", 4),
        ("As a table: the settings shown", 3),
        ("As a table: all settings shown together, by week", 20),
        ("Every block without a place (1)", 1),
        ("Who misses what (1 learner)", 1),
        ("Every announced placement that is not kept (1)", 1),
    ],
)
def test_there_is_a_table_under_every_chart(opened, summary, rows):
    page = opened(make_page())
    details = page.locator("details", has=page.get_by_text(summary, exact=True))
    details.locator("summary").click()
    details.locator("tbody tr").first.wait_for()

    assert details.locator("tbody tr").count() == rows


def test_the_moves_are_of_placements_and_bases(opened):
    # L1: from the base S3 to S1, then to S2. North and South: one move each way.
    page = opened(make_page())
    page.locator("#moves summary").click()
    rows = page.locator("#moves tbody tr")
    rows.first.wait_for()

    assert sorted(rows.all_inner_texts()) == [
        "North\tSouth\tnext placement\t1",
        "South\tNorth\tfrom a base setting\t1",
    ]
    page.get_by_label("Moves to and from").select_option(label="S3 Home 3")
    assert rows.all_inner_texts() == ["S3 Home 3\tS1 Ward 1\tfrom a base setting\t1"]


def test_no_circle_is_cut_off_however_large_a_setting_is(opened):
    page = opened(make_page(make_plan(capacity="setting_id,places\nS1,900\nS2,400\nS3,1")))
    inside = """circles => circles.every((circle) => {
        const [cx, cy, r] = ["cx", "cy", "r"].map((name) => Number(circle.getAttribute(name)));
        return cx - r >= 0 && cx + r <= 1000 && cy - r >= 0 && cy + r <= 640;
    })"""

    assert page.locator("#map-chart circle").evaluate_all(inside)


def test_hostile_names_are_shown_as_text(opened):
    page = opened(make_page(hostile_plan()))
    page.get_by_role("button", name="L1", exact=True).click()

    assert HOSTILE in page.locator("#learner-body").inner_text()
    assert page.locator("img").count() == 0


def page_of_45():
    header = "learner_id,programme_id,cohort_id,latitude,longitude\n"
    many = header + "\n".join(f"L{k:02},P,C,53,-2" for k in range(45))
    plan = make_plan(learners=many, pins="learner_id,block_id,setting_id")
    return make_page(Plan.empty(plan.round))


def test_pages_turn(opened):
    page = opened(page_of_45())

    assert len(codes(page)) == 40
    page.locator("#rotations-pager").get_by_role("button", name="Next").click()
    assert codes(page) == [f"L{k}" for k in range(40, 45)]


def test_paper_has_every_learner_and_the_screen_its_page_again(opened):
    page = opened(page_of_45())
    page.locator("#rotations-pager").get_by_role("button", name="Next").click()
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")

    assert codes(page) == [f"L{k:02}" for k in range(45)]
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert codes(page) == [f"L{k}" for k in range(40, 45)]


def test_it_can_be_read_aloud(opened):
    page = opened(make_page())
    levels = [int(h.evaluate("h => h.tagName[1]")) for h in page.locator("main :is(h2,h3)").all()]

    assert page.locator("html").get_attribute("lang") == "en-GB"
    assert page.locator("h1").count() == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert page.locator("table:not(:has(thead th[scope=col]))").count() == 0
    unnamed = "els => els.filter(e => !e.labels.length && !e.ariaLabel).length"
    assert page.locator("input, select").evaluate_all(unnamed) == 0
    drawn = "main svg:not([aria-hidden=true]):not([role=img][aria-label])"
    assert page.locator(drawn).count() == 0


def test_it_fits_a_phone(opened):
    page = opened(make_page())
    page.set_viewport_size({"width": 360, "height": 740})

    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_on_a_phone_nothing_runs_into_another(opened):
    page = opened(make_page())
    page.set_viewport_size({"width": 360, "height": 740})
    page.wait_for_timeout(200)

    dates = page.locator("#total-chart .date").all()
    boxes = [date.bounding_box() for date in dates]
    assert len(boxes) >= 2
    assert all(one["x"] + one["width"] <= other["x"] for one, other in pairwise(boxes))
    # An aim stands above its figures, and the tick box is no higher than its words.
    aim, figure = (page.locator(f".aims tbody tr:first-child {tag}").first for tag in ("th", "td"))
    assert aim.bounding_box()["y"] < figure.bounding_box()["y"]
    assert page.locator(".tick").bounding_box()["height"] < 60
    border = "row => getComputedStyle(row).borderBottomStyle"
    assert page.locator(".aims tbody tr").first.evaluate(border) == "solid"


def test_it_prints(opened):
    page = opened(make_page())
    page.emulate_media(media="print")

    assert not page.get_by_role("button", name="Show all").is_visible()
    assert page.locator("#rotations-chart .stay").first.is_visible()
    assert page.pdf().startswith(b"%PDF")


def test_the_page_draws_what_its_data_holds(opened):
    html = make_page()
    page, data = opened(html), data_of(html)
    page.locator("summary", has_text="As a table: the settings shown").first.click()
    cells = page.locator("[data-table=settings] tbody tr")
    cells.first.wait_for()
    weeks = sum(int(row.split("\t")[6]) for row in cells.all_inner_texts())

    assert weeks == data["figures"]["learner_weeks"] == 12
