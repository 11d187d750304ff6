"""The loudspeaker: what comes out of it, in which order, and what becomes of it when it breaks."""

from __future__ import annotations

import os
import queue
import threading
from array import array
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path

import pytest
from tone_voice import BAC, LOUD, OFFICE, RATE, heard, make_tone_pack

from display.announcements import Announcements, hear, next_saying, said
from hardware.bench import Bench, BenchClient, Line
from hardware.pick.speaker import SpeakerWanted, open_speaker
from hardware.simulated.speaker import BenchSpeaker
from hardware.speaker.aplay import Aplay
from hardware.speaker.player import MOST_WAITING, NoSpeaker, Output, SpeakerThread
from hardware.speaker.port import News, Saying, Speaker, SpeakerStatus, Spoken
from hardware.speaker.sentences import SentenceName, Words, clips_of
from hardware.speaker.sound import Sound, chime, read_wav, silence
from hardware.speaker.voice import Voice, load_voice
from mot_cua.clock import ManualClock
from mot_cua.errors import DeviceError, SettingsError
from mot_cua.ids import ServiceCode, Ticks
from mot_cua.messages import Call

CALL = Words("call", code="1012", counter=3)
SHORT = Words("call-short", code="1012", counter=15)
FIRST_AND_REPEAT: tuple[SentenceName, ...] = ("call", "call-short")
PAPER_OUT = Words("paper-out", code="7005")


@pytest.fixture(scope="module")
def voice(tmp_path_factory: pytest.TempPathFactory) -> Voice:
    return load_voice(make_tone_pack(tmp_path_factory.mktemp("voice") / "vi"), OFFICE, "bac")


class Ear:
    """Hears what a loudspeaker reports."""

    def __init__(self) -> None:
        self.news: queue.Queue[News] = queue.Queue()

    def results(self, count: int) -> list[Spoken]:
        found: list[Spoken] = []
        while len(found) < count:
            news = self.news.get(timeout=20)
            if isinstance(news, Spoken):
                found.append(news)
        return found

    def status(self) -> SpeakerStatus:
        while not isinstance(news := self.news.get(timeout=20), SpeakerStatus):
            pass
        return news


class Room(Output):
    """A room with good ears; a sound lasts until the test lets it end."""

    def __init__(self) -> None:
        self.begun: queue.Queue[str] = queue.Queue()
        self.ends = threading.Semaphore(1)  # the silence at the start ends by itself
        self.sounding, self.overlaps = 0, 0
        self.is_broken = False
        self.last = silence(RATE, 1)

    def play(self, text: str, sound: Sound) -> None:
        self.sounding += 1
        self.overlaps += self.sounding > 1
        if text:
            self.begun.put(text)
        self.last = sound
        assert self.ends.acquire(timeout=20)
        self.sounding -= 1
        if self.is_broken:
            raise DeviceError("the cable is out; push it in")

    def stop(self) -> None:
        self.ends.release()


def clips(*sentences: Words) -> list[str]:
    return [one for words in sentences for one in clips_of(words, BAC) if one not in ",."]


# ── Through ALSA, with a sound card that writes down what it plays ───────────────────────────


