"""The atlas in memory, and the questions that it answers: `select(filters)`."""

from collections import namedtuple
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import uuid4

import numpy as np
import pandas as pd

from geo import clocks
from geo.clocks import Times
from geo.filters import Filters, Known
from geo.gazetteer import Gazetteer
from geo.model import ROLES

_NEVER = np.iinfo(np.int64).max
ORDERS = {"time": "By time told", "work": "By work", "relevance": "By relevance"}
"""Order of passages -> what it is called on screen."""
_COLUMNS = {"kind": "kind", "role": "role", "source": "document", "place": "place_id"}


@dataclass(frozen=True)
class Selection:
    """What filters select: rows of the atlas's mentions, and how many more state no time.

    `undated` counts the mentions that everything but the time selects and that the filters' clock gives no day: their passage
    states none, their document has no date, or no place was found for them.
    """

    filters: Filters
    mentions: pd.DataFrame
    undated: int

    @cached_property
    def passages(self) -> np.ndarray:
        """Numbers of the passages that hold a selected mention, in order."""
        return np.unique(self.mentions["passage"].to_numpy())

    @property
    def places(self) -> int:
        """How many places are selected."""
        named = self.mentions["place_id"]
        return int(named[named != ""].nunique())


@dataclass(frozen=True)
class Atlas:
    """Tables of an atlas as data frames (columns as in `schema.TABLES`), without the passages' texts.

    `search` gives the numbers of the passages that hold some words, the best fit first; `matches` where in some passages
    these words stand; `texts` the texts of passages by number. `identity` is its own: what is kept for one atlas must not be
    shown for another.
    """

    documents: pd.DataFrame
    passages: pd.DataFrame
    mentions: pd.DataFrame
    whens: pd.DataFrame
    events: pd.DataFrame
    passage_events: pd.DataFrame
    gazetteer: Gazetteer
    search: Callable[[str], np.ndarray]
    matches: Callable[[str, Iterable[int]], dict[int, list[tuple[int, int]]]]
    texts: Callable[[Iterable[int]], dict[int, str]]
    identity: str = field(default_factory=lambda: uuid4().hex)

    @cached_property
    def known(self) -> Known:
        """What values filters may take, with their names."""
        return Known(
            dict(zip(self.events["event"], self.events["name"], strict=True)),
            dict(zip(self.documents["document"], self.documents["title"], strict=True)),
            {key: place.name for key, place in self.gazetteer.places.items()},
        )

    @cached_property
    def _clocks(self) -> dict[str, Times]:
        return {}

    def clock(self, name: str = "told") -> Times:
        """The days of each mention by one of `model.CLOCKS`; worked out once."""
        if name not in self._clocks:
            self._clocks[name] = clocks.times(name, self.mentions, self.whens, self.documents, self.gazetteer)
        return self._clocks[name]

    @property
    def times(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """(mention numbers, first days, last days) of what is told: a mention's own times, or else those of its passage."""
        told = self.clock()
        return told.numbers, told.first, told.last

    @cached_property
    def told(self) -> pd.DataFrame:
        """First and last day that each mention tells of (columns first_day, last_day as ordinals; absent when undated), by mention."""
        numbers, first, last = self.times
        frame = pd.DataFrame({"mention": numbers, "first_day": first, "last_day": last})
        return frame.groupby("mention").agg(first_day=("first_day", "min"), last_day=("last_day", "max"))

    @cached_property
    def told_days(self) -> tuple[np.ndarray, np.ndarray]:
        """First and last day that each mention tells of, as ordinals by its number; 0 when undated."""
        numbers, first, last = self.times
        begun, ended = np.full(len(self.mentions), _NEVER), np.zeros(len(self.mentions), dtype=np.int64)
        np.minimum.at(begun, numbers, first)
        np.maximum.at(ended, numbers, last)
        return np.where(ended > 0, begun, 0), ended

    @property
    def years(self) -> tuple[int, int]:
        """First and last year that the atlas tells of (of times no longer than a decade)."""
        return self.clock().years

    def years_of(self, clock: str) -> tuple[int, int]:
        """First and last year of a clock: those told of, or of the publication dates. Validity may have no end: it is shown over the years told of."""
        return self.clock(clock if clock == "written" else "told").years

    @cached_property
    def codes(self) -> dict[str, tuple[np.ndarray, dict[str, int]]]:
        """Filter key -> (a small number for each mention, value -> its number): comparing numbers is much quicker than text."""
        found = {}
        for key, column in _COLUMNS.items():
            codes, values = pd.factorize(self.mentions[column])
            found[key] = (codes, {str(value): at for at, value in enumerate(values)})
        return found

    @cached_property
    def _passage_of(self) -> np.ndarray:
        return np.asarray(self.mentions["passage"], dtype=np.int64)

    def _masks(self, filters: Filters) -> dict[str, np.ndarray]:
        """Filter key -> which mentions it keeps; keys that keep all are left out, and so is the time."""
        masks: dict[str, np.ndarray] = {}
        for key, (codes, values) in self.codes.items():
            chosen = getattr(filters, key)
            if chosen:
                masks[key] = np.isin(codes, [values[value] for value in chosen if value in values])
        if filters.event:
            about = self.passage_events.loc[self.passage_events["event"].isin(filters.event), "passage"]
            masks["event"] = np.isin(self._passage_of, about.to_numpy(dtype=np.int64))
        if filters.q:
            masks["q"] = np.isin(self._passage_of, self.search(filters.q))
        return masks

    def _in_time(self, filters: Filters) -> np.ndarray | None:
        """Which mentions the time keeps, None without one. Any overlap counts."""
        if not filters.has_time:
            return None
        times = self.clock(filters.clock)
        hit = times.within(*_bounds(filters))
        return hit | ~times.dated if filters.undated else hit

    def select(self, filters: Filters) -> Selection:
        """The mentions that filters select. A time selects by the filters' clock what happened, was written or was valid in it: any overlap counts."""
        keep = _all_of(self._masks(filters).values(), len(self.mentions))
        undated = int((keep & ~self.clock(filters.clock).dated).sum())
        in_time = self._in_time(filters)
        if in_time is not None:
            keep = keep & in_time
        return Selection(filters, self.mentions[keep], undated)

    def facets(self, filters: Filters) -> dict[str, dict[str, int]]:
        """For event, kind, source, place and role: how many mentions each choice would leave beside the other filters; most first, those with none left out."""
        masks, in_time, size = self._masks(filters), self._in_time(filters), len(self.mentions)
        found: dict[str, dict[str, int]] = {}
        for key in (*self.codes, "event"):
            others = [mask for other, mask in masks.items() if other != key]
            keep = _all_of([*others, *([in_time] if in_time is not None else [])], size)
            if key == "event":
                per_passage = np.bincount(self._passage_of[keep], minlength=len(self.passages) + 1)
                counted = pd.Series(per_passage[self.passage_events["passage"].to_numpy(dtype=np.int64)]).groupby(self.passage_events["event"].to_numpy()).sum()
                pairs = [(str(event), int(count)) for event, count in counted.items()]
            else:
                codes, values = self.codes[key]
                tally = np.bincount(codes[keep], minlength=len(values))
                pairs = [(value, int(tally[at])) for value, at in values.items() if value]
            found[key] = dict(sorted(((value, count) for value, count in pairs if count), key=lambda pair: -pair[1]))
        return found

    def choices(self, filters: Filters, key: str) -> dict[str, int]:
        """`facets` of one key."""
        return self.facets(filters)[key]

    def ordered(self, selection: Selection, order: str = "time") -> list[int]:
        """Numbers of the selected passages in an order of `ORDERS`.

        time: by the first selected day that their selected mentions tell of, the undated last; work: as they stand in the
        works; relevance: by how well they fit the words searched for, or else by how many selected mentions they hold.
        """
        if order == "work":
            return [int(number) for number in selection.passages]
        by_time = self._by_time(selection)
        if order == "time":
            return by_time
        if selection.filters.q:
            rank = {int(number): at for at, number in enumerate(self.search(selection.filters.q))}
            return sorted(by_time, key=lambda number: rank.get(number, len(rank)))
        held = selection.mentions["passage"].value_counts().to_dict()
        return sorted(by_time, key=lambda number: -held[number])

    def _by_time(self, selection: Selection) -> list[int]:
        numbers, first, last = self.times
        low, high = _bounds(selection.filters) if selection.filters.clock == "told" else clocks.ALWAYS
        chosen = np.zeros(len(self.mentions), dtype=bool)
        chosen[selection.mentions["mention"].to_numpy(dtype=np.int64)] = True
        within = (first <= high) & (last >= low) & chosen[numbers]
        days = np.full(len(self.passages), _NEVER)
        np.minimum.at(days, self._passage_of[numbers[within]], np.maximum(first[within], low))
        passages = selection.passages
        return [int(number) for number in passages[np.argsort(days[passages], kind="stable")]]

    @cached_property
    def _rows(self) -> dict[str, tuple[Any, list[np.ndarray], np.ndarray, np.ndarray]]:
        """Table -> (record class, its columns, positions of rows in order of their passages, those passages)."""
        found = {}
        for table in ("mentions", "whens", "passage_events", "passages"):
            frame: pd.DataFrame = getattr(self, table)
            record = namedtuple(table.title().replace("_", ""), list(frame.columns))  # type: ignore[misc]
            owner = frame["passage"].to_numpy(dtype=np.int64)
            order = np.argsort(owner, kind="stable")
            found[table] = (record, [frame[column].to_numpy(dtype=object) for column in frame.columns], order, owner[order])
        return found

    def rows_of(self, table: str, passage: int) -> list[Any]:
        """Rows of mentions, whens, passage_events or passages that belong to a passage, as records with the columns' names."""
        record, columns, order, owners = self._rows[table]
        low, high = np.searchsorted(owners, passage), np.searchsorted(owners, passage, side="right")
        return [record(*(column[at] for column in columns)) for at in order[low:high]]

    @cached_property
    def works(self) -> dict[str, Any]:
        """Document id -> its row as a record with the columns' names."""
        return {str(row.document): row for row in self.documents.itertuples(index=False)}

    def count_by_role(self) -> dict[str, int]:
        """Mentions by role, every role named."""
        counted = self.mentions["role"].value_counts()
        return {role: int(counted.get(role, 0)) for role in ROLES}

    def unresolved(self) -> pd.DataFrame:
        """Names without a place yet: columns name, kind, mentions, documents; most mentions first."""
        lost = self.mentions[self.mentions["place_id"] == ""]
        grouped = lost.groupby(["surface", "kind"], sort=False).agg(mentions=("mention", "size"), documents=("document", lambda d: "; ".join(sorted(set(d)))))
        return grouped.reset_index().rename(columns={"surface": "name"}).sort_values(["mentions", "name"], ascending=[False, True], ignore_index=True)


def _all_of(masks: Iterable[np.ndarray], size: int) -> np.ndarray:
    keep = np.ones(size, dtype=bool)
    for mask in masks:
        keep &= mask
    return keep


def _bounds(filters: Filters) -> tuple[int, int]:
    """First and last selected day as ordinals."""
    return filters.first_day.toordinal() if filters.first_day else 0, filters.last_day.toordinal() if filters.last_day else _NEVER
