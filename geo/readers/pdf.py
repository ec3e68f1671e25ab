"""PDF -> its text: lines joined to paragraphs, hyphens at line ends and running heads taken out, pages kept.

PDFium reads the pages in a process of its own (`pdfpages`); here their lines are put together by where they stand.
"""

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

from geo import settings
from geo.errors import InputError
from geo.readers.content import PAGE_BREAK, Content, Writer, edtf_day, people

_PROGRAM = Path(__file__).with_name("pdfpages.py")
_NUMBER = re.compile(r"\W*(?:page |p\. ?|стр\. ?|səh\. ?)?(?:\d{1,4}|[ivxlc]{1,6})(?:\s*(?:of|/|\|)\s*\d{1,4})?\W*", re.I)
_ENDED = re.compile(r"[.!?:;…。][\"”’»')\]⁰¹²³⁴-⁹]*$")
_BULLET = re.compile(r"[•▪●◦‣–]\s|[-–]\s")
_NOTE = re.compile(r"(?:\d{1,3}|[⁰¹²³⁴-⁹]+|[*†‡])[.)]?\s*\S")
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_JUNK_TITLE = re.compile(r"(?:microsoft word|untitled|document\d*$|.*\.(?:docx?|indd|qxd|pdf|tex|dvi|rtf)$|slide \d)", re.I)
_EDGE = 3
"""Running heads and page numbers stand among so many lines at the top and the bottom of a page."""


@dataclass(slots=True)
class _Line:
    text: str
    left: float
    right: float
    top: float
    bottom: float
    size: float
    page: int


@dataclass(slots=True)
class _Paragraph:
    lines: list[_Line]
    part: str = ""


def read(data: bytes) -> Content:
    """The text of a PDF. Raises `InputError` when it is damaged, has a password, is over a limit or holds only pictures."""
    found = _extract(data)
    labels = [str(page["label"]) for page in found["pages"]]
    pages = [[_Line(*(*line, at)) for line in page["lines"]] for at, page in enumerate(found["pages"])]
    if not any(pages):
        raise InputError("holds no text, only pictures; run text recognition (OCR) first")
    body = _usual((line.size, len(line.text)) for lines in pages for line in lines)
    pages = _without_heads(pages, [float(page["height"]) for page in found["pages"]], body)
    words = Counter(word for lines in pages for line in lines for word in _WORD.findall(line.text))
    paragraphs = _join_pages([paragraph for lines in pages for paragraph in _paragraphs(lines, body)])
    writer = Writer()
    at = -1
    for paragraph in paragraphs:
        if at != paragraph.lines[0].page:  # back to the page of a note, on to the next one
            writer.page(labels[paragraph.lines[0].page])
        text, turned = _text(paragraph, words)
        writer.add(text, paragraph.part, tuple(labels[page] for page in turned))
        at = paragraph.lines[-1].page
    facts = found["metadata"]
    title = "" if _JUNK_TITLE.match(facts.get("Title", "")) else facts.get("Title", "")
    made = edtf_day(re.sub(r"^D:(\d{4})(\d\d).*", r"\1-\2", facts.get("CreationDate", "")))
    content = writer.content(title=title, authors=people(facts.get("Author", "")), published=f"{made}~" if made else "", gaps=tuple(_gaps(found["pages"])))
    if not content.text:
        raise InputError("holds no text; nothing to read")
    return content


def _gaps(pages: list[dict[str, Any]]) -> Iterator[str]:
    """What pages hold that was not read."""
    for key, why in (("pictures", "hold no text, only pictures; run text recognition (OCR) on them first"), ("damaged", "are damaged and were left out")):
        labels = [str(page["label"]) for page in pages if page.get(key)]
        if labels:
            shown = ", ".join(labels[:10]) + (f" and {len(labels) - 10} more" if len(labels) > 10 else "")
            yield f"{len(labels)} of {len(pages)} pages {why} (p. {shown}); the others are read"


