"""Files -> documents -> passages.

A document is read whole, mark-up is dropped from its paragraphs, long ones are cut at sentence ends, and every passage
keeps a map back to the offsets of the file.
"""

import re
import tomllib
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePath, PurePosixPath
from typing import Any
from zipfile import ZipFile

from geo import paragraphs, settings
from geo.errors import InputError
from geo.model import Document, Passage
from geo.paragraphs import HEADING_MARK, MARKUP, MARKUP_HINT, Paragraph
from geo.readers import archive, reader
from geo.readers.archive import safe_label
from geo.readers.content import Content
from geo.readers.kinds import SUFFIXES, UNREAD

WORKS_FILE = "works.toml"
Report = Callable[[str], None]
"""What is told each line about something that was skipped."""

_FRONT_MATTER = re.compile(r"\A\ufeff?\+\+\+\n(.*?)\n\+\+\+\n", re.DOTALL)
_LOCATOR = re.compile(r'\s*\{#([\w-]+)(?:\s+"([^"]*)")?\}\s*$')
_LINK = re.compile(r"\[([^\]]{1,500})\]\((?:[^()\s]|\([^()\s]{0,500}\)){1,2000}\)")  # bounded, so that openings without ends cost no more
_SENTENCE_END = re.compile(r"[.!?][\"”’')\]]*\s+(?=[\"“‘'(\[]*[A-ZÀ-ÞА-ЯԱ-Ֆ0-9])")
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Gen|Col|Lt|St|No|Nos|vol|Vol|pp|p|ed|eds|et al|cf|vs|etc|e\.g|i\.e|U\.S|U\.K|a\.k\.a|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec)|\b[A-Z])\.[\"”’')\]]*\s+$"
)


# --- files -> documents -------------------------------------------------------------------------------------------


