"""Who held what, on screen: the switch and its legend under the map, and the strip of a place. All text is escaped."""

import html
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import streamlit as st

from geo import control, settings
from geo.atlas import Atlas
from geo.control import FIRST, LAST, ControlHistory, Stretch
from geo.drawing import HeldArea, held_areas
from geo.filters import Filters
from geo.model import HOLDERS, UNCERTAIN
from geo.ui.tables import short
from geo.wording import show_edtf

_USUAL = "1994-05-12"
"""The day that is shown first: the ceasefire of 1994."""
_SOVIET_UNTIL = 1991


def history(atlas: Atlas) -> ControlHistory:
    """The history of control; an empty one when the data folder has none."""
    if not (settings.data_dir / control.FILE).exists():
        return ControlHistory(())
    return _history(str(settings.data_dir), atlas.gazetteer)


@st.cache_resource(show_spinner=False)
def _history(_folder: str, _gazetteer: Any) -> ControlHistory:
    return control.load(gazetteer=_gazetteer)


def areas(atlas: Atlas, on: str) -> list[HeldArea]:
    """Who held what on a day; nothing without one."""
    return _areas(on, history(atlas), atlas.gazetteer) if on else []


@st.cache_resource(max_entries=64, show_spinner=False)
def _areas(on: str, _history: ControlHistory, _gazetteer: Any) -> list[HeldArea]:
    return held_areas(_history, _gazetteer, date.fromisoformat(on))


# --- under the map ------------------------------------------------------------------------------------------------


def switch(atlas: Atlas, filters: Filters) -> str:
    """HTML of the switch "Who held what"; nothing when nothing is told of it. On, it shows the last selected day, or the ceasefire of 1994."""
    if not history(atlas).holds:
        return ""
    usual = filters.last_day if filters.last_day and FIRST <= filters.last_day <= LAST and filters.clock != "written" else None
    start = "" if filters.on else (usual.isoformat() if usual else _USUAL)
    pressed = str(bool(filters.on)).lower()
    return f'<button type="button" data-do="on" data-value="{start}" aria-pressed="{pressed}" title="Fill districts and towns by who held them on a day">Who held what</button>'


def chosen_day(atlas: Atlas, filters: Filters) -> str:
    """HTML of the chosen day: a field to type it into, the steps to the changes before and after it, and what the colours mean; nothing without one."""
    told = history(atlas)
    if not filters.on or not told.holds:
        return ""
    day = date.fromisoformat(filters.on)
    changes = _changes(told)
    before, after = max((one for one in changes if one < day), default=None), min((one for one in changes if one > day), default=None)
    field = f'<input type="date" data-do="on" value="{filters.on}" min="{FIRST}" max="{LAST}" aria-label="Who held what on this day">'
    steps = _step(before, "◀", "The change before") + field + _step(after, "▶", "The next change")
    return f'<div class="player holding"><span>Who held what on</span>{steps}{colours(areas(atlas, filters.on), day)}</div>'


def _changes(told: ControlHistory) -> list[date]:
    """The days on which something changed, or may have."""
    return sorted({stretch.begin for place in told.places for stretch in told.stretches(place) if stretch.begin})


def _step(day: date | None, label: str, title: str) -> str:
    if day is None:
        return f'<button type="button" disabled aria-label="{title}">{label}</button>'
    return f'<button type="button" data-do="on" data-value="{day}" title="{title}: {show_edtf(day.isoformat())}" aria-label="{title}">{label}</button>'


def colours(held: Sequence[HeldArea], day: date | None = None) -> str:
    """What the colours mean, those in use (on a day)."""
    if not held:
        return f'<span class="note">The sources tell of {FIRST.year} to {LAST.year} only.</span>'
    used = [holder for holder in HOLDERS if any(holder in one.holders for one in held)]
    cells = [f'<span class="holder"><i class="{_style([holder])}" style="{_fill([holder])}"></i>{html.escape(_called(holder, day))}</span>' for holder in used]
    if any(len(one.holders) > 1 for one in held):
        several = next(one.holders for one in held if len(one.holders) > 1)
        cells.append(f'<span class="holder"><i style="{_fill(several)}"></i>{html.escape(HOLDERS[UNCERTAIN])}</span>')
    return "".join(cells)


def _called(holder: str, day: date | None) -> str:
    """A holder in words; of a day in Soviet times, that it was Soviet Azerbaijan."""
    return f"{HOLDERS[holder]} (Soviet until 1991)" if holder == "azerbaijan" and day and day.year <= _SOVIET_UNTIL else HOLDERS[holder]


def _style(holders: Sequence[str]) -> str:
    return f"held-{holders[0]}" if len(holders) == 1 else "held-several"


def _fill(holders: Sequence[str]) -> str:
    """A style that fills with the colour of a holder, or in stripes with those of several."""
    colours = [f"var(--held-{holder})" for holder in holders]
    if len(colours) == 1:
        return f"background: {colours[0]}"
    stops = ", ".join(f"{colour} {4 * at}px {4 * at + 4}px" for at, colour in enumerate(colours))
    return f"background: repeating-linear-gradient(45deg, {stops})"


