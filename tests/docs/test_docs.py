"""The documents say what the code does, and name nothing that is not there."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from office import manual
from office.command import commands
from queue_server.core.ticket import BACK, TRANSITIONS

ROOT = Path(__file__).parent.parent.parent
READMES = (ROOT / "README.md", ROOT / "README.vi.md")
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
PAIRS = [one for one in DOCUMENTS if one.name.endswith(".vi.md")]
TOPS = {one.name for one in ROOT.iterdir() if one.is_dir() and not one.name.startswith(".")}
MADE = ("data/", ".venv/")
"""Folders that programs make; they are in no clone."""

FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^(#+) (.+)$", re.MULTILINE)

each_document = pytest.mark.parametrize(
    "document", DOCUMENTS, ids=[str(one.relative_to(ROOT)) for one in DOCUMENTS]
)


def prose(document: Path) -> str:
    return FENCE.sub("", document.read_text(encoding="utf-8"))


def code(document: Path) -> Iterator[str]:
    """Yield every piece of code: spans in a line, and the lines of blocks without remarks."""
    yield from SPAN.findall(prose(document))
    for _, block in FENCE.findall(document.read_text(encoding="utf-8")):
        yield from (line.split("  #")[0].strip() for line in block.splitlines())


def paths(document: Path) -> Iterator[str]:
    """Yield what looks like a path of the repository."""
    for piece in code(document):
        for word in piece.split():
            path = word.strip(",;:()\"'")
            top, slash, _ = path.partition("/")
            if slash and top in TOPS and not path.startswith(MADE) and "…" not in path:
                yield path


@pytest.mark.parametrize("name", manual.PAGES)
def test_a_page_printed_from_the_code_is_fresh(name: str) -> None:
    written = (ROOT / "docs" / name).read_text(encoding="utf-8")
    assert written == manual.PAGES[name](), "run: python -m office.manual"


def test_a_stale_page_is_named_and_written_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(manual, "DOCS", tmp_path)
    for name in set(manual.PAGES) - {"ticket.md", "api.md"}:
        (tmp_path / name).write_text(manual.PAGES[name](), encoding="utf-8")
    checked = CliRunner().invoke(manual.main, ["--check"])
    assert checked.exit_code == 1
    assert checked.output == "".join(
        f"docs/{name} is stale; run: python -m office.manual\n" for name in ("ticket.md", "api.md")
    )
    written = CliRunner().invoke(manual.main, [])
    assert (written.exit_code, written.output) == (0, "docs/ticket.md\ndocs/api.md\n")
    assert CliRunner().invoke(manual.main, ["--check"]).exit_code == 0


def test_the_drawing_has_every_row_of_the_table() -> None:
    page = manual.PAGES["ticket.md"]()
    arrows = {
        (one, other): label.split(", ")
        for one, other, label in re.findall(r"^ +(\S+) --> (\S+) : (.+)$", page, re.MULTILINE)
    }
    for state, steps in TRANSITIONS.items():
        for action, to in steps.items():
            if to is BACK:
                drawn = [arrow for arrow, labels in arrows.items() if action.value in labels]
                assert drawn, f"{action} is not drawn"
            else:
                ends = state.value.replace("-", "_"), to.value.replace("-", "_")
                assert action.value in arrows[ends]


@each_document
def test_a_document_names_only_paths_that_exist(document: Path) -> None:
    missing = sorted({one for one in paths(document) if not (ROOT / one).exists()})
    assert not missing, f"{document.name} names what is not there: {', '.join(missing)}"


def test_the_way_of_one_ticket_goes_through_every_program() -> None:
    _, _, way = (ROOT / "docs/overview.md").read_text(encoding="utf-8").partition("## The way of")
    named = set(SPAN.findall(way))
    for program in ("kiosk", "queue_server", "display", "firmware_bridge"):
        assert f"{program}/service.py" in named


@each_document
def test_links_inside_the_house_lead_somewhere(document: Path) -> None:
    broken = [
        link
        for link in LINK.findall(prose(document))
        if not link.startswith(("http:", "https:"))
        and not link.startswith("docs/pictures/")
        and not leads_somewhere(document, link)
    ]
    assert not broken


def leads_somewhere(document: Path, link: str) -> bool:
    path, _, anchor = link.partition("#")
    target = document.parent / path if path else document
    if not target.exists():
        return False
    return not anchor or anchor in map(slug, HEADING.findall(target.read_text(encoding="utf-8")))


def slug(heading: tuple[str, str]) -> str:
    """Name a heading as hosts of repositories do."""
    return re.sub(r"[^\w -]", "", heading[1].lower()).replace(" ", "-")


@pytest.mark.parametrize("readme", READMES, ids=lambda one: one.name)
def test_the_pictures_of_a_readme_are_there(readme: Path) -> None:
    pictures = [one for one in LINK.findall(prose(readme)) if one.startswith("docs/pictures/")]
    assert len(pictures) == 6
    missing = [one for one in pictures if not (ROOT / one).exists()]
    assert not missing, f"{readme.name} shows pictures that are not there: {', '.join(missing)}"


@each_document
def test_every_command_in_a_document_exists_with_its_options(document: Path) -> None:
    for piece in code(document):
        called = re.search(r"(?:^|[\s/])(mot-cua|scripts/demo)(?=\s|$)(.*)", piece)
        if called is None:
            continue
        words = shlex.split(called[2])
        if called[1] == "scripts/demo":
            words.insert(0, "demo")
        check_command(words, where=f"{document.name}: {piece}")


def check_command(words: list[str], *, where: str) -> None:
    command: click.Command = commands
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        assert words[0] in command.commands, f"{where}: no such subcommand"
        command = command.commands[words.pop(0)]
    known = {option for parameter in command.params for option in parameter.opts}
    for word in words:
        if word.startswith("-"):
            assert word in known | {"--help"}, f"{where}: {word} is no option of it"


@pytest.mark.parametrize("readme", READMES, ids=lambda one: one.name)
def test_an_option_that_a_readme_speaks_of_belongs_to_a_command(readme: Path) -> None:
    known = {
        option
        for command in commands.commands.values()
        for parameter in command.params
        for option in parameter.opts
    }
    spoken_of = [one.split()[0] for one in SPAN.findall(prose(readme)) if one.startswith("--")]
    assert spoken_of
    assert set(spoken_of) <= known


def test_every_document_in_two_languages_says_the_same_in_both() -> None:
    assert {one.name.removesuffix(".vi.md") for one in PAIRS} >= {
        "README", "daily-use", "admin", "install", "counter-unit", "privacy", "security",
    }  # fmt: skip
    for vietnamese in PAIRS:
        english = vietnamese.with_name(vietnamese.name.replace(".vi.md", ".md"))
        assert shape(english) == shape(vietnamese), f"{english.name} and {vietnamese.name} differ"


def shape(document: Path) -> tuple[object, ...]:
    """Return what the two languages of a document share: sections, commands, links, pictures."""
    text = document.read_text(encoding="utf-8")
    headings = [len(marks) for marks, _ in HEADING.findall(prose(document))]
    blocks = [re.sub(r" *#.*", "", block) for _, block in FENCE.findall(text)]
    links = [
        link.partition("#")[0].replace(".vi.md", ".md").replace(".en.png", ".png")
        for link in LINK.findall(text)
    ]
    return headings, blocks, links


def test_every_decision_has_its_three_parts_and_stands_in_the_overview() -> None:
    overview = (ROOT / "docs/overview.md").read_text(encoding="utf-8")
    decisions = sorted((ROOT / "docs/decisions").glob("*.md"))
    for number, one in enumerate(decisions, start=1):
        assert one.name.startswith(f"{number:04d}-")
        headings = [text for _, text in HEADING.findall(one.read_text(encoding="utf-8"))]
        assert headings[0].startswith(f"{number}. ")
        assert headings[1:] == ["Context", "Decision", "Consequences"]
        assert f"decisions/{one.name}" in overview


def test_every_picture_and_drawing_is_shown_somewhere() -> None:
    shown = {
        (one.parent / link).resolve() for one in DOCUMENTS for link in LINK.findall(prose(one))
    }
    kept = [*(ROOT / "docs/pictures").iterdir(), *(ROOT / "docs/drawings").iterdir()]
    assert not [one.name for one in kept if one not in shown]


def test_every_test_that_the_page_of_security_names_is_there() -> None:
    page = (ROOT / "docs/security.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(test_\w+)`", page))
    there = {
        name
        for path in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert len(named) > 30
    assert sorted(named - there) == []
