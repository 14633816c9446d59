"""The layouts in which the files come: workbooks, spreadsheets, lists, each release's columns."""

import csv
import zipfile

import pytest
import xlsxwriter

from placements.errors import InputError
from placements.importers.opendata.cqc import WANTED
from placements.importers.opendata.settings import OpenFiles, import_settings
from placements.importers.records import find_header, read_records
from tests.shared import shared

LOCATION = {
    "Location ID": "1-100",
    "Location Name": "Oak House",
    "Dormant (Y/N)": "N",
    "Care home?": "Y",
    "Care homes beds": "40",
    "Location Latest Overall Rating": "Good",
    "Location Primary Inspection Category": "Residential social care",
    "Location Local Authority": "Stoke-on-Trent",
    "Location Commissioning CCG Code": "05W",
    "Location Street Address": "1 Road",
    "Location City": "Stoke",
    "Location Postal Code": "ST4 1AA",
    "Location Latitude": "53.01",
    "Location Longitude": "-2.18",
    "Registered manager": "Surname, Forename",
    "Provider ID": "1-200",
    "Provider Name": "Oak Care Limited",
    "Provider Ownership Type": "Organisation",
    "Provider Companies House Number": "01234567",
    "Service type - Care home service with nursing": "Y",
    "Service type - Care home service without nursing": "Y",
}
COLUMNS = [*LOCATION]


def location():
    return dict(LOCATION)


def workbook(tmp_path, rows, columns=COLUMNS, titles=0):
    file = tmp_path / "01_November_2026_HSCA_Active_Locations.xlsx"
    with xlsxwriter.Workbook(file) as book:
        book.add_worksheet("README").write(0, 0, "About this directory")
        sheet = book.add_worksheet("HSCA_Active_Locations")
        for k in range(titles):
            sheet.write(k, 0, f"Title {k}")
        for k, row in enumerate([dict(zip(columns, columns, strict=True)), *rows], titles):
            for column, name in enumerate(columns):
                sheet.write(k, column, row.get(name, ""))
    return file


