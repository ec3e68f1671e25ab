"""What a reader gives: the text of a file, what its parts and pages are, and what the file says about itself."""

import re
from dataclasses import dataclass
from typing import Any

from geo import settings
from geo.errors import InputError

PAGE_BREAK = "\f"
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f\u200b\ufeff\ufffe\uffff\ud800-\udfff]")
_DATE = re.compile(r"\s*(\d{4})(?:[-/.](0?[1-9]|1[0-2])(?:[-/.](0?[1-9]|[12]\d|3[01])(?!\d))?)?(?!\d)")
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True, slots=True)
class Content:
    """The text of a file and what it says about itself; what the file does not say is empty.

    `parts` are stretches (start, end, part) that the format itself marks as heading, caption, footnote or reference;
    `pages` are pairs (offset from which the text stands on a page, the page's label). Both are in rising order of offsets.
    `gaps` says, a line each, what of the file could not be read.
    """

    text: str
    parts: tuple[tuple[int, int, str], ...] = ()
    pages: tuple[tuple[int, str], ...] = ()
    title: str = ""
    authors: tuple[str, ...] = ()
    publisher: str = ""
    published: str = ""
    url: str = ""
    language: str = ""
    gaps: tuple[str, ...] = ()


class Writer:
    """Puts a text together, one paragraph a line with an empty line after it, and keeps what is known of each."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0
        self._parts: list[tuple[int, int, str]] = []
        self._pages: list[tuple[int, str]] = []

    def page(self, label: str) -> None:
        """Begin a page."""
        self._pages.append((self._length, label))

    def add(self, text: str, part: str = "", pages: tuple[str, ...] = ()) -> None:
        """Add a paragraph; white space in it becomes single spaces. Each `PAGE_BREAK` in it begins the next of `pages`.

        Raises `InputError` when the text grows longer than `settings.max_characters`.
        """
        flat = re.sub(rf"[^\S{PAGE_BREAK}]+", " ", _CONTROLS.sub("", text)).strip(" ")
        flat = re.sub(rf" ?{PAGE_BREAK} ?", lambda found: PAGE_BREAK if found.group() == PAGE_BREAK else f" {PAGE_BREAK}", flat)
        labels = iter(pages)
        start = self._length
        for at, piece in enumerate(flat.split(PAGE_BREAK)):
            if at:
                self.page(next(labels))
            self._put(piece.lstrip() if self._length == start else piece)
        if self._length == start:
            return
        if part:
            self._parts.append((start, self._length, part))
        self._put("\n\n")
        check_length(self._length)

    def _put(self, text: str) -> None:
        self._pieces.append(text)
        self._length += len(text)

    def content(self, **metadata: Any) -> Content:
        """All that was added, with what the file says about itself."""
        tidied: dict[str, Any] = {key: tidy(value) if isinstance(value, str) else value for key, value in metadata.items()}
        return Content("".join(self._pieces), tuple(self._parts), tuple(self._pages), **tidied)


def check_length(characters: int) -> None:
    """Raise `InputError` for a text longer than `settings.max_characters`."""
    if characters > settings.max_characters:
        raise InputError(f"holds more than the limit of {settings.max_characters:,} characters; split it, or set PASSAGE_ATLAS_MAX_CHARACTERS")


def tidy(text: str) -> str:
    """A value of a file's metadata as one line of at most 300 characters."""
    return " ".join(_CONTROLS.sub("", text).split())[:300].strip()


def people(*values: str) -> tuple[str, ...]:
    """Names of authors as metadata fields hold them: parted by semicolons."""
    names = (tidy(name) for value in values for name in value.split(";"))
    return tuple(dict.fromkeys(name for name in names if name))


def edtf_day(text: str) -> str:
    """A date as metadata fields hold it (2021-08-23T10:00:00Z, 2021/8, 2021) as EDTF; empty when it is none of these."""
    match = _DATE.match(text)
    return "-".join(group.zfill(2) for group in match.groups() if group) if match else ""


def superscript(digits: str) -> str:
    """The number of a note as raised digits, which the stages know as a call of a note."""
    return digits.translate(_SUPERSCRIPTS)
