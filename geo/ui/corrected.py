"""The corrections that were made: listed, shown beside what they are about, and taken back."""

import hashlib
import html
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from geo import corrections_file, review, settings
from geo.atlas import Atlas
from geo.corrections import Correction
from geo.errors import AtlasError, InputError
from geo.model import KINDS
from geo.ui import cards, state
from geo.ui.live import piece
from geo.wording import show_edtf, without_markdown

NOT_ALLOWED = "Corrections cannot be written here: whoever runs this server has switched that off."
_SAYS = {
    "place": "",
    "not_a_place": "is not a place",
    "government": "means a government",
    "literal": "means the place itself",
    "embedded": "is a part of another name",
}
_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Listed:
    """A correction with the file that holds it; `own`: only this visit sees it."""

    made: review.Made
    path: Path
    own: bool

    @property
    def entry(self) -> Correction:
        """What the file holds."""
        return self.made.entry

    @property
    def id(self) -> str:
        """What it is called on a page: it stays when others come and go."""
        said = repr((str(self.path), self.entry))
        return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def listed(atlas: Atlas) -> list[Listed]:
    """The corrections that this visit sees, in order of their files; those of a file that cannot be read aside."""
    return _read(atlas)[0]


def _read(atlas: Atlas) -> tuple[list[Listed], list[str]]:
    """The corrections, and what is wrong with the files; read again when a file or the atlas is another one."""
    files = state.correction_files()
    of = (atlas.identity, tuple((path, path.stat().st_mtime_ns) for path in files))
    if st.session_state.get("_listed", (None, None))[0] != of:
        found: list[Listed] = []
        faults: list[str] = []
        for path in files:
            try:
                known = corrections_file.load(state.curated(), [path])
            except AtlasError as error:
                faults.append(str(error))
            else:
                found += [Listed(made, path, path == state.own_texts().corrections) for made in review.made(atlas, known)]
        st.session_state["_listed"] = (of, (found, faults))
    read: tuple[list[Listed], list[str]] = st.session_state["_listed"][1]
    return read


def take_back(atlas: Atlas, key: str) -> None:
    """Take a correction back, by its `Listed.id`: out of its file, and off the map. What stands against it is said on the next run."""
    try:
        if not settings.corrections_allowed:
            raise InputError(NOT_ALLOWED)
        one = next((one for one in listed(atlas) if one.id == key), None)
        if one is None:
            raise InputError("This correction is not there any more; it was taken back or changed meanwhile.")
        corrections_file.take_back(one.path, one.entry, state.curated())
        state.corrected(one.path)
    except AtlasError as error:
        state.note(without_markdown(str(error)))
    else:
        state.note(without_markdown(f"Taken back: {_sentence(atlas, one.entry)}. {one.path.name} no longer holds it."))


# --- HTML ---------------------------------------------------------------------------------------------------------


def of_passages(atlas: Atlas, numbers: Iterable[int]) -> dict[int, str]:
    """Passage -> HTML of the corrections that are about it; only those that have some."""
    about: dict[int, list[Listed]] = {}
    wanted = set(numbers)
    for one in listed(atlas):
        for number in wanted.intersection(one.made.passages):
            about.setdefault(number, []).append(one)
    return {number: _list(atlas, own) for number, own in about.items()}


def of_passage(atlas: Atlas, number: int) -> list[Listed]:
    """The corrections that are about a passage."""
    return [one for one in listed(atlas) if number in one.made.passages]


def of_place(atlas: Atlas, place: str) -> str:
    """HTML of the corrections that name a place; empty when none does."""
    own = [one for one in listed(atlas) if one.entry.place == place]
    return _list(atlas, own[:_SHOWN], here=False) if own else ""


def _list(atlas: Atlas, several: Sequence[Listed], *, here: bool = True) -> str:
    return f'<ul class="corrected">{"".join(f"<li>{line(atlas, one, here=here)} {_undo(one)}</li>" for one in several)}</ul>'


def line(atlas: Atlas, one: Listed, *, here: bool = True) -> str:
    """HTML of a correction: what it says, of where (`here`: it stands beside its passage), who says so, when and why."""
    entry = one.entry
    where = "in this passage" if here and entry.scope == "here" else _reach(atlas, entry)
    return f"<strong>Corrected</strong> {html.escape(f'{where}: {_sentence(atlas, entry)}')} {_who(one)}"


def _undo(one: Listed) -> str:
    return cards.button("takeback", one.id, "Take back", "link", "Remove this correction; the map follows at once") if settings.corrections_allowed else ""


def _sentence(atlas: Atlas, entry: Correction) -> str:
    place = atlas.gazetteer.places.get(entry.place)
    called = f"{place.name} ({KINDS[place.kind][0].lower()})" if place else entry.place
    return f"“{entry.surface}” {' and '.join(part for part in (f'is {called}' if called else '', _SAYS[entry.what]) if part)}"


def _reach(atlas: Atlas, entry: Correction) -> str:
    if entry.scope == "everywhere":
        return "everywhere"
    title = atlas.works[entry.document].title if entry.document in atlas.works else entry.document
    return f"in one passage of {title}" if entry.scope == "here" else f"everywhere in {title}"


def _who(one: Listed) -> str:
    said = f"{one.entry.author}, {show_edtf(one.entry.day.isoformat())}: {' '.join(one.entry.reason.split())}"
    return f'<span class="about">{html.escape(said)}{" · in this visit only" if one.own else ""}</span>'


def overview(atlas: Atlas) -> None:
    """All corrections that were made, the latest first: what, of where, who, when, why, what became of it; each to be taken back."""
    folded = st.expander("Corrections made", key="made", on_change="rerun")
    if not folded.open:
        return
    several, faults = _read(atlas)
    with folded:
        for fault in faults:
            st.error(without_markdown(fault), icon=":material/error:")
        if not several:
            st.write("None yet. Review, below every passage, takes what is right.")
            return
        latest = sorted(enumerate(several), key=lambda item: (item[1].entry.day, item[0]), reverse=True)[:_SHOWN]
        rows = "".join(f"<li>{_row(atlas, one)}</li>" for _, one in latest)
        more = f" The first {_SHOWN:,} are shown; python -m geo correct --list has all." if len(several) > _SHOWN else ""
        piece(f'<p class="note">{len(several):,} correction{"s" * (len(several) != 1)}, the latest first.{more}</p><ul class="corrected all">{rows}</ul>')


def _row(atlas: Atlas, one: Listed) -> str:
    entry = one.entry
    way = (
        cards.button("read", f"{atlas.rows_of('passages', one.made.passages[0])[0].document}/{one.made.passages[0]}", "Read", "link")
        if one.made.passages
        else ""
    )
    return (
        f"<strong>{html.escape(_sentence(atlas, entry))}</strong> {html.escape(_reach(atlas, entry))} {_who(one)}"
        f'<div class="about">{html.escape(one.made.state)}</div><div class="doing">{way}{_undo(one)}</div>'
    )
