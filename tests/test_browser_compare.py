"""Clocks, who held what, and comparison, in a real Chromium."""

import json
import re
from pathlib import Path

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
    visit.type(day, "12 May")
    day.press("Enter")
    expect(visit.page.get_by_role("alert").first).to_contain_text("'12 May' is no day; write YYYY-MM-DD")
    visit.type(day, "1990-12-01")
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


def held(visit: Visit, place: str, holders: set[str]) -> None:
    """Wait until the map fills a place by just these holders."""
    script = "([place, wanted]) => [...new Set([...document.querySelectorAll(`path[data-held='${place}']`)].map(e => e.getAttribute('data-holders')))].sort().join('|') === wanted"
    [frame] = [frame for frame in visit.page.frames if "folium" in frame.url]
    frame.wait_for_function(script, arg=[place, "|".join(sorted(holders))], timeout=WAIT)


def test_who_held_what_is_drawn_for_a_day_and_told_by_the_strip_of_a_place(visit: Visit, app: str) -> None:
    visit.open(app).mark_map()
    assert visit.map.locator("path.held").count() == 0
    visit.do("on", "1994-05-12", ".player").click()
    visit.settle("shapes as of 12 May 1994")
    visit.asks({"on": ["1994-05-12"]})
    for place in ("kalbajar-district", "qubadli-district", "zangilan-district", "shusha", "khankendi"):
        held(visit, place, {"armenian-forces"})
    held(visit, "fuzuli-district", {"armenian-forces", "azerbaijan"})  # a part each
    assert visit.map.locator('path[data-place="aghdam"]').get_attribute("fill-opacity") == "0.01"  # its own blue is no holder's
    day = visit.page.get_by_label("Who held what on this day")
    visit.type(day, "2020-12-01")
    visit.settle("shapes as of 1 Dec 2020")
    held(visit, "zangilan-district", {"azerbaijan"})
    held(visit, "lachin-district", {"azerbaijan", "peacekeepers"})
    held(visit, "khankendi", {"peacekeepers"})
    expect(visit.page.locator(".holding .holder")).to_contain_text(["Azerbaijan", "Armenian forces", "Russian peacekeepers"])
    visit.page.get_by_role("button", name="The change before").click()
    visit.settle("shapes as of 25 Nov 2020")
    assert visit.same_map()
    visit.open(f"{app}/?on=2020-10-15&place=jabrayil-district")
    held(visit, "jabrayil-district", {"armenian-forces azerbaijan"})  # uncertain: striped
    assert visit.map.locator('path[data-held="jabrayil-district"]').first.get_attribute("fill").startswith("url(#striped")
    strip = visit.page.locator('[data-strip="jabrayil-district"]')
    strip.locator('i[data-holders="armenian-forces"]').first.click()
    visit.settle("shapes as of 26 Aug 1993")
    strip.get_by_text("Who held it, by source").click()
    strip.locator("[data-do=read]").first.click()
    expect(visit.page.locator(".document p.here")).to_contain_text("Jabrayil", timeout=WAIT)


_VIEW = "() => { const map = Object.values(window).find(one => one instanceof L.Map); return map && [map.getCenter().lat.toFixed(2), map.getCenter().lng.toFixed(2), map.getZoom()].join(' '); }"


def together(visit: Visit, other_than: str = "") -> str:
    """Wait until all maps of the page show the same, and that is not what they showed before."""
    frames = [frame for frame in visit.page.frames if "folium" in frame.url]
    first = (
        frames[0]
        .wait_for_function(f"before => {{ const view = ({_VIEW})(); return view && view !== before && view; }}", arg=other_than, timeout=WAIT)
        .json_value()
    )
    for frame in frames[1:]:
        frame.wait_for_function(f"view => ({_VIEW})() === view", arg=first, timeout=WAIT)
    return str(first)


