"""Speed and memory, measured on this machine: parsing, building, exporting, starting, the page. Run with `make bench`.

Each figure is the best of several runs (the least disturbed one); nothing here passes or fails.
"""

import os
import random
import resource
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

from chromium import find_chromium
from conftest import ROOT, free_port, serve

from geo import build, events, gazetteer_file, settings, stages, store
from geo.corpus import read_documents
from geo.resolve import Resolver
from geo.stages import parse

_RUNS = 5


def best(action: object) -> float:
    """Seconds of the quickest of several runs."""
    times = []
    for _ in range(_RUNS):
        started = time.perf_counter()
        action()  # type: ignore[operator]
        times.append(time.perf_counter() - started)
    return min(times)


def sample(megabytes: float, folder: Path) -> Path:
    """A text of about so many megabytes: the shipped digests, over and over."""
    texts = [path.read_text(encoding="utf-8").split("+++\n", 2)[2] for path in sorted(build.corpus_folder().glob("*.md"))]
    whole = "\n\n".join(texts)
    path = folder / f"sample-{megabytes:g}.txt"
    path.write_text("\n\n".join([whole] * max(1, round(megabytes * 1e6 / len(whole.encode())))), encoding="utf-8")
    return path


def parse_speed(folder: Path) -> None:
    """Megabytes of text parsed in a second by one process, start-up aside."""
    path = sample(1, folder)
    size = path.stat().st_size / 1e6
    resolver = Resolver(gazetteer_file.load())

    def run() -> None:
        for document in read_documents(path):
            for _ in parse(document, resolver):
                pass

    print(f"parse            {size / best(run):.2f} MB/s in one process")


def parse_memory(folder: Path) -> None:
    """Peak memory of `python -m geo parse` as its input grows."""
    for megabytes in (1, 5, 15):
        path = sample(megabytes, folder)
        print(f"parse            {path.stat().st_size / 1e6:5.1f} MB of text: {_peak_memory(['parse', str(path)]):.0f} MB of memory at most")


def _peak_memory(arguments: list[str]) -> float:
    """Megabytes that `python -m geo` with these arguments takes at most."""
    code = "import resource, runpy, sys; sys.argv[0] = 'geo'\ntry:\n    runpy.run_module('geo', run_name='__main__')\nexcept SystemExit:\n    pass\nprint(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code, *arguments], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=True)
    return int(done.stderr.split()[-1]) / (1e6 if sys.platform == "darwin" else 1e3)


def build_time(folder: Path) -> None:
    """Seconds to build the shipped corpus anew, and again when nothing has changed."""
    out = folder / "atlas.gpkg"

    def anew() -> None:
        out.unlink(missing_ok=True)
        build.build(None, out)

    print(f"build            {best(anew):.2f} s for the shipped corpus, {best(lambda: build.build(None, out)):.2f} s when nothing has changed")


def many_documents(folder: Path) -> None:
    """Seconds, cores and memory of building a thousand documents of 20 kB, then of a build that was stopped half-way and goes on."""
    paragraphs = [part for path in sorted(build.corpus_folder().glob("*.md")) for part in path.read_text(encoding="utf-8").split("+++\n", 2)[2].split("\n\n")]
    texts, out = folder / "thousand", folder / "thousand.gpkg"
    texts.mkdir()
    chance = random.Random(1)
    for number in range(1000):
        chosen: list[str] = []
        while sum(map(len, chosen)) < 20_000:
            chosen.append(chance.choice(paragraphs))
        (texts / f"text-{number:04}.txt").write_text("\n\n".join(chosen), encoding="utf-8")
    command = [sys.executable, "-m", "geo", "build", "--texts", str(texts), "--out", str(out)]
    for what, stop in (("a thousand documents of 20 kB", False), ("the same, stopped half-way, in all", True)):
        out.unlink(missing_ok=True)
        began = time.perf_counter()
        peak, used = _watch(command, out, stop=stop)
        if stop:
            more, again = _watch(command, out, stop=False)
            peak, used = max(peak, more), used + again
        spent = time.perf_counter() - began
        print(f"build            {spent:.0f} s for {what}; {used / spent:.2f} cores busy on average, {peak:.0f} MB of memory at most in all processes together")