def _extract(data: bytes) -> dict[str, Any]:
    """The pages of a PDF as `pdfpages` gives them, read in a process of its own."""
    try:
        done = subprocess.run(  # noqa: S603 - the program is this package's own
            [sys.executable, "-P", str(_PROGRAM), str(settings.max_pages)], input=data, capture_output=True, timeout=settings.read_seconds, check=False
        )
    except subprocess.TimeoutExpired:
        raise InputError(f"took longer to read than the limit of {settings.read_seconds} s; print it to a new PDF, or set PASSAGE_ATLAS_READ_SECONDS") from None
    try:
        found: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        raise InputError("is a PDF that makes the PDF library fail; print it to a new PDF") from None
    error = found.get("error")
    if error == "pages":
        raise InputError(f"has {found['count']:,} pages, over the limit of {settings.max_pages:,}; split it, or set PASSAGE_ATLAS_MAX_PAGES")
    if error == "password":
        raise InputError("is protected by a password; save it without one")
    if error:
        raise InputError("is no PDF, or is damaged or cut off; print it to a new PDF, or download it again")
    return found


def _usual(weighed: Iterable[tuple[float, int]]) -> float:
    """The value that most letters have, to half a point."""
    counts: Counter[float] = Counter()
    for value, weight in weighed:
        counts[round(value * 2) / 2] += weight
    return counts.most_common(1)[0][0] if counts else 0.0


# --- pages --------------------------------------------------------------------------------------------------------


def _without_heads(pages: list[list[_Line]], heights: list[float], body: float) -> list[list[_Line]]:
    """Pages without their numbers, and without lines at their edges that stand at the same height of three pages or more, digits aside."""
    edges = [_edges(lines, height) for lines, height in zip(pages, heights, strict=True)]
    seen: Counter[tuple[str, int]] = Counter()
    for both in edges:
        seen.update({key for edge in both for line in edge for key in _likeness(line)})
    kept = []
    for lines, both in zip(pages, edges, strict=True):
        dropped: set[int] = set()
        by_height = sorted(lines, key=lambda line: line.top)
        for edge, inward in zip(both, (by_height, by_height[::-1]), strict=True):
            found = 0
            while found < len(edge) and _is_head(edge[found], seen, body):
                found += 1
            while found and found < len(inward) and not _stands_apart(edge[found - 1], inward[found]):
                found -= 1
            dropped |= {id(line) for line in edge[:found]}
        kept.append([line for line in lines if id(line) not in dropped])
    return kept


def _edges(lines: list[_Line], height: float) -> tuple[list[_Line], list[_Line]]:
    """The lines at the top and at the bottom of a page, the outermost first."""
    by_height = sorted(lines, key=lambda line: line.top)
    return [line for line in by_height[:_EDGE] if line.bottom < 0.15 * height], [line for line in by_height[: -_EDGE - 1 : -1] if line.top > 0.85 * height]


def _is_head(line: _Line, seen: Counter[tuple[str, int]], body: float) -> bool:
    return line.size <= 1.2 * body and (max(seen[key] for key in _likeness(line)) >= 3 or bool(_NUMBER.fullmatch(line.text.strip())))


def _stands_apart(outer: _Line, inner: _Line) -> bool:
    """Whether a line at an edge is set off from the next one: by a gap, by its size, or beside it."""
    gap = max(inner.top - outer.bottom, outer.top - inner.bottom)
    return gap > 0.5 * inner.size or abs(outer.size - inner.size) > 0.08 * inner.size or _same_row(outer, inner)


