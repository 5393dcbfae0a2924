"""Exports: every form says the same figures, to its reader alone, in the same bytes each time."""

import csv
import hashlib
import io
import json
import os
import re
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZipFile

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.utils.translation import override

from apps.audit.codes import Act
from apps.audit.models import AccessEntry
from apps.exchange.actions import import_now
from apps.foundation.cell_text import one_line, plain
from apps.monitor import actions, charts
from apps.monitor.exporting import Exported, export_edition
from apps.monitor.exports import FORMATS
from apps.monitor.models import Edition
from apps.monitor.report import Report
from apps.organisation.access import Actor
from apps.organisation.models import Location
from tests import cast
from tests.monitor.handed_over import CUT_OFF, JUNE, NAMES, reference, report
from tests.registers.packages import PILOT, REFERENCE, ROOT

EXPECTED = reference(JUNE)
EXPECTED_TEXT = (REFERENCE / "cells-2022-06-30.csv").read_text(encoding="utf-8")
NOTICE = "Vertrouwelijk, niet openbaar"
SHEETS = ["Over dit bestand", "Bereik", "Begeleiding", "Resultaten", "Achtergrond"]
BACKGROUND = ["Cellen", "Definities", "Categorieën"]


def files(content: bytes) -> dict[str, bytes]:
    with ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def written(form: str, **fields: object) -> bytes:
    return FORMATS[form].write(report(**fields))


def table(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8"), newline="")))


# --- Two readers of spreadsheets that share nothing with their writers

Sheet = list[list[object]]


def read_xlsx(content: bytes) -> dict[str, Sheet]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(io.BytesIO(content))
    for sheet in book:
        for row in sheet:
            assert all(cell.data_type != "f" for cell in row), sheet.title
    return {sheet.title: [[_bare(cell.value) for cell in row] for row in sheet] for sheet in book}


def _bare(value: object) -> object:
    return value.date() if isinstance(value, datetime) else value


OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


def read_ods(content: bytes) -> dict[str, Sheet]:
    root = ElementTree.fromstring(files(content)["content.xml"])
    return {
        sheet.get(f"{TABLE}name"): [
            [_value(cell) for cell in row.findall(f"{TABLE}table-cell")]
            for row in sheet.iter(f"{TABLE}table-row")
        ]
        for sheet in root.iter(f"{TABLE}table")
    }


def _value(cell: ElementTree.Element) -> object:
    assert cell.get(f"{TABLE}formula") is None
    kind = cell.get(f"{OFFICE}value-type")
    if kind == "string":
        return cell.get(f"{OFFICE}string-value")
    if kind == "date":
        return date.fromisoformat(cell.get(f"{OFFICE}date-value"))
    return None if kind is None else float(cell.get(f"{OFFICE}value"))


READERS: dict[str, Callable[[bytes], dict[str, Sheet]]] = {"xlsx": read_xlsx, "ods": read_ods}
SPREADSHEETS = pytest.mark.parametrize("form", list(READERS))


def as_text(value: object, *, four: bool = False) -> str:
    """A typed cell as the standard writes it."""
    if value is None or value == "":
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return value
    return f"{Decimal(str(value)):.4f}" if four else str(int(value))


# --- The same bytes


@pytest.fixture(scope="module")
def elsewhere() -> list[dict[str, str]]:
    """What two other processes make of the same report: hashes by form and language."""
    code = (
        "import django, hashlib, json; django.setup()\n"
        "from django.utils.translation import override\n"
        "from apps.monitor.exports import FORMATS\n"
        "from tests.monitor.handed_over import report\n"
        "found = {}\n"
        "for language in ('nl', 'en'):\n"
        "    with override(language):\n"
        "        for code, form in FORMATS.items():\n"
        "            digest = hashlib.sha256(form.write(report())).hexdigest()\n"
        "            found[f'{code} {language}'] = digest\n"
        "print(json.dumps(found))"
    )
    worlds = (
        {"PYTHONHASHSEED": "1", "LVV_TODAY": "2022-07-01"},
        {"PYTHONHASHSEED": "77", "LVV_TODAY": "2031-12-31", "TZ": "Asia/Tokyo"},
    )
    found = [
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env=os.environ | world,
            check=True,
            capture_output=True,
            text=True,
        )
        for world in worlds
    ]
    return [json.loads(each.stdout.splitlines()[-1]) for each in found]


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("form", list(FORMATS))
def test_two_processes_write_the_same_bytes(elsewhere, form, language):
    first, second = (world[f"{form} {language}"] for world in elsewhere)
    assert first == second


