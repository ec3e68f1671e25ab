"""Files -> documents -> passages.

A document is read whole, mark-up is dropped from its paragraphs, long ones are cut at sentence ends, and every passage
keeps a map back to the offsets of the file.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from geo import paragraphs, settings
from geo.errors import InputError
from geo.model import Document, Passage
from geo.paragraphs import HEADING_MARK, MARKUP, MARKUP_HINT, Paragraph

TEXT_SUFFIXES = frozenset({".txt", ".md", ".markdown"})
WORKS_FILE = "works.toml"

_FRONT_MATTER = re.compile(r"\A\ufeff?\+\+\+\n(.*?)\n\+\+\+\n", re.DOTALL)
_LOCATOR = re.compile(r'\s*\{#([\w-]+)(?:\s+"([^"]*)")?\}\s*$')
_LINK = re.compile(r"\[([^\]]+)\]\((?:[^()\s]|\([^()\s]*\))+\)")
_SENTENCE_END = re.compile(r"[.!?][\"”’')\]]*\s+(?=[\"“‘'(\[]*[A-ZÀ-ÞА-ЯԱ-Ֆ0-9])")
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Gen|Col|Lt|St|No|Nos|vol|Vol|pp|p|ed|eds|et al|cf|vs|etc|e\.g|i\.e|U\.S|U\.K|a\.k\.a|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec)|\b[A-Z])\.[\"”’')\]]*\s+$"
)


# --- files -> documents -------------------------------------------------------------------------------------------


def find_files(paths: Iterable[Path]) -> list[Path]:
    """The text files named by, or lying in, `paths`, sorted within each folder.

    Raises `InputError` for a path that is missing and for a folder that holds no texts.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(p for p in path.rglob("*") if p.suffix.lower() in TEXT_SUFFIXES and p.is_file() and p.stem.lower() != "readme")
            if not inside:
                raise InputError(f"{path}: no texts in this folder; put .txt or .md files there")
            found += inside
        elif path.exists():
            found.append(path)
        else:
            raise InputError(f"{path}: no such file or folder; check the path")
    return list(dict.fromkeys(found))


def read_text(path: Path) -> str:
    """The decoded text of a file, with the line ends that `open(path, encoding="utf-8").read()` gives.

    Raises `InputError` when the file cannot be read, is empty, is larger than `settings.max_file_mb`, or is not UTF-8 text.
    """
    try:
        size = path.stat().st_size
        if size > settings.max_file_mb * 1_000_000:
            raise InputError(f"{path}: {size / 1e6:.0f} MB is over the limit of {settings.max_file_mb} MB; split it, or set PASSAGE_ATLAS_MAX_FILE_MB")
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror or error}); check the file and its permissions") from None
    if not data.strip():
        raise InputError(f"{path}: is empty; nothing to read")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        what = "is a binary file" if b"\0" in data[:8192] else f"is not UTF-8 text (byte 0x{data[error.start]:02x} at {error.start})"
        raise InputError(f"{path}: {what}; save it as plain text in UTF-8") from None
    if "\0" in text[:8192]:
        raise InputError(f"{path}: is a binary file; save it as plain text in UTF-8")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_documents(path: Path) -> list[Document]:
    """The works in a file: by its front matter, by `works.toml` beside it, or else the file as one work.

    Raises `InputError` as `read_text` does, and when the metadata cannot be used.
    """
    text = read_text(path)
    front = _FRONT_MATTER.match(text)
    if front:
        try:
            rows = [tomllib.loads(front.group(1))]
        except tomllib.TOMLDecodeError as error:
            raise InputError(f"{path}: the front matter is not valid TOML ({error}); mend it") from None
        rows[0].setdefault("begins", front.end())
    else:
        rows = [row for row in _works(path.parent) if row.get("file") == path.name]
    if not rows:
        return [Document(id=path.stem, title=path.stem.replace("-", " ").replace("_", " "), file=path.name, text=text, until=len(text))]
    try:
        rows.sort(key=lambda row: int(row.get("begins", 0)))
    except (TypeError, ValueError) as error:
        raise InputError(f"{path}: where its works begin cannot be used ({error}); mend the metadata") from None
    ends = [int(row.get("begins", 0)) for row in rows[1:]] + [len(text)]
    return [_document(path, text, row, end) for row, end in zip(rows, ends, strict=True)]


def _works(folder: Path) -> list[dict[str, Any]]:
    path = folder / WORKS_FILE
    if not path.exists():
        return []
    try:
        rows = tomllib.loads(path.read_text(encoding="utf-8")).get("work", [])
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise InputError(f"{path}: cannot be used ({error}); mend it") from None
    if not isinstance(rows, list) or not all(isinstance(row, dict) and isinstance(row.get("file"), str) for row in rows):
        raise InputError(f"{path}: every work must be a [[work]] that names its file; mend it")
    return rows


