"""Readings of a passage -> the role of each: the place itself, a seat that stands for its government, a part of another name.

The distinctions are those of Gritta, Pilehvar and Collier, "A pragmatic guide to geoparsing evaluation" (2020).
"""

import re
from collections.abc import Sequence

from geo.gazetteer import Gazetteer
from geo.model import AREA_KINDS
from geo.senses import Reading

_SERIAL_WAR = re.compile(r"\b(?:first|second|1st|2nd|44[- ]?day|four[- ]day|4[- ]day|six[- ]weeks?)\W{1,3}$", re.I)
_WAR = re.compile(r"\s+[Ww]ars?\b")
_PLACE_IN = re.compile(
    r"\b(?:in|at|near|around|outside|inside|within|across|throughout)\s+(?:the\s+)?$|\b(?:в|во|из|под|около|возле|близ|вокруг|через|город[ае]?)\s+$", re.I
)
_THERE = ("da", "də", "dan", "dən", "ya", "yə")  # Azerbaijani endings: in, from, to
_CAPITAL_OF = re.compile(
    r"\b(?:capital|capitals|city|cities|town|towns|outskirts|suburbs?|streets|centre|center|north|south|east|west)(?:\s+(?:of|is|was)|,)?\s+(?:the\s+)?$"
    r"|\b(?:infrastructure|residents|population|people|port|airport)\s+of\s+$",
    re.I,
)
_TO = re.compile(r"\b(?:to|for|from|between|into|towards?)\s+(?:the\s+)?$")
_POSSESSIVE = re.compile(r"['’]s\b")
_CLAUSE = re.compile(r"[;:]|\.\s|,\s(?=which|who|that|while|but|and\s\w+\s)")
_SUFFERED = re.compile(
    r"\s+(?:lies|lay|stands|(?:was|were|is|has been|had been|is being)\s+(?:\w+ly\s+)?(?:shelled|bombed|bombarded|hit|struck|besieged|rebuilt|flooded|evacuated|founded|renamed))\b"
)
_VISITED = re.compile(
    r"\b(?:hit|struck|shelled|bombed|bombarded|besieged|strikes? on|attacks? on|visit(?:ed|ing|s)?|left|leaving|reached|reaching|toured|entered)\s+$"
)
_LINE_AFTER = re.compile(r"(?:[-–—]\w+)*\s+(?:\w+\s+)?(?:railway|railroad|road|highway|flight|pipeline|route|line|train|corridor)s?\b")
_DAY_PAREN = re.compile(r"\b(?:1[89]|20)\d\d\s*\($")
_FROM_THERE = re.compile(r"-(?:educated|based|born|trained)\b")
_LED_AFTER = re.compile(r"-(?:led|dominated|backed|brokered|sponsored|controlled|friendly|supported|mediated|imposed|centric|initiated|oriented)\b")
_HYPHEN = re.compile(r"[-–—]")
_AND = re.compile(r"(?:,|\s(?:and|at|in))\s*")
_NICKNAME = re.compile(r"\s+of\s+the\s+$")
_TITLE_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_QUOTED = re.compile(r"“([^”]{12,200})”|\"([^\"]{12,200})\"|«([^»]{12,200})»")


