"""The HTML page: one file that opens without a network and shows the selection, whatever its texts hold."""

import html
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from geo import build, store
from geo.export import export
from geo.fields import documented
from geo.filters import Filters
from geo.formats.content import citation, content
from geo.schema import PLACE_FIELDS

_HOSTILE = "In 1993 they saw </script><script>alert('x')</script> <!-- <img src=x onerror=alert(1)> & \U0001f54a Ganja, then Barda."


class _Page(HTMLParser):
    """Tags with their attributes, and the text of each element that has an id."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, str] = {}
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        tag, attributes = self.tags[-1] if self.tags else ("", {})
        name = str(attributes.get("id", tag))
        self.texts[name] = self.texts.get(name, "") + data


def data_of(path: Path) -> dict:
    return json.loads(_Page(path).texts["atlas"])


@pytest.fixture(scope="module")
def whole(atlas, tmp_path_factory: pytest.TempPathFactory) -> Path:
    [path] = export(atlas, atlas.select(Filters()), "html", tmp_path_factory.mktemp("html") / "all.html")
    return path


@pytest.fixture(scope="module")
def hostile(places, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a text and a file name that try to be markup."""
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "<b>.txt").write_text(_HOSTILE + "\n", encoding="utf-8")
    build.build([folder], folder / "a.gpkg")
    atlas = store.read(folder / "a.gpkg", places)
    [path] = export(atlas, atlas.select(Filters(q="ganja")), "html", folder / "x.html")
    return path


def test_it_holds_every_place_and_every_mention_that_the_other_formats_hold(atlas, whole: Path) -> None:
    wanted, data = content(atlas, atlas.select(Filters())), data_of(whole)
    rows = [tuple(row) for frame in wanted.places.values() for row in frame[["place_id", "name", "names", "mentions", "precision"]].itertuples(index=False)]
    assert [tuple(place[key] for key in ("place_id", "name", "names", "mentions", "precision")) for place in data["places"]] == rows
    told = set()
    for passage in data["passages"]:
        for mark in (dict(zip(data["columns"], values, strict=True)) for values in passage["marks"]):
            assert passage["text"][slice(*mark["at"])] == mark["surface"]
            told.add((passage["document"], mark["start"], mark["stop"], mark["place_id"], mark["begin"], mark["end"], mark["confidence"]))
    assert told == {
        (m.document, m.start, m.stop, m.place_id, m.begin and m.begin.isoformat(), m.end and m.end.isoformat(), m.confidence)
        for frame in wanted.mentions.values()
        for m in frame.itertuples()
    }


def test_it_holds_only_what_is_selected(atlas, tmp_path: Path) -> None:
    selection = atlas.select(Filters(kind=("city",)))
    [path] = export(atlas, selection, "html", tmp_path / "cities.html")
    data = data_of(path)
    assert {place["kind"] for place in data["places"]} == {"city"}
    assert len(data["passages"]) == len(selection.passages)


def test_its_head_counts_what_it_holds_and_what_was_searched_for_stays_text(atlas, tmp_path: Path) -> None:
    [path] = export(atlas, atlas.select(Filters(q="clinic <", place=("khankendi",))), "html", tmp_path / "x.html")
    text = path.read_text(encoding="utf-8")
    assert "1 place in 1 passage of 1 work ·" in text
    assert text.count("“clinic &lt;”") >= 2
    assert "“clinic <”" not in text


def test_every_field_is_in_the_dictionary(whole: Path) -> None:
    data = data_of(whole)
    assert set(data["places"][0]) == {field.name for field in PLACE_FIELDS}
    assert {*data, *data["columns"], *(key for passage in data["passages"] for key in passage)} <= documented("html")


def test_it_says_what_it_is_about_and_cites_the_works(atlas, whole: Path) -> None:
    page = _Page(whole)
    assert page.texts["h1"].strip() == "Places mentioned in passages."
    text = whole.read_text(encoding="utf-8")
    about = content(atlas, atlas.select(Filters())).about
    assert about["generator"] in text
    assert about["licence"]
    for work in about["works"]:
        assert f"<li>{html.escape(citation(work))}</li>" in text
    assert re.search(r"made \d+ [A-Z][a-z]{2} \d{4}", text)


