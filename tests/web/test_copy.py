"""The sentence of the day reaches the clipboard, on plain HTTP as offices have it."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext
from web.pages_office import PagesOffice, Served, come_in

pytestmark = pytest.mark.browser


def test_one_press_copies_the_sentence(
    office: PagesOffice, served: Served, context: BrowserContext
) -> None:
    come_in(context, served, office.employ("leader").login)
    page = context.new_page()
    page.goto(served.at("/report"))
    page.click("[data-copy]")
    page.wait_for_selector("text=Đã chép")
    # What was copied is pasted where somebody would write a message.
    page.evaluate(
        "document.body.append(Object.assign(document.createElement('textarea'), {id: 'message'}))"
    )
    page.focus("#message")
    page.keyboard.press("Control+V")
    said = page.input_value("#message")
    assert said == page.inner_text("#sentence")
    assert said.startswith("Ngày 20/11/2026, số liệu tạm tính đến 09:00: Chưa có đánh giá; ")
