"""Which of its namesakes a name means: people who live there, provinces and countries that the document names, and nearness to its other places.

One name keeps one meaning within a document, unless it says otherwise itself ("Paris, Texas"). After Leidner, "Toponym Resolution in Text" (2007):
one sense a discourse, minimal spread; the weights were set on one half of a news corpus and checked on the other.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from geo.folding import fold
from geo.gazetteer import Gazetteer
from geo.geometry import kilometres
from geo.model import Place
from geo.recognise import Span, lies_in
from geo.world import Entry, World

PROVINCE_NAMED, COUNTRY_NAMED, CURATED, CAPITAL, OTHER_NAME = 2.4, 1.6, 1.2, 0.7, 1.0
NEAR, FAR_KM = 1.6, 250.0
SAME_PLACE_KM = 40.0
ANCHORS = 60
VILLAGE = 10_000  # with fewer people, a province named once is not enough against a curated namesake
_BODY_OF = re.compile(r"\b([A-Z]\w+) of (?:the )?$")


class Option(NamedTuple):
    """A place that a mention may mean, how well it fits (more is better) and why."""

    place: Place
    score: float
    reason: str


@dataclass(slots=True)
class Meaning:
    """A name of a document with its namesakes, best first."""

    spans: list[Span]
    options: list["_Option"] = field(default_factory=list)
    sure: bool = False  # the text says it outright, or there is but one

    @property
    def confidence(self) -> float:
        """0 to 1: the best option's share against the others."""
        if not self.options:
            return 0.0
        top = self.options[0].score
        return 1 / sum(math.exp(min(0.0, 2.0 * (option.score - top))) for option in self.options)


@dataclass(slots=True)
class _Option:
    lat: float
    lon: float
    country: str
    province: str
    kind: str
    entry: Entry | None
    place: Place | None
    base: float
    score: float = 0.0
    reasons: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return self.place.id if self.place else self.entry.key if self.entry else ""


