"""PDF and Word: one page a letter, text as text, the same bytes each time."""

import io
import zipfile

import pytest

from placements.errors import InputError
from placements.export.handouts.letters import letters, size_of
from placements.export.handouts.passports import as_document, passports
from placements.export.handouts.word import Letters, usual_template
from tests.export.handed import HOSTILE, SECRET, a_plan, a_round, facts_of

pytest.importorskip("typst", reason="the extra documents is not installed")
docx = pytest.importorskip("docx", reason="the extra documents is not installed")
pypdf = pytest.importorskip("pypdf", reason="pypdf is not installed")

MARKUP = "#panic() *b* $x$ <b>{{ 7*7 }}</b> & Ŵyn"
"""What would be markup, a field or a tag, were it not text."""


@pytest.fixture(scope="module")
def facts():
    settings = f"""
        setting_id,name,provider_id,sector,latitude,longitude,address
        S1,"{MARKUP}",T1,acute,53,-2,1 High Street
        S2,Practice 2,T2,primary,53,-2.05,
        """
    needs = (
        "learner_id,programme_id,cohort_id,latitude,longitude\nL1,P,C,53.012345,-2.01\n"
        "L2,P,C,53,-2\nL3,Q,C,53,-2"
    )
    return facts_of(a_plan(a_round(settings=settings, learners=needs)))


@pytest.fixture(scope="module")
def made(facts):
    from placements.export.handouts.documents import documents  # noqa: PLC0415 - after the skip

    return documents("letter.typ", dict(letters(facts)))


def text_of(content):
    """Return the pages' text, its lines joined."""
    return [
        " ".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(content)).pages
    ]


def test_a_letter_is_one_page_with_every_placement(made):
    (page,) = text_of(made["L2"])

    assert list(made) == ["L1", "L2", "L3"]
    assert "Practice 2" in page
    assert "7 September 2026 to 4 October 2026" in page
    assert "53.0123" not in page


def test_markup_in_a_name_is_text(made):
    (page,) = text_of(made["L1"])

    assert "#panic() *b* $x$ <b>{{ 7*7 }}</b> & Ŵyn" in page


@pytest.mark.parametrize("hostile", ['"#panic()', "\\", "\\u{23}", 'a\\"))#panic(("', "/* // 😀"])
def test_nothing_in_the_data_ends_it(facts, hostile):
    from placements.export.handouts.documents import Documents  # noqa: PLC0415 - after the skip

    data = {**dict(letters(facts))["L1"], "programme": f"<{hostile}>"}
    (page,) = text_of(Documents("letter.typ").make(data))

    assert f"<{hostile.replace('😀', '')}" in page  # which the fonts do not have


@pytest.mark.parametrize("name", ["letter.typ", "passport.typ"])
def test_a_document_says_nothing_of_the_one_made_before_it(facts, name):
    from placements.export.handouts.documents import Documents  # noqa: PLC0415 - after the skip

    told = {code: as_document(data) for code, data in passports(facts)}
    data = dict(letters(facts)) if name == "letter.typ" else told
    maker = Documents(name)
    maker.make(data["L1"])

    # The title and the foot of every page too, which are not laid out with the rest.
    assert maker.make(data["L2"]) == Documents(name).make(data["L2"])


def test_the_same_letter_has_the_same_bytes(facts, made):
    from placements.export.handouts.documents import documents  # noqa: PLC0415 - after the skip

    assert documents("letter.typ", dict(letters(facts))) == made


def test_a_letter_says_what_it_is_to_a_screen_reader(made):
    reader = pypdf.PdfReader(io.BytesIO(made["L1"]))

    assert reader.metadata.title == "Your placements: L1"
    assert reader.trailer["/Root"]["/Lang"] == "en-GB"
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert {"/H1", "/Table", "/THead", "/TH", "/TD"} <= roles(reader.trailer["/Root"])


def roles(node):
    """Return what a screen reader is told of the parts of a document."""
    if "/StructTreeRoot" in node:
        return roles(node["/StructTreeRoot"])
    below = node.get("/K", [])
    parts = [part.get_object() for part in (below if isinstance(below, list) else [below])]
    found = {node["/S"]} if "/S" in node else set()
    return found.union(*(roles(part) for part in parts if isinstance(part, dict)))


def test_a_letter_that_no_font_has_does_not_bar_the_document(facts):
    from placements.export.handouts.documents import Documents  # noqa: PLC0415 - after the skip

    data = {**dict(letters(facts))["L1"], "programme": "护理"}

    assert Documents("letter.typ").make(data).startswith(b"%PDF")


LONG = (
    "Community nursing team of the northern towns",
    "A long name of a community and mental health foundation trust",
    "The health centre, 12 Long Street, Townbridge, ZZ12 3AB",
    "practice education facilitator, 00000 000000",
)


