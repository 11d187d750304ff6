"""A voice that somebody recorded: what is wrong with it is told clip by clip, with what to do."""

from __future__ import annotations

import wave
from array import array
from collections.abc import Iterable
from pathlib import Path

import pytest
from tone_voice import BAC, CLIPS, OFFICE, RATE, heard, make_tone_pack, tone

from hardware.speaker import espeak
from hardware.speaker.espeak import FallbackPack
from hardware.speaker.languages import OfficeWords, ServiceName
from hardware.speaker.pack import load_pack, load_packs, manifest_text, read_manifest
from hardware.speaker.quality import findings
from hardware.speaker.sentences import Words, clips_of
from hardware.speaker.sound import FULL_SCALE, Sound, at_rate, chime, level_db, trimmed, wav_bytes
from mot_cua.errors import DeviceError, SettingsError


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return make_tone_pack(tmp_path / "vi")


def reworded(pack: Path, old: str, new: str) -> Path:
    manifest = pack / "voice.toml"
    text = manifest.read_text(encoding="utf-8")
    assert old in text
    manifest.write_text(text.replace(old, new), encoding="utf-8")
    return pack


def refusal(pack: Path) -> list[str]:
    with pytest.raises(SettingsError) as raised:
        load_pack(pack, OFFICE)
    return str(raised.value).split("\n")


def found(pack: Path, office: OfficeWords = OFFICE) -> list[str]:
    return [one.removeprefix(f"{pack}/") for one in findings(pack, office, "bac")]


def record(pack: Path, clip: str, samples: Iterable[int]) -> None:
    (pack / f"{clip}.wav").write_bytes(wav_bytes(Sound(RATE, array("h", samples))))


# ── Loading ──────────────────────────────────────────────────────────────────────────────────


def test_a_voice_is_loaded_with_the_silence_cut_from_its_clips(pack: Path) -> None:
    loaded = load_pack(pack, OFFICE)
    assert loaded.rate == RATE
    assert set(loaded.clips) == set(CLIPS)
    whistle = loaded.clips["number-1"]
    assert whistle.duration_ms < tone("number-1").duration_ms - 60
    assert whistle.peak == tone("number-1").peak


def test_all_mistakes_of_a_voice_are_told_at_once(pack: Path) -> None:
    (pack / "number-1.wav").unlink()
    (pack / "number-2.wav").write_bytes(b"ID3\x04 this is an mp3")
    (pack / "number-3.wav").write_bytes(wav_bytes(tone("number-3", rate=8_000)))
    record(pack, "number-4", [0] * RATE)
    record(pack, "number-5", [9_000, -9_000] * (8 * RATE))
    with wave.open(str(pack / "number-6.wav"), "wb") as stereo:
        stereo.setnchannels(2)
        stereo.setsampwidth(2)
        stereo.setframerate(RATE)
        stereo.writeframes(bytes(400))
    reworded(pack, '"number-7.wav"', '"../number-7.wav"')
    assert refusal(pack) == [
        f"{pack}/number-1.wav: there is no such file; record it",
        f"{pack}/number-2.wav: is not a WAV file that we know (file does not start with RIFF id);"
        " export it as WAV, signed 16-bit PCM, mono",
        f"{pack}/number-3.wav: has 8000 samples a second, the voice 16000; export it again with"
        " the rate of the others",
        f"{pack}/number-4.wav: is silent; record 'bốn' again",
        f"{pack}/number-5.wav: lasts 16 s, longer than 15 s; cut it to 'năm'",
        f"{pack}/number-6.wav: has 2 channels of 16 bits; export it as WAV, signed 16-bit PCM,"
        " mono",
        f"{pack}/../number-7.wav: is not the name of a .wav file in the folder of the voice",
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("language = ", "not TOML: Invalid value (at end of document)"),
        ('language = "vi"', "Object missing required field `rate`; compare with: mot-cua voice"),
        ("language = 'vi'\nrate = 9\n", "Expected `int` >= 8000 - at `$.rate`; compare with: "),
        ("language = 'vi'\nrate = 16000\nrat = 1", "Object contains unknown field `rat`; compare"),
        (
            "language = 'vi'\nrate = 16000\n[clips]\na = { file = 'a.wav' }",
            "Object missing required field `text` - at `$.clips[...]`; compare with: mot-cua voice",
        ),
    ],
)
def test_a_manifest_that_says_what_it_may_not(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "voice.toml").write_text(text, encoding="utf-8")
    (mistake,) = refusal(tmp_path)
    assert mistake.startswith(f"{tmp_path}/voice.toml: {told}")


