"""The map page in a real Chromium: no request leaves the machine, no error in the console, and what a reader does works."""

import re
from pathlib import Path

import pytest
from conftest import free_port, serve
from visit import WAIT, Visit, playwright

pytestmark = pytest.mark.browser
expect = playwright.expect
NOT_COUNTRIES = r"^Places other than countries mentioned in passages\."


# --- opening ------------------------------------------------------------------------------------------------------


def test_the_map_opens_with_every_place_and_says_what_it_shows(visit: Visit, app: str) -> None:
    visit.open(app)
    expect(visit.map.locator('path[data-place="lachin-corridor"]').first).to_be_attached(timeout=WAIT)
    assert len(visit.places()) >= 130
    visit.settle(r"\d+ places in \d+ passages · undated \(\d+\)")
    expect(visit.page.locator(".intro h2")).to_contain_text("works place what happened")
    assert visit.cards.count() == 10


def test_the_base_map_is_drawn_and_labels_never_overlap(visit: Visit, app: str) -> None:
    visit.open(app)
    canvas = visit.map.locator("canvas").first
    expect(canvas).to_be_visible()
    drawn = "c => { const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data; let n = 0; for (let i = 3; i < d.length; i += 4) if (d[i]) n++; return n; }"
    assert canvas.evaluate(drawn) > 10_000
    expect(visit.map.locator('path[data-place="lachin-corridor"]').first).to_be_attached(timeout=WAIT)
    boxes = visit.map.locator(".label").evaluate_all("all => all.map(e => { const r = e.getBoundingClientRect(); return [r.left, r.top, r.right, r.bottom]; })")
    assert len(boxes) > 15
    for i, a in enumerate(boxes):
        for b in boxes[i + 1 :]:
            assert not (a[0] < b[2] - 1 and b[0] < a[2] - 1 and a[1] < b[3] - 1 and b[1] < a[3] - 1), (a, b)


def test_a_story_for_the_newcomer_opens_a_selection(visit: Visit, app: str) -> None:
    visit.open(app)
    scale = visit.map.locator(".leaflet-control-scale-line")
    home = scale.inner_text()
    visit.do("story").filter(has_text="Towns and districts of the First Karabakh War").click()
    visit.settle("about the First Karabakh War, .* 1992–1994")
    assert {"khankendi", "kalbajar-district"} <= visit.places()
    expect(scale).not_to_have_text(home)
    visit.page.get_by_role("button", name="Show all").click()
    visit.asks({})
    expect(scale).to_have_text(home)
    visit.do("story").filter(has_text="Military bases").click()
    visit.asks({"kind": ["base", "airport"]})
    visit.sees_all()
    visit.open(f"{app}/?event=prague-process-2004&kind=city").sees_all()  # nothing of it lies where the map begins


# --- filters ------------------------------------------------------------------------------------------------------


def test_an_event_narrows_map_passages_sentence_and_link(visit: Visit, app: str) -> None:
    visit.open(app).mark_map()
    visit.type(visit.page.get_by_role("combobox", name="Event"), "Rocket strikes")
    visit.page.get_by_role("option", name=re.compile("^Rocket strikes on Barda")).click()
    visit.settle("about Rocket strikes on Barda")
    visit.asks({"event": ["barda-2020"]})
    expect(visit.map.locator('path[data-place="shusha"]')).to_have_count(0, timeout=WAIT)
    assert "barda" in visit.places()
    expect(visit.cards.first).to_contain_text("Barda")
    assert visit.same_map()


def test_a_period_selects_all_its_events(visit: Visit, app: str) -> None:
    visit.open(app)
    visit.type(visit.page.get_by_role("combobox", name="Event"), "Ceasefire years: all")
    visit.page.get_by_role("option", name=re.compile("^Ceasefire years: all")).click()
    visit.settle("Madrid principles")
    assert len(visit.query["event"]) > 5