def test_nothing_in_it_names_another_file_or_machine_to_load_from(whole: Path) -> None:
    page = _Page(whole)
    for tag, attributes in page.tags:
        assert "src" not in attributes, tag
        assert tag != "link" or attributes["href"] == "data:,"
        assert not any(name.startswith("on") for name in attributes), tag
    style = re.search(r"<style>(.*?)</style>", whole.read_text(encoding="utf-8"), re.DOTALL)
    assert style
    assert set(re.findall(r"url\(([^)]*)\)", style[1])) <= {"#default#VML", "#hatch-zones"}
    assert "@import" not in style[1]
    policy = next(attributes["content"] for tag, attributes in page.tags if attributes.get("http-equiv") == "Content-Security-Policy")
    assert str(policy).startswith("default-src 'none'; script-src 'sha256-")


def test_no_text_can_end_the_data_or_become_markup(hostile: Path) -> None:
    page = _Page(hostile)
    assert [tag for tag, _ in page.tags].count("script") == 5
    assert "img" not in {tag for tag, _ in page.tags}
    assert data_of(hostile)["passages"][0]["text"] == _HOSTILE


def test_the_page_is_no_larger_than_a_picture(whole: Path) -> None:
    assert whole.stat().st_size < 1_000_000


# --- in a browser -------------------------------------------------------------------------------------------------


def expect(locator):
    from visit import playwright  # the tests above need no browser

    return playwright.expect(locator)


def opened(visit, path: Path, place: str = "") -> list[str]:
    """Open a page from the disk; the addresses that it asked for, all of them."""
    asked: list[str] = []
    visit.page.on("request", lambda request: asked.append(request.url))
    visit.page.goto(path.as_uri() + (f"#place={place}" if place else ""))
    visit.page.locator("path.place").first.wait_for()
    return asked


@pytest.mark.browser
def test_it_opens_from_the_disk_and_asks_for_nothing_but_itself(visit, atlas, whole: Path) -> None:
    asked = opened(visit, whole)
    assert set(visit.page.locator("path.place").evaluate_all("all => all.map(e => e.dataset.place)")) == set(
        atlas.mentions.query("role == 'literal' and place_id != ''")["place_id"]
    )
    drawn = "c => { const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data; let n = 0; for (let i = 3; i < d.length; i += 4) if (d[i]) n++; return n; }"
    assert visit.page.locator("canvas").first.evaluate(drawn) > 10_000
    assert asked == [whole.as_uri()]


@pytest.mark.browser
def test_a_click_on_a_place_narrows_the_passages_and_the_way_back_widens_them(visit, atlas, whole: Path) -> None:
    opened(visit, whole)
    everything, own = atlas.select(Filters()), atlas.select(Filters(place=("ganja",)))
    visit.page.locator('path[data-place="ganja"]').dispatch_event("click")
    expect(visit.page.locator("article.passage")).to_have_count(len(own.passages))
    expect(visit.page.locator("#found")).to_have_text(f"{len(own.passages)} of {len(everything.passages)} passages")
    assert visit.page.locator("mark.chosen").count() == len(own.mentions)
    assert "Gəncə" in visit.page.locator(".placehead").inner_text()
    visit.page.go_back()
    expect(visit.page.locator("#found")).to_contain_text(f"{len(everything.passages)} passages")
    assert visit.page.locator("mark.chosen").count() == 0


@pytest.mark.browser
def test_a_link_into_the_file_opens_at_its_place_and_an_unknown_one_at_all(visit, whole: Path) -> None:
    opened(visit, whole, "ganja")
    expect(visit.page.locator(".placehead h2")).to_have_text("Ganja")
    visit.page.goto("about:blank")
    opened(visit, whole, "<b>nowhere")
    expect(visit.page.locator(".placehead")).to_have_count(0)


