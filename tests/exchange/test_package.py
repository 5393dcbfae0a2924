"""What is no register package is refused whole, with the place and a sentence to mend it by."""

import io
import re
import stat
import struct
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from apps.exchange.actions import export_now, import_now
from apps.exchange.report import Report
from apps.organisation.models import Location
from apps.participants.models import Person
from tests.registers.packages import COLUMNS
from tests.registers.small import (
    FORMS,
    Files,
    as_folder,
    as_zip,
    files_of,
    only,
    rows_in,
    small_register,
)

pytestmark = pytest.mark.django_db
Place = tuple[str, int, str, str]
Zip = bytearray


def take_in(path: Path) -> tuple[bool, Report]:
    return import_now(path, tell=lambda step, done, expected: None)


def errors_of(path: Path) -> list[dict]:
    """The errors with which the package is refused; nothing of it is in the database."""
    accepted, report = take_in(path)
    said = report.as_json()
    assert not accepted
    assert (said["new"], said["changed"], said["unchanged"]) == (0, 0, 0)
    # A dossier needs a location and a person, so that without these there is nothing.
    assert not Location.objects.exists()
    assert not Person.objects.exists()
    for found in said["errors"]:
        assert set(found) == {"file", "line", "field", "value", "rule", "message", "message_en"}
        assert re.search(r"[.]$", found["message"])
        assert re.search(r"[.]$", found["message_en"])
    return said["errors"]


def places(errors: list[dict]) -> set[Place]:
    return {(e["file"], e["line"], e["field"], e["rule"]) for e in errors}


# --- What can be wrong in a file, in a folder and in a zip alike


def lines(files: Files, name: str) -> list[bytes]:
    return files[name].split(b"\n")


def set_line(name: str, number: int, content: bytes) -> Callable[[Files], None]:
    """Line `number`, from 1 for the header, replaced."""

    def change(files: Files) -> None:
        rows = lines(files, name)
        rows[number - 1] = content
        files[name] = b"\n".join(rows)

    return change


def insert_line(name: str, number: int, content: bytes) -> Callable[[Files], None]:
    def change(files: Files) -> None:
        rows = lines(files, name)
        rows.insert(number - 1, content)
        files[name] = b"\n".join(rows)

    return change


def swap(name: str, old: bytes, new: bytes) -> Callable[[Files], None]:
    def change(files: Files) -> None:
        assert old in files[name]
        files[name] = files[name].replace(old, new, 1)

    return change


def become(name: str, content: bytes) -> Callable[[Files], None]:
    return lambda files: files.update({name: content})


def lose(name: str) -> Callable[[Files], None]:
    return lambda files: files.pop(name) and None


def recode(name: str, encoding: str) -> Callable[[Files], None]:
    def change(files: Files) -> None:
        files[name] = files[name].decode().replace("Amina", "Amína").encode(encoding)

    return change


def all_of(*changes: Callable[[Files], None]) -> Callable[[Files], None]:
    def change(files: Files) -> None:
        for each in changes:
            each(files)

    return change


def in_every_file(old: bytes, new: bytes) -> Callable[[Files], None]:
    def change(files: Files) -> None:
        for name, content in files.items():
            files[name] = content.replace(old, new)

    return change


def without_column(name: str, column: str) -> Callable[[Files], None]:
    def change(files: Files) -> None:
        at = lines(files, name)[0].split(b",").index(column.encode())
        rows = [row.split(b",") for row in lines(files, name) if row]
        files[name] = b"\n".join(b",".join(row[:at] + row[at + 1 :]) for row in rows)

    return change