def test_choices_made_one_after_another_all_hold(visit: Visit, app: str) -> None:
    """Labels hold counts, which change with every choice; an old label must never come back as a value."""
    visit.open(app).mark_map()
    visit.page.get_by_role("button", name="More filters").click()
    kinds = visit.page.get_by_role("combobox", name="Kind of place")
    visit.idle()
    kinds.click()
    kinds.press_sequentially("Vill")
    expect(kinds).to_have_value("Vill")
    visit.page.get_by_role("option", name=re.compile(r"^Village \(\d+\)")).click()
    visit.settle("^Villages mentioned in passages")
    visit.page.keyboard.press("Escape")
    visit.page.keyboard.press("Escape")
    words = visit.page.get_by_role("textbox", name="Words")
    visit.type(words, "smart village")
    words.press("Enter")
    visit.settle("that hold the words “smart village”")
    visit.asks({"kind": ["village"], "q": ["smart village"]})
    visit.draws({"aghali"})
    expect(visit.page.locator("article .hit").first).to_have_text(re.compile("smart|village", re.IGNORECASE))
    visit.do("year", "2022").click()
    visit.settle("about 2022")
    visit.asks({"from": ["2022"], "to": ["2022"], "kind": ["village"], "q": ["smart village"]})
    assert visit.same_map()
    visit.page.get_by_role("button", name="Show all").click()
    visit.settle(r"^Places mentioned in passages\.")
    visit.asks({})


def test_moving_the_years_changes_the_link(visit: Visit, app: str) -> None:
    visit.open(app).mark_map()
    handle = visit.page.get_by_role("slider").first
    handle.focus()
    for _ in range(5):
        handle.press("ArrowRight")
    visit.settle(r"about \d{4} and later")
    visit.page.wait_for_url(re.compile(r"from=\d{4}"))
    assert visit.same_map()


def test_days_are_typed_and_what_is_no_day_is_said(visit: Visit, app: str) -> None:
    visit.open(app)
    visit.page.get_by_role("button", name="More filters").click()
    first = visit.page.get_by_role("textbox", name=re.compile("^From"))
    visit.type(first, "2020-09-27")
    first.press("Enter")
    visit.settle("about 27 Sep 2020 and later")
    last = visit.page.get_by_role("textbox", name="To", exact=True)
    visit.type(last, "soon")
    last.press("Enter")
    expect(visit.page.get_by_role("alert").first).to_contain_text("'soon' was not taken")
    visit.asks({"from": ["2020-09-27"]})


def test_a_year_of_the_strip_sets_the_time_by_pointer_or_keys_and_the_same_year_takes_it_back(visit: Visit, app: str) -> None:
    visit.open(app).mark_map()
    visit.do("year", "1993").click()
    visit.settle("about 1993")
    visit.asks({"from": ["1993"], "to": ["1993"]})
    expect(visit.map.locator(".stamp")).to_have_text("1993")
    visit.do("year", "1993").click()
    visit.asks({})
    visit.idle()
    visit.page.keyboard.press("ArrowRight")
    expect(visit.do("year", "1994")).to_be_focused()
    visit.page.keyboard.press("Enter")
    visit.settle("about 1994")
    expect(visit.do("year", "1994")).to_have_attribute("aria-pressed", "true")
    assert visit.page.locator('.strip [tabindex="0"]').evaluate_all("all => all.map(one => one.dataset.value)") == ["1994"]
    assert visit.same_map()


def test_the_legend_switches_layers_off_and_on(visit: Visit, app: str) -> None:
    visit.open(app).mark_map()
    countries = visit.do("layer", "countries")
    countries.click()
    visit.settle(NOT_COUNTRIES)
    expect(countries).to_have_attribute("aria-pressed", "false")
    expect(visit.map.locator("path.layer-countries")).to_have_count(0, timeout=WAIT)
    countries.click()
    visit.settle(r"^Places mentioned in passages\.")
    visit.asks({})
    assert visit.same_map()


