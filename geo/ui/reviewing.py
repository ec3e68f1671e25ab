"""Reviewing: a dialog in which a reader says what the program got wrong in a passage, and the list of what needs it first."""

import html
from datetime import date
from typing import Any

import streamlit as st

from geo import corrections_file, review, settings
from geo.atlas import Atlas
from geo.corrections import SCOPES
from geo.errors import AtlasError, DataError, InputError
from geo.filters import Filters
from geo.folding import fold
from geo.gazetteer_file import MUST_HAVE_SHAPE
from geo.model import KINDS, PRECISIONS, ROLES, layer_of
from geo.quotes import Spot
from geo.sketch import sketch_fault
from geo.ui import cards, corrected, mapbox, state
from geo.ui.live import piece
from geo.wording import without_markdown

_RIGHT = {"literal": "literal", "metonym": "government", "embedded": "embedded"}
_MISSED = -1
_SHOWN = 200


def offer(atlas: Atlas) -> None:
    """Open the dialog when a passage is to be reviewed."""
    number = st.session_state.get("_review")
    if number is not None and 0 <= number < len(atlas.passages):
        _dialog(atlas, number)


def _close() -> None:
    st.session_state.pop("_review", None)


@st.dialog("Review a name in this passage", width="medium", on_dismiss=_close)
def _dialog(atlas: Atlas, number: int) -> None:
    mentions = sorted(atlas.rows_of("mentions", number), key=lambda m: m.start)
    text = atlas.texts([number])[number]
    labels = {int(m.mention): f"{m.surface} ({_means(atlas, m)})" for m in mentions} | {_MISSED: "A name that was not seen"}
    places = state.filters_now(atlas).place
    at = min(range(len(mentions)), key=lambda number: (mentions[number].place_id not in places, mentions[number].confidence), default=0)  # what needs it most
    chosen = st.selectbox("Name", list(labels), index=at, format_func=labels.__getitem__, key=f"review-name-{number}")
    mention = next((m for m in mentions if m.mention == chosen), None)
    key = f"review-{number}-{chosen}"
    piece(f'<p class="reviewed">{_marked(text, mention)}</p>')
    with st.container():  # what differs from name to name and answer to answer, apart: what is typed below it stays
        surface = mention.surface if mention else st.text_input("The name, as it stands in the passage", key=f"{key}-surface").strip()
        if mention:
            piece(f'<p class="note">{_decided(atlas, mention)}</p>')
    _made_before(atlas, number)
    if not settings.corrections_allowed:
        st.info(corrected.NOT_ALLOWED, icon=":material/lock:")
    with st.container():
        row = _answer(atlas, number, mention, surface, key)
    scope = st.radio("How far", list(SCOPES), format_func=SCOPES.__getitem__, horizontal=True, key=f"{key}-scope")
    why, who = st.columns([3, 2])
    reason = why.text_input("Reason", key=f"{key}-reason", placeholder="What tells you so")
    author = who.text_input("Who says so", value=st.session_state.get("_author", ""), key="review-author")
    if st.button("Save", type="primary", key="review-save", disabled=not settings.corrections_allowed):
        try:
            said = {**row, "scope": scope, "reason": reason.strip(), "author": author.strip(), "date": date.today()}
            save(atlas, number, mention, surface, said)
        except AtlasError as error:
            st.error("\n\n".join(without_markdown(line) for line in str(error).splitlines()), icon=":material/error:")
        else:
            st.session_state["_author"] = author.strip()
            _close()
            st.rerun()


def _made_before(atlas: Atlas, number: int) -> None:
    """The corrections that are about this passage already, each to be taken back."""
    for one in corrected.of_passage(atlas, number):
        said, undo = st.columns([4, 1], vertical_alignment="center")
        with said:
            piece(f'<p class="corrected">{corrected.line(atlas, one)}</p>')
        if undo.button("Take back", key=f"takeback-{one.id}", disabled=not settings.corrections_allowed):
            with st.spinner("Taking it back ..."):
                corrected.take_back(atlas, one.id)
            _close()
            st.rerun()


def _means(atlas: Atlas, mention: Any) -> str:
    if not mention.place_id:
        return f"{KINDS[mention.kind][0].lower()}, no place yet"
    role = "" if mention.role == "literal" else f", {ROLES[mention.role].lower()}"
    return f"{atlas.gazetteer.places[mention.place_id].name}, {KINDS[mention.kind][0].lower()}{role}"


