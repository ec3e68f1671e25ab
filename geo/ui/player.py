"""Time in motion: a strip of the years, and a walk through them by year or month, by hand or playing."""

from bisect import bisect_left, bisect_right
from dataclasses import replace
from typing import Any

import streamlit as st

from geo import timeline
from geo.atlas import Atlas, Selection
from geo.filters import Filters
from geo.model import CLOCKS
from geo.timeline import Step
from geo.ui import control, state
from geo.wording import counted

ACTS = frozenset({"unit-year", "unit-month", *(f"clock-{clock}" for clock in CLOCKS), "keep", "stop", "play", "year", "tick", "forth", "back"})
_PACE = 1400
"""Milliseconds from one step to the next while playing."""


def player(atlas: Atlas, visit: state.Visit, everytime: Selection) -> tuple[str, int]:
    """HTML of the strip and the player, and after how many milliseconds to act as "tick" (0: never). `everytime` is the selection without its time."""
    unit, playing = visit.view["unit"], bool(st.session_state.get("_playing"))
    strip = _strip(atlas, everytime, visit.filters)
    keeping = bool(st.session_state.get("_keeping"))
    buttons = "".join(
        (
            _button("back", "◀", "One step back"),
            _button("stop", "❚❚", "Stop") if playing else _button("play", "▶", "Play through the years or months that the selection tells of"),
            _button("forth", "▶❙", "One step on"),
        )
    )
    more = units(unit) + _button("keep", "Keep earlier", "Keep what came before on the map", keeping) + control.switch(atlas, visit.filters)
    shown = f'<div class="player" role="group" aria-label="Time in motion">{buttons}{strip}{more}</div>'
    return shown, _PACE if playing and timeline.steps(atlas, everytime, unit) else 0


def units(unit: str) -> str:
    """HTML of the choice between years and months."""
    return _button("unit-year", "Year", "By year", unit == "year") + _button("unit-month", "Month", "By month", unit == "month")


def clocks(clock: str) -> str:
    """HTML of the choice of what the time means."""
    return "".join(_button(f"clock-{key}", label, f"Time is {label[:1].lower()}{label[1:]}", key == clock) for key, label in CLOCKS.items())


def _button(what: str, label: str, title: str, pressed: bool | None = None) -> str:
    state_of = "" if pressed is None else f' aria-pressed="{str(pressed).lower()}"'
    return f'<button type="button" data-do="{what}" data-value="" title="{title}" aria-label="{title}"{state_of}>{label}</button>'


def _strip(atlas: Atlas, everytime: Selection, filters: Filters) -> str:
    """Mentions by year as bars; a click, or Enter on one, selects the year. The years of the selection stand out."""
    low, high = atlas.years_of(filters.clock)
    tally = timeline.totals(atlas, everytime)
    most = max(1, *(count for _, count in tally))
    first = filters.first_day.year if filters.first_day else low
    last = filters.last_day.year if filters.last_day else high
    reached = min(max(first, low), high)  # by Tab; the arrows go on from there
    bars = []
    for step, count in tally:
        year = step.first.year
        size = max(round(100 * (count / most) ** 0.5), 5) if count else 2
        within = first <= year <= last
        style = " ".join(name for name, holds in (("in", within), ("ten", year % 10 == 0)) if holds)
        title = f"{year}: {counted(count, 'mention')}"
        bars.append(
            f'<i class="{style}" data-do="year" data-value="{year}" title="{title}" aria-label="{title}" role="button" '
            f'aria-pressed="{str(filters.has_time and within).lower()}" tabindex="{0 if year == reached else -1}"><b style="height:{size}%"></b></i>'
        )
    return f'<div class="strip" role="toolbar" aria-label="Mentions by year"><small>{low}</small>{"".join(bars)}<small>{high}</small></div>'


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


def act(atlas: Atlas, what: str, value: str) -> None:
    """What a click on the strip or on a button of the player does."""
    filters, session = state.filters_now(atlas), st.session_state
    if what in ("unit-year", "unit-month"):
        state.apply(filters, unit=what.removeprefix("unit-"))
    elif what.startswith("clock-"):
        session["_playing"] = False
        state.apply(replace(filters, clock=what.removeprefix("clock-")))
    elif what == "keep":
        session["_keeping"] = not session.get("_keeping")
        state.apply(replace(filters, first=_kept_from(filters)))
    elif what == "stop":
        session["_playing"] = False
    elif what == "year" and value.isdigit():
        session["_playing"] = False
        state.set_time(filters, value, value)
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


def _kept_from(filters: Filters) -> str:
    """Where the time begins now that what came before is kept, or kept no longer: then the selected period stands alone again."""
    session, last = st.session_state, filters.last
    if session["_keeping"]:
        session["_before_keeping"] = (filters.first, last)
        return "" if last else filters.first
    if filters.first or not last:
        return filters.first
    first, until = session.get("_before_keeping", ("", ""))
    return str(first) if until == last else last[: 7 if "month" in st.query_params.get_all("unit") else 4]


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