def test_a_place_is_found_in_any_spelling_and_script_and_a_name_that_none_has_is_said(visit: Visit, app: str) -> None:
    visit.open(app)
    box = visit.page.get_by_role("combobox", name="Place")
    for typed in ("Şuşa", "Шуши", "susa"):
        visit.settle(r"^Places mentioned in passages\.")
        visit.idle()
        box.click()
        box.press_sequentially(typed)
        expect(box).to_have_value(typed)
        expect(visit.page.get_by_role("option").first).to_contain_text(re.compile("Shusha|Add"))
        box.press("Enter")
        visit.page.keyboard.press("Escape")
        visit.settle("that name Shusha")
        visit.asks({"place": ["shusha"]})
        visit.do("all", "shusha").click()
        visit.asks({})
    visit.settle(r"^Places mentioned in passages\.")
    visit.idle()
    box.click()
    box.press_sequentially("Atlantis")
    expect(box).to_have_value("Atlantis")
    expect(visit.page.get_by_role("option").first).to_contain_text("Add")
    box.press("Enter")
    visit.page.keyboard.press("Escape")
    expect(visit.page.get_by_role("alert").first).to_contain_text("No place here is written “Atlantis”")
    visit.settle(r"^Places mentioned in passages\.")


def test_a_chosen_place_shows_its_names_and_how_each_work_writes_it(visit: Visit, app: str) -> None:
    visit.open(f"{app}/?place=shusha").mark_map()
    head = visit.page.locator(".placehead")
    expect(head).to_contain_text("Շուշի")
    expect(head).to_contain_text(re.compile(r"Written “Shusha” \d+ \(\d+ works?"))
    for language, name in (("hy", "Շուշի"), ("az", "Şuşa"), ("ru", "Шуша"), ("en", "Shusha")):
        visit.do("names", language).click()
        expect(visit.map.locator(".label.chosen")).to_have_text(name, timeout=WAIT)
    visit.asks({"place": ["shusha"]})
    assert visit.map.locator("path.place:not(.aside)").evaluate_all("all => all.map(one => one.dataset.place)") == ["shusha"]
    assert visit.same_map()


def test_an_empty_selection_says_why_and_offers_the_way_out(visit: Visit, app: str) -> None:
    visit.page.goto(f"{app}/?from=1920&to=1921&event=barda-2020")
    visit.settle("0 places in 0 passages")
    expect(visit.page.locator(".intro")).to_contain_text("No passage fits all of these filters")
    visit.do("free", "from to").click()
    visit.settle("about Rocket strikes on Barda")
    visit.asks({"event": ["barda-2020"]})
    visit.page.goto(f"{app}/?place=lachin&words=1")
    visit.settle("0 places in 0 passages")
    expect(visit.page.locator(".usage")).to_have_count(0)
    expect(visit.do("only", "lachin-district")).to_have_text(re.compile(r"Lachin district: \d+ passages"))
    visit.do("only", "lachin-district").click()
    visit.settle("that name Lachin district")


# --- links --------------------------------------------------------------------------------------------------------


def test_a_link_opens_to_just_its_selection(visit: Visit, app: str) -> None:
    visit.open(f"{app}/?from=2020&to=2022&event=second-karabakh-war&kind=line&place=line-of-contact")
    visit.settle("^Lines of control mentioned in passages about the Second Karabakh War, 2020–2022 that name Line of contact")
    expect(visit.page.locator("mark.chosen").first).to_be_visible(timeout=WAIT)
    assert visit.page.get_by_role("combobox", name="Event").input_value().startswith("Second Karabakh War")
    assert visit.page.get_by_role("alert").count() == 0


def test_a_link_survives_a_reload_and_the_way_back(visit: Visit, app: str) -> None:
    visit.open(f"{app}/?from=1993&to=1993&names=hy")
    visit.settle("about 1993")
    visit.page.reload()
    visit.settle("about 1993")
    visit.do("year", "2020").click()
    visit.settle("about 2020")
    visit.page.go_back()
    visit.settle("about 1993")
    visit.asks({"from": ["1993"], "to": ["1993"], "names": ["hy"]})


def test_malformed_words_in_a_link_are_named_and_ignored(visit: Visit, app: str) -> None:
    visit.open(f"{app}/?from=yesterday&event=<b>peace</b>&place=shusha&names=xx&zzz=1")
    visit.settle("that name Shusha")
    notes = " ".join(visit.page.get_by_role("alert").all_inner_texts())
    for said in ("'yesterday' is no date", "'<b>peace</b>' is unknown", "names 'xx' is unknown", "zzz is no word of this address"):
        assert said in notes


