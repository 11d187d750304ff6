"""The register of procedures, as offices export it from their spreadsheets."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.house import SAMPLE_OFFICE, House, open_house
from config.procedures import LONGEST_NAME, MOST, in_force, read_procedures
from config.reader import read_office
from mot_cua.errors import SettingsError

HEAD = "code;service;name;time;papers;valid_from\n"
SERVICES = ("HT", "CT")


def register(folder: Path, text: str, *, encoding: str = "utf-8") -> Path:
    path = folder / "procedures.csv"
    path.write_bytes(text.encode(encoding))
    return path


def mistakes(folder: Path, text: str) -> list[str]:
    path = register(folder, text)
    with pytest.raises(SettingsError) as raised:
        read_procedures(path, SERVICES)
    return [line.removeprefix(str(path)) for line in str(raised.value).split("\n")]


def test_the_sample_posts_procedures_of_every_service() -> None:
    settings = read_office(SAMPLE_OFFICE)
    codes = {one.code for one in settings.service}
    procedures = read_procedures(SAMPLE_OFFICE.parent / settings.office.procedures, codes)
    assert {one.service for one in procedures} == codes
    assert all(one.papers and one.steps and one.updated_on for one in procedures)


@pytest.mark.parametrize(
    ("separator", "encoding"), [(";", "utf-8-sig"), (",", "utf-8"), ("\t", "utf-8")]
)
def test_the_tables_of_all_spreadsheets_are_read(
    separator: str, encoding: str, tmp_path: Path
) -> None:
    papers = '"Tờ khai\n Giấy chứng sinh|"'
    text = f"Name;Code;Service;Time;Papers\r\nKhai sinh;H1;HT;1 ngày;{papers}\r\n;;;;\r\n"
    path = register(tmp_path, text.replace(";", separator), encoding=encoding)
    [one] = read_procedures(path, SERVICES)
    assert (one.code, one.service, one.name, one.time) == ("H1", "HT", "Khai sinh", "1 ngày")
    assert one.papers == ("Tờ khai", "Giấy chứng sinh")
    assert one.fee == ""


def test_letters_in_parts_become_whole(tmp_path: Path) -> None:
    path = register(tmp_path, HEAD + "H1;HT;Hô\u0323 ti\u0323ch;1 ngày\n")
    assert read_procedures(path, SERVICES)[0].name == "Hộ tịch"


def test_a_procedure_is_not_shown_before_it_is_valid(tmp_path: Path) -> None:
    path = register(tmp_path, HEAD + "H1;HT;Cũ;1 ngày\nH2;HT;Mới;1 ngày;;2027-01-01\n")
    procedures = read_procedures(path, SERVICES)
    assert [one.name for one in in_force(procedures, "2026-12-31")] == ["Cũ"]
    assert [one.name for one in in_force(procedures, "2027-01-01")] == ["Cũ", "Mới"]


def test_a_head_with_mistakes_says_what_must_stand_there(tmp_path: Path) -> None:
    assert mistakes(tmp_path, "code;servise;name;code;colour\n") == [
        ":1: the column 'service' is missing; the first line must name: code, service, name, time",
        ":1: the column 'time' is missing; the first line must name: code, service, name, time",
        ":1: the column 'code' stands there twice",
        ":1: the column 'servise' is unknown; did you mean 'service'?",
        ":1: the column 'colour' is unknown; possible: code, service, name, time, fee, charge,"
        " papers, steps, basis, valid_from, updated_on",
    ]
    assert mistakes(tmp_path, "")[0].startswith(":1: the column 'code' is missing")


def test_all_mistakes_in_the_rows_are_named_with_their_lines(tmp_path: Path) -> None:
    rows = (
        'H1;HT;Khai sinh;1 ngày;"Tờ khai\nGiấy chứng sinh"\n'
        "H1;XX;;1 ngày\n"
        "H2;HT;Khai tử;1 ngày;;01/07/2026\n"
        "H3;HT;Kết hôn;1 ngày;;;;\n"
        f"H4;HT;{'a' * (LONGEST_NAME + 1)};1 ngày\n"
    )
    assert mistakes(tmp_path, HEAD + rows) == [
        ":4: name: empty; every procedure needs one",
        ":4: service: no service 'XX'; possible: HT, CT",
        ":4: code: 'H1' stands in line 2 already",
        ":5: valid_from: '01/07/2026' is not a date like 2026-11-24",
        ":6: 8 cells, but 6 columns; put a text that contains the separator between quotation"
        ' marks, "like; this"',
        ":7: name: 201 letters; at most 200 can be shown",
    ]


def test_a_register_beyond_all_reason_is_refused(tmp_path: Path) -> None:
    rows = "".join(f"H{n};HT;Khai sinh;1 ngày\n" for n in range(MOST + 1))
    assert mistakes(tmp_path, HEAD + rows) == [": 1001 procedures; at most 1000 can be shown"]


def test_a_file_that_cannot_be_read_says_what_to_do(tmp_path: Path) -> None:
    for path, text in (
        (
            tmp_path / "none.csv",
            "none.csv: there is no such file; put the register of procedures there, or leave out"
            " `procedures` in [office]",
        ),
        (
            tmp_path,
            f"{tmp_path}: cannot be read (Is a directory); check that it is a file and that this"
            " user may read it",
        ),
        (
            register(tmp_path, f"{HEAD}H1;HT;Hộ tịch;1 ngày\n", encoding="utf-16"),
            "procedures.csv:1: a letter is not UTF-8; save the table as 'CSV UTF-8'",
        ),
    ):
        with pytest.raises(SettingsError) as raised:
            read_procedures(path, SERVICES)
        assert str(raised.value).endswith(text)


def house_with(folder: Path, register_name: str) -> House:
    office = folder / "office.toml"
    text = SAMPLE_OFFICE.read_text(encoding="utf-8")
    office.write_text(text.replace('"procedures.csv"', f'"{register_name}"'), encoding="utf-8")
    return open_house(office, folder / "data")


def test_the_register_lies_beside_the_office_file(tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text(f"{HEAD}H1;HT;Khai sinh;1 ngày\n", encoding="utf-8")
    assert [one.code for one in house_with(tmp_path, "mine.csv").procedures()] == ["H1"]
    assert house_with(tmp_path, "").procedures() == ()


def test_a_kiosk_gives_out_numbers_though_the_register_is_wrong(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert house_with(tmp_path, "none.csv").shown_procedures() == ()
    assert "there is no such file" in caplog.text
