"""Time in motion: a strip of the years, and a walk through them by year or month, by hand or playing."""

from bisect import bisect_left, bisect_right
from dataclasses import replace
from typing import Any

import streamlit as st

from geo import timeline
from geo.atlas import Atlas, Selection
from geo.filters import Filters
from geo.timeline import Step
from geo.ui import state
from geo.ui.live import live

_PACE = 1400
"""Milliseconds from one step to the next while playing."""


def player(atlas: Atlas, visit: state.Visit, everytime: Selection) -> None:
    """Draw the strip and the player. `everytime` is the selection without its time."""
    unit, playing = visit.view["unit"], bool(st.session_state.get("_playing"))
    steps = timeline.steps(atlas, everytime, unit)
    strip = _strip(atlas, everytime, visit.filters)
    keeping = bool(st.session_state.get("_keeping"))
    buttons = "".join(
        (
            _button("back", "◀", "One step back"),
            _button("stop", "❚❚", "Stop") if playing else _button("play", "▶", "Play through the years or months that the selection tells of"),
            _button("forth", "▶❙", "One step on"),
        )
    )
    more = "".join(
        (
            _button("unit-year", "Year", "Step by year", unit == "year"),
            _button("unit-month", "Month", "Step by month", unit == "month"),
            _button("keep", "Keep earlier", "Keep what came before on the map", keeping),
        )
    )
    live(
        f'<div class="player" role="group" aria-label="Time in motion">{buttons}{strip}{more}</div>',
        "player",
        lambda what, value: _act(atlas, what, value),
        tick=_PACE if playing and steps else 0,
        turn=visit.filters.last,
    )


def _button(what: str, label: str, title: str, pressed: bool | None = None) -> str:
    state_of = "" if pressed is None else f' aria-pressed="{str(pressed).lower()}"'
    return f'<button type="button" data-do="{what}" data-value="" title="{title}" aria-label="{title}"{state_of}>{label}</button>'


def _strip(atlas: Atlas, everytime: Selection, filters: Filters) -> str:
    """Mentions by year as bars; a click selects the year. The years of the selection stand out."""
    low, high = atlas.years
    tally = timeline.counts(atlas, everytime).groupby("period")["mentions"].sum()
    most = max(int(tally.max()), 1) if len(tally) else 1
    first = filters.first_day.year if filters.first_day else low
    last = filters.last_day.year if filters.last_day else high
    wide, tall = 1000 / (high - low + 1), 34
    bars, hits, marks = [], [], []
    for at, year in enumerate(range(low, high + 1)):
        count = int(tally.get(str(year), 0))
        x = at * wide
        size = max(round(tall * (count / most) ** 0.5, 1), 1.5) if count else 0.8
        inside = ' class="in"' if first <= year <= last else ""
        bars.append(f'<rect x="{x + wide * 0.1:.1f}" y="{tall - size:.1f}" width="{wide * 0.8:.1f}" height="{size}"{inside}/>')
        title = f"<title>{year}: {count:,} mention{'s' * (count != 1)}</title>"
        hits.append(f'<rect class="hit" x="{x:.1f}" y="0" width="{wide:.1f}" height="{tall}" data-do="year" data-value="{year}">{title}</rect>')
        if year % 10 == 0:
            marks.append(f'<line x1="{x + wide / 2:.1f}" x2="{x + wide / 2:.1f}" y1="{tall}" y2="{tall + 3}" stroke="currentColor" opacity="0.4"/>')
    scale = f'<svg class="strip" viewBox="0 0 1000 38" preserveAspectRatio="none" role="img" aria-label="Mentions by year, {low} to {high}; choose a year by the filter">'
    return scale + "".join([*bars, *hits, *marks]) + "</svg>"


def moved(filters: Filters, steps: list[Step], way: int, *, keeping: bool) -> Filters | None:
    """The filters one step on (1) or back (-1); None at the end of the steps. `keeping` leaves the beginning open."""
    if not steps:
        return None
    periods = [step.period for step in steps]
    length = len(periods[0])
    if not filters.has_time:
        at = 0 if way > 0 else len(steps) - 1
    elif way > 0:
        at = bisect_right(periods, (filters.last or filters.first)[:length] if filters.last else "")
    else:
        at = bisect_left(periods, (filters.last or filters.first).ljust(length, "-")[:length]) - 1
    if not 0 <= at < len(steps):
        return None
    return replace(filters, first="" if keeping else periods[at], last=periods[at])


def _act(atlas: Atlas, what: str, value: str) -> None:
    filters, session = state.filters_now(atlas), st.session_state
    if what in ("unit-year", "unit-month"):
        state.apply(filters, unit=what.removeprefix("unit-"))
    elif what == "keep":
        session["_keeping"] = not session.get("_keeping")
    elif what == "stop":
        session["_playing"] = False
    elif what == "year" and value.isdigit():
        session["_playing"] = False
        only = filters.first == filters.last == value
        state.apply(replace(filters, first="" if only else value, last="" if only else value))
    elif what == "play":
        session["_playing"] = True
        whole = not filters.has_time or filters.first != filters.last
        session["_walk"] = (filters.first, filters.last) if whole else ("", "")
        _walk(atlas, filters.without("from", "to") if whole else filters, 1)
    elif what in ("tick", "forth", "back"):
        if what == "tick" and not session.get("_playing"):
            return
        if what != "tick":
            session["_playing"] = False
            session["_walk"] = ("", "")
        _walk(atlas, filters, -1 if what == "back" else 1)


def _walk(atlas: Atlas, filters: Filters, way: int) -> None:
    """One step within the time that was selected when the walk began; at its end, stop."""
    first, last = st.session_state.get("_walk", ("", ""))
    unit = (st.query_params.get_all("unit") or ["year"])[-1]
    within = replace(filters, first=first, last=last)
    steps = timeline.steps(atlas, atlas.select(within), "month" if unit == "month" else "year")
    after: Any = moved(filters, steps, way, keeping=bool(st.session_state.get("_keeping")))
    if after is None:
        st.session_state["_playing"] = False
    else:
        state.apply(after)
