"""Candidates -> the place of the gazetteer that each means: one sense a document where nothing speaks against it.

What is decided, in this order: the generic words around a name ("Lachin district", "the towns of ..."), what the words near it speak of, what the
name was said to be elsewhere in the document, its usual sense, nearness to the document's other places. One sense a discourse: Gale, Church and
Yarowsky, "One Sense per Discourse" (1992).
"""

import itertools
import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from geo.folding import fold
from geo.gazetteer import Gazetteer
from geo.geometry import kilometres
from geo.model import AREA_KINDS, Name, Passage, Place
from geo.toponyms import DESIGNATORS, PLURALS, Candidate, singular
from geo.worldly import Found

_LIST_GAP = re.compile(r"\s*(?:,|;|/|,?\s+and|,?\s+or|,?\s+as\s+well\s+as|&)\s*(?:the\s+|in\s+)?$|\s*\($|\)\s*(?:,|,?\s+and)\s*(?:the\s+)?$")
_AFTER_PLURAL = re.compile(rf"\)?\s+(?:[a-z-]+\s+)?({'|'.join(PLURALS)})(?![\w])", re.IGNORECASE)
_BEFORE_OF = re.compile(
    rf"\b({'|'.join([*PLURALS, *(d for d in DESIGNATORS if d not in ('plant', 'base', 'pass', 'sea'))])})\s+(?:of|in|such as|including)\s+(?:the\s+)?(?:[A-Z]\w+’?'?s\s+)?$",
    re.I,
)
_OPENINGS = (" of ", " in ", "such as ", "including ")
_BEFORE_LIST = re.compile(
    rf"\b({'|'.join(PLURALS)})\s*(?:of\b|:|\(|—|–|-|,?\s*such as\b|,?\s*including\b|,?\s*namely\b|in\b)[\s\w,’']{{0,60}}$|\b({'|'.join(PLURALS)}),\s+$", re.I
)


@dataclass(slots=True)
class Reading:
    """A candidate on its way to a mention: what it may mean, and what has been decided. `listed` numbers the list of its passage that it stands in."""

    passage: Passage
    candidate: Candidate
    options: list[Name]
    place: Place | None = None
    kind: str = ""
    role: str = "literal"
    confidence: float = 0.0
    method: str = "gazetteer"
    listed: int = -1
    found: Found | None = None

    @property
    def span(self) -> tuple[int, int, int]:
        """Passage, start and end."""
        return self.passage.ordinal, self.candidate.start, self.candidate.end

    def shorten(self) -> None:
        """Leave a generic word in small letters out: news names "Sichuan" where texts on the region name "Sichuan province"."""
        text, candidate = self.passage.text, self.candidate
        if candidate.end > candidate.name_end and text[candidate.end - 1].islower() and text[candidate.name_end + 1].islower():
            candidate.end = candidate.name_end