# --- the map and the passages -------------------------------------------------------------------------------------


def test_a_click_on_a_place_brings_its_passages_and_the_map_is_not_mounted_anew(visit: Visit, app: str) -> None:
    visit.open(app).mark_map()
    visit.map.locator('path[data-place="shusha"]').dispatch_event("click")
    visit.settle("that name Shusha")
    visit.asks({"place": ["shusha"]})
    expect(visit.page.locator("mark.chosen").first).to_have_text(re.compile("Shusha"))
    visit.do("all", "shusha").click()
    visit.settle(r"mentioned in passages\.")
    visit.asks({})
    visit.map.locator('path[data-place="shusha"]').dispatch_event("click")
    visit.settle("that name Shusha")
    assert visit.same_map()


def test_hovering_shows_names_kind_mentions_and_years_and_the_keyboard_goes_from_place_to_place_and_chooses(visit: Visit, app: str) -> None:
    visit.open(app)
    khankendi = visit.map.locator('path[data-place="khankendi"]')
    khankendi.dispatch_event("mouseover", {"bubbles": True})
    card = visit.map.locator(".place-card")
    for said in ("Khankendi", "Ստեփանակերտ", "Ханкенди", "mentions in", "told of"):
        expect(card).to_contain_text(said)
    stops = visit.map.locator('path.place[tabindex="0"]')
    expect(stops).to_have_count(1)
    khankendi.focus()
    visit.page.keyboard.press("ArrowRight")  # by name
    visit.page.keyboard.press("ArrowDown")
    expect(khankendi).not_to_be_focused()
    visit.page.keyboard.press("ArrowLeft")
    visit.page.keyboard.press("ArrowUp")
    expect(khankendi).to_be_focused()
    for key in ("Home", "ArrowRight", "ArrowRight"):
        visit.page.keyboard.press(key)
    abkhazia = visit.map.locator('path[data-place="abkhazia"]')  # the third by name, and far away
    expect(abkhazia).to_be_focused()
    [frame] = [frame for frame in visit.page.frames if "folium" in frame.url]
    assert frame.evaluate("map.getBounds().getWest() < 41.5")
    khankendi.focus()
    visit.page.keyboard.press("Enter")
    visit.settle("that name Khankendi")
    expect(visit.map.locator("path.place.aside").first).to_be_attached()  # drawn anew
    expect(khankendi).to_be_focused()
    expect(stops).to_have_count(1)


def test_a_mention_sends_the_map_to_its_place_and_leaves_the_selection(visit: Visit, app: str) -> None:
    visit.open(f"{app}/?event=barda-2020").mark_map()
    mention = visit.do("look", "barda", "article").first
    mention.focus()
    mention.press("Enter")
    expect(visit.page.locator(".intro")).to_contain_text("The map shows Barda")
    visit.asks({"event": ["barda-2020"]})
    expect(visit.map.locator('path.chosen[data-place="barda"]')).to_be_attached(timeout=WAIT)
    box, frame = visit.map.locator('path.chosen[data-place="barda"]').bounding_box(), visit.page.locator('iframe[title*="folium"]').bounding_box()
    assert abs(box["x"] + box["width"] / 2 - frame["x"] - frame["width"] / 2) < 30
    assert visit.same_map()
    visit.do("only", "barda").click()
    visit.settle("about Rocket strikes on Barda that name Barda")


def test_a_date_and_an_event_of_a_passage_set_the_filters(visit: Visit, app: str) -> None:
    visit.open(f"{app}/?q=Mingachevir")
    both = visit.cards.filter(has=visit.page.locator("[data-do=event]")).filter(has=visit.page.locator("[data-do=time]")).first
    event, time = both.locator("[data-do=event]").first, both.locator("[data-do=time]").first
    wanted, (first, _, last) = str(event.get_attribute("data-value")), str(time.get_attribute("data-value")).partition("/")
    time.click()
    visit.asks({"from": [first], "to": [last], "q": ["Mingachevir"]})
    visit.do("event", wanted, "article").first.click()
    visit.asks({"from": [first], "to": [last], "event": [wanted], "q": ["Mingachevir"]})


