"""`mot-cua voice`: it teaches what to record, and says what it will be like."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tone_voice import heard, make_tone_pack

from config.house import SAMPLE_OFFICE
from hardware.speaker.sound import read_wav
from mot_cua.errors import MotCuaError, SettingsError
from office.command import commands

SMALL = Path(__file__).parents[1] / "data" / "small-office.toml"
"""One service, Hộ tịch, and digits before its numbers: the office of the whistled voice."""


def mot_cua(*arguments: object) -> Result:
    return CliRunner().invoke(commands, [str(one) for one in arguments], standalone_mode=False)


def told(*arguments: object) -> str:
    result = mot_cua(*arguments)
    assert result.exception is None, result.exception
    return result.output


def mistake(*arguments: object) -> str:
    problem = mot_cua(*arguments).exception
    assert isinstance(problem, MotCuaError)
    return str(problem)


def test_help_tells_how_to_begin() -> None:
    said = CliRunner().invoke(commands, ["voice", "--help"]).output
    for name in ("record-list", "check", "make", "say"):
        assert f"  {name}" in said
    assert "Begin with:  mot-cua voice make data/voice" in said


def test_the_list_has_a_file_and_a_text_for_each_clip_of_the_office() -> None:
    lines = told("voice", "record-list").splitlines()
    assert lines[0].split(maxsplit=1) == ["please.wav", "Xin mời công dân có số thứ tự"]
    words = dict(line.split(maxsplit=1) for line in lines)
    assert words["service-dd.wav"] == "Đất đai, Nông nghiệp, Môi trường"
    assert words["number-1-after-tens.wav"] == "mốt"
    assert not [file for file in words if file.startswith("letter-")]


def test_an_office_that_counts_by_letters_has_to_record_them(tmp_path: Path) -> None:
    office = tmp_path / "office.toml"
    text = SAMPLE_OFFICE.read_text(encoding="utf-8")
    office.write_text(
        text.replace('number_style = "digit"', 'number_style = "letter"'), encoding="utf-8"
    )
    listed = told("voice", "record-list", "--office", office)
    letters = [line[7] for line in listed.splitlines() if line.startswith("letter-")]
    assert letters == list("abcdeh")


def test_the_list_opens_in_a_spreadsheet_and_in_english() -> None:
    table = told("voice", "record-list", "--csv", "--language", "en").splitlines()
    assert table[:2] == ["\ufefffile;text", "please.wav;Number"]


def test_the_list_as_voice_toml_is_the_manifest_of_what_will_be_recorded(tmp_path: Path) -> None:
    manifest = told("voice", "record-list", "--toml")
    (tmp_path / "voice.toml").write_text(manifest, encoding="utf-8")
    missing = mistake("voice", "check", tmp_path).splitlines()
    assert len(missing) == len(told("voice", "record-list").splitlines())
    assert all(": there is no such file; record it (clip " in line for line in missing)


def test_a_list_in_a_language_that_the_house_does_not_speak() -> None:
    assert mistake("voice", "record-list", "--language", "km") == (
        "--language km: the house has sentences in vi and en; a voice in another language brings"
        " its own, see docs/voice.md"
    )


def test_check_is_content_with_a_good_voice_and_names_the_folder_of_a_bad_one(
    tmp_path: Path,
) -> None:
    folder = make_tone_pack(tmp_path / "vi")
    assert (
        told("voice", "check", tmp_path, "--office", SMALL).splitlines()[-1] == "Nothing to mend."
    )
    (folder / "please.wav").unlink()
    assert mistake("voice", "check", tmp_path, "--office", SMALL) == (
        f"{folder}/please.wav: there is no such file; record it (clip 'please')"
    )


def test_say_prints_the_sentence_and_writes_what_is_heard(tmp_path: Path) -> None:
    pack, out = make_tone_pack(tmp_path / "vi"), tmp_path / "said.wav"
    said = told(
        "voice", "say", "2024", "--counter", 3, "--sentence", "issued",
        "--pack", pack, "--office", SMALL, "--out", out,
    )  # fmt: skip
    assert said.splitlines() == ["Số của quý công dân là hai không hai bốn.", f"{out}: 1.5 s"]
    assert heard(read_wav(out).samples) == [
        "your-number", "number-2", "number-0", "number-2", "number-4",
    ]  # fmt: skip


def test_say_without_a_voice_tells_the_sentence_and_how_to_get_one(tmp_path: Path) -> None:
    result = mot_cua("voice", "say", "1012", "--counter", 21, "--pack", tmp_path)
    assert result.output == (
        "Xin mời công dân có số thứ tự một không một hai, đến quầy số hai mươi mốt.\n"
    )
    assert str(result.exception).startswith(f"{tmp_path}: no voice here; record one")


def test_say_names_the_sentences_when_there_is_no_such_one() -> None:
    assert mistake("voice", "say", "1012", "--sentence", "sing").startswith(
        "--sentence sing: possible: call, call-priority, recall, "
    )


def test_make_refuses_an_unknown_language_before_it_makes_anything(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="'km': a voice can be made for vi and en alone"):
        raise mot_cua("voice", "make", tmp_path, "--language", "km").exception or AssertionError
    assert list(tmp_path.iterdir()) == []


@pytest.mark.sound
def test_a_voice_is_made_checked_and_heard_in_three_commands(tmp_path: Path) -> None:
    folder, out = tmp_path / "voice", tmp_path / "said.wav"
    made = told("voice", "make", folder, "--office", SMALL, "--language", "vi", "--dialect", "nam")
    assert made == f"{folder}: 100 clips. Hear one:  mot-cua voice say A012 --pack {folder}\n"
    checked = mistake("voice", "check", folder, "--office", SMALL)
    assert "dialect is 'nam', office.voice 'bac'" in checked.splitlines()[0]
    said = told("voice", "say", "A104", "--counter", 24, "--pack", folder, "--out", out)
    assert said.splitlines()[0].endswith("a một không bốn, đến quầy số hai mươi bốn.")
    assert read_wav(out).duration_ms > 4_000
