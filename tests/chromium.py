"""Where the browser for the tests is; run as a program, it gets one if it can, and says so when it cannot."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
_MAC = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)


def find_chromium() -> str | None:
    """Path of an installed Chromium: the one named by CHROMIUM, the system's, or the one that Playwright has got."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named if Path(named).exists() else None
    for name in _NAMES:
        found = shutil.which(name)
        if found:
            return found
    for path in _MAC:
        if Path(path).exists():
            return path
    try:
        from playwright.sync_api import sync_playwright

        with sync_playwright() as playwright:
            path = playwright.chromium.executable_path
    except Exception:
        return None
    return path if Path(path).exists() else None


def main() -> None:
    """Get a browser when there is none; a failure to is said, and is an error only where it is needed."""
    if find_chromium():
        return
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False, capture_output=True)
    if not find_chromium():
        print("No Chromium was found and none could be got: the browser tests will not be run (install the package chromium).")  # noqa: T201
        sys.exit(1 if os.environ.get("PASSAGE_ATLAS_NEED_BROWSER") else 0)


if __name__ == "__main__":
    main()
