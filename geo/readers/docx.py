"""DOCX -> its text: headings, captions and notes told by their styles, pages by the breaks that it records."""

import io
import re
from collections.abc import Iterator
from typing import Any

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from geo.errors import InputError
from geo.readers.archive import open_archive
from geo.readers.content import PAGE_BREAK, Content, Writer, people, superscript

_DAMAGED = "is no DOCX file, or is damaged or cut off; open it in a word processor and save it again"
_STYLES = (
    (re.compile(r"(?:heading|title|subtitle)\b", re.I), "heading"),
    (re.compile(r"caption\b", re.I), "caption"),
    (re.compile(r"(?:footnote|endnote) text\b", re.I), "footnote"),
    (re.compile(r"bibliography\b", re.I), "reference"),
    (re.compile(r"(?:toc|table of figures)\b", re.I), "contents"),
)
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SKIPPED = frozenset({qn("w:moveFrom"), qn("w:pPr"), qn("w:instrText"), _FALLBACK})
_P, _T, _R, _BR, _TBL, _TR, _TC = (qn(f"w:{tag}") for tag in ("p", "t", "r", "br", "tbl", "tr", "tc"))
_RENDERED, _BEFORE, _TYPE, _ID, _VAL = (qn(f"w:{name}") for name in ("lastRenderedPageBreak", "pageBreakBefore", "type", "id", "val"))
_SPACES = {qn("w:tab"): " ", qn("w:cr"): " ", qn("w:noBreakHyphen"): "-"}
_NOTES = {qn("w:footnoteReference"): RELATIONSHIP_TYPE.FOOTNOTES, qn("w:endnoteReference"): RELATIONSHIP_TYPE.ENDNOTES}


def read(data: bytes) -> Content:
    """The text of a document. Raises `InputError` when it is damaged, over a limit for archives, or holds no text."""
    archive = open_archive(data)
    for member in archive.infolist():
        if member.filename.endswith((".xml", ".rels")) and _declares_entities(archive.open(member).read(4096) if not member.flag_bits & 1 else b""):
            raise InputError("declares entities of its own, which no word processor does and which can blow up; it is not read")
    try:
        return _Reader(docx.Document(io.BytesIO(data))).read()
    except InputError:
        raise
    except Exception:  # whatever the library meets in a broken file
        raise InputError(_DAMAGED) from None


def _declares_entities(head: bytes) -> bool:
    return b"<!DOCTYPE" in head.replace(b"\0", b"")


class _Reader:
    """Reads one document."""

    def __init__(self, document: Any) -> None:
        self._document = document
        self._body = document.element.body
        self._writer = Writer()
        self._styles = _style_parts(document)
        self._notes = {tag: _notes(document, kind) for tag, kind in _NOTES.items()}
        self._called: list[str] = []
        self._numbered = 0
        self._page = 1
        # Breaks where the text last ran over a page tell all pages; without them, only those put in by hand are known.
        self._rendered = next(self._body.iter(_RENDERED), None) is not None
        self._paged = self._rendered or any(br.get(_TYPE) == "page" for br in self._body.iter(_BR)) or next(self._body.iter(_BEFORE), None) is not None

    def read(self) -> Content:
        if self._paged:
            self._writer.page("1")
        for block in _blocks(self._body):
            self._add(block)
        facts = self._document.core_properties
        content = self._writer.content(
            title=facts.title or self._styled_title(),
            authors=people(*([facts.author] if facts.author != "python-docx" else [])),
            published=f"{facts.created:%Y-%m}~" if facts.created and facts.author != "python-docx" else "",
            language=facts.language or "",
        )
        if not content.text:
            raise InputError("holds no text; nothing to read")
        return content

    def _styled_title(self) -> str:
        return next((p.text for p in self._document.paragraphs[:20] if p.text.strip() and (p.style.name if p.style else "") == "Title"), "")

    def _add(self, block: list[Any]) -> None:
        """A paragraph, or the paragraphs of a table's row as one; the notes that it calls come after it."""
        part = self._styles.get(_style(block[0]), "") if len(block) == 1 else ""
        if part == "contents":
            return
        start = self._page
        text = " | ".join(text for text in map(self._text, block) if text.strip(" "))
        self._writer.add(text, part, tuple(str(start + n + 1) for n in range(self._page - start)))
        for note in self._called:
            self._writer.add(note, "footnote")
        self._called.clear()

    def _text(self, paragraph: Any) -> str:
        out = []
        if not self._rendered and paragraph.find(f"{qn('w:pPr')}/{_BEFORE}") is not None:
            self._page += 1
            out.append(PAGE_BREAK)
        for element in _inside(paragraph):
            tag = element.tag
            if tag == _T:
                out.append(_run_text(element))
            elif tag == _BR:
                breaks = element.get(_TYPE) == "page" and not self._rendered
                self._page += breaks
                out.append(f" {PAGE_BREAK}" if breaks else " ")
            elif tag == _RENDERED:
                self._page += 1
                out.append(PAGE_BREAK)
            elif tag in _SPACES:
                out.append(_SPACES[tag])
            elif tag in _NOTES and (note := self._notes[tag].get(element.get(_ID) or "")):
                self._numbered += 1
                self._called.append(f"{self._numbered} {note}")
                out.append(superscript(str(self._numbered)))
        return "".join(out)


