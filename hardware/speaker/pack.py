"""A voice pack: a folder of recordings with `voice.toml`, which says what is heard in each.

A pack speaks one language. Vietnamese and English have the sentences of the house, which a pack
may word anew; a pack of any other language brings its own sentences.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Final, Literal, NamedTuple

import msgspec
from msgspec import Meta

from hardware.speaker import languages
from hardware.speaker.languages import OfficeWords
from hardware.speaker.sentences import PAUSES_MS, PLACES, SENTENCES, Language
from hardware.speaker.sound import Sound, read_wav, trimmed
from mot_cua.errors import SettingsError
from mot_cua.vietnamese import nfc

MANIFEST: Final = "voice.toml"
LONGEST_MS: Final = 15_000
_PLAIN_FILE: Final = re.compile(r"[^/\\]+\.wav")


class Recording(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line of `[clips]`."""

    file: str
    """A WAV file in the pack's own folder."""
    text: str
    """What is heard in it."""


class Manifest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What `voice.toml` may say."""

    language: Annotated[str, Meta(pattern="^[a-z]{2,3}$")]
    """ISO 639: `vi`, `en`, `km`, `rad`."""
    dialect: Literal["bac", "nam"] = "bac"
    """Of a Vietnamese voice: how it reads numbers."""
    rate: Annotated[int, Meta(ge=8_000, le=48_000)]
    """Samples a second, of every file alike."""
    speaker: str = ""
    """Whose voice it is, for the office's own records."""
    made_by: str = ""
    """The program that made the files; empty when a person recorded them."""
    clips: dict[str, Recording] = {}
    sentences: dict[str, tuple[str, ...]] = {}


class Pack(NamedTuple):
    """A voice that is ready to speak."""

    language: Language
    rate: int
    clips: Mapping[str, Sound]


def load_pack(folder: Path, office: OfficeWords) -> Pack:
    """Read a pack; the silence at the edges of each clip is cut.

    Raises:
        SettingsError: the pack cannot be used; one line for each mistake.
    """
    manifest = read_manifest(folder)
    mistakes = list(sentence_mistakes(folder, manifest, office))
    clips: dict[str, Sound] = {}
    for name, recording in manifest.clips.items():
        try:
            clips[name] = trimmed(read_clip(folder, manifest, recording))
        except SettingsError as problem:
            mistakes.append(str(problem))
    if mistakes:
        raise SettingsError("\n".join(mistakes))
    return Pack(language_of(manifest, office), manifest.rate, clips)


def load_packs(folder: Path, office: OfficeWords) -> dict[str, Pack]:
    """Read the pack in a folder, or those in the folders below it, by language.

    Raises:
        SettingsError: no pack is there, one has mistakes, or two speak the same language.
    """
    packs: dict[str, Pack] = {}
    for place in pack_folders(folder):
        pack = load_pack(place, office)
        if pack.language.code in packs:
            raise SettingsError(
                f"{place}: a second voice for {pack.language.code!r}; keep one of them"
            )
        packs[pack.language.code] = pack
    return packs


def pack_folders(folder: Path) -> list[Path]:
    """Find the packs in a folder: itself, or those below it.

    Raises:
        SettingsError: there is none.
    """
    if (folder / MANIFEST).exists():
        return [folder]
    found = sorted(one.parent for one in folder.glob(f"*/{MANIFEST}"))
    if not found:
        raise SettingsError(
            f"{folder}: no voice here; record one (mot-cua voice record-list --help), or type:"
            f"  mot-cua voice make {folder}"
        )
    return found