def find_files(paths: Iterable[Path]) -> list[Path]:
    """The files of texts named by, or lying in, `paths`, sorted within each folder.

    Raises `InputError` for a path that is missing and for a folder that holds no texts.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(p for p in path.rglob("*") if is_text_name(p.name) and p.is_file())
            if not inside:
                raise InputError(f"{path}: no texts in this folder; put .txt, .md, .html, .docx, .pdf or .zip files there")
            found += inside
        elif path.exists():
            found.append(path)
        else:
            raise InputError(f"{path}: no such file or folder; check the path")
    return list(dict.fromkeys(found))


def is_text_name(name: str) -> bool:
    """Whether a file of this name in a folder or an archive is taken for a text: by its ending, read-me files and hidden ones left out."""
    path = PurePath(name)
    return path.suffix.lower() in SUFFIXES.keys() | UNREAD.keys() and path.stem.lower() != "readme" and not name.startswith((".", "~$"))


def read_documents(path: Path, report: Report | None = None) -> list[Document]:
    """The works in a file of any kind that is read: by its front matter, by `works.toml` beside it, or else the file as one work.

    An archive gives the works of all its files; `report` gets one line for each that cannot be read. Raises `InputError` when
    the file cannot be read, is over a limit of `settings`, or its metadata cannot be used (without `report` also for a file
    within an archive).
    """
    try:
        size = path.stat().st_size
        _check_size(str(path), size)
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror or error}); check the file and its permissions") from None
    return _read(_File(str(path), path.name, data), lambda: _works_beside(path.parent), report)


def read_upload(name: str, data: bytes, report: Report) -> list[Document]:
    """The works in a file that is not on disk: a work each, or several for an archive.

    Nothing is raised for what cannot be read: `report` gets one line for each such file. `name` is only a label.
    """
    label = PurePath(safe_label(name)).name or "text"
    try:
        _check_size(label, len(data))
        return _read(_File(label, label, data), list, report)
    except InputError as error:
        report(str(error))
        return []


def unique_id(wanted: str, taken: Container[str]) -> str:
    """The identifier itself when it is free, else with the first free number after it."""
    number, found = 1, wanted
    while found in taken:
        number += 1
        found = f"{wanted}-{number}"
    return found


def id_of(name: str) -> str:
    """The identifier of a document that has only a file name: letters, digits and hyphens of the name without its ending."""
    stem = PurePath(name).stem
    return re.sub(r"[^\w]+", "-", unicodedata.normalize("NFKC", stem)).strip("-_") or "text"


@dataclass(frozen=True, slots=True)
class _File:
    """A file to read: what messages call it, its name, its bytes."""

    where: str
    name: str
    data: bytes


def _check_size(where: str, size: int) -> None:
    if size > settings.max_file_mb * 1_000_000:
        raise InputError(f"{where}: {size / 1e6:.0f} MB is over the limit of {settings.max_file_mb} MB; split it, or set PASSAGE_ATLAS_MAX_FILE_MB")


def _read(file: _File, works: Callable[[], list[dict[str, Any]]], report: Report | None) -> list[Document]:
    try:
        packed = archive.open_archive(file.data) if reader.is_archive(file.name, file.data) else None
        content = Content("") if packed else reader.read(file.name, file.data)
    except InputError as error:
        raise InputError(f"{file.where}: {error}") from None
    return _read_archive(file, packed, report) if packed else _documents(file, content, works, report)


def _read_archive(file: _File, packed: ZipFile, report: Report | None) -> list[Document]:
    """The works in the files of an archive; a `works.toml` in it tells of those in its folder."""
    documents: list[Document] = []
    members = dict(archive.members(packed))
    texts = [label for label in members if is_text_name(PurePosixPath(label).name)]
    if not texts:
        raise InputError(f"{file.where}: holds no texts; put .txt, .md, .html, .docx or .pdf files into it")
    for label in sorted(texts):
        where = f"{file.where}/{label}"

        def works(label: str = label) -> list[dict[str, Any]]:
            beside = str(PurePosixPath(label).with_name(WORKS_FILE))
            return _works(f"{file.where}/{beside}", archive.member_bytes(packed, members[beside])) if beside in members else []

        try:
            try:
                data = archive.member_bytes(packed, members[label])
                content = reader.read(label, data)
            except InputError as error:
                raise InputError(f"{where}: {error}") from None
            for document in _documents(_File(where, PurePosixPath(label).name, data), content, works, report):
                taken = {other.id for other in documents} if document.id == id_of(document.file) else ()
                documents.append(replace(document, id=unique_id(document.id, taken)))
        except InputError as error:
            if report is None:
                raise
            report(str(error))
    return documents


def _documents(file: _File, content: Content, works: Callable[[], list[dict[str, Any]]], report: Report | None) -> list[Document]:
    if report:
        for gap in content.gaps:
            report(f"{file.where}: {gap}")
    front = _FRONT_MATTER.match(content.text)
    if front:
        try:
            rows = [tomllib.loads(front.group(1))]
        except tomllib.TOMLDecodeError as error:
            raise InputError(f"{file.where}: the front matter is not valid TOML ({error}); mend it") from None
        rows[0].setdefault("begins", front.end())
    else:
        rows = [row for row in works() if row.get("file") == file.name] or [{}]
    try:
        rows.sort(key=lambda row: int(row.get("begins", 0)))
    except (TypeError, ValueError) as error:
        raise InputError(f"{file.where}: where its works begin cannot be used ({error}); mend the metadata") from None
    ends = [int(row.get("begins", 0)) for row in rows[1:]] + [len(content.text)]
    return [_document(file, content, row, end) for row, end in zip(rows, ends, strict=True)]


def _works_beside(folder: Path) -> list[dict[str, Any]]:
    path = folder / WORKS_FILE
    if not path.exists():
        return []
    try:
        return _works(str(path), path.read_bytes())
    except OSError as error:
        raise InputError(f"{path}: cannot be used ({error}); mend it") from None


def _works(where: str, data: bytes) -> list[dict[str, Any]]:
    try:
        rows = tomllib.loads(data.decode("utf-8")).get("work", [])
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{where}: cannot be used ({error}); mend it") from None
    if not isinstance(rows, list) or not all(isinstance(row, dict) and isinstance(row.get("file"), str) for row in rows):
        raise InputError(f"{where}: every work must be a [[work]] that names its file; mend it")
    return rows


def _document(file: _File, content: Content, row: dict[str, Any], end: int) -> Document:
    """A work: what its row of metadata says, else what the file says of itself, else what the file is called."""
    text = content.text
    try:
        begins, until = int(row.get("begins", 0)), min(int(row.get("until", end)), end)
        authors = tuple(str(author) for author in row.get("authors", content.authors))
        if not 0 <= begins < until <= len(text):
            raise ValueError(f"begins {begins}, ends {until}, and the file has {len(text)} characters")
    except (TypeError, ValueError) as error:
        raise InputError(f"{file.where}: the metadata of {row.get('id', 'a work')} cannot be used ({error}); mend it") from None
    url = row.get("url") or (f"https://doi.org/{row['doi']}" if row.get("doi") else content.url)
    return Document(
        id=str(row.get("id", id_of(file.name))),
        title=str(row.get("title", content.title or PurePath(file.name).stem.replace("-", " ").replace("_", " "))),
        file=file.name,
        text=text,
        begins=begins,
        until=until,
        authors=authors,
        publisher=str(row.get("publisher", content.publisher)),
        published=str(row.get("published", content.published)),
        url=str(url),
        licence=str(row.get("licence", "")),
        form=str(row.get("form", "text")),
        language=str(row.get("language", content.language)),
        parts=content.parts,
        pages=content.pages,
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
            page = _page(document, piece[0][1], piece[-1][1] + end - start - piece[-1][0] - 1)
            yield Passage(document.id, ordinal, paragraph.part, heading, page or where or label, text[start:end], piece)
            ordinal += 1


def _page(document: Document, first: int, last: int) -> str:
    """The page or pages that a stretch of a document stands on, empty when the file has none."""
    if not document.pages:
        return ""
    labels = [document.pages[max(bisect_right(document.pages, (at, "\U0010ffff")) - 1, 0)][1] for at in (first, last)]
    return f"p. {labels[0]}" if labels[0] == labels[1] else f"pp. {labels[0]}-{labels[1]}"


def _is_byline(text: str, document: Document) -> bool:
    """Short lines that look like headings but open no section: the author's name, keywords, dates of receipt."""
    names = {author.casefold() for author in document.authors}
    return text.casefold() in names or bool(re.match(r"(?:key ?words|orcid|received|reviewed by|by)\b", text, re.I))


def _within(offsets: list[tuple[int, int]], start: int, end: int) -> list[tuple[int, int]]:
    """The entries of an offset map that matter between two positions."""
    first = max(bisect_right(offsets, start, key=_position) - 1, 0)
    return offsets[first : max(bisect_left(offsets, end, key=_position), first + 1)]


def _position(entry: tuple[int, int]) -> int:
    return entry[0]


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