CASES: list[tuple[str, Callable[[Files], None], set[Place]]] = [
    ("a missing table", lose("tracks.csv"), {("tracks.csv", 1, "", "missing_file")}),
    (
        "a missing description",
        lose("datapackage.json"),
        {("datapackage.json", 1, "", "missing_file")},
    ),
    (
        "a description of other tables",
        become("datapackage.json", b'{"resources": [{"name": "tracks"}]}'),
        {("datapackage.json", 1, "", "wrong_description")},
    ),
    (
        "a description that is no JSON",
        become("datapackage.json", b"tracks"),
        {("datapackage.json", 1, "", "wrong_description")},
    ),
    (
        "a description that is a list",
        become("datapackage.json", b"[]"),
        {("datapackage.json", 1, "", "wrong_description")},
    ),
    (
        "a description in Latin-1",
        become("datapackage.json", '{"resources": "é"}'.encode("latin-1")),
        {("datapackage.json", 1, "", "wrong_description")},
    ),
    (
        "a description that nests without end",
        become("datapackage.json", b"[" * 200_000),
        {("datapackage.json", 1, "", "wrong_description")},
    ),
    (
        "an empty description",
        become("datapackage.json", b""),
        {("datapackage.json", 1, "", "wrong_description")},
    ),
    (
        "a missing column",
        without_column("tracks.csv", "referral_id"),
        {("tracks.csv", 1, "referral_id", "missing_column")},
    ),
    (
        "an unknown column",
        swap("tracks.csv", b"destination_country", b"destination_country,remarks"),
        {("tracks.csv", 1, "", "unknown_column")},
    ),
    (
        "a column by another name",
        swap("tracks.csv", b"destination_country", b"country"),
        {
            ("tracks.csv", 1, "destination_country", "missing_column"),
            ("tracks.csv", 1, "", "unknown_column"),
        },
    ),
    (
        "columns in another order",
        swap("tracks.csv", b"track_id,participant_id", b"participant_id,track_id"),
        {("tracks.csv", 1, "", "column_order")},
    ),
    (
        "a column twice",
        swap("tracks.csv", b"track_id,", b"track_id,track_id,"),
        {("tracks.csv", 1, "", "column_order")},
    ),
    (
        "an empty file",
        become("tracks.csv", b""),
        {("tracks.csv", 1, column, "missing_column") for column in COLUMNS["tracks"]},
    ),
    (
        "UTF-16",
        recode("participants.csv", "utf-16"),
        {("participants.csv", 1, "", "wrong_encoding")},
    ),
    (
        "Latin-1",
        recode("participants.csv", "latin-1"),
        {("participants.csv", 1, "", "wrong_encoding")},
    ),
    (
        "semicolons",
        lambda files: files.update({"tracks.csv": files["tracks.csv"].replace(b",", b";")}),
        {("tracks.csv", 1, "", "semicolons")},
    ),
    (
        "a date as Excel keeps it",
        swap("tracks.csv", b"2022-01-10", b"44562"),
        {("tracks.csv", 2, "admitted_on", "excel_date")},
    ),
    (
        "a date with a time as Excel keeps it",
        swap("tracks.csv", b"2022-01-10", b"44562.5"),
        {("tracks.csv", 2, "admitted_on", "excel_date")},
    ),
    (
        "a date as it is written here",
        swap("tracks.csv", b"2022-01-10", b"31-12-2021"),
        {("tracks.csv", 2, "admitted_on", "date_form")},
    ),
    (
        "a date with a time",
        swap("tracks.csv", b"2022-01-10", b"2021-12-31 00:00:00"),
        {("tracks.csv", 2, "admitted_on", "date_form")},
    ),
    (
        "a date of birth as Excel keeps it",
        swap("participants.csv", b"1990-05-31", b"33024"),
        {("participants.csv", 2, "date_of_birth", "wrong_form")},
    ),
    (
        "an unknown code",
        swap("perspectives.csv", b"legalisation", b"Legalisation"),
        {("perspectives.csv", 4, "perspective", "unknown_code")},
    ),
    (
        "a V-number that lost its zero",
        swap("participants.csv", b"0123456789", b"123456789"),
        {("participants.csv", 2, "v_number", "wrong_form")},
    ),
    (
        "a cell too few",
        set_line("counselling.csv", 3, b"TU2,2022-02-12,activation,30"),
        {("counselling.csv", 3, "", "wrong_number_of_cells")},
    ),
    (
        "a cell too many",
        set_line("counselling.csv", 3, b"TU2,2022-02-12,activation,30,,"),
        {("counselling.csv", 3, "", "wrong_number_of_cells")},
    ),
    (
        "a quote that is not closed",
        swap("participants.csv", b"Haddad", b'"Haddad'),
        {("participants.csv", 3, "", "broken_csv")},
    ),
    (
        "text after a quote",
        swap("participants.csv", b"Haddad", b'"Had"dad'),
        {("participants.csv", 3, "", "broken_csv")},
    ),
    (
        "a cell of a hundred thousand characters",
        swap("participants.csv", b"Haddad", b"a" * 100_001),
        {("participants.csv", 3, "", "broken_csv")},
    ),
    (
        "a NUL in a name",
        swap("participants.csv", b"Haddad", b"Had\0dad"),
        {("participants.csv", 3, "family_name", "stray_characters")},
    ),
    (
        "a NUL in a code",
        swap("perspectives.csv", b"legalisation", b"legal\0isation"),
        {("perspectives.csv", 4, "perspective", "unknown_code")},
    ),
    (
        "a NUL in a key",
        in_every_file(b"TU2", b"T\0U2"),
        {
            ("tracks.csv", 3, "track_id", "stray_characters"),
            ("counselling.csv", 3, "track_id", "stray_characters"),
        },
    ),
    (
        "an end of data in a key",
        in_every_file(b"TU2", b'"T\n\\.\nU2"'),
        {
            ("tracks.csv", 3, "track_id", "stray_characters"),
            ("counselling.csv", 3, "track_id", "stray_characters"),
        },
    ),
    (
        "a line break in a name, and an error after it",
        all_of(
            swap("participants.csv", b"Diallo", b'"Dial\nlo"'),
            swap("participants.csv", b"SYR", b"Syria"),
        ),
        {
            ("participants.csv", 2, "family_name", "stray_characters"),
            ("participants.csv", 4, "country_of_origin", "wrong_form"),
        },
    ),
    (
        "two files missing at once",
        all_of(lose("screenings.csv"), lose("tracks.csv")),
        {
            ("screenings.csv", 1, "", "missing_file"),
            ("tracks.csv", 1, "", "missing_file"),
        },
    ),
    (
        "errors in the cells of several files at once",
        all_of(
            swap("participants.csv", b"female", b"F"),
            swap("tracks.csv", b"2022-01-20", b"20-01-2022"),
            swap("capacities.csv", b"2021-01-01,20", b"2021-01-01,many"),
            swap("referrals.csv", b"false", b"no"),
            become("screenings.csv", b"a;b\n"),
        ),
        {
            ("participants.csv", 2, "gender", "unknown_code"),
            ("tracks.csv", 4, "admitted_on", "date_form"),
            ("capacities.csv", 2, "places", "no_whole_number"),
            ("referrals.csv", 2, "exception", "no_boolean"),
            ("screenings.csv", 1, "", "semicolons"),
        },
    ),
]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("change", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_what_is_no_register_is_refused_at_its_place(tmp_path, form, change, expected):
    files = files_of(small_register())
    change(files)
    assert places(errors_of(FORMS[form](files, tmp_path / "package"))) == expected


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "line", [3, 6], ids=["a blank line between rows", "a blank line after the last row"]
)
def test_a_blank_line_is_refused_at_its_line(tmp_path, form, line):
    files = files_of(small_register())
    insert_line("counselling.csv", line, b"")(files)
    errors = errors_of(FORMS[form](files, tmp_path / "package"))
    assert ("counselling.csv", line, "", "wrong_number_of_cells") in places(errors)
    assert {(e["file"], e["line"]) for e in errors} == {("counselling.csv", line)}