class RoleReader:
    """Tells roles by the words around a name. Built once for a gazetteer; holds no state between passages."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        cues = gazetteer.cues
        self._seats = frozenset(cues.get("seats", ())) | frozenset(cues.get("capitals", ()))
        word = r"[A-ZÀ-Þ][\w’'&.-]*"
        after, always, plain, before, motion, attitude, physical = (
            gazetteer.cue_pattern(key)
            for key in ("embedding_capitalised", "embedding_always", "embedding_plain", "embedding_before", "motion", "attitude", "physical")
        )
        self._embedding_after = re.compile(rf"[”\"’']?\s+(?:{word}\s+(?:(?:of|and|for|on|in|the|&)\s+)*){{0,5}}?(?:{after})(?![\w])")
        self._embedding_always = re.compile(rf"[”\"’']?\s+[“\"‘']?(?:border\s+)?(?:{always})(?![\w])")
        self._embedding_plain = re.compile(rf"[”\"’']?\s+[“\"‘']?(?:border\s+|peace\s+|joint\s+|final\s+)?(?:{plain})(?![\w])")
        self._embedding_before = re.compile(rf"\b(?:{before})s?\s+(?:{word}\s+)?of\s+(?:the\s+)?$")
        self._motion = re.compile(rf"\b(?:{motion})\b", re.I)
        self._attitude = re.compile(rf"\b(?:{attitude})\s+(?:of\s+\w+\s+|\w+ly\s+)?(?:in|at)\s+(?:the\s+)?$", re.I)
        self._physical = re.compile(rf"(?:['’]s)?\s+(?:\w+\s+)?(?:{physical})\b", re.I)

    def read(self, own: Sequence[Reading]) -> None:
        """Set the roles of the readings of one passage, given in order."""
        text = own[0].passage.text
        titles = _title_spans(text)
        previous: Reading | None = None
        for at, reading in enumerate(own):
            follows = own[at + 1] if at + 1 < len(own) else None
            reading.role = self._role(text, reading, previous, follows, titles)
            previous = reading

    def _role(self, text: str, reading: Reading, previous: Reading | None, follows: Reading | None, titles: list[tuple[int, int]]) -> str:
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

    def _is_the_city(self, text: str, reading: Reading, previous: Reading | None, follows: Reading | None) -> bool:
        """Whether a seat of government is meant as a city: somebody is, goes, meets or sends something there."""
        start, end = reading.candidate.start, reading.candidate.end
        before, near = text[max(0, start - 160) : start], text[max(0, start - 40) : start]
        if _LED_AFTER.match(text, end):
            return False
        if (
            any(pattern.match(text, end) for pattern in (_FROM_THERE, _SUFFERED, self._physical))
            or _is_end_of_a_line(text, reading, previous, follows)
            or _CAPITAL_OF.search(near)
            or _DAY_PAREN.search(near)
            or (text[start:end].endswith(_THERE) and any(name.language == "az" and len(name.text) < end - start for name in reading.candidate.names))
        ):
            return True
        if _POSSESSIVE.match(text, end) or self._begins_a_pair(text, reading, follows):
            return False
        if _PLACE_IN.search(near):
            return not self._attitude.search(before[-60:])
        if previous and reading.listed >= 0 and previous.listed == reading.listed and previous.place and previous.kind == reading.kind:
            return previous.role == "literal"
        if reading.kind == "facility":
            return False
        clause = _CLAUSE.split(before)[-1]
        return bool(_VISITED.search(near)) or bool(_TO.search(near) and self._motion.search(clause[-140:]))

    def _begins_a_pair(self, text: str, reading: Reading, follows: Reading | None) -> bool:
        """Two governments joined by a hyphen ("Moscow-Baku relations"); nothing that stands before the second makes a city of it."""
        return follows is not None and _joined(text, reading, follows) and follows.place is not None and follows.place.id in self._seats

    def _is_embedded(self, text: str, reading: Reading, previous: Reading | None, follows: Reading | None, titles: list[tuple[int, int]]) -> bool:
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
            and _AND.fullmatch(text, previous.candidate.end, start)
            and self._embedding_before.search(text[max(0, previous.candidate.start - 60) : previous.candidate.start])
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

    def _goes_on(self, text: str, reading: Reading, before: str, follows: Reading | None) -> bool | None:
        """Whether what follows makes the name a part of a longer one; None when it says nothing."""
        candidate, start, end = reading.candidate, reading.candidate.start, reading.candidate.end
        if _WAR.match(text, end) and _SERIAL_WAR.search(before):
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


def _joined(text: str, first: Reading, second: Reading) -> bool:
    return _HYPHEN.fullmatch(text, first.candidate.end, second.candidate.start) is not None


def _is_end_of_a_line(text: str, reading: Reading, previous: Reading | None, follows: Reading | None) -> bool:
    """Whether a name is an end of a road or a flight ("the Baku-Tbilisi railway")."""
    last = follows if follows and _joined(text, reading, follows) else reading if previous and _joined(text, previous, reading) else None
    return last is not None and _LINE_AFTER.match(text, last.candidate.name_end) is not None


def _crosses(text: str, end: int, follows: Reading | None, pattern: re.Pattern[str]) -> bool:
    """Whether what embeds a name begins only behind the next name ("Baku and the Minsk Group")."""
    match = pattern.match(text, end)
    return bool(match and follows and follows.candidate.start < match.end() and re.search(r"\b(?:and|in|on|for)\b", text[end : follows.candidate.start]))


def _title_spans(text: str) -> list[tuple[int, int]]:
    """Quoted titles of works: four or more words, most of them with a capital."""
    spans = []
    for match in _QUOTED.finditer(text):
        words = _TITLE_WORD.findall(match.group())
        long = [word for word in words if len(word) > 3]
        if len(words) >= 4 and long and sum(word[0].isupper() for word in long) >= 0.8 * len(long):
            spans.append(match.span())
    return spans
