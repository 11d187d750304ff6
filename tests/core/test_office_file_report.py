"""The table [report] of the office file: grounds, recipients and signers of the document."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.house import SAMPLE_OFFICE
from config.reader import read_office, settings_of
from mot_cua.errors import SettingsError

SMALL = (Path(__file__).parents[1] / "data" / "small-office.toml").read_text(encoding="utf-8")


def mistakes(table: str) -> list[str]:
    with pytest.raises(SettingsError) as raised:
        settings_of(f"{SMALL}\n[report]\n{table}", "office.toml")
    return [line.split(": ", 1)[1] for line in str(raised.value).split("\n")]


def test_an_office_file_from_before_the_documents_is_still_valid() -> None:
    report = settings_of(SMALL, "office.toml").report
    assert (report.symbol, report.basis, report.signer) == ("", (), "Giám đốc")


def test_the_sample_names_its_grounds_and_who_receives_the_report() -> None:
    report = read_office(SAMPLE_OFFICE).report
    assert report.symbol == "BC-TTPVHCC"
    assert report.basis[0].startswith("Nghị định số 118/2025/NĐ-CP")
    assert report.recipients[-1] == "Lưu: VT"


def test_the_document_sets_the_signs_at_the_end_of_a_line() -> None:
    assert mistakes('basis = ["Luật;"]\nrecipients = ["Lưu: VT."]') == [
        "report.basis.0: ends with ';'; leave it out, the document sets ; and .",
        "report.recipients.0: ends with '.'; leave it out, the document sets ; and .",
    ]


def test_a_recipient_is_named_once() -> None:
    assert mistakes('recipients = ["Lưu: VT", "Lưu: VT"]') == [
        "report.recipients.1: 'Lưu: VT' is used already (see line 23)"
    ]


def test_a_wrong_symbol_and_a_wrong_list_say_what_was_expected() -> None:
    assert mistakes('symbol = "12/BC"\nbasis = "Luật"') == [
        "report.symbol: '12/BC' is not a symbol in capital letters and hyphens, like 'BC-TTPVHCC'",
        "report.basis: 'Luật' is not a list of texts, like [\"Chủ tịch UBND xã (để b/c)\"]",
    ]