def test_a_manifest_in_another_encoding_or_missing(tmp_path: Path) -> None:
    assert refusal(tmp_path) == [
        f"{tmp_path}/voice.toml: cannot be read (No such file or directory); a voice is a folder"
        " with this file"
    ]
    (tmp_path / "voice.toml").write_bytes("language = 'vi' # giọng".encode("utf-16"))
    assert refusal(tmp_path) == [
        f"{tmp_path}/voice.toml: a letter is not UTF-8; save the file as UTF-8"
    ]


def test_a_sentence_of_the_pack_may_name_only_what_is_there(pack: Path) -> None:
    with (pack / "voice.toml").open("a", encoding="utf-8") as manifest:
        manifest.write('\n[sentences]\ncal = ["please"]\ncall = ["pleas", "{code}", ","]\n')
    assert refusal(pack) == [
        f"{pack}/voice.toml: sentences.cal: no such sentence; did you mean 'call'?",
        f"{pack}/voice.toml: sentences.call: no clip 'pleas'; did you mean 'please'?",
    ]


def test_a_pack_may_word_a_sentence_of_the_house_anew(pack: Path) -> None:
    with (pack / "voice.toml").open("a", encoding="utf-8") as manifest:
        manifest.write('\n[sentences]\ncall = ["please-short", "{code}", "to-desk"]\n')
    language = load_pack(pack, OFFICE).language
    call = clips_of(Words("call", code="1", counter=2), language)
    assert call == ("please-short", "number-1", "to-desk")


def test_a_language_of_the_site_needs_nothing_but_its_pack(tmp_path: Path) -> None:
    folder = tmp_path / "ede"
    folder.mkdir()
    lines = ['language = "rad"', f"rate = {RATE}", "[clips]"]
    for clip in ("please", "number-1", "number-2"):
        (folder / f"{clip}.wav").write_bytes(wav_bytes(tone(clip)))
        lines.append(f'{clip} = {{ file = "{clip}.wav", text = "{clip}" }}')
    lines += ["[sentences]", 'call = ["{counter}", "please", "{code}"]']
    (folder / "voice.toml").write_text("\n".join(lines), encoding="utf-8")
    language = load_packs(tmp_path, OFFICE)["rad"].language
    call = clips_of(Words("call", "rad", code="12", counter=2), language)
    assert call == ("number-2", "please", "number-1", "number-2")
    assert found(folder)[0] == "voice.toml: no sentence 'call-priority'; it will not be said"


def test_a_folder_has_one_voice_for_each_language(tmp_path: Path) -> None:
    for name in ("one", "two"):
        make_tone_pack(tmp_path / name)
    with pytest.raises(SettingsError) as raised:
        load_packs(tmp_path, OFFICE)
    assert str(raised.value) == f"{tmp_path}/two: a second voice for 'vi'; keep one of them"


def test_a_manifest_is_read_as_it_was_written(pack: Path) -> None:
    manifest = read_manifest(pack)
    assert manifest_text(manifest) == (pack / "voice.toml").read_text(encoding="utf-8")


# ── Checking ─────────────────────────────────────────────────────────────────────────────────


