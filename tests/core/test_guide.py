"""Where somebody is on the kiosk's screen who has not pressed a service yet."""

from __future__ import annotations

import pytest

from config.house import SAMPLE_OFFICE
from config.procedures import read_procedures
from config.reader import read_office
from kiosk.flow import ALONE_MS, Flow
from kiosk.guide import ANSWER_MS, IDLE_MS, READING_MS, Guide, PrintProcedure, SayPage
from kiosk.showing import POSTING_MS, lookup_of, posting_of
from mot_cua.ids import Ticks

SETTINGS = read_office(SAMPLE_OFFICE)
PROCEDURES = read_procedures(
    SAMPLE_OFFICE.parent / SETTINGS.office.procedures, [one.code for one in SETTINGS.service]
)


class Person:
    """Somebody at a screen, and time that passes."""

    def __init__(self) -> None:
        self.guide = Guide(PROCEDURES, can_idle=True)
        self.flow = Flow(cooldown_ms=3000, guide=self.guide)
        self.now = 1_000

    def touches(self, *targets: str) -> object:
        done: object = None
        for target in targets:
            self.now += 500
            done = self.flow.touch(target, Ticks(self.now))
        return done

    def types(self, text: str) -> None:
        self.touches(*(f"letter:{letter}" for letter in text))

    def waits(self, ms: int) -> None:
        self.now += ms
        self.flow.tick(Ticks(self.now))

    def reads(self) -> list[str]:
        return [one.name for one in self.guide.found]


@pytest.fixture
def person() -> Person:
    return Person()


def test_typing_without_marks_finds_words_from_their_beginning(person: Person) -> None:
    person.touches("lookup", "type")
    person.types("dang ky kh")
    assert person.reads() == ["Đăng ký khai sinh", "Đăng ký khai tử"]
    person.types(" si")
    assert person.reads() == ["Đăng ký khai sinh"]
    person.touches(*["erase"] * 3)
    assert len(person.reads()) == 2
    person.types("zzz")
    assert person.reads() == []


def test_a_field_lists_its_own_procedures_page_by_page(person: Person) -> None:
    person.touches("lookup", "field:HT", "turn:previous")
    view = lookup_of(person.guide, SETTINGS, "vi", can_print=True, sent="")
    assert view is not None
    assert (len(view.rows), view.has_previous, view.has_next) == (4, False, True)
    person.touches("turn:next", "turn:next")
    view = lookup_of(person.guide, SETTINGS, "en", can_print=True, sent="")
    assert view is not None
    assert view.title == "Justice and civil status"
    assert ([one.code for one in view.rows], view.has_previous, view.has_next) == (
        ["HT-05"],
        True,
        False,
    )


def test_a_procedure_can_be_printed_and_back_leads_where_one_came_from(person: Person) -> None:
    person.touches("lookup", "type", "letter:c", "procedure:CT-01")
    assert person.touches("print-procedure") == PrintProcedure("CT-01")
    view = lookup_of(person.guide, SETTINGS, "vi", can_print=True, sent="CT-01")
    assert view is not None and view.is_sent
    assert ("Lệ phí", "Không thu") in view.facts
    person.touches("back")
    assert (person.guide.page, person.guide.typed) == ("typing", "c")
    person.touches("back", "back")
    assert person.flow.mode == "choose"


def test_print_means_nothing_where_no_procedure_is_read(person: Person) -> None:
    assert person.touches("lookup", "print-procedure") is None


def test_nobody_for_a_minute_and_the_screen_shows_what_is_posted(person: Person) -> None:
    person.touches("aids", "stark", "low", "back")
    person.waits(IDLE_MS - 1)
    assert (person.flow.mode, person.guide.is_stark) == ("choose", True)
    person.waits(1)
    assert person.flow.mode == "idle"
    assert not (person.guide.is_stark or person.guide.is_low)
    person.touches("wake")
    assert person.flow.mode == "choose"


def test_whoever_reads_is_asked_before_the_screen_goes_back(person: Person) -> None:
    person.touches("lookup", "field:CT", "procedure:CT-01")
    person.waits(READING_MS)
    assert person.flow.mode == "still-there"
    person.touches("still-here")
    assert person.flow.mode == "lookup"
    person.waits(READING_MS)
    person.waits(ANSWER_MS)
    assert person.flow.mode == "choose"


def test_somebody_who_reads_in_english_keeps_it(person: Person) -> None:
    person.touches("language", "lookup", "field:CT")
    person.waits(ALONE_MS + 1)
    assert person.flow.language == "en"


def test_a_physical_button_gives_its_number_whatever_the_screen_shows(person: Person) -> None:
    person.touches("lookup")
    assert person.flow.press(SETTINGS.service[0].code, Ticks(person.now)) is not None  # type: ignore[arg-type]
    assert person.flow.mode == "choose"


def test_the_aids_help_with_a_number_too_and_are_forgotten_with_its_owner(person: Person) -> None:
    person.touches("aids", "stark", "low")
    assert person.touches("speak") == SayPage()
    person.guide.home()
    assert not (person.guide.is_stark or person.guide.is_low)


def test_the_idle_screen_turns_its_pages() -> None:
    first, second = (posting_of(PROCEDURES, n * POSTING_MS, "vi") for n in (0, 1))
    assert first != second
    assert posting_of((), 0, "vi") is None