@pytest.mark.parametrize("form", FORMS)
def test_utf_16_without_a_mark_is_refused_at_its_file(tmp_path, form):
    files = files_of(small_register())
    recode("participants.csv", "utf-16-le")(files)
    errors = errors_of(FORMS[form](files, tmp_path / "package"))
    assert {(e["file"], e["line"]) for e in errors} == {("participants.csv", 1)}


def test_every_error_has_a_sentence_in_dutch_and_another_in_english(tmp_path):
    files = files_of(small_register())
    CASES[-1][1](files)
    errors = errors_of(as_folder(files, tmp_path / "package"))
    same = {e["rule"] for e in errors if e["message"] == e["message_en"]}
    assert same == set()


# --- What stood there


@pytest.mark.parametrize(
    ("change", "field", "value"),
    [
        (swap("tracks.csv", b"2022-01-10", b"44562"), "admitted_on", "44562"),
        (swap("tracks.csv", b"2022-01-10", b"2022-07-02"), "admitted_on", "2022-07-02"),
        (swap("perspectives.csv", b"legalisation", b"home"), "perspective", "home"),
        (swap("counselling.csv", b"45", b"1441"), "minutes", "1441"),
        (swap("participants.csv", b",utrecht,", b",utecht,"), "location", "utecht"),
        (swap("participants.csv", b"0123456789", b"0123"), "v_number", None),
        (swap("participants.csv", b"1990-05-31", b"31-05-1990"), "date_of_birth", None),
        (swap("participants.csv", b"1990-05-31", b"1990-02-30"), "date_of_birth", None),
        (swap("participants.csv", b"1990-05-31", b"2022-07-02"), "date_of_birth", None),
        (swap("participants.csv", b"Diallo", b" Diallo"), "family_name", None),
        (swap("participants.csv", b"Amina", b"Amina "), "given_names", None),
        (swap("participants.csv", b"U1,", b" U1,"), "participant_id", None),
        (swap("tracks.csv", b"TU1,", b"TU1 ,"), "track_id", None),
        (swap("tracks.csv", b"RU1", b"RU9"), "referral_id", None),
        (swap("tracks.csv", b"U2,utrecht", b"U9,utrecht"), "participant_id", None),
        (swap("perspectives.csv", b"TG1", b"TG9"), "track_id", None),
    ],
    ids=[
        "a date is shown",
        "a date to come is shown",
        "a code is shown",
        "a number is shown",
        "a location is shown",
        "a V-number is not",
        "a date of birth is not",
        "a day of birth that does not exist is not",
        "a day of birth to come is not",
        "a family name is not",
        "a given name is not",
        "the key of a dossier is not",
        "the key of a track is not",
        "a reference to a referral is not",
        "a reference to a dossier is not",
        "a reference to a track is not",
    ],
)
def test_the_value_is_shown_unless_it_would_say_who_someone_is(tmp_path, change, field, value):
    files = files_of(small_register())
    change(files)
    errors = [e for e in errors_of(as_folder(files, tmp_path / "package")) if e["field"] == field]
    assert errors
    assert {e["value"] for e in errors} == {value}


