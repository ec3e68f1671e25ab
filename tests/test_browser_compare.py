"""Clocks, who held what, and comparison, in a real Chromium."""

import pytest
from visit import WAIT, Visit, playwright

pytestmark = pytest.mark.browser
expect = playwright.expect


def test_the_clock_and_the_day_of_shapes_are_chosen_kept_by_the_link_and_taken_back(visit: Visit, app: str) -> None:
    visit.open(f"{app}/?kind=district&kind=line").mark_map()
    visit.do("year", "1993").click()
    visit.settle("^Districts and lines of control mentioned in passages about 1993")
    visit.page.get_by_role("button", name="More filters").click()
    visit.page.get_by_role("combobox", name="The time is").click()
    visit.page.get_by_role("option", name="When it was written").click()
    visit.settle("written in 1993")
    visit.page.keyboard.press("Escape")
    expect(visit.page.locator(".st-key-passages")).to_contain_text("No passage fits")
    visit.do("free", "clock").click()
    visit.settle("about 1993")
    visit.do("year", "1993").click()
    visit.settle(r"^Districts and lines of control mentioned in passages\.")
    visit.asks({"kind": ["district", "line"]})
    visit.page.get_by_role("button", name="More filters").click()
    day = visit.page.get_by_role("textbox", name="Shapes as of (day)")
    day.fill("12 May")
    day.press("Enter")
    expect(visit.page.get_by_role("alert").first).to_contain_text("'12 May' is no day; write YYYY-MM-DD")
    day.fill("1990-12-01")
    day.press("Enter")
    visit.settle("shapes as of 1 Dec 1990")
    expect(visit.map.locator(".stamp")).to_have_text("on 1 Dec 1990")
    expect(visit.map.locator('path.ghost[data-place="line-of-contact"]').first).to_be_attached(timeout=WAIT)
    assert visit.same_map()
    visit.page.keyboard.press("Escape")
    visit.do("page", "timeline").click()
    visit.do("clock-written").click()
    visit.asks({"kind": ["district", "line"], "on": ["1990-12-01"], "clock": ["written"]})
    expect(visit.page.locator(".player strong")).to_have_text("Mentions by the time when their work was published")
    visit.page.reload()
    visit.settle("^Districts and lines of control mentioned in passages, shapes as of 1 Dec 1990")
    visit.asks({"kind": ["district", "line"], "on": ["1990-12-01"], "clock": ["written"]})