def test_a_passage_says_whose_statement_it_is_shows_what_stands_around_it_and_is_cited(visit: Visit, app: str) -> None:
    visit.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visit.open(f"{app}/?place=barda")
    card = visit.cards.first
    expect(card).to_contain_text(re.compile(r"Statement of \w+"))
    visit.do("around", None, "article").first.focus()
    visit.page.keyboard.press("Enter")
    expect(card.locator("p.around")).to_have_count(2)
    expect(visit.do("around", None, "article").first).to_be_focused()
    visit.page.keyboard.press("Enter")
    expect(card.locator("p.around")).to_have_count(0)
    visit.do("words").focus()
    visit.page.keyboard.press("Enter")
    expect(visit.do("words", "")).to_be_focused()
    visit.do("all", "barda").focus()
    visit.page.keyboard.press("Enter")
    expect(visit.page.locator(".placehead")).to_have_count(0)
    expect(visit.page.locator(".live:focus")).to_have_count(1)
    visit.page.keyboard.press("Tab")
    expect(visit.do("order").first).to_be_focused()
    copy = visit.do("copy", None, "article").first
    wanted = str(copy.get_attribute("data-value"))
    copy.click()
    expect(copy).to_have_text("Copied")
    assert visit.page.evaluate("navigator.clipboard.readText()") == wanted


def test_passages_are_turned_page_by_page_and_begin_anew_with_another_selection(visit: Visit, app: str) -> None:
    visit.open(app)
    first = visit.cards.first.inner_text()
    visit.page.locator(".pager button", has_text=re.compile("^2$")).click()
    expect(visit.cards.first).not_to_have_text(first, use_inner_text=True)
    expect(visit.page.locator(".pager [aria-current]")).to_have_text("2")
    visit.do("order", "work").click()
    expect(visit.page.locator(".pager [aria-current]")).to_have_text("1")
    visit.asks({"order": ["work"]})
    visit.do("order", "time").click()
    visit.asks({})
    expect(visit.page.locator(".pager [aria-current]")).to_have_text("1")


# --- time in motion -----------------------------------------------------------------------------------------------


def test_playing_walks_through_the_years_that_are_told_of_and_stops_at_the_end(visit: Visit, app: str) -> None:
    visit.open(f"{app}/?from=2018&to=2020&names=az").mark_map()
    visit.do("play").click()
    stamp = visit.map.locator(".stamp")
    for year in ("2018", "2019", "2020"):
        expect(stamp).to_have_text(year, timeout=WAIT)
    expect(visit.do("play")).to_be_visible()
    visit.asks({"from": ["2020"], "to": ["2020"], "names": ["az"]})
    assert visit.same_map()


def test_steps_go_by_month_and_may_keep_what_came_before(visit: Visit, app: str) -> None:
    visit.open(f"{app}/?from=2020-10&to=2020-10").mark_map()
    visit.do("unit-month").click()
    expect(visit.do("unit-month")).to_have_attribute("aria-pressed", "true")
    visit.do("forth").click()
    visit.settle("about Nov 2020")
    visit.do("back").click()
    visit.settle("about Oct 2020")
    visit.do("keep").click()
    visit.settle("about Oct 2020 and earlier")
    expect(visit.do("keep")).to_have_attribute("aria-pressed", "true")
    visit.do("forth").click()
    visit.settle("about Nov 2020 and earlier")
    visit.do("keep").click()
    visit.settle(r"about Nov 2020\.")
    assert visit.same_map()


def test_a_line_follows_its_validity(visit: Visit, app: str) -> None:
    visit.open(f"{app}/?place=line-of-contact")
    line = visit.map.locator('path[data-place="line-of-contact"]')
    expect(line.first).not_to_have_class(re.compile("ghost"), timeout=WAIT)
    visit.page.goto(f"{app}/?place=line-of-contact&to=1990&undated=1")
    visit.settle("1990 and earlier")
    expect(line.first).to_have_class(re.compile("ghost"), timeout=WAIT)


# --- safety, screens ----------------------------------------------------------------------------------------------


