"""Mentions over time, by the clock of the filters: how many the years or months tell of, and the steps to walk through them.

A mention counts once in every year (or month) that its times meet, just as choosing that year selects it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from geo.atlas import Atlas, Selection
from geo.model import LAYERS, layer_of
from geo.wording import show_span


@dataclass(frozen=True, slots=True)
class Step:
    """A year or month: as filters write it, and its first and last day."""

    period: str
    first: date
    last: date


def periods(atlas: Atlas, unit: str, clock: str = "told") -> list[Step]:
    """Every year or month that the atlas tells of (times longer than a decade aside) or, by another clock, that it was written in, in order."""
    low, high = atlas.years_of(clock)
    return (
        [Step(f"{year}", date(year, 1, 1), date(year, 12, 31)) for year in range(low, high + 1)]
        if unit == "year"
        else [
            Step(f"{year}-{month:02}", date(year, month, 1), date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1))
            for year in range(low, high + 1)
            for month in range(1, 13)
        ]
    )


def counts(atlas: Atlas, selection: Selection, unit: str = "year") -> pd.DataFrame:
    """Selected mentions by period and layer: columns period, begin, end (days), layer, mentions; in order of time, then of the legend."""
    steps = periods(atlas, unit, selection.filters.clock)
    table = _tally(atlas, selection, steps)
    at, layer = np.nonzero(table)
    names = list(LAYERS)
    return pd.DataFrame(
        {
            "period": [steps[i].period for i in at],
            "begin": [steps[i].first for i in at],
            "end": [steps[i].last for i in at],
            "layer": [names[i] for i in layer],
            "mentions": table[at, layer],
        }
    )


def totals(atlas: Atlas, selection: Selection, unit: str = "year") -> list[tuple[Step, int]]:
    """Every year or month of the atlas, each with how many selected mentions tell of it."""
    several = periods(atlas, unit, selection.filters.clock)
    return [(step, int(count)) for step, count in zip(several, _tally(atlas, selection, several).sum(axis=1), strict=True)]


def steps(atlas: Atlas, selection: Selection, unit: str = "year") -> list[Step]:
    """The years or months that the selected mentions tell of; empty ones are left out, so that a walk never shows nothing."""
    return [step for step, mentions in totals(atlas, selection, unit) if mentions]


def _tally(atlas: Atlas, selection: Selection, several: Sequence[Step]) -> np.ndarray:
    """Periods x layers: how many selected mentions meet each."""
    names = list(LAYERS)
    table = np.zeros((len(several), len(names)), dtype=np.int64)
    if not several or selection.mentions.empty:
        return table
    starts = np.array([step.first.toordinal() for step in several])
    times = atlas.clock(selection.filters.clock)
    numbers, first, last = times.numbers, times.first, times.last
    chosen = np.full(len(atlas.mentions), -1)
    kinds, ids = atlas.codes["kind"]
    layers = np.array([names.index(layer_of(kind)) for kind in ids])
    own = selection.mentions["mention"].to_numpy(dtype=np.int64)
    chosen[own] = layers[kinds[own]]
    low, high = _bounds(selection)
    keep = (chosen[numbers] >= 0) & (first <= min(high, several[-1].last.toordinal())) & (last >= max(low, int(starts[0])))
    numbers, first, last = numbers[keep], np.maximum(first[keep], low), np.minimum(last[keep], high)
    begun = np.maximum(np.searchsorted(starts, first, side="right") - 1, 0)
    ended = np.searchsorted(starts, last, side="right") - 1
    lengths = ended - begun + 1
    within = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    met = np.unique(np.stack([np.repeat(numbers, lengths), np.repeat(begun, lengths) + within]), axis=1)
    np.add.at(table, (met[1], chosen[met[0]]), 1)
    return table


def _bounds(selection: Selection) -> tuple[int, int]:
    filters = selection.filters
    return (filters.first_day or date.min).toordinal(), (filters.last_day or date.max).toordinal()


def events(atlas: Atlas, selection: Selection, years: int) -> pd.DataFrame:
    """Events that the selected passages speak of: columns event, name, begin, end (days), days (text), mentions, lane, drawn_to.

    Lanes (from 0) keep bars apart; where `years` are shown at once, a short event is drawn wide enough to be seen and hit.
    """
    bar = timedelta(days=2 + 2.3 * years)
    told = atlas.passage_events.merge(selection.mentions[["passage"]], on="passage")["event"].value_counts()
    found = atlas.events[atlas.events["event"].isin(told.index)].sort_values(["begin", "end"])
    begin, end = [pd.to_datetime(found[column]).dt.date.tolist() for column in ("begin", "end")]
    drawn_to = [max(last, first + bar) for first, last in zip(begin, end, strict=True)]
    lanes: list[date] = []
    placed = []
    for first, until in zip(begin, drawn_to, strict=True):
        lane = next((at for at, free in enumerate(lanes) if free < first), len(lanes))
        lanes[lane : lane + 1] = [until + bar / 4]
        placed.append(lane)
    days = [show_span(first.isoformat(), last.isoformat()) for first, last in zip(begin, end, strict=True)]
    return pd.DataFrame(
        {
            "event": found["event"].tolist(), "name": found["name"].tolist(), "begin": begin, "end": end, "days": days,
            "mentions": [int(told[event]) for event in found["event"]], "lane": placed, "drawn_to": drawn_to,
        }
    )  # fmt: skip
