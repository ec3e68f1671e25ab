"""Texts -> spans that may name a place of the world, with how likely each does: a logistic model over signs of its surroundings.

A span is a run of capitalised words that GeoNames or the curated gazetteer knows as a name, a short form of a province ("Ky.") or a country's
adjective ("Turkish"). The signs are words before and after, what else stands in the run, whether the word is an ordinary one or a person's name,
and what the same document says elsewhere; their weights are in `data/world/words.toml`, learnt by `data/learn_weights.py`.
"""

import itertools
import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from geo.folding import fold
from geo.model import Passage
from geo.world import Entry, World

_UPPER = "A-ZÀ-ÖØ-ÞĀĂĄĆĈĊČĎĐĒĔĖĘĚĜĞĠĢĤĦĨĪĬĮİĴĶĹĻĽĿŁŃŅŇŊŌŎŐŒŔŖŘŚŜŞŠŢŤŦŨŪŬŮŰŲŴŶŸŹŻŽƏȘȚА-ЯЁІЇЄҐԱ-Ֆ"
_TOKEN = re.compile(rf"(?:[A-Z]\.){{2,}}(?![a-z])|(?<![\w&@#])[{_UPPER}]\w*(?:['’](?!s\b)\w+)*")
_GAP = re.compile(
    r"(?: |-|\. | of (?:the )?| de (?:la |los |las )?| (?:and|la|del|do|da|dos|di|du|upon|on|in|sur|am|an der|the|le|al|el) |-(?:upon|on|sur|le|la|les|de|en|in|by)-|['’])"
)
_PLAIN_GAP = frozenset((" ", "-", ". "))
_ABBREVIATED = frozenset(("st", "mt", "ft", "ste"))
_WORD_BEFORE = re.compile(r"([\w’'-]+)(\W*)$")
_GENERIC_OF = re.compile(r"\b([a-z]+)s? of (?:the )?$")
_WORD_AFTER = re.compile(r"\W{0,3}([a-z][\w’'-]*)")
_SENTENCE = re.compile(r"(?:^|[.!?:;”\"“‘(\[•–—]\s*|\n\s*)[“\"‘'(]*$")
_DATELINE = re.compile(r"(?:, [\w. ]{2,24})?(?: \([\w ./&-]{2,30}\))?\s*(?:-{1,2}|–|—)\s")
_LOWER = re.compile(r"(?<![\w’'-])[a-zà-ÿ]{3,}(?![\w’'-])")
_CONTAINER = re.compile(r",\s(?:in )?|\s\(")
_LONGEST = 5
_STOP = "\n"  # between two sentences nothing joins
_SMALL = 4.7  # log10 of inhabitants


@dataclass(slots=True)
class Span:
    """A stretch of a passage that may name a place. `key` is the folded name; `about` is the country code or place id of an adjective."""

    passage: Passage
    start: int
    end: int
    key: str
    entries: tuple[Entry, ...] = ()
    about: str = ""
    province: str = ""
    curated: tuple[str, ...] = ()
    signs: list[str] = field(default_factory=list)
    size: float = 0.0
    chance: float = 0.0
    holder: "Span | None" = None  # the span after the comma: "Paris, Texas"
    held: bool = False
    within: frozenset[str] = frozenset()  # provinces of what it holds

    @property
    def text(self) -> str:
        """The words as written."""
        return self.passage.text[self.start : self.end]


@dataclass(slots=True)
class _Tokens:
    """The capitalised words of a passage: where they stand, folded, and what lies between one and the next."""

    spans: list[tuple[int, int]]
    words: list[str]
    gaps: list[str]


@dataclass
class _Said:
    """What a document says by its words: people's names, words in small letters, how often each name stands after "in"."""

    people: Counter[str] = field(default_factory=Counter)
    behind: Counter[str] = field(default_factory=Counter)
    small: set[str] = field(default_factory=set)
    within: Counter[str] = field(default_factory=Counter)
    count: Counter[str] = field(default_factory=Counter)