def _watch(command: list[str], out: Path, *, stop: bool) -> tuple[float, float]:
    """Run a build; (megabytes at most of all its processes, seconds of processor time). With `stop`, interrupt it when half is done."""
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    peak = 0.0
    while process.poll() is None:
        peak = max(peak, sum(_memory(pid) for pid in _family(process.pid)))
        if stop and _done(out) >= 500:
            process.send_signal(signal.SIGINT)
            stop = False
        time.sleep(0.1)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return peak, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _family(pid: int) -> list[int]:
    """A process and all that it started."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        children = []
    return [pid, *(other for child in children for other in _family(int(child)))]


def _memory(pid: int) -> float:
    """Megabytes that are a process's own, its share of what it has in common with others included."""
    try:
        rows = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(row.split()[1]) for row in rows if row.startswith("Pss:")) / 1000


def _done(out: Path) -> int:
    try:
        with sqlite3.connect(f"file:{out}.unfinished?mode=ro", uri=True) as db:
            return int(db.execute("SELECT count(*) FROM done").fetchone()[0])
    except sqlite3.Error:
        return 0


def start_time(folder: Path) -> None:
    """Seconds from the command to an app that answers, with an atlas there."""
    out = folder / "atlas.gpkg"
    port = free_port()
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port), "--server.address", "127.0.0.1"],
        cwd=ROOT,
        env={**os.environ, "PASSAGE_ATLAS_ATLAS_FILE": str(out)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while time.perf_counter() - started < 60:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=1):
                    break
            except OSError:
                time.sleep(0.02)
        print(f"start            {time.perf_counter() - started:.2f} s until the app answers")
    finally:
        process.terminate()
        process.wait()


