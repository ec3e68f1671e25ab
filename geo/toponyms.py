"""Passage -> candidate mentions: spans that name a place, with the gazetteer's names for each.

One automaton (Aho and Corasick 1975, `pyahocorasick`) finds every name variant in the folded text; the longest match
from the left wins, at word boundaries only. A generic word that follows ("district", "village", "corridor") belongs to
the span. A name in a place-like context that the gazetteer lacks becomes a candidate without names.
"""

import re
from dataclasses import dataclass

import ahocorasick

from geo.folding import fold, fold_in_place
from geo.gazetteer import Gazetteer
from geo.model import Name

# Generic words -> the kinds of place that they speak of, the first one for a place the gazetteer lacks.
DESIGNATORS: dict[str, tuple[str, ...]] = {
    "village": ("village", "town"),
    "settlement": ("village", "town"),
    "town": ("town", "city", "village"),
    "city": ("city", "town"),
    "district": ("district",),
    "rayon": ("district",),
    "raion": ("district",),
    "region": ("region", "oblast", "district"),
    "province": ("oblast", "region", "district"),
    "oblast": ("oblast", "region"),
    "krai": ("oblast", "region"),
    "peninsula": ("region",),
    "republic": ("region", "country"),
    "corridor": ("corridor", "road"),
    "road": ("road", "corridor"),
    "highway": ("road", "corridor"),
    "railway": ("railway",),
    "railroad": ("railway",),
    "pipeline": ("pipeline",),
    "airport": ("airport",),
    "airfield": ("airport", "base"),
    "base": ("base",),
    "checkpoint": ("checkpoint",),
    "crossing": ("checkpoint",),
    "river": ("river",),
    "sea": ("sea",),
    "lake": ("sea",),
    "reservoir": ("sea",),
    "height": ("mountain",),
    "heights": ("mountain",),
    "hill": ("mountain",),
    "mountain": ("mountain",),
    "mountains": ("mountain",),
    "plateau": ("mountain", "region"),
    "pass": ("mountain", "road"),
    "valley": ("region",),
    "strait": ("sea",),
    "gulf": ("sea",),
    "island": ("region",),
    "plant": ("facility",),
    "dam": ("facility",),
    "bridge": ("facility",),
    "castle": ("facility",),
}
PLURALS: dict[str, str] = {
    "villages": "village", "settlements": "settlement", "towns": "town", "cities": "city", "districts": "district", "rayons": "district", "regions": "region",
    "provinces": "province", "oblasts": "oblast", "corridors": "corridor", "airports": "airport", "airfields": "airfield", "bases": "base", "checkpoints": "checkpoint",
    "rivers": "river", "roads": "road", "railways": "railway",
}  # fmt: skip
# Only these are strong enough to make a place of an unknown name that stands before them.
_NAMING = "village|district|rayon|raion|oblast|province|town|settlement|peninsula|airport|airfield|checkpoint|river|highway|railway|reservoir|castle|corridor|height|plateau|gorge"
_MODIFIER = r"(?:(?:military|air|international|autonomous|administrative|border|economic|hydropower|power|mountain|military air)\s+){0,2}"
_CAPITAL_WORD = r"[A-ZÀ-ÞƏĞİŞÇÖÜА-ЯԱ-Ֆ][\w’'ʼ]+"
_UNKNOWN_BEFORE = re.compile(
    rf"(?<![\w’'.-])((?:{_CAPITAL_WORD})(?:[ -](?:{_CAPITAL_WORD})){{0,2}}) ({_MODIFIER}(?:{_NAMING}|District|Oblast|Province|Village|Airport|Airfield|River|Reservoir|Peninsula|Castle|Corridor))(?![\w-])"
)
_UNKNOWN_AFTER = re.compile(rf"\b(villages?|towns?|settlements?|districts?|checkpoints?|hamlets?) of ((?:{_CAPITAL_WORD})(?:[ -](?:{_CAPITAL_WORD})){{0,2}})")
_FOLLOWING = re.compile(rf"[ \u00a0]({_MODIFIER})({'|'.join(DESIGNATORS)})(?![\w])(?!-)", re.IGNORECASE)


@dataclass(slots=True)
class Candidate:
    """A span that may name a place: the gazetteer's names for it, and the generic word that follows, if any.

    `end` includes the generic word; `name_end` does not.
    """

    start: int
    end: int
    name_end: int
    names: tuple[Name, ...]
    designator: str = ""