def test_a_report_in_words_shows_no_name_no_number_and_no_day_of_birth(tmp_path):
    files = files_of(small_register())
    for change in (
        swap("participants.csv", b"Diallo", b" Diallo"),
        swap("participants.csv", b"0123456789", b"01234"),
        swap("participants.csv", b"1990-05-31", b"1990-02-30"),
    ):
        change(files)
    accepted, report = take_in(as_folder(files, tmp_path / "package"))
    assert not accepted
    for language in ("nl", "en"):
        text = report.as_text(language)
        assert "participants.csv:2 v_number" in text
        assert not re.search("Diallo|01234|1990", text)


# --- How many


def test_of_a_rule_that_is_broken_often_a_thousand_are_listed_and_all_are_counted(tmp_path):
    files = files_of(small_register())
    files["counselling.csv"] += b"TU1,2022-01-12,talking,,\n" * 1200
    swap("participants.csv", b"female", b"F")(files)
    accepted, report = take_in(as_folder(files, tmp_path / "package"))
    said = report.as_json()
    assert not accepted
    assert said["counts"] == {"unknown_code": 1201}
    assert len(said["errors"]) == 1000
    assert said["errors"][0]["file"] == "participants.csv"
    assert [e["line"] for e in said["errors"][1:]] == list(range(6, 1005))
    assert "1201" in report.as_text("nl")


def test_a_thousand_of_one_rule_hide_none_of_another(tmp_path):
    files = files_of(small_register())
    files["counselling.csv"] += b"TU1,2022-01-12,talking,,\n" * 1001
    files["counselling.csv"] += b"TU1,2022-01-12,activation,2000,\n"
    accepted, report = take_in(as_folder(files, tmp_path / "package"))
    said = report.as_json()
    assert said["counts"] == {"unknown_code": 1001, "out_of_bounds": 1}
    assert ("counselling.csv", 1007, "minutes", "out_of_bounds") in places(said["errors"])


