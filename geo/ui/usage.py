"""Who says what, how, on screen: the names and words that each work uses of a place, with the passages. All text is escaped."""

import base64
import html
from dataclasses import replace

import pandas as pd
import streamlit as st

from geo import settings, usage
from geo.atlas import Atlas
from geo.ui import cards, state
from geo.ui.tables import short
from geo.usage import Use, Words


@st.cache_resource(show_spinner=False)
def _words(_folder: str) -> Words:
    return usage.load()


def section(atlas: Atlas, visit: state.Visit, place: str) -> str:
    """HTML of a place's names and words under the filters of the visit, folded away until it is asked for (`words` in the address)."""
    asked = visit.view["words"] == "1"
    doing = f'<p class="doing">{cards.button("words", "" if asked else "1", "Close: who says what, how" if asked else "Who says what, how", "link")}</p>'
    if not asked:
        return doing
    selection = atlas.select(replace(visit.filters, place=(place,)))
    found = usage.uses(atlas, selection, place, _words(str(settings.data_dir)))
    name = html.escape(atlas.gazetteer.places[place].name)
    saved = base64.b64encode(usage.write_csv(found)).decode()
    years = "published" if visit.filters.clock == "written" else "told"
    kept = (
        f'<a class="link" download="passage-atlas-words-{html.escape(place)}.csv" href="data:text/csv;charset=utf-8;base64,{saved}">Save as CSV</a>'
        if found
        else ""
    )
    words = usage.counts(found, "document")
    return (
        f'<section class="intro usage" data-usage="{html.escape(place)}"><h2>Who says what, how: {name}</h2>'
        '<p class="note">Counted words, not a judgement: each word of a list in a selected sentence that names the place. Where a sentence names several places, a word counts with '
        "the one that stands nearest to it, and with those joined to it by “and”; of ten counted so about seven are right. A word may be about something else, "
        f"be quoted, or be denied: read the passages. The list is a file that you can change: data/{usage.FILE}.</p>"
        + _table("Names, as each work writes them", _by_work(atlas, usage.names(selection, place)), "Name")
        + (
            _table("Words, by work", _by_work(atlas, words), "Word group")
            if found
            else '<p class="note">None of the words of the list stands in these sentences.</p>'
        )
        + (
            _table(f"Words, by year {'of publication' if years == 'published' else 'told of'}", _by_year(usage.counts(found, years)), "Word group")
            if found
            else ""
        )
        + (f"<h3>In the passages</h3>{_passages(atlas, found, list(words.index))}<p>{kept}</p>" if found else "")
        + f"</section>{doing}"
    )


def _by_work(atlas: Atlas, table: pd.DataFrame) -> pd.DataFrame:
    titles = {document: short(atlas, document) for document in table.columns}
    doubled = {title for title in titles.values() if list(titles.values()).count(title) > 1}
    return table.rename(columns={document: document if title in doubled else title for document, title in titles.items()})


def _by_year(table: pd.DataFrame) -> pd.DataFrame:
    return table.rename(columns={"": "undated"})


def _table(title: str, table: pd.DataFrame, what: str) -> str:
    """A table of counts; nothing where there is none."""
    head = "".join(f'<th class="number" scope="col">{html.escape(str(column))}</th>' for column in table.columns)
    rows = "".join(
        f'<tr><td>{html.escape(str(row))}</td><td class="number"><strong>{int(values.sum()):,}</strong></td>'
        + "".join(f'<td class="number">{int(value) or ""}</td>' for value in values)
        + "</tr>"
        for row, values in table.iterrows()
    )
    return f'<h3>{title}</h3><div class="wide"><table class="list counts"><tr><th scope="col">{what}</th><th class="number" scope="col">All</th>{head}</tr>{rows}</table></div>'


def _passages(atlas: Atlas, found: list[Use], groups: list[str]) -> str:
    """The sentences of each group, folded, the word marked, each with its work and a link to it."""
    parts = []
    for group in groups:
        own = [use for use in found if use.group == group]
        rows = "".join(
            f"<li>{_marked(use)} <span class='about'>{html.escape(short(atlas, use.document))}, {html.escape(use.locator)}"
            f"{f', told of {html.escape(use.told)}' if use.told else ''} {cards.button('read', f'{use.document}/{use.passage}', 'Read in the work', 'link')}</span></li>"
            for use in own
        )
        parts.append(f"<details><summary>{html.escape(group)} ({len(own):,})</summary><ul>{rows}</ul></details>")
    return "".join(parts)


def _marked(use: Use) -> str:
    start, end = use.start - use.quote_start, use.end - use.quote_start
    return f'“{html.escape(use.quote[:start])}<span class="hit">{html.escape(use.quote[start:end])}</span>{html.escape(use.quote[end:])}”'