def _blocks(top: Any) -> Iterator[list[Any]]:
    """The paragraphs under an element in order, text boxes too; those of a table's row stand together."""
    for element in top:
        if element.tag == _P:
            yield [element]
            for box in element.iter(qn("w:txbxContent")):
                if not any(True for _ in box.iterancestors(_FALLBACK)):
                    yield from _blocks(box)
        elif element.tag == _TR:
            cells = [list(cell.iter(_P)) for cell in element.iter(_TC)]
            if any(len(cell) > 3 for cell in cells):  # a table that only lays out the page
                yield from ([paragraph] for cell in cells for paragraph in cell)
            else:
                yield [paragraph for cell in cells for paragraph in cell]
        elif element.tag not in _SKIPPED:
            yield from _blocks(element)


def _inside(paragraph: Any) -> Iterator[Any]:
    """The elements of a paragraph in order, those of text boxes, properties and what was moved away left out."""
    for element in paragraph:
        if element.tag in _SKIPPED or element.tag == qn("w:txbxContent"):
            continue
        yield element
        yield from _inside(element)


def _run_text(element: Any) -> str:
    text = element.text or ""
    run = element.getparent()
    raised = run.find(f"{qn('w:rPr')}/{qn('w:vertAlign')}")
    if raised is not None and raised.get(_VAL) == "superscript" and text.strip().isdigit() and text.isascii():
        return superscript(text.strip())
    return text


def _style(paragraph: Any) -> str:
    """The style of a paragraph; a level in the outline makes it a heading."""
    found = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    return (found.get(_VAL) or "") if found is not None else ""


def _style_parts(document: Any) -> dict[str, str]:
    """Style -> the part of paragraphs in it, by its name, its level in the outline, or the style that it builds on."""
    parts: dict[str, str] = {}
    based: dict[str, str] = {}
    for style in document.styles.element.iter(qn("w:style")):
        key = style.get(qn("w:styleId")) or ""
        name = style.find(qn("w:name"))
        base = style.find(qn("w:basedOn"))
        based[key] = (base.get(_VAL) or "") if base is not None else ""
        part = next((part for pattern, part in _STYLES if pattern.match((name.get(_VAL) or "") if name is not None else "")), "")
        level = style.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
        parts[key] = part or ("heading" if level is not None and (level.get(_VAL) or "9") < "9" else "")
    for key in based:
        up, steps = key, 0
        while not parts.get(up) and based.get(up) and steps < 20:
            up, steps = based[up], steps + 1
        parts[key] = parts.get(up, "")
    return parts


def _notes(document: Any, kind: str) -> dict[str, str]:
    """The footnotes or endnotes by number in the file."""
    found: dict[str, str] = {}
    for relation in document.part.rels.values():
        if relation.reltype == kind and not relation.is_external:
            for note in parse_xml(relation.target_part.blob):
                if note.get(_TYPE) in (None, "normal"):
                    found[note.get(_ID) or ""] = " ".join("".join(element.text or "" for element in paragraph.iter(_T)) for paragraph in note.iter(_P))
    return found