def test_a_refused_package_leaves_the_register_that_was_there(tmp_path, bring_in):
    assert bring_in(as_folder(files_of(small_register()), tmp_path / "first"))[0]
    files = files_of(small_register())
    swap("participants.csv", b"Amina", b"Aminata")(files)
    swap("locations.csv", b"Stad", b"Groningen")(files)
    swap("counselling.csv", b"health_care", b"health")(files)
    accepted, report = bring_in(as_folder(files, tmp_path / "second"))
    assert not accepted
    assert (report.new, report.changed, report.unchanged) == (0, 0, 0)
    export_now(tmp_path / "out", list(Location.objects.values_list("pk", flat=True)))
    found = {file.name: file.read_bytes() for file in (tmp_path / "out").iterdir()}
    assert found == files_of(small_register())


# --- What is accepted


def crlf(files: Files) -> None:
    for name in files:
        files[name] = files[name].replace(b"\n", b"\r\n")


def marked(files: Files) -> None:
    for name in files:
        files[name] = b"\xef\xbb\xbf" + files[name]


def quoted(files: Files) -> None:
    swap("participants.csv", b"Diallo,Amina", b'"Diallo","Amina"')(files)


def without_last_break(files: Files) -> None:
    for name in files:
        files[name] = files[name].rstrip(b"\n")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "change",
    [crlf, marked, quoted, without_last_break],
    ids=["line ends of Windows", "a byte order mark", "quotes", "no line break at the end"],
)
def test_other_ways_to_write_the_same_are_accepted(tmp_path, form, change):
    register = small_register()
    files = files_of(register)
    change(files)
    accepted, report = take_in(FORMS[form](files, tmp_path / "package"))
    assert accepted, report.as_text("nl")
    assert (report.new, report.changed, report.unchanged) == (rows_in(register), 0, 0)
    export_now(tmp_path / "out", list(Location.objects.values_list("pk", flat=True)))
    found = {file.name: file.read_bytes() for file in (tmp_path / "out").iterdir()}
    assert found == files_of(register)


@pytest.mark.parametrize("form", FORMS)
def test_tables_of_a_header_alone_are_fine(tmp_path, form):
    files = files_of(only(small_register()))
    accepted, report = take_in(FORMS[form](files, tmp_path / "package"))
    assert accepted, report.as_text("nl")
    assert (report.new, report.changed, report.unchanged) == (0, 0, 0)
    assert report.as_json()["counts"] == {}


def test_a_folder_may_hold_other_files(tmp_path):
    files = files_of(small_register()) | {"LEESMIJ.txt": b"Gemaakt op 1 juli."}
    assert take_in(as_folder(files, tmp_path / "package"))[0]


def test_a_folder_may_be_reached_by_a_link(tmp_path):
    as_folder(files_of(small_register()), tmp_path / "package")
    (tmp_path / "link").symlink_to(tmp_path / "package")
    assert take_in(tmp_path / "link")[0]


# --- Folders


def test_a_file_in_a_folder_that_is_a_link_out_of_it_is_refused(tmp_path):
    folder = as_folder(files_of(small_register()), tmp_path / "package")
    (folder / "tracks.csv").rename(tmp_path / "tracks.csv")
    (folder / "tracks.csv").symlink_to(tmp_path / "tracks.csv")
    assert places(errors_of(folder)) == {("tracks.csv", 1, "", "leaves_the_folder")}


def test_a_folder_in_the_place_of_a_file_is_refused(tmp_path):
    folder = as_folder(files_of(small_register()), tmp_path / "package")
    (folder / "tracks.csv").unlink()
    (folder / "tracks.csv").mkdir()
    assert places(errors_of(folder)) == {("tracks.csv", 1, "", "missing_file")}


# --- Zips


@pytest.mark.parametrize(
    "content",
    [b"", b"track_id,participant_id\n", b"PK\x03\x04 and no more"],
    ids=["an empty file", "a table by itself", "the beginning of a zip"],
)
def test_what_is_no_zip_is_refused(tmp_path, content):
    path = tmp_path / "package.zip"
    path.write_bytes(content)
    assert places(errors_of(path)) == {("", 1, "", "no_zip")}