def spreadsheet(tmp_path, rows):
    """Return an OpenDocument spreadsheet as office programs write it: blanks are repeats."""
    lines = "".join(
        "<table:table-row>"
        + "".join(cell(row.get(name, "")) for name in COLUMNS)
        + '<table:table-cell table:number-columns-repeated="16000"/></table:table-row>'
        for row in [dict(zip(COLUMNS, COLUMNS, strict=True)), *rows]
    )
    rest = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell/>'
    content = (
        '<?xml version="1.0"?><office:document-content '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body>'
        '<office:spreadsheet><table:table table:name="README"><table:table-row><table:table-cell>'
        "<text:p>About</text:p></table:table-cell></table:table-row></table:table>"
        f'<table:table table:name="HSCA_Active_Locations">{lines}{rest}</table:table-row>'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    file = tmp_path / "HSCA_Active_Locations.ods"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("content.xml", content)
    return file


def cell(text):
    if text.replace(".", "").replace("-", "").isdigit() and "-" not in text[1:]:
        return f'<table:table-cell office:value-type="float" office:value="{text}"/>'
    return (
        f"<table:table-cell><text:p>{text}</text:p></table:table-cell>"
        if text
        else ("<table:table-cell/>")
    )


def imported(tmp_path, **files):
    out = tmp_path / "out"
    import_settings(OpenFiles(**files), out)
    return out


def table(out, name="settings"):
    with (out / f"{name}.csv").open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


@pytest.mark.parametrize("titles", [0, 6])
def test_the_directory_as_a_workbook_with_and_without_titles(tmp_path, titles):
    out = imported(tmp_path, cqc=[workbook(tmp_path, [location()], titles=titles)])
    (home,) = table(out)
    (provider,) = table(out, "providers")
    (source, *_) = [r for r in table(out, "import/sources") if r["table"] == "settings"]

    assert (home["setting_id"], home["sector"], home["cqc_rating"]) == (
        "1-100",
        "social_care",
        "Good",
    )
    assert (home["latitude"], home["longitude"], home["place_id"]) == (
        "53.01",
        "-2.18",
        "Stoke-on-Trent",
    )
    assert home["tags"] == "care_home;nursing"
    assert (provider["provider_id"], provider["ownership"]) == ("1-200", "independent")
    # The header is the row below the titles; the date is in the file's name.
    assert (source["line"], source["as_of"]) == (str(titles + 2), "2026-11-01")


def test_the_directory_as_an_open_document_is_the_same(tmp_path):
    (tmp_path / "ods").mkdir()
    book = imported(tmp_path, cqc=[workbook(tmp_path, [location()])])
    sheet = imported(tmp_path / "ods", cqc=[spreadsheet(tmp_path, [location()])])

    assert table(sheet) == table(book)


def test_the_weekly_list_is_read_below_its_titles(tmp_path):
    file = tmp_path / "directory.csv"
    file.write_text(
        "CQC care directory\n\n\n\n"
        "Name,Address,Postcode,Service types,Provider name,Local Authority,"
        "CQC Location ID (for office use only),CQC Provider ID (for office use only)\n"
        'Elm,"1 Road, Stoke",ST4 1AA,Homecare agencies|Supported living,Elm CIC,Stoke,1-1,1-2\n',
        encoding="utf-8",
    )
    (home,) = table(imported(tmp_path, cqc=[file]))

    assert (home["setting_id"], home["provider_id"]) == ("1-1", "1-2")
    assert (home["sector"], home["care_context"]) == ("social_care", "at_home")


def test_every_column_that_is_read_is_in_the_current_directory():
    names = shared("opendata/cqc_hsca_active_locations_columns.txt").read_text().splitlines()
    # One that only the lists and extracts have: all services in one cell.
    missing = [
        column.name for column in WANTED if not any(name for name in names if matches(column, name))
    ]

    assert missing == ["services"]


def matches(column, name):
    header = find_header([name], [column], "")
    return header is not None and bool(header.columns)


def test_a_dormant_location_is_left_out_and_listed(tmp_path):
    dormant = {**location(), "Location ID": "1-101", "Dormant (Y/N)": "Y"}
    out = imported(tmp_path, cqc=[workbook(tmp_path, [location(), dormant])])

    assert [row["setting_id"] for row in table(out)] == ["1-100"]
    assert [r["reason"] for r in table(out, "import/left_out") if r["code"] == "1-101"] == [
        "dormant"
    ]


def test_a_location_registered_twice_is_its_primary_one(tmp_path):
    rows = [{**location(), "Primary ID": ""}, {**location(), "Primary ID": "1-100"}]
    rows[1]["Location ID"], rows[1]["Location Name"] = "1-101", "Oak House (second provider)"
    columns = [*COLUMNS, "Primary ID"]
    out = imported(tmp_path, cqc=[workbook(tmp_path, rows, columns)])

    assert [row["setting_id"] for row in table(out)] == ["1-100"]
    (left,) = [r for r in table(out, "import/left_out") if r["code"] == "1-101"]
    assert left["reason"] == "registered twice; 1-100 is the primary one"


@pytest.mark.parametrize(
    ("kind", "name"),
    [("Individual", "A Surname"), ("Partnership", "A and B Surname"), ("", "Mrs A Surname")],
)
def test_a_provider_who_is_a_person_is_not_named(tmp_path, kind, name):
    row = {**location(), "Provider Name": name, "Provider Ownership Type": kind}
    out = imported(tmp_path, cqc=[workbook(tmp_path, [row])])

    assert table(out, "providers")[0]["name"] == "Provider of Oak House"
    written = "".join(path.read_text(encoding="utf-8") for path in out.rglob("*.*"))
    assert "Surname" not in written


@pytest.mark.parametrize(
    ("name", "ownership"),
    [
        ("Stoke City Council", "local_authority"),
        ("Example NHS Foundation Trust", "nhs"),
        ("Example CIO", "voluntary"),
        ("Making Room", ""),
    ],
)
def test_ownership_is_what_the_name_and_the_numbers_say(tmp_path, name, ownership):
    row = {**location(), "Provider Name": name, "Provider Companies House Number": ""}
    out = imported(tmp_path, cqc=[workbook(tmp_path, [row])])

    assert table(out, "providers")[0].get("ownership", "") == ownership


def test_services_of_several_sectors_take_the_inspection_category_or_stay_blank(tmp_path):
    several = {"Service type - Community healthcare service": "Y"}
    columns = [*COLUMNS, *several]
    known = {**location(), **several}
    unknown = {**known, "Location Primary Inspection Category": "Other"}
    unknown |= {"Location ID": "1-101", "Location Name": "Elm", "Location Postal Code": "ST4 1AB"}
    found = table(imported(tmp_path, cqc=[workbook(tmp_path, [known, unknown], columns)]))

    assert [row["sector"] for row in found] == ["social_care", ""]


def test_a_cell_that_cannot_be_read_is_refused_with_its_place(tmp_path):
    file = tmp_path / "directory.xlsx"
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, COLUMNS)
        sheet.write_row(1, 0, [LOCATION[name] for name in COLUMNS])
        sheet.write_formula(1, COLUMNS.index("Location Name"), '="Oak"')
        sheet.write_formula(1, COLUMNS.index("Care homes beds"), "=40")  # not read: no matter

    with pytest.raises(InputError) as error:
        imported(tmp_path, cqc=[file])
    assert [str(problem.where) for problem in error.value.problems] == [
        "directory.xlsx, sheet Sheet1, cell B2, Location Name"
    ]


