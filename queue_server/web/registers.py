"""The registers' pages: the list of them, one year of one, one entry with its history."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from flask import Blueprint, Response, abort, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from mot_cua.business_day import day_of
from mot_cua.errors import Refused
from mot_cua.ids import new_id
from queue_server.core import commands as c
from queue_server.core.registers.entries import Entry, Place
from queue_server.core.registers.fields import Values, choices_of
from queue_server.core.registers.register import Register
from queue_server.core.registers.rules import Wish, is_closed, read_wish
from queue_server.core.registers.tables import REGISTERS
from queue_server.core.working_days import working_day_after
from queue_server.journal.registers import read_history
from queue_server.registers.book import Book, book_csv, book_of, waiting_in
from queue_server.registers.periods_offered import offered, title_of
from queue_server.registers.posted import posted_csv
from queue_server.registers.wording import fault_sentence, remark_of, shown, standing_of
from queue_server.web import who
from queue_server.web.apologies import said_of_slip
from queue_server.web.entrance import signature
from queue_server.web.page import gateway, language, sentence_of
from queue_server.web.wishes import request_of

registers = Blueprint("registers", __name__)

_FIRST_YEAR: Final = 2020


@registers.get("/registers")
def overview() -> str:
    """List the registers, with what waits in each."""
    books = [_book(one, _this_year()) for one in REGISTERS.values()]
    return render_template("registers.html", books=books)


@registers.get("/registers/<name>")
def show(name: str) -> str:
    """Show one year of a register, and the form for a new entry."""
    return list_of(register_of(name))


@registers.post("/registers/<name>")
def add(name: str) -> AnyResponse | tuple[str, int]:
    """Add an entry; the form comes again with what is wrong with it."""
    register = register_of(name)
    problems = _write(register, None)
    if problems:
        return list_of(register, problems, request.form), 409
    return redirect(f"/registers/{name}", 303)


@registers.get("/registers/<name>/<int:year>.csv")
def table(name: str, year: int) -> Response:
    """Hand out a year as a table."""
    book = _book(register_of(name), _year(year))
    answer = Response(book_csv(book, gateway().settings), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="so-{name}-{year}.csv"'
    return answer


@registers.get("/registers/procedures/procedures.csv")
def posted() -> Response:
    """Hand out the posted procedures as the file that kiosks and boards read."""
    answer = Response(posted_csv(gateway().entries), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="procedures.csv"'
    return answer


@registers.get("/registers/<name>/<int:year>/<int:number>")
def entry(name: str, year: int, number: int) -> str:
    """Show one entry, all that was done to it, and the form that changes it."""
    return _page_of(_entry(name, year, number))


@registers.post("/registers/<name>/<int:year>/<int:number>")
def change(name: str, year: int, number: int) -> AnyResponse | tuple[str, int]:
    """Change an entry; the form comes again with what is wrong with it."""
    entry = _entry(name, year, number)
    problems = _write(REGISTERS[name], entry.place)
    if problems:
        return _page_of(entry, problems, request.form), 409
    return redirect(request.path, 303)


def late_sentences() -> Iterator[str]:
    """Say what is late in each register, for whoever looks at the office as a whole."""
    house = gateway()
    for register in REGISTERS.values():
        entries = house.entries.values()
        waiting = waiting_in(register, entries, today(), house.timetable, house.settings)
        late = sum(one.is_late for one in waiting)
        if late and language() == "en":
            yield f"{register.title}: {late} overdue."
        elif late:
            yield f"{register.title}: {late} dòng quá hạn."


def register_of(name: str) -> Register:
    """Return a register; 404 when there is none."""
    return REGISTERS.get(name) or abort(404)


def _entry(name: str, year: int, number: int) -> Entry:
    return gateway().entries.get(Place(register_of(name).name, year, number)) or abort(404)


def today() -> str:
    """Return the day by the office's clock."""
    return day_of(gateway().now_ms())


def _this_year() -> int:
    return int(today()[:4])


def _year(year: int) -> int:
    return year if _FIRST_YEAR <= year <= _this_year() else abort(404)


def _book(register: Register, year: int) -> Book:
    house = gateway()
    return book_of(
        register,
        year,
        house.entries,
        today=today(),
        timetable=house.timetable,
        settings=house.settings,
    )


def _write(register: Register, place: Place | None) -> list[str]:
    """Write what the form says; return what is wrong with it, and nothing was written then."""
    house = gateway()
    typed = {one.name: request.form.get(one.name, "") for one in register.fields}
    wish: Wish = read_wish(
        register,
        typed,
        place=place,
        entries=house.entries,
        today=today(),
        timetable=house.timetable,
        settings=house.settings,
    )
    if wish.faults:
        return [fault_sentence(register, one) for one in wish.faults]
    order = c.WriteEntry(
        request=request_of(request.form),
        register=register.name,
        values=wish.values,
        by=who.user().login,
        year=place.year if place else None,
        number=place.number if place else None,
        seen=request.form.get("seen", 0, int),
    )
    try:
        house.ask(order, by=signature(who.user().login))
    except Refused as refusal:
        return [sentence_of(refusal)]
    return []


def list_of(
    register: Register,
    problems: Sequence[str] = (),
    typed: Values | None = None,
    bad_table: str = "",
) -> str:
    """Show a year of a register, with what was wrong with the form or the table that was sent."""
    year = _year(request.args.get("year", _this_year(), int))
    return render_template(
        "register.html",
        book=_book(register, year),
        bad_table=bad_table,
        fields=[one for one in register.own if not one.is_result or one.is_needed],
        values=typed if typed is not None else _proposed(register),
        problems=problems,
        words=_words(),
        request_id=new_id(),
    )


def _page_of(entry: Entry, problems: Sequence[str] = (), typed: Values | None = None) -> str:
    register, house = REGISTERS[entry.place.register], gateway()
    return render_template(
        "register_entry.html",
        register=register,
        entry=entry,
        is_closed=is_closed(register, entry.place, today()),
        standing=standing_of(register, entry, today(), house.timetable, house.settings),
        remark=remark_of(register, entry),
        history=list(reversed(read_history(house.reports.engine, entry.place))),
        values=typed if typed is not None else entry.values,
        problems=problems,
        said=said_of_slip(request.args.get("said", "")),
        kiosks=[one.id for one in house.settings.kiosk],
        words=_words(),
        request_id=new_id(),
    )


def _words() -> dict[str, Any]:
    house = gateway()
    return {
        "shown": lambda field, value: shown(field, value, house.settings),
        "choices_of": lambda field: choices_of(field, house.settings),
        "period_title": lambda name: title_of(name, house.settings),
        "periods": offered(today(), house.settings),
        "person": lambda login: getattr(house.users.get(login), "person", login),
    }


def _proposed(register: Register) -> dict[str, str]:
    """Say what stands in an empty form."""
    house = gateway()
    due = working_day_after(house.timetable, today(), house.settings.registers.petition_days)
    moments = {"today": today(), "due": due, "": ""}
    return {one.name: moments[one.proposed] for one in register.fields if one.proposed}