def test_a_zip_of_which_the_end_is_missing_is_refused(tmp_path):
    path = as_zip(files_of(small_register()), tmp_path / "package.zip")
    path.write_bytes(path.read_bytes()[:-40])
    assert places(errors_of(path)) == {("", 1, "", "no_zip")}


def test_a_place_where_nothing_is_is_refused(tmp_path):
    assert places(errors_of(tmp_path / "nothing")) == {("", 1, "", "no_zip")}


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("LEESMIJ.txt", "unknown_file"),
        (".tracks.csv", "unknown_file"),
        ("Tracks.csv", "unknown_file"),
        ("..", "unknown_file"),
        ("../tracks.csv", "leaves_the_folder"),
        ("/etc/passwd", "leaves_the_folder"),
        ("..\\tracks.csv", "leaves_the_folder"),
        ("C:\\tracks.csv", "leaves_the_folder"),
        ("register/", "leaves_the_folder"),
        ("register/tracks.csv", "leaves_the_folder"),
        ("./tracks.csv", "leaves_the_folder"),
    ],
)
def test_a_zip_holds_nothing_but_the_files_of_the_standard(tmp_path, name, rule):
    path = as_zip(files_of(small_register()) | {name: b""}, tmp_path / "package.zip")
    errors = errors_of(path)
    assert places(errors) == {("", 1, "", rule)}
    assert name not in repr(errors)


def test_a_zip_of_a_folder_is_refused_for_the_folder(tmp_path):
    files = {f"register/{name}": content for name, content in files_of(small_register()).items()}
    assert ("", 1, "", "leaves_the_folder") in places(errors_of(as_zip(files, tmp_path / "a.zip")))


def test_a_link_in_a_zip_is_refused(tmp_path):
    files = files_of(small_register())
    link = zipfile.ZipInfo("tracks.csv")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    path = tmp_path / "package.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(link if name == "tracks.csv" else name, content)
    assert places(errors_of(path)) == {("tracks.csv", 1, "", "leaves_the_folder")}


def test_a_file_twice_in_a_zip_is_refused(tmp_path):
    path = as_zip(files_of(small_register()), tmp_path / "package.zip")
    with zipfile.ZipFile(path, "a") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        archive.writestr("tracks.csv", b"")
    assert places(errors_of(path)) == {("tracks.csv", 1, "", "file_twice")}


def headers(packed: Zip, name: str) -> tuple[int, int]:
    """Where the header of a file begins, before its content and in the list at the end."""
    local = central = -1
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        local = archive.getinfo(name).header_offset
        central = archive.start_dir
    while True:
        lengths = struct.unpack_from("<HHH", packed, central + 28)
        if packed[central + 46 : central + 46 + lengths[0]] == name.encode():
            return local, central
        central += 46 + sum(lengths)


def content_of(packed: Zip, name: str) -> int:
    local, _central = headers(packed, name)
    return local + 30 + sum(struct.unpack_from("<HH", packed, local + 26))


def encrypt(packed: Zip) -> None:
    local, central = headers(packed, "tracks.csv")
    packed[local + 6] |= 1
    packed[central + 8] |= 1


def declare(size: int) -> Callable[[Zip], None]:
    def change(packed: Zip) -> None:
        local, central = headers(packed, "tracks.csv")
        struct.pack_into("<I", packed, local + 22, size)
        struct.pack_into("<I", packed, central + 24, size)

    return change


def method(number: int) -> Callable[[Zip], None]:
    def change(packed: Zip) -> None:
        local, central = headers(packed, "tracks.csv")
        struct.pack_into("<H", packed, local + 8, number)
        struct.pack_into("<H", packed, central + 10, number)

    return change


def at_local_header(offset: int, content: bytes) -> Callable[[Zip], None]:
    def change(packed: Zip) -> None:
        local, _central = headers(packed, "tracks.csv")
        packed[local + offset : local + offset + len(content)] = content

    return change


def at_central_header(offset: int, content: bytes) -> Callable[[Zip], None]:
    def change(packed: Zip) -> None:
        _local, central = headers(packed, "tracks.csv")
        packed[central + offset : central + offset + len(content)] = content

    return change


