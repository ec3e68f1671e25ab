"""The bytes of a file of any kind that is read -> its content."""

from geo.errors import InputError
from geo.readers import encoding, kinds
from geo.readers.content import Content, check_length


def read(name: str, data: bytes) -> Content:
    """What a file holds, by what its bytes say that it is.

    Raises `InputError`, whose message goes after the name of the file, when it is empty, damaged, protected, over a limit, or
    of a kind that is not read.
    """
    if not data.strip():
        raise InputError("is empty; nothing to read")
    kind = kinds.tell(name, data)
    if kind == "zip":
        raise InputError("is an archive inside an archive; unpack it first")
    if kind == "html":
        from geo.readers import html

        return html.read(data)
    if kind == "docx":
        from geo.readers import docx

        return docx.read(data)
    if kind == "odt":
        from geo.readers import odt

        return odt.read(data)
    if kind == "rtf":
        from geo.readers import rtf

        return rtf.read(data)
    if kind == "epub":
        from geo.readers import epub

        return epub.read(data)
    if kind == "pdf":
        from geo.readers import pdf

        return pdf.read(data)
    text = encoding.decode(data).replace("\r\n", "\n").replace("\r", "\n")
    check_length(len(text))
    return Content(text)


def is_archive(name: str, data: bytes) -> bool:
    """Whether a file is an archive of files. Raises `InputError` as `kinds.tell` does."""
    return data.startswith(b"PK") and kinds.tell(name, data) == "zip"