class Card:
    """A sound card of ALSA's own, which writes each sound into a file of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.config = folder, folder / "alsa.conf"
        self.tape = folder / "heard.raw"
        self.config.write_text(
            "pcm.!default {\n type file\n slave.pcm { type null }\n"
            f' file "{self.tape}"\n format raw\n truncate false\n}}\n',
            encoding="utf-8",
        )

    def sounds(self) -> list[array[int]]:
        """Return what was played, sound by sound, without the silence of the start."""
        tapes = sorted(self.folder.glob("heard.raw*"))
        return [array("h", tape.read_bytes()) for tape in tapes][1:]


@pytest.fixture
def card(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Card:
    card = Card(tmp_path)
    monkeypatch.setenv("ALSA_CONFIG_PATH", str(card.config))
    return card


@pytest.mark.sound
def test_what_is_said_comes_out_word_for_word_in_the_order_it_was_handed_in(
    card: Card, voice: Voice
) -> None:
    ear = Ear()
    speaker = SpeakerThread(Aplay(), ear.news.put, voice=voice)
    for name, words in (("a", CALL), ("b", PAPER_OUT), ("c", SHORT)):
        speaker.say(Saying(name, (words,)))
    assert ear.results(3) == [Spoken(name, "spoken") for name in "abc"]
    assert speaker.status == SpeakerStatus("ready")
    speaker.close()
    assert [heard(sound) for sound in card.sounds()] == [
        clips(CALL),
        clips(PAPER_OUT),
        clips(SHORT),
    ]
    assert "number-5-after-tens" in heard(card.sounds()[2])  # counter 15: mười lăm


@pytest.mark.sound
def test_two_sentences_are_said_in_one_breath_behind_the_chime(card: Card, voice: Voice) -> None:
    ear = Ear()
    speaker = SpeakerThread(Aplay(), ear.news.put, voice=voice)
    speaker.say(Saying("a", (CALL, SHORT), has_chime=True))
    ear.results(1)
    speaker.close()
    (played,) = card.sounds()
    at = len(voice.opening(has_chime=True, rate=RATE).samples)
    assert max(map(abs, played[:at])) > LOUD / 2
    assert heard(played[at:]) == clips(CALL, SHORT)


@pytest.mark.sound
def test_half_the_volume_is_half_the_height_of_every_wave(card: Card, voice: Voice) -> None:
    ear = Ear()
    speaker = SpeakerThread(Aplay(), ear.news.put, voice=voice, volume_percent=50)
    speaker.say(Saying("a", (CALL,)))
    ear.results(1)
    speaker.close()
    (played,) = card.sounds()
    assert LOUD * 0.48 < max(played) <= LOUD / 2
    assert heard(played) == clips(CALL)


@pytest.mark.sound
def test_a_computer_without_a_sound_card_says_so_and_goes_on(
    card: Card, voice: Voice, caplog: pytest.LogCaptureFixture
) -> None:
    ear = Ear()
    speaker = SpeakerThread(Aplay("hw:7"), ear.news.put, voice=voice)
    status = ear.status()
    assert status.state == "no-sound"
    assert status.detail.startswith("no sound on 'hw:7' (")
    assert status.detail.endswith("); the devices are listed by:  aplay -L")
    speaker.say(Saying("a", (CALL,)))
    speaker.say(Saying("b", (CALL,)))
    assert ear.results(2) == [
        Spoken("a", "unspoken", status.detail),
        Spoken("b", "unspoken", status.detail),
    ]
    speaker.close()
    assert caplog.text.count("loudspeaker: no-sound") == 1


def test_a_computer_without_aplay_says_how_to_get_it(
    voice: Voice, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    ear = Ear()
    speaker = SpeakerThread(Aplay(), ear.news.put, voice=voice)
    assert ear.status() == SpeakerStatus(
        "no-sound", "there is no aplay; type:  sudo apt-get install alsa-utils"
    )
    speaker.close()


@pytest.mark.sound
def test_a_card_that_hangs_is_given_up_after_its_time(card: Card) -> None:
    os.mkfifo(card.tape)  # nobody reads: ALSA waits for ever
    card.config.write_text(
        card.config.read_text(encoding="utf-8").replace("truncate false", ""), encoding="utf-8"
    )
    with pytest.raises(DeviceError) as raised:
        Aplay(patience=0.2).play("", silence(RATE, 100))
    assert str(raised.value) == (
        "the sound card 'default' took more than 0.3 s for 0.1 s of sound; what else uses it?"
        "  fuser -v /dev/snd/*"
    )


@pytest.mark.sound
def test_closing_does_not_wait_for_a_card_that_hangs(card: Card, voice: Voice) -> None:
    os.mkfifo(card.tape)
    card.config.write_text(
        card.config.read_text(encoding="utf-8").replace("truncate false", ""), encoding="utf-8"
    )
    ear = Ear()
    speaker = SpeakerThread(Aplay(patience=3600), ear.news.put, voice=voice)
    speaker.say(Saying("a", (CALL,)))
    speaker.close()
    speaker.say(Saying("b", (CALL,)))
    assert ear.results(2) == [
        Spoken("a", "unspoken", "the loudspeaker was closed"),
        Spoken("b", "unspoken", "the loudspeaker was closed"),
    ]


@pytest.mark.sound
def test_the_hall_hears_two_calls_of_one_moment_one_after_the_other(
    card: Card, voice: Voice
) -> None:
    ear = Ear()
    speaker = SpeakerThread(Aplay(), ear.news.put, voice=voice)
    called = [
        Call(label=label, service=ServiceCode("HT"), counter=counter, announcement=number)
        for number, (label, counter) in enumerate((("1012", 3), ("2024", 24)), start=1)
    ]
    state = hear(Announcements(), reversed(called), now=Ticks(0))
    while True:
        state, saying = next_saying(state, now=Ticks(0))
        if saying is None:
            break
        speaker.say(saying)
        (spoken,) = ear.results(1)
        assert spoken.outcome == "spoken"
        state = said(state, spoken.id)
    speaker.close()
    chimed = len(voice.opening(has_chime=True, rate=RATE).samples)
    starts = (chimed, 0, chimed, 0)
    assert [heard(sound[start:]) for sound, start in zip(card.sounds(), starts, strict=True)] == [
        clips(Words(sentence, code=call.label, counter=call.counter))
        for call in called
        for sentence in FIRST_AND_REPEAT
    ]


# ── The thread behind the port ───────────────────────────────────────────────────────────────


@pytest.fixture
def room() -> Room:
    return Room()


def open_in(room: Room, voice: Voice) -> tuple[Speaker, Ear]:
    ear = Ear()
    return SpeakerThread(room, ear.news.put, voice=voice), ear


def test_the_next_saying_waits_for_the_end_of_the_last(room: Room, voice: Voice) -> None:
    speaker, ear = open_in(room, voice)
    for number in range(5):
        speaker.say(Saying(str(number), (Words("remember", code=str(number)),)))
    for number in range(5):
        assert room.begun.get(timeout=20) == f"Vui lòng ghi nhớ số {BAC.texts[f'number-{number}']}."
        assert room.begun.empty()
        room.ends.release()
        assert ear.results(1) == [Spoken(str(number), "spoken")]
    speaker.close()
    assert room.overlaps == 0


def test_closing_breaks_off_within_a_word_and_says_nothing_more(room: Room, voice: Voice) -> None:
    speaker, ear = open_in(room, voice)
    for number in range(3):
        speaker.say(Saying(str(number), (CALL,)))
    room.begun.get(timeout=20)
    speaker.close()
    assert ear.results(3) == [
        Spoken(str(number), "unspoken", "the loudspeaker was closed") for number in range(3)
    ]
    assert room.begun.empty()


def test_a_loudspeaker_that_is_behind_refuses_at_once(room: Room, voice: Voice) -> None:
    speaker, ear = open_in(room, voice)
    speaker.say(Saying("0", (CALL,)))
    room.begun.get(timeout=20)
    for number in range(1, MOST_WAITING + 2):
        speaker.say(Saying(str(number), (CALL,)))
    assert ear.results(1) == [
        Spoken(str(MOST_WAITING + 1), "unspoken", f"{MOST_WAITING} others wait already")
    ]
    speaker.close()


def test_a_cable_that_is_pushed_in_again_is_noticed_at_the_next_call(
    room: Room, voice: Voice
) -> None:
    room.is_broken = True
    speaker, ear = open_in(room, voice)
    assert ear.status() == SpeakerStatus("no-sound", "the cable is out; push it in")
    room.is_broken = False
    speaker.say(Saying("a", (CALL,)))
    room.ends.release()
    assert ear.status() == SpeakerStatus("ready")
    assert ear.results(1) == [Spoken("a", "spoken")]
    speaker.close()


def test_without_a_voice_there_is_the_chime_and_the_reason(room: Room, tmp_path: Path) -> None:
    speaker, ear = open_in(room, load_voice(tmp_path, OFFICE, "bac"))
    why = (
        f"{tmp_path}: no voice here; record one (mot-cua voice record-list --help), or type:"
        f"  mot-cua voice make {tmp_path}"
    )
    assert ear.status() == SpeakerStatus("no-voice", why)
    speaker.say(Saying("a", (CALL,), has_chime=True))
    room.ends.release()
    assert ear.results(1) == [Spoken("a", "unspoken", why)]
    assert max(room.last.samples) == max(chime(room.last.rate).samples)
    assert room.begun.get(timeout=20).startswith("Xin mời công dân")
    speaker.close()


def test_a_word_that_nobody_recorded_is_not_left_out(room: Room, tmp_path: Path) -> None:
    folder = make_tone_pack(tmp_path / "vi")
    manifest = folder / "voice.toml"
    lines = manifest.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not line.startswith("number-2 ")]
    manifest.write_text("\n".join(kept), encoding="utf-8")
    speaker, ear = open_in(room, load_voice(folder, OFFICE, "bac"))
    room.ends.release()
    speaker.say(Saying("a", (CALL,)))
    assert ear.results(1) == [
        Spoken(
            "a",
            "unspoken",
            "the voice 'vi' has no recording of 'number-2' (hai); record it, or type:"
            "  mot-cua voice make",
        )
    ]
    assert room.last.peak == 0
    speaker.close()


def test_a_count_that_has_no_words_stops_nothing(room: Room, voice: Voice) -> None:
    speaker, ear = open_in(room, voice)
    room.ends.release(2)
    speaker.say(Saying("a", (Words("ahead", number=-1),)))
    speaker.say(Saying("b", (CALL,)))
    first, second = ear.results(2)
    assert first.detail == "cannot read -1: numbers from 0 to 999999 have words here"
    assert second == Spoken("b", "spoken")
    speaker.close()


def test_a_language_without_a_voice_is_spoken_in_vietnamese(voice: Voice) -> None:
    asked = Saying("a", (Words("issued", "en", code="12"),))
    assert voice.text(asked) == "Số của quý công dân là một hai."
    assert heard(voice.sound(asked).samples) == ["your-number", "number-1", "number-2"]


def test_two_languages_in_one_breath_may_have_been_recorded_at_different_rates(
    tmp_path: Path,
) -> None:
    make_tone_pack(tmp_path / "vi")
    make_tone_pack(tmp_path / "en", language="en", rate=44_100)
    both = load_voice(tmp_path, OFFICE, "bac").sound(
        Saying("a", (Words("issued", code="12"), Words("issued", "en", code="7")))
    )
    assert both.rate == RATE
    assert heard(both.samples) == ["your-number", "number-1", "number-2", "your-number", "number-7"]


def test_no_loudspeaker_answers_at_once() -> None:
    ear = Ear()
    speaker = NoSpeaker(ear.news.put)
    speaker.say(Saying("a", (CALL,)))
    assert ear.results(1) == [Spoken("a", "unspoken", "there is no loudspeaker")]
    assert speaker.status == SpeakerStatus("none")
    speaker.close()


# ── On the workbench ─────────────────────────────────────────────────────────────────────────


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(tmp_path / "bench.sock")
    yield bench
    bench.close()


def test_the_bench_shows_the_words_and_lets_them_be_heard(bench: Bench, tmp_path: Path) -> None:
    seen: queue.Queue[Line] = queue.Queue()
    client = BenchClient(
        tmp_path / "bench.sock", lambda line: seen.put(line) if line["kind"] != "gone" else None
    )
    assert seen.get(timeout=20)["kind"] == "here"
    ear = Ear()
    wanted = SpeakerWanted("simulated", make_tone_pack(tmp_path / "vi"))
    speaker = open_speaker(wanted, office=OFFICE, region="bac", post=ear.news.put, bench=bench)
    assert ear.status() == SpeakerStatus("ready")
    speaker.say(Saying("a", (Words("remember", code="7"),)))
    line = seen.get(timeout=20)
    assert (line["kind"], line["words"]) == ("speech", "Vui lòng ghi nhớ số bảy.")
    (tmp_path / "told.wav").write_bytes(b64decode(line["wav"]))
    told = read_wav(tmp_path / "told.wav")
    assert heard(told.samples) == ["remember", "number-7"]
    assert line["duration_ms"] == told.duration_ms
    assert ear.results(1) == [Spoken("a", "spoken")]
    speaker.close()
    client.close()


def test_a_simulated_loudspeaker_can_be_unplugged(bench: Bench, tmp_path: Path) -> None:
    told: queue.Queue[str] = queue.Queue()
    output = BenchSpeaker(bench, ManualClock())
    bench.on("sync", lambda _line: told.put("sync"))
    client = BenchClient(tmp_path / "bench.sock", lambda line: told.put(line["kind"]))
    assert told.get(timeout=20) == "here"
    client.send("speaker", do="unplug")
    client.send("sync")
    assert told.get(timeout=20) == "sync"
    with pytest.raises(DeviceError) as raised:
        output.play("x", silence(RATE, 10))
    assert str(raised.value) == ("the simulated loudspeaker is unplugged; plug it in on the bench")
    client.send("speaker", do="plug")
    client.send("sync")
    assert told.get(timeout=20) == "sync"
    output.play("", silence(RATE, 10))
    client.close()


def test_an_unknown_kind_of_loudspeaker_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as raised:
        open_speaker(
            SpeakerWanted("horn", tmp_path), office=OFFICE, region="bac", post=print, bench=None
        )
    assert str(raised.value) == "speaker.kind: 'horn' is no kind of loudspeaker"


@pytest.mark.parametrize("kind", ["none", "simulated"])
def test_without_a_bench_there_is_nothing_to_hear_a_simulated_one(
    kind: str, tmp_path: Path
) -> None:
    speaker = open_speaker(
        SpeakerWanted(kind, tmp_path), office=OFFICE, region="bac", post=print, bench=None
    )
    assert speaker.status.state == "none"


def test_a_convenience_that_is_not_recorded_makes_no_trouble_of_it(
    room: Room, voice: Voice
) -> None:
    speaker, ear = open_in(room, voice)
    assert ear.status() == SpeakerStatus("ready")
    speaker.say(Saying("a", (Words("key", key="sing"),), is_extra=True))
    room.ends.release()
    [spoken] = ear.results(1)
    assert (spoken.outcome, speaker.status) == ("unspoken", SpeakerStatus("ready"))
    assert "no clip 'key-sing'" in spoken.detail
    speaker.close()