class Recogniser:
    """Finds spans in the passages of a document. Holds no state between documents."""

    def __init__(self, world: World) -> None:
        self._world = world

    @cached_property
    def _lists(self) -> dict[str, frozenset[str]]:
        return self._world.lists

    @cached_property
    def _known_before(self) -> frozenset[str]:
        """Words that stand before a place's name and are no person's first name."""
        lists = self._lists
        return (
            lists["compass"]
            | lists["within"]
            | lists["never"]
            | lists["bodies"]
            | lists["offices"]
            | lists["streets"]
            | frozenset(self._world.words["adjectives"])
        )

    @cached_property
    def _common(self) -> frozenset[str]:
        return self._world.words_of("common")

    @cached_property
    def _first(self) -> frozenset[str]:
        return self._world.words_of("first name")

    @cached_property
    def _last(self) -> frozenset[str]:
        return self._world.words_of("surname")

    @cached_property
    def _short(self) -> dict[str, str]:
        return {fold(key).rstrip("."): value for key, value in self._world.words["short_forms"].items()}

    def spans(self, passages: Iterable[Passage], curated: dict[int, list[tuple[int, int, tuple[str, ...], float, str]]]) -> list[Span]:
        """All spans of a document's passages in order, none overlapping another, each with its signs and its chance.

        `curated`: passage ordinal -> the spans that the curated gazetteer knows: start, end, place ids, size (as log10 of inhabitants) and kind.
        """
        said = _Said()
        found: list[tuple[Passage, _Tokens, list[tuple[Span, int, int]]]] = []
        for passage in passages:
            tokens = self._tokens(passage.text)
            said.small.update(_LOWER.findall(passage.text))
            self._people(tokens, said)
            found.append((passage, tokens, self._match(passage, tokens, curated.get(passage.ordinal, ()))))
        for passage, _, matched in found:
            for span, _, _ in matched:
                said.count[span.key] += 1
                before = _WORD_BEFORE.search(passage.text, max(0, span.start - 24), span.start)
                if before and before.group(1).lower() in self._lists["within"]:
                    said.within[span.key] += 1
        spans = []
        for passage, tokens, matched in found:
            self._hold(passage.text, [span for span, _, _ in matched])
            for span, first, last in matched:
                self._look(passage.text, tokens, span, first, last, said)
                span.chance = self.chance(span)
                spans.append(span)
        return spans

    def chance(self, span: Span) -> float:
        """How likely a span names a place, 0 to 1."""
        weights = self._world.weights
        total = sum(weights.get(sign, 0.0) for sign in span.signs) + weights.get("size", 0.0) * span.size
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))

    # --- matching

    def _tokens(self, text: str) -> _Tokens:
        spans = [match.span() for match in _TOKEN.finditer(text)]
        words = [fold(text[a:b]) for a, b in spans]
        gaps = [text[spans[at][1] : spans[at + 1][0]] for at in range(len(spans) - 1)]
        for at, gap in enumerate(gaps):
            if len(gap) > 1:
                if gap.isspace():
                    gaps[at] = " "
                elif gap == ". " and len(words[at]) > 1 and words[at] not in _ABBREVIATED and words[at] not in self._lists["titles"]:
                    gaps[at] = _STOP
        return _Tokens(spans, words, [*gaps, _STOP])

    def _people(self, tokens: _Tokens, said: _Said) -> None:
        """Words that stand behind a first name or a title are people's."""
        for at, gap in enumerate(tokens.gaps):
            if gap in _PLAIN_GAP and at + 1 < len(tokens.words):
                word, following = tokens.words[at], tokens.words[at + 1]
                if (word in self._first and word not in self._common) or word.rstrip(".") in self._lists["titles"]:
                    said.people[following] += 1
                    if word in self._first and following not in self._common and (following in self._last or self._is_only_a_name(following)):
                        said.people[word] += 1
                    if at + 2 < len(tokens.words) and tokens.gaps[at + 1] in _PLAIN_GAP:
                        said.people[tokens.words[at + 2]] += 1
                elif word not in self._common and word not in self._known_before and not self._world.lookup(word):
                    said.behind[following] += 1

    def _is_only_a_name(self, word: str) -> bool:
        """Whether a word with a capital is no place, no adjective of one, and no part of the names of places and bodies."""
        return len(word) > 2 and word not in self._known_before and word not in self._lists["generic"] and not self._world.lookup(word)

    def _match(self, passage: Passage, tokens: _Tokens, curated: Sequence[tuple[int, int, tuple[str, ...], float, str]]) -> list[tuple[Span, int, int]]:
        starts = {a: (a, b, ids, size, kind) for a, b, ids, size, kind in curated}
        taken = [(a, b) for a, b, *_ in curated]
        found: list[tuple[Span, int, int]] = []
        at = 0
        while at < len(tokens.words):
            span, last = self._longest(passage, tokens, at)
            a = tokens.spans[at][0]
            known = starts.get(a)
            if known and (span is None or span.end <= known[1] or known[4] == "home"):
                last = at
                while last + 1 < len(tokens.words) and tokens.spans[last + 1][0] < known[1]:
                    last += 1
                entries = span.entries if span and span.end == known[1] else ()
                span = Span(passage, a, known[1], fold(passage.text[a : known[1]]), entries, curated=known[2], size=known[3])
                span.signs.append("curated " + known[4])
            elif span is None or any(x < span.end and span.start < y and not (span.start <= x and y <= span.end) for x, y in taken):
                at += 1
                continue
            found.append((span, at, last))
            at = last + 1
        return found

    def _longest(self, passage: Passage, tokens: _Tokens, at: int) -> tuple[Span | None, int]:
        text, words, spans = passage.text, tokens.words, tokens.spans
        start = spans[at][0]
        ends = [at]
        while len(ends) < _LONGEST and ends[-1] + 1 < len(words):
            gap = tokens.gaps[ends[-1]]
            if gap != " " and (not _GAP.fullmatch(gap) or (gap == ". " and words[ends[-1]] not in _ABBREVIATED)):
                break
            ends.append(ends[-1] + 1)
        for last in reversed(ends):
            end = spans[last][1]
            key = words[at] if last == at else fold(text[start:end])
            if last == at:
                short = self._short.get(key.rstrip("."))
                if short and self._is_short(text, start, end, key):
                    dotted = end + 1 if text[end : end + 1] == "." and not key.endswith(".") else end
                    return Span(passage, start, dotted, key, (), province=short), last
                if key in self._lists["never"] or len(key) < 3 or (text[end - 1].isupper() and not text[start:end].isupper()):
                    return None, at  # the last: an abbreviation such as "GoA"
            adjective = self._world.words["adjectives"].get(key)
            if adjective:
                return Span(passage, start, end, key, about=adjective), last
            province = self._world.words["other_names"].get(key)
            if province:
                return Span(passage, start, end, key, province=province), last
            entries = self._world.lookup(key)
            if entries:
                return Span(passage, start, end, key, entries), last
        return None, at

    @staticmethod
    def _is_short(text: str, start: int, end: int, key: str) -> bool:
        """A short form with its full stop, or after a comma ("London, Ky")."""
        dotted = text[end : end + 1] == "." or key.endswith(".")
        return (dotted and len(key) > 2 and (key.count(".") > 1 or text[max(0, start - 2) : start] == ", ")) or (
            text[max(0, start - 2) : start] == ", " and (dotted or text[end : end + 1] in (",", ")", "", " "))
        )

    def _hold(self, text: str, spans: list[Span]) -> None:
        """Mark "town, province" and "town, country": the second holds the first when one of the first's places lies in it."""
        for span, after in itertools.pairwise(spans):
            gap = text[span.end : after.start]
            if len(gap) > 6 or not _CONTAINER.fullmatch(gap):
                continue
            inside = [entry for entry in span.entries if lies_in(entry, after)]
            if inside:
                span.holder, after.held = after, True
                after.within = frozenset(f"{entry.country}.{entry.admin1}" for entry in inside)

    # --- signs

    def _look(self, text: str, tokens: _Tokens, span: Span, first: int, last: int, said: _Said) -> None:
        signs = span.signs
        words = tokens.words[first : last + 1]
        signs.append("any")
        self._look_at_name(span, words, said)
        left = tokens.words[first - 1] if first and tokens.gaps[first - 1] in _PLAIN_GAP else ""
        right = tokens.words[last + 1] if last + 1 < len(tokens.words) and tokens.gaps[last] in _PLAIN_GAP and tokens.spans[last + 1][0] - span.end <= 2 else ""
        kind = "adjective " if span.about else ""
        if left:
            signs.append(kind + self._left(left, tokens.gaps[first - 1]))
        else:
            self._before(text, span, kind)
        if right:
            signs.append(kind + self._right(right, tokens.gaps[last]))
            if len(words) == 1 and words[0] in self._first:
                signs.append("first name then capital")
        else:
            self._after(text, span, kind)

    def _look_at_name(self, span: Span, words: list[str], said: _Said) -> None:
        signs, single = span.signs, len(words) == 1
        if span.about:
            signs.append("adjective")
        elif span.province:
            signs.append("short form")
        elif not span.curated:
            best = max(span.entries, key=lambda entry: (not entry.other, entry.population))
            span.size = math.log10(max(entry.population for entry in span.entries if entry.other == best.other) + 100)
            signs.append(best.kind + (" by another name" if best.other else ""))
        if not single:
            signs.append("several words")
            if span.size < _SMALL and all(word in self._common or word in self._lists["never"] for word in words):
                signs.append("common words")
        elif not span.about:
            word = words[0]
            for sign, holds in (
                ("common", word in self._common),
                ("common and small", word in self._common and span.size < _SMALL),
                ("first name", word in self._first),
                ("surname", word in self._last),
                ("surname and small", word in self._last and span.size < _SMALL),
                ("person here", said.people[word] > 0),
                ("behind a name here", said.behind[word] > 0),
                ("small here", word in said.small),
            ):
                if holds:
                    signs.append(sign)
        if span.text.isupper() and len(span.key) > 4:
            signs.append("capitals")
        if span.holder:
            signs.append("held")
        if span.held:
            signs.append("holds")
        if said.within[span.key]:
            signs.append("within elsewhere")
        if said.count[span.key] > 2:
            signs.append("often")

    def _left(self, left: str, gap: str) -> str:
        lists = self._lists
        if gap == "-":
            return "hyphen before"
        if left.rstrip(".") in lists["titles"]:
            return "after title"
        if left in lists["compass"] or left in lists["within"]:
            return "after compass"
        if left in self._first:
            return "after first name"
        if len(left) == 1 or left.endswith("."):
            return "after initial"
        if left in self._world.words["adjectives"]:
            return "after adjective"
        if left in lists["never"]:
            return "after small word"
        return "after capital"

    def _right(self, right: str, gap: str) -> str:
        lists = self._lists
        if gap == "-":
            return "hyphen after"
        for name in ("streets", "offices", "bodies"):
            if right in lists[name]:
                return "before " + name
        if right in self._last and right not in self._common:
            return "before surname"
        if right in lists["titles"]:
            return "before title"
        if right in lists["generic"]:
            return "before generic"
        if right in self._common:
            return "before common capital"
        return "before capital"

    def _before(self, text: str, span: Span, kind: str) -> None:
        near = text[max(0, span.start - 24) : span.start]
        if _SENTENCE.search(near):
            span.signs.append(kind + "begins")
            if span.start == 0 and _DATELINE.match(text, span.end):
                span.signs.append("dateline")
            return
        before = _WORD_BEFORE.search(near)
        if not before:
            return
        word, gap = before.group(1).lower(), before.group(2)
        if "," in gap:
            span.signs.append(kind + "after comma")
            return
        if gap.strip():
            span.signs.append(kind + "after mark")
            return
        if word == "of" and (named := _GENERIC_OF.search(near)) and named.group(1) in self._lists["generic"]:
            span.signs.append(kind + "after generic of")
            return
        for name in ("within", "towards", "of", "at"):
            if word in self._lists[name]:
                span.signs.append(f"{kind}after {name}")
                return
        if word in ("the", "and", "a", "an", "or"):
            span.signs.append(f"{kind}after {word}")
            if word == "the" and not kind and any(entry.kind in ("city", "town", "district") for entry in span.entries[:1]):
                span.signs.append("settlement after the")
        elif word.rstrip(".") in self._lists["titles"]:
            span.signs.append(kind + "after title")
        else:
            span.signs.append(kind + "after word")

    def _after(self, text: str, span: Span, kind: str) -> None:
        rest = text[span.end : span.end + 24]
        if rest[:2] in ("'s", "’s"):
            span.signs.append(kind + "possessive")
            return
        if rest[:1] in ("-", "–"):
            span.signs.append(kind + "hyphen after")
            return
        if rest[:1] != " ":
            span.signs.append(kind + ("before comma" if rest[:1] == "," else "before mark"))
            return
        after = _WORD_AFTER.match(rest)
        if after:
            word = after.group(1)
            for name in ("generic", "speech", "titles", "streets", "bodies", "offices"):
                if word in self._lists[name]:
                    span.signs.append(f"{kind}before small {name}")
                    return
            span.signs.append(kind + "before word")


def lies_in(entry: Entry, holder: Span) -> bool:
    """Whether a place lies in what a span names: its province or its country."""
    if holder.province:
        return f"{entry.country}.{entry.admin1}" == holder.province
    if any(other.kind == "country" and other.country == entry.country and entry.kind != "country" for other in holder.entries):
        return True
    if any(place in holder.curated for place in (f"country:{entry.country}", f"province:{entry.country}.{entry.admin1}")):
        return entry.kind != "country"
    return any(
        (other.kind == "oblast" and other.country == entry.country and other.admin1 == entry.admin1 and other.id != entry.id)
        or (other.kind == "district" and other.country == entry.country and other.admin1 == entry.admin1 and entry.kind not in ("oblast", "district"))
        for other in holder.entries
    )
