"""Files -> documents -> passages.

A document is read whole, its paragraphs are told apart (running text, headings, captions, footnotes, reference
lists), mark-up is dropped, paragraphs that a page break cut in two are joined again, and every passage keeps a map
back to the offsets of the file.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geo import settings
from geo.errors import InputError
from geo.model import Document, Passage

TEXT_SUFFIXES = frozenset({".txt", ".md", ".markdown"})
WORKS_FILE = "works.toml"

_FRONT_MATTER = re.compile(r"\A\ufeff?\+\+\+\n(.*?)\n\+\+\+\n", re.DOTALL)
_LOCATOR = re.compile(r'\s*\{#([\w-]+)(?:\s+"([^"]*)")?\}\s*$')
_SUPERSCRIPT = "⁰¹²³⁴-⁹"
# What is dropped from a paragraph: emphasis, superscripts (as characters, HTML or TeX), bracketed note numbers, images.
# The characters that may begin one stand first, as a set: the search engine then skips all else quickly.
_MARKUP = re.compile(
    rf"[*<^\[\\!\u00ad{_SUPERSCRIPT}](?:(?<=\*)\*{{0,2}}|(?<=<)sup>.*?</sup>|(?<=<)/?(?:b|i|em|strong|u|br)\s*/?>|(?<=\^)\{{[^}}]*\}}|(?<=\[)\d{{1,3}}\]"
    rf"|(?<=!)\[[^\]]*\]\([^)]*\)|(?<=\\)(?=[_*\[\]#-])|(?<=\u00ad)|(?<=[{_SUPERSCRIPT}])[{_SUPERSCRIPT}]*)"
)
_MARKUP_HINT = re.compile(rf"[*<^\[\\!\u00ad{_SUPERSCRIPT}]")
_CITATION_HINTS = ("available at", "(accessed", "op.cit", "op. cit", "ibid", "retrieved", "op cit", ": ")
_LINK = re.compile(r"\[([^\]]+)\]\((?:[^()\s]|\([^()\s]*\))+\)")
_SENTENCE_END = re.compile(r"[.!?][\"”’')\]]*\s+(?=[\"“‘'(\[]*[A-ZÀ-ÞА-ЯԱ-Ֆ0-9])")
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Gen|Col|Lt|St|No|Nos|vol|Vol|pp|p|ed|eds|et al|cf|vs|etc|e\.g|i\.e|U\.S|U\.K|a\.k\.a|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec)|\b[A-Z])\.[\"”’')\]]*\s+$"
)
_REFERENCE_HEADING = re.compile(r"^(?:end\s?notes?|foot\s?notes?|notes|references|bibliography|works cited|literature|sources and notes)\s*:?$", re.I)
_CITATION = re.compile(
    r"https?://|www\.|\baccessed\b|\bavailable (?:at|on|in)\b|\bretrieved\b|\bibid\b|\bop\.? ?cit\b|\bpp?\. ?\d|\bdoi\b|\bvol\. ?\d|\bpersonal interview\b"
    r"|\.(?:com|org|az|am|ru|net|info|gov|eu|tr)\b",
    re.I,
)
_STRONG_CITATION = re.compile(
    r"\bavailable at\b|\(accessed\b|\bop\.? ?cit\b|^\W*ibid\b|\bretrieved (?:on |from |[A-Z])|\([^\W\d_][^():]{2,30}: [^():]{3,60}, (?:19|20)\d\d\)", re.I
)
_NOTE_NUMBER = re.compile(rf"^\s*(?:\[(\d{{1,3}})\]|(\d{{1,3}})[.)]?(?=\s+\S)|([{_SUPERSCRIPT}]+))")
_NOTE_STAR = re.compile(r"^\s*(?:\^\{[*†‡]+\}|(?:\\\*)+|[†‡]|\*{1,2}(?=\s))\s*\S")
_CALL = re.compile(rf"([{_SUPERSCRIPT}]+)|<sup>(\d+)</sup>|\[(\d{{1,3}})\]")
_CAPTION = re.compile(r"^(?:photo|map|figure|fig\.|table|image|source|chart|caption)\b.{0,300}$|.{20,400}/ ?(?:AA|AFP|AP|Reuters|TASS)$", re.I | re.DOTALL)
_BULLET = re.compile(r"^\s*(?:[-•–▪●]\s+|[a-z]\)\s|\([a-z\d]{1,3}\)\s)")
_HEADING_MARK = re.compile(r"^\s{0,3}(#{1,6})\s+(.*?)\s*#*$")
# What a paragraph cannot end with unless it is cut: a function word, or an attribute with its capital ("the South").
_OPEN_END = re.compile(
    r"(?:\b(?:of|the|a|an|and|or|in|on|at|to|by|for|with|from|that|as|its|their|his|her|between|into|over|former|is|was|are|were)|\b(?:the|of|in) (?:South|North|East|West|Central|Middle|Black|Caspian|Southern|Northern|Eastern|Western))\s*$"
)
_EMPHASISED = re.compile(r"\*[^*].*[^*]\*|\*\*[^*]+\*\*", re.DOTALL)
_OPENING = 40
"""So many characters tell one sentence from another."""
_NEARBY = 15
"""A pull-quote stands within so many paragraphs of the text it is taken from."""
_SUPERSCRIPT_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


@dataclass(slots=True)
class _Paragraph:
    """Stretches of the file that make one paragraph."""

    pieces: list[tuple[int, int]]
    part: str = "body"
    heading: bool = False

    def raw(self, text: str) -> str:
        if len(self.pieces) == 1:
            a, b = self.pieces[0]
            return text[a:b]
        return " ".join(text[a:b] for a, b in self.pieces)


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
    return list(rows)


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
    paragraphs = list(_paragraphs(document))
    _mark_headings(document.text, paragraphs)
    _mark_notes(document.text, paragraphs)
    _mark_captions(document.text, paragraphs)
    ordinal, heading, count = 0, "", 0
    for paragraph in _join_cut(document.text, paragraphs):
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


def _paragraphs(document: Document) -> Iterator[_Paragraph]:
    """Lines -> paragraphs: blank lines part them, and so do bullets, headings and numbered notes; hard-wrapped lines are joined."""
    block: list[tuple[int, int]] = []
    at = document.begins
    for line in document.text[document.begins : document.until].split("\n"):
        if line.strip():
            block.append((at, at + len(line)))
        elif block:
            yield from _block(document.text, block)
            block = []
        at += len(line) + 1
    if block:
        yield from _block(document.text, block)


def _block(text: str, lines: list[tuple[int, int]]) -> Iterator[_Paragraph]:
    wrapped = max(b - a for a, b in lines) <= 160
    current: _Paragraph | None = None
    for a, b in lines:
        line = text[a:b]
        mark = _HEADING_MARK.match(line)
        starts = mark or _BULLET.match(line) or _NOTE_NUMBER.match(line) or _NOTE_STAR.match(line) or not wrapped
        if current is None or starts or current.heading:
            if current:
                yield current
            current = _Paragraph([(a, b)], heading=bool(mark))
        else:
            current.pieces.append((a, b))
    if current:
        yield current


def _mark_headings(text: str, paragraphs: list[_Paragraph]) -> None:
    """Headings: marked with '#', or short, on their own, without an end mark, in capitals or title case or bold."""
    in_references = False
    for at, paragraph in enumerate(paragraphs):
        raw = paragraph.raw(text).strip()
        bare = _without_markup(raw).strip("# ").strip() if len(raw) <= 240 else raw
        marked = paragraph.heading
        looks = (
            len(bare) <= 120
            and len(bare.split()) <= 16
            and at + 1 < len(paragraphs)
            and bare[:1].isupper()
            and not re.search(r"[.;:,/]$", bare)
            and not _NOTE_STAR.match(raw)
            and not re.fullmatch(r"\*[^*]+\*", raw)
            and not re.match(r"(?:\d{1,4} )?[a-z]", _following(text, paragraphs, at))
        )
        if (marked and len(bare) <= 160) or (looks and not paragraph.heading):
            paragraph.part = "heading"
            in_references = bool(_REFERENCE_HEADING.match(bare)) or (in_references and not marked)
            if in_references and not _REFERENCE_HEADING.match(bare):
                paragraph.part = "reference"
        elif in_references:
            paragraph.part = "reference"
        elif marked:
            paragraph.part = "caption"


def _following(text: str, paragraphs: list[_Paragraph], at: int) -> str:
    """What the next paragraph says, asides left out."""
    return next((p.raw(text).strip() for p in paragraphs[at + 1 :] if not _looks_like_aside(p.raw(text))), "")


def _without_markup(raw: str) -> str:
    return _MARKUP.sub("", raw) if _MARKUP_HINT.search(raw) else raw


def _looks_like_aside(raw: str) -> bool:
    """A note, a caption or a pull-quote in emphasis: what may stand between the two halves of a cut paragraph."""
    return bool(re.match(r"\s*\*[^*]+\*\s*$", raw)) or (_note_number(raw) is not None and bool(_CITATION.search(raw)))


def _mark_notes(text: str, paragraphs: list[_Paragraph]) -> None:
    """Numbered notes in running order, notes with stars, and stray ends of notes become footnotes.

    A number that continues the count of the notes, or that the running text has called for by a superscript, opens
    a note; so does one that merely looks like a citation. A note that begins in the middle of a line (a page break
    lost) is cut off there.
    """
    last, called, at = 0, set[int](), 0
    while at < len(paragraphs):
        paragraph = paragraphs[at]
        raw = paragraph.raw(text)
        if paragraph.part in ("body", "heading"):
            number = _note_number(raw)
            cites = number is not None and bool(_CITATION.search(raw))
            follows = number is not None and last < number <= last + 4
            if number is not None and ((cites and (follows or number == 1 or number in called)) or (number in called and follows and not _BULLET.match(raw))):
                paragraph.part, last = "footnote", number
            elif _NOTE_STAR.match(raw) and not _looks_emphasised(raw):
                paragraph.part = "footnote"
            elif split := _note_inside(text, paragraph, last):
                position, last = split
                a, b = paragraph.pieces[-1]
                paragraph.pieces[-1] = (a, position)
                paragraphs.insert(at + 1, _Paragraph([(position, b)], part="footnote"))
                called.update(_called(raw))
            elif _is_stray_note(raw):
                paragraph.part = "footnote"
            else:
                called.update(_called(raw))
        at += 1


def _note_number(raw: str) -> int | None:
    match = _NOTE_NUMBER.match(raw)
    if not match:
        return None
    digits = next(group for group in match.groups() if group)
    return int(digits.translate(_SUPERSCRIPT_DIGITS))


def _called(raw: str) -> Iterator[int]:
    if not _MARKUP_HINT.search(raw):
        return
    for match in _CALL.finditer(raw):
        yield int(next(group for group in match.groups() if group).translate(_SUPERSCRIPT_DIGITS))


def _looks_emphasised(raw: str) -> bool:
    """A line that opens with a star because all of it is emphasised, or because it is a bullet."""
    stripped = raw.strip()
    if re.match(r"\*\s+\*\*[^*]+\*\*,?\s+(?:is|was|holds|works)\b", stripped):  # a note on the author
        return False
    return stripped.endswith("*") or bool(re.match(r"\*\s", stripped))


def _is_stray_note(raw: str) -> bool:
    """The end of a note that a page break cut off: little else than a citation."""
    lowered = raw.lower()
    if not any(hint in lowered for hint in _CITATION_HINTS):
        return False
    match = _STRONG_CITATION.search(raw)
    return bool(match) and (len(raw) < 500 or len(_STRONG_CITATION.findall(raw)) > 1)


def _note_inside(text: str, paragraph: _Paragraph, last: int) -> tuple[int, int] | None:
    """Where in the paragraph the next note begins without a line of its own: (offset in the file, number)."""
    a, b = paragraph.pieces[-1]
    number = last + 1
    if last and text.find(f" {number} ", a, b) >= 0:
        for match in re.finditer(rf"(?<=\s){number}\s(?=[\"“'‘*A-ZÀ-ÞА-Я])", text[a:b]):
            if _STRONG_CITATION.search(text, a + match.end(), min(b, a + match.end() + 500)):
                return a + match.start(), number
    return None


def _mark_captions(text: str, paragraphs: list[_Paragraph]) -> None:
    """Captions, credits, and pull-quotes: sentences set again in large type, which stand in the running text too."""
    bodies = [(at, p) for at, p in enumerate(paragraphs) if p.part == "body"]
    flat = {at: _flat(p.raw(text)) for at, p in bodies}
    for at, paragraph in bodies:
        raw = paragraph.raw(text).strip()
        emphasised = raw[:1] == "*" and _EMPHASISED.fullmatch(raw)
        if (len(raw) < 400 and _CAPTION.match(raw)) or emphasised or _stands_near(at, flat):
            paragraph.part = "caption"
        elif len(raw) < 400 and raw[:1].isupper() and raw.endswith(".") and at and _is_cut(text, paragraphs[at - 1]):
            after = next((p for p in paragraphs[at + 1 : at + 3] if p.part == "body"), None)
            if after and after.raw(text).lstrip()[:1].islower():
                paragraph.part = "caption"


def _stands_near(at: int, flat: dict[int, str]) -> bool:
    """Whether all that a paragraph says is said word for word in another one nearby."""
    if not _OPENING <= len(flat[at]) <= 500:
        return False
    words = flat[at].rstrip(". ")
    return any(other != at and words in flat.get(other, "") for other in range(at - _NEARBY, at + _NEARBY + 1))


def _flat(raw: str) -> str:
    return " ".join(_without_markup(raw).split())


def _is_cut(text: str, paragraph: _Paragraph) -> bool:
    """True when a paragraph of running text stops in the middle of a sentence."""
    if paragraph.part != "body":
        return False
    raw = _without_markup(paragraph.raw(text)[-80:]).rstrip()
    return bool(raw) and (raw[-1].isalnum() or raw[-1] in ",-–(")


def _join_cut(text: str, paragraphs: list[_Paragraph]) -> Iterator[_Paragraph]:
    """Join a paragraph that a page break cut with its rest, when that begins in small letters (or the cut is a hyphen)."""
    waiting: _Paragraph | None = None
    between: list[_Paragraph] = []
    for paragraph in paragraphs:
        if waiting is None:
            if _is_cut(text, paragraph):
                waiting = paragraph
            else:
                yield paragraph
            continue
        if paragraph.part != "body":
            between.append(paragraph)
            if paragraph.part == "heading" or len(between) > 40:
                yield waiting
                yield from between
                waiting, between = None, []
            continue
        head = paragraph.raw(text).lstrip()
        open_end = _without_markup(waiting.raw(text)[-80:]).rstrip()[-1:]
        if head[:1].islower() or open_end in "-–,(" or (_OPEN_END.search(waiting.raw(text)[-80:]) and not _BULLET.match(head)):
            waiting.pieces += paragraph.pieces
            if not _is_cut(text, paragraph):
                yield waiting
                yield from between
                waiting, between = None, []
        else:
            yield waiting
            yield from between
            waiting, between = (paragraph, []) if _is_cut(text, paragraph) else (None, [])
            if waiting is None:
                yield paragraph
    if waiting is not None:
        yield waiting
        yield from between


def _clean(text: str, paragraph: _Paragraph) -> tuple[str, list[tuple[int, int]], str, str]:
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
        mark = _HEADING_MARK.match(text[a:b])
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
        drops = sorted([(m.start(), m.end()) for m in _MARKUP.finditer(text, a, b)] + _link_drops(text, a, b)) if _MARKUP_HINT.search(text, a, b) else []
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
