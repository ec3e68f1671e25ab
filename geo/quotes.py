"""Quotes: where a text says something, by the words themselves and those around them, so that it is found again after changes elsewhere.

A quote is a TextQuoteSelector of the W3C Web Annotation Data Model (2017): the exact words, a prefix and a suffix.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import takewhile

CONTEXT = 32
"""Characters of a prefix and of a suffix; more where these do not tell one place from another."""
_MOST = 512
_ENOUGH = 16
_BLANK = {ord(char): " " for char in "\n\r\t\u00a0\u202f\u2009"}


@dataclass(frozen=True, slots=True)
class Quote:
    """The exact words, and what stands before and after them."""

    exact: str
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class Spot:
    """A span of a passage: the passage's position in its document, first character, character after the last."""

    passage: int
    start: int
    end: int


class RunningText:
    """The passages of a document as one text, in which quotes are made and found."""

    def __init__(self, passages: Iterable[str]) -> None:
        pieces: list[str] = []
        self._starts: list[int] = []
        length = 0
        for text in passages:
            if pieces and not pieces[-1][-1:].isspace():
                pieces.append(" ")
                length += 1
            self._starts.append(length)
            pieces.append(text)
            length += len(text)
        self.text = "".join(pieces).translate(_BLANK)

    def quote(self, spot: Spot) -> Quote:
        """A quote for a spot, with as much around it as tells it from all others."""
        start = self._starts[spot.passage] + spot.start
        end = start + spot.end - spot.start
        size = CONTEXT
        while True:
            made = Quote(self.text[start:end], self.text[max(start - size, 0) : start], self.text[end : end + size])
            if size >= _MOST or len([at for at in self._occurrences(made.exact) if self._whole(made, at)]) == 1:
                return made
            size *= 2

    def find(self, quote: Quote) -> list[Spot]:
        """Where a quote stands: one spot; none when the text is gone or no longer like it; several when they fit equally well.

        The exact words must be there. Of what is around them one side must be as it was, or three fifths of both.
        """
        quote = Quote(quote.exact.translate(_BLANK), quote.prefix.translate(_BLANK), quote.suffix.translate(_BLANK))
        if not quote.exact:
            return []
        found = list(self._occurrences(quote.exact))
        fitting = [at for at in found if self._whole(quote, at)]
        if not fitting:
            scores = {at: score for at in found if (score := self._score(quote, at)) is not None}
            fitting = [at for at, score in scores.items() if score == max(scores.values())]
        spots = (self._spot(at, len(quote.exact)) for at in fitting)
        return [spot for spot in spots if spot]

    def typed(self, quote: str, surface: str) -> list[Spot]:
        """Where a name stands within words as a person types them, whatever the line breaks and the blanks."""
        words, name = (r"\s+".join(map(re.escape, text.split())) for text in (quote, surface))
        if not words or not name:
            return []
        pattern = re.compile(rf"(?<!\w)(?:{name})(?!\w)")
        found = {match.start() + at.start(): len(at.group()) for match in re.finditer(words, self.text) for at in pattern.finditer(match.group())}
        spots = (self._spot(at, length) for at, length in sorted(found.items()))
        return [spot for spot in spots if spot]

    def holds(self, surface: str) -> bool:
        """Whether some words stand in the text."""
        return surface.translate(_BLANK) in self.text

    def _occurrences(self, exact: str) -> Iterator[int]:
        at = self.text.find(exact)
        while at >= 0:
            yield at
            at = self.text.find(exact, at + 1)

    def _whole(self, quote: Quote, at: int) -> bool:
        return self.text.startswith(quote.suffix, at + len(quote.exact)) and self.text[:at].endswith(quote.prefix)

    def _score(self, quote: Quote, at: int) -> int | None:
        """How many characters around an occurrence are as they were; None when they are too few."""
        end = at + len(quote.exact)
        if (at and _joined(self.text[at - 1 : at + 1])) or _joined(self.text[end - 1 : end + 1]):
            return None
        before = _shared(reversed(quote.prefix), reversed(self.text[max(at - len(quote.prefix), 0) : at]))
        after = _shared(quote.suffix, self.text[end : end + len(quote.suffix)])
        around = len(quote.prefix) + len(quote.suffix)
        one_side = before == len(quote.prefix) >= _ENOUGH or after == len(quote.suffix) >= _ENOUGH
        return before + after if one_side or 5 * (before + after) >= 3 * around else None

    def _spot(self, at: int, length: int) -> Spot | None:
        """The spot of a span, None when it goes from one passage into another."""
        passage = bisect_right(self._starts, at) - 1
        start = at - self._starts[passage]
        following = self._starts[passage + 1] if passage + 1 < len(self._starts) else len(self.text)
        return Spot(passage, start, start + length) if at + length <= following else None


def _shared(one: Iterable[str], other: Iterable[str]) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _joined(pair: str) -> bool:
    return len(pair) == 2 and pair[0].isalnum() and pair[1].isalnum()
