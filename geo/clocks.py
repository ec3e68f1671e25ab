"""The three clocks: for each mention the days by which a time selects it. When it happened, when it was written, when its place's shape was valid.

A name's years of use select nothing: "Stepanakert" in a work of 2022 is no less a mention of the city, and to hide either name would take a side.
They say how a place is labelled for a day (`Gazetteer.called`).
"""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd

from geo.dates import find_whens, parse_day
from geo.gazetteer import Gazetteer

ALWAYS = (date.min.toordinal(), date.max.toordinal())
"""First and last day of what has no beginning and no end."""


@dataclass(frozen=True)
class Times:
    """Intervals of days (ordinals), each of one mention: `numbers` the mentions, `first` and `last` their days; `size` mentions in all."""

    numbers: np.ndarray
    first: np.ndarray
    last: np.ndarray
    size: int

    @cached_property
    def dated(self) -> np.ndarray:
        """Which mentions have a time at all."""
        found = np.zeros(self.size, dtype=bool)
        found[self.numbers] = True
        return found

    def within(self, low: int, high: int) -> np.ndarray:
        """Which mentions have a time that meets the days from `low` to `high`: any overlap counts."""
        found = np.zeros(self.size, dtype=bool)
        found[self.numbers[(self.first <= high) & (self.last >= low)]] = True
        return found

    @cached_property
    def years(self) -> tuple[int, int]:
        """First and last year, of times no longer than a decade; without any, this year."""
        fine = (self.last - self.first) < 3700
        if not fine.any():
            return date.today().year, date.today().year
        return date.fromordinal(int(self.first[fine].min())).year, date.fromordinal(int(self.last[fine].max())).year


def times(clock: str, mentions: pd.DataFrame, whens: pd.DataFrame, documents: pd.DataFrame, gazetteer: Gazetteer) -> Times:
    """The days of each mention by one of `model.CLOCKS`; the frames have the columns of `schema.TABLES`."""
    if clock == "written":
        return written(mentions, documents)
    return valid(mentions, gazetteer) if clock == "valid" else told(mentions, whens)


def told(mentions: pd.DataFrame, whens: pd.DataFrame) -> Times:
    """When it happened: a mention's own times, or else those of its passage."""
    own = whens[whens["mention"].notna()]
    shared = whens[whens["mention"].isna()]
    rest = mentions.loc[~mentions["mention"].isin(own["mention"]), ["mention", "passage"]]
    joined = rest.merge(shared[["passage", "begin", "end"]], on="passage")
    numbers = np.concatenate([own["mention"].to_numpy(dtype=np.int64), joined["mention"].to_numpy(dtype=np.int64)])
    first = np.concatenate([_ordinals(own["begin"]), _ordinals(joined["begin"])])
    last = np.concatenate([_ordinals(own["end"]), _ordinals(joined["end"])])
    return Times(numbers, first, last, len(mentions))


def written(mentions: pd.DataFrame, documents: pd.DataFrame) -> Times:
    """When it was written: the days in which the mention's document was published; of a document without a date there are none."""
    published = {key: days for key, text in zip(documents["document"], documents["published"], strict=True) if (days := published_days(text))}
    return _by_key(mentions["document"], {key: [(first.toordinal(), last.toordinal())] for key, (first, last) in published.items()})


def valid(mentions: pd.DataFrame, gazetteer: Gazetteer) -> Times:
    """When a shape of the mention's place was valid: always for a place without one, or whose shape never changes; never without a place."""
    spans: dict[str, list[tuple[int, int]]] = {}
    for place in gazetteer.places:
        shapes = gazetteer.shapes_of(place)
        spans[place] = [(one.begin.toordinal() if one.begin else ALWAYS[0], one.end.toordinal() if one.end else ALWAYS[1]) for one in shapes] or [ALWAYS]
    return _by_key(mentions["place_id"], spans)


def published_days(text: str) -> tuple[date, date] | None:
    """First and last day of a publication date, EDTF or as people write it ("Summer 2022"); None when it says none."""
    parts = [part.rstrip("~?%") for part in str(text or "").split("/")]
    try:
        return parse_day(parts[0]), parse_day(parts[-1], last=True)
    except ValueError:
        whens = find_whens(str(text or ""))
        return (min(when.first for when in whens), max(when.last for when in whens)) if whens else None


def _by_key(column: pd.Series, spans: dict[str, list[tuple[int, int]]]) -> Times:
    """Times of mentions that share those of a key, such as their document or their place."""
    codes, keys = pd.factorize(column)
    counts = np.array([len(spans.get(str(key), ())) for key in keys], dtype=np.int64)
    flat = np.array([span for key in keys for span in spans.get(str(key), ())], dtype=np.int64).reshape(-1, 2)
    starts = np.cumsum(counts) - counts
    each = counts[codes] if len(codes) else np.empty(0, dtype=np.int64)
    numbers = np.repeat(np.arange(len(codes)), each)
    within = np.arange(len(numbers)) - np.repeat(np.cumsum(each) - each, each)
    rows = starts[codes[numbers]] + within if len(numbers) else np.empty(0, dtype=np.int64)
    return Times(numbers, flat[rows, 0], flat[rows, 1], len(column))


def _ordinals(days: pd.Series) -> np.ndarray:
    return np.fromiter((date.fromisoformat(day).toordinal() for day in days), dtype=np.int64, count=len(days))
