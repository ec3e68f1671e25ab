"""Paths and limits. Each can be set by an environment variable named PASSAGE_ATLAS_<NAME IN CAPITALS>."""

import os
from pathlib import Path

from geo.errors import InputError

ROOT = Path(__file__).resolve().parent.parent


def _path(name: str, default: Path) -> Path:
    return Path(os.environ.get(f"PASSAGE_ATLAS_{name}", default)).expanduser()


def _number(name: str, default: int, *, least: int = 1) -> int:
    raw = os.environ.get(f"PASSAGE_ATLAS_{name}", str(default))
    try:
        value = int(raw)
    except ValueError:
        raise InputError(f"PASSAGE_ATLAS_{name} is {raw!r}: give a whole number") from None
    if value < least:
        raise InputError(f"PASSAGE_ATLAS_{name} is {value}: give {least} or more")
    return value


data_dir = _path("DATA_DIR", ROOT / "data")
"""Folder of the corpus, gazetteer, events and base map."""

atlas_file = _path("ATLAS_FILE", ROOT / "atlas.gpkg")
"""The atlas that pages and commands read when no other is named."""

corrections_file = _path("CORRECTIONS_FILE", data_dir / "corrections.toml")
"""The file of corrections that builds apply and that pages and `correct` write to when no other is named; it may be missing."""

corrections_allowed = os.environ.get("PASSAGE_ATLAS_CORRECTIONS_ALLOWED", "1").strip().lower() not in ("", "0", "no", "false", "off")
"""Whether the pages may write corrections; a public server may rather not."""

max_file_mb = _number("MAX_FILE_MB", 20)
"""Largest file that is read, in megabytes; a larger one is reported and skipped."""

max_characters = _number("MAX_CHARACTERS", 20_000_000)
"""Longest text that a file may hold."""

max_pages = _number("MAX_PAGES", 2000)
"""Most pages that a PDF may have."""

max_archive_files = _number("MAX_ARCHIVE_FILES", 2000)
"""Most files that a ZIP archive (or a DOCX, which is one) may hold."""

max_unpacked_mb = _number("MAX_UNPACKED_MB", 200)
"""Most megabytes that an archive may unpack to, all its files together."""

max_unpack_ratio = _number("MAX_UNPACK_RATIO", 100)
"""How many times larger than packed a file of an archive may be (when it is over a megabyte)."""

read_seconds = _number("READ_SECONDS", 120)
"""Longest time that reading a PDF may take."""

processes = _number("PROCESSES", 0, least=0)
"""How many processes a build of many texts uses; 0: one for every core."""

passage_characters = _number("PASSAGE_CHARACTERS", 1600)
"""A longer paragraph is cut at a sentence end into passages of at most about this many characters."""

block_characters = _number("BLOCK_CHARACTERS", 1_000_000)
"""A document is resolved in blocks of at most this many characters, which keeps memory flat."""

own_texts = _number("OWN_TEXTS", 100)
"""How many texts of their own a visitor may put on the map."""

own_mb = _number("OWN_MB", 40)
"""How many megabytes a visitor's own texts may be together."""

tiles_url = os.environ.get("PASSAGE_ATLAS_TILES_URL", "https://tile.openstreetmap.org/{z}/{x}/{y}.png")
"""Address of online background tiles, which a visitor may switch on; empty: they cannot."""

tiles_attribution = os.environ.get("PASSAGE_ATLAS_TILES_ATTRIBUTION", "© OpenStreetMap contributors")
"""Whose the tiles are; shown on the map with them."""
