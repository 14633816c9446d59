"""Every trap of the real files: extracts of what the publishers publish, skipped where absent."""

import csv
import datetime as dt

import pytest

from placements.errors import InputError
from placements.importers.opendata.settings import OpenFiles, import_settings
from placements.round.read import build_round, read_raw
from tests.shared import shared

PRACTICES = "epraccur_raw_noheader_QNC_QOC_active.csv"
TRUSTS = "etr_trusts_midlands_Y60.csv"
HOSPITALS = "nhschoices_Hospital_staffs_shrops_2018.csv"
CQC = "cqc_care_homes_trafford_2026-02.csv"
NETWORKS = "gp-reg-pat-prac-map_QNC_QOC_2022-01.csv"


def real(name):
    return shared(f"opendata/{name}")


def rows(file):
    with file.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    """Return the folder that all the real files make together."""
    files = OpenFiles(
        practices=real(PRACTICES),
        trusts=real(TRUSTS),
        hospitals=real(HOSPITALS),
        cqc=[real(CQC)],
        networks=real(NETWORKS),
        days={"practices": dt.date(2024, 1, 31), "hospitals": dt.date(2018, 9, 30)},
    )
    folder = tmp_path_factory.mktemp("real") / "round"
    import_settings(files, folder)
    return folder


@pytest.fixture(scope="module")
def settings(out):
    return {row["setting_id"]: row for row in rows(out / "settings.csv")}


@pytest.fixture(scope="module")
def sources(out):
    return {(r["table"], r["code"]): r for r in rows(out / "import" / "sources.csv")}


@pytest.fixture(scope="module")
def duplicates(out):
    return rows(out / "import" / "duplicates.csv")


@pytest.fixture(scope="module")
def left_out(out):
    return {row["code"]: row["reason"] for row in rows(out / "import" / "left_out.csv")}


def test_a_practice_is_active_and_of_prescribing_setting_4(settings, left_out, out):
    # 143 practices of QNC and 52 of QOC; the other 326 - 195 = 131 rows are listed.
    providers = {row["provider_id"]: row for row in rows(out / "providers.csv")}
    practices = [code for code, row in settings.items() if "gp" in row["tags"].split(";")]
    systems = [providers[code]["ics_id"] for code in practices]

    assert (systems.count("QNC"), systems.count("QOC"), len(systems)) == (143, 52, 195)
    others = [reason for reason in left_out.values() if reason.startswith("prescribing setting")]
    assert len(others) == 131
    assert left_out["A99947"] == "prescribing setting 0 (other), not 4 (GP practice)"


def test_a_bare_u_is_no_network(settings, sources):
    for code in ("M82007", "M82058", "Y02495"):
        assert settings[code]["pcn_id"] == ""
        assert "in no primary care network" in sources["settings", code]["remarks"]
    assert settings["C81018"]["pcn_id"] == "U57641"


def test_ownership_is_the_parents_whatever_the_sector_says(settings, sources):
    # The file calls the first four independent and the last one NHS.
    for code in ("RJE09", "R1E56", "RL4TC", "RRERS"):
        assert settings[code]["ownership"] == "nhs"
    assert settings["NL001"]["ownership"] == "independent"
    remark = sources["settings", "RJE09"]["remarks"]
    assert "the file says Independent Sector, but RJE is an NHS trust" in remark


def test_merged_trusts_are_under_their_successors(settings, sources, out):
    assert {settings[code]["provider_id"] for code in ("R1E56", "R1E75", "R1EE3")} == {"RRE"}
    assert {settings[code]["provider_id"] for code in ("RJF02", "RJF04", "RJF05")} == {"RTG"}
    assert "R1E in the file; now RRE" in sources["settings", "R1E56"]["remarks"]
    providers = {row["provider_id"]: row["name"] for row in rows(out / "providers.csv")}
    # The name of today, from the list of trusts; the hospital list has the one before the merger.
    assert providers["RRE"] == "MIDLANDS PARTNERSHIP NHS FOUNDATION TRUST"
    assert not {"R1E", "RJF"} & set(providers)


@pytest.mark.parametrize(
    ("code", "kept", "reason"),
    [
        ("RJE02", "RJE01", "the same postcode and provider, RJE"),
        ("ANG19", "RXWAS", "the same postcode and name"),
        ("NO00X", "RL4TC", "the same postcode, and a name within the other's; the trust's is kept"),
        ("TAJ52", "TAJ52", "the same code"),
    ],
)
def test_one_building_under_several_codes_is_one_setting(settings, duplicates, code, kept, reason):
    (row,) = [r for r in duplicates if r["what"] == "merged" and r["code"] == code]

    assert (row["kept_as"], row["reason"]) == (kept, reason)
    assert kept in settings
    assert code == kept or code not in settings


