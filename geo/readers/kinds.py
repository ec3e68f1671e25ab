"""What a file is, told by its first bytes; its name only settles what bytes cannot."""

import re
import zipfile
from pathlib import PurePath

from geo.errors import InputError
from geo.readers.archive import member_bytes, open_archive

SUFFIXES = {
    ".txt": "text", ".md": "text", ".markdown": "text", ".text": "text", ".html": "html", ".htm": "html", ".xhtml": "html", ".docx": "docx", ".pdf": "pdf",
    ".rtf": "rtf", ".odt": "odt", ".ott": "odt", ".epub": "epub", ".zip": "zip",
}  # fmt: skip
"""Ends of names that are read -> what such a file is."""
UNREAD = {
    ".doc": "a Word file of before 2007", ".fodt": "an OpenDocument text in one XML file", ".mobi": "an e-book in Amazon's format",
    ".azw3": "an e-book in Amazon's format", ".fb2": "an e-book in FictionBook's format", ".djvu": "a DjVu scan", ".pages": "a Pages document",
}  # fmt: skip
"""Ends of names of texts that are not read -> what such a file is."""
_SAVE = "save it as DOCX, PDF or plain text"
_HTML = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html)\b", re.I | re.DOTALL)
_TAG = re.compile(rb"<(?:!doctype|html|head|body|title|meta|div|p|h[1-6]|article|section|table|ul|br|span)\b", re.I)
_ZIPPED = {"xl/workbook.xml": "an Excel workbook", "ppt/presentation.xml": "a PowerPoint file"}


def tell(name: str, data: bytes) -> str:
    """What a file is: text, html, docx, odt, rtf, epub, pdf or zip.

    Raises `InputError` for a document of a kind that is not read, and for a damaged archive.
    """
    suffix = PurePath(name).suffix.lower()
    head = data[:2048]
    if b"%PDF-" in data[:1024] and (head.lstrip().startswith(b"%PDF-") or suffix == ".pdf"):
        return "pdf"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _zipped(data, suffix)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise InputError("is protected by a password; save it without one")
        raise InputError(f"is a Word or Office file of before 2007, which is not read; {_SAVE}")
    if head.startswith(b"{\\rtf"):
        return "rtf"
    if _HTML.match(data[:4096]) or (SUFFIXES.get(suffix) == "html" and _TAG.search(data.replace(b"\0", b"")[:100_000])):
        return "html"
    if suffix in UNREAD:
        raise InputError(f"is {UNREAD[suffix]}, which is not read; {_SAVE}")
    return "text"


def _zipped(data: bytes, suffix: str) -> str:
    """What a ZIP is: a DOCX, another document made of a ZIP, or an archive of files."""
    try:
        archive: zipfile.ZipFile = open_archive(data)
    except InputError as error:
        if suffix == ".docx":
            raise InputError(str(error).replace("make or download it again", "open it in a word processor and save it again")) from None
        raise
    names = set(archive.namelist())
    if "[Content_Types].xml" in names:
        for member, kind in _ZIPPED.items():
            if member in names:
                raise InputError(f"is {kind}, which is not read; {_SAVE}")
        return "docx"
    if "META-INF/container.xml" in names:
        return "epub"
    if "META-INF/manifest.xml" in names and "content.xml" in names:
        if "mimetype" in names and not member_bytes(archive, archive.getinfo("mimetype")).startswith(b"application/vnd.oasis.opendocument.text"):
            raise InputError(f"is an OpenDocument file that is no text, which is not read; {_SAVE}")
        return "odt"
    return "zip" if suffix != ".docx" else "docx"
