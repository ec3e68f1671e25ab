"""The app in a real Chromium: no request leaves the machine, no error in the console, and what a reader does works."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from conftest import ROOT, free_port, serve

playwright = pytest.importorskip("playwright.sync_api", reason="the browser driver comes with requirements-dev.txt")
pytestmark = pytest.mark.browser
_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WAIT = 30_000


class Visit:
    """A page with what went wrong on it."""

    def __init__(self, page) -> None:
        self.page = page
        self.faults: list[str] = []
        page.on("console", lambda m: self.faults.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda e: self.faults.append(str(e)))
        page.on("response", lambda r: self.faults.append(f"{r.status} {r.url}") if r.status >= 400 else None)
        page.on(
            "request", lambda r: self.faults.append(f"left the machine: {r.url}") if urlsplit(r.url).hostname not in (None, "127.0.0.1", "localhost") else None
        )

    def open(self, address: str) -> "Visit":
        self.page.goto(address)
        self.map.locator("path.place").first.wait_for(timeout=WAIT)
        return self

    @property
    def map(self):
        return self.page.frame_locator('iframe[title*="folium"]')

    @property
    def query(self) -> dict[str, list[str]]:
        return parse_qs(urlsplit(self.page.url).query)

    def settle(self, pattern: str) -> None:
        playwright.expect(self.page.locator("#summary")).to_contain_text(re.compile(pattern), timeout=WAIT)

    def places(self) -> set[str]:
        return set(self.map.locator("path.place").evaluate_all("all => all.map(e => e.getAttribute('data-place'))"))


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[object]:
    with playwright.sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=chromium, args=_FLAGS)
        yield started
        started.close()


@pytest.fixture
def visit(browser, request: pytest.FixtureRequest) -> Iterator[Visit]:
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    context.set_default_timeout(WAIT)
    one = Visit(context.new_page())
    failed = request.session.testsfailed
    yield one
    if request.session.testsfailed > failed:
        folder = ROOT / "tests" / "screenshots"
        folder.mkdir(exist_ok=True)
        one.page.screenshot(path=folder / f"{request.node.name}.png")
    faults = one.faults
    context.close()
    assert faults == []


def test_the_map_opens_with_every_place_and_asks_nobody_else(visit: Visit, app: str) -> None:
    visit.open(app)
    assert len(visit.places()) >= 130
    visit.settle(r"\d+ places in \d+ passages · undated \(\d+\)")
    assert visit.page.locator("article.passage").count() == 20


def test_the_base_map_is_drawn(visit: Visit, app: str) -> None:
    visit.open(app)
    canvas = visit.map.locator("canvas").first
    playwright.expect(canvas).to_be_visible()
    drawn = "c => { const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data; let n = 0; for (let i = 3; i < d.length; i += 4) if (d[i]) n++; return n; }"
    assert canvas.evaluate(drawn) > 10_000


def test_an_event_narrows_map_passages_sentence_and_link(visit: Visit, app: str) -> None:
    visit.open(app)
    everything = visit.places()
    visit.page.get_by_role("combobox", name="Event").fill("Rocket strikes")
    visit.page.get_by_role("option", name=re.compile("^Rocket strikes on Barda")).click()
    visit.settle("about Rocket strikes on Barda")
    assert visit.query == {"event": ["barda-2020"]}
    playwright.expect(visit.map.locator("path.place")).not_to_have_count(len(everything), timeout=WAIT)
    assert "barda" in visit.places() < everything


def test_kinds_and_words_narrow_the_selection_and_one_button_clears_all(visit: Visit, app: str) -> None:
    visit.open(app)
    visit.page.get_by_text("More filters").click()
    kinds = visit.page.get_by_role("combobox", name="Kind of place")
    playwright.expect(kinds).to_be_visible()
    kinds.click()
    kinds.press_sequentially("Vill")
    visit.page.get_by_role("option", name=re.compile(r"^Village \(\d+\)")).click()
    visit.settle("^Villages mentioned in passages")
    visit.page.keyboard.press("Escape")
    words = visit.page.get_by_role("textbox", name="Words in the passage")
    words.fill("smart village")
    words.press("Enter")
    visit.settle("that hold the words “smart village”")
    assert visit.query == {"kind": ["village"], "q": ["smart village"]}
    assert visit.places() == {"aghali"}
    visit.page.get_by_role("button", name="Show all").click()
    visit.settle("mentioned in passages\\.")
    assert visit.query == {}


def test_a_link_opens_to_its_selection_and_survives_a_reload_and_the_way_back(visit: Visit, app: str) -> None:
    visit.open(f"{app}/?from=1993&to=1993")
    visit.settle("about 1993")
    visit.page.reload()
    visit.settle("about 1993")
    visit.open(app)
    visit.settle("mentioned in passages\\.")
    visit.page.go_back()
    visit.settle("about 1993")


def test_moving_the_years_changes_the_link(visit: Visit, app: str) -> None:
    visit.open(app)
    handle = visit.page.get_by_role("slider").first
    handle.focus()
    for _ in range(5):
        handle.press("ArrowRight")
    visit.settle(r"about \d{4} and later")
    assert "from" in visit.query


def test_a_click_on_a_place_brings_its_passages_and_the_map_is_not_mounted_anew(visit: Visit, app: str) -> None:
    visit.open(app)
    visit.map.locator("#map_div").evaluate("node => { node.dataset.mark = 'same'; }")
    visit.map.locator('path[data-place="shusha"]').dispatch_event("click")
    visit.settle("that name Shusha")
    assert visit.query == {"place": ["shusha"]}
    playwright.expect(visit.page.locator("mark.chosen").first).to_have_text(re.compile("Shusha"))
    assert visit.map.locator("#map_div").get_attribute("data-mark") == "same"
    visit.page.get_by_role("button", name="All places").click()
    visit.settle("mentioned in passages\\.")
    assert visit.query == {}


def test_a_place_is_chosen_with_the_keyboard(visit: Visit, app: str) -> None:
    visit.open(app)
    visit.map.locator('path[data-place="ganja"]').press("Enter")
    visit.settle("that name Ganja")


def test_malformed_words_in_a_link_are_named_and_ignored(visit: Visit, app: str) -> None:
    visit.open(f"{app}/?from=yesterday&event=<b>peace</b>&place=shusha")
    visit.settle("that name Shusha")
    notes = visit.page.get_by_role("alert").all_inner_texts()
    assert any("'yesterday' is no date" in note for note in notes)
    assert any("<b>peace</b>" in note for note in notes)


def test_words_of_a_link_are_shown_as_text(visit: Visit, app: str) -> None:
    visit.page.goto(f"{app}/?q=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E%20Shusha")
    visit.settle(r"hold the words “<img src=x onerror=alert\(1\)> Shusha”")
    assert visit.page.locator("#summary img").count() == 0


def test_the_page_works_on_a_phone(visit: Visit, app: str) -> None:
    visit.page.set_viewport_size({"width": 420, "height": 900})
    visit.open(app)
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= 420
    summary, passage = visit.page.locator("#summary").bounding_box(), visit.page.locator("article.passage").first.bounding_box()
    assert summary["y"] < passage["y"]


def test_scripts_in_a_text_are_shown_and_not_run(visit: Visit, atlas_file: Path) -> None:
    port = free_port()
    process = serve(atlas_file, port)
    try:
        alerts: list[str] = []
        visit.page.on("dialog", lambda dialog: (alerts.append(dialog.message), dialog.dismiss()))
        visit.open(f"http://127.0.0.1:{port}/?q=alert&role=embedded")
        playwright.expect(visit.page.locator("article.passage")).to_contain_text('<script>alert("x")</script> & <img src=x onerror=alert(1)>')
        assert alerts == []
        visit.page.goto("about:blank")
    finally:
        process.terminate()
        process.wait(timeout=20)
