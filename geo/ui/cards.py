"""Passages as cards: the text with its mentions marked by kind, and whose statement it is. All text is escaped."""

import html
from collections.abc import Iterable, Sequence

import pandas as pd

from geo.atlas import Atlas, Selection
from geo.mapview import COLOURS, DARK_COLOURS
from geo.model import FORMS, KINDS, layer_of

_STYLE = """
.passage { border: 1px solid var(--pa-line); border-radius: 10px; padding: 0.8rem 1rem 0.7rem; margin: 0 0 0.8rem; line-height: 1.55; background: var(--pa-card); }
.passage p { margin: 0 0 0.55rem; overflow-wrap: anywhere; }
.passage .about { font-size: 0.82rem; line-height: 1.4; color: var(--pa-quiet); }
.passage .about em { font-style: italic; }
.passage .when { display: inline-block; border: 1px solid var(--pa-line); border-radius: 999px; padding: 0 0.5rem; margin: 0 0.3rem 0.2rem 0; font-size: 0.78rem; color: var(--pa-text); }
.passage mark { color: inherit; background: color-mix(in srgb, var(--mark) 16%, transparent); border-bottom: 2px solid var(--mark); border-radius: 3px; padding: 0 0.15em; }
.passage mark.other { background: none; border-bottom-style: dotted; border-bottom-width: 1px; }
.passage mark.chosen { background: color-mix(in srgb, var(--mark) 34%, transparent); font-weight: 600; }
"""


def style(dark: bool) -> str:
    """The cards' style sheet."""
    ground = (
        "--pa-line: #32434d; --pa-card: #1a252c; --pa-quiet: #a9b8c0; --pa-text: #e6edf1;"
        if dark
        else "--pa-line: #ddd6ca; --pa-card: #ffffff; --pa-quiet: #55636d; --pa-text: #22303a;"
    )
    marks = "".join(f".passage mark.layer-{layer} {{ --mark: {colour}; }}" for layer, colour in (DARK_COLOURS if dark else COLOURS).items())
    return f"<style>.passage {{ {ground} }} {_STYLE} {marks}</style>"


def passage_cards(atlas: Atlas, selection: Selection, numbers: Sequence[int]) -> list[str]:
    """HTML of a card for each passage, in the order given."""
    texts = atlas.texts(numbers)
    passages = atlas.passages.set_index("passage")
    documents = atlas.documents.set_index("document")
    mentions = atlas.mentions[atlas.mentions["passage"].isin(list(numbers))]
    shared = atlas.whens[atlas.whens["mention"].isna() & atlas.whens["passage"].isin(list(numbers))]
    chosen = frozenset(selection.mentions["mention"])
    cards = []
    for number in numbers:
        own = mentions[mentions["passage"] == number].sort_values("start")
        whens = shared.loc[shared["passage"] == number]
        passage = passages.loc[number]
        cards.append(_card(texts[number], own, chosen, frozenset(selection.filters.place), whens, passage, documents.loc[passage["document"]]))
    return cards


def marked(text: str, mentions: Iterable[tuple[int, int, str, str]]) -> str:
    """Escaped text with spans (start, end, class, title) marked."""
    parts, at = [], 0
    for start, end, kind, title in mentions:
        if start < at:
            continue
        parts.append(html.escape(text[at:start]))
        parts.append(f'<mark class="{html.escape(kind)}" title="{html.escape(title)}">{html.escape(text[start:end])}</mark>')
        at = end
    parts.append(html.escape(text[at:]))
    return "".join(parts)


def _card(
    text: str, mentions: pd.DataFrame, chosen: frozenset[int], places: frozenset[str], whens: pd.DataFrame, passage: pd.Series, document: pd.Series
) -> str:
    spans = []
    for m in mentions.itertuples():
        classes = f"layer-{layer_of(m.kind)}" + (" chosen" if m.place_id in places and m.mention in chosen else "") + ("" if m.mention in chosen else " other")
        spans.append((m.start, m.end, classes, f"{KINDS[m.kind][0]}, {m.role}" + ("" if m.place_id else ", no place found")))
    chips = "".join(f'<span class="when">{html.escape(show_edtf(edtf))}</span>' for edtf in dict.fromkeys(whens["edtf"]))
    authors = document["authors"] or "Author not named"
    where = passage["locator"] or passage["heading"]
    about = f"{html.escape(authors)}, <em>{html.escape(document['title'])}</em>"
    rest = [document["publisher"], document["published"], where]
    about += "".join(f" · {html.escape(str(part))}" for part in rest if part)
    if document["form"] == "digest":
        about += f' · <span title="{html.escape(FORMS["digest"])}">digest</span>'
    return f'<article class="passage"><p>{marked(text, spans)}</p><div class="about">{chips}<div>{about}</div></div></article>'


_MONTHS = ("", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SEASONS = {"21": "spring", "22": "summer", "23": "autumn", "24": "winter"}


def show_edtf(edtf: str) -> str:
    """A stated time as people write it: 2016-04-02/2016-04-05 -> 2 Apr 2016 – 5 Apr 2016."""
    return " – ".join(_show_one(part) for part in edtf.split("/"))


def _show_one(part: str) -> str:
    bare = part.rstrip("~?")
    about = "about " if part != bare else ""
    if bare.endswith("X"):
        return f"{bare[:-1]}0s"
    pieces = bare.split("-")
    if len(pieces) == 1:
        return about + bare
    if len(pieces) == 2:
        return about + (f"{_SEASONS[pieces[1]]} {pieces[0]}" if pieces[1] in _SEASONS else f"{_MONTHS[int(pieces[1])]} {pieces[0]}")
    return f"{about}{int(pieces[2])} {_MONTHS[int(pieces[1])]} {pieces[0]}"