def _marked(text: str, mention: Any) -> str:
    if mention is None:
        return html.escape(text)
    before, own, after = text[: mention.start], text[mention.start : mention.end], text[mention.end :]
    return f'{html.escape(before)}<mark class="layer-{layer_of(mention.kind)}">{html.escape(own)}</mark>{html.escape(after)}'


def _decided(atlas: Atlas, mention: Any) -> str:
    """How it was decided, as HTML."""
    by = f"by {html.escape(mention.method)}, confidence {mention.confidence:.2f}"
    return f"Taken for <strong>{html.escape(_means(atlas, mention))}</strong> {by}." if mention.place_id else f"No place was found for it ({by})."


# --- what is right ------------------------------------------------------------------------------------------------


def _answer(atlas: Atlas, number: int, mention: Any, surface: str, key: str) -> dict[str, Any]:
    """Ask what is right: `what` and `place` of the correction, and `new` for a new place."""
    right = mention is not None and bool(mention.place_id)
    choices = {"right": "It is right", "place": "Wrong place" if right else "It is this place", "not_a_place": "Not a place"}
    choices |= {"government": "A government, not the place", "literal": "The place itself", "embedded": "Part of another name", "new": "A new place"}
    if not right:
        choices = {what: label for what, label in choices.items() if what in ("place", "new") or (mention is not None and what == "not_a_place")}
    else:
        choices.pop(_RIGHT[mention.role])
    what = st.radio("What is right?", list(choices), format_func=choices.__getitem__, index=1 if right else 0, horizontal=True, key=f"{key}-what")
    if what == "right":
        return {"what": _RIGHT[mention.role], "place": mention.place_id}
    if what == "place":
        return {"what": "place", "place": _other_place(atlas, number, mention, surface, key)}
    if what == "new":
        return {"what": "place", "new": _new_place(atlas, number, surface, key)}
    return {"what": what}


def _other_place(atlas: Atlas, number: int, mention: Any, surface: str, key: str) -> str:
    """Ask which place is meant: the candidates, with their distances and reasons, or any that is searched for."""
    near = review.anchor(atlas, int(mention.mention)) if mention else review.nearby(atlas, number)
    find = st.text_input("Find another place, in any spelling or script", key=f"{key}-find", placeholder="Şuşa, Шуша, Shushi ...")
    wanted = find.strip() or surface
    listed = review.candidates(atlas.gazetteer, wanted, near) if wanted else []
    if mention is not None and not find.strip():
        listed = [*_weighed(atlas, int(mention.mention)), *listed]
    found = [one for at, one in enumerate(listed) if one.place.id not in {mention.place_id if mention else "", *(other.place.id for other in listed[:at])}]
    if not found:
        none = f"No other place here is written like “{without_markdown(wanted)}”; find it under another name, or say that it is a new place."
        st.caption(none if wanted else "Write the name first.")
        return ""
    labels = {one.place.id: one.text for one in found}
    if near:
        st.caption(f"Distances are from {without_markdown(near.name)}.")
    picked = st.radio("Candidates", list(labels), index=None, format_func=lambda place: without_markdown(labels[place]), key=f"{key}-place-{fold(wanted)}")
    return str(picked or "")


def _weighed(atlas: Atlas, mention: int) -> list[review.Candidate]:
    """What was weighed for a mention; kept while the dialog is open, for the whole work is read again for it."""
    of = (atlas.identity, mention)
    if st.session_state.get("_weighed", (None, None))[0] != of:
        st.session_state["_weighed"] = (of, review.weighed(atlas, state.stages_ready().resolver, mention))
    found: list[review.Candidate] = st.session_state["_weighed"][1]
    return found


