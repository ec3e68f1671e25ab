"""A visitor's own texts on the pages: taken in with a progress bar and kept for the visit; what was found in each, as HTML."""

import html
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

import streamlit as st

from geo import corpus, settings
from geo.atlas import Atlas, Selection
from geo.dates import parse_day
from geo.errors import AtlasError, InputError
from geo.model import Document
from geo.own import Found, OwnTexts
from geo.stages import Stages
from geo.ui import cards, state
from geo.wording import counted, show_span


@dataclass(frozen=True, slots=True)
class Upload:
    """What a visitor hands in: a file as it is, or pasted text under the name of one."""

    name: str
    size: int
    data: bytes = field(repr=False)


def limits() -> str:
    """What may be handed in, in one sentence."""
    return f"At most {settings.own_texts:,} texts in a visit, {settings.max_file_mb:,} MB a file and {settings.own_mb:,} MB together."


def over_limits(uploads: Sequence[Upload], own: OwnTexts) -> dict[str, str]:
    """Name -> why it is not read, for what is over a limit: said before anything is read."""
    refused = {}
    room = settings.own_mb * 1_000_000 - sum(len(one.document.text) for one in own.texts)
    for at, upload in enumerate(uploads, 1):
        if upload.size > settings.max_file_mb * 1_000_000:
            refused[upload.name] = f"{upload.size / 1e6:.0f} MB is over the limit of {settings.max_file_mb} MB a file; split it"
        elif len(own.texts) + at - len(refused) > settings.own_texts:
            refused[upload.name] = f"a visit may hold {settings.own_texts} texts; remove some first"
        elif upload.size > room:
            refused[upload.name] = f"a visit may hold {settings.own_mb} MB of texts; remove some first"
        else:
            room -= upload.size
    return refused


def take(uploads: Sequence[Upload]) -> None:
    """Read, parse and keep what was handed in; a line is kept for each thing that could not be."""
    own = state.own_texts()
    lines: list[str] = []
    refused = over_limits(uploads, own)
    lines += (f"{name}: {why}; it was not read" for name, why in refused.items())
    wanted = [upload for upload in uploads if upload.name not in refused]
    if wanted:
        bar = st.progress(0.0, text="Reading ...")
        ready = state.stages_ready()
        for at, upload in enumerate(wanted):
            _show(bar, at / len(wanted), f"Reading {at + 1} of {len(wanted)}: {upload.name}")
            documents = corpus.read_upload(upload.name, upload.data, lines.append)
            for number, document in enumerate(documents):
                _show(bar, (at + (number + 1) / (len(documents) + 1)) / len(wanted), f"Looking for places in {at + 1} of {len(wanted)}: {document.title}")
                _add(own, document, ready, lines)
        bar.empty()
    st.session_state["_refused"] = lines


def _add(own: OwnTexts, document: Document, ready: Stages, lines: list[str]) -> None:
    if len(own.texts) >= settings.own_texts:
        lines.append(f"{document.file}: “{document.title}”: a visit may hold {settings.own_texts} texts; it was left out")
        return
    try:
        own.add(document, ready)
    except AtlasError as error:
        lines.append(str(error))


def _show(bar: object, share: float, text: str) -> None:
    safe = text.replace("[", "\\[").replace("*", "\\*").replace("_", "\\_").replace("`", "\\`").replace("$", "\\$").replace("<", "&lt;").replace(":", "\\:")
    bar.progress(min(share, 1.0), text=safe)  # type: ignore[attr-defined]


def described(title: str, authors: str, published: str, publisher: str, url: str) -> dict[str, object]:
    """What a visitor says of a text, as `own.METADATA` names it. Raises `InputError` for a date or an address that is none."""
    published, url = published.strip(), url.strip()
    if published:
        try:
            parse_day(published)
        except ValueError as error:
            raise InputError(f"{published!r} was not taken: {error}") from None
    if url and not url.startswith(("https://", "http://")):
        raise InputError(f"{url!r} was not taken: an address begins with https:// or http://")
    people = tuple(part.strip() for part in authors.split(";") if part.strip())
    return {"title": " ".join(title.split()) or "Untitled", "authors": people, "published": published, "publisher": publisher.strip(), "url": url}


