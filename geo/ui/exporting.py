"""What the export page offers: which filters, what the file would hold, what it is called, and the same as a command."""

import html
import re
import shlex
from collections.abc import Iterable
from dataclasses import replace
from functools import partial

import streamlit as st

from geo import export, settings
from geo.atlas import Atlas, Selection
from geo.export import FORMATS, Preview
from geo.fields import FORMAT_FIELDS, FORMAT_NOTES
from geo.filters import DEFAULT_ROLES, Filters, describe, to_address, to_query
from geo.model import LAYERS, MENTION_LAYERS, ROLES
from geo.schema import Column
from geo.wording import counted

EVERYTHING = Filters(role=tuple(ROLES))
"""Every mention that has a place, whatever its role."""

_LONGEST = 60


def gathered(selection: Selection, atlas: Atlas) -> Preview:
    """What an export of a selection would hold; the last few are kept. Raises `InputError` when that is nothing."""
    return _gathered(atlas.identity, to_address(selection.filters), selection, atlas)


@st.cache_resource(max_entries=4, show_spinner=False)
def _gathered(identity: str, address: str, _selection: Selection, _atlas: Atlas) -> Preview:  # noqa: ARG001 - what it is kept by
    return export.preview(_atlas, _selection)


def made(atlas: Atlas, selection: Selection, form: str) -> partial[bytes]:
    """What makes the file when it is called."""
    return partial(_made, atlas, selection, form)


def _made(atlas: Atlas, selection: Selection, form: str) -> bytes:
    return export.download(atlas, selection, form)[2]


def file_name(filters: Filters, form: str) -> str:
    """A name for the file that says the selection in letters that every system takes: passage-atlas-2020-villages.gpkg."""
    suffix = FORMATS[form].download
    if suffix in (".zip", ".jsonld"):  # several formats share these
        suffix = f"-{form}{suffix}"
    if filters == EVERYTHING:
        return f"passage-atlas-everything{suffix}"
    time = (filters.first, filters.last)
    clock = filters.clock if any(time) and filters.clock != "told" else ""
    on = f"on-{filters.on}" if filters.on else ""
    told = "-".join(dict.fromkeys(time)) if all(time) else f"from-{time[0]}" if time[0] else f"to-{time[1]}" if time[1] else ""
    kinds = describe(replace(Filters(), kind=filters.kind)).removesuffix(" mentioned in passages.") if filters.kind else ""
    roles = filters.role if filters.role != DEFAULT_ROLES else ()
    words = [clock, told, on, kinds, *filters.event, *filters.place, *filters.source, filters.q, *roles]
    said = re.sub("[^a-z0-9]+", "-", " ".join(words).lower()).strip("-")
    if len(said) > _LONGEST:
        said = said[:_LONGEST].rsplit("-", 1)[0]
    return f"passage-atlas{f'-{said}' if said else ''}{suffix}"


def command(filters: Filters, form: str) -> str:
    """The command line that writes the same file."""
    words = ["python", "-m", "geo", "export", "--format", form, "--out", file_name(filters, form)]
    if settings.atlas_file != settings.ROOT / "atlas.gpkg":
        words += ["--atlas", str(settings.atlas_file)]
    for key, values in to_query(filters).items():
        for value in values:
            words += [f"--{key}"] if key == "undated" else [f"--{key}", value]
    return shlex.join(words)


# --- HTML ---------------------------------------------------------------------------------------------------------


def contents(seen: Preview, form: str) -> str:
    """HTML of what the file will hold: the sentence, the works, the layers with their numbers of features."""
    rows = "".join(
        f'<tr><td><i class="symbol symbol-{layer.id}"></i>{html.escape(layer.title)}</td><td><code>{layer.id}</code></td>'
        f'<td class="number">{layer.features:,}</td></tr>'
        for layer in seen.layers
    )
    mentions = sum(layer.features for layer in seen.layers if layer.id in MENTION_LAYERS)
    named = {
        place: count > 0 for layer in seen.layers if layer.id in LAYERS for place, count in zip(layer.frame["place_id"], layer.frame["mentions"], strict=True)
    }
    told = {place for layer in seen.layers if layer.id in MENTION_LAYERS for place in layer.frame["place_id"]}
    beside, without = len(named) - sum(named.values()), len(told - named.keys())
    said = ", ".join((counted(len(told), "place"), counted(mentions, "mention"), counted(len(seen.works), "work")))
    said += f"; {without:,} of the places without a shape on that day, among the mentions only" if without else ""
    said += f"; and {counted(beside, 'post')} that stood in the selected zones, without mentions" if beside else ""
    head = '<tr><th scope="col">Layer</th><th scope="col">Name in the file</th><th class="number" scope="col">Features</th></tr>'
    return (
        f'<section class="intro"><h2>{html.escape(FORMATS[form].title)}: what will be in it</h2><p id="exported"><strong>{html.escape(seen.sentence)}</strong> '
        f'<span class="note">{said}</span></p><p class="note">{_code(FORMAT_NOTES[form])}</p>'
        f'<table class="list">{head}{rows}</table>'
        '<p class="note">Also in it: the filters, the day, the version of the program, the licences and how to cite the works.</p></section>'
    )


def dictionary(fields: Iterable[Column], form: str) -> str:
    """HTML of the fields of a layer with what they hold, and of what the format adds."""
    head = '<tr><th scope="col">Field</th><th scope="col">Type</th><th scope="col">Holds</th></tr>'
    adds = f'<tr><th colspan="3" scope="colgroup">Added by {html.escape(FORMATS[form].title)}</th></tr>{_fields(FORMAT_FIELDS[form])}'
    return f'<div class="fields"><table class="list">{head}{_fields(fields)}{adds}</table></div>'


def _fields(fields: Iterable[Column]) -> str:
    return "".join(f"<tr><td><code>{html.escape(field.name)}</code></td><td>{field.type}</td><td>{_code(field.about)}</td></tr>" for field in fields)


def _code(text: str) -> str:
    """Escaped text, with what stands between backticks as code."""
    return re.sub("`([^`]+)`", r"<code>\1</code>", html.escape(text))