def spoil(packed: Zip) -> None:
    begin = content_of(packed, "tracks.csv")
    packed[begin : begin + 8] = b"\xff" * 8


def spoil_description(packed: Zip) -> None:
    begin = content_of(packed, "datapackage.json")
    packed[begin : begin + 8] = b"\xff" * 8


def wrong_sum(packed: Zip) -> None:
    local, central = headers(packed, "tracks.csv")
    packed[local + 14] ^= 0xFF
    packed[central + 16] ^= 0xFF


def undecodable_name(packed: Zip) -> None:
    _local, central = headers(packed, "tracks.csv")
    packed[central + 9] |= 0x08
    packed[central + 46] = 0xFF


ZIPS: list[tuple[str, Callable[[Zip], None], set[Place]]] = [
    ("a password", encrypt, {("tracks.csv", 1, "", "encrypted")}),
    ("a declared size of four gigabytes", declare(0xFFFFFFF0), {("", 1, "", "too_large")}),
    ("a declared size that is too small", declare(100), {("tracks.csv", 1, "", "broken_zip")}),
    ("a wrong check sum", wrong_sum, {("tracks.csv", 1, "", "broken_zip")}),
    ("a spoiled content", spoil, {("tracks.csv", 1, "", "broken_zip")}),
    (
        "a spoiled description",
        spoil_description,
        {("datapackage.json", 1, "", "wrong_description")},
    ),
    (
        "a spoiled header",
        at_local_header(0, b"XXXX"),
        {("tracks.csv", 1, "", "broken_zip")},
    ),
    (
        "another name before the content",
        at_local_header(30, b"trucks"),
        {("tracks.csv", 1, "", "broken_zip")},
    ),
    (
        "a compression that is not known here",
        method(9),
        {("tracks.csv", 1, "", "broken_zip")},
    ),
    (
        "a content that is no bzip2",
        method(zipfile.ZIP_BZIP2),
        {("tracks.csv", 1, "", "broken_zip")},
    ),
    (
        "a content that is no LZMA",
        method(zipfile.ZIP_LZMA),
        {("tracks.csv", 1, "", "broken_zip")},
    ),
    ("a version of zip to come", at_central_header(6, b"\xff"), {("", 1, "", "no_zip")}),
    ("a name that is no UTF-8", undecodable_name, {("", 1, "", "no_zip")}),
]


@pytest.mark.parametrize(("change", "expected"), [z[1:] for z in ZIPS], ids=[z[0] for z in ZIPS])
def test_a_zip_that_is_damaged_or_lies_is_refused(tmp_path, change, expected):
    path = as_zip(files_of(small_register()), tmp_path / "package.zip")
    packed = bytearray(path.read_bytes())
    change(packed)
    path.write_bytes(packed)
    assert places(errors_of(path)) == expected


def test_a_zip_that_unpacks_to_more_than_two_hundred_times_its_size_is_refused(tmp_path):
    files = files_of(small_register())
    files["counselling.csv"] += b"TU1,2022-01-12,activation,,\n" * 200_000
    path = as_zip(files, tmp_path / "package.zip")
    assert places(errors_of(path)) == {("", 1, "", "too_large")}


def test_a_zip_that_hides_how_large_it_is_is_refused(tmp_path):
    files = files_of(small_register())
    files["tracks.csv"] += b"\n" * 8_000_000
    path = as_zip(files, tmp_path / "package.zip")
    packed = bytearray(path.read_bytes())
    declare(len(files_of(small_register())["tracks.csv"]))(packed)
    path.write_bytes(packed)
    errors = errors_of(path)
    assert {e["file"] for e in errors} == {"tracks.csv"}
    assert {e["rule"] for e in errors} <= {"broken_zip", "too_large"}


def test_wrong_things_in_a_zip_are_named_in_one_go(tmp_path):
    path = as_zip(
        files_of(small_register()) | {"LEESMIJ.txt": b"", "../a": b""}, tmp_path / "package.zip"
    )
    packed = bytearray(path.read_bytes())
    encrypt(packed)
    path.write_bytes(packed)
    assert places(errors_of(path)) == {
        ("", 1, "", "unknown_file"),
        ("", 1, "", "leaves_the_folder"),
        ("tracks.csv", 1, "", "encrypted"),
    }
