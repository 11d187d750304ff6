"""What an office installs is what was tested, under known licences, and carries no secret."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent.parent
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "scripts" / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


licences, audit = script("licences"), script("audit")


def blocks(lock: Path) -> list[str]:
    """Return the requirements of a lock, each with its hashes."""
    text = lock.read_text(encoding="utf-8").replace("\\\n", " ")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda one: one.name)
def test_every_locked_package_has_its_hashes_and_no_lock_names_a_host(lock: Path) -> None:
    found = blocks(lock)
    assert len(found) > (0 if lock.name == "pi.txt" else 30)
    for one in found:
        assert re.match(r"[a-z0-9.-]+==\S+ ", one), one
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", one), one
    assert "://" not in lock.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("lock", "extras"), [("run.txt", ("pi",)), ("dev.txt", ("pi", "dev"))], ids=["run", "dev"]
)
def test_a_lock_has_everything_that_the_project_asks_for(lock: str, extras: tuple[str]) -> None:
    pinned = {
        canonicalize_name(one.split("==")[0]): one.split("==")[1].split()[0]
        for one in blocks(ROOT / "requirements" / lock)
    }
    asked = [*PROJECT["dependencies"]]
    for extra in extras:
        asked += PROJECT["optional-dependencies"][extra]
    for one in map(Requirement, asked):
        version = pinned.get(canonicalize_name(one.name))
        assert version, f"{one.name} is not locked; run scripts/lock"
        assert one.specifier.contains(version), f"{one} is locked at {version}; run scripts/lock"


def test_tests_run_with_the_versions_that_offices_get() -> None:
    run, dev = (
        {one.split(" ")[0] for one in blocks(ROOT / "requirements" / name)}
        for name in ("run.txt", "dev.txt")
    )
    assert run <= dev


def test_the_page_of_licences_is_fresh_and_complete() -> None:
    written = (ROOT / "docs" / "licences.md").read_text(encoding="utf-8")
    assert written == licences.page(), "run: python scripts/licences.py --write"
    rows = [row.split(" | ") for row in written.splitlines() if row.startswith("| ")][2:]
    assert len(rows) > 30
    known = re.compile(r"MIT|BSD|Apache|LGPL|MPL|OFL|PSF|EPL|Unlicense")
    assert [name for name, licence, _ in rows if not known.search(licence)] == []


def built_wheel(folder: Path) -> Path:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    [wheel] = folder.glob("*.whl")
    return wheel


def test_no_file_of_the_wheel_can_be_written_by_everybody(tmp_path: Path) -> None:
    with zipfile.ZipFile(built_wheel(tmp_path)) as archive:
        modes = {one.filename: one.external_attr >> 16 for one in archive.infolist()}
    assert len(modes) > 100
    assert [name for name, mode in modes.items() if mode & 0o002] == []


SECRETS = {
    "a private key": r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----\s+[A-Za-z0-9+/]{20}",
    "a hashed password": r"\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}|\$argon2id\$v=\d+\$m=\d+[^\s]{40}",
    "a token of a host of repositories": r"\b(?:gh[pousr]|glpat|github_pat)[-_][A-Za-z0-9_]{20,}",
    "a key of a cloud": r"\bAKIA[0-9A-Z]{16}\b|\bAIza[0-9A-Za-z_-]{35}\b",
    "a token of a package index": r"\bpypi-[A-Za-z0-9_-]{50,}",
    "an address with a password": r"\b[a-z]+://[^\s/:@'\"{}<>]+:[^\s/@'\"{}<>]{6,}@",
}
FILES_OF_SECRETS = re.compile(r"(?:^|/)(?:\.env|id_(?:rsa|ed25519)|.*\.(?:key|p12|pfx|kdbx|jks))$")


def tracked() -> Iterator[Path]:
    names = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout
    yield from (ROOT / name for name in names.split("\0") if name)


def test_no_secret_is_in_the_repository() -> None:
    found = []
    for path in tracked():
        name = str(path.relative_to(ROOT))
        if FILES_OF_SECRETS.search(name):
            found.append(f"{name}: the file of a secret")
        if path.is_file() and path.stat().st_size < 2_000_000:
            text = path.read_bytes().decode(errors="ignore")
            found += [f"{name}: {what}" for what, sign in SECRETS.items() if re.search(sign, text)]
    assert found == []


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("a private key", "-----BEGIN EC PRIVATE" + " KEY-----\nMHcCAQEEIB0c1m6Yw0sVnQz9" + "AAAA"),
        ("a hashed password", "$2b$" + "04$" + "a" * 53),
        ("a token of a host of repositories", "ghp" + "_" + "a" * 36),
        ("a key of a cloud", "AKIA" + "ABCDEFGHIJKLMNOP"),
        ("a token of a package index", "pypi" + "-" + "A" * 60),
        ("an address with a password", "postgres://office:" + "hunter22@db"),
    ],
)
def test_a_secret_would_be_found(what: str, text: str) -> None:
    assert re.search(SECRETS[what], text)


# ── The register of vulnerabilities ──────────────────────────────────────────────────────────


def test_a_vulnerable_package_is_named_with_the_cure() -> None:
    said = (
        '{"dependencies": [{"name": "flask", "version": "3.0", "vulns":'
        ' [{"id": "CVE-1", "fix_versions": ["3.1"]}, {"id": "CVE-2", "fix_versions": []}]},'
        ' {"name": "click", "version": "8.1", "vulns": []}, {"name": "ours", "skip_reason": "?"}]}'
    )
    assert audit.read(said, "") == (
        (
            "VULNERABLE: flask 3.0: CVE-1; mended in 3.1",
            "VULNERABLE: flask 3.0: CVE-2; mended in no version yet",
            "2 packages checked, 2 known vulnerabilities.",
            "Take the mended versions: scripts/lock --upgrade, then scripts/test.",
            "NOT CHECKED: 1 packages are unknown there: ours",
        ),
        1,
    )


def test_when_nobody_answers_that_is_said_and_is_no_failure() -> None:
    assert audit.read("", "Traceback\nConnectionError: no route to host\n") == (
        (
            "NOT CHECKED: the register of vulnerabilities could not be asked (ConnectionError: no"
            " route to host).",
            "Nothing is known about any package. Try again where there is a way to it.",
        ),
        0,
    )
    assert audit.read('{"dependencies": [{"name": "click", "skip_reason": "?"}]}', "") == (
        ("NOT CHECKED: the register of vulnerabilities knew none of our packages here.",),
        0,
    )


def test_when_all_is_well_that_is_said_too() -> None:
    said = '{"dependencies": [{"name": "click", "version": "8.1", "vulns": []}]}'
    assert audit.read(said, "") == (("1 packages checked, 0 known vulnerabilities.",), 0)
