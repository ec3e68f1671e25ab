"""Review: what should be looked at first, what a mention might mean, what a correction of it says, and what became of the corrections."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
from rapidfuzz import fuzz, process

from geo import world
from geo.atlas import Atlas
from geo.corrections import METHOD, ROLE_OF, Correction, Corrections
from geo.folding import fold
from geo.gazetteer import Gazetteer
from geo.geometry import kilometres
from geo.model import KINDS, Mention, Passage, Place
from geo.quotes import Quote, RunningText, Spot
from geo.resolve import Resolver
from geo.toponyms import DESIGNATORS
from geo.wording import counted

SURE = 0.8
"""Mentions that were decided with less confidence than this are for review."""
_MOST, _ALIKE, _SAME_KM = 8, 82, 25.0
_WIDE_KINDS = ("country", "continent", "region")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that a name might mean: how far it lies from where the text is (None: nothing to measure from), and why it is one."""

    place: Place
    km: float | None
    reason: str

    @property
    def text(self) -> str:
        """The candidate in a few words."""
        far = f", {self.km:,.0f} km" if self.km is not None else ""
        return f"{self.place.name} [{self.place.id}] ({KINDS[self.place.kind][0].lower()}{far}; {self.reason})"


def waiting(atlas: Atlas) -> pd.DataFrame:
    """Names that wait for a person's decision, most mentions first.

    Columns name, kind, place_id (empty: none found), confidence (the least), why, mentions, works, passage and mention (the first one).
    """
    mentions = atlas.mentions
    open_ones = mentions[((mentions["place_id"] == "") | (mentions["confidence"] < SURE)) & (mentions["method"] != METHOD)]
    grouped = open_ones.groupby(["surface", "kind", "place_id"], sort=False).agg(
        confidence=("confidence", "min"),
        why=("method", "first"),
        mentions=("mention", "size"),
        works=("document", lambda ids: "; ".join(sorted(set(ids)))),
        passage=("passage", "first"),
        mention=("mention", "first"),
    )
    table = grouped.reset_index().rename(columns={"surface": "name"})
    return table.sort_values(["mentions", "confidence", "name"], ascending=[False, True, True], ignore_index=True)


def with_candidates(atlas: Atlas, waiting: pd.DataFrame, most: int = 3) -> pd.DataFrame:
    """What waits (see `waiting`) with a column of its first candidates in words."""
    said = []
    spelled = spellings(atlas.gazetteer)
    for row in waiting.itertuples():
        found = candidates(atlas.gazetteer, str(row.name), anchor(atlas, int(row.mention)), spelled)
        said.append("; ".join(one.text for one in found[:most]))
    return waiting.assign(candidates=said)


def candidates(gazetteer: Gazetteer, surface: str, near: Place | None = None, spelled: Mapping[str, list[str]] | None = None) -> list[Candidate]:
    """The places that a name might mean, the likeliest first: those written so, their namesakes in the world, those that begin so, those written much alike.

    `near` is the place that distances are counted from; `spelled` are the gazetteer's `spellings`, when many names are asked for.
    """
    name, _, word = surface.rpartition(" ")
    bare = name if word.lower() in DESIGNATORS and name else surface
    found: dict[str, str] = {}
    for text in dict.fromkeys([surface, bare]):
        for one in gazetteer.variants.get(fold(text), ()):
            found.setdefault(one.place, f"written so ({one.language}, {one.status})")
    for place in gazetteer.search(bare)[:_MOST]:
        found.setdefault(place.id, "begins so" if fold(place.name) != fold(bare) else "called so")
    spelled = spelled if spelled is not None else spellings(gazetteer)
    for text, score, _ in process.extract(fold(bare), spelled.keys(), scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=_MOST):
        for key in spelled[text]:
            found.setdefault(key, f"“{text}” is {score:.0f}% alike")
    made = [_from(gazetteer.places[key], near, why) for key, why in found.items()]
    order = {"written": 0, "called": 0, "begins": 1}
    made.sort(key=lambda one: (order.get(one.reason.split(" ")[0], 2), one.km or 0.0))
    alike = [one for one in made if order.get(one.reason.split(" ")[0], 2)]
    namesakes = _of_the_world(fold(bare), made, near)
    return [*(one for one in made if one not in alike), *namesakes, *alike][: _MOST + len(namesakes)]