class SenseChooser:
    """Chooses the senses of candidates. Built once for a gazetteer; holds no state between documents."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._places = gazetteer.places
        self._first = frozenset(gazetteer.cues.get("districts_first", ()))
        self._territory = re.compile(rf"\b(?:{gazetteer.cue_pattern('territory')})\b", re.IGNORECASE)
        self._town = re.compile(rf"\b(?:{gazetteer.cue_pattern('town')})\b", re.IGNORECASE)

    def choose(self, passages: Iterable[Sequence[Reading]]) -> None:
        """Set place, kind, method and confidence of the readings of a document, given passage by passage, and number the lists they stand in."""
        readings: list[Reading] = []
        for own in passages:
            _mark_lists(own)
            for reading in own:
                self._by_designator(reading, own)
            readings += own
        self._by_document(readings)

    def _by_designator(self, reading: Reading, own: Sequence[Reading]) -> None:
        """The generic words around a name: after it, before it, or shared by a list that it stands in."""
        text, candidate = reading.passage.text, reading.candidate
        if not candidate.names:
            reading.kind = DESIGNATORS.get(candidate.designator, ("village",))[0]
            reading.method, reading.confidence = "context:no gazetteer entry", 0.5
            return
        first = reading.options[0].place
        if all(name.place == first for name in reading.options):
            self._set(reading, first)
            reading.confidence = 0.95
            return
        words: list[tuple[str, str]] = []
        if candidate.designator:
            words.append((candidate.designator, "after"))
        before = text[max(0, candidate.start - 40) : candidate.start]
        tail = before[-20:]
        match = _BEFORE_OF.search(before) if any(opening in tail for opening in _OPENINGS) else None
        if match:
            words.append((singular(match.group(1)), "before"))
        if reading.listed >= 0:
            chain = [r for r in own if r.listed == reading.listed]
            after = _AFTER_PLURAL.match(text, chain[-1].candidate.end)
            head = _BEFORE_LIST.search(text[max(0, chain[0].candidate.start - 70) : chain[0].candidate.start])
            if after:
                words.append((singular(after.group(1)), "list"))
            elif head:
                words.append((singular(head.group(1) or head.group(2)), "list"))
        else:
            after = _AFTER_PLURAL.match(text, candidate.end)
            if after and not candidate.designator:
                words.append((singular(after.group(1)), "after"))
        for word, where in words:
            if self._choose_kind(reading, DESIGNATORS.get(word, ())):
                reading.method, reading.confidence = f"gazetteer+{where}", 0.97 if where == "after" else 0.95
                return

    def _choose_kind(self, reading: Reading, kinds: tuple[str, ...]) -> bool:
        places = self._places
        for kind in kinds:
            fitting = [name for name in reading.options if places[name.place].kind == kind]
            if fitting:
                reading.options = fitting
                if len({name.place for name in fitting}) == 1:
                    self._set(reading, fitting[0].place)
                return True
        return False

    def _set(self, reading: Reading, place: str) -> None:
        reading.place = self._places[place]
        reading.kind = reading.place.kind

    def _by_document(self, readings: list[Reading]) -> None:
        """One meaning a document: what a name was said to be elsewhere, what its list is, what is done to it, what is near."""
        places = self._places
        said: dict[str, Counter[str]] = {}
        for reading in readings:
            if reading.place and reading.method != "gazetteer":
                said.setdefault(_stem(reading), Counter())[reading.place.id] += 1
        open_ones = [reading for reading in readings if reading.options and not reading.place]
        near = Counter(r.place.id for r in readings if r.place) if open_ones else Counter()
        for reading in open_ones:
            options = [places[key] for key in dict.fromkeys(name.place for name in reading.options)]
            chosen, why, sure = self._decide(options, reading, said.get(_stem(reading), Counter()), near)
            self._set(reading, chosen.id)
            reading.method, reading.confidence = f"gazetteer+{why}", sure

    def _decide(self, options: list[Place], reading: Reading, said: Counter[str], near: Counter[str]) -> tuple[Place, str, float]:
        areas = [p for p in options if p.kind in AREA_KINDS]
        points = [p for p in options if p.kind not in AREA_KINDS]
        text, candidate = reading.passage.text, reading.candidate
        around = text[max(0, candidate.start - 90) : candidate.end + 60]
        sentence_start = max(around.rfind(". ", 0, candidate.start - max(0, candidate.start - 90)), 0)
        around = around[sentence_start:]
        if areas and points:
            town, territory = bool(self._town.search(around)), bool(self._territory.search(around))
            if town != territory:
                pick = points[0] if town else next((p for p in areas if p.kind == "district"), areas[0])
                return pick, "words around", 0.85
        told = [key for key, _ in said.most_common(2) if any(p.id == key for p in options)]
        if len(told) == 1:
            return next(p for p in options if p.id == told[0]), "same document", 0.85
        if areas and points:
            first = [p for p in areas if p.id in self._first]
            return (first[0], "usual sense", 0.75) if first else (points[0], "usual sense", 0.75)
        anchors = [(self._places[key], count) for key, count in near.most_common(12)]
        if anchors:
            ranked = sorted(options, key=lambda p: sum(math.log1p(count) * min(kilometres(p.lat, p.lon, a.lat, a.lon), 3000) for a, count in anchors))
            return ranked[0], "nearness", 0.7
        return options[0], "first sense", 0.6


def _stem(reading: Reading) -> str:
    candidate = reading.candidate
    return fold(reading.passage.text[candidate.start : candidate.name_end])


def _mark_lists(own: Sequence[Reading]) -> None:
    """Number the lists ("Aghdam, Kalbajar, and Lachin") that readings of one passage stand in."""
    number = 0
    for before, after in itertools.pairwise(own):
        gap = before.passage.text[before.candidate.end : after.candidate.start]
        if len(gap) < 24 and _LIST_GAP.fullmatch(gap):
            if before.listed < 0:
                before.listed = number
                number += 1
            after.listed = before.listed