@pytest.mark.parametrize(
    ("placements", "place", "least"),
    [
        (1, LONG, 10.5),
        (7, LONG, 9),
        (14, LONG, 7),
        (14, [text.upper() for text in LONG], 5),
        (12, ["Ward 1", "A trust", "", ""], 10),
        (14, [text * 3 for text in LONG], 3),
    ],
)
def test_a_letter_of_many_placements_is_one_page_still(facts, placements, place, least):
    from placements.export.handouts.documents import Documents  # noqa: PLC0415 - after the skip

    data = dict(letters(facts))["L2"]
    named = dict(zip(("setting", "provider", "address", "contact"), place, strict=True))
    long = {**data["placements"][0], **named, "where": "\n".join(filter(None, place))}
    closing = "You have no placement yet from 7 September 2026 to 4 October 2026. " * 3
    size = size_of([long] * placements, closing)
    full = {**data, "placements": [long] * placements, "closing": closing, "size": size}

    assert len(text_of(Documents("letter.typ").make(full))) == 1
    assert size >= least


def test_a_practice_that_is_its_own_provider_is_named_once(facts):
    from placements.export.handouts.documents import Documents  # noqa: PLC0415 - after the skip

    data = dict(letters(facts))["L2"]
    own = {**data["placements"][0], "setting": "Elm practice", "provider": "Elm practice"}
    (page,) = text_of(Documents("letter.typ").make({**data, "placements": [own]}))

    assert page.count("Elm practice") == 1


def test_a_passport_shows_its_totals(facts):
    from placements.export.handouts.documents import Documents  # noqa: PLC0415 - after the skip

    page = text_of(Documents("passport.typ").make(as_document(dict(passports(facts))["L2"])))[0]

    # 4 weeks before and twice 4 in this round, at 37.5 hours: 450.
    assert "All 3 12 450" in page
    assert "at least 1 placement, sector primary" in page
    assert SECRET not in page


def test_a_passport_marks_thousands_and_what_is_not_known(facts):
    passport = dict(passports(facts))["L2"]
    told = as_document({**passport, "hours": 1462.5})

    assert told["hours"] == "1,462.5"
    # 4 weeks of 37.5 hours.
    assert {place["hours"] for place in told["placements"]} == {"150"}


# ---- Word -----------------------------------------------------------------------------------


def words(content):
    document = docx.Document(io.BytesIO(content))
    cells = [cell.text for t in document.tables for row in t.rows for cell in row.cells]
    return "\n".join([*(p.text for p in document.paragraphs), *cells])


def test_the_usual_template_is_filled_with_a_row_a_placement(facts):
    letter = Letters(None).make(dict(letters(facts))["L1"])

    assert words(letter).count("1 High Street") == 2
    assert MARKUP in words(letter)
    assert "{%" not in words(letter).replace(MARKUP, "")


def test_the_columns_of_a_word_letter_are_as_wide_as_their_cells():
    table = docx.Document(io.BytesIO(usual_template())).tables[0]

    # Some programs go by the columns, others by the cells.
    for column in table.columns:
        assert {cell.width for cell in column.cells} == {column.width}
    assert len({column.width for column in table.columns}) == 3


def test_the_same_word_letter_has_the_same_bytes(facts):
    data = dict(letters(facts))["L1"]

    assert Letters(None).make(data) == Letters(None).make(data)
    assert usual_template() == usual_template()


def own_template(path, *paragraphs):
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    document.save(path)
    return path


def test_a_lead_s_own_template_is_filled(facts, tmp_path):
    path = own_template(tmp_path / "own.docx", "Dear {{ learner }},", "{{ placements[0].setting }}")

    assert words(Letters(path).make(dict(letters(facts))["L2"])) == "Dear L2,\nPractice 2"


@pytest.mark.parametrize("field", ["{{ latitude }}", "{{ learner", "{{ learner.__class__.mro() }}"])
def test_a_template_that_asks_for_what_there_is_not_is_refused(facts, tmp_path, field):
    letter = Letters(own_template(tmp_path / "own.docx", field))

    with pytest.raises(InputError, match="cannot be filled"):
        letter.make(dict(letters(facts))["L1"])


def test_what_is_no_word_document_is_refused(tmp_path):
    (tmp_path / "a.docx").write_text("a letter")
    with zipfile.ZipFile(tmp_path / "b.docx", "w") as other:
        other.writestr("x", "y")

    for name in ("a.docx", "b.docx", "c.docx"):
        with pytest.raises(InputError, match=r"not a Word document|cannot be read"):
            Letters(tmp_path / name)


def test_a_hostile_name_is_text_in_word(facts):
    data = dict(letters(facts_of(a_plan(a_round()))))["L1"]

    assert HOSTILE in words(Letters(None).make(data))


def test_a_passport_names_the_setting_that_a_rule_is_told_of():
    requirements = """
        requirement_id,programme_id,stages,measure,each,maximum
        R1,P,*,placements,setting,1
        """
    facts = facts_of(a_plan(a_round(requirements=requirements)))
    passport = dict(passports(facts))["L1"]
    codes = {r["at"] for r in passport["requirements"]}

    assert {r["at_name"] for r in passport["requirements"]} == {facts.settings[c] for c in codes}
    for asked in as_document(passport)["requirements"]:
        assert asked["words"] == f"at most 1 placement at each setting (at {asked['at_name']})"
