"""What a document says of the world beyond the curated gazetteer: recognises names, decides what they mean, keeps the candidates."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from geo.folding import fold
from geo.gazetteer import Gazetteer
from geo.model import Passage, Place
from geo.placing import Meaning, Option, Placer
from geo.recognise import Recogniser, Span
from geo.world import World

LIKELY, LIKELY_AT_HOME, LIKELY_IN_NOTES = (
    0.5,
    0.93,
    0.8,
)  # from here on a name is taken for a place of the world: in texts on the region the gazetteer knows best
UNLIKELY = 0.45  # below it a name of the gazetteer, in texts on the world, is taken for a person or a thing
HOME_PLACES = 20  # a country with so many curated villages and districts is the gazetteer's own region
HOME_MENTIONS, HOME_SHARE = 3, 0.2
_OWN = frozenset({"city", "town", "village"})
_WIDE = frozenset({"country", "continent", "region", "oblast"})


class Known(NamedTuple):
    """A mention that the curated gazetteer settled."""

    passage: int
    start: int
    end: int
    place: Place | None
    barred: bool = False  # a person or a thing, as its words say


@dataclass(slots=True)
class Found:
    """A mention of a place of the world, or of a curated one that the world was asked about. `method` is empty when the curated decision stands."""

    passage: Passage
    start: int
    end: int
    place: Place
    method: str
    confidence: float
    adjective: bool
    meaning: Meaning | None


class WorldReader:
    """Reads documents for places of the world. Built once for a gazetteer; holds no state between documents."""

    def __init__(self, gazetteer: Gazetteer, world: World) -> None:
        self._gazetteer = gazetteer
        self._world = world
        self._recogniser = Recogniser(world)
        self._placer = Placer(world, gazetteer)
        self._tagged = lru_cache(maxsize=None)(self._tags)

    @cached_property
    def _home(self) -> frozenset[str]:
        counted = Counter(place.country for place in self._gazetteer.places.values() if place.kind in ("village", "district"))
        return frozenset(country for country, count in counted.items() if count >= HOME_PLACES)

    @cached_property
    def _countries(self) -> dict[str, Place]:
        """ISO code -> the curated country; the first of those that share one."""
        found: dict[str, Place] = {}
        for place in self._gazetteer.places.values():
            if place.kind == "country" and ";" not in place.country and place.precision == "area":
                found.setdefault(place.country, place)
        return found

    def read(self, passages: Sequence[Passage], known: Sequence[Known]) -> tuple[list[Found], set[int]]:
        """(Mentions found beyond the curated ones or decided anew, positions in `known` of those that are no places or part of a longer name.)"""
        regional = self.is_regional(known)
        curated: dict[int, list[tuple[int, int, tuple[str, ...], float, str]]] = {}
        for mention in known:
            if mention.place is not None:
                curated.setdefault(mention.passage, []).append((mention.start, mention.end, *self._about(mention.place, regional=regional)))
            elif mention.barred:
                curated.setdefault(mention.passage, []).append((mention.start, mention.end, ("?",), 0.0, "home"))
        spans = self._recogniser.spans(passages, curated)
        kept = [span for span in spans if self._keep(span, regional=regional)]
        at = {(mention.passage, mention.start, mention.end): number for number, mention in enumerate(known) if not mention.barred}
        dropped = {
            at[key]
            for span in spans
            if "curated home" not in span.signs and (key := (span.passage.ordinal, span.start, span.end)) in at and span.chance < UNLIKELY
        }
        found = [one for meaning in self._placer.decide(kept) for one in self._found(meaning)]
        found += [one for span in kept if span.about and (one := self._adjective(span))]
        taken: dict[int, list[tuple[int, int]]] = {}
        for one in found:
            taken.setdefault(one.passage.ordinal, []).append((one.start, one.end))
        for number, mention in enumerate(known):  # a longer name of the world takes the shorter one's place, and any name that of an unknown one
            for start, end in taken.get(mention.passage, ()):
                same, within = (start, end) == (mention.start, mention.end), start <= mention.start and mention.end <= end
                if not same and (within or (mention.place is None and start < mention.end and mention.start < end)):
                    dropped.add(number)
        return found, dropped if not regional else {number for number in dropped if known[number].place is None}

    def options(self, found: Found) -> list[Option]:
        """The places that a mention may mean, best first."""
        if found.meaning is None:
            return [Option(found.place, 1.0, "the country's adjective" if found.adjective else "curated gazetteer")]
        return [self._placer.public(option) for option in found.meaning.options]

    # --- what is known

    def _tags(self, key: str) -> tuple[str, ...]:
        """A curated place's id, and what it is for the world: a country, a province."""
        place = self._gazetteer.places[key]
        if place.kind == "country":
            return (key, *(f"country:{code}" for code in place.country.split(";") if code))
        if place.kind in ("region", "oblast"):
            same = [entry for entry in self._world.lookup(fold(place.name)) if entry.kind == "oblast" and entry.country == place.country]
            return (key, *(f"province:{entry.country}.{entry.admin1}" for entry in same))
        return (key,)

    def _about(self, place: Place, *, regional: bool) -> tuple[tuple[str, ...], float, str]:
        home = not set(place.country.split(";")).isdisjoint(self._home) and (place.kind != "country")
        if regional or home or place.kind not in _OWN | _WIDE:
            return self._tagged(place.id), 4.0, "home"
        kind = "town" if place.kind in _OWN else "area"
        return self._tagged(place.id), 7.0 if kind == "area" else 5.5, kind

    def is_regional(self, known: Sequence[Known]) -> bool:
        """Whether a document is about the gazetteer's own region: its adjectives are then people's, and no places."""
        home = sum(one.place is not None and not self._home.isdisjoint(one.place.country.split(";")) for one in known)
        return home >= HOME_MENTIONS and home >= HOME_SHARE * len(known)

    @staticmethod
    def _keep(span: Span, *, regional: bool) -> bool:
        if span.curated:
            return "curated home" in span.signs or span.chance >= UNLIKELY
        if regional:
            return not span.about and span.passage.part in ("body", "heading", "caption") and span.chance >= LIKELY_AT_HOME
        return span.chance >= (LIKELY if span.passage.part in ("body", "heading", "caption") else LIKELY_IN_NOTES)

    def _adjective(self, span: Span) -> Found | None:
        place = self._gazetteer.places.get(span.about) or self._countries.get(span.about)
        if place is None:
            return None
        return Found(span.passage, span.start, span.end, place, "adjective", round(span.chance, 2), adjective=True, meaning=None)

    def _found(self, meaning: Meaning) -> Iterable[Found]:
        best = meaning.options[0]
        option = self._placer.public(best)
        for span in meaning.spans:
            if span.about or "curated home" in span.signs:
                continue
            method, sure = "", 0.0
            if best.place is None:
                method = "GeoNames" if best.entry and best.entry.source != "naturalearth" else "Natural Earth"
                if span.holder:
                    method += "+what it lies in"
                elif len(meaning.options) > 1:
                    method += "+namesakes"
                sure = round(math.sqrt(max(span.chance, 0.5) * meaning.confidence), 2)
            elif best.place.id not in span.curated[:1]:
                method, sure = "gazetteer+namesakes", round(meaning.confidence, 2)
            yield Found(span.passage, span.start, span.end, option.place, method, sure, adjective=False, meaning=meaning)
