"""Passages as cards: the text with its mentions marked by kind, its times and events, whose statement it is. All text is escaped."""

import html
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from geo.atlas import Atlas, Selection
from geo.model import FORMS, KINDS, PARTS, ROLES
from geo.reading import Mark, Reading, neighbours, read


def passage_cards(
    atlas: Atlas, selection: Selection, numbers: Sequence[int], opened: frozenset[int] = frozenset(), below: Mapping[int, str] | None = None
) -> str:
    """HTML of a card for each passage, in the order given; those `opened` show the passages before and after; `below` is more HTML at the end of some."""
    beside = {number: neighbours(atlas, number) for number in numbers if number in opened}
    around = sorted({other for pair in beside.values() for other in pair if other is not None})
    texts = {reading.number: reading for reading in read(atlas, around, selection)}
    cards = []
    for reading in read(atlas, numbers, selection):
        before, after = beside.get(reading.number, (None, None))
        card = _card(reading, selection, reading.number in opened, texts.get(before or -1) if before is not None else None, texts.get(after or -1))
        cards.append(f'<article class="passage">{card}{(below or {}).get(reading.number, "")}</article>')
    return "".join(cards)


def button(what: str, value: str, text: str, style: str = "chip", title: str = "") -> str:
    """A button that acts; text and value are escaped here."""
    return f'<button type="button" class="{style}" data-do="{what}" data-value="{html.escape(value)}" title="{html.escape(title)}">{html.escape(text)}</button>'


def marked(text: str, marks: Iterable[Mark], places: Iterable[str] = (), found: Iterable[tuple[int, int]] = ()) -> str:
    """Escaped text with its mentions marked and clickable, and with what was searched for underlaid."""
    chosen = frozenset(places)
    kept: list[Mark] = []
    for mark in sorted(marks, key=lambda mark: (mark.start, -mark.end)):
        if not kept or mark.start >= kept[-1].end:
            kept.append(mark)
    hits = list(found)
    cuts = sorted({0, len(text), *(at for mark in kept for at in (mark.start, mark.end)), *(at for span in hits for at in span)})
    opens, closes = {mark.start: mark for mark in kept}, {mark.end for mark in kept}
    parts = []
    for first, last in pairwise(cuts):
        if first in closes:
            parts.append("</mark>")
        if first in opens:
            parts.append(_open(opens[first], chosen))
        piece = html.escape(text[first:last])
        parts.append(f'<span class="hit">{piece}</span>' if any(start <= first and last <= end for start, end in hits) else piece)
    if len(text) in closes:
        parts.append("</mark>")
    return "".join(parts)


def _open(mark: Mark, chosen: frozenset[str]) -> str:
    style = f"layer-{mark.layer}" + ("" if mark.selected else " other") + (" chosen" if mark.selected and mark.place in chosen else "")
    title = f"{KINDS[mark.kind][0]}: {ROLES[mark.role].lower()}"
    if not mark.place:
        return f'<mark class="{style}" title="{html.escape(title)}; no place found yet">'
    act = f'data-do="look" data-value="{html.escape(mark.place)}" tabindex="0" role="button"'
    return f'<mark class="{style}" {act} title="{html.escape(title)}. Show it on the map">'


def _card(reading: Reading, selection: Selection, opened: bool, before: Reading | None, after: Reading | None) -> str:
    filters = selection.filters
    times = [button("time", f"{told.first}/{told.last}", told.text, title="Select this time") for told in reading.times]
    events = [button("event", key, name, "chip event", "Select this event") for key, name in reading.events]
    chips = f'<div class="chips">{"".join([*times, *events])}</div>' if times or events else ""
    around = (_around(before, "before"), _around(after, "after")) if opened else ("", "")
    text = marked(reading.text, reading.marks, filters.place, reading.found)
    part = f'<div class="part">{html.escape(PARTS[reading.part])}</div>' if reading.part not in ("body", "heading") else ""
    return f"{around[0]}{part}<p>{text}</p>{around[1]}{chips}{about(reading, opened)}"


def _around(reading: Reading | None, where: str) -> str:
    if reading is None:
        return f'<p class="around">{"The work begins here." if where == "before" else "The work ends here."}</p>'
    return f'<p class="around">{marked(reading.text, reading.marks)}</p>'


def about(reading: Reading, opened: bool) -> str:
    """Whose statement a passage is, from which work, and what can be done with it."""
    work = reading.work
    authors = html.escape(work.authors or "an author who is not named")
    rest = " · ".join(html.escape(str(part)) for part in (work.publisher, work.published, reading.where) if part)
    form = f' · <span title="{html.escape(FORMS["digest"])}">told here in our own words</span>' if work.form == "digest" else ""
    url = str(work.url)
    link = (
        f' · <a href="{html.escape(url)}" target="_blank" rel="noopener noreferrer">the work ↗</a>' if url.startswith(("https://", "http://")) else ""
    )  # another scheme could run as a script
    doing = (
        button("around", str(reading.number), "Less" if opened else "Before and after", "link")
        + button("read", f"{work.document}/{reading.number}", "Read in the work", "link")
        + button("review", str(reading.number), "Review", "link", "Say what the program got wrong here")
        + button("copy", reading.citation, "Copy citation", "link", reading.citation)
    )
    return f'<div class="about"><strong>Statement of {authors}</strong>, <em>{html.escape(work.title)}</em> · {rest}{form}{link}<div class="doing">{doing}</div></div>'