@pytest.mark.browser
def test_a_mention_brings_its_place_into_view(visit, whole: Path) -> None:
    visit.page.emulate_media(reduced_motion="reduce")
    opened(visit, whole)
    mark = visit.page.locator("mark.layer-settlements").first
    mark.press("Enter")
    place = visit.page.locator(f'path.chosen[data-place="{mark.get_attribute("data-place")}"]')
    expect(place).to_be_in_viewport()
    at, frame = place.bounding_box(), visit.page.locator("#map").bounding_box()
    assert abs(at["x"] + at["width"] / 2 - frame["x"] - frame["width"] / 2) < 5
    assert abs(at["y"] + at["height"] / 2 - frame["y"] - frame["height"] / 2) < 5


@pytest.mark.browser
def test_words_are_found_without_their_accents_and_underlaid(visit, whole: Path) -> None:
    opened(visit, whole)
    visit.page.get_by_label("Find in the passages").fill("GÁNJA")
    expect(visit.page.locator(".hit").first).to_have_text(re.compile("ganja", re.IGNORECASE))
    texts = visit.page.locator("article.passage > p").all_inner_texts()
    assert texts
    assert all("ganja" in text.lower() for text in texts)
    visit.page.get_by_label("Find in the passages").fill("no such words")
    expect(visit.page.locator("#found")).to_contain_text("none holds these words")


@pytest.mark.browser
def test_a_layer_is_switched_off_and_on_with_its_passages(visit, whole: Path) -> None:
    opened(visit, whole)
    before = visit.page.locator("#found").inner_text()
    switch = visit.page.get_by_role("button", name="Towns and villages")
    switch.click()
    expect(visit.page.locator("path.layer-settlements")).to_have_count(0)
    assert visit.page.locator("#found").inner_text() != before
    switch.click()
    expect(visit.page.locator("path.layer-settlements").first).to_be_attached()
    assert visit.page.locator("#found").inner_text() == before


@pytest.mark.browser
def test_many_passages_are_shown_page_by_page(visit, places, tmp_path: Path) -> None:
    (tmp_path / "long.txt").write_text("".join(f"Paragraph {number} of a long report is about Ganja.\n\n" for number in range(1, 46)), encoding="utf-8")
    build.build([tmp_path], tmp_path / "a.gpkg")
    atlas = store.read(tmp_path / "a.gpkg", places)
    [path] = export(atlas, atlas.select(Filters()), "html", tmp_path / "x.html")
    opened(visit, path)
    cards = visit.page.locator("article.passage")
    expect(cards).to_have_count(20)
    visit.page.get_by_role("button", name="Next").click()
    expect(cards.first).to_contain_text("Paragraph 21 ")
    visit.page.get_by_role("button", name="Next").click()
    expect(cards).to_have_count(5)
    expect(visit.page.get_by_role("button", name="Next")).to_be_disabled()


@pytest.mark.browser
def test_markup_in_a_text_is_shown_as_text_with_its_mentions_marked(visit, hostile: Path) -> None:
    alerts: list[str] = []
    visit.page.on("dialog", lambda dialog: (alerts.append(dialog.message), dialog.dismiss()))
    opened(visit, hostile)
    expect(visit.page.locator("article.passage > p")).to_have_text(_HOSTILE)
    assert visit.page.locator("mark").all_inner_texts() == ["Ganja", "Barda"]
    assert visit.page.locator("article img, h1 *, .about b").count() == 0
    assert alerts == []


@pytest.mark.browser
def test_it_works_on_a_phone_and_in_the_dark(visit, whole: Path) -> None:
    visit.page.set_viewport_size({"width": 420, "height": 900})
    visit.page.emulate_media(color_scheme="dark")
    opened(visit, whole)
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= 420
    assert visit.page.locator("#map").bounding_box()["y"] < visit.page.locator("article.passage").first.bounding_box()["y"]
    assert visit.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(20, 29, 35)"