def test_a_good_voice_has_nothing_to_mend(pack: Path) -> None:
    assert found(pack) == []


def test_a_clip_that_is_lacking_or_says_something_else_is_named(pack: Path) -> None:
    reworded(pack, 'number-9 = { file = "number-9.wav", text = "chín" }\n', "")
    renamed = OfficeWords(services=(ServiceName("HT", "Tư pháp"),), letters="A")
    assert found(pack, renamed) == [
        "voice.toml: no clip 'number-9'; record 'chín'",
        "service-ht.wav: says 'Hộ tịch', and the office now says 'Tư pháp'; record it again",
    ]


def test_what_cannot_even_be_played_is_found_too(pack: Path) -> None:
    (pack / "number-1.wav").unlink()
    assert found(pack) == ["number-1.wav: there is no such file; record it (clip 'number-1')"]


def test_a_dialect_that_differs_from_the_office_is_told(pack: Path) -> None:
    reworded(pack, 'dialect = "bac"', 'dialect = "nam"')
    first, *rest = found(pack)
    assert first == (
        "voice.toml: dialect is 'nam', office.voice 'bac'; the voice keeps its own; make them"
        " alike if that is a slip"
    )
    assert "number-and.wav: says 'linh', and the office now says 'lẻ'; record it again" in rest