def test_units_of_two_trusts_in_one_building_are_two_settings(settings, duplicates):
    shared_codes = {row["code"] for row in duplicates if row["what"] == "shares a building"}

    assert {"R1D22", "RXWAN", "RJF05", "RRE58"} <= set(settings) & shared_codes


def test_a_site_is_not_in_the_system_of_its_trusts_headquarters(tmp_path):
    # Cannock Chase Hospital is run from Wolverhampton (QUA), the Queen's Hospital from Derby
    # (QJ2); both stand in Staffordshire, and the postcode directory says so.
    postcodes = tmp_path / "ONSPD.csv"
    postcodes.write_text(
        "pcd7,pcds,doterm,lat,long,lad25cd,ICB26CD\n"
        "WS115XY,WS11 5XY,,52.69,-2.03,E07000192,E54000010\n"
        "DE130RB,DE13 0RB,,52.81,-1.65,E07000193,E54000010\n"
        "WV100QP,WV10 0QP,,52.59,-2.09,E08000031,E54000062\n",
        encoding="utf-8",
    )
    files = OpenFiles(
        trusts=real(TRUSTS),
        hospitals=real(HOSPITALS),
        networks=real(NETWORKS),
        postcodes=[postcodes],
        areas=["QNC"],
    )
    import_settings(files, tmp_path / "out")
    found = {row["setting_id"]: row for row in rows(tmp_path / "out" / "settings.csv")}
    areas = {row["area_id"]: row for row in rows(tmp_path / "out" / "areas.csv")}
    providers = {row["provider_id"]: row for row in rows(tmp_path / "out" / "providers.csv")}

    assert set(found) == {"RL4TC", "RJF02"}
    assert areas[found["RL4TC"]["place_id"]]["parent_id"] == "QNC"
    assert providers["RL4"]["ics_id"] == "QUA"
    assert areas["QNC"]["name"] == "Staffordshire and Stoke on Trent"


def test_a_practice_over_the_border_belongs_to_who_commissions_it(tmp_path):
    # Dove River has a postcode in Derbyshire (QJ2) and is commissioned by QNC.
    postcodes = tmp_path / "NSPL.csv"
    postcodes.write_text(
        "pcd,pcds,doterm,laua,lat,long,icb\n"
        "DE6 5HY,DE6 5HY,202001,E07000035,52.88,-1.76,E54000058\n",
        encoding="utf-8",
    )
    names = tmp_path / "ICB names and codes.csv"
    names.write_text(
        "ICB23CD,ICB23CDH,ICB23NM\nE54000058,QJ2,Derby and Derbyshire\n", encoding="utf-8"
    )
    files = OpenFiles(
        practices=real(PRACTICES),
        networks=real(NETWORKS),
        postcodes=[postcodes],
        area_names=[names],
        areas=["qnc"],
    )
    import_settings(files, tmp_path / "out")
    found = {row["setting_id"]: row for row in rows(tmp_path / "out" / "settings.csv")}
    remarks = {r["code"]: r["remarks"] for r in rows(tmp_path / "out" / "import" / "sources.csv")}

    assert len(found) == 143
    assert (found["C81018"]["latitude"], found["C81018"]["pcn_id"]) == ("52.88", "U57641")
    assert "stands in QJ2; belongs to QNC by its commissioner" in remarks["C81018"]
    assert "which ended in 202001" in remarks["C81018"]


def test_every_row_has_its_file_line_and_date(out, sources, settings):
    # The first practice of the file stands in its third line.
    practice = sources["settings", "C81018"]

    assert (practice["file"], practice["line"], practice["as_of"]) == (PRACTICES, "3", "2024-01-31")
    assert sources["settings", "RJE01"]["as_of"] == "2018-09-30"
    assert sources["areas", "QNC"]["as_of"] == "2022-01-01"
    assert {("settings", code) for code in settings} <= set(sources)
    providers = {("providers", row["provider_id"]) for row in rows(out / "providers.csv")}
    assert providers <= set(sources)


def test_practices_that_only_the_older_mapping_has_are_listed(left_out):
    # 195 practices in 2024 and 197 in 2022: three are in the mapping alone.
    reason = "in the mapping of networks, but no practice"

    assert sum(found == reason for found in left_out.values()) == 3