@pytest.mark.parametrize("form", list(FORMATS))
def test_a_process_writes_the_same_bytes_again(elsewhere, form):
    assert {hashlib.sha256(written(form)).hexdigest() for _ in range(3)} == {
        elsewhere[0][f"{form} nl"]
    }


@pytest.mark.parametrize("form", ["csv", "ods", "xlsx"])
def test_no_part_of_an_archive_holds_a_clock(form):
    with ZipFile(io.BytesIO(written(form))) as archive:
        moments = {entry.date_time for entry in archive.infolist()}
    assert moments <= {(2022, 7, 1, 8, 12, 30), (1980, 1, 1, 0, 0, 0)}


def test_the_properties_of_a_workbook_have_the_moment_of_the_register():
    book = openpyxl.load_workbook(io.BytesIO(written("xlsx")))
    made = CUT_OFF.replace(tzinfo=None)
    assert (book.properties.created, book.properties.modified) == (made, made)
    assert NOTICE in book.properties.description
    meta = files(written("ods"))["meta.xml"].decode()
    assert set(re.findall(r"\d{4}-\d\d-\d\dT[\d:]+", meta)) == {"2022-07-01T08:12:30"}


# --- CSV and its metadata


def test_the_cells_as_csv_are_those_of_the_standard_byte_for_byte():
    assert files(written("csv"))["cells.csv"].decode() == EXPECTED_TEXT


def parse(text: str, datatype: str | dict) -> object:
    """A cell by its declared datatype, as the recommendation of the W3C has it."""
    base = datatype if isinstance(datatype, str) else datatype["base"]
    if base == "date":
        assert datatype["format"] == "yyyy-MM-dd"
        return date.fromisoformat(text)
    if base == "nonNegativeInteger":
        assert re.fullmatch(r"\d+", text)
        return int(text)
    if base == "decimal":
        assert Decimal(text) >= Decimal(datatype["minimum"])
        return Decimal(text)
    assert base == "string"
    return text


@pytest.mark.parametrize("name", ["cells", "indicators", "categories", "locations"])
def test_every_row_is_what_the_metadata_say(name):
    found = files(written("csv"))
    metadata = json.loads(found[f"{name}.csv-metadata.json"])
    assert metadata["@context"][0] == "http://www.w3.org/ns/csvw"
    assert metadata["url"] == f"{name}.csv"
    schema = metadata["tableSchema"]
    columns = {column["name"]: column for column in schema["columns"]}
    rows = table(found[f"{name}.csv"])
    assert rows
    assert list(rows[0]) == list(columns)
    for row in rows:
        for column, text in row.items():
            if text:
                parse(text, columns[column]["datatype"])
            else:
                assert not columns[column]["required"], (column, row)
    keys = [tuple(row[column] for column in schema["primaryKey"]) for row in rows]
    assert len(set(keys)) == len(keys)