def look_at(selection: Selection, own: OwnTexts) -> str:
    """Where a map of what was found is to look: at its places, countries and regions aside unless there is nothing else."""
    mentions = selection.mentions[selection.mentions["place_id"] != ""]
    near = mentions[~mentions["kind"].isin(("country", "region", "continent"))]
    places = (near if len(near) else mentions)["place_id"].unique()
    return f"{' '.join(places)}#own{own.version}" if len(places) else ""


# --- HTML ---------------------------------------------------------------------------------------------------------


def refusals(lines: Iterable[str]) -> str:
    """HTML of what was not taken, a line each; nothing without any."""
    items = "".join(f"<li>{html.escape(line)}</li>" for line in lines)
    return f'<section class="intro refused" role="alert"><h2>Not taken</h2><ul>{items}</ul></section>' if items else ""


def text_card(found: Found) -> str:
    """HTML of what was found in a text, with what can be done with it."""
    document = found.document
    said = [", ".join(document.authors), document.publisher, document.published]
    whose = html.escape(" · ".join(part for part in said if part))
    missing = [what for what, value in (("author", document.authors), ("date", document.published)) if not value]
    asked = (
        f'<span class="asked">No {" and no ".join(missing)} in the file: say {"them" if len(missing) > 1 else "it"} under Describe.</span>' if missing else ""
    )
    counts = [f"{counted(found.mentions - found.unresolved, 'mention')} of {counted(found.places, 'place')}"]
    if found.unresolved:
        counts.append(f"{found.unresolved:,} more without a place yet")
    counts.append(f"{counted(found.times, 'time')} stated")
    doing = (
        cards.button("onmap", document.id, "On the map", "link")
        + cards.button("read", f"{document.id}/", "Read", "link")
        + cards.button("describe", document.id, "Describe", "link")
        + cards.button("remove", document.id, "Remove", "link")
    )
    return (
        f'<article class="passage own"><p><strong>{html.escape(document.title)}</strong> <span class="note">{html.escape(document.file)}</span></p>'
        f'<div class="about">{whose}{" · " if whose and asked else ""}{asked}</div>'
        f'<div class="about counts">{" · ".join(counts)}</div><div class="doing">{doing}</div></article>'
    )


def found_in_all(atlas: Atlas, selection: Selection) -> str:
    """HTML of what was found in all own texts together."""
    mentions = selection.mentions
    days = atlas.told.reindex(mentions["mention"]).dropna()
    years = show_span(*_years(days["first_day"].min(), days["last_day"].max())) if len(days) else "no times"
    return (
        f'<p class="note" id="found"><strong>{counted(selection.places, "place")}</strong> in {counted(len(selection.passages), "passage")}, '
        f"telling of {html.escape(years)} · undated ({selection.undated:,})</p>"
    )


def lost_names(atlas: Atlas, documents: Iterable[str]) -> str:
    """HTML of the names in some works that no place was found for yet, most mentions first."""
    mentions = atlas.mentions[atlas.mentions["document"].isin(list(documents)) & (atlas.mentions["place_id"] == "")]
    often = mentions["surface"].value_counts()
    if often.empty:
        return '<p class="note">Every name that was found has a place.</p>'
    names = ", ".join(f"{html.escape(str(name))} ({count})" for name, count in often.head(40).items())
    more = f" and {len(often) - 40:,} more" if len(often) > 40 else ""
    return f'<p class="note" id="lost"><strong>Without a place yet:</strong> {names}{more}.</p>'


def _years(first: float, last: float) -> tuple[str, str]:
    return str(date.fromordinal(int(first)).year), str(date.fromordinal(int(last)).year)