def test_a_home_registered_twice_is_one_setting_by_its_later_registration(settings, duplicates):
    merged = {row["code"]: row["kept_as"] for row in duplicates if row["what"] == "merged"}

    assert merged["1-11462647983"] == "1-19897458875"
    assert settings["1-19897458875"]["provider_id"] == "care-uk-care-services-limited"


def test_homes_side_by_side_are_two_settings(settings):
    # Harboro and Headonhey: one provider, one address, two homes.
    assert {"1-711024161", "1-113737059"} <= set(settings)


def test_one_home_with_three_services_is_one_setting(settings):
    home = settings["1-9397179795"]

    assert (home["sector"], home["care_context"]) == ("social_care", "")
    assert home["tags"] == "care_home;home_care;supported_living"


def test_no_person_is_named(out):
    # The register names two persons as the provider of one home.
    text = (out / "providers.csv").read_text(encoding="utf-8")
    providers = {row["provider_id"]: row for row in rows(out / "providers.csv")}

    assert "Meehan" not in text + (out / "import" / "sources.csv").read_text(encoding="utf-8")
    assert providers["provider-of-1-117483647"]["name"] == "Provider of Heathside Retirement Home"


def test_what_no_open_file_knows_is_blank_and_check_says_where(out, settings):
    found, problems = build_round(read_raw(out))
    told = [str(problem) for problem in problems]
    capacity = rows(out / "capacity.csv")

    assert found is None
    assert {row["places"] for row in capacity} == {""}
    assert [row["setting_id"] for row in capacity] == list(settings)
    assert "capacity.csv, line 2, places: is blank; a value is needed" in told
    assert "round.toml, start: the key is missing" in told
    expected = {"is blank; a value is needed", "the key is missing", "there is no such file"}
    assert {problem.message for problem in problems} == expected


def test_every_blank_is_listed_with_what_a_name_suggests(out):
    blanks = {(r["code"], r["column"]): r for r in rows(out / "import" / "to_fill_in.csv")}

    assert blanks["R1D21", "sector"]["suggestion"] == "community"
    assert blanks["M82002", "latitude"]["why"] == "not in a postcode file"
    assert ("RJE01", "places") in blanks
    assert ("RJE01", "latitude") not in blanks


def test_a_filled_import_is_a_round(out, tmp_path):
    for name in ("areas", "providers"):
        (tmp_path / f"{name}.csv").write_bytes((out / f"{name}.csv").read_bytes())
    settings = rows(out / "settings.csv")
    for row in settings:
        row.update(sector=row["sector"] or "acute", latitude=row["latitude"] or "53")
        row["longitude"] = row["longitude"] or "-2"
    write(tmp_path / "settings.csv", settings)
    write(
        tmp_path / "capacity.csv", [{"setting_id": r["setting_id"], "places": 2} for r in settings]
    )
    (tmp_path / "round.toml").write_text('name = "R"\nstart = 2026-09-07\nweeks = 8\n')
    (tmp_path / "programmes.csv").write_text("programme_id,name,learner_type\nP,P,student\n")
    (tmp_path / "blocks.csv").write_text(
        "cohort_id,block_id,start,weeks,stage\nC,B,2026-09-07,4,1\n"
    )
    (tmp_path / "learners.csv").write_text(
        "learner_id,programme_id,cohort_id,latitude,longitude\nL,P,C,53,-2\n"
    )
    found, problems = build_round(read_raw(tmp_path))

    assert problems == []
    assert len(found["settings"]) == len(settings)


def write(file, rows):
    with file.open("w", encoding="utf-8", newline="") as text:
        writer = csv.DictWriter(text, [*rows[0]])
        writer.writeheader()
        writer.writerows(rows)


def test_an_area_that_no_file_knows_is_refused_with_the_nearest(tmp_path):
    files = OpenFiles(practices=real(PRACTICES), areas=["QNCC"])

    with pytest.raises(InputError, match="'QNCC' is no area of these files; did you mean 'QNC'"):
        import_settings(files, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_systems_that_merge_are_one_by_a_successor(tmp_path):
    # QNC and QOC are to become one system: a list of successors says under which code.
    file = tmp_path / "successors.csv"
    file.write_text("old_code,new_code\nQNC,QXX\nQOC,QXX\n", encoding="utf-8")
    files = OpenFiles(practices=real(PRACTICES), networks=real(NETWORKS), successors=file)
    import_settings(files, tmp_path / "out")

    systems = [r for r in rows(tmp_path / "out" / "areas.csv") if r["kind"] == "ics"]
    assert [row["area_id"] for row in systems] == ["QXX"]
    providers = rows(tmp_path / "out" / "providers.csv")
    assert {row["ics_id"] for row in providers} == {"QXX"}
