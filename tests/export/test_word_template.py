"""A lead's own template of a letter: filled, or refused before it can run, hang or fetch."""

import io
import re
import zipfile

import pytest

from placements.errors import InputError
from placements.export.handouts.letters import letters
from placements.export.recipients import check_recipients
from tests.export.handed import a_plan, a_round, facts_of

docx = pytest.importorskip("docx", reason="the extra documents is not installed")
pytest.importorskip("docxtpl", reason="the extra documents is not installed")

from placements.export.handouts.word import Letters, usual_template  # noqa: E402 - after the skips

MAIN, RELATIONS = "word/document.xml", "word/_rels/document.xml.rels"
KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


@pytest.fixture(scope="module")
def data():
    return dict(letters(facts_of(a_plan(a_round()))))["L1"]


@pytest.fixture
def template(tmp_path):
    """Return a function that writes the usual template with some parts changed."""

    def write(change=lambda _, content: content, more=()):
        path = tmp_path / "own.docx"
        with zipfile.ZipFile(io.BytesIO(usual_template())) as old:
            parts = {name: change(name, old.read(name)) for name in old.namelist()}
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
            for name, content in [*parts.items(), *more]:
                new.writestr(name, content)
        return path

    return write


def replaced(part, old, new):
    return lambda name, content: content.replace(old, new) if name == part else content


def saying(field):
    """Return the change of the opening words to a field of one's own."""
    return replaced(MAIN, b"{{ opening }}", field.encode())


def words(content):
    document = docx.Document(io.BytesIO(content))
    cells = [cell.text for t in document.tables for row in t.rows for cell in row.cells]
    return "\n".join([*(p.text for p in document.paragraphs), *cells])


def refusal(path, data):
    with pytest.raises(InputError) as refused:
        Letters(path).make(data)
    (problem,) = refused.value.problems
    assert "own.docx" in str(refused.value)
    return problem.message


# ---- the usual template ----------------------------------------------------------------------


def test_every_field_that_the_usual_template_names_is_there(template, data):
    help_text = next(p for p in words(usual_template()).splitlines() if p.startswith("{#p"))
    of_letter = re.search(r"braces: (.*?)\. Of each", help_text)[1].split(", ")
    of_place = re.findall(r"p\.(\w+)", help_text)

    assert set(of_letter) == data.keys() - {"foot", "size", "placements"}
    assert set(of_place) == data["placements"][0].keys()
    assert "{#" not in words(Letters(template()).make(data))


def test_no_placement_is_on_two_pages_and_each_page_has_the_titles():
    table = docx.Document(io.BytesIO(usual_template())).tables[0]

    assert all(row._tr.trPr.xpath("w:cantSplit") for row in table.rows)
    assert table.rows[0]._tr.trPr.xpath("w:tblHeader")
    # The order that Word's schema asks for; it opens no document with another.
    order = [element.tag.partition("}")[2] for element in table._tbl.tblPr]
    assert order == ["tblW", "tblBorders", "tblLayout", "tblCellMar", "tblLook"]


# ---- fields ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "shown"),
    [
        ("{{ learner|lower }} of {{ round }}", "l1 of A round"),
        ("{% if placements|length &gt; 1 %}several{% else %}one{% endif %}", "several"),
        ("{% for p in placements[:1] %}{{ loop.index }}: {{ p.setting }}{% endfor %}", "1: "),
        ("{% for p in placements if p.sector == 'acute' %}{{ p.block }};{% endfor %}", "B"),
    ],
)
def test_what_leads_write_is_filled(template, data, field, shown):
    assert shown in words(Letters(template(saying(field))).make({**data, "round": "A round"}))