def read_manifest(folder: Path) -> Manifest:
    """Read `voice.toml`.

    Raises:
        SettingsError: it is missing, is not TOML, or says what it may not.
    """
    path = folder / MANIFEST
    try:
        table = tomllib.loads(nfc(path.read_bytes().decode("utf-8-sig")))
        return msgspec.convert(table, Manifest)
    except OSError as problem:
        raise SettingsError(
            f"{path}: cannot be read ({problem.strerror}); a voice is a folder with this file"
        ) from None
    except UnicodeDecodeError:
        raise SettingsError(f"{path}: a letter is not UTF-8; save the file as UTF-8") from None
    except tomllib.TOMLDecodeError as problem:
        raise SettingsError(f"{path}: not TOML: {problem}") from None
    except msgspec.ValidationError as problem:
        raise SettingsError(
            f"{path}: {problem}; compare with: mot-cua voice record-list --toml"
        ) from None


def read_clip(folder: Path, manifest: Manifest, recording: Recording) -> Sound:
    """Read one recording of a pack, as it is.

    Raises:
        SettingsError: it cannot be played with the others.
    """
    path = folder / recording.file
    if not _PLAIN_FILE.fullmatch(recording.file):
        raise SettingsError(f"{path}: is not the name of a .wav file in the folder of the voice")
    sound = read_wav(path)
    if sound.rate != manifest.rate:
        raise SettingsError(
            f"{path}: has {sound.rate} samples a second, the voice {manifest.rate}; export it"
            " again with the rate of the others"
        )
    if sound.peak == 0:
        raise SettingsError(f"{path}: is silent; record {recording.text!r} again")
    if sound.duration_ms > LONGEST_MS:
        raise SettingsError(
            f"{path}: lasts {sound.duration_ms / 1000:.0f} s, longer than"
            f" {LONGEST_MS // 1000} s; cut it to {recording.text!r}"
        )
    return sound


def language_of(manifest: Manifest, office: OfficeWords) -> Language:
    """Return the language that a pack speaks: ours in its dialect, or its own."""
    house = languages.language(manifest.language, office, manifest.dialect)
    texts = {name: one.text for name, one in manifest.clips.items()}
    if house is None:
        return languages.own(manifest.language, texts, manifest.sentences)
    more = {name: text for name, text in texts.items() if name not in house.texts}
    return Language(
        code=house.code,
        texts={**house.texts, **more},
        sentences={**house.sentences, **manifest.sentences},
        count=house.count,
    )


def sentence_mistakes(folder: Path, manifest: Manifest, office: OfficeWords) -> Iterator[str]:
    """Find what is wrong in the sentences that a pack words itself."""
    known = language_of(manifest, office).texts
    path = folder / MANIFEST
    for name, elements in manifest.sentences.items():
        if name not in SENTENCES:
            yield f"{path}: sentences.{name}: no such sentence{_near(name, SENTENCES)}"
        for element in elements:
            if element not in PAUSES_MS and element not in PLACES and element not in known:
                hint = _near(element, [*known, *PLACES])
                yield f"{path}: sentences.{name}: no clip {element!r}{hint}"


def _near(word: str, known: Iterable[str]) -> str:
    near = get_close_matches(word, list(known), n=1)
    return f"; did you mean {near[0]!r}?" if near else f"; possible: {', '.join(known)}"


def manifest_text(manifest: Manifest) -> str:
    """Write a `voice.toml`, with the clips in the order in which they are given."""
    head = [
        f"language = {_quoted(manifest.language)}",
        *([f"dialect = {_quoted(manifest.dialect)}"] if manifest.language == "vi" else []),
        f"rate = {manifest.rate}",
        f"speaker = {_quoted(manifest.speaker)}",
        *([f"made_by = {_quoted(manifest.made_by)}"] if manifest.made_by else []),
    ]
    clips = [
        f"{name} = {{ file = {_quoted(one.file)}, text = {_quoted(one.text)} }}"
        for name, one in manifest.clips.items()
    ]
    sentences = [
        f"{name} = [{', '.join(map(_quoted, elements))}]"
        for name, elements in manifest.sentences.items()
    ]
    tail = ["", "[sentences]", *sentences] if sentences else []
    return "\n".join([*head, "", "[clips]", *clips, *tail]) + "\n"


def _quoted(text: str) -> str:
    """Write a TOML string, which JSON's strings are."""
    return json.dumps(text, ensure_ascii=False)