def test_a_file_of_another_kind_is_refused_with_what_is_missing(tmp_path):
    file = tmp_path / "other.csv"
    file.write_text("Name,Post code\nElm,ST4 1AA\n", encoding="utf-8")

    with pytest.raises(InputError) as error:
        imported(tmp_path, cqc=[file])
    assert "no column for the code" in str(error.value)
    assert "no column for the postcode; did you mean 'Post code'?" in str(error.value)
    assert not (tmp_path / "out").exists()


# ---- practices, trusts and sites ---------------------------------------------------------------


def report(tmp_path, *rows):
    """Return a report of 27 columns, of which these are filled."""
    file = tmp_path / f"report{len(list(tmp_path.iterdir()))}.csv"
    with file.open("w", encoding="utf-8", newline="") as text:
        for code, name, ics, postcode, closed, status, parent, setting in rows:
            cells = [""] * 27
            cells[0:4] = [code, name, "Y60", ics]
            cells[9], cells[11], cells[12], cells[14], cells[25] = (
                postcode,
                closed,
                status,
                parent,
                setting,
            )
            csv.writer(text, quoting=csv.QUOTE_ALL).writerow(cells)
    return file


def test_sites_are_under_the_trust_of_today_and_closed_ones_left_out(tmp_path):
    trusts = report(tmp_path, ("RRE", "MIDLANDS TRUST", "QNC", "ST16 3SR", "", "", "", ""))
    sites = report(
        tmp_path,
        ("R1E75", "LONGTON HOSPITAL", "QNC", "ST3 4QX", "", "", "R1E", ""),
        ("RRE99", "OLD CLINIC", "QNC", "ST16 1AA", "20200331", "", "RRE", ""),
        ("RRE11", "ST GEORGES", "QNC", "ST16 3SR", "", "", "", ""),
    )
    out = imported(tmp_path, trusts=trusts, sites=sites)

    assert {row["setting_id"]: row["provider_id"] for row in table(out)} == {
        "R1E75": "RRE",
        "RRE11": "RRE",
    }
    (left,) = table(out, "import/left_out")
    assert (left["code"], left["reason"]) == ("RRE99", "closed on 2020-03-31")


def test_a_closure_after_the_day_of_the_report_has_not_happened_yet(tmp_path):
    row = ("M83001", "PRACTICE", "QNC", "ST1 1AA", "20260331", "A", "05W", "4")
    early, late = tmp_path / "early", tmp_path / "late"
    early.mkdir(), late.mkdir()
    file = report(early, row)
    before = file.rename(early / "epraccur_2026-01-31.csv")
    out = imported(early, practices=before)
    assert len(table(out)) == 1

    with pytest.raises(InputError, match="no place is left of these files; 1 row: closed on 2026"):
        imported(late, practices=report(late, row))


def test_a_report_with_other_columns_is_refused(tmp_path):
    file = tmp_path / "epraccur.csv"
    file.write_text("M83001,PRACTICE,Y60\n", encoding="utf-8")

    with pytest.raises(InputError, match="line 1: has 3 columns; a report of the Organisation"):
        imported(tmp_path, practices=file)


def test_the_registered_practice_adds_its_rating_and_position(tmp_path):
    row = ("M83001", "OAK SURGERY", "QNC", "ST4 1AA", "", "A", "05W", "4")
    registered = {**location(), "Location ODS Code": "M83001", "Location Name": "Dr Oak's"}
    file = workbook(tmp_path, [registered], [*COLUMNS, "Location ODS Code"])
    (practice,) = table(imported(tmp_path, practices=report(tmp_path, row), cqc=[file]))

    assert (practice["setting_id"], practice["sector"]) == ("M83001", "primary")
    assert (practice["cqc_rating"], practice["latitude"]) == ("Good", "53.01")


