"""The catalogue of events, and which passages speak of each.

A passage speaks of an event when it holds words that mark it, or when it names one of the event's places and states
a time of a month or less that meets the event's interval (for events of two months or less).
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

import ahocorasick

from geo import settings
from geo.errors import DataError
from geo.folding import fold
from geo.gazetteer import Gazetteer
from geo.model import Event, Mention, Passage, When

FILE = "events.toml"
_SHORT = 62
_FINE = frozenset({"day", "month", "range"})


@dataclass(frozen=True)
class Catalogue:
    """The events, in order of time."""

    events: dict[str, Event]

    @cached_property
    def _automaton(self) -> "ahocorasick.Automaton":
        automaton = ahocorasick.Automaton()
        marks: dict[str, list[str]] = {}
        for event in self.events.values():
            for word in event.words:
                marks.setdefault(fold(word), []).append(event.id)
        for word, ids in marks.items():
            automaton.add_word(word, (len(word), ids))
        automaton.make_automaton()
        return automaton

    @cached_property
    def _by_place(self) -> dict[str, list[Event]]:
        found: dict[str, list[Event]] = {}
        for event in self.events.values():
            if (event.last - event.first).days <= _SHORT:
                for place in event.places:
                    found.setdefault(place, []).append(event)
        return found

    def of_passage(self, passage: Passage, mentions: Iterable[Mention], whens: Iterable[When]) -> dict[str, str]:
        """Event id -> how it was found ("words", or "place and time") for a passage."""
        found: dict[str, str] = {}
        if self.events:
            folded = fold(passage.text)
            for last, (length, ids) in self._automaton.iter(folded):
                start, end = last - length + 1, last + 1
                if not (start and folded[start - 1].isalnum()) and not (end < len(folded) and folded[end].isalnum()):
                    found.update(dict.fromkeys(ids, "words"))
        fine = [when for when in whens if when.granularity in _FINE and (when.last - when.first).days <= _SHORT]
        if fine:
            for mention in mentions:
                for event in self._by_place.get(mention.place or "", ()):
                    own = [when for when in mention.whens if when in fine]
                    if event.id not in found and any(when.first <= event.last and event.first <= when.last for when in own):
                        found[event.id] = "place and time"
        return found


def load(path: Path | None = None, gazetteer: Gazetteer | None = None) -> Catalogue:
    """Read and validate the catalogue. Raises `DataError` with every fault found.

    With a gazetteer, the places of events are checked against it.
    """
    path = path or settings.data_dir / FILE
    faults: list[str] = []
    try:
        rows = tomllib.loads(path.read_text(encoding="utf-8")).get("event", [])
    except FileNotFoundError:
        raise DataError([f"{path}: is missing; restore it from the repository"]) from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DataError([f"{path}: cannot be read ({error}); it must be TOML in UTF-8"]) from None
    events: dict[str, Event] = {}
    for at, row in enumerate(rows, 1):
        where = f"{path}: event {at} ({row.get('id') or 'no id'})"
        event = _event(row, where, faults)
        if event is None:
            continue
        if event.id in events:
            faults.append(f"{where}: the id stands twice; give one of them another")
        if gazetteer:
            faults += [
                f"{where}: place {place!r} is no place of the gazetteer; add it or mend the id" for place in event.places if place not in gazetteer.places
            ]
        events[event.id] = event
    if faults:
        raise DataError(faults)
    return Catalogue(dict(sorted(events.items(), key=lambda item: (item[1].first, item[1].last))))


def _event(row: dict[str, object], where: str, faults: list[str]) -> Event | None:
    before = len(faults)
    for key in ("id", "name", "period", "summary"):
        if not isinstance(row.get(key), str) or not str(row.get(key)).strip():
            faults.append(f"{where}: {key} is missing; write it")
    lists: dict[str, tuple[str, ...]] = {}
    for key in ("places", "words", "sources"):
        value = row.get(key)
        if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
            faults.append(f"{where}: {key} must be a list of texts")
        else:
            lists[key] = tuple(value)
    for key in ("words", "sources"):
        if key in lists and not lists[key]:
            faults.append(f"{where}: {key} is empty; give at least one")
    days: dict[str, date] = {}
    for key in ("from", "to"):
        try:
            days[key] = date.fromisoformat(str(row.get(key)))
        except ValueError:
            faults.append(f"{where}: {key} is {row.get(key)!r}, no day; write YYYY-MM-DD")
    if len(days) == 2 and days["to"] < days["from"]:
        faults.append(f"{where}: ends ({days['to']}) before it starts ({days['from']}); swap or mend the days")
    if len(faults) > before:
        return None
    return Event(
        str(row["id"]), str(row["name"]), days["from"], days["to"], str(row["period"]), lists["places"], lists["words"], str(row["summary"]), lists["sources"]
    )  # fmt: skip