class Placer:
    """Chooses between namesakes. Holds no state between documents."""

    def __init__(self, world: World, gazetteer: Gazetteer) -> None:
        self._world = world
        self._gazetteer = gazetteer
        self._capitals = frozenset(gazetteer.cues.get("capitals", ()))

    def decide(self, spans: Sequence[Span]) -> list[Meaning]:
        """The meanings of a document's spans; spans with the same name and the same holder share one."""
        meanings = self._group(spans)
        countries, provinces = self._named(spans)
        votes = self._votes(meanings)
        anchors: list[tuple[float, float, float, str]] = []
        for last_round in (False, True):
            for meaning in meanings:
                for option in meaning.options:
                    self._score(option, meaning, countries, provinces, votes, anchors)
                meaning.options.sort(key=lambda option: -option.score)
            if not last_round:
                anchors = self._anchors(meanings)
        return meanings

    @staticmethod
    def _anchors(meanings: Iterable[Meaning]) -> list[tuple[float, float, float, str]]:
        """Latitude, longitude, weight and name of the surest and most named places, so many that long documents cost no more."""
        found = []
        for meaning in meanings:
            best = meaning.options[0]
            if best.kind not in ("country", "continent"):
                weight = meaning.confidence * (1.0 if best.kind != "oblast" else 0.4)
                found.append((len(meaning.spans), (best.lat, best.lon, weight, meaning.spans[0].key)))
        found.sort(key=lambda one: (-one[0] * one[1][2], one[1][3]))
        return [anchor for _, anchor in found[:ANCHORS]]

    def public(self, option: _Option) -> Option:
        """An option with its place as a record of a gazetteer."""
        place = option.place or (self._world.place(option.entry) if option.entry else None)
        if place is None:
            raise ValueError("an option has a place or an entry")
        return Option(place, round(option.score, 2), "; ".join(option.reasons))

    # --- namesakes

    def _group(self, spans: Iterable[Span]) -> list[Meaning]:
        groups: dict[tuple[str, str], Meaning] = {}
        held: dict[str, str] = {}
        for span in spans:
            if span.holder:
                held.setdefault(span.key, span.holder.key)
        for span in spans:
            holder = span.holder.key if span.holder else held.get(span.key, "")
            meaning = groups.get((span.key, holder))
            if meaning is None:
                meaning = groups[span.key, holder] = Meaning([])
            meaning.spans.append(span)
        for meaning in groups.values():
            first = next((span for span in meaning.spans if span.holder), meaning.spans[0])
            meaning.options = self._options(first)
            if first.holder and len(meaning.options) > 1:
                inside = [option for option in meaning.options if option.entry and lies_in(option.entry, first.holder)]
                if inside:
                    meaning.options, meaning.sure = inside, True
            within = frozenset[str]().union(*(span.within for span in meaning.spans))
            held_as = [option for option in meaning.options if option.kind == "oblast" and option.province in within]
            if held_as and not any(option.country == code[:2] and option.kind == "country" for option in meaning.options for code in within):
                meaning.options = held_as
            if len(meaning.options) == 1:
                meaning.sure = True
        return [meaning for meaning in groups.values() if meaning.options]

    def _options(self, span: Span) -> list[_Option]:
        places = [self._gazetteer.places[key] for key in span.curated if key in self._gazetteer.places]
        options = []
        if span.province:
            entry = self._world.provinces.get(span.province)
            return [_from_entry(entry)] if entry else []
        taken: set[int] = set()
        for place in places:
            same = [entry for entry in span.entries if _is_same(entry, place)]
            taken |= {entry.id for entry in same}
            people = max((entry.population for entry in same), default=0)
            base = 8.0 if place.kind in ("country", "continent") else 6.0 if place.kind in ("region", "sea") else math.log10(max(people, 30_000))
            province = next((f"{entry.country}.{entry.admin1}" for entry in same if entry.admin1), "")
            options.append(
                _Option(place.lat, place.lon, place.country, province, place.kind, None, place, base + CURATED + CAPITAL * (place.id in self._capitals))
            )
        options += [_from_entry(entry) for entry in span.entries if entry.id not in taken and not (places and entry.other)]
        return options

    # --- what the document says

    def _named(self, spans: Iterable[Span]) -> tuple[Counter[str], dict[str, Counter[str]]]:
        countries: Counter[str] = Counter()
        provinces: dict[str, Counter[str]] = defaultdict(Counter)  # code -> the names that name it
        for span in spans:
            if self._names_a_body(span):
                continue
            if span.about:
                countries[span.about] += 1
            if span.province:
                provinces[span.province][span.key] += 1
                countries[span.province[:2]] += 1
            for tag in span.curated:
                kind, _, code = tag.partition(":")
                if kind == "country":
                    countries[code] += 2
                elif kind == "province":
                    provinces[code][span.key] += 1
                    countries[code[:2]] += 1
            best = max(span.entries, key=lambda entry: entry.population, default=None)
            if best and best.kind == "oblast" and not best.other and not span.curated:
                provinces[f"{best.country}.{best.admin1}"][span.key] += 1
                countries[best.country] += 1
            if best and best.kind == "country" and not span.curated:
                countries[best.country] += 2
        return countries, provinces

    def _names_a_body(self, span: Span) -> bool:
        """Whether a name is the last part of an institution's: "University of Illinois" does not say that the text is set there."""
        before = _BODY_OF.search(span.passage.text, max(0, span.start - 32), span.start)
        return before is not None and fold(before[1]) in self._world.lists["bodies"]

    @staticmethod
    def _votes(meanings: Iterable[Meaning]) -> Counter[str]:
        """Province -> how many names of the document have a place in it, each name's vote shared between its provinces."""
        votes: Counter[str] = Counter()
        for meaning in meanings:
            own = {option.province for option in meaning.options if option.entry and not option.entry.other and option.province}
            for province in own:
                votes[province] += 1 / len(own)  # type: ignore[assignment]
        return votes

    @staticmethod
    def _score(
        option: _Option,
        meaning: Meaning,
        countries: Counter[str],
        provinces: dict[str, Counter[str]],
        votes: Counter[str],
        anchors: list[tuple[float, float, float, str]],
    ) -> None:
        score, reasons = option.base, []
        people = option.entry.population if option.entry else 0
        if people:
            reasons.append(f"{people:,} inhabitants")
        if option.place:
            reasons.append("curated gazetteer")
        if meaning.sure and meaning.spans[0].holder:
            reasons.append("the text names what it lies in")
        if option.kind not in ("country", "continent"):
            named = sum(count for name, count in provinces.get(option.province, {}).items() if name != meaning.spans[0].key)
            if named and option.kind != "oblast":
                in_passing = named == 1 and people < VILLAGE and any(other.place for other in meaning.options)
                score += PROVINCE_NAMED * (0.4 if in_passing else min(1.0, 0.6 + 0.2 * named))
                reasons.append("its province is named")
            total = sum(countries.values())
            if countries[option.country]:
                score += COUNTRY_NAMED * (0.5 + 0.5 * countries[option.country] / total)
                reasons.append("its country is named")
            own = 1 / max(1, len({other.province for other in meaning.options}))
            score += min(1.2, 0.5 * max(0.0, votes[option.province] - own))
        if anchors and option.kind != "country":
            key = meaning.spans[0].key
            near = [(kilometres(option.lat, option.lon, lat, lon), weight) for lat, lon, weight, other in anchors if other != key]
            if near:
                close = sum(weight * math.exp(-distance / 120) for distance, weight in near)
                score += NEAR * min(1.0, close)
                distance = min(distance for distance, _ in near)
                if distance < FAR_KM:
                    reasons.append(f"{distance:,.0f} km from another place of the text")
        option.score, option.reasons = score, tuple(reasons)


def _is_same(entry: Entry, place: Place) -> bool:
    if entry.kind == "country":
        return place.kind in ("country", "region") and (
            entry.country == place.country or kilometres(place.lat, place.lon, entry.lat, entry.lon) < SAME_PLACE_KM + place.precision_km
        )
    return place.kind != "country" and kilometres(place.lat, place.lon, entry.lat, entry.lon) < SAME_PLACE_KM + place.precision_km + entry.km


def _from_entry(entry: Entry) -> _Option:
    base = math.log10(entry.population + 300)
    if entry.kind == "country":
        base = 8.0
    elif entry.kind == "oblast":
        base = max(base, 5.0) + 0.3
    elif entry.kind == "district":
        base -= 0.6
    return _Option(
        entry.lat, entry.lon, entry.country, f"{entry.country}.{entry.admin1}" if entry.admin1 else "", entry.kind, entry, None, base - OTHER_NAME * entry.other
    )
