"""Mentions over time."""

from dataclasses import replace
from datetime import date

import pytest

from geo.filters import Filters
from geo.model import ROLES
from geo.timeline import counts, events, totals


@pytest.mark.parametrize(
    "filters",
    [
        Filters(),
        Filters(kind=("city", "district")),
        Filters(first="1993", last="2020-07"),
        Filters(clock="written"),
        Filters(kind=("corridor", "line"), clock="valid"),
    ],
)
@pytest.mark.parametrize("unit", ["year", "month"])
def test_a_bar_is_as_high_as_choosing_its_time_gives_mentions(atlas, filters: Filters, unit: str) -> None:
    table = counts(atlas, atlas.select(filters), unit)
    assert len(table)
    for period, own in table.groupby("period"):
        inside = replace(filters, first=max(filters.first, period), last=min(filters.last or "9999", period))
        chosen = replace(filters, first=period, last=period)
        wanted = chosen if not filters.first else inside
        if len(filters.last) <= len(period):
            assert own["mentions"].sum() == len(atlas.select(wanted).mentions), period


def test_totals_are_those_of_the_layers(atlas) -> None:
    selection = atlas.select(Filters())
    by_period = counts(atlas, selection).groupby("period")["mentions"].sum()
    assert {step.period: count for step, count in totals(atlas, selection) if count} == by_period.to_dict()


def test_nothing_selected_gives_no_bars(atlas) -> None:
    assert counts(atlas, atlas.select(Filters(q="no such words"))).empty


def test_events_that_the_passages_speak_of_stand_in_lanes_that_do_not_overlap(atlas) -> None:
    frame = events(atlas, atlas.select(Filters()), 30)
    assert set(frame["event"]) <= set(atlas.known.events)
    for _, lane in frame.groupby("lane"):
        ordered = lane.sort_values("begin")
        assert all(first < second for first, second in zip(ordered["drawn_to"], ordered["begin"].iloc[1:], strict=False))
    assert (frame["drawn_to"] >= frame["end"]).all()


def test_no_bar_stands_outside_the_selected_time(atlas) -> None:
    """A mention told of a longer time is selected by any part of it, and counted only within what is selected."""
    numbers, first, last = atlas.times
    [long, *_] = [n for n in range(len(numbers)) if date.fromordinal(first[n]).year < date.fromordinal(last[n]).year < 2030]
    year = str(date.fromordinal(first[long]).year)
    selection = atlas.select(Filters(first=year, last=year, role=tuple(ROLES)))
    assert numbers[long] in set(selection.mentions["mention"])
    assert set(counts(atlas, selection)["period"]) == {year}