def export_speed(folder: Path) -> None:
    """Seconds and peak memory of `python -m geo export` to GeoPackage of at least 100,000 mentions: the shipped rows over and over, as works of their own."""
    places = gazetteer_file.load()
    resolver, catalogue = Resolver(places), events.load(gazetteer=places)
    shipped = [stages.rows_of(document, stages.Stages(resolver, catalogue), "") for document in build.shipped_documents()]
    size = sum(row[8] != "" and row[10] == "literal" for rows in shipped for row in rows["mentions"])
    copies = -(-100_000 // size)
    store.write(folder / "large.gpkg", stages.renumber(_copy(rows, at) for at in range(copies) for rows in shipped), places, catalogue, "")
    arguments = ["export", "--atlas", str(folder / "large.gpkg"), "--format", "gpkg", "--out", str(folder / "out.gpkg")]
    started = time.perf_counter()
    peak = _peak_memory(arguments)
    print(f"export           {time.perf_counter() - started:.1f} s for {copies * size:,} mentions to GeoPackage, {peak:.0f} MB of memory at most")


def _copy(rows: stages.Rows, at: int) -> stages.Rows:
    """Rows of a document under another id."""
    column = {"documents": 0, "passages": 1, "mentions": 2}
    return {
        table: [(*row[: column[table]], f"{row[column[table]]}-{at}", *row[column[table] + 1 :]) for row in several] if table in column else several
        for table, several in rows.items()
    }


_WATCH_PAGE = """() => {
  const now = () => performance.now() + performance.timeOrigin;
  window.changed = 0;
  new MutationObserver(() => { window.changed = now(); }).observe(document.querySelector(".st-key-passages"), {subtree: true, childList: true, characterData: true});
}"""
_WATCH_MAP = """() => {
  const now = () => performance.now() + performance.timeOrigin;
  window.changed = 0;
  document.querySelector("#map_div").dataset.mark = "same";
  new MutationObserver(() => { window.changed = now(); }).observe(document.querySelector(".leaflet-overlay-pane"), {subtree: true, childList: true});
}"""
_CHOOSE_YEAR = (
    "year => { const t = performance.now() + performance.timeOrigin; document.querySelector(`[data-do=year][data-value='${year}']`).click(); return t; }"
)


def page_speed(folder: Path) -> None:
    """Milliseconds from choosing a year or an event to the map and the passages having changed, and seconds to the first map, in a real browser."""
    try:
        from playwright.sync_api import sync_playwright
        from visit import FLAGS
    except Exception as error:
        print(f"page             not measured: {error}")
        return
    chromium = find_chromium()
    if not chromium:
        print("page             not measured: no Chromium was found")
        return
    port = free_port()
    process = serve(folder / "atlas.gpkg", port)
    try:
        with sync_playwright() as driver:
            started = driver.chromium.launch(executable_path=chromium, args=FLAGS)
            _measure_page(started, f"http://127.0.0.1:{port}")
            started.close()
    finally:
        process.terminate()
        process.wait()


def _measure_page(browser: Any, address: str) -> None:
    opened = []
    for _ in range(5):
        page = browser.new_context(viewport={"width": 1400, "height": 900}).new_page()
        began = time.perf_counter()
        page.goto(address, wait_until="commit")
        page.frame_locator('iframe[title*="folium"]').locator("path.place").first.wait_for(state="attached", timeout=60_000)
        opened.append(time.perf_counter() - began)
        if len(opened) < 5:
            page.context.close()
    print(
        f"page             {min(opened[1:]):.2f} s to the first map on a warm server (median {statistics.median(opened[1:]):.2f} s, the very first visit {opened[0]:.2f} s)"
    )
    page.wait_for_function("window.passageEars && window.passageEars.home.isConnected")
    page.wait_for_timeout(2000)
    [frame] = [frame for frame in page.frames if "folium" in frame.url]
    page.evaluate(_WATCH_PAGE)
    frame.evaluate(_WATCH_MAP)
    _say("a year", [_until_changed(page, frame, lambda year=year: page.evaluate(_CHOOSE_YEAR, str(year))) for year in _years()])
    page.get_by_role("button", name="Show all").click()
    page.wait_for_timeout(1500)
    events = []
    for _ in range(20):
        page.get_by_role("combobox", name="Event").click()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        page.wait_for_timeout(300)
        events.append(_until_changed(page, frame, lambda: _press_enter(page)))
    _say("an event", events)
    same = "the same" if frame.evaluate("document.querySelector('#map_div').dataset.mark") == "same" else "ANOTHER"
    print(f"page             the map is {same} after all of it")


def _years() -> list[int]:
    return [1992, 2020, 1993, 2008, 2021, 1994, 2016, 2022, 1995, 2010] * 4


def _press_enter(page: Any) -> float:
    now = page.evaluate("performance.now() + performance.timeOrigin")
    page.keyboard.press("Enter")
    return float(now)


def _until_changed(page: Any, frame: Any, choose: Callable[[], float]) -> float:
    """Milliseconds from a choice until both the map and the passages have changed, and have come to rest."""
    began = choose()
    page.wait_for_timeout(1200)
    return max(float(page.evaluate("window.changed")), float(frame.evaluate("window.changed"))) - began


def _say(what: str, times: list[float]) -> None:
    ordered = sorted(time for time in times if time > 0)
    late = ordered[min(round(0.95 * len(ordered)), len(ordered) - 1)]
    print(
        f"page             {statistics.median(ordered):.0f} ms from choosing {what} to map and passages changed (95th percentile {late:.0f} ms, {len(ordered)} times)"
    )


def machine_speed() -> None:
    """How quick this machine is just now: the other figures go with it."""
    print(f"machine          {best(lambda: sum(range(10_000_000))):.2f} s to add ten million numbers")


def main() -> None:
    """Print every figure."""
    print(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}, data in {settings.data_dir}")
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        parse_speed(folder)
        parse_memory(folder)
        build_time(folder)
        many_documents(folder)
        export_speed(folder)
        page_speed(folder)
        machine_speed()
        start_time(folder)
    print(f"bench            {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000:.0f} MB of memory at most in this process")


if __name__ == "__main__":
    main()
