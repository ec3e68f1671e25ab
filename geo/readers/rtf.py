"""RTF -> its text: headings told by their level in the outline, notes after the paragraph that calls them.

Codes become characters by `striprtf`, which leaves out notes and does not tell paragraphs apart: both are marked before it. The words of the
format are those of Microsoft, "Rich Text Format Specification 1.9.1".
"""

import re
from collections.abc import Iterator

from striprtf.striprtf import rtf_to_text

from geo.errors import InputError
from geo.readers.content import Content, Writer, people, superscript

_DAMAGED = "is no rich text, or is damaged; open it in a word processor and save it again"
_NOTE, _NOTE_END, _HEADING = "\ue000", "\ue001", "\ue002"  # characters for private use, which mark in the source what is to be found in the text
_NO_MARKS = {ord(mark): None for mark in (_NOTE, _NOTE_END, _HEADING)}
_GROUP = re.compile(r"\\[\\{}]|\\bin(\d{1,9}) ?|\{(?:\\\*)?\s?\\(footnote|pict|themedata|datastore|colorschememapping)(?![a-z])|[{}]")
_OUTLINE = re.compile(r"\\outlinelevel[0-8](?!\d) ?")
_FONT = re.compile(r"\\f(?=\d)")
_LINE = re.compile(r"\\line(?![a-z]) ?")
_INFO = re.compile(r"\{\\info\b.{0,20000}", re.DOTALL)
_PAGE = re.compile(r"\\ansicpg(\d{1,5})")


def read(data: bytes) -> Content:
    """The text of a document. Raises `InputError` when it is damaged or holds no text."""
    page = _PAGE.search(data[:4096].decode("latin-1"))
    encoding = f"cp{page.group(1)}" if page else "cp1252"
    try:
        source = data.decode(encoding, "replace")
    except LookupError:
        source, encoding = data.decode("cp1252", "replace"), "cp1252"
    try:
        text = _plain("".join(_marked(source.translate(_NO_MARKS))), encoding)
        info = _info(source, encoding)
    except (ValueError, LookupError, OverflowError, IndexError, TypeError):  # what the library meets in a broken file
        raise InputError(_DAMAGED) from None
    writer = Writer()
    for line, part in _paragraphs(text):
        writer.add(line, part)
    content = writer.content(**info)
    if not content.text:
        raise InputError("holds no text; nothing to read")
    return content


def _marked(source: str) -> Iterator[str]:
    """The source in pieces, with marks around notes and before headings, and without pictures."""
    ends: list[str | None] = []  # what follows each open group: a mark, nothing, or None for one that is left out
    dropped = at = 0
    while True:
        found = _GROUP.search(source, at)
        if not dropped:
            yield _OUTLINE.sub(_HEADING, source[at : found.start() if found else len(source)])
        if not found:
            return
        at = found.end()
        brace, binary, word = found.group(), found.group(1), found.group(2)
        if binary:
            at += int(binary)
        elif word:
            gone = word != "footnote"
            ends.append(None if gone else _NOTE_END)
            if not dropped and not gone:
                yield "{" + _NOTE
            dropped += gone
        elif brace == "{":
            ends.append("")
            yield "" if dropped else "{"
        elif brace == "}":
            end = ends.pop() if ends else ""
            yield "" if dropped else f"{end}}}"
            dropped -= end is None
        elif not dropped:
            yield brace


def _plain(source: str, encoding: str) -> str:
    """Source as text, a paragraph a line."""
    # Two expressions of the library that go on to the end of the line, each time from the start, are kept short.
    source = _FONT.sub(r"\n\\f", _LINE.sub(" ", source).replace("\\fldinst{", "\\fldinst {"))
    text = str(rtf_to_text(source, encoding, errors="replace"))
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _paragraphs(text: str) -> Iterator[tuple[str, str]]:
    """The paragraphs with their parts; the notes of a paragraph come after it."""
    notes: list[str] = []

    def call(found: re.Match[str]) -> str:
        note = " ".join(found.group(1).replace(_HEADING, "").split())
        if not note:
            return ""
        notes.append(note)
        return f"{_NOTE}{superscript(str(len(notes)))}{_NOTE_END}"

    text = re.sub(rf"{_NOTE}([^{_NOTE}{_NOTE_END}]*){_NOTE_END}", call, text)
    told = 0
    for line in text.split("\n"):
        bare = line.translate(_NO_MARKS).replace("|", " | ").removesuffix(" | ")
        yield bare, "heading" if _HEADING in line else ""
        for _ in range(line.count(_NOTE_END)):
            told += 1
            yield f"{told} {notes[told - 1]}", "footnote"


def _info(source: str, encoding: str) -> dict[str, object]:
    """What the file says about itself."""
    found = _INFO.search(source[:100_000])
    said = found.group() if found else ""

    def value(word: str) -> str:
        one = re.search(rf"\{{\\{word}\b ?((?:\\[^{{}}]|[^{{}}\\]|\{{[^{{}}]*\}})*)\}}", said)
        return " ".join(_plain(f"{{\\rtf1 {one.group(1)}}}", encoding).split()) if one else ""

    day = re.search(r"\{\\creatim\\yr(\d{4})\\mo(\d{1,2})", said)
    return {"title": value("title"), "authors": people(value("author")), "published": f"{day[1]}-{int(day[2]):02d}~" if day and 1 <= int(day[2]) <= 12 else ""}