def _from(place: Place, near: Place | None, reason: str) -> Candidate:
    return Candidate(place, kilometres(place.lat, place.lon, near.lat, near.lon) if near else None, reason)


def _of_the_world(folded: str, known: Iterable[Candidate], near: Place | None) -> list[Candidate]:
    """The most populous places that are called so, those that the gazetteer has aside."""
    places = world.load()
    found = []
    for entry in places.lookup(folded):
        if not any(kilometres(one.place.lat, one.place.lon, entry.lat, entry.lon) < _SAME_KM for one in known if fold(one.place.name) == fold(entry.name)):
            found.append(_from(places.place(entry), near, f"called so; {entry.country}, {entry.population:,} people"))
    return found[:_MOST]


def weighed(atlas: Atlas, resolver: Resolver, mention: int) -> list[Candidate]:
    """The places that were weighed for a mention in its work, best first, each with what speaks for it."""
    row = mention_of(atlas, mention)
    passages, numbers = [], {}
    for one in atlas.passages[atlas.passages["document"] == row.document].itertuples():
        numbers[int(one.passage)] = int(one.ordinal)
        passages.append((one, int(one.passage)))
    texts = atlas.texts(numbers)
    block = [Passage(str(row.document), int(one.ordinal), one.part, one.heading, one.locator, texts[number], ((0, 0),)) for one, number in passages]
    asked = Mention(
        str(row.document),
        numbers[int(row.passage)],
        int(row.start),
        int(row.end),
        row.surface,
        row.place_id or None,
        row.kind,
        row.role,
        row.confidence,
        row.method,
    )
    near = anchor(atlas, mention)
    return [_from(option.place, near, option.reason) for option in resolver.candidates(block, asked)][:_MOST]


def spellings(gazetteer: Gazetteer) -> dict[str, list[str]]:
    """Folded name -> the places that have it."""
    found: dict[str, dict[str, None]] = {}
    for name in gazetteer.names:
        found.setdefault(fold(name.text), {})[name.place] = None
    return {text: [*keys] for text, keys in found.items()}


def anchor(atlas: Atlas, mention: int) -> Place | None:
    """The place that candidates' distances are counted from: the chosen one, else the nearest in the passage, else the work's most named."""
    own = mention_of(atlas, mention)
    places = atlas.gazetteer.places
    if own.place_id:
        return places[own.place_id]
    return nearby(atlas, int(own.passage), int(own.start))


def nearby(atlas: Atlas, passage: int, position: int = 0) -> Place | None:
    """The place that is named nearest to a position of a passage, else the work's most named, countries and regions aside."""
    places = atlas.gazetteer.places
    beside = [m for m in atlas.rows_of("mentions", passage) if m.place_id and m.kind not in _WIDE_KINDS]
    if beside:
        return places[min(beside, key=lambda m: abs(m.start - position)).place_id]
    document = atlas.rows_of("passages", passage)[0].document
    work = atlas.mentions[(atlas.mentions["document"] == document) & (atlas.mentions["place_id"] != "") & ~atlas.mentions["kind"].isin(_WIDE_KINDS)]
    return places[work["place_id"].mode().iloc[0]] if len(work) else None


def passages_of(atlas: Atlas, waiting: Mapping[str, Any]) -> list[int]:
    """The passages of a name that waits (a row of `waiting`)."""
    mentions = atlas.mentions
    own = mentions[(mentions["surface"] == waiting["name"]) & (mentions["place_id"] == waiting["place_id"]) & (mentions["method"] != METHOD)]
    return [int(number) for number in own["passage"].drop_duplicates()]


def mention_of(atlas: Atlas, mention: int) -> Any:
    """The row of a mention by its number."""
    [row] = atlas.mentions.iloc[[mention]].itertuples(index=False)
    return row


# --- quotes in the atlas ------------------------------------------------------------------------------------------


class WorkText:
    """A work of the atlas as running text."""

    def __init__(self, atlas: Atlas, document: str) -> None:
        self.numbers = [int(number) for number in atlas.passages.loc[atlas.passages["document"] == document, "passage"]]
        texts = atlas.texts(self.numbers)
        self.texts = [texts[number] for number in self.numbers]
        self.running = RunningText(self.texts)

    def quote(self, passage: int, start: int, end: int) -> Quote:
        """A quote of a span of a passage, by the passage's number in the atlas."""
        return self.running.quote(Spot(self.numbers.index(passage), start, end))


