"""Mentions -> the place that each means, its role, its confidence, and how it was decided.

Candidates of a block of passages are decided together, so that one name keeps one meaning within a document where
nothing speaks against it. Roles follow the distinctions of Gritta, Pilehvar and Collier, "A pragmatic guide to
geoparsing evaluation" (2020): the place itself, a seat that stands for its government, a part of another name.
"""

import itertools
import math
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from geo.folding import fold
from geo.gazetteer import Gazetteer
from geo.geometry import kilometres
from geo.model import AREA_KINDS, Mention, Name, Passage, Place
from geo.placing import Option
from geo.toponyms import DESIGNATORS, PLURALS, Candidate, ToponymFinder, singular, title_spans
from geo.world import World
from geo.worldly import Found, Known, WorldReader

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
_SERIAL_WAR = re.compile(r"\b(?:first|second|1st|2nd|1|2|44[- ]?day|four[- ]day|4[- ]day|six[- ]weeks?)\W{1,3}$", re.I)
_WAR = re.compile(r"\s+[Ww]ars?\b")
_PLACE_IN = re.compile(r"\b(?:in|at|near|around|outside|inside|within|across|throughout)\s+(?:the\s+)?$", re.I)
_CAPITAL_OF = re.compile(
    r"\b(?:capital|capitals|city|cities|town|towns|outskirts|suburbs?|streets|centre|center|north|south|east|west)(?:\s+(?:of|is|was)|,)?\s+(?:the\s+)?$"
    r"|\b(?:infrastructure|residents|population|people|port|airport)\s+of\s+$",
    re.I,
)
_TO = re.compile(r"\b(?:to|for|from|between|into|towards?)\s+(?:the\s+)?$")
_POSSESSIVE = re.compile(r"['’]s\b")
_SURNAME = re.compile(
    r"\s+(?:[A-ZÀ-ÞƏĞİŞÇÖÜ][^\W\d_]+(?:yan|yants|ov|ova|yev|yeva|ev|eva|li|lı|zade|zadeh|oglu|oğlu|shvili|dze|sky|skiy|skaya|enko)|[A-ZƏĞİŞÇÖÜ]+(?:YAN|OV|OVA|EV|EVA|LI|LÎ|ZADE|OĞLU))\b"
)
_CLAUSE = re.compile(r"[;:]|\.\s|,\s(?=which|who|that|while|but|and\s\w+\s)")
_SUFFERED = re.compile(
    r"\s+(?:lies|lay|stands|(?:was|were|is|has been|had been|is being)\s+(?:\w+ly\s+)?(?:shelled|bombed|bombarded|hit|struck|besieged|rebuilt|flooded|evacuated|founded|renamed))\b"
)
_VISITED = re.compile(
    r"\b(?:hit|struck|shelled|bombed|bombarded|besieged|strikes? on|attacks? on|visit(?:ed|ing|s)?|left|leaving|reached|reaching|toured|entered)\s+$"
)
_INDEFINITE = re.compile(r"\b(?:a|an|any|some|no|another|new)\s+(?:\w+\s+)?$", re.I)
_TRANSPORT = re.compile(r"\s+(?:\w+\s+)?(?:railway|railroad|road|highway|flights?|pipeline|route|line|train|corridor)\b")
_DAY_PAREN = re.compile(r"\b(?:1[89]|20)\d\d\s*\($")
_VISIT_AFTER = re.compile(r"\s+(?:visit|trip|stop|stopover|flight)\b|-(?:educated|based|born|trained)\b")
_LED_AFTER = re.compile(r"-(?:led|dominated|backed|brokered|sponsored|controlled|friendly|supported|mediated|imposed|centric|initiated|oriented)\b")
_HOSTS_AFTER = re.compile(r"\s+(?:hosted|hosts|will host)\b")
_PAIR_AFTER = re.compile(r"[-–—](?=[A-Z])")
_NICKNAME = re.compile(r"\s+of\s+the\s+$")


@dataclass(slots=True)
class _Reading:
    """A candidate on its way to a mention."""

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