def test_the_metadata_speak_dutch_and_english_and_name_the_edition():
    metadata = json.loads(files(written("csv"))["cells.csv-metadata.json"])
    for column in metadata["tableSchema"]["columns"]:
        assert set(column["titles"]) == {"und", "nl", "en"}
        assert column["titles"]["und"] == column["name"]
        assert [text["@language"] for text in column["dc:description"]] == ["nl", "en"]
    assert metadata["dc:accessRights"][0]["@value"] == NOTICE
    assert metadata["dc:identifier"] == "3"
    assert metadata["dc:date"] == "2022-06-30"
    assert metadata["dc:temporal"] == "2022-05-01/2022-06-30"
    assert metadata["dc:created"] == "2022-07-01T08:12:30+00:00"
    assert metadata["schema:version"] == "1"
    assert metadata["schema:sha256"] == report().edition.hash
    assert {each["schema:identifier"] for each in metadata["dc:spatial"]} == {"all", *NAMES}
    first = metadata["schema:variableMeasured"][0]
    assert first["schema:propertyID"] == "referrals"
    assert first["schema:name"] == [
        {"@value": "Aanmeldingen", "@language": "nl"},
        {"@value": "Referrals", "@language": "en"},
    ]


def test_every_indicator_category_and_location_of_the_cells_is_explained():
    found = files(written("csv"))
    indicators = {row["indicator"] for row in table(found["indicators.csv"])}
    assert indicators == {row["indicator"] for row in EXPECTED}
    categories = {
        (row["indicator"], row["category"]): row for row in table(found["categories.csv"])
    }
    assert set(categories) == {
        (row["indicator"], row["category"]) for row in EXPECTED if row["category"]
    }
    assert categories["gender", "male"]["label_nl"] == "Man"
    assert categories["country_of_origin", "IRN"]["label_en"] == "Iran"
    locations = {row["location"]: row["name"] for row in table(found["locations.csv"])}
    assert locations == {"all": "Landelijk"} | NAMES


# --- JSON


def test_json_holds_the_same_cells_and_what_explains_them():
    found = json.loads(written("json"))
    cells = [
        {key: "" if value is None else str(value) for key, value in cell.items()}
        for cell in found["cells"]
    ]
    assert cells == EXPECTED
    assert found["confidentiality"] == NOTICE
    assert (found["edition"], found["scope"], found["complete"]) == (3, "all", True)
    assert found["reference_date"] == "2022-06-30"
    assert found["period"] == {"first": "2022-05-01", "last": "2022-06-30"}
    assert (found["definition"], found["hash"]) == ("1", report().edition.hash)
    assert found["cut_off"] == "2022-07-01T08:12:30+00:00"
    assert {each["code"]: each["name"] for each in found["locations"]} == (
        {"all": "Landelijk"} | NAMES
    )
    occupancy = next(each for each in found["indicators"] if each["code"] == "occupancy")
    assert occupancy["kind"] == "share"
    assert occupancy["definition"] == "Bezette plaatsen als deel van het aantal plaatsen."


# --- Spreadsheets


@SPREADSHEETS
def test_the_sheet_of_cells_is_the_table_of_the_standard(form):
    header, *rows = READERS[form](written(form))["Cellen"]
    assert header == list(EXPECTED[0])
    for row, expected in zip(rows, EXPECTED, strict=True):
        is_count = not expected["denominator"]
        *texts, value = (*row, *[None] * (len(header) - len(row)))
        assert [as_text(text) for text in texts] == list(expected.values())[:-1]
        assert as_text(value, four=not is_count) == expected["value"]


@SPREADSHEETS
def test_a_share_is_a_number_above_the_numbers_that_it_comes_from(form):
    sheet = READERS[form](written(form))["Bereik"]
    assert sheet[0][:3] == ["Bereik", "Landelijk", "Amsterdam"]
    labels = [row[0] if row else None for row in sheet]
    at = labels.index("Aanmeldingen")
    assert labels[at + 2 : at + 12] == [
        *("Toegelaten", "Afgewezen", "Ingetrokken", "Nog geen besluit"),
        "Aantallen",
        *("Toegelaten", "Afgewezen", "Ingetrokken", "Nog geen besluit"),
        "Totaal",
    ]
    expected = [
        row for row in EXPECTED if (row["indicator"], row["category"]) == ("referrals", "admitted")
    ]
    shares = [pytest.approx(int(row["numerator"]) / int(row["denominator"])) for row in expected]
    assert sheet[at + 2][1:] == shares
    assert sheet[at + 7][1:] == [int(row["numerator"]) for row in expected]
    assert sheet[at + 11][1:] == [int(row["denominator"]) for row in expected]


