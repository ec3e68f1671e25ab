"""A visit to the app in a real Chromium, with everything that went wrong on it."""

import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="the browser driver comes with requirements-dev.txt")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WAIT = 60_000
"""Milliseconds after which what a test waits for is taken to be missing; long, for machines that are busy: a test that passes never waits for it."""
playwright.expect.set_options(timeout=WAIT)
# Opened at a page's own address, Streamlit first asks whether the server lies below it; the answer "no" is a 404.
_ASKED = re.compile(r"/_stcore/(health|host-config)$")


class Visit:
    """A page with what went wrong on it."""

    def __init__(self, page) -> None:
        self.page = page
        self.faults: list[str] = []
        page.on("console", self._said)
        page.on("pageerror", lambda e: self.faults.append(str(e)))
        page.on("response", lambda r: self.faults.append(f"{r.status} {r.url}") if r.status >= 400 and not _ASKED.search(r.url) else None)
        page.on("request", lambda r: None if self._at_home(r.url) else self.faults.append(f"left the machine: {r.url}"))

    def _said(self, message) -> None:
        if message.type == "error" and not _ASKED.search(str(message.location.get("url", ""))):
            self.faults.append(message.text)

    @staticmethod
    def _at_home(url: str) -> bool:
        return urlsplit(url).scheme in ("data", "blob", "file", "about") or urlsplit(url).hostname in ("127.0.0.1", "localhost")

    def open(self, address: str) -> "Visit":
        self.page.goto(address)
        self.map.locator("path.place").first.wait_for(state="attached", timeout=WAIT)
        self.idle()
        return self

    @property
    def map(self):
        return self.page.frame_locator('iframe[title*="folium"]')

    @property
    def query(self) -> dict[str, list[str]]:
        return parse_qs(urlsplit(self.page.url).query)

    @property
    def cards(self):
        return self.page.locator("article.passage")

    def do(self, what: str, value: str | None = None, within: str = ""):
        """The element that does something, once the page listens and nothing draws it anew."""
        self.idle()
        self.page.wait_for_function("window.passageEars && window.passageEars.home.isConnected", timeout=WAIT)
        return self.page.locator(f'{within} [data-do="{what}"]' + (f'[data-value="{value}"]' if value is not None else ""))

    def settle(self, pattern: str) -> None:
        playwright.expect(self.page.locator("#summary")).to_contain_text(re.compile(pattern), timeout=WAIT)
        self.idle()

    def idle(self) -> None:
        """Wait until the page's program has run to its end; a box that is drawn anew while somebody types into it offers other choices."""
        playwright.expect(self.page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")

    def type(self, box, text: str) -> None:
        """Fill a box, once nothing draws it anew."""
        self.idle()
        box.fill(text)

    def leave(self, box) -> None:
        """Leave a box: what was typed is sent, and the page drawn anew, which may swallow a click made meanwhile."""
        box.blur()
        self.idle()

    def asks(self, expected: dict[str, list[str]]) -> None:
        """Wait until the address holds just this."""
        self.page.wait_for_function("wanted => JSON.stringify([...new URLSearchParams(location.search)].sort()) === wanted", arg=_pairs(expected), timeout=WAIT)
        assert self.query == expected

    def places(self) -> set[str]:
        return set(self.map.locator("path.place").evaluate_all("all => all.map(e => e.getAttribute('data-place'))"))

    def draws(self, expected: set[str]) -> None:
        """Wait until there is one map, and it draws just these places."""
        self._map_does(
            "all.length && JSON.stringify([...new Set(all.map(e => e.getAttribute('data-place')))].sort()) === JSON.stringify(wanted)", sorted(expected)
        )

    def sees_all(self) -> None:
        """Wait until every place that is drawn lies within what the map shows."""
        self._map_does("""all.every(one => { const box = one.getBoundingClientRect();
          return box.width && box.left >= 0 && box.top >= 0 && box.right <= frame.contentWindow.innerWidth && box.bottom <= frame.contentWindow.innerHeight; })""")

    def _map_does(self, condition: str, wanted: object = None) -> None:
        """Wait for a condition of `frame`, the only map, and `all` its places; asked from the page, for another page's map may be there first and go."""
        script = f"""wanted => {{ const frames = document.querySelectorAll('iframe[title*="folium"]'), frame = frames[0];
          if (frames.length !== 1 || !frame.contentDocument) {{ return false; }}
          const all = [...frame.contentDocument.querySelectorAll("path.place")];
          return {condition}; }}"""
        self.page.wait_for_function(script, arg=wanted, timeout=WAIT)

    def mark_map(self) -> None:
        """Leave a sign on the map's own element, which is gone when the map is mounted anew."""
        self.map.locator("#map_div").evaluate("node => { node.dataset.mark = 'same'; }")

    def same_map(self) -> bool:
        return self.map.locator("#map_div").get_attribute("data-mark") == "same"


def _pairs(query: dict[str, list[str]]) -> str:
    import json

    return json.dumps(sorted([key, value] for key, values in query.items() for value in values), ensure_ascii=False, separators=(",", ":"))


def keep_screenshot(visit: Visit, name: str, folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    visit.page.screenshot(path=folder / f"{name}.png")