def test_the_publishers_own_separator_and_encoding(tmp_path):
    file = tmp_path / "Hospital.csv"
    lines = (
        "OrganisationCode¬OrganisationStatus¬OrganisationName¬Postcode¬Latitude¬Longitude¬ParentODSCode",
        'RJE01¬Visible¬The "Royal" Hôpital¬ST4 6QG¬53.004024505615234¬-2.2¬RJE',
        "RJE77¬Hidden¬Gone¬ST4 6QG¬53.0¬-2.2¬RJE",
    )
    file.write_bytes("\r\n".join(lines).encode("latin-1"))
    out = imported(tmp_path, hospitals=file)
    (hospital,) = table(out)

    assert (hospital["name"], hospital["latitude"]) == ('The "Royal" Hôpital', "53.004025")
    (left,) = table(out, "import/left_out")
    assert left["reason"] == "its status is Hidden, not Visible"


# ---- postcodes and successors ------------------------------------------------------------------

PRACTICE = ("M83001", "OAK SURGERY", "QNC", "ST4 1AA", "", "A", "05W", "4")


@pytest.mark.parametrize(
    "header",
    [
        "pcd,pcd2,pcds,dointr,doterm,laua,lat,long,icb",
        "pcd7,pcd8,pcds,dointr,doterm,lad25cd,lat,long,ICB26CD",
        "PCD,PCD2,PCDS,DOINTR,DOTERM,OSLAUA,LAT,LONG,STP",
    ],
)
def test_postcode_files_of_any_year(tmp_path, header):
    file = tmp_path / "postcodes.csv"
    file.write_text(
        f"{header}\n"
        "AB1 0AA,AB1  0AA,AB1 0AA,198001,199606,S12000033,57.1,-2.2,S1\n"
        "ST4 1AA,ST4  1AA,ST4 1AA,198001,,E06000021,53.01,-2.18,E54000010\n",
        encoding="utf-8",
    )
    out = imported(tmp_path, practices=report(tmp_path, PRACTICE), postcodes=[file])
    (practice,) = table(out)

    assert (practice["latitude"], practice["longitude"]) == ("53.01", "-2.18")
    assert practice["place_id"] == "E06000021"


def test_a_postcode_without_a_position_gives_none(tmp_path):
    file = tmp_path / "postcodes.csv"
    file.write_text("pcds,lat,long\nST4 1AA,99.999999,0.000000\n", encoding="utf-8")
    out = imported(tmp_path, practices=report(tmp_path, PRACTICE), postcodes=[file])

    assert table(out)[0]["latitude"] == ""


def test_a_file_without_positions_is_no_postcode_file(tmp_path):
    file = tmp_path / "postcodes.csv"
    file.write_text("pcds,latitud,long\nST4 1AA,53,-2\n", encoding="utf-8")

    with pytest.raises(InputError, match="no column for the latitude, did you mean 'latitud'"):
        imported(tmp_path, practices=report(tmp_path, PRACTICE), postcodes=[file])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("RAA,RBB\nRAA,RCC\n", "line 2: 'RAA' has two successors, RBB and RCC"),
        ("RAA,RBB\nRBB,RAA\n", "'RAA' becomes itself in the end"),
        ("RAA,RBB\nsomething\n", "line 2: is not an old code and a new one"),
        ("old,new\n", "has no row of an old code and a new one"),
    ],
)
def test_successors_that_lead_nowhere_are_refused(tmp_path, text, message):
    file = tmp_path / "succ.csv"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(InputError, match=message):
        imported(tmp_path, practices=report(tmp_path, PRACTICE), successors=file)


def test_a_chain_of_mergers_ends_at_the_code_of_today(tmp_path):
    file = tmp_path / "succ.csv"
    file.write_text("R1E,RAA,G,20180601\nRAA,RBB,G,20200401\n", encoding="utf-8")
    sites = report(tmp_path, ("R1E75", "LONGTON", "QNC", "ST3 4QX", "", "", "R1E", ""))
    out = imported(tmp_path, sites=sites, successors=file)

    assert table(out)[0]["provider_id"] == "RBB"


def test_records_of_a_sheet_that_is_missing_are_refused(tmp_path):
    with pytest.raises(InputError, match="there is no such file"):
        read_records(tmp_path / "none.csv", WANTED)


def test_nothing_is_written_over_what_is_there(tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.csv").write_text("kept")

    with pytest.raises(InputError, match="a folder that is not empty"):
        imported(tmp_path, practices=report(tmp_path, PRACTICE))
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["mine.csv"]


def test_what_is_wrong_with_several_files_is_told_at_once(tmp_path):
    (tmp_path / "bad.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    bad = tmp_path / "bad.csv"

    with pytest.raises(InputError) as error:
        imported(tmp_path, practices=bad, cqc=[bad], postcodes=[tmp_path / "none.csv"])
    told = str(error.value)
    assert "bad.csv, line 1: has 2 columns" in told
    assert "bad.csv: no column for the postcode" in told
    assert "none.csv: cannot be read: No such file or directory" in told
