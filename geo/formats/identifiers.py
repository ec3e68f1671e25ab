"""Identifiers (IRIs) that linked data know the project's things by.

They name and do not lead anywhere: the project has no address of its own on the web.
"""

import re
from urllib.parse import quote

_GEONAMES = re.compile(r"^gn:(\d+)$")
_WHOS_ON_FIRST = re.compile(r"^wof:(\d+)$")


def of_place(place: str) -> str:
    """A place, by its id in the gazetteer."""
    return f"urn:passage-atlas:place:{quote(place, safe='')}"


def of_document(document: str) -> str:
    """The text of a work that was read; offsets count in it."""
    return f"urn:passage-atlas:document:{quote(document, safe='')}"


def of_mention(document: str, start: int, stop: int) -> str:
    """A mention, by its offsets in the text."""
    return f"urn:passage-atlas:mention:{quote(document, safe='')}:{start}-{stop}"


def of_sources(source_id: str) -> list[str]:
    """Addresses of the records that a location is from (parted by semicolons); those that are in no gazetteer on the web have none."""
    found = []
    for one in source_id.split(";"):
        if match := _GEONAMES.match(one):
            found.append(f"https://www.geonames.org/{match.group(1)}/")
        elif match := _WHOS_ON_FIRST.match(one):
            found.append(f"https://spelunker.whosonfirst.org/id/{match.group(1)}/")
    return found


def of_source(source_id: str) -> str:
    """Address of the first of them, empty when there is none."""
    return next(iter(of_sources(source_id)), "")
