"""The page of a visitor's own texts, in a real Chromium."""

from pathlib import Path

import pytest
from visit import WAIT, Visit, playwright

from geo import settings

pytestmark = pytest.mark.browser
expect = playwright.expect

DIARY = "In 1993 the column left Ganja for Barda.\n\nOn 5 May 1994 <script>alert(1)</script> <img src=x onerror=alert(2)> they drove to Tovuz with parsnips.\n\nThe village of Qwertyabad lies near by.\n"


def hand_in(visit: Visit, *files: tuple[str, bytes]) -> None:
    visit.idle()
    box = visit.page.locator('input[type="file"]')
    expect(box).to_have_count(1)
    box.set_input_files([{"name": name, "mimeType": "application/octet-stream", "buffer": data} for name, data in files])


def test_there_is_a_map_only_when_there_is_something_on_it_and_it_shows_all_of_it(visit: Visit, app: str) -> None:
    visit.page.goto(f"{app}/texts")
    expect(visit.page.get_by_text("What is found in your texts is drawn here")).to_be_visible(timeout=WAIT)
    frames = visit.page.locator("iframe[title*='folium']")
    expect(frames).to_have_count(0)
    hand_in(visit, ("soup.txt", b"They had soup for dinner."))
    expect(visit.page.get_by_role("heading", name="No place was found")).to_be_visible(timeout=WAIT)
    expect(frames).to_have_count(0)
    hand_in(visit, ("diary.txt", DIARY.encode()))
    visit.draws({"ganja", "barda", "tovuz"})
    visit.sees_all()
    visit.do("remove", "own-diary").click()
    expect(frames).to_have_count(0, timeout=WAIT)
    visit.page.get_by_role("button", name="Clear all of them").click()
    expect(visit.page.get_by_role("heading", name="Nothing here yet")).to_be_visible(timeout=WAIT)


def test_own_texts_join_the_map_are_described_read_and_removed_and_no_other_visitor_sees_them(visit: Visit, app: str, browser, app_scratch: Path) -> None:
    visit.page.goto(f"{app}/texts")
    expect(visit.page.get_by_role("heading", name="Your own texts on the map")).to_be_visible(timeout=WAIT)
    hand_in(visit, ("my <b>diary.txt", DIARY.encode()), ("broken.pdf", b"%PDF-1.7\n\xff\xfe\xfd"))
    card = visit.page.locator("article.own")
    expect(card).to_have_count(1, timeout=WAIT)
    expect(card).to_contain_text("No author and no date in the file")
    expect(visit.page.locator(".refused li")).to_have_count(1)
    expect(visit.page.locator(".refused")).to_contain_text("broken.pdf")
    visit.draws({"ganja", "barda", "tovuz"})
    expect(visit.page.locator("#found")).to_contain_text("telling of 1993–1994")
    expect(visit.page.locator("#lost")).to_contain_text("Qwertyabad")

    assert [path for path in app_scratch.rglob("*") if path.is_file() and b"parsnips" in path.read_bytes()] == []

    visit.do("describe").click()
    visit.type(visit.page.get_by_role("textbox", name="Title").last, "A <i>Diary</i>")
    visit.type(visit.page.get_by_role("textbox", name="Authors"), "N. Noor; K. Kerim")
    visit.type(visit.page.get_by_role("textbox", name="Published"), "last year")
    visit.page.get_by_role("button", name="Keep this").click()
    expect(visit.page.get_by_text("was not taken")).to_be_visible()
    visit.type(visit.page.get_by_role("textbox", name="Published"), "2021-03")
    visit.page.get_by_role("button", name="Keep this").click()
    expect(card).to_contain_text("N. Noor, K. Kerim · 2021-03", timeout=WAIT)

    visit.do("onmap").click()
    visit.settle(r"^Places mentioned in passages of A <i>Diary</i>|A <i>Diary</i>")
    expect(visit.cards).to_have_count(3)
    expect(visit.cards.first).to_contain_text("Statement of N. Noor; K. Kerim")
    expect(visit.page.locator("article.passage", has_text="parsnips")).to_contain_text("<script>alert(1)</script> <img src=x onerror=alert(2)>")
    address = visit.page.url

    other = Visit(browser.new_context().new_page())
    other.open(address)
    expect(other.page.locator(".st-key-notes")).to_contain_text("source")
    expect(other.page.locator("article.passage").first).to_be_visible()
    assert "parsnips" not in other.page.content()
    other.page.goto(f"{app}/texts")
    expect(other.page.get_by_text("What is found in your texts is drawn here")).to_be_visible(timeout=WAIT)
    assert other.faults == []
    other.page.context.close()

    visit.page.get_by_role("link", name="Your texts").click()
    expect(card).to_have_count(1, timeout=WAIT)
    visit.page.get_by_text("Or paste a text").click()
    visit.type(visit.page.get_by_role("textbox", name="Title"), "A letter")
    visit.type(visit.page.get_by_role("textbox", name="Text", exact=True), "They came to Shamkir in 1995.")
    visit.leave(visit.page.get_by_role("textbox", name="Text", exact=True))
    visit.page.get_by_role("button", name="Find its places").click()
    expect(card).to_have_count(2, timeout=WAIT)
    visit.do("remove", "own-my-b-diary").click()
    expect(card).to_have_count(1, timeout=WAIT)
    visit.draws({"shamkir"})
    visit.page.get_by_role("button", name="Clear all of them").click()
    expect(card).to_have_count(0, timeout=WAIT)
    assert list(app_scratch.glob("passage-atlas-*")) == []


def test_a_correction_in_an_own_text_shows_at_once_stays_with_the_visit_and_is_taken_back(visit: Visit, app: str, app_scratch: Path) -> None:
    visit.page.goto(f"{app}/texts")
    hand_in(visit, ("diary.txt", DIARY.encode()))
    visit.do("onmap").click()
    visit.draws({"ganja", "barda", "tovuz"})
    shared = settings.corrections_file.read_bytes() if settings.corrections_file.exists() else None
    visit.do("review", None, "article:has-text('parsnips')").click()
    dialog = visit.page.get_by_role("dialog")
    expect(dialog.locator("mark")).to_have_text("Tovuz", timeout=WAIT)
    dialog.get_by_text("Not a place", exact=True).click()
    visit.type(dialog.get_by_label("Reason"), "A boat of that name")
    visit.type(dialog.get_by_label("Who says so"), "N. Noor")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_be_hidden(timeout=WAIT)
    visit.draws({"ganja", "barda"})
    assert (settings.corrections_file.read_bytes() if settings.corrections_file.exists() else None) == shared
    assert len(list(app_scratch.glob("passage-atlas-*/corrections.toml"))) == 1
    visit.page.get_by_role("link", name="Places").click()  # the passage names no place any more: it is not on the map
    visit.page.get_by_text("Corrections made").click()
    expect(visit.page.locator(".corrected.all")).to_contain_text("A boat of that name · in this visit only")
    visit.do("read", None, ".corrected.all").click()
    visit.do("review", None, "[data-part]:has-text('parsnips')").click()
    expect(dialog.locator(".corrected")).to_contain_text("in this passage: “Tovuz” is not a place N. Noor, ", timeout=WAIT)
    dialog.get_by_role("button", name="Take back").click()
    expect(dialog).to_be_hidden(timeout=WAIT)
    visit.page.get_by_role("link", name="Map").click()
    visit.draws({"ganja", "barda", "tovuz"})