@SPREADSHEETS
def test_the_front_names_the_edition_its_locations_and_for_whom_it_is(form):
    sheets = READERS[form](written(form))
    front = [[value for value in row if value] for row in sheets["Over dit bestand"]]
    for line in (
        [NOTICE],
        ["Openbaarheid", NOTICE],
        ["Editie", "3"],
        ["Peildatum", "30-06-2022"],
        ["Periode", "01-05-2022 tot en met 30-06-2022"],
        ["Waarover", "Alle locaties"],
        ["Inhoud", "Alle cijfers van de editie"],
        ["Stand van het register", "01-07-2022 10:12"],
        ["Definities", "versie 1"],
        ["utrecht", "Utrecht"],
    ):
        assert line in front
    assert report().edition.hash in str(front)
    definitions = {row[0]: row for row in sheets["Definities"]}
    assert definitions["occupancy"][1:] == [
        "Bezettingsgraad",
        "Bezette plaatsen als deel van het aantal plaatsen.",
        "Aandeel",
        "Bereik",
    ]
    charted = ["Grafieken", "Cijfers bij grafieken"][form == "ods" :]
    assert list(sheets) == [*SHEETS, *charted, *BACKGROUND]


def test_every_page_of_a_spreadsheet_says_for_whom_it_is():
    book = openpyxl.load_workbook(io.BytesIO(written("xlsx")))
    for sheet in book:
        assert NOTICE in sheet.oddHeader.right.text
        assert NOTICE in sheet.oddFooter.left.text
        assert sheet.oddFooter.right.text == "Pagina &P van &N"
    assert book["Bereik"].freeze_panes == "B2"
    assert book["Cellen"].freeze_panes == "A2"
    assert book["Cellen"].print_title_rows == "$1:$1"
    document = files(written("ods"))
    styles = document["styles.xml"].decode()
    assert styles.count(NOTICE) == 2
    assert "page-number" in styles


CONFIG = "{urn:oasis:names:tc:opendocument:xmlns:config:1.0}"


def test_the_headers_of_an_opendocument_sheet_stay_in_sight():
    text = files(written("ods"))["settings.xml"].decode()
    # A name in it has this prefix; where that is not declared, offices pass the settings over.
    assert 'xmlns:ooo="http://openoffice.org/2004/office"' in text
    split = {
        entry.get(f"{CONFIG}name"): {item.get(f"{CONFIG}name"): item.text for item in entry}
        for entry in ElementTree.fromstring(text).iter(f"{CONFIG}config-item-map-entry")
    }
    for name, lines, columns in (("Bereik", "1", "1"), ("Cellen", "1", "0")):
        assert split[name]["VerticalSplitPosition"] == lines
        assert split[name]["HorizontalSplitPosition"] == columns
        assert split[name]["VerticalSplitMode"] == "2"


DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
KINDS = {
    "bars": ("barChart", "clustered"),
    "flow": ("barChart", "clustered"),
    "stacked": ("barChart", "percentStacked"),
    "lines": ("lineChart", "standard"),
}


