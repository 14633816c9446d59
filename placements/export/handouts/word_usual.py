"""The template of a letter in Word that leads begin from."""

from __future__ import annotations

import io
from importlib import import_module
from typing import Any

from placements.export.handouts.word_file import packed

NAVY, QUIET, WHITE, LINE = "003087", "505050", "FFFFFF", "C8C8C8"
WIDTH = 16.6
"""Of the text [cm]."""
COLUMNS = (("When", 4.9), ("Where", 8.4), ("Journey, one way", 3.3))
"""Title and width [cm] of the table's columns."""
HELP = (
    "{#p This paragraph is in no letter. Fields, each in two pairs of braces: round, date, "
    "standing, learner, programme, opening, closing. Of each placement, between for and "
    "endfor: p.block, p.from, p.until, p.weeks, p.length, p.setting, p.provider, p.sector, "
    "p.address, p.contact, p.details, p.where, p.journey. #}"
)


def usual_template() -> bytes:
    """Return the template: whatever is changed in it, but for the fields, is in every letter."""
    docx, shared = import_module("docx"), import_module("docx.shared")
    document = docx.Document()
    document.core_properties.author = "placements"
    document.core_properties.title = "Your placements"
    for section in document.sections:
        section.page_width, section.page_height = shared.Cm(21), shared.Cm(29.7)
        section.left_margin = section.right_margin = shared.Cm(2.2)
        section.top_margin = section.bottom_margin = shared.Cm(1.8)
    _set_styles(document, shared)
    top = _paragraph(document, "{{ round }}\t{{ date }}", size=9, colour=QUIET)
    right = import_module("docx.enum.text").WD_TAB_ALIGNMENT.RIGHT
    top.paragraph_format.tab_stops.add_tab_stop(shared.Cm(WIDTH), right)
    document.add_heading("Your placements", 1)
    document.add_paragraph("Learner {{ learner }}\n{{ programme }}")
    document.add_paragraph("{{ opening }}")
    _add_table(document, shared)
    document.add_paragraph("{{ closing }}").paragraph_format.space_before = shared.Pt(8)
    _paragraph(document, HELP, size=9, colour=QUIET)
    file = io.BytesIO()
    document.save(file)
    return packed(file.getvalue())


def _set_styles(document: Any, shared: Any) -> None:
    usual, heading = document.styles["Normal"], document.styles["Heading 1"]
    usual.font.size, usual.paragraph_format.space_after = shared.Pt(10), shared.Pt(6)
    heading.font.size, heading.font.color.rgb = shared.Pt(16), shared.RGBColor.from_string(NAVY)
    heading.paragraph_format.space_before = shared.Pt(6)
    heading.paragraph_format.space_after = shared.Pt(6)
    for style in (usual, heading):
        style.font.name = "Arial"
        fonts = style.element.rPr.rFonts
        for name in [name for name in fonts.attrib if name.endswith("Theme")]:
            del fonts.attrib[name]  # goes before the font's name
    for language in document.styles.element.iter(_name("lang")):
        language.set(_name("val"), "en-GB")


def _paragraph(holder: Any, text: str, *, size: float, colour: str | None = None) -> Any:
    paragraph = holder.add_paragraph()
    _add_text(paragraph, text, size=size, colour=colour)
    return paragraph


def _add_text(paragraph: Any, text: str, *, size: float, **looks: Any) -> None:
    shared = import_module("docx.shared")
    run = paragraph.add_run(text)
    run.font.size, run.bold = shared.Pt(size), looks.get("bold")
    if (colour := looks.get("colour")) is not None:
        run.font.color.rgb = shared.RGBColor.from_string(colour)


def _add_table(document: Any, shared: Any) -> None:
    """Add the table of placements: the row between ``for`` and ``endfor`` is repeated."""
    table = document.add_table(rows=4, cols=len(COLUMNS))
    table.autofit = False
    _set_lines(table)
    for column, (title, width) in enumerate(COLUMNS):
        # Word goes by the cells' widths, other programs by the columns'.
        table.columns[column].width = shared.Cm(width)
        for row in table.rows:
            row.cells[column].width = shared.Cm(width)
            row.cells[column].paragraphs[0].paragraph_format.space_after = shared.Pt(0)
        cell = table.rows[0].cells[column]
        _add_text(cell.paragraphs[0], title, size=9, colour=WHITE, bold=True)
        _below(cell._element.get_or_add_tcPr(), "shd", val="clear", color="auto", fill=NAVY)
    first, each, last = (row.cells for row in table.rows[1:])
    _add_text(first[0].paragraphs[0], "{%tr for p in placements %}", size=9)
    _add_text(last[0].paragraphs[0], "{%tr endfor %}", size=9)
    _add_text(each[0].paragraphs[0], "{{ p.from }} to\n{{ p.until }}\n", size=9)
    _add_text(each[0].paragraphs[0], "{{ p.length }}", size=9, colour=QUIET)
    _add_text(each[1].paragraphs[0], "{{ p.setting }}", size=9, bold=True)
    _add_text(each[1].paragraphs[0], "\n{{ p.details }}", size=9)
    _add_text(each[2].paragraphs[0], "{{ p.journey }}", size=9)
    # A placement is never on two pages, and each page has the titles.
    _below(table.rows[0]._tr.get_or_add_trPr(), "tblHeader")
    for row in table.rows:
        _below(row._tr.get_or_add_trPr(), "cantSplit")


def _set_lines(table: Any) -> None:
    """Rule a line under each row, and leave a little room around its text."""
    lines, room = _element("tblBorders"), _element("tblCellMar")
    for side in ("bottom", "insideH"):
        _below(lines, side, val="single", sz="4", space="0", color=LINE)
    for side in ("top", "bottom"):
        _below(room, side, w="45", type="dxa")
    # Word opens no document with these in another order.
    properties = table._tbl.tblPr
    properties.insert_element_before(room, "w:tblLook")
    properties.insert_element_before(lines, "w:tblLayout", "w:tblCellMar", "w:tblLook")


def _below(parent: Any, name: str, **values: str) -> None:
    """Add an element of Word's own language at the end of another."""
    element = _element(name)
    for key, value in values.items():
        element.set(_name(key), value)
    parent.append(element)


def _element(name: str) -> Any:
    return import_module("docx.oxml").OxmlElement(f"w:{name}")


def _name(name: str) -> str:
    return str(import_module("docx.oxml.ns").qn(f"w:{name}"))
