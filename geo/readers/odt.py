"""ODT (OpenDocument text) -> its text: headings, captions and notes told by their styles, pages by the breaks that it records.

The elements are those of OASIS, "Open Document Format for Office Applications 1.3", part 3.
"""

import re
import zipfile
from collections.abc import Iterator
from typing import Any

from lxml import etree

from geo.errors import InputError
from geo.readers.archive import member_bytes, open_archive
from geo.readers.content import PAGE_BREAK, Content, Writer, people, superscript

_DAMAGED = "is no OpenDocument text, or is damaged; open it in a word processor and save it again"
_NAMES = {
    "text": "text",
    "table": "table",
    "draw": "drawing",
    "office": "office",
    "style": "style",
    "meta": "meta",
    "fo": "xsl-fo-compatible",
    "svg": "svg-compatible",
}
_SPACES = {prefix: f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0" for prefix, name in _NAMES.items()} | {"dc": "http://purl.org/dc/elements/1.1/"}
_STYLES = (
    (re.compile(r"(?:heading|title|subtitle)\b", re.I), "heading"),
    (re.compile(r"(?:caption|illustration|figure|drawing|table)$", re.I), "caption"),
    (re.compile(r"(?:footnote|endnote)\b", re.I), "footnote"),
    (re.compile(r"bibliography\b", re.I), "reference"),
    (re.compile(r"(?:contents|index)\b", re.I), "contents"),
)


def _name(tag: str) -> str:
    prefix, _, local = tag.partition(":")
    return f"{{{_SPACES[prefix]}}}{local}"


_P, _H, _ROW, _CELL = map(_name, ("text:p", "text:h", "table:table-row", "table:table-cell"))
_NOTE, _BREAK, _BOX = map(_name, ("text:note", "text:soft-page-break", "draw:text-box"))
_WHITE = frozenset(map(_name, ("text:s", "text:tab", "text:line-break")))
_SKIPPED = frozenset(map(_name, (
    "text:tracked-changes", "office:annotation", "office:forms", "text:sequence-decls", "text:table-of-content", "text:illustration-index", "text:table-index",
    "text:object-index", "text:user-index", "text:alphabetical-index", "text:bibliography-source", "text:index-title", "text:ruby-text", "text:number",
    "svg:title", "svg:desc", "draw:object", "draw:object-ole", "draw:image",
)))  # fmt: skip


def read(data: bytes) -> Content:
    """The text of a document. Raises `InputError` when it is damaged, protected, over a limit for archives, or holds no text."""
    archive = open_archive(data)
    try:
        if "META-INF/manifest.xml" in archive.namelist() and b"encryption-data" in member_bytes(archive, archive.getinfo("META-INF/manifest.xml")):
            raise InputError("is protected by a password; save it without one")
        return _Reader(archive).read()
    except (etree.LxmlError, KeyError, RecursionError):
        raise InputError(_DAMAGED) from None


def _part_of(archive: zipfile.ZipFile, name: str) -> Any:
    """A part of a document as XML; entities that it declares stay unresolved, for they can blow up."""
    return etree.fromstring(member_bytes(archive, archive.getinfo(name)), etree.XMLParser(resolve_entities=False, no_network=True))


class _Reader:
    """Reads one document."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        root = _part_of(archive, "content.xml")
        names = archive.namelist()
        self._meta = _part_of(archive, "meta.xml") if "meta.xml" in names else root
        found = root.find(f"{_name('office:body')}/{_name('office:text')}")
        if found is None:
            raise InputError(_DAMAGED)
        self._text = found
        self._styles = _Styles([*([_part_of(archive, "styles.xml")] if "styles.xml" in names else []), root])
        self._writer = Writer()
        self._paged = found.get(_name("text:use-soft-page-breaks")) == "true"
        self._page, self._numbered, self._begun, self._turned = 1, 0, False, False
        self._called: list[str] = []
        self._boxes: list[Any] = []

    def read(self) -> Content:
        if self._paged:
            self._writer.page("1")
        self._under(self._text, "")
        said = {key: next((" ".join("".join(one.itertext()).split()) for one in self._meta.iter(_name(key))), "") for key in _META}
        content = self._writer.content(
            title=said["dc:title"],
            authors=people(said["meta:initial-creator"] or said["dc:creator"]),
            published=f"{said['meta:creation-date'][:7]}~" if re.match(r"\d{4}-\d\d-", said["meta:creation-date"]) else "",
            language=said["dc:language"],
        )
        if not content.text:
            raise InputError("holds no text; nothing to read")
        return content

    def _under(self, top: Any, part: str) -> None:
        """Add the paragraphs under an element in order; those of a table's row stand together."""
        for element in top:
            tag = element.tag
            if tag in (_P, _H):
                self._add([element], part)
            elif tag == _ROW:
                cells = [[one for one in cell.iter(_P, _H) if not _inside_note(one, cell)] for cell in element if cell.tag == _CELL]
                if any(len(cell) > 3 for cell in cells):  # a table that only lays out the page
                    for cell in cells:
                        for paragraph in cell:
                            self._add([paragraph], part)
                else:
                    self._add([paragraph for cell in cells for paragraph in cell], part)
            elif tag == _BREAK:
                self._turned = True
            elif isinstance(tag, str) and tag not in _SKIPPED:
                self._under(element, "reference" if tag == _name("text:bibliography") else part)

    def _add(self, block: list[Any], part: str) -> None:
        """A paragraph, or the paragraphs of a table's row as one; the notes that it calls and the boxes that it holds come after it."""
        own = (part or ("heading" if block[0].tag == _H else self._styles.part(block[0]))) if len(block) == 1 else part
        if own == "contents":
            return
        start = self._page
        text = " | ".join(text for text in ("".join(self._words(paragraph, turn=True)) for paragraph in block) if text.strip(f" {PAGE_BREAK}"))
        if text:
            self._writer.add(text, own, tuple(str(start + n + 1) for n in range(text.count(PAGE_BREAK))))
            self._begun = True
        self._page = start + text.count(PAGE_BREAK)
        notes, self._called = self._called, []
        for note in notes:
            self._writer.add(note, "footnote")
        boxes, self._boxes = self._boxes, []
        for box in boxes:
            self._under(box, "")

    def _words(self, element: Any, *, turn: bool = False) -> Iterator[str]:
        """The text of an element in order; `turn`: it may begin a page."""
        if turn and self._paged and (self._turned or (self._begun and self._styles.turns(element))):
            self._turned = False
            yield PAGE_BREAK
        yield element.text or ""
        for child in element:
            tag = child.tag
            if tag in _WHITE:
                yield " "
            elif tag == _BREAK:
                yield PAGE_BREAK if self._paged else ""
            elif tag == _NOTE:
                yield self._call(child)
            elif tag == _BOX:
                self._boxes.append(child)
            elif isinstance(tag, str) and tag not in _SKIPPED:
                yield from self._words(child)
            yield child.tail or ""

    def _call(self, note: Any) -> str:
        """Keep a note for the end of its paragraph; the raised number that calls it."""
        body = note.find(_name("text:note-body"))
        text = " ".join(" ".join("".join(self._words(paragraph)) for paragraph in body.iter(_P)).replace(PAGE_BREAK, " ").split()) if body is not None else ""
        if not text:
            return ""
        self._numbered += 1
        self._called.append(f"{self._numbered} {text}")
        return superscript(str(self._numbered))


_META = ("dc:title", "dc:creator", "meta:initial-creator", "meta:creation-date", "dc:language")


def _inside_note(paragraph: Any, cell: Any) -> bool:
    """Whether a paragraph of a cell belongs to a note or box in it, which is read with its own paragraph."""
    for above in paragraph.iterancestors():
        if above is cell:
            return False
        if above.tag in (_NOTE, _BOX) or above.tag in _SKIPPED:
            return True
    return False


class _Styles:
    """What the styles of a document say of paragraphs in them."""

    def __init__(self, roots: list[Any]) -> None:
        self._found: dict[str, Any] = {one.get(_name("style:name")) or "": one for root in roots for one in root.iter(_name("style:style"))}

    def part(self, paragraph: Any) -> str:
        """The part of a paragraph by the name of its style, or of the style that it builds on."""
        key = paragraph.get(_name("text:style-name")) or ""
        for _ in range(20):
            style = self._found.get(key)
            if style is None:
                return ""
            called = style.get(_name("style:display-name")) or key.replace("_20_", " ")
            part = next((part for pattern, part in _STYLES if pattern.match(called)), "")
            if part:
                return part
            key = style.get(_name("style:parent-style-name")) or ""
        return ""

    def turns(self, paragraph: Any) -> bool:
        """Whether a paragraph begins a page by its style."""
        style = self._found.get(paragraph.get(_name("text:style-name")) or "")
        if style is None:
            return False
        properties = style.find(_name("style:paragraph-properties"))
        return bool(style.get(_name("style:master-page-name"))) or (properties is not None and properties.get(_name("fo:break-before")) == "page")
