"""A technician installs an office's computer, twice, differently, and takes it away again."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from install.desk import OFFICE, REPOSITORY, Install

WANTS = "etc/systemd/system/mot-cua.target.wants"


def disk(root: Path) -> dict[str, tuple[str, int]]:
    """Everything below a folder: what it holds, and when it was written."""
    return {
        str(one.relative_to(root)): (
            str(one.readlink()) if one.is_symlink() else one.read_text(encoding="utf-8"),
            one.lstat().st_mtime_ns,
        )
        for one in sorted(root.rglob("*"))
        if one.is_symlink() or one.is_file()
    }


def test_a_dry_run_names_every_change_and_makes_none(pi: Path, install: Install) -> None:
    told = install("--role", "all", "--office", OFFICE, "--dry-run")
    assert told.returncode == 0
    assert told.stdout.endswith("Nothing was changed (--dry-run).\n")
    assert list(pi.iterdir()) == []
    install("--role", "all", "--office", OFFICE)
    made = {f"/{one}" for one in disk(pi)} - {"/opt/mot-cua/.installed"}
    named = {line.split()[1] for line in told.stdout.splitlines() if line.startswith("+ ")}
    assert named == made


def test_systemd_is_told_only_where_it_runs(install: Install) -> None:
    told = install("--root", "/", "--role", "server", "--office", OFFICE, "--dry-run").stdout
    assert "$ systemd-sysusers mot-cua.conf\n" in told
    runs = Path("/run/systemd/system").exists()
    assert ("$ systemctl restart mot-cua.target mot-cua-backup.timer\n" in told) == runs


def test_the_second_run_has_nothing_to_do(pi: Path, install: Install) -> None:
    assert "Done." in install("--role", "all", "--office", OFFICE).stdout
    before = disk(pi)
    again = install("--role", "all")
    assert again.stdout == "Nothing to do: this computer is as it should be.\n"
    assert disk(pi) == before


def test_a_run_that_broke_off_is_taken_up_again(pi: Path, install: Install) -> None:
    install("--role", "server", "--office", OFFICE)
    (pi / "opt/mot-cua/.installed").unlink()
    assert "Done." in install("--role", "server").stdout
    assert "Nothing to do" in install("--role", "server").stdout


def test_every_device_of_the_office_file_is_started_with_the_computer(
    pi: Path, install: Install
) -> None:
    install("--role", "all", "--office", OFFICE)
    assert sorted(one.name for one in (pi / WANTS).iterdir()) == [
        "mot-cua-bridge@bridge-1.service",
        "mot-cua-clock.path",
        "mot-cua-display@board-1.service",
        "mot-cua-kiosk@kiosk-1.service",
        "mot-cua-server.service",
    ]
    for link in (pi / WANTS).iterdir():
        assert link.resolve().is_file(), f"{link.name} leads nowhere"
    assert (pi / "etc/systemd/system/multi-user.target.wants/mot-cua.target").resolve().is_file()


def test_a_kiosk_alone_starts_only_the_kiosk(pi: Path, install: Install) -> None:
    install("--role", "kiosk", "--office", OFFICE)
    assert [one.name for one in (pi / WANTS).iterdir()] == ["mot-cua-kiosk@kiosk-1.service"]


def test_a_changed_office_file_is_shown_line_by_line(
    pi: Path, install: Install, tmp_path: Path
) -> None:
    install("--role", "server", "--office", OFFICE)
    changed = tmp_path / "my-office.toml"
    text = OFFICE.read_text(encoding="utf-8").replace("calls = 3  ", "calls = 2  ")
    changed.write_text(text, encoding="utf-8")
    shutil.copy(OFFICE.with_name("procedures.csv"), tmp_path)
    told = install("--role", "server", "--office", changed, "--dry-run").stdout
    assert "~ /etc/mot-cua/office.toml   (the office file)\n" in told
    assert "    -calls = 3  " in told
    assert "    +calls = 2  " in told
    assert (pi / "etc/mot-cua/office.toml").read_bytes() == OFFICE.read_bytes()
    install("--role", "server", "--office", changed)
    assert (pi / "etc/mot-cua/office.toml").read_text(encoding="utf-8") == text


def test_the_table_of_procedures_comes_with_the_office_file_that_names_it(
    pi: Path, install: Install
) -> None:
    told = install("--role", "server", "--office", OFFICE)
    assert "+ /etc/mot-cua/procedures.csv   (the table of procedures)\n" in told.stdout
    there = pi / "etc/mot-cua/procedures.csv"
    assert there.read_bytes() == OFFICE.with_name("procedures.csv").read_bytes()
    there.unlink()
    install("--role", "server")
    assert not there.exists(), "without --office, what lies beside the office file stays as it is"


def test_taking_it_away_takes_every_version_that_an_update_left(pi: Path, install: Install) -> None:
    install("--role", "server", "--office", OFFICE)
    (pi / "opt/mot-cua").rename(pi / "opt/mot-cua-0.1.0")
    (pi / "opt/mot-cua-0.2.0").mkdir()
    (pi / "opt/mot-cua").symlink_to("mot-cua-0.2.0")
    (pi / "opt/somebody-else").mkdir()
    told = install("--uninstall").stdout.splitlines()
    assert {"- /opt/mot-cua", "- /opt/mot-cua-0.1.0", "- /opt/mot-cua-0.2.0"} <= set(told)
    assert [one.name for one in (pi / "opt").iterdir()] == ["somebody-else"]


def test_taking_it_away_keeps_the_data_and_the_office_file(pi: Path, install: Install) -> None:
    install("--role", "all", "--office", OFFICE)
    data = pi / "var/lib/mot-cua"
    data.mkdir(parents=True)
    (data / "journal.db").write_text("the numbers of years", encoding="utf-8")
    before = disk(pi)
    told = install("--uninstall", "--dry-run")
    assert told.stdout.endswith("Nothing was changed (--dry-run).\n")
    assert disk(pi) == before
    assert install("--uninstall").returncode == 0
    assert list(disk(pi)) == [
        "etc/mot-cua/office.toml",
        "etc/mot-cua/procedures.csv",
        "var/lib/mot-cua/journal.db",
    ]
    assert not (pi / WANTS).exists()
    assert install("--uninstall").returncode == 0, "and once more"


def test_a_computer_without_the_server_is_told_to_be_let_in(install: Install) -> None:
    told = install("--role", "kiosk", "--office", OFFICE)
    assert told.stdout.endswith(
        "Now let it in: on the server  sudo --user=mot-cua mot-cua enroll NAME  (docs/devices.md)\n"
    )
    assert "Now let it in" not in install("--role", "server", "--office", OFFICE).stdout


def test_each_mistake_is_one_sentence_that_says_what_to_do(
    pi: Path, install: Install, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.toml"
    broken.write_text("[office\n", encoding="utf-8")
    bare = tmp_path / "bare.toml"
    bare.write_text('[office]\nprocedures = "procedures.csv"\n', encoding="utf-8")
    two = tmp_path / "two.toml"
    two.write_text('[[kiosk]]\nid = "east"\n[[kiosk]]\nid = "west"\n', encoding="utf-8")
    mistakes = {
        ("--role", "server"): "there is no /etc/mot-cua/office.toml yet; copy config/office.toml,"
        " make it your office's, and say  --office FILE\n",
        ("--role", "server", "--office", "/nowhere"): "--office /nowhere: cannot be read (No such"
        " file or directory)\n",
        ("--role", "server", "--office", broken): "the office file is not TOML (Expected ']' at the"
        " end of a table declaration (at line 1, column 8)); mend that line and try again\n",
        ("--role", "server", "--office", bare): f"--office {bare}: its table of procedures,"
        f" {tmp_path / 'procedures.csv'}, cannot be read (No such file or directory); put it there,"
        " or leave out `procedures` in [office]\n",
        ("--role", "kiosk", "--office", two): "--role kiosk: the office file has 2 [[kiosk]]; say"
        " which with --id: east, west\n",
        ("--role", "kiosk", "--id", "north", "--office", two): "--role kiosk: the office file has"
        " no [[kiosk]] 'north'; say which with --id: east, west\n",
        ("--role", "bridge", "--office", two): "--role bridge: the office file has 0 [[bridge]];"
        " say which with --id: there is none, add it to the file first\n",
    }
    for arguments, sentence in mistakes.items():
        told = install(*arguments)
        assert (told.returncode, told.stderr, told.stdout) == (1, sentence, "")
    assert list(pi.iterdir()) == [], "and nothing was changed"


def test_without_a_role_it_asks_for_one(install: Install) -> None:
    told = install()
    assert told.returncode == 2
    assert "say what this computer is:  --role server|kiosk|display|bridge|all" in told.stderr


def test_only_root_may_change_the_computer_itself() -> None:
    nobody = 65534 if os.geteuid() == 0 else None
    with tempfile.TemporaryDirectory() as folder:
        # A copy that everybody may read: where root tests, the tests' own folder is root's alone.
        Path(folder).chmod(0o755)
        shutil.copytree(REPOSITORY / "scripts", Path(folder, "scripts"))
        told = subprocess.run(
            ["python3", str(Path(folder, "scripts/install_pi.py")), "--role", "server"],
            capture_output=True, text=True, check=False, user=nobody, cwd="/",
        )  # fmt: skip
    assert (told.returncode, told.stderr) == (
        1,
        "only root may change this computer; type the same after  sudo\n",
    )