def _document(path: Path, text: str, row: dict[str, Any], end: int) -> Document:
    try:
        begins, until = int(row.get("begins", 0)), min(int(row.get("until", end)), end)
        authors = tuple(str(author) for author in row.get("authors", ()))
        if not 0 <= begins < until <= len(text):
            raise ValueError(f"begins {begins}, ends {until}, and the file has {len(text)} characters")
    except (TypeError, ValueError) as error:
        raise InputError(f"{path}: the metadata of {row.get('id', 'a work')} cannot be used ({error}); mend it") from None
    url = row.get("url") or (f"https://doi.org/{row['doi']}" if row.get("doi") else "")
    return Document(
        id=str(row.get("id", path.stem)),
        title=str(row.get("title", path.stem)),
        file=path.name,
        text=text,
        begins=begins,
        until=until,
        authors=authors,
        publisher=str(row.get("publisher", "")),
        published=str(row.get("published", "")),
        url=str(url),
        licence=str(row.get("licence", "")),
        form=str(row.get("form", "text")),
        language=str(row.get("language", "")),
    )


# --- documents -> passages ----------------------------------------------------------------------------------------


def passages(document: Document) -> Iterator[Passage]:
    """The passages of a document in order, front matter aside."""
    ordinal, heading, count = 0, "", 0
    for paragraph in paragraphs.read(document):
        text, offsets, label, locator = _clean(document.text, paragraph)
        if not text:
            continue
        if paragraph.part == "heading" and not _is_byline(text, document):
            heading, count = text, 0
        elif paragraph.part == "body":
            count += 1
        where = locator or (f"{heading}, para. {count}" if heading and paragraph.part == "body" else f"para. {count}" if paragraph.part == "body" else heading)
        for start, end in _cut(text):
            piece = tuple((max(p, start) - start, s + max(start - p, 0)) for p, s in _within(offsets, start, end))
            yield Passage(document.id, ordinal, paragraph.part, heading, where or label, text[start:end], piece)
            ordinal += 1


def _is_byline(text: str, document: Document) -> bool:
    """Short lines that look like headings but open no section: the author's name, keywords, dates of receipt."""
    names = {author.casefold() for author in document.authors}
    return text.casefold() in names or bool(re.match(r"(?:key ?words|orcid|received|reviewed by|by)\b", text, re.I))


def _within(offsets: list[tuple[int, int]], start: int, end: int) -> list[tuple[int, int]]:
    """The entries of an offset map that matter between two positions."""
    first = 0
    for at, (position, _) in enumerate(offsets):
        if position <= start:
            first = at
        elif position >= end:
            return offsets[first:at]
    return offsets[first:]


def _clean(text: str, paragraph: Paragraph) -> tuple[str, list[tuple[int, int]], str, str]:
    """A paragraph without mark-up: (text, offset map, label, locator)."""
    label = locator = ""
    pieces = list(paragraph.pieces)
    a, b = pieces[-1]
    tail = _LOCATOR.search(text, a, b)
    if tail:
        label, locator = tail.group(1), tail.group(2) or tail.group(1)
        pieces[-1] = (a, tail.start())
    out: list[str] = []
    offsets: list[tuple[int, int]] = []
    length = 0

    def keep(start: int, end: int) -> None:
        nonlocal length
        if end > start:
            offsets.append((length, start))
            out.append(text[start:end])
            length += end - start

    for at, (a, b) in enumerate(pieces):
        mark = HEADING_MARK.match(text[a:b])
        if mark:
            a, b = a + mark.start(2), a + mark.end(2)
        while a < b and text[a].isspace():
            a += 1
        while b > a and text[b - 1].isspace():
            b -= 1
        if at and out and not (out[-1].endswith("-") and text[a : a + 1].isupper()):
            out.append(" ")
            offsets.append((length, a - 1))
            length += 1
        drops = sorted([(m.start(), m.end()) for m in MARKUP.finditer(text, a, b)] + _link_drops(text, a, b)) if MARKUP_HINT.search(text, a, b) else []
        for start, end in drops:
            if start >= a:
                keep(a, start)
                a = end
        keep(a, b)
    return "".join(out).replace("\n", " ").replace("\t", " "), offsets, label, locator


def _link_drops(text: str, a: int, b: int) -> list[tuple[int, int]]:
    drops = []
    for match in _LINK.finditer(text, a, b):
        drops += [(match.start(), match.start(1)), (match.end(1), match.end())]
    return drops


def sentence_starts(text: str) -> list[int]:
    """Positions at which the sentences of a text begin, the first one included."""
    starts = [0]
    for match in _SENTENCE_END.finditer(text):
        if not _ABBREVIATION.search(text, max(0, match.start() - 12), match.end()):
            starts.append(match.end())
    return starts


def _cut(text: str) -> list[tuple[int, int]]:
    """Spans of a text cut at sentence ends so that none is much longer than `settings.passage_characters`."""
    limit = settings.passage_characters
    if len(text) <= limit:
        return [(0, len(text))]
    spans, start, previous = [], 0, 0
    for at in [*sentence_starts(text)[1:], len(text)]:
        if at - start > limit and previous > start:
            spans.append((start, previous))
            start = previous
        while at - start > 2 * limit:  # one endless sentence: cut it between words
            space = text.rfind(" ", start + 1, start + limit)
            cut = space + 1 if space > start else start + limit
            spans.append((start, cut))
            start = cut
        previous = at
    spans.append((start, len(text)))
    return spans
