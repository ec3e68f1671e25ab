"""Speed and memory, measured on this machine: parsing, building, exporting, starting. Run with `make bench`.

Each figure is the best of several runs (the least disturbed one); nothing here passes or fails.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from conftest import ROOT, free_port

from geo import atlas as stages
from geo import build, events, gazetteer, settings, store
from geo.atlas import parse
from geo.corpus import read_documents
from geo.resolve import Resolver

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
    resolver = Resolver(gazetteer.load())

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
    places = gazetteer.load()
    resolver, catalogue = Resolver(places), events.load(gazetteer=places)
    shipped = [stages.rows_of(document, resolver, catalogue, "") for document in build.shipped_documents()]
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


def main() -> None:
    """Print every figure."""
    print(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}, data in {settings.data_dir}")
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        parse_speed(folder)
        parse_memory(folder)
        build_time(folder)
        export_speed(folder)
        start_time(folder)
    print(f"bench            {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000:.0f} MB of memory at most in this process")


if __name__ == "__main__":
    main()
