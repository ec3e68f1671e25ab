"""Who says what, how: the names and the words that the works use of a place, counted in the sentences that name it. Counts, not judgements.

The words are those of `usage.toml` in the data folder, in groups; who wants others changes that file. A sentence that names several places does
not say each word of all of them: a word counts with the place that stands nearest to it (`said_of`). On 65 such sentences checked by hand
(tests/data/usage.jsonl) 0.72 of what is counted so is right and 0.88 of what should be is counted (F1 0.79; on the 25 that the rules were not
tuned on: 0.80, 0.93, 0.86); counting every word with every place of its sentence, it was 0.32 and 1.00 (F1 0.49).
"""

import csv
import io
import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from geo import settings
from geo.atlas import Atlas, Selection
from geo.corpus import sentence_starts
from geo.errors import DataError
from geo.folding import fold, fold_in_place
from geo.formats.tables import guarded
from geo.schema import USAGE_FIELDS

FILE = "usage.toml"
COLUMNS = tuple(field.name for field in USAGE_FIELDS)
"""Columns of `frame` and of the CSV."""

_GAP = r"(?:\W+\w+){0,3}?\W+"
_BREAK = re.compile(r"[;:()–—]|, (?:and|but|so|yet|while|whereas|when|once|because|as) ")
_SAID = re.compile(r"\b(?:is|are|was|were|be|been|being|which|calls?|called|terms?|termed|describes?|described|formerly)\b")
_JOINED = re.compile(r"(?:,| and| or| the| districts?| regions?|\([^)]*\)|\s)*")
_OWNS = re.compile(r"['’]s (?:\w+ ){0,2}")
_BY = re.compile(r"\bby (?:the )?$")


@dataclass(frozen=True, slots=True)
class Use:
    """A word of a group that a sentence says of a place: from `start` to `end` in the passage; `told` are the years told of ("" for none)."""

    place: str
    group: str
    word: str
    document: str
    published: str
    told: str
    passage: int
    locator: str
    start: int
    end: int
    quote: str
    quote_start: int


@dataclass(frozen=True)
class Words:
    """Groups of words, and one pattern that finds them in folded text; the group of a hit is the name of the pattern's group."""

    groups: tuple[str, ...]
    pattern: re.Pattern[str]


def load(path: Path | None = None) -> Words:
    """Read and check the groups. Raises `DataError` with every fault found."""
    path = path or settings.data_dir / FILE
    try:
        groups = tomllib.loads(path.read_text(encoding="utf-8")).get("groups", {})
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DataError([f"{path}: cannot be read ({error}); it must be TOML in UTF-8 with a table [groups]"]) from error
    faults, seen = [], dict[str, str]()
    for group, words in groups.items():
        if not isinstance(words, list) or not words or not all(isinstance(word, str) and word.strip(" *") for word in words):
            faults.append(f"{path}: {group}: must be a list of words; write them in quotes, between brackets")
            continue
        for word in words:
            if word != fold(word) or word != " ".join(word.split()):
                plain = " ".join(fold(word).split())
                faults.append(f"{path}: {group}: {word!r} must be in small letters without accents, single spaces between; write {plain!r}")
            if word in seen:
                faults.append(f"{path}: {group}: {word!r} stands in {seen[word]!r} too; take one out")
            seen[word] = group
    if faults or not groups:
        raise DataError(faults or [f"{path}: has no groups; write some under [groups]"])
    names = tuple(groups)
    found = sorted(((word, names.index(group)) for word, group in seen.items()), key=lambda pair: -len(pair[0]))
    # The name of a group in the pattern says the group of words; each word is one, for a name may stand once.
    return Words(names, re.compile("|".join(f"(?P<g{at}_{number}>{_pattern(word)})" for number, (word, at) in enumerate(found))))


def _pattern(word: str) -> str:
    pieces: list[str] = []
    for piece in word.split():
        if piece == "*":
            pieces.append(_GAP)
            continue
        if pieces and pieces[-1] != _GAP:
            pieces.append(r"\s+")
        pieces.append(re.escape(piece.rstrip("*")) + (r"\w*" if piece.endswith("*") else ""))
    return rf"\b{''.join(pieces)}\b"