def _new_place(atlas: Atlas, number: int, surface: str, key: str) -> dict[str, Any]:
    """Ask for a place that the gazetteer lacks."""
    name, kind = st.columns([3, 2])
    place: dict[str, Any] = {"name": name.text_input("Its name", value=surface, key=f"{key}-new-name").strip()}
    place["kind"] = kind.selectbox("Kind", list(KINDS), index=list(KINDS).index("village"), format_func=lambda one: KINDS[one][0], key=f"{key}-new-kind")
    field, outline = f"{key}-new-at", f"{key}-new-shape"

    def clicked(lat: float, lon: float) -> None:
        st.session_state[field] = f"{lat:.5f}, {lon:.5f}"

    def sketched(shape: str) -> None:
        st.session_state.update({outline: shape, field: ""})  # the clicks that drew it were no choice of a point

    at = st.text_input("Where: latitude, longitude (type it, or click on the map)", key=field, placeholder="39.76, 46.75")
    passage = atlas.select(Filters(source=(str(atlas.rows_of("passages", number)[0].document),)))
    near = review.nearby(atlas, number)
    drawn = mapbox.drawing(atlas, state.Visit(Filters(), {"names": "en", "tiles": ""}, ()), passage, focus=f"{near.id}#{key}" if near else "")
    mapbox.sketch_map(drawn, key=f"{key}-new-map", on_point=clicked, on_shape=sketched)
    shape = st.text_area(
        "Or its shape: draw it on the map (a line or an area), or write it as WKT or GeoJSON (longitude first)", key=outline, height=68
    ).strip()
    fault = sketch_fault(shape)
    if fault:
        st.error(without_markdown(fault), icon=":material/error:")
    precision, far = st.columns(2)
    place["precision"] = precision.selectbox("The location is", list(PRECISIONS), index=1, format_func=PRECISIONS.__getitem__, key=f"{key}-new-precision")
    place["precision_km"] = far.number_input("May be off by (km)", 0.0, 20_000.0, 5.0, key=f"{key}-new-km")
    place["source"] = st.text_input("Where the location is from", key=f"{key}-new-source", placeholder="A map, a list, a person").strip()
    place["note"] = st.text_input("How it was derived (needed when it is derived)", key=f"{key}-new-note").strip()
    if surface and surface != place["name"]:
        place["names"] = [surface]
    return place | ({"geometry": shape} if shape else {"at": at.strip()})


def located(new: dict[str, Any]) -> dict[str, Any]:
    """A new place as the file of corrections holds it, from what was typed: `at`, latitude and longitude as text, becomes numbers.

    Raises `InputError` with all that is wrong, a line each, in the words of the dialog.
    """
    faults = [] if new["name"] else ["Its name: say what the place is called."]
    at, shape = new.get("at", ""), new.get("geometry", "")
    lat, lon = _degrees(at)
    if shape:
        faults += ["Its shape: mend it as said below its field, or empty the field."] if sketch_fault(shape) else []
    elif not at:
        faults.append("Where: type its latitude and longitude, click on the map, or give a shape.")
    elif lat is None or lon is None:
        faults.append("Where: write latitude, longitude as in 39.76, 46.75.")
    elif not (-90 <= lat <= 90 and -180 <= lon <= 180):
        faults.append("Where: the latitude, from -90 to 90, comes first, then the longitude, from -180 to 180, as in 39.76, 46.75.")
    if new["kind"] in MUST_HAVE_SHAPE and not shape:
        faults.append(f"Its shape: a {KINDS[new['kind']][0].lower()} needs one; draw it on the map.")
    if not new["source"]:
        faults.append("Where the location is from: name the map, the list or the person.")
    if new["precision"] == "approximate" and not new["note"]:
        faults.append("How it was derived: say so, for the location is approximate.")
    if faults:
        raise InputError("\n".join(faults))
    return {**{key: value for key, value in new.items() if key != "at"}, **({} if shape else {"lat": lat, "lon": lon})}


def _degrees(at: str) -> tuple[float | None, float | None]:
    """Latitude and longitude as they were typed; None, None when they are not two numbers."""
    try:
        lat, lon = (float(part) for part in at.split(","))
    except ValueError:
        return None, None
    return lat, lon


# --- saving -------------------------------------------------------------------------------------------------------