def test_each_chart_is_drawn_by_the_workbook_from_the_cells_of_its_numbers():
    content = written("xlsx")
    parts, sheets = files(content), read_xlsx(content)
    expected = charts.charts(report())
    assert expected
    drawings = [name for name in parts if re.fullmatch(r"xl/drawings/drawing\d+\.xml", name)]
    assert len(drawings) == 1
    told = [
        each.get("descr")
        for each in ElementTree.fromstring(parts[drawings[0]]).iter(f"{DRAWING}cNvPr")
    ]
    assert told == [f"{chart.title}. {chart.description}" for chart in expected]
    for number, chart in enumerate(expected, start=1):
        root = ElementTree.fromstring(parts[f"xl/charts/chart{number}.xml"])
        kind, grouping = KINDS[chart.shape.value]
        drawn = root.find(f".//{CHART}{kind}")
        assert drawn.find(f"{CHART}grouping").get("val") == grouping
        found = drawn.findall(f"{CHART}ser")
        assert len(found) == len(chart.series)
        for series, asked in zip(found, chart.series, strict=True):
            assert referred(sheets, series, "tx") == [asked.label]
            assert referred(sheets, series, "cat") == list(chart.points)
            divisor = 100 if chart.unit == "%" else 1
            numbers = [None if n is None else pytest.approx(n / divisor) for n in asked.numbers]
            assert [n if n != "" else None for n in referred(sheets, series, "val")] == numbers


def referred(sheets: dict[str, Sheet], series: ElementTree.Element, part: str) -> list[object]:
    """The cells that a part of a series refers to."""
    formula = series.find(f"{CHART}{part}").find(f".//{CHART}f").text
    sheet, column, first, last = re.fullmatch(
        r"'?(.+?)'?!\$([A-Z])\$(\d+)(?::\$[A-Z]\$(\d+))?", formula
    ).groups()
    at = ord(column) - ord("A")
    return [row[at] for row in sheets[sheet][int(first) - 1 : int(last or first)]]


# --- What people wrote

HOSTILE = ['=HYPERLINK("http://example.org")', "-1+2", "\tTAB", "\rCR", "@SUM(A1)", "+1"]


def hostile(name: str) -> Report:
    """A report of Utrecht, that goes by this name and this code."""
    found = report(locations=["utrecht"], renamed={"utrecht": name})
    found.edition.location_names = {name: name}
    return found


@pytest.mark.parametrize("name", HOSTILE)
@SPREADSHEETS
def test_in_a_spreadsheet_the_name_of_a_location_is_a_text(form, name):
    sheets = READERS[form](FORMATS[form].write(hostile(name)))
    said = name.replace("\t", " ").replace("\r", " ")
    assert sheets["Bereik"][0][2] == said
    assert said in [row[1] for row in sheets["Cellen"]]
    assert [said, said] in [row[:2] for row in sheets["Over dit bestand"]]


@pytest.mark.parametrize("name", HOSTILE)
def test_in_csv_the_name_of_a_location_begins_no_formula(name):
    found = files(FORMATS["csv"].write(hostile(name)))
    said = "'" + name.replace("\t", " ").replace("\r", " ")
    assert {row["location"] for row in table(found["cells.csv"])} == {"all", said}
    assert table(found["locations.csv"])[1] == {"location": said, "name": said}


@pytest.mark.parametrize("name", HOSTILE)
def test_in_json_the_name_of_a_location_is_what_it_is(name):
    found = json.loads(FORMATS["json"].write(hostile(name)))
    assert found["locations"][1] == {"code": name, "name": name}


@pytest.mark.parametrize(
    ("text", "made_plain"),
    [
        ("Utrecht", "Utrecht"),
        ("", ""),
        ("Den Haag - West", "Den Haag - West"),
        ("=1", "'=1"),
        ("-1", "'-1"),
        ("\n=1", "' =1"),
        ("\uff1d1", "'\uff1d1"),
    ],
)
def test_a_text_is_made_plain_only_where_it_would_begin_a_formula(text, made_plain):
    assert plain(text) == made_plain


def test_a_cell_holds_one_line_of_what_can_be_printed():
    assert one_line("a\x00b\r\nc\ud800d") == "a b  c d"
    assert one_line("Súdwest-Fryslân") == "Súdwest-Fryslân"


@pytest.mark.parametrize("form", list(FORMATS))
def test_a_report_without_earlier_editions_and_of_one_location_is_written_too(form):
    found = replace(report(locations=["utrecht"]), earlier=())
    assert len(FORMATS[form].write(found)) > 1000


# --- The action, by whom, and the page


@pytest.fixture
def pilot(db):
    accepted, _report = import_now(PILOT, tell=lambda step, done, expected: None)
    assert accepted