# --- the strip of a place -----------------------------------------------------------------------------------------


def strip(atlas: Atlas, place: str, on: str = "") -> str:
    """HTML of a place's bar of control with the events on it, and below, folded, each stretch with its source; nothing for a place that is not told of."""
    told = history(atlas)
    stretches = told.stretches(place)
    if not stretches:
        return ""
    bars: list[str] = []
    rows: list[str] = []
    for stretch in stretches:
        begin, end = stretch.begin or FIRST, stretch.end or LAST
        holders = list(dict.fromkeys(hold.holder for hold in stretch.holds))
        who = " or ".join(_called(holder, begin) for holder in holders)
        when = _span(stretch)
        title = html.escape(f"{when}: {who}")
        width = _at(end + timedelta(days=1)) - _at(begin)
        bars.append(
            f'<i data-do="on" data-value="{begin}" style="left: {_at(begin):.2f}%; width: {max(width, 0.4):.2f}%; {_fill(holders)}" '
            f'data-holders="{" ".join(holders)}" title="{title}" aria-label="{title}" role="button" tabindex="{-1 if bars else 0}"></i>'
        )
        rows.append(
            f"<li><strong>{html.escape(when)}</strong> {html.escape(('Uncertain: ' if len(holders) > 1 else '') + who)}. {_sources(atlas, stretch)}</li>"
        )
    marks = "".join(_event(row) for row in atlas.events.itertuples() if place in row.places.split("; ") and row.begin <= str(LAST) and row.end >= str(FIRST))
    now = f'<b style="left: {_at(date.fromisoformat(on)):.2f}%" title="{on}"></b>' if on and FIRST <= date.fromisoformat(on) <= LAST else ""
    return (
        f'<div class="control" data-strip="{html.escape(place)}"><div class="bar" role="toolbar" aria-label="Who held it, and events">{"".join(bars)}{marks}{now}</div>'
        f'<div class="ends"><small>{FIRST.year}</small><small>{LAST.year}</small></div>'
        f"<details><summary>Who held it, by source</summary><ol>{''.join(rows)}</ol></details></div>"
    )


def _at(day: date) -> float:
    """Where a day stands in the strip, per cent."""
    return 100 * (day - FIRST).days / ((LAST - FIRST).days + 1)


def _span(stretch: Stretch) -> str:
    since, until = (show_edtf(day.isoformat()) if day else "" for day in (stretch.begin, stretch.end))
    if since and until:
        return since if since == until else f"{since} – {until}"
    return f"since {since}" if since else f"until {until}" if until else f"{FIRST.year}–{LAST.year}"


def _event(row: Any) -> str:
    """An event as a mark on the strip; a click selects it."""
    title = html.escape(f"{row.name}, {show_edtf(row.begin)}")
    day = max(date.fromisoformat(row.begin), FIRST)
    return f'<u data-do="event" data-value="{html.escape(row.event)}" style="left: {_at(day):.2f}%" title="{title}" role="button" tabindex="-1" aria-label="{title}"></u>'


def _sources(atlas: Atlas, stretch: Stretch) -> str:
    """The passages and the published sources of a stretch; a passage of this atlas is a link to it."""
    parts = []
    for hold in stretch.holds:
        if hold.quote:
            parts.append(f"“{html.escape(hold.quote)}” ({_work(atlas, hold.document, hold.locator)})")
        if hold.source:
            parts.append(f"Background: {html.escape(hold.source)}")
        if hold.note:
            parts.append(html.escape(hold.note))
    return "; ".join(dict.fromkeys(parts)) or "No source states it."


def stood(atlas: Atlas, place: str) -> str:
    """HTML of when a post or a centre stood, what is open, and who says so; nothing for a place whose shape is an outline or has no days."""
    rows = []
    for shape in atlas.gazetteer.shapes_of(place):
        if shape.geometry.geom_type == "Point" and (shape.begin or shape.end):
            days = _span(Stretch(shape.begin, shape.end, ()))
            said = "; ".join(_work(atlas, *part.partition(", ")[::2]) for part in shape.source.split("; "))
            rows.append(f"<div><strong>{html.escape(days)}</strong>. {html.escape(shape.note)}. Source: {said}</div>")
    return f'<div class="about" data-stood="{html.escape(place)}">{"".join(rows)}</div>' if rows else ""


def _work(atlas: Atlas, document: str, locator: str) -> str:
    """A passage by its work and locator, as a link where this atlas has it; any other source as text."""
    number = _passage(atlas, document, locator)
    where = html.escape(", ".join(part for part in (short(atlas, document) if document in atlas.works else document, locator) if part))
    if number is None:
        return where
    return f'<span class="link" role="button" tabindex="0" data-do="read" data-value="{html.escape(document)}/{number}">{where}</span>'


def _passage(atlas: Atlas, document: str, locator: str) -> int | None:
    passages = atlas.passages
    found = passages.loc[(passages["document"] == document) & (passages["locator"] == locator), "passage"]
    return int(found.iloc[0]) if len(found) else None