def selector(atlas: Atlas, mention: int) -> dict[str, str]:
    """What a correction says of a mention: document, surface, prefix, suffix."""
    row = mention_of(atlas, mention)
    quote = WorkText(atlas, row.document).quote(int(row.passage), int(row.start), int(row.end))
    return {"document": str(row.document), "surface": quote.exact, "prefix": quote.prefix, "suffix": quote.suffix}


# --- what became of the corrections -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Made:
    """A correction that was made, what became of it in an atlas ("applies to 3 mentions", "its text is changed or gone", ...), and the passages it is about."""

    entry: Correction
    state: str
    passages: tuple[int, ...] = ()


def made(atlas: Atlas, corrections: Corrections) -> list[Made]:
    """The corrections that were made, in order, with what became of each."""
    works: dict[str, WorkText] = {}
    found = []
    for entry in corrections.entries:
        if entry.scope != "everywhere" and entry.document not in atlas.works:
            found.append(Made(entry, "its document is not in this atlas"))
            continue
        if entry.scope == "here":
            work = works.setdefault(entry.document, WorkText(atlas, entry.document))
            found.append(_made_here(atlas, entry, work))
        else:
            found.append(_made_wide(atlas, entry))
    return found


def _made_here(atlas: Atlas, entry: Correction, work: WorkText) -> Made:
    spots = work.running.find(entry.quote)
    if len(spots) != 1:
        return Made(entry, f"{len(spots)} places in the text fit equally" if spots else "its text is changed or gone")
    [spot] = spots
    number = work.numbers[spot.passage]
    touched = [m for m in atlas.rows_of("mentions", number) if m.start < spot.end and spot.start < m.end]
    count = int(not touched) if entry.what == "not_a_place" else sum(1 for m in touched if _is_so(entry, m))
    return Made(entry, _applies(count), (number,))


def _made_wide(atlas: Atlas, entry: Correction) -> Made:
    mentions = atlas.mentions if entry.scope == "everywhere" else atlas.mentions[atlas.mentions["document"] == entry.document]
    spans = _spans(atlas, entry)
    if entry.what == "not_a_place":
        left = int((mentions["surface"] == entry.surface).sum())
        state = f"{left} mentions are left; build again, or narrower corrections say otherwise" if left else f"removed in {_unmarked(atlas, spans)} places"
    else:
        own = mentions[(mentions["surface"] == entry.surface) | mentions["surface"].str.startswith(f"{entry.surface} ")]
        state = _applies(sum(1 for m in own.itertuples() if _is_so(entry, m)))
    return Made(entry, state, tuple(sorted(spans)))


def _spans(atlas: Atlas, entry: Correction) -> dict[int, list[tuple[int, int]]]:
    """Passage -> where a correction's words stand in it, as far as it reaches."""
    phrase = entry.surface.replace('"', " ")
    numbers = [int(number) for number in atlas.search(f'"{phrase}"')]
    if entry.scope == "document":
        own = set(atlas.passages.loc[atlas.passages["document"] == entry.document, "passage"])
        numbers = [number for number in numbers if number in own]
    words = re.compile(rf"(?<!\w){re.escape(entry.surface)}(?!\w)")
    found = {number: [match.span() for match in words.finditer(text)] for number, text in atlas.texts(numbers).items()}
    return {number: spans for number, spans in found.items() if spans}


def _unmarked(atlas: Atlas, found: Mapping[int, list[tuple[int, int]]]) -> int:
    """How many spans are no mention, nor a part of one."""
    count = 0
    for number, spans in found.items():
        taken = [(m.start, m.end) for m in atlas.rows_of("mentions", number)]
        count += sum(1 for start, end in spans if not any(a < end and start < b for a, b in taken))
    return count


def _is_so(entry: Correction, mention: Any) -> bool:
    """Whether a mention is as a correction says."""
    role = ROLE_OF.get(entry.what)
    return mention.method == METHOD and (not entry.place or mention.place_id == entry.place) and (not role or mention.role == role)


def _applies(count: int) -> str:
    if not count:
        return "applies to no mention: build again, or another correction says otherwise"
    return f"applies to {counted(count, 'mention')}"
