"""File text -> paragraphs: running text, headings, captions, footnotes and reference lists told apart.

Made for texts that come out of PDFs as well as for clean ones: notes that stand in the flow of the text, pull-quotes,
and paragraphs that a page break cut in two.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from geo.model import Document

_SUPERSCRIPT = "⁰¹²³⁴-⁹"
# What is dropped from a paragraph: emphasis, superscripts (as characters, HTML or TeX), bracketed note numbers, images.
# Each is bounded, so that a long line of openings costs no more than any other. The characters that may begin one stand first, as a set: the search engine then skips all else quickly.
MARKUP = re.compile(
    rf"[*<^\[\\!\u00ad{_SUPERSCRIPT}](?:(?<=\*)\*{{0,2}}|(?<=<)sup>.{{0,200}}?</sup>|(?<=<)/?(?:b|i|em|strong|u|br)\s*/?>|(?<=\^)\{{[^}}]{{0,80}}\}}|(?<=\[)\d{{1,3}}\]"
    rf"|(?<=!)\[[^\]]{{0,300}}\]\([^)]{{0,500}}\)|(?<=\\)(?=[_*\[\]#-])|(?<=\u00ad)|(?<=[{_SUPERSCRIPT}])[{_SUPERSCRIPT}]*)"
)
MARKUP_HINT = re.compile(rf"[*<^\[\\!\u00ad{_SUPERSCRIPT}]")
_CITATION_HINTS = ("available at", "(accessed", "op.cit", "op. cit", "ibid", "retrieved", "op cit", ": ")
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
HEADING_MARK = re.compile(r"^\s{0,3}(#{1,6})\s+(.*?)\s*#*$")
# What a paragraph cannot end with unless it is cut: a function word, or an attribute with its capital ("the South").
_OPEN_END = re.compile(
    r"(?:\b(?:of|the|a|an|and|or|in|on|at|to|by|for|with|from|that|as|its|their|his|her|between|into|over|former|is|was|are|were)|\b(?:the|of|in) (?:South|North|East|West|Central|Middle|Black|Caspian|Southern|Northern|Eastern|Western))\s*$"
)
_EMPHASISED = re.compile(r"\*[^*].*[^*]\*|\*\*[^*]+\*\*", re.DOTALL)
_TAIL = 80
_OPENING = 40
"""So many characters tell one sentence from another."""
_NEARBY = 15
"""A pull-quote stands within so many paragraphs of the text it is taken from."""
_SUPERSCRIPT_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


@dataclass(slots=True)
class Paragraph:
    """Stretches of the file that make one paragraph."""

    pieces: list[tuple[int, int]]
    part: str = "body"
    heading: bool = False
    known: bool = False

    def raw(self, text: str) -> str:
        if len(self.pieces) == 1:
            a, b = self.pieces[0]
            return text[a:b]
        return " ".join(text[a:b] for a, b in self.pieces)

    def tail(self, text: str) -> str:
        """The last 80 characters of `raw`."""
        ends: list[str] = []
        for a, b in reversed(self.pieces):
            ends.append(text[max(a, b - _TAIL) : b])
            if sum(map(len, ends)) >= _TAIL:
                break
        return " ".join(reversed(ends))[-_TAIL:]


def read(document: Document) -> Iterator[Paragraph]:
    """The paragraphs of a document in order, each with its part; one that was cut is joined again."""
    found = list(_split(document))
    _mark_known(document, found)
    _mark_headings(document.text, found)
    _mark_notes(document.text, found)
    _mark_captions(document.text, found)
    yield from _join_cut(document.text, found)


def _split(document: Document) -> Iterator[Paragraph]:
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


def _block(text: str, lines: list[tuple[int, int]]) -> Iterator[Paragraph]:
    wrapped = max(b - a for a, b in lines) <= 160
    current: Paragraph | None = None
    for a, b in lines:
        line = text[a:b]
        mark = HEADING_MARK.match(line)
        starts = mark or _BULLET.match(line) or _NOTE_NUMBER.match(line) or _NOTE_STAR.match(line) or not wrapped
        if current is None or starts or current.heading:
            if current:
                yield current
            current = Paragraph([(a, b)], heading=bool(mark))
        else:
            current.pieces.append((a, b))
    if current:
        yield current


def _mark_known(document: Document, paragraphs: list[Paragraph]) -> None:
    """What the format of the file says of its paragraphs."""
    starts = [start for start, _, _ in document.parts]
    for paragraph in paragraphs if starts else ():
        at = paragraph.pieces[0][0]
        start, end, part = document.parts[max(bisect_right(starts, at) - 1, 0)]
        if start <= at < end:
            paragraph.heading = part == "heading"
            paragraph.known = not paragraph.heading
            paragraph.part = part if paragraph.known else "body"


def _mark_headings(text: str, paragraphs: list[Paragraph]) -> None:
    """Headings: marked with '#', or short, on their own, without an end mark, in capitals or title case or bold."""
    in_references = False
    for at, paragraph in enumerate(paragraphs):
        if paragraph.known:
            continue
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
            opens = bool(_REFERENCE_HEADING.match(bare)) and at >= len(paragraphs) / 3  # a text may begin with "Notes", its notes do not
            in_references = opens or (in_references and not marked)
            if in_references and not _REFERENCE_HEADING.match(bare):
                paragraph.part = "reference"
        elif in_references:
            paragraph.part = "reference"
        elif marked:
            paragraph.part = "caption"


def _following(text: str, paragraphs: list[Paragraph], at: int) -> str:
    """What the next paragraph says, asides left out."""
    return next((p.raw(text).strip() for p in paragraphs[at + 1 :] if not _looks_like_aside(p.raw(text))), "")


def _without_markup(raw: str) -> str:
    return MARKUP.sub("", raw) if MARKUP_HINT.search(raw) else raw


def _looks_like_aside(raw: str) -> bool:
    """A note, a caption or a pull-quote in emphasis: what may stand between the two halves of a cut paragraph."""
    return bool(re.match(r"\s*\*[^*]+\*\s*$", raw)) or (_note_number(raw) is not None and bool(_CITATION.search(raw)))


def _mark_notes(text: str, paragraphs: list[Paragraph]) -> None:
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
                paragraphs.insert(at + 1, Paragraph([(position, b)], part="footnote"))
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
    if not MARKUP_HINT.search(raw):
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


def _note_inside(text: str, paragraph: Paragraph, last: int) -> tuple[int, int] | None:
    """Where in the paragraph the next note begins without a line of its own: (offset in the file, number)."""
    a, b = paragraph.pieces[-1]
    number = last + 1
    if last and text.find(f" {number} ", a, b) >= 0:
        for match in re.finditer(rf"(?<=\s){number}\s(?=[\"“'‘*A-ZÀ-ÞА-Я])", text[a:b]):
            if _STRONG_CITATION.search(text, a + match.end(), min(b, a + match.end() + 500)):
                return a + match.start(), number
    return None


def _mark_captions(text: str, paragraphs: list[Paragraph]) -> None:
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


def _is_cut(text: str, paragraph: Paragraph) -> bool:
    """True when a paragraph of running text stops in the middle of a sentence."""
    if paragraph.part != "body":
        return False
    raw = _without_markup(paragraph.tail(text)).rstrip()
    return bool(raw) and (raw[-1].isalnum() or raw[-1] in ",-–(")


def _join_cut(text: str, paragraphs: list[Paragraph]) -> Iterator[Paragraph]:
    """Join a paragraph that a page break cut with its rest, when that begins in small letters (or the cut is a hyphen)."""
    waiting: Paragraph | None = None
    between: list[Paragraph] = []
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
        open_end = _without_markup(waiting.tail(text)).rstrip()[-1:]
        if head[:1].islower() or open_end in "-–,(" or (_OPEN_END.search(waiting.tail(text)) and not _BULLET.match(head)):
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