class ToponymFinder:
    """Finds candidates in texts. Built once for a gazetteer; holds no state between texts."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._automaton = ahocorasick.Automaton()
        for key, names in gazetteer.variants.items():
            distinct = {(name.place, name.matching, name.text if name.matching == "exact" else ""): name for name in reversed(names)}
            self._automaton.add_word(key, (len(key), tuple(reversed(distinct.values()))))
        for word in (*_NAMING.split("|"), *PLURALS, "hamlet"):
            if word not in self._automaton:
                self._automaton.add_word(word, (len(word), None))
        self._automaton.make_automaton()
        self._settlements = {place.id for place in gazetteer.places.values() if place.kind in ("city", "town", "village")}
        self._not_a_name = {fold(word) for word in gazetteer.cues.get("not_a_name", ())}

    def find(self, text: str) -> list[Candidate]:
        """Candidates of a text in order, none overlapping another."""
        folded, positions = fold_in_place(text)
        spans, generic = self._longest(text, folded, positions)
        found = [self._candidate(text, *span) for span in spans]
        if generic:  # a generic word stands somewhere: only then can an unknown name stand beside it
            found += self._unknown(text, found)
            found.sort(key=lambda candidate: candidate.start)
        return found

    def _longest(self, text: str, folded: str, positions: list[int] | None) -> tuple[list[tuple[int, int, tuple[Name, ...]]], bool]:
        matches = []
        generic = False
        size = len(folded)
        for last, (length, names) in self._automaton.iter(folded):
            start, end = last - length + 1, last + 1
            if (start and _is_word(folded[start - 1])) or (end < size and _is_word(folded[end])):
                continue
            if names is None:
                generic = True
            else:
                matches.append((start, -end, names))
        matches.sort(key=lambda match: match[:2])
        kept: list[tuple[int, int, tuple[Name, ...]]] = []
        free = 0
        for start, minus_end, names in matches:
            if start < free:
                continue
            end = -minus_end
            a, b = (start, end) if positions is None else (positions[start], positions[end])
            fitting = tuple(name for name in names if _fits(name, text[a:b]))
            if fitting:
                kept.append((a, b, fitting))
                free = end
        return kept, generic

    def _candidate(self, text: str, start: int, end: int, names: tuple[Name, ...]) -> Candidate:
        following = _FOLLOWING.match(text, end)
        if following:
            word = following.group(2).lower()
            if word == "settlement" and not any(name.place in self._settlements for name in names):
                return Candidate(start, end, end, names)  # a settlement of a conflict, not one to live in
            if self._belongs(text[start:end]):
                return Candidate(start, following.end(), end, names, word)
        return Candidate(start, end, end, names)

    @staticmethod
    def _belongs(surface: str) -> bool:
        """A generic word belongs to a proper name, not to one that has a generic word of its own ("Lachin corridor road")."""
        last = surface.rsplit(" ", 1)[-1].lower()
        return surface[:1].isupper() and last not in DESIGNATORS and not (surface.isupper() and len(surface) <= 4)

    def _unknown(self, text: str, known: list[Candidate]) -> list[Candidate]:
        taken = [(candidate.start, candidate.end) for candidate in known]
        found: list[Candidate] = []
        for match in _UNKNOWN_BEFORE.finditer(text):
            start = match.start(1)
            words = re.split(r"(?<=[ -])", match.group(1))
            while words and fold(words[0].strip(" -")) in self._not_a_name:
                start += len(words.pop(0))
            word = match.group(2).split()[-1].lower()
            if words and _free(start, match.end(), taken):
                found.append(Candidate(start, match.end(), match.end(1), (), word))
                taken.append((start, match.end()))
        for match in _UNKNOWN_AFTER.finditer(text):
            first = re.split(r"[ -]", match.group(2))[0]
            if fold(first) not in self._not_a_name and _free(*match.span(2), taken):
                word = PLURALS.get(match.group(1), match.group(1))
                found.append(Candidate(match.start(2), match.end(2), match.end(2), (), "village" if word == "hamlet" else word))
                taken.append(match.span(2))
        return found


def _is_word(char: str) -> bool:
    return char.isalnum() or char == "_"


def _free(start: int, end: int, taken: list[tuple[int, int]]) -> bool:
    return not any(a < end and start < b for a, b in taken)


def _fits(name: Name, surface: str) -> bool:
    """Whether a name may be written as it is here: with a capital, in any case, or only to the letter."""
    if name.matching == "cased":
        return surface[0] == surface[0].title()  # scripts without capitals, and Georgian, are their own title case
    if name.matching == "exact":
        return surface == name.text
    return True


def singular(word: str) -> str:
    """A generic word in small letters, in the singular."""
    return PLURALS.get(word.lower(), word.lower())
