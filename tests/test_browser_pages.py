"""The pages besides the map, in a real Chromium."""

import re

import pytest
from visit import WAIT, Visit, playwright

pytestmark = pytest.mark.browser
expect = playwright.expect


def go(visit: Visit, name: str) -> None:
    visit.do("page", name.lower()).click()
    expect(visit.page.locator(".head nav a[aria-current]")).to_have_text(name)


def test_the_selection_goes_along_from_page_to_page(visit: Visit, app: str) -> None:
    visit.open(f"{app}/?from=1993&to=1993&kind=district")
    for name in ("Timeline", "Places"):
        go(visit, name)
        visit.settle("^Districts mentioned in passages about 1993")
        visit.asks({"from": ["1993"], "to": ["1993"], "kind": ["district"]})
    go(visit, "Read")
    go(visit, "About")
    go(visit, "Map")
    visit.settle("^Districts mentioned in passages about 1993")
    visit.asks({"from": ["1993"], "to": ["1993"], "kind": ["district"]})


@pytest.mark.parametrize("name", ["timeline", "places", "read", "export", "about"])
def test_every_page_opens_at_its_own_address_fits_a_phone_and_survives_a_reload(visit: Visit, app: str, name: str) -> None:
    visit.page.set_viewport_size({"width": 420, "height": 900})
    visit.page.goto(f"{app}/{name}?from=1993")
    expect(visit.page.locator(".head nav a[aria-current]")).to_have_text(name.capitalize(), timeout=WAIT)
    visit.page.reload()
    expect(visit.page.locator(".head nav a[aria-current]")).to_have_text(name.capitalize(), timeout=WAIT)
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= 420
    visit.idle()
    expect(visit.do("fold")).to_have_count(visit.page.locator(".st-key-filters").count())


def test_a_bar_of_the_timeline_sets_the_time(visit: Visit, app: str) -> None:
    visit.page.goto(f"{app}/timeline?from=2020&to=2020&unit=month&kind=city")
    visit.settle("about 2020")
    chart = visit.page.locator(".st-key-bars svg.marks")
    box = chart.bounding_box()
    # The months from January to December lie between the axis and the right edge; the middle of October's bar, close to its foot.
    chart.click(position={"x": 80 + (box["width"] - 90) * 9.5 / 12, "y": box["height"] - 52})
    visit.settle(r"about \w{3} 2020")
    assert visit.query["from"] == visit.query["to"]
    assert re.fullmatch(r"2020-\d\d", visit.query["from"][0])


def test_a_span_of_the_timeline_sets_the_time(visit: Visit, app: str) -> None:
    visit.page.goto(f"{app}/timeline")
    visit.settle(r"^Places mentioned in passages\.")
    box = visit.page.locator(".st-key-bars svg.marks").bounding_box()
    y = box["y"] + box["height"] * 0.6
    visit.page.mouse.move(box["x"] + box["width"] * 0.7, y)
    visit.page.mouse.down()
    visit.page.mouse.move(box["x"] + box["width"] * 0.8, y, steps=5)
    visit.page.mouse.up()
    visit.settle(r"about \d{4}–\d{4}")
    drawn = visit.page.locator(".st-key-bars .span_brush path")
    assert drawn.bounding_box()["width"] > 20
    visit.page.get_by_role("button", name="Show all").click()
    visit.settle(r"^Places mentioned in passages\.")
    expect(drawn).to_have_attribute("d", re.compile("h0v0h0"))


def test_an_event_of_the_timeline_sets_the_event(visit: Visit, app: str) -> None:
    visit.page.goto(f"{app}/timeline?from=1993&to=1993&unit=month")
    visit.settle("about 1993")
    # The First Karabakh War lies over the whole year: the widest bar.
    bars = visit.page.locator(".st-key-happenings svg.marks g.mark-rect path")
    expect(bars.first).to_be_attached(timeout=WAIT)
    widths = bars.evaluate_all("all => all.map(e => e.getBoundingClientRect().width)")
    bars.nth(widths.index(max(widths))).click(force=True)
    visit.settle("about the First Karabakh War, 1993")
    assert visit.query["event"] == ["first-karabakh-war"]


def test_places_are_found_in_the_table_in_any_script(visit: Visit, app: str) -> None:
    visit.page.goto(f"{app}/places")
    visit.settle(r"^Places mentioned in passages\.")
    expect(visit.page.locator(".st-key-table canvas").first).to_be_visible()
    find = visit.page.get_by_role("textbox", name=re.compile("^Find a place"))
    visit.type(find, "Շուշի")
    find.press("Enter")
    expect(visit.page.get_by_text(re.compile(r"^\d places\."))).to_be_visible()
    visit.type(find, "no such place")
    find.press("Enter")
    expect(visit.page.get_by_text("No selected place is written so.")).to_be_visible()


def test_a_work_is_read_whole_with_its_places_and_a_map_that_follows(visit: Visit, app: str) -> None:
    visit.open(f"{app}/?place=barda&order=work")
    visit.do("read", None, "article").first.click()
    here = visit.page.locator(".document p.here")
    expect(here).to_contain_text("Barda", timeout=WAIT)
    expect(here).to_be_in_viewport()
    expect(visit.map.locator('path[data-place="barda"]').first).to_be_attached(timeout=WAIT)
    visit.mark_map()
    before = here.get_attribute("data-part")
    visit.page.locator(".document p[data-part]").last.scroll_into_view_if_needed()
    visit.page.mouse.wheel(0, 3000)
    expect(visit.page.locator(f'.document p.here[data-part="{before}"]')).to_have_count(0, timeout=WAIT)
    expect(visit.page.locator(".document p.here")).to_have_count(1)
    assert visit.same_map()


def test_another_work_is_chosen_and_the_link_holds_it(visit: Visit, app: str) -> None:
    visit.page.goto(f"{app}/read?doc=guliyev-2022")
    expect(visit.page.locator(".document")).to_contain_text("Huawei", timeout=WAIT)
    visit.type(visit.page.get_by_role("combobox", name="Work"), "Rustamzade")
    visit.page.get_by_role("option").first.click()
    expect(visit.page.locator(".document")).to_contain_text("Rustamzade", timeout=WAIT)
    visit.asks({"doc": ["rustamzade-2022"]})


def test_an_unknown_work_in_a_link_is_named(visit: Visit, app: str) -> None:
    visit.page.goto(f"{app}/read?doc=nobody")
    expect(visit.page.get_by_role("alert")).to_contain_text("doc 'nobody' is unknown")


def test_about_says_what_this_is_its_accuracy_and_its_works(visit: Visit, app: str) -> None:
    visit.page.goto(f"{app}/about")
    for heading in ("What this is", "What it is not", "Three clocks, never mixed", "How exact it is", "The works", "Where the locations are from", "Rights"):
        expect(visit.page.get_by_role("heading", name=heading)).to_be_attached()