def test_words_of_a_link_are_shown_as_text(visit: Visit, app: str) -> None:
    visit.page.goto(f"{app}/?q=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E%20Shusha")
    visit.settle(r"hold the words “<img src=x onerror=alert\(1\)> Shusha”")
    assert visit.page.locator("#summary img").count() == 0


def test_scripts_in_a_text_are_shown_and_not_run(visit: Visit, hostile_app: str) -> None:
    alerts: list[str] = []
    visit.page.on("dialog", lambda dialog: (alerts.append(dialog.message), dialog.dismiss()))
    visit.open(f"{hostile_app}/?q=alert&role=embedded&role=literal")
    expect(visit.cards.first).to_contain_text('<script>alert("x")</script> & <img src=x onerror=alert(1)>')
    visit.map.locator("path.place").first.dispatch_event("mouseover", {"bubbles": True})
    expect(visit.map.locator(".place-card")).to_be_visible()
    visit.map.locator("path.place").first.dispatch_event("click")
    expect(visit.page.locator(".placehead")).to_be_visible()
    assert visit.page.locator("article script, article img, .placehead img").count() == 0
    assert visit.map.locator(".place-card script, .place-card img").count() == 0
    assert alerts == []


def test_names_of_places_are_shown_as_text_on_the_map(visit: Visit, hostile_app: str) -> None:
    """Names, labels and hover cards are text for the map's frame, whatever they hold."""
    visit.open(hostile_app)
    drawn = """drawing => { const map = window.map; passageAtlas.draw(map, L.featureGroup().addTo(map), drawing); }"""
    evil = '<img src=x onerror="window.broken=1">'
    feature = {
        "id": "evil", "name": evil, "label": evil, "kind": "village", "layer": "settlements", "dimension": 0, "shape": None, "at": [40.0, 46.5], "radius": 9,
        "share": 1, "rank": 9e9, "approximate": False, "km": 1, "ghost": False, "chosen": True, "names": [["az", evil]], "about": evil, "counts": evil, "note": evil,
    }  # fmt: skip
    [frame] = [frame for frame in visit.page.frames if "folium" in frame.url]
    frame.evaluate(drawn, {"features": [feature], "shapes": {}, "words": [], "focus": None, "stamp": evil, "tiles": None})
    visit.map.locator('path[data-place="evil"]').dispatch_event("mouseover", {"bubbles": True})
    expect(visit.map.locator(".place-card")).to_contain_text(evil)
    expect(visit.map.locator(".stamp")).to_have_text(evil)
    expect(visit.map.locator(".label.chosen")).to_have_text(evil)
    assert frame.evaluate("window.broken") is None


def test_online_tiles_are_off_until_they_are_switched_on_and_then_say_whose_they_are(visit: Visit, app: str) -> None:
    visit.page.route("**/tile.openstreetmap.org/**", lambda route: route.abort())
    visit.open(app)
    assert visit.map.locator("img.leaflet-tile").count() == 0
    assert visit.faults == []
    visit.do("tiles", "1").click()
    expect(visit.map.locator(".leaflet-control-attribution")).to_contain_text("OpenStreetMap", timeout=WAIT)
    visit.do("tiles", "").click()
    expect(visit.map.locator(".leaflet-control-attribution")).not_to_contain_text("OpenStreetMap", timeout=WAIT)
    visit.faults[:] = [fault for fault in visit.faults if "openstreetmap" not in fault and "ERR_FAILED" not in fault]


def test_the_page_works_on_a_phone(visit: Visit, app: str) -> None:
    visit.page.set_viewport_size({"width": 420, "height": 900})
    visit.open(app)
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= 420
    summary, passage = visit.page.locator("#summary").bounding_box(), visit.cards.first.bounding_box()
    assert summary["y"] < passage["y"]
    words = visit.page.get_by_role("textbox", name="Words")
    expect(words).not_to_be_visible()
    visit.do("fold").click()
    expect(words).to_be_visible()


@pytest.fixture(scope="module")
def hostile_app(atlas_file: Path):
    """The app with texts that hold markup."""
    port = free_port()
    process = serve(atlas_file, port)
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait(timeout=20)