def save(atlas: Atlas, number: int, mention: Any, surface: str, said: dict[str, Any]) -> None:
    """Write a correction of a mention of a passage (None: one that was not seen) and apply it. Raises `AtlasError`.

    `said` is the correction as the file holds it, without its quote; `new` in it the place that it brings.
    """
    if not settings.corrections_allowed:
        raise InputError(corrected.NOT_ALLOWED)
    for field, about in (("reason", "Say why"), ("author", "Say who says so")):
        if not said[field]:
            raise InputError(f"{about}: every correction has a reason and an author.")
    new = said.pop("new", None)
    if said["what"] == "place" and not new and not said.get("place"):
        raise InputError("Choose the place that is meant.")
    document = str(atlas.rows_of("passages", number)[0].document)
    path = state.corrections_path(document)
    places = state.curated()  # without what the file brings: the atlas has that already
    known = corrections_file.load(places, [path] if path.exists() else [])
    if new:
        new = located(new)
        new = {"id": corrections_file.new_id(new["name"], new["kind"], atlas.gazetteer, known), **new}
        said["place"] = new["id"]
    said |= _selector(atlas, document, number, mention, surface)
    try:
        entry = corrections_file.add(path, said, places, new)
    except DataError as error:
        raise InputError("\n".join(fault.removeprefix(f"{path.resolve()}: ") for fault in error.faults)) from None
    with st.spinner("Applying it ..."):
        state.corrected(path)
    state.note(without_markdown(f"Saved: “{entry.surface}”, {SCOPES[entry.scope].lower()}. {path.name} holds it, with your reason; every build applies it."))


def _selector(atlas: Atlas, document: str, number: int, mention: Any, surface: str) -> dict[str, str]:
    if mention is not None:
        return review.selector(atlas, int(mention.mention))
    work = review.WorkText(atlas, document)
    at = work.numbers.index(number)
    start = work.texts[at].find(surface) if surface else -1
    if start < 0:
        raise InputError(f"“{surface}” does not stand in this passage; write it as it stands there.")
    quote = work.running.quote(Spot(at, start, start + len(surface)))
    return {"document": document, "surface": quote.exact, "prefix": quote.prefix, "suffix": quote.suffix}


# --- what needs it first ------------------------------------------------------------------------------------------


def waiting(atlas: Atlas, *, opened: bool) -> None:
    """What needs a person first: names without a place, and those decided with little confidence, by how many mentions hang on them."""
    table = review.waiting(atlas)
    lost = int((table["place_id"] == "").sum())
    with st.expander(f"To review first: names without a place ({lost:,}), names decided with little confidence ({len(table) - lost:,})", expanded=opened):
        if table.empty:
            st.write("Every name that was found has a place, and none was decided with little confidence.")
            return
        shown = table.head(_SHOWN).assign(
            place=[atlas.gazetteer.places[key].name if key else "" for key in table["place_id"].head(_SHOWN)],
            kind=[KINDS[kind][0] for kind in table["kind"].head(_SHOWN)],
        )
        columns = {
            "name": "Name",
            "place": "Taken for",
            "kind": "Kind",
            "mentions": "Mentions",
            "confidence": "Confidence",
            "why": "Decided by",
            "works": "Works",
        }
        answer = st.dataframe(
            shown[[*columns]].rename(columns=columns),
            hide_index=True,
            key="waiting",
            on_select="rerun",
            selection_mode="single-row",
            alt="Names to review first, with what they were taken for, most mentions first",
        )
        rows = answer["selection"]["rows"]
        if rows and rows[0] < len(shown):
            _picked(atlas, shown.iloc[rows[0]])
        else:
            st.caption("Tick a row for its candidates and its passages." + (f" The first {_SHOWN:,} of {len(table):,}." if len(table) > _SHOWN else ""))


def _picked(atlas: Atlas, row: Any) -> None:
    """A name that waits: its candidates, and the ways to its passages."""
    near = review.anchor(atlas, int(row["mention"]))
    found = review.candidates(atlas.gazetteer, str(row["name"]), near)
    parts = [f"<li>{html.escape(one.text)}</li>" for one in found] or ["<li>None: it may be a new place, or not a place.</li>"]
    own = review.passages_of(atlas, row)
    shown = cards.passage_cards(atlas, atlas.select(Filters(role=tuple(ROLES))), own[:3], below=corrected.of_passages(atlas, own[:3]))
    more = f'<p class="note">The first 3 of {len(own):,} passages.</p>' if len(own) > 3 else ""
    from_where = f", distances from {html.escape(near.name)}" if near else ""
    piece(f'<section class="intro"><h2>{html.escape(str(row["name"]))}</h2><p>Candidates{from_where}:</p><ul>{"".join(parts)}</ul></section>{shown}{more}')