class Resolver:
    """Decides what the candidates of passages mean. Built once for a gazetteer; with a `world`, names that the gazetteer lacks are looked up there."""

    def __init__(self, gazetteer: Gazetteer, world: World | None = None) -> None:
        self._gazetteer = gazetteer
        self._world = world
        self._reader = WorldReader(gazetteer, world) if world else None
        self._finder = ToponymFinder(gazetteer)
        cues = gazetteer.cues
        self._seats = frozenset(cues.get("seats", ())) | frozenset(cues.get("capitals", ()))
        self._first = frozenset(cues.get("districts_first", ()))
        word = r"[A-ZÀ-Þ][\w’'&.-]*"
        after = "|".join(map(re.escape, cues.get("embedding_capitalised", ())))
        plain = "|".join(map(re.escape, cues.get("embedding_plain", ())))
        before = "|".join(map(re.escape, cues.get("embedding_before", ())))
        self._embedding_after = re.compile(rf"[”\"’']?\s+(?:{word}\s+(?:(?:of|and|for|on|in|the|&)\s+)*){{0,5}}?(?:{after or 'x^'})(?![\w])")
        always = "|".join(map(re.escape, cues.get("embedding_always", ())))
        self._embedding_always = re.compile(rf"[”\"’']?\s+[“\"‘']?(?:border\s+)?(?:{always or 'x^'})(?![\w])")
        self._embedding_plain = re.compile(rf"[”\"’']?\s+[“\"‘']?(?:border\s+|peace\s+|joint\s+|final\s+)?(?:{plain or 'x^'})(?![\w])")
        self._embedding_before = re.compile(rf"\b(?:{before or 'x^'})s?\s+(?:{word}\s+)?of\s+(?:the\s+)?$")
        self._territory = self._any_word("territory")
        self._town = self._any_word("town")
        self._motion = self._any_word("motion")
        self._attitude = re.compile(
            rf"\b(?:{'|'.join(map(re.escape, cues.get('attitude', ('x^',))))})\s+(?:of\s+\w+\s+|\w+ly\s+)?(?:in|at)\s+(?:the\s+)?$", re.I
        )
        self._physical = re.compile(rf"(?:['’]s)?\s+(?:\w+\s+)?(?:{'|'.join(map(re.escape, cues.get('physical', ('x^',))))})\b", re.I)

    @property
    def gazetteer(self) -> Gazetteer:
        """The places that names may mean."""
        return self._gazetteer

    def _any_word(self, key: str) -> re.Pattern[str]:
        words = "|".join(map(re.escape, sorted(self._gazetteer.cues.get(key, ()), key=len, reverse=True)))
        return re.compile(rf"\b(?:{words or 'x^'})\b", re.I)

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

    def _read(self, passages: Iterable[Passage]) -> list[_Reading]:
        passages = list(passages)
        readings: list[_Reading] = []
        barred: list[Known] = []
        for passage in passages:
            own = []
            for candidate in self._finder.find(passage.text):
                if _is_no_place(passage.text, candidate):
                    barred.append(Known(passage.ordinal, candidate.start, candidate.end, None, barred=True))
                else:
                    own.append(_Reading(passage, candidate, list(candidate.names)))
            _mark_lists(own)
            readings += own
            for reading in own:
                self._by_designator(reading, own)
        self._by_document(readings)
        for reading in readings:
            self._settle(reading)
        if self._reader:
            readings = self._beyond(self._reader, passages, readings, barred)
        by_passage: dict[int, list[_Reading]] = {}
        for reading in readings:
            by_passage.setdefault(reading.passage.ordinal, []).append(reading)
        for own in by_passage.values():
            self._roles(own)
        return readings

    def _beyond(self, reader: WorldReader, passages: list[Passage], readings: list[_Reading], barred: list[Known]) -> list[_Reading]:
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
                named = _Reading(one.passage, Candidate(one.start, one.end, one.end, ()), [])
                kept.append(named)
            named.found, named.place, named.kind = one, one.place, one.place.kind
            if one.method:
                named.method, named.confidence = one.method, one.confidence
        order = {passage.ordinal: at for at, passage in enumerate(passages)}
        kept.sort(key=lambda reading: (order[reading.passage.ordinal], reading.candidate.start))
        return kept

    # --- places

    def _by_designator(self, reading: _Reading, own: list[_Reading]) -> None:
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

    def _choose_kind(self, reading: _Reading, kinds: tuple[str, ...]) -> bool:
        places = self._gazetteer.places
        for kind in kinds:
            fitting = [name for name in reading.options if places[name.place].kind == kind]
            if fitting:
                reading.options = fitting
                if len({name.place for name in fitting}) == 1:
                    self._set(reading, fitting[0].place)
                return True
        return False

    def _set(self, reading: _Reading, place: str) -> None:
        reading.place = self._gazetteer.places[place]
        reading.kind = reading.place.kind

    def _by_document(self, readings: list[_Reading]) -> None:
        """One meaning a document: what a name was said to be elsewhere, what its list is, what is done to it, what is near."""
        places = self._gazetteer.places
        said: dict[str, Counter[str]] = {}
        for reading in readings:
            if reading.place and reading.method != "gazetteer":
                said.setdefault(_stem(reading), Counter())[reading.place.id] += 1
        open_ones: list[tuple[_Reading, list[str]]] = []
        for reading in readings:
            if reading.place or not reading.options:
                continue
            first = reading.options[0].place
            if all(name.place == first for name in reading.options):
                self._set(reading, first)
                reading.confidence = 0.95
            else:
                open_ones.append((reading, list(dict.fromkeys(name.place for name in reading.options))))
        near = Counter(r.place.id for r in readings if r.place) if open_ones else Counter()
        for reading, options in open_ones:
            chosen, why, sure = self._decide([places[key] for key in options], reading, said.get(_stem(reading), Counter()), near)
            self._set(reading, chosen.id)
            reading.method, reading.confidence = f"gazetteer+{why}", sure

    def _decide(self, options: list[Place], reading: _Reading, said: Counter[str], near: Counter[str]) -> tuple[Place, str, float]:
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
        anchors = [(self._gazetteer.places[key], count) for key, count in near.most_common(12)]
        if anchors:
            ranked = sorted(options, key=lambda p: sum(math.log1p(count) * min(kilometres(p.lat, p.lon, a.lat, a.lon), 3000) for a, count in anchors))
            return ranked[0], "nearness", 0.7
        return options[0], "first sense", 0.6

    def _settle(self, reading: _Reading) -> None:
        if reading.place is None and reading.options:
            self._set(reading, reading.options[0].place)
            reading.confidence = 0.6

    # --- roles

    def _roles(self, own: list[_Reading]) -> None:
        text = own[0].passage.text
        titles = title_spans(text)
        previous: _Reading | None = None
        for at, reading in enumerate(own):
            follows = own[at + 1] if at + 1 < len(own) else None
            reading.role = self._role(text, reading, previous, follows, titles)
            previous = reading

    def _role(self, text: str, reading: _Reading, previous: _Reading | None, follows: _Reading | None, titles: list[tuple[int, int]]) -> str:
        candidate = reading.candidate
        if reading.place is None:
            return "literal"
        if reading.found and reading.found.adjective:
            return "embedded"
        if self._is_embedded(text, reading, previous, follows, titles):
            return "embedded"
        if reading.place.id not in self._seats or candidate.designator:
            return "literal"
        return "literal" if self._is_the_city(text, reading, previous, follows) else "metonym"

    def _is_the_city(self, text: str, reading: _Reading, previous: _Reading | None, follows: _Reading | None) -> bool:
        """Whether a seat of government is meant as a city: somebody is, goes, meets or sends something there."""
        start, end = reading.candidate.start, reading.candidate.end
        before, near = text[max(0, start - 160) : start], text[max(0, start - 40) : start]
        if _LED_AFTER.match(text, end):
            return False
        if (
            any(pattern.match(text, end) for pattern in (_VISIT_AFTER, _HOSTS_AFTER, _SUFFERED, self._physical))
            or _CAPITAL_OF.search(near)
            or _DAY_PAREN.search(near)
        ):
            return True
        if _POSSESSIVE.match(text, end) or self._is_pair(text, reading, previous, follows):
            return False
        if _PLACE_IN.search(near):
            return not self._attitude.search(before[-60:])
        if previous and reading.listed >= 0 and previous.listed == reading.listed and previous.place and previous.kind == reading.kind:
            return previous.role == "literal"
        if reading.kind == "facility":
            return False
        clause = _CLAUSE.split(before)[-1]
        return bool(_VISITED.search(near)) or bool(_TO.search(near) and self._motion.search(clause[-140:]))

    def _is_pair(self, text: str, reading: _Reading, previous: _Reading | None, follows: _Reading | None) -> bool:
        """Two governments joined by a hyphen ("Moscow-Baku relations"), and not the ends of a road or a flight."""
        end = reading.candidate.end
        if _PAIR_AFTER.match(text, end) and follows and follows.candidate.start == end + 1 and follows.place and follows.place.id in self._seats:
            return not _TRANSPORT.match(text, follows.candidate.end)
        return previous is not None and previous.role == "metonym" and text[previous.candidate.end : reading.candidate.start] in ("-", "–")

    def _is_embedded(self, text: str, reading: _Reading, previous: _Reading | None, follows: _Reading | None, titles: list[tuple[int, int]]) -> bool:
        candidate = reading.candidate
        start, end = candidate.start, candidate.end
        before = text[max(0, start - 60) : start]
        after = text[end : end + 2].lstrip("”\"’'")
        if after[:1].isspace():  # nothing else can go on into a longer name
            embedded = self._goes_on(text, reading, before, follows)
            if embedded is not None:
                return embedded
        elif candidate.designator:
            return False
        if before.endswith(("of ", "of the ")) and self._embedding_before.search(before):
            return True
        if (
            previous
            and previous.role == "embedded"
            and re.search(r"(?:,|\sand|\sat|\sin)\s*$", text[previous.candidate.end : start])
            and self._embedding_before.search(text[max(0, previous.candidate.start - 60) : previous.candidate.start])
            and len(text[previous.candidate.end : start]) < 6
        ):
            return True
        if (
            previous
            and _NICKNAME.fullmatch(text[previous.candidate.end : start])
            and previous.role == "embedded"
            and text[max(0, previous.candidate.start - 1)] in "‘'“\""
        ):
            return True
        if (
            follows
            and _NICKNAME.fullmatch(text[end : follows.candidate.start])
            and text[max(0, start - 1) : start] in ("‘", "'", "“", '"')
            and reading.place is not None
            and reading.place.kind in ("city", "town")
        ):
            return True
        return any(a <= start and end <= b for a, b in titles)

    def _goes_on(self, text: str, reading: _Reading, before: str, follows: _Reading | None) -> bool | None:
        """Whether what follows makes the name a part of a longer one; None when it says nothing."""
        candidate, start, end = reading.candidate, reading.candidate.start, reading.candidate.end
        if _WAR.match(text, end) and (_SERIAL_WAR.search(before) or text[end + 1 : end + 2] == "W"):
            return True
        if candidate.designator:
            return bool(self._embedding_after.match(text, end)) and text[candidate.name_end + 1 : candidate.name_end + 2].isupper()
        if self._embedding_always.match(text, end):
            return True
        paired = text[max(0, start - 1) : start] in ("-", "–")
        if self._embedding_plain.match(text, end) and reading.place is not None and not paired:
            return reading.place.kind not in AREA_KINDS
        if self._embedding_after.match(text, end) and not _crosses(text, end, follows, self._embedding_after):
            return True
        return None

    def _mention(self, reading: _Reading) -> Mention:
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


def _stem(reading: _Reading) -> str:
    candidate = reading.candidate
    return fold(reading.passage.text[candidate.start : candidate.name_end])


def _mark_lists(own: list[_Reading]) -> None:
    """Number the lists ("Aghdam, Kalbajar, and Lachin") that readings of one passage stand in."""
    number = 0
    for before, after in itertools.pairwise(own):
        gap = before.passage.text[before.candidate.end : after.candidate.start]
        if len(gap) < 24 and _LIST_GAP.fullmatch(gap):
            if before.listed < 0:
                before.listed = number
                number += 1
            after.listed = before.listed


def _crosses(text: str, end: int, follows: _Reading | None, pattern: re.Pattern[str]) -> bool:
    """Whether what embeds a name begins only behind the next name ("Baku and the Minsk Group")."""
    match = pattern.match(text, end)
    return bool(match and follows and follows.candidate.start < match.end() and re.search(r"\b(?:and|in|on|for)\b", text[end : follows.candidate.start]))