def system() -> Actor:
    locations = Location.objects.values_list("pk", flat=True)
    return Actor.system("test", today=cast.TODAY, locations=locations)


def made(location: Location | None = None) -> Edition:
    asked = actions.request_edition(on=JUNE, location=location, by=system())
    actions.run_edition(asked.pk)
    return Edition.objects.latest("pk")


@pytest.fixture
def edition(pilot) -> Edition:
    return made()


def locations_in(exported: Exported, form: str) -> Iterable[str]:
    if form == "csv":
        return {row["location"] for row in table(files(exported.content)["cells.csv"])}
    if form == "json":
        return {cell["location"] for cell in json.loads(exported.content)["cells"]}
    return {row[1] for row in READERS[form](exported.content)["Cellen"][1:]}


@pytest.mark.parametrize("form", ["csv", "json", "xlsx", "ods"])
def test_a_city_gets_its_own_figures_and_the_national_ones_and_no_name_of_another(edition, form):
    people = cast.gather()
    own = export_edition(edition, form=form, by=cast.actor(people["coordinator_utrecht"]))
    assert locations_in(own, form) == {"all", "utrecht"}
    text = b"".join(files(own.content).values()) if form != "json" else own.content
    assert b"roningen" not in text
    whole = export_edition(edition, form=form, by=cast.actor(people["bureau"]))
    assert locations_in(whole, form) == {"all", *NAMES}


@pytest.mark.parametrize("form", list(FORMATS))
def test_the_same_edition_reader_and_language_give_the_same_file(edition, form):
    by = cast.actor(cast.gather()["bureau"])
    first = export_edition(edition, form=form, by=by)
    again = export_edition(Edition.objects.get(pk=edition.pk), form=form, by=by)
    assert first == again
    suffix = {"csv": "zip"}.get(form, form)
    assert first.name == f"lvv-monitor-2022-06-30-editie-{edition.pk}.{suffix}"


def test_an_export_stands_in_the_log_with_its_locations(edition):
    user = cast.gather()["coordinator_utrecht"]
    export_edition(edition, form="json", by=cast.actor(user))
    entry = AccessEntry.objects.latest("pk")
    assert (entry.act, entry.subject, entry.subject_ids) == (Act.EXPORT, "edition", [edition.pk])
    assert entry.user_id == user.pk
    assert entry.location_ids == [Location.objects.get(code="utrecht").pk]


def test_an_unknown_form_is_refused_and_leaves_no_trace(edition):
    before = AccessEntry.objects.count()
    with pytest.raises(ValidationError, match="Kies uit: csv, json, xlsx, ods, pdf"):
        export_edition(edition, form="docx", by=system())
    assert AccessEntry.objects.count() == before


def test_the_edition_of_another_city_is_refused(pilot):
    people = cast.gather()
    edition = made(Location.objects.get(code="utrecht"))
    with pytest.raises(PermissionDenied):
        export_edition(edition, form="json", by=cast.actor(people["coordinator_groningen"]))
    own = export_edition(edition, form="json", by=cast.actor(people["coordinator_utrecht"]))
    assert json.loads(own.content)["scope"] == "utrecht"


@pytest.mark.parametrize("form", list(FORMATS))
def test_the_page_links_to_each_file_and_hands_it_over(client, edition, form):
    bureau = cast.gather()["bureau"]
    client.force_login(bureau)
    address = f"/monitor/editions/{edition.pk}/export/{form}"
    for page in (f"/monitor/editions/{edition.pk}", "/monitor?on=30-06-2022"):
        assert f'href="{address}"' in client.get(page).content.decode()
    response = client.get(address)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == FORMATS[form].content_type
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Content-Disposition"] == (
        f'attachment; filename="lvv-monitor-2022-06-30-editie-{edition.pk}.{FORMATS[form].suffix}"'
    )
    exported = export_edition(edition, form=form, by=cast.actor(bureau))
    assert response.content == exported.content