def _likeness(line: _Line) -> list[tuple[str, int]]:
    """What lines that repeat have in common: the words without digits, and about the same height (two steps that overlap)."""
    words = re.sub(r"\d+", "#", line.text).casefold().strip()
    return [(words, int(line.top // 8)), (words, -int((line.top + 4) // 8) - 1)]


def _paragraphs(lines: list[_Line], body: float) -> list[_Paragraph]:
    """The lines of a page as paragraphs: parted by gaps, indents, short last lines, and letters of another size."""
    if not lines:
        return []
    gaps = [b.bottom - a.bottom for a, b in pairwise(lines) if 0 < b.bottom - a.bottom < 4 * a.size]
    leading = _usual((gap, 1) for gap in gaps) or 1.3 * body
    found = [_Paragraph([lines[0]])]
    for at, (before, line) in enumerate(pairwise(lines)):
        beside = [other for other in lines[max(0, at - 12) : at + 14] if abs(other.left - before.left) < 3 * body]
        if _parts(before, line, leading * max(line.size / body, 1), max(other.right for other in beside), min(other.left for other in beside)):
            found.append(_Paragraph([line]))
        else:
            found[-1].lines.append(line)
    _mark(found, body)
    return found


def _parts(before: _Line, line: _Line, leading: float, right: float, left: float) -> bool:
    """Whether a new paragraph begins with a line."""
    gap = line.bottom - before.bottom
    text, ended = line.text.strip(), bool(_ENDED.search(before.text.strip()))
    if abs(line.size - before.size) > 0.1 * before.size and not _same_row(before, line):
        return True
    if gap < -before.size or gap > 6 * leading:  # the next column
        return ended or (before.right < right - 0.3 * (right - left) and not text[:1].islower())
    if _same_row(before, line):
        return False
    if gap > max(1.25 * leading, leading + 2):
        return True
    if _BULLET.match(text):
        return True
    indented = line.left - before.left > 0.5 * line.size and before.left < left + 0.5 * line.size
    short = before.right < right - 0.12 * (right - left)
    return (indented and (ended or text[:1].isupper())) or (short and ended and not text[:1].islower())


def _same_row(before: _Line, line: _Line) -> bool:
    return abs(line.bottom - before.bottom) < 0.5 * min(before.size, line.size)


def _mark(paragraphs: list[_Paragraph], body: float) -> None:
    """Larger letters make headings; smaller ones at the foot of the page that begin with a number or a star are notes."""
    for paragraph in paragraphs:
        if median(line.size for line in paragraph.lines) >= 1.12 * body and sum(len(line.text) for line in paragraph.lines) <= 240:
            paragraph.part = "heading"
    foot = []
    for paragraph in sorted(paragraphs, key=lambda one: -one.lines[-1].bottom):
        if median(line.size for line in paragraph.lines) > 0.93 * body:
            break
        foot.append(paragraph)
    opened = False
    for paragraph in reversed(foot):
        opened = opened or bool(_NOTE.match(paragraph.lines[0].text.strip()))
        if opened:
            paragraph.part = "footnote"


def _join_pages(paragraphs: list[_Paragraph]) -> list[_Paragraph]:
    """Paragraphs that a page break cut are made whole: the notes and headings between come after."""
    joined: list[_Paragraph] = []
    running: _Paragraph | None = None
    for paragraph in paragraphs:
        if paragraph.part == "footnote":
            joined.append(paragraph)
            continue
        if (
            running is not None
            and not running.part
            and not paragraph.part
            and paragraph.lines[0].page == running.lines[-1].page + 1
            and not _ENDED.search(running.lines[-1].text.strip())
            and abs(paragraph.lines[0].size - running.lines[-1].size) < 0.1 * running.lines[-1].size
            and (paragraph.lines[0].text.strip()[:1].islower() or running.lines[-1].text.strip()[-1:] in "-,–(")
        ):
            running.lines += paragraph.lines
            continue
        joined.append(paragraph)
        running = paragraph
    return joined


# --- text ---------------------------------------------------------------------------------------------------------


def _text(paragraph: _Paragraph, words: Counter[str]) -> tuple[str, list[int]]:
    """The lines as one, each turn of a page marked; and the pages that are turned to."""
    out = paragraph.lines[0].text.strip()
    turned: list[int] = []
    for before, line in pairwise(paragraph.lines):
        text = line.text.strip()
        page = PAGE_BREAK * (line.page - before.page)
        turned += range(before.page + 1, line.page + 1)
        if out.endswith(("-", "\u00ad")) and out[-2:-1].isalnum():
            out = (out[:-1] if _is_broken(out, text, words) else out.replace("\u00ad", "-")) + page + text
        else:
            out += " " + page + text
    return out, turned


def _is_broken(head: str, tail: str, words: Counter[str]) -> bool:
    """Whether the hyphen at the end of a line only breaks a word: the text writes it without elsewhere, or never with."""
    first, second = _WORD.findall(head[-60:-1])[-1:], _WORD.findall(tail[:60])[:1]
    if not first or not second or not tail[:1].islower() or first[0][-1:].isdigit():
        return False
    if head.endswith("\u00ad"):
        return True
    last = first[0].rsplit("-", 1)[-1]
    whole, hyphened = words[last + second[0]], words[f"{first[0]}-{second[0]}"]
    if whole or hyphened:
        return whole >= hyphened
    return not (words[last] > 1 and words[second[0]] > 1)  # two words of their own, which stand here too