def test_two_dates_are_compared_on_maps_that_move_together_and_the_link_holds_it(visit: Visit, app: str, tmp_path: Path) -> None:
    visit.page.goto(f"{app}/compare?a=1994-05-12&b=soon&kind=district")
    maps = visit.page.locator('iframe[title*="folium"]')
    expect(visit.page.get_by_role("alert")).to_contain_text("b: 'soon' is no date", timeout=WAIT)
    other = visit.page.get_by_role("textbox", name="The other (day, month or year)")
    visit.type(other, "2021-03-01")
    other.press("Enter")
    visit.settle(r"^Districts mentioned in passages, about 12 May 1994 and about 1 Mar 2021: \d+ in both, \d+ only .* the holder of \d+ places changed")
    expect(visit.page.get_by_text("Years: chosen below")).to_be_visible()
    visit.asks({"kind": ["district"], "a": ["1994-05-12"], "b": ["2021-03-01"]})
    expect(maps).to_have_count(3, timeout=WAIT)
    for at, holders in ((0, "armenian-forces"), (1, "azerbaijan")):
        expect(maps.nth(at).content_frame.locator(f'path[data-held="zangilan-district"][data-holders="{holders}"]').first).to_be_attached(timeout=WAIT)
    before = together(visit)
    maps.nth(1).content_frame.get_by_role("button", name="Zoom in").click()
    before = together(visit, before)
    box = maps.nth(0).bounding_box()
    visit.page.mouse.move(box["x"] + 300, box["y"] + 200)
    visit.page.mouse.down()
    visit.page.mouse.move(box["x"] + 200, box["y"] + 260, steps=4)
    visit.page.mouse.up()
    together(visit, before)
    visit.idle()
    with visit.page.expect_download() as waiting:
        visit.page.get_by_role("button", name="Differences as GeoJSON").click()
    waiting.value.save_as(tmp_path / "differences.geojson")
    saved = json.loads((tmp_path / "differences.geojson").read_text(encoding="utf-8"))
    assert saved["description"] == visit.page.locator("#summary strong").inner_text()
    visit.page.get_by_text(re.compile("^What changed on the ground")).click()
    expect(visit.page.locator(".ground td", has_text="Armenian forces → Azerbaijan").first).to_be_visible()
    visit.page.set_viewport_size({"width": 420, "height": 900})
    visit.page.reload()
    visit.settle(r"^Districts mentioned in passages, about 12 May 1994 and about 1 Mar 2021")
    expect(maps).to_have_count(3, timeout=WAIT)
    visit.idle()
    expect(maps.nth(1)).to_be_visible()
    assert maps.nth(1).bounding_box()["y"] > maps.nth(0).bounding_box()["y"] + 300  # below each other
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= 420


def test_who_says_what_how_is_counted_on_the_card_of_a_place_with_its_passages_and_saved(visit: Visit, app: str, tmp_path: Path) -> None:
    visit.open(f"{app}/?place=lachin-district")
    visit.do("words", "1").click()
    section = visit.page.locator('[data-usage="lachin-district"]')
    expect(section).to_contain_text("Counted words, not a judgement", timeout=WAIT)
    visit.asks({"place": ["lachin-district"], "words": ["1"]})
    expect(section.locator("tr", has_text="surrendered, withdrew").first).to_contain_text("1")
    section.get_by_text(re.compile(r"^surrendered, withdrew \(\d")).click()
    expect(section.locator("li .hit", has_text="withdrawal").first).to_be_visible()
    visit.idle()
    with visit.page.expect_download() as waiting:
        section.get_by_text("Save as CSV").click()
    waiting.value.save_as(tmp_path / "words.csv")
    assert (tmp_path / "words.csv").read_text(encoding="utf-8").startswith("place_id,group,word,document,")
    visit.page.reload()
    expect(section).to_be_visible(timeout=WAIT)
    section.get_by_text(re.compile(r"^surrendered, withdrew \(\d")).click()
    section.locator("button[data-do=read]:visible").first.click()
    expect(visit.page.locator(".document p.here")).to_contain_text("Lachin", timeout=WAIT)
