"""Other people's files as text: separators, encodings, spreadsheets, and files that are none."""

import zipfile

import pytest

from placements.errors import InputError
from placements.importers import grids as module
from placements.importers.grids import grids

ODS = """<?xml version="1.0"?><office:document-content
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>
 <table:table table:name="One">{rows}</table:table></office:spreadsheet></office:body>
</office:document-content>"""


def lines(path):
    return [(line, cells) for grid in grids(path) for line, cells in grid.lines]


def ods(tmp_path, rows):
    file = tmp_path / "book.ods"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("content.xml", ODS.format(rows=rows))
    return file


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"a,b\n1,2\n", [(1, ["a", "b"]), (2, ["1", "2"])]),
        (b"\xef\xbb\xbfa;b\r\n\r\n1;2,5", [(1, ["a", "b"]), (3, ["1", "2,5"])]),
        (b"a\tb\n 1 \t2\n", [(1, ["a", "b"]), (2, ["1", "2"])]),
        (b'a,b\n"x,\ny",2\n3,4\n', [(1, ["a", "b"]), (2, ["x,\ny", "2"]), (4, ["3", "4"])]),
        (b"a,b\nH\xf4pital,1\x96\n", [(1, ["a", "b"]), (2, ["Hôpital", "1–"])]),
        ('a¬b\nthe "Royal¬2\n'.encode("latin-1"), [(1, ["a", "b"]), (2, ['the "Royal', "2"])]),
        (b"", []),
    ],
)
def test_text_files(tmp_path, content, expected):
    file = tmp_path / "table.csv"
    file.write_bytes(content)

    assert lines(file) == expected


def test_a_spreadsheets_values_are_those_of_its_cells(tmp_path):
    # A comment on a cell is not its text; what a repeated cell holds stands in each.
    rows = """<table:table-row>
    <table:table-cell office:value-type="string"><office:annotation><text:p>a comment</text:p>
    </office:annotation><text:p>two</text:p><text:p>lines</text:p></table:table-cell>
    <table:table-cell office:value-type="float" office:value="7"><text:p>007</text:p>
    </table:table-cell>
    <table:table-cell office:value-type="date" office:date-value="2026-09-07T00:00:00"/>
    <table:table-cell office:value-type="boolean" office:boolean-value="true"/>
    <table:table-cell table:number-columns-repeated="2"><text:p>x</text:p></table:table-cell>
    </table:table-row><table:table-row table:number-rows-repeated="3"><table:table-cell/>
    </table:table-row><table:table-row><table:table-cell><text:p>end</text:p></table:table-cell>
    </table:table-row>"""

    assert lines(ods(tmp_path, rows)) == [
        (1, ["two\nlines", "7", "2026-09-07", "TRUE", "x", "x"]),
        (5, ["end"]),
    ]


def test_a_row_or_cell_repeated_without_end_ends(tmp_path, monkeypatch):
    monkeypatch.setattr("placements.importers.opendocument.MAX_ROWS", 5)
    rows = (
        '<table:table-row table:number-rows-repeated="999999999"><table:table-cell '
        'table:number-columns-repeated="999999999"><text:p>x</text:p></table:table-cell>'
        "</table:table-row>"
    )
    found = lines(ods(tmp_path, rows))

    assert (len(found), len(found[0][1])) == (5, 200)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.xlsx", b"no zip", "is not a workbook"),
        ("a.ods", b"no zip", "is not an OpenDocument spreadsheet"),
        ("a.csv", b"a\0b", "is not a text file, a workbook"),
        ("a.csv", b'a,b\n"x"y,2\n', "line 2: "),
    ],
)
def test_files_that_are_none_are_refused(tmp_path, name, content, message):
    file = tmp_path / name
    file.write_bytes(content)

    with pytest.raises(InputError, match=message):
        lines(file)


def test_a_document_with_entities_is_refused(tmp_path):
    file = tmp_path / "bomb.ods"
    bomb = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb">]><a>&b;</a>'
    with zipfile.ZipFile(file, "w") as parts:
        parts.writestr("content.xml", bomb)

    with pytest.raises(InputError, match="is not an OpenDocument spreadsheet"):
        lines(file)


def test_a_spreadsheet_that_unpacks_to_too_much_is_refused(tmp_path):
    file = tmp_path / "large.ods"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("content.xml", " " * 30_000_000)

    with pytest.raises(InputError, match="unpacks to 30 MB, which is too much"):
        lines(file)


def test_a_large_file_is_refused_unread(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "MAX_BYTES", 3)
    file = tmp_path / "table.csv"
    file.write_text("a,b\n")

    with pytest.raises(InputError, match="is larger than"):
        lines(file)
