"""What the tests share: the shipped gazetteer and events, an atlas of the small test corpus, a server, a browser."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from chromium import find_chromium
from click.testing import CliRunner

from geo import build, events, gazetteer_file, store
from geo.atlas import Atlas
from geo.corpus import read_documents
from geo.events import Catalogue
from geo.gazetteer import Gazetteer
from geo.model import Mention
from geo.resolve import Resolver
from geo.stages import parse

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(__file__).resolve().parent / "data"
SHARED = ROOT.parent / "shared"
BROWSER_FILES = ("test_browser", "test_export_html")

with suppress(ImportError):
    import hypothesis

    hypothesis.settings.register_profile("untimed", deadline=None)  # a busy machine is no fault of the code
    hypothesis.settings.load_profile("untimed")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    """Of several processes (`pytest -n 2`), one runs all files that drive the browser, so that one server and one Chromium are started.

    Made here since `xdist_group` does nothing with pytest 9.2, whose tests have no `_nodeid` of their own to write it to.
    """
    from xdist.scheduler import LoadScopeScheduling

    class BrowserInOne(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return "browser" if Path(nodeid.partition("::")[0]).name.startswith(BROWSER_FILES) else nodeid

    return BrowserInOne(config, log)


@pytest.fixture(scope="session")
def places() -> Gazetteer:
    return gazetteer_file.load()


@pytest.fixture(scope="session")
def catalogue(places: Gazetteer) -> Catalogue:
    return events.load(gazetteer=places)


@pytest.fixture(scope="session")
def resolver(places: Gazetteer) -> Resolver:
    return Resolver(places)


@pytest.fixture
def mentions(resolver: Resolver, tmp_path: Path) -> Callable[[str], list[Mention]]:
    """Mentions of a text given as a string, countries aside."""

    def find(text: str) -> list[Mention]:
        path = tmp_path / "text.txt"
        path.write_text(text, encoding="utf-8")
        [document] = read_documents(path)
        return [m for parsed in parse(document, resolver) for m in parsed.mentions if m.kind != "country"]

    return find


@pytest.fixture(scope="session")
def atlas_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An atlas of the small test corpus."""
    path = tmp_path_factory.mktemp("atlas") / "atlas.gpkg"
    build.build([DATA / "corpus", DATA / "journal"], path)
    return path


@pytest.fixture(scope="session")
def atlas(atlas_file: Path, places: Gazetteer) -> Atlas:
    return store.read(atlas_file, places)


@pytest.fixture(scope="session")
def program() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run `python -m geo` with some arguments, and settings in its environment."""

    def run(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "geo", *map(str, arguments)],
            cwd=ROOT,
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )

    return run


@pytest.fixture(scope="session")
def command() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run a command of `python -m geo` in this process, which spares a start of two seconds."""
    from geo.__main__ import main

    def run(*arguments: object) -> subprocess.CompletedProcess[str]:
        words = [str(argument) for argument in arguments]
        done = CliRunner().invoke(main, words, catch_exceptions=False)
        return subprocess.CompletedProcess(words, done.exit_code, done.stdout, done.stderr)

    return run


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def serve(atlas_file: Path, port: int, **environment: str) -> subprocess.Popen[bytes]:
    """Start the app on a port and wait until it answers."""
    process = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port), "--server.address", "127.0.0.1"],
        cwd=ROOT,
        env={**os.environ, "PASSAGE_ATLAS_ATLAS_FILE": str(atlas_file), **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    for _ in range(3000):
        if process.poll() is not None:
            raise RuntimeError("the app stopped before it answered")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=1):
                return process
        except OSError:
            time.sleep(0.1)
    process.kill()
    raise RuntimeError("the app did not answer within five minutes")


@pytest.fixture(scope="session")
def shipped_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An atlas of the shipped corpus."""
    path = tmp_path_factory.mktemp("shipped") / "atlas.gpkg"
    build.build(None, path)
    return path


@pytest.fixture(scope="session")
def shipped(shipped_file: Path, places: Gazetteer) -> Atlas:
    return store.read(shipped_file, places)


@pytest.fixture(scope="session")
def app_scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder for temporary files of the running app."""
    return tmp_path_factory.mktemp("scratch")


@pytest.fixture(scope="session")
def app(shipped_file: Path, app_scratch: Path) -> Iterator[str]:
    """Address of the running app with the shipped corpus."""
    port = free_port()
    process = serve(shipped_file, port, TMPDIR=str(app_scratch))
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait(timeout=20)


@pytest.fixture(scope="session")
def chromium() -> str:
    path = find_chromium()
    if not path:
        if os.environ.get("PASSAGE_ATLAS_NEED_BROWSER"):
            pytest.fail("no Chromium was found, and it is needed here; install the package chromium")
        pytest.skip("no Chromium was found; install it to run the browser tests")
    return path


@pytest.fixture(scope="session")
def driver(chromium: str) -> Iterator[object]:
    from visit import playwright

    with playwright.sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(driver, chromium: str) -> Iterator[object]:
    from visit import FLAGS

    started = driver.chromium.launch(executable_path=chromium, args=FLAGS)
    yield started
    started.close()


@pytest.fixture(scope="session")
def window(driver, chromium: str) -> Iterator[object]:
    """A browser that keeps the scripts it has compiled (in memory, where there is room): opening a page costs a third less than in a new one each time."""
    from visit import FLAGS, WAIT

    memory = Path("/dev/shm")  # noqa: S108
    room = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 500_000_000
    with tempfile.TemporaryDirectory(dir=memory if room else None, ignore_cleanup_errors=True) as profile:
        context = driver.chromium.launch_persistent_context(
            profile, executable_path=chromium, args=FLAGS, viewport={"width": 1400, "height": 900}, reduced_motion="reduce"
        )
        context.set_default_timeout(WAIT)
        yield context
        context.close()


@pytest.fixture
def visit(window, request: pytest.FixtureRequest) -> Iterator[object]:
    """A page of its own, which knows nothing of those before; a screenshot is kept when the test fails, and what went wrong on the page fails the test."""
    from visit import Visit, keep_screenshot

    before = list(window.pages)
    one = Visit(window.new_page())
    failed = request.session.testsfailed
    yield one
    if request.session.testsfailed > failed:
        keep_screenshot(one, request.node.name, ROOT / "tests" / "screenshots")
    faults = list(one.faults)
    if one.page.url.startswith("http"):
        one.page.evaluate("localStorage.clear()")
    for page in window.pages:
        if page not in before:
            page.close()
    window.clear_cookies()
    assert faults == []
