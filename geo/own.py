"""A visitor's own texts beside the shared atlas: read, parsed and joined in memory, in nobody else's sight."""

import re
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from geo import stages, store, world
from geo.atlas import Atlas
from geo.errors import InputError
from geo.gazetteer import Gazetteer
from geo.model import Document
from geo.stages import Rows, Stages

PREFIX = "own-"
"""What the id of every own text begins with: no shared work has such an id."""
CORRECTIONS = "corrections.toml"
_T = TypeVar("_T")
METADATA = ("title", "authors", "published", "publisher", "url")
"""What a visitor may say of a text, by the names of `model.Document`."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was found in an own text."""

    document: Document
    rows: Rows

    @property
    def mentions(self) -> int:
        """How many mentions of places."""
        return len(self.rows["mentions"])

    @property
    def unresolved(self) -> int:
        """How many of them have no place yet."""
        return sum(not row[8] for row in self.rows["mentions"])

    @property
    def places(self) -> int:
        """How many places."""
        return len({row[8] for row in self.rows["mentions"] if row[8]})

    @property
    def times(self) -> int:
        """How many times are stated."""
        return len({(row[0], *row[2:]) for row in self.rows["whens"]})


class OwnTexts:
    """The own texts of one visit. Nothing of them is on the disk, but for corrections, which lie in a folder that goes with the visit."""

    def __init__(self) -> None:
        self._found: dict[str, Found] = {}
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self.version = 0

    @property
    def texts(self) -> list[Found]:
        """What there is, in the order it came."""
        return list(self._found.values())

    @property
    def folder(self) -> Path:
        """A folder of this visit alone; it is removed when the visit ends or the program stops."""
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="passage-atlas-")
        return Path(self._folder.name)

    @property
    def corrections(self) -> Path | None:
        """The file of the corrections made in own texts, if there is any."""
        return self.folder / CORRECTIONS if self._folder is not None else None

    def add(self, document: Document, ready: Stages) -> Found:
        """Parse a document and keep it under an id of its own. Raises `InputError` for one that is there already."""
        if any(one.document.text == document.text and one.document.begins == document.begins for one in self._found.values()):
            raise InputError(f"{document.file}: “{document.title}” is here already; remove it first to read it again")
        slug = re.sub(r"[^a-z0-9]+", "-", document.id.lower()).strip("-") or "text"
        base = f"{PREFIX}{slug.removeprefix(PREFIX)}"
        key, number = base, 1
        while key in self._found:
            number += 1
            key = f"{base}-{number}"
        return self._parse(replace(document, id=key), ready)

    def change(self, key: str, metadata: Mapping[str, Any], ready: Stages) -> None:
        """Say something else of a text: values by the names of `METADATA`."""
        self._parse(replace(self._found[key].document, **{name: value for name, value in metadata.items() if name in METADATA}), ready)

    def again(self, ready: Stages) -> None:
        """Parse every text anew."""
        for one in self.texts:
            self._parse(one.document, ready)

    def _parse(self, document: Document, ready: Stages) -> Found:
        found = self._found[document.id] = Found(document, stages.rows_of(document, ready, ""))
        self.version += 1
        return found

    def remove(self, key: str) -> None:
        """Forget a text."""
        self._found.pop(key, None)
        self.version += 1

    def clear(self) -> None:
        """Forget every text, and remove the folder."""
        self._found.clear()
        self.version += 1
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

    def joined(self, shared: Atlas, gazetteer: Gazetteer) -> Atlas:
        """The shared atlas with the own texts after it; the shared one itself when there are none.

        `gazetteer` holds the places that the own texts may name.
        """
        if not self._found:
            return shared
        rows = stages.renumber(one.rows for one in self._found.values())
        named = {str(row[8]) for row in rows["mentions"] if row[8]}
        gazetteer = world.load().extend(gazetteer, named)
        own = store.in_memory(rows, gazetteer, shared)
        more = [gazetteer.places[key] for key in named if key not in shared.gazetteer.places]
        places = shared.gazetteer.extended(more, (name for place in more for name in gazetteer.names_of.get(place.id, ())), gazetteer.shapes)
        return _join(shared, replace(own, gazetteer=places))


def _join(first: Atlas, then: Atlas) -> Atlas:
    """Two atlases as one, passages and mentions of the second numbered after those of the first; its gazetteer and events are the second's."""
    passages, mentions = len(first.passages), len(first.mentions)
    shift = {"passage": passages, "mention": mentions}
    frames = {}
    for table in store.ROW_TABLES:
        more: pd.DataFrame = getattr(then, table).copy()
        for column in shift.keys() & set(more.columns):
            more[column] = more[column] + shift[column]
        frames[table] = pd.concat([getattr(first, table), more], ignore_index=True)

    def search(words: str) -> np.ndarray:
        return np.concatenate([then.search(words) + passages, first.search(words)])  # one's own first: the fits of two indices do not compare

    def matches(words: str, numbers: Iterable[int]) -> dict[int, list[tuple[int, int]]]:
        return _both(numbers, passages, lambda own: first.matches(words, own), lambda own: then.matches(words, own))

    def texts(numbers: Iterable[int]) -> dict[int, str]:
        return _both(numbers, passages, first.texts, then.texts)

    return Atlas(gazetteer=then.gazetteer, events=first.events, search=search, matches=matches, texts=texts, **frames)


def _both(numbers: Iterable[int], size: int, first: Callable[[list[int]], dict[int, _T]], then: Callable[[list[int]], dict[int, _T]]) -> dict[int, _T]:
    """Ask each atlas for what is its own."""
    wanted = [int(number) for number in numbers]
    found = first([number for number in wanted if number < size])
    return found | {number + size: value for number, value in then([number - size for number in wanted if number >= size]).items()}