def test_a_file_that_there_is_not_is_not_found(client, pilot):
    people = cast.gather()
    edition = made(Location.objects.get(code="utrecht"))
    client.force_login(people["coordinator_groningen"])
    assert client.get(f"/monitor/editions/{edition.pk}/export/json").status_code == 404
    client.force_login(people["coordinator_utrecht"])
    assert client.get(f"/monitor/editions/{edition.pk}/export/json").status_code == 200
    assert client.get(f"/monitor/editions/{edition.pk}/export/docx").status_code == 404
    assert client.get(f"/monitor/editions/{edition.pk + 1}/export/json").status_code == 404


# --- The command


@pytest.mark.parametrize("form", list(FORMATS))
def test_the_command_writes_the_file(edition, tmp_path, form):
    path = tmp_path / f"edition.{FORMATS[form].suffix}"
    path.write_text("what was there")
    call_command("export_edition", str(edition.pk), str(path), "--format", form)
    assert path.read_bytes() == export_edition(edition, form=form, by=system()).content
    assert list(tmp_path.iterdir()) == [path]
    entry = AccessEntry.objects.filter(act=Act.EXPORT).earliest("pk")
    assert entry.actor == "system:export_edition"


def test_the_command_writes_the_cells_alone_with_metadata_that_name_the_file(edition, tmp_path):
    path = tmp_path / "june.csv"
    call_command("export_edition", str(edition.pk), str(path), "--format", "csv")
    assert path.read_text(encoding="utf-8") == EXPECTED_TEXT
    metadata = json.loads((tmp_path / "june.csv-metadata.json").read_text(encoding="utf-8"))
    assert metadata["url"] == "june.csv"


def test_the_command_speaks_the_language_that_is_asked_for(edition, tmp_path):
    path = tmp_path / "edition.json"
    call_command(
        "export_edition", str(edition.pk), str(path), "--format", "json", "--language", "en"
    )
    found = json.loads(path.read_text(encoding="utf-8"))
    assert (found["language"], found["indicators"][0]["title"]) == ("en", "Referrals")
    with override("en"):
        assert found == json.loads(export_edition(edition, form="json", by=system()).content)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["0", "x.json", "--format", "json"], "There is no edition 0."),
        (["three", "x.json", "--format", "json"], "There is no edition three."),
        (["{pk}", "x.docx", "--format", "docx"], "Kies uit: csv, json"),
        (["{pk}", "x.txt", "--format", "csv"], "ends in .zip or .csv, and .*x.txt does not"),
        (["{pk}", "x.json", "--format", "xlsx"], "ends in .xlsx"),
        (["{pk}", "x.json", "--format", "json", "--language", "de"], "no language 'de'"),
        (["{pk}", "absent/x.json", "--format", "json"], "Cannot write .*x.json: No such file"),
        (["{pk}", "folder.json", "--format", "json"], "Cannot write .*: It is a folder"),
    ],
)
def test_the_command_says_what_is_wrong_and_leaves_nothing(edition, tmp_path, arguments, sentence):
    (tmp_path / "folder.json").mkdir()
    number, name, *options = (argument.format(pk=edition.pk) for argument in arguments)
    before = AccessEntry.objects.count()
    with pytest.raises(CommandError, match=sentence):
        call_command("export_edition", number, str(tmp_path / name), *options)
    assert [path.name for path in tmp_path.iterdir()] == ["folder.json"]
    assert AccessEntry.objects.count() == before


def test_an_existing_file_stays_whole_when_the_new_one_cannot_be_written(
    edition, tmp_path, monkeypatch
):
    path = tmp_path / "edition.json"
    path.write_text("what was there")

    def fail(source: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", fail)
    with pytest.raises(CommandError, match="No space left on device"):
        call_command("export_edition", str(edition.pk), str(path), "--format", "json")
    assert [each.name for each in tmp_path.iterdir()] == ["edition.json"]
    assert path.read_text() == "what was there"
