"""What a reader is shown of passages: text, mentions, times, events, the work, and how to cite it. No markup."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from geo.atlas import Atlas, Selection
from geo.model import layer_of
from geo.wording import show_edtf

_PLAIN = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-\d{2})?)?")


@dataclass(frozen=True, slots=True)
class Mark:
    """A mention in a passage: its span, its place (empty: none yet), and whether the selection holds it."""

    start: int
    end: int
    surface: str
    place: str
    kind: str
    role: str
    selected: bool

    @property
    def layer(self) -> str:
        """The layer it is drawn in."""
        return layer_of(self.kind)


@dataclass(frozen=True, slots=True)
class Told:
    """A time that a passage states: as people write it, and as `from` and `to` of the filters."""

    text: str
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A passage as it is shown."""

    number: int
    text: str
    part: str
    heading: str
    locator: str
    marks: tuple[Mark, ...]
    times: tuple[Told, ...]
    events: tuple[tuple[str, str], ...]
    found: tuple[tuple[int, int], ...]
    work: Any

    @property
    def where(self) -> str:
        """Where in the work it stands."""
        return str(self.locator or self.heading)

    @property
    def citation(self) -> str:
        """How to cite it: authors, title, publisher, date, place in the work, address."""
        return cite(self.work, self.where)


def read(atlas: Atlas, numbers: Sequence[int], selection: Selection | None = None) -> list[Reading]:
    """Passages as they are shown, in the order given; without a selection every mention counts as selected."""
    texts = atlas.texts(numbers)
    chosen = None if selection is None else frozenset(selection.mentions["mention"])
    words = selection.filters.q if selection else ""
    matches = atlas.matches(words, numbers) if words else {}
    return [_reading(atlas, number, texts[number], chosen, matches.get(number, ())) for number in numbers]


def _reading(atlas: Atlas, number: int, text: str, chosen: frozenset[int] | None, found: Iterable[tuple[int, int]]) -> Reading:
    [passage] = atlas.rows_of("passages", number)
    marks = [
        Mark(int(m.start), int(m.end), m.surface, m.place_id, m.kind, m.role, chosen is None or m.mention in chosen) for m in atlas.rows_of("mentions", number)
    ]
    shared = [when for when in atlas.rows_of("whens", number) if pd.isna(when.mention)]
    times = {when.edtf: Told(show_edtf(when.edtf), *_as_filters(when)) for when in shared}
    events = [(row.event, atlas.known.events[row.event]) for row in atlas.rows_of("passage_events", number) if row.event in atlas.known.events]
    return Reading(
        number, text, passage.part, passage.heading, passage.locator, tuple(sorted(marks, key=lambda mark: mark.start)), tuple(times.values()), tuple(events),
        tuple(found), atlas.works[passage.document],
    )  # fmt: skip


def _as_filters(when: Any) -> tuple[str, str]:
    """`from` and `to` that select a stated time, as coarse as the text is; seasons and decades become days."""
    parts = [part.rstrip("~?") for part in when.edtf.split("/")]
    if all(_PLAIN.fullmatch(part) for part in parts):
        return parts[0], parts[-1]
    return when.begin, when.end


def neighbours(atlas: Atlas, number: int) -> tuple[int | None, int | None]:
    """The passages before and after a passage in its work, None at its ends."""
    [passage] = atlas.rows_of("passages", number)
    beside = []
    for other in (number - 1, number + 1):
        rows = atlas.rows_of("passages", other)
        beside.append(other if rows and rows[0].document == passage.document else None)
    return beside[0], beside[1]


def cite(work: Any, where: str = "") -> str:
    """A citation of a work, or of a place in it, as one line of plain text."""
    source = ", ".join(str(part) for part in (work.publisher, work.published) if part)
    parts = [f"{work.authors or 'Author not named'}, “{work.title}”", source, where, work.url]
    return ", ".join(part for part in parts if part) + "."


def spellings(atlas: Atlas, place: str) -> list[tuple[str, dict[str, int]]]:
    """The ways that the works write a place, most mentions first, each with its mentions by work."""
    own = atlas.mentions[atlas.mentions["place_id"] == place]
    counted = own.groupby(["surface", "document"]).size()
    found: dict[str, dict[str, int]] = {}
    for (surface, document), count in counted.items():
        found.setdefault(str(surface), {})[str(document)] = int(count)
    return sorted(found.items(), key=lambda item: (-sum(item[1].values()), item[0]))
