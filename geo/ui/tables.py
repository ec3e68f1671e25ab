"""Tables of the pages."""

import pandas as pd

from geo.atlas import Atlas, Selection
from geo.drawing import drawn_places
from geo.folding import fold
from geo.model import KINDS, PRECISIONS
from geo.wording import show_span


def places(atlas: Atlas, selection: Selection, find: str = "") -> pd.DataFrame:
    """Selected places, most mentions first: columns place_id, name, names, kind, mentions, passages, works, told, by_work, precision, km, source, link.

    With `find`, those with a name that holds it, in any language and script, whatever the accents.
    """
    wanted = fold(find.strip())
    in_works = selection.mentions.groupby(["place_id", "document"]).size()
    by_work: dict[str, list[str]] = {}
    for (place, document), count in in_works.sort_values(ascending=False).items():
        by_work.setdefault(str(place), []).append(f"{short(atlas, str(document))}: {count}")
    rows = {}
    for one in drawn_places(atlas, selection):
        place = one.place
        names = atlas.gazetteer.names_of[place.id]
        if place.id in rows or not one.mentions or (wanted and not any(wanted in fold(name.text) for name in names)):
            continue
        others = dict.fromkeys(name.text for name in names if name.language in ("az", "hy", "ru", "en") and name.text != place.name)
        told = show_span(str(one.first.year), str(one.last.year)) if one.first and one.last else ""
        rows[place.id] = (
            place.id, place.name, "; ".join(others), KINDS[place.kind][0], one.mentions, one.passages, one.works, told, "; ".join(by_work[place.id]),
            PRECISIONS[place.precision], place.precision_km, f"{place.source} {place.source_id}".strip(), f"./?place={place.id}",
        )  # fmt: skip
    columns = ["place_id", "name", "names", "kind", "mentions", "passages", "works", "told", "by_work", "precision", "km", "source", "link"]
    return pd.DataFrame(rows.values(), columns=columns).sort_values(["mentions", "name"], ascending=[False, True], ignore_index=True)


def works(atlas: Atlas) -> pd.DataFrame:
    """The works: columns Work, Authors, Published in, Date, Passages, Mentions, Text, Address."""
    passages = atlas.passages["document"].value_counts()
    mentions = atlas.mentions["document"].value_counts()
    return pd.DataFrame(
        [
            (w.title, w.authors, w.publisher, w.published, int(passages.get(w.document, 0)), int(mentions.get(w.document, 0)), w.licence or "not stated", w.url)
            for w in atlas.works.values()
        ],
        columns=["Work", "Authors", "Published in", "Date", "Passages", "Mentions", "Terms", "Address"],
    )


def short(atlas: Atlas, document: str) -> str:
    """A work in two words: its first author and year."""
    work = atlas.works[document]
    author = (work.authors.split(";")[0].split() or [work.title])[-1]
    return f"{author} {work.published[:4]}".strip()