@pytest.mark.parametrize(
    "field",
    [
        "{{ 1/0 }}",
        "{{ 1 + 'a' }}",
        "{{ 'a' * 10**9 }}",
        "{{ learner.upper() }}",
        "{{ learner|center(1000000000) }}",
        "{{ '%999999999d'|format(1) }}",
        "{{ learner|safe }}",
        "{% set a = closing ~ closing %}",
        "{% include '/etc/passwd' %}",
        "{% import 'os' as o %}",
        "{% macro m() %}{{ m() }}{% endmacro %}",
        "{% for a in closing %}{% endfor %}",
        "{% for a in placements %}{% for b in placements %}{% endfor %}{% endfor %}",
        "{% for a in placements recursive %}{% endfor %}",
    ],
)
def test_a_field_that_calculates_or_calls_is_never_run(template, data, field):
    message = refusal(template(saying(field)), data)

    assert message.startswith("cannot be filled: ")
    assert "a field names what letters have (such as {{ learner }})" in message


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("{{ learnr }}", "'learnr' is undefined"),
        ("Dear {{ learner", "in 'Dear {{ learner"),
        ("{%tr endfor %}", "in '{%tr endfor %}'"),
        ("{% if learner &gt; 1 %}{% endif %}", "'>' not supported between"),
    ],
)
def test_a_slip_is_told_with_the_words_around_it(template, data, field, said):
    assert said in refusal(template(saying(field)), data)


# ---- files -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "target", "said"),
    [
        ("image", "http://example.org/x.png", "http://example.org/x.png (image)"),
        ("attachedTemplate", r"\\server\t.dotm", "which it is attached to; detach it"),
        ("subDocument", "file:///c:/x.docx", "(subDocument); put it into the document itself"),
    ],
)
def test_a_template_that_fetches_something_is_refused(template, data, kind, target, said):
    link = f'<Relationship Id="x" Type="{KINDS}/{kind}" Target="{target}" TargetMode="External"/>'
    change = replaced(RELATIONS, b"</Relationships>", f"{link}</Relationships>".encode())

    message = refusal(template(change), data)
    assert message.startswith("would fetch something when a letter is opened: ")
    assert said in message


@pytest.mark.parametrize(
    ("kind", "target"),
    [("hyperlink", "https://example.org/welcome"), ("attachedTemplate", "Normal.dotm")],
)
def test_a_link_to_click_and_the_usual_template_of_word_are_no_matter(template, data, kind, target):
    link = f'<Relationship Id="x" Type="{KINDS}/{kind}" Target="{target}" TargetMode="External"/>'
    change = replaced(RELATIONS, b"</Relationships>", f"{link}</Relationships>".encode())

    assert "L1" in words(Letters(template(change)).make(data))


@pytest.mark.parametrize(
    "runs",
    [
        "<w:r><w:instrText>INCLUDE</w:instrText></w:r>"
        "<w:r><w:instrText>PICTURE x</w:instrText></w:r>",
        '<w:fldSimple w:instr=" DDEAUTO c:\\\\cmd.exe "/>',
    ],
)
def test_a_field_of_word_that_fetches_is_refused(template, data, runs):
    change = replaced(MAIN, b"<w:sectPr", f"<w:p>{runs}</w:p><w:sectPr".encode())

    assert "what its field" in refusal(template(change), data)


def test_a_page_number_is_no_matter(template, data):
    number = b'<w:p><w:fldSimple w:instr=" PAGE "/></w:p><w:sectPr'

    assert Letters(template(replaced(MAIN, b"<w:sectPr", number))).make(data)


@pytest.mark.parametrize(
    ("part", "content", "said"),
    [
        ("word/vbaProject.bin", b"x", "has macros or other programs in it (word/vbaProject.bin)"),
        ("word/media/x.png", bytes(101_000_000), "unpacks to 10"),
        ("word/more.xml", b" " * 6_000_000, "unpacks to "),
        ("word/more.xml", b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', "cannot be read; open it"),
        ("WORD/document.xml", b"<x/>", "cannot be read; open it"),
    ],
)
def test_a_part_that_no_letter_has(template, data, part, content, said):
    assert refusal(template(more=[(part, content)]), data).startswith(said)


def test_a_title_that_is_too_long_is_told(tmp_path, data):
    document = docx.Document()
    document.core_properties.title = "{{ opening }}"
    document.save(tmp_path / "own.docx")

    assert refusal(tmp_path / "own.docx", {**data, "opening": "x" * 256}).startswith(
        "cannot be filled: exceeded 255 char limit"
    )


def test_a_damaged_document_is_refused_before_any_work(template, data):
    assert refusal(template(replaced(MAIN, b"</w:body>", b"")), data).startswith("cannot be read")

    with pytest.raises(InputError, match="cannot be read"):
        check_recipients(["word"], template(replaced("[Content_Types].xml", b"main+xml", b"x")))


def test_a_template_for_no_letters_is_refused(template):
    with pytest.raises(InputError, match="add --for word"):
        check_recipients(["letters"], template())
