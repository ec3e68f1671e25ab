"""A correction made in the browser, in a real Chromium."""

import re
from pathlib import Path

import pytest
from conftest import free_port, serve
from visit import WAIT, Visit, playwright

from geo import build, corrections_file, gazetteer_file, store

pytestmark = pytest.mark.browser
expect = playwright.expect
TEXT = "The bus from Ganja to Barda was late in 1993.\n\nA letter from the village of Novo Selimovka came. <b>Ganja</b> was quiet.\n"


def test_a_correction_made_in_the_browser_is_in_the_file_on_the_map_survives_a_rebuild_and_a_change_elsewhere_and_is_taken_back(
    visit: Visit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text, out, kept = tmp_path / "texts" / "notes.txt", tmp_path / "a.gpkg", tmp_path / "c.toml"
    monkeypatch.setenv("PASSAGE_ATLAS_CORRECTIONS_FILE", str(kept))
    monkeypatch.setattr("geo.settings.corrections_file", kept)
    text.parent.mkdir()
    text.write_text(TEXT)
    build.build([text.parent], out)
    port = free_port()
    server = serve(out, port)
    try:
        visit.open(f"http://127.0.0.1:{port}/?q=village")
        visit.do("review", None, "article").focus()
        visit.page.keyboard.press("Enter")
        dialog = visit.page.get_by_role("dialog")
        expect(dialog.locator("mark")).to_have_text("Novo Selimovka", timeout=WAIT)
        expect(dialog).to_contain_text("No place was found for it (by context:no gazetteer entry, confidence 0.50)")
        dialog.get_by_text("A new place", exact=True).click()
        visit.type(dialog.get_by_label("Where the location is from"), "A map")
        point_then_draw(visit, dialog)
        visit.type(dialog.get_by_label("Who says so"), "A reader")
        dialog.get_by_role("button", name="Save").click()
        expect(dialog.get_by_role("alert")).to_contain_text("Say why", timeout=WAIT)
        assert not kept.exists()
        visit.type(dialog.get_by_label("Reason"), "It is on the map")
        dialog.get_by_role("button", name="Save").click()
        expect(dialog).to_be_hidden(timeout=WAIT)
        visit.draws({"ganja", "novo-selimovka"})

        found = corrections_file.load(gazetteer_file.load(), [kept])
        [entry], [place] = found.entries, found.places
        assert (entry.what, entry.surface, entry.scope, entry.place, entry.author) == ("place", "Novo Selimovka", "here", "novo-selimovka", "A reader")
        assert 39 < place.lat < 42
        [shape] = found.shapes
        assert (shape.place, shape.geometry.geom_type, len(shape.geometry.exterior.coords)) == ("novo-selimovka", "Polygon", 4)
        text.write_text(f"A new beginning.\n\n{TEXT}\nBarda, at the end.\n")
        assert build.again(out).lost == ()
        mentions = store.read(out, gazetteer_file.load()).mentions
        [own] = mentions[mentions["place_id"] == "novo-selimovka"].itertuples()
        assert (own.surface, own.passage, own.method) == ("Novo Selimovka", 2, "correction")

        take_back(visit, f"http://127.0.0.1:{port}", kept)
        visit.page.goto("about:blank")  # before the server ends, which a page complains of
    finally:
        server.terminate()
        server.wait(timeout=20)


def point_then_draw(visit: Visit, dialog) -> None:
    """Click on the small map for a point, then draw a triangle on it, which takes its place."""
    frame, point, shape = dialog.frame_locator("iframe"), dialog.get_by_label("Where: latitude"), dialog.get_by_label("Or its shape")
    frame.locator("path.place").first.wait_for(state="attached", timeout=WAIT)
    visit.idle()
    frame.locator("#map_div").click(position={"x": 160, "y": 100})
    expect(point).not_to_have_value("", timeout=WAIT)
    visit.type(shape, "POLYGON ((46 40, 47 41, 47 40, 46 41, 46 40))")
    shape.blur()
    expect(dialog.get_by_role("alert")).to_contain_text("the outline crosses itself near latitude 40.500, longitude 46.500", timeout=WAIT)
    visit.idle()
    frame.locator(".leaflet-draw-draw-polygon").click()
    for corner, corners in (((150, 80), 1), ((250, 80), 2), ((200, 160), 3), ((150, 80), 0)):
        click_corner(frame, corner, corners)
    expect(shape).to_have_value(re.compile(r"POLYGON \(\(4[5-8]\.\d+ [34]\d\.\d+"), timeout=WAIT)
    expect(point).to_have_value("")
    expect(dialog.get_by_role("alert")).to_have_count(0)


def click_corner(frame, at: tuple[int, int], corners: int) -> None:
    """Click on a corner of what is drawn, until it has that many corners (none: it is done); Leaflet.draw takes no click within 50 ms of another."""
    drawn = frame.locator(".leaflet-editing-icon")
    for _ in range(20):
        frame.locator("#map_div").click(position={"x": at[0], "y": at[1]})
        if drawn.count() == corners:
            return
    pytest.fail(f"a click at {at} left {drawn.count()} corners, not {corners}")


def take_back(visit: Visit, app: str, kept: Path) -> None:
    """Find the correction where it is shown, and take it back on the Places page."""
    visit.open(f"{app}/?place=novo-selimovka")
    expect(visit.page.locator(".placehead .corrected")).to_contain_text("in one passage of notes: “Novo Selimovka” is Novo Selimovka (village)")
    expect(visit.page.locator("article .corrected")).to_contain_text("It is on the map")
    visit.do("review", None, "article").click()  # opens at the place that is selected, though others are less certain
    expect(visit.page.get_by_role("dialog").locator("mark")).to_have_text("Novo Selimovka")
    visit.open(f"{app}/read?doc=notes")
    expect(visit.page.locator(".document .corrected")).to_contain_text("in this passage: “Novo Selimovka” is Novo Selimovka (village)")
    visit.page.goto(f"{app}/places")
    visit.page.get_by_text("Corrections made").click()
    expect(visit.page.get_by_text("1 correction, the latest first.")).to_be_visible(timeout=WAIT)
    one = visit.page.locator(".corrected.all li")
    expect(one).to_contain_text("“Novo Selimovka” is Novo Selimovka (village) in one passage of notes A reader, ")
    expect(one).to_contain_text("applies to 1 mention")
    visit.do("takeback").last.click()
    expect(visit.page.get_by_text("None yet.")).to_be_visible(timeout=WAIT)  # the list stays open
    expect(visit.page.get_by_text("Taken back: “Novo Selimovka”")).to_be_visible()
    left = corrections_file.load(gazetteer_file.load(), [kept])
    assert (left.entries, left.places) == ((), ())
    visit.open(f"{app}/")
    visit.draws({"ganja", "barda"})
