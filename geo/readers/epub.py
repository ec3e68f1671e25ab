"""EPUB -> its text: the chapters in the order of the book, each read as the HTML that it is.

The files are those of W3C, "EPUB 3.3", chapters 4 and 5; older books differ in what is not read here.
"""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from lxml import etree

from geo.errors import InputError
from geo.readers import html
from geo.readers.archive import member_bytes, open_archive
from geo.readers.content import Content, Writer, edtf_day, people

_DAMAGED = "is no EPUB, or is damaged or cut off; make or download it again"
_PAGES = frozenset({"application/xhtml+xml", "text/html", "text/x-oeb1-document"})
_CLOSED_AT_ONCE = re.compile(rb"<(?!(?:area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr)\b)([a-zA-Z][\w:-]*)((?:\s[^<>]*)?)/>")


def read(data: bytes) -> Content:
    """The text of a book. Raises `InputError` when it is damaged, protected against copying, over a limit for archives, or holds no text."""
    archive = open_archive(data)
    try:
        folder, package = _package(archive)
        pages = list(_pages(package, folder))
        locked = _locked(archive)
    except (etree.LxmlError, KeyError):
        raise InputError(_DAMAGED) from None
    if locked.intersection(pages):
        raise InputError("is protected against copying; give a book without that")
    writer, gaps = Writer(), []
    for page in pages:
        try:
            text = member_bytes(archive, archive.getinfo(page))
            root = html.parse(_CLOSED_AT_ONCE.sub(rb"<\1\2></\1>", text)) if text.strip() else None
        except KeyError:
            gaps.append(f"the book names {page!r}, which is not in it; the other chapters are read")
        except InputError as error:
            gaps.append(f"{page!r} {error}; the other chapters are read")
        else:
            if root is not None:
                html.write(root, writer)
    content = writer.content(**_metadata(package), gaps=tuple(gaps))
    if not content.text:
        raise InputError("holds no text; nothing to read")
    return content


def _xml(archive: zipfile.ZipFile, name: str) -> Any:
    """A file of a book as XML; entities that it declares stay unresolved, for they can blow up."""
    return etree.fromstring(member_bytes(archive, archive.getinfo(name)), etree.XMLParser(resolve_entities=False, no_network=True))


def _package(archive: zipfile.ZipFile) -> tuple[str, Any]:
    """The file that says what the book is made of, and its folder."""
    root = next(_xml(archive, "META-INF/container.xml").iter("{*}rootfile"), None)
    path = root.get("full-path") if root is not None else None
    if not path:
        raise KeyError
    return posixpath.dirname(path), _xml(archive, path)


def _pages(package: Any, folder: str) -> Iterator[str]:
    """The pages in reading order, by name in the archive; tables of contents left out."""
    items = {one.get("id"): one for one in package.iter("{*}item")}
    for reference in package.iter("{*}itemref"):
        one = items.get(reference.get("idref"))
        if one is not None and one.get("media-type") in _PAGES and "nav" not in (one.get("properties") or "").split():
            yield posixpath.normpath(posixpath.join(folder, unquote(one.get("href") or "")))


def _locked(archive: zipfile.ZipFile) -> set[str]:
    """The files of a book that are encrypted."""
    if "META-INF/encryption.xml" not in archive.namelist():
        return set()
    return {posixpath.normpath(unquote(one.get("URI") or "")) for one in _xml(archive, "META-INF/encryption.xml").iter("{*}CipherReference")}


def _metadata(package: Any) -> dict[str, Any]:
    said: dict[str, list[str]] = {}
    for one in package.iter("{http://purl.org/dc/elements/1.1/}*"):
        if text := " ".join("".join(one.itertext()).split()):
            said.setdefault(etree.QName(one).localname, []).append(text)
    first = {key: values[0] for key, values in said.items()}
    return {
        "title": first.get("title", ""),
        "authors": people(*said.get("creator", [])),
        "published": edtf_day(first.get("date", "")),
        "publisher": first.get("publisher", ""),
        "url": next((one for one in said.get("identifier", []) if re.match(r"https?://", one)), ""),
        "language": first.get("language", "")[:35],
    }
