"""Charts of the timeline, in the colours of the map."""

import altair as alt
import pandas as pd

from geo.filters import Filters
from geo.model import LAYERS
from geo.palette import COLOURS, DARK_COLOURS
from geo.ui import look

_AXIS = 56
"""Room for the vertical axis, in pixels: the same in both charts, so that their times stand under each other."""


def mentions(counts: pd.DataFrame, filters: Filters, unit: str, span: tuple[int, int]) -> alt.Chart:
    """Bars of `timeline.counts`, stacked by layer; the times outside the filters are pale; `span`: first and last year shown.

    Selections: `pick` (a bar's period), `span` (from, to).
    """
    palette = DARK_COLOURS if look.is_dark() else COLOURS
    used = [layer for layer in LAYERS if layer in set(counts["layer"])]
    frame = counts.assign(
        label=counts["layer"].map(LAYERS),
        order=counts["layer"].map({layer: at for at, layer in enumerate(LAYERS)}),
        begin=pd.to_datetime(counts["begin"]),
        end=pd.to_datetime(counts["end"]) + pd.Timedelta(days=1),
        within=[_within(first, last, filters) for first, last in zip(counts["begin"], counts["end"], strict=True)],
    )
    colour = alt.Color(
        "label:N",
        scale=alt.Scale(domain=[LAYERS[layer] for layer in used], range=[palette[layer] for layer in used]),
        legend=None,  # the page shows the map's own, which is a switch too
    )
    # Stacked here, for Vega stacks bars with a beginning and an end the other way round.
    frame = frame.sort_values(["begin", "order"])
    frame["top"] = frame.groupby("begin")["mentions"].cumsum()
    frame["bottom"] = frame["top"] - frame["mentions"]
    chart: alt.Chart = (
        alt.Chart(frame, height=260)
        .mark_rect(stroke=None, clip=True)
        .encode(
            x=_time(*span),
            x2="end:T",
            y=alt.Y("bottom:Q", axis=alt.Axis(title="Mentions", minExtent=_AXIS, maxExtent=_AXIS, tickMinStep=1)),
            y2="top:Q",
            color=colour,
            opacity=alt.condition("datum.within", alt.value(1.0), alt.value(0.3)),
            tooltip=[alt.Tooltip("period:N", title=unit.capitalize()), alt.Tooltip("label:N", title="Layer"), alt.Tooltip("mentions:Q", title="Mentions")],
        )
        .add_params(
            alt.selection_point("pick", fields=["period"], empty=False),
            alt.selection_interval("span", encodings=["x"], empty=False),
        )
    )
    return chart


def events(frame: pd.DataFrame, filters: Filters, span: tuple[int, int]) -> alt.Chart:
    """Events as bars in lanes (columns of `timeline.events`), those of the filters standing out. Selection: `happening` (an event)."""
    accent = look.page_colours()["accent"]
    quiet = look.page_colours()["quiet"]
    chosen = frame["event"].isin(filters.event) if filters.event else pd.Series(data=False, index=frame.index)
    shown = frame.assign(begin=pd.to_datetime(frame["begin"]), end=pd.to_datetime(frame["drawn_to"]), chosen=chosen)
    chart: alt.Chart = (
        alt.Chart(shown, height=max(60, 16 * (int(shown["lane"].max()) + 1 if len(shown) else 1) + 30))
        .mark_bar(height=11, cornerRadius=3, clip=True)
        .encode(
            x=_time(*span),
            x2="end:T",
            y=alt.Y("lane:O", axis=alt.Axis(title="Events", labels=False, ticks=False, domain=False, minExtent=_AXIS, maxExtent=_AXIS)),
            color=alt.condition("datum.chosen", alt.value(accent), alt.value(quiet)),
            opacity=alt.condition("datum.chosen", alt.value(1.0), alt.value(0.7)),
            tooltip=[alt.Tooltip("name:N", title="Event"), alt.Tooltip("days:N", title="Days"), alt.Tooltip("mentions:Q", title="Mentions")],
        )
        .add_params(alt.selection_point("happening", fields=["event"], empty=False))
    )
    return chart


def _time(low: int, high: int) -> alt.X:
    domain = [{"year": low, "month": 1, "date": 1}, {"year": high + 1, "month": 1, "date": 1}]
    ticks = {"interval": "year", "step": max(1, (high - low) // 20)} if high - low > 1 else {"interval": "month", "step": 1 + 2 * (high - low)}
    return alt.X("begin:T", scale=alt.Scale(domain=domain), axis=alt.Axis(title=None, format="%Y" if high - low > 1 else "%b %Y", tickCount=ticks, grid=False))


def _within(first: object, last: object, filters: Filters) -> bool:
    """Whether a period meets the selected time."""
    return not ((filters.first_day and last < filters.first_day) or (filters.last_day and first > filters.last_day))  # type: ignore[operator]
