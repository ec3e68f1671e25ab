"""Mentions -> the place that each means, its role, its confidence, and how it was decided.

Candidates of a block of passages are decided together, so that one name keeps one meaning within a document: `senses` chooses among the places of
the gazetteer, `worldly` among those of the world, `roles` says what each name stands for.
"""

import itertools
import re
from collections.abc import Iterable

from geo.gazetteer import Gazetteer
from geo.model import Mention, Passage, Place
from geo.placing import Option
from geo.roles import RoleReader
from geo.senses import Reading, SenseChooser
from geo.toponyms import Candidate, ToponymFinder
from geo.world import World
from geo.worldly import Known, WorldReader

_SURNAME = re.compile(
    r"\s+(?:[A-ZÀ-ÞƏĞİŞÇÖÜ][^\W\d_]+(?:yan|yants|ov|ova|yev|yeva|ev|eva|li|lı|zade|zadeh|oglu|oğlu|shvili|dze|sky|skiy|skaya|enko)|[A-ZƏĞİŞÇÖÜ]+(?:YAN|OV|OVA|EV|EVA|LI|LÎ|ZADE|OĞLU))\b"
)
_INDEFINITE = re.compile(r"\b(?:a|an|any|some|no|another|new)\s+(?:\w+\s+)?$", re.I)


class Resolver:
    """Decides what the candidates of passages mean. Built once for a gazetteer; with a `world`, names that the gazetteer lacks are looked up there."""

    def __init__(self, gazetteer: Gazetteer, world: World | None = None) -> None:
        self._gazetteer = gazetteer
        self._world = world
        self._finder = ToponymFinder(gazetteer)
        self._senses = SenseChooser(gazetteer)
        self._reader = WorldReader(gazetteer, world) if world else None
        self._roles = RoleReader(gazetteer)

    @property
    def gazetteer(self) -> Gazetteer:
        """The places that names may mean."""
        return self._gazetteer

    def resolve(self, passages: Iterable[Passage]) -> list[Mention]:
        """The mentions of a block of passages of one document, in order of the text."""
        return [self._mention(reading) for reading in self._read(passages) if reading.kind]

    def candidates(self, passages: Iterable[Passage], mention: Mention) -> list[Option]:
        """The places that a mention may mean, best first, each with a score and a reason; `passages` is the block that it was resolved in.

        Empty when no gazetteer knows the name, and when the passages do not hold the mention.
        """
        for reading in self._read(list(passages)):
            passage, start, end = reading.span
            if passage == mention.passage and start < mention.end and mention.start < end:
                if reading.found and self._reader:
                    return self._reader.options(reading.found)
                places = dict.fromkeys(name.place for name in reading.candidate.names)
                options = [Option(self._gazetteer.places[key], 1.0 if key == mention.place else 0.0, "curated gazetteer") for key in places]
                return sorted(options, key=lambda option: -option.score)
        return []

    def place(self, key: str | None) -> Place | None:
        """The place with an identifier, of the gazetteer or of the world."""
        if not key:
            return None
        return self._gazetteer.places.get(key) or (self._world.places([key]).get(key) if self._world else None)

    def _read(self, passages: Iterable[Passage]) -> list[Reading]:
        passages = list(passages)
        by_passage: list[list[Reading]] = []
        barred: list[Known] = []
        for passage in passages:
            own = []
            for candidate in self._finder.find(passage.text):
                if _is_no_place(passage.text, candidate):
                    barred.append(Known(passage.ordinal, candidate.start, candidate.end, None, barred=True))
                else:
                    own.append(Reading(passage, candidate, list(candidate.names)))
            by_passage.append(own)
        self._senses.choose(by_passage)
        readings = [reading for own in by_passage for reading in own]
        if self._reader:
            readings = self._beyond(self._reader, passages, readings, barred)
        for _, together in itertools.groupby(readings, key=lambda reading: reading.passage.ordinal):
            self._roles.read(list(together))
        return readings

    def _beyond(self, reader: WorldReader, passages: list[Passage], readings: list[Reading], barred: list[Known]) -> list[Reading]:
        """The readings with those of the world beside them: in the region of the gazetteer it decides, elsewhere what speaks for a namesake."""
        known = [Known(*reading.span, reading.place) for reading in readings]
        if not reader.is_regional(known):
            for reading in readings:
                reading.shorten()
            known = [Known(*reading.span, reading.place) for reading in readings]
        found, dropped = reader.read(passages, [*known, *barred])
        kept = [reading for at, reading in enumerate(readings) if at not in dropped]
        by_span = {reading.span: reading for reading in kept}
        for one in found:
            named = by_span.get((one.passage.ordinal, one.start, one.end))
            if named is None:
                named = Reading(one.passage, Candidate(one.start, one.end, one.end, ()), [])
                kept.append(named)
            named.found, named.place, named.kind = one, one.place, one.place.kind
            if one.method:
                named.method, named.confidence = one.method, one.confidence
        order = {passage.ordinal: at for at, passage in enumerate(passages)}
        kept.sort(key=lambda reading: (order[reading.passage.ordinal], reading.candidate.start))
        return kept

    def _mention(self, reading: Reading) -> Mention:
        passage, candidate = reading.passage, reading.candidate
        return Mention(
            document=passage.document,
            passage=passage.ordinal,
            start=candidate.start,
            end=candidate.end,
            surface=passage.text[candidate.start : candidate.end],
            place=reading.place.id if reading.place else None,
            kind=reading.kind,
            role=reading.role,
            confidence=reading.confidence,
            method=reading.method,
        )


def _is_no_place(text: str, candidate: Candidate) -> bool:
    """A person of that name ("Ararat Mirzoyan"), or a common noun that is no particular line ("a front line")."""
    if not candidate.names or candidate.designator:
        return False
    if all(name.matching == "any" for name in candidate.names) and text[candidate.start].islower():
        return bool(_INDEFINITE.search(text[max(0, candidate.start - 24) : candidate.start]))
    return bool(_SURNAME.match(text, candidate.end)) and text[candidate.end] == " "