def test_levels_cut_tops_and_edges_are_heard(pack: Path) -> None:
    edge = [0] * (RATE // 20)
    loud = [max(-FULL_SCALE, min(FULL_SCALE, 8 * one)) for one in tone("number-1").samples]
    record(pack, "number-1", loud)
    (pack / "number-2.wav").write_bytes(wav_bytes(tone("number-2", loud=200)))
    (pack / "number-3.wav").write_bytes(wav_bytes(tone("number-3", loud=3_000)))
    whole = tone("number-4", edge_ms=400)
    (pack / "number-4.wav").write_bytes(wav_bytes(whole))
    square = [9_000] * 20 + [-9_000] * 20
    record(pack, "number-5", square * 20 + edge)
    told = found(pack)
    assert "number-1.wav: is cut off at the top" in told[0]
    assert told[0].endswith("samples); record it again, less loud or farther away")
    assert told[1:] == [
        "number-1.wav: is 13 dB louder than the others; lower it to about -14 dB",
        "number-2.wav: is too quiet (-47 dB); record it nearer, or raise it above -35",
        "number-3.wav: is 10 dB quieter than the others; raise it to about -14 dB",
        "number-4.wav: has 400 ms of silence before the voice; cut it to about 100 ms",
        "number-4.wav: has 400 ms of silence behind the voice; cut it to about 100 ms",
        "number-5.wav: begins within a sound; leave about 100 ms of silence there",
    ]


# ── Sound ────────────────────────────────────────────────────────────────────────────────────


def test_trimming_leaves_the_voice_and_a_little_of_the_edges() -> None:
    whole = tone("number-1", edge_ms=200)
    cut = trimmed(whole)
    assert 100 <= cut.duration_ms <= 130
    assert max(cut.samples) == max(whole.samples)
    assert len(trimmed(Sound(RATE, array("h", [0] * 100))).samples) == 0


def test_another_rate_changes_neither_the_length_nor_the_pitch() -> None:
    for rate in (8_000, 44_100):
        whistle = tone("number-1", rate=rate)
        same = at_rate(whistle, RATE)
        assert (same.rate, same.duration_ms) == (RATE, whistle.duration_ms)
        assert heard(same.samples) == ["number-1"]
    assert at_rate(Sound(8_000, array("h")), RATE).duration_ms == 0


def test_the_chime_rises_fades_and_leaves_room_for_the_voice() -> None:
    bell = chime(RATE)
    assert 1_300 <= bell.duration_ms <= 1_500
    assert 0.1 * FULL_SCALE < bell.peak < 0.6 * FULL_SCALE
    assert max(map(abs, bell.samples[-RATE // 20 :])) < 0.01 * FULL_SCALE


# ── The fallback ─────────────────────────────────────────────────────────────────────────────


def make(folder: Path, code: str, region: espeak.Region = "bac") -> FallbackPack:
    pack = FallbackPack(folder, code, region, OFFICE)
    for clip in pack.language.texts:
        pack.record(clip)
    pack.finish(pack.language.texts)
    return pack


@pytest.mark.sound
@pytest.mark.parametrize(("code", "region"), [("vi", "bac"), ("vi", "nam"), ("en", "bac")])
def test_the_fallback_speaks_every_clip_and_passes_the_check(
    code: str, region: espeak.Region, tmp_path: Path
) -> None:
    made = make(tmp_path / code, code, region)
    assert list(findings(tmp_path / code, OFFICE, region)) == []
    loaded = load_pack(tmp_path / code, OFFICE)
    assert set(loaded.clips) == set(made.language.texts)
    levels = [level_db(sound) for sound in loaded.clips.values()]
    assert max(levels) - min(levels) < 6
    # Words, not signs: a syllable is long enough to be one.
    assert min(sound.duration_ms for sound in loaded.clips.values()) > 80


@pytest.mark.sound
def test_the_fallback_never_takes_the_place_of_a_person(pack: Path) -> None:
    before = {one.name: one.read_bytes() for one in pack.iterdir()}
    with pytest.raises(SettingsError) as raised:
        make(pack, "vi")
    assert str(raised.value) == (
        f"{pack}: somebody has recorded the voice that is here; choose another folder"
    )
    assert {one.name: one.read_bytes() for one in pack.iterdir()} == before


@pytest.mark.sound
def test_the_fallback_is_made_again_when_a_service_has_a_new_name(tmp_path: Path) -> None:
    folder, clips = tmp_path / "vi", ("please", "service-ht")
    for office in (OFFICE, OfficeWords(services=(ServiceName("HT", "Tư pháp"),))):
        pack = FallbackPack(folder, "vi", "bac", office)
        for clip in clips:
            pack.record(clip)
        pack.finish(clips)
    assert read_manifest(folder).clips["service-ht"].text == "Tư pháp"
    assert not [one for one in findings(folder, office, "bac") if "says" in one]


def test_a_language_that_the_computer_does_not_speak_for_us_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as raised:
        FallbackPack(tmp_path, "km", "bac", OFFICE)
    assert str(raised.value) == (
        "'km': a voice can be made for vi and en alone; one in another language has to be"
        " recorded, see docs/voice.md"
    )


def test_a_computer_without_espeak_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(DeviceError) as raised:
        FallbackPack(tmp_path / "vi", "vi", "bac", OFFICE)
    assert str(raised.value) == "there is no espeak-ng; type:  sudo apt-get install espeak-ng"


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("exit 3", "espeak-ng could not say 'một' (Command "),
        ('for a; do case "$b" in -w) cp silent.wav "$a";; esac; b=$a; done', "espeak-ng says noth"),
    ],
)
def test_an_espeak_that_fails_is_told_with_the_text(
    script: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "espeak-ng"
    program.write_text(f"#!/bin/sh\ncd {tmp_path}\n{script}\n", encoding="utf-8")
    program.chmod(0o700)
    (tmp_path / "silent.wav").write_bytes(wav_bytes(Sound(RATE, array("h", [0] * 100))))
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    pack = FallbackPack(tmp_path / "vi", "vi", "bac", OFFICE)
    with pytest.raises(DeviceError) as raised:
        pack.record("number-1")
    assert str(raised.value).startswith(told)
    assert not (tmp_path / "vi" / "number-1.wav").exists()


def test_the_texts_of_the_tones_are_those_of_the_house() -> None:
    assert {BAC.texts[clip] for clip in ("number-1-after-tens", "number-and")} == {"mốt", "linh"}