def uses(atlas: Atlas, selection: Selection, place: str, words: Words) -> list[Use]:
    """The words said of a place (`said_of`) in the sentences of its selected mentions, in order of the passages; each counts once.

    Words within a name of a place are no words about it and are left out.
    """
    own = selection.mentions[selection.mentions["place_id"] == place]
    numbers = own["passage"].unique().tolist()
    texts = atlas.texts(numbers)
    first, last = atlas.told_days
    found: list[Use] = []
    for number, mentions in own.groupby("passage"):
        text = texts[int(number)]
        [passage] = atlas.rows_of("passages", int(number))
        named = sorted((int(row.start), int(row.end), str(row.place_id), row.role == "literal") for row in atlas.rows_of("mentions", int(number)))
        chosen = set(mentions["start"].tolist())
        stand = [(start, end, key) for start, end, key, literal in named if key and (literal or start in chosen)]
        bounds = [*sentence_starts(text), len(text)]
        sentences: dict[int, list[int]] = {}
        for mention, start in zip(mentions["mention"].tolist(), mentions["start"].tolist(), strict=True):
            sentences.setdefault(bisect_right(bounds, start) - 1, []).append(mention)
        for at, several in sentences.items():
            begin, end = bounds[at], bounds[at + 1] if at + 1 < len(bounds) else len(text)
            told = _years([(int(first[m]), int(last[m])) for m in several])
            within = [one for one in stand if begin <= one[0] < end]
            for group, a, b in _hits(text[begin:end], words):
                if any(low < begin + b and begin + a < high for low, high, _, _ in named):
                    continue
                if place in said_of(text, begin + a, begin + b, within):
                    found.append(
                        Use(
                            place, group, text[begin + a : begin + b], passage.document, str(atlas.works[passage.document].published), told, int(number),
                            passage.locator, begin + a, begin + b, text[begin:end].rstrip(), begin,
                        )
                    )  # fmt: skip
    return found


def said_of(text: str, start: int, end: int, names: Sequence[tuple[int, int, str]]) -> set[str]:
    """The places that a word (from `start` to `end`) is said of, among the names of its sentence (start, end, place; in order, one at least).

    That is the nearest one, by the words between. Farther than it looks is a name behind a semicolon, a colon, a bracket or the conjunction of
    another clause (by 8 words), one after "by", which tends to be who did it (8), and one that stands before the word without "was", "is", "called" or
    the like between (3): "the army of A took B". Of "A's B" after the word, B; what "and" or a comma joins to it shares the word.
    """

    def away(one: tuple[int, int, str]) -> int:
        first, last, _ = one
        before = last <= start
        between = text[last:start] if before else text[end:first]
        far = len(re.findall(r"\w[\w’'-]*", between)) + 8 * len(_BREAK.findall(between)) + 8 * bool(_BY.search(text[:first]))
        return far + 3 * (before and not _SAID.search(between))

    at = min(range(len(names)), key=lambda number: away(names[number]))
    while at + 1 < len(names) and names[at][0] >= end and _OWNS.fullmatch(text, names[at][1], names[at + 1][0]):
        at += 1
    first = last = at
    while first and _JOINED.fullmatch(text, names[first - 1][1], names[first][0]):
        first -= 1
    while last + 1 < len(names) and _JOINED.fullmatch(text, names[last][1], names[last + 1][0]):
        last += 1
    return {key for _, _, key in names[first : last + 1]}


def _hits(sentence: str, words: Words) -> Iterable[tuple[str, int, int]]:
    """(group, start, end) of each word of the groups in a sentence."""
    folded, places = fold_in_place(sentence)
    for match in words.pattern.finditer(folded):
        start, end = match.span()
        group = words.groups[int(str(match.lastgroup)[1:].split("_")[0])]
        yield group, places[start] if places else start, places[end] if places else end


def _years(days: list[tuple[int, int]]) -> str:
    dated = [pair for pair in days if pair[1]]
    if not dated:
        return ""
    low, high = (date.fromordinal(day).year for day in (min(pair[0] for pair in dated), max(pair[1] for pair in dated)))
    return str(low) if low == high else f"{low}–{high}"


def frame(found: Iterable[Use]) -> pd.DataFrame:
    """One row a use (`COLUMNS`)."""
    rows = [(u.place, u.group, u.word, u.document, u.published, u.told, u.passage, u.locator, u.start, u.end, u.quote) for u in found]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def counts(found: Iterable[Use], by: str) -> pd.DataFrame:
    """How often each group is used by "document", "told" (years, "" undated) or "published" (year): groups as rows, most used first."""
    table = frame(found)
    if table.empty:
        return pd.DataFrame()
    key = table["published"].str[:4] if by == "published" else table[by]
    grouped = pd.crosstab(table["group"], key)
    return grouped.loc[grouped.sum(axis=1).sort_values(ascending=False, kind="stable").index]


def names(selection: Selection, place: str) -> pd.DataFrame:
    """How often each work writes the place how: names as written as rows, most used first, works as columns."""
    own = selection.mentions[selection.mentions["place_id"] == place]
    if own.empty:
        return pd.DataFrame()
    grouped = pd.crosstab(own["surface"], own["document"])
    return grouped.loc[grouped.sum(axis=1).sort_values(ascending=False, kind="stable").index]


def write_csv(found: Iterable[Use]) -> bytes:
    """The uses as CSV (`COLUMNS`, UTF-8); texts that a spreadsheet would run are guarded."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for row in frame(found).itertuples(index=False):
        writer.writerow([guarded(value) if isinstance(value, str) else value for value in row])
    return text.getvalue().encode()
