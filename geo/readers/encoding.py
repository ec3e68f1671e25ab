"""Bytes -> text: byte order marks, UTF-8, UTF-16 without a mark, and the encodings of older systems."""

import codecs

from charset_normalizer import from_bytes

from geo.errors import InputError

_MARKS = ((codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_SAMPLE = 200_000
_LEGACY = [
    "cp1251", "koi8_r", "cp866", "mac_cyrillic", "iso8859_5", "cp1252", "cp1254", "cp1250", "iso8859_2", "cp1253", "cp1255", "cp1256", "cp1257",
    "gb18030", "big5", "shift_jis", "euc_jp", "euc_kr",
]  # fmt: skip
"""Encodings of older systems that are tried: one of each family, so that none wins by a likeness."""
_LATIN = frozenset({"cp1252", "cp1254", "cp1250", "cp1257", "iso8859_2"})
_DOTLESS, _SOFT, _CEDILLA = b"\xdd\xfd", b"\xd0\xf0", b"\xde\xfe"  # İı Ğğ Şş in windows-1254 and ISO 8859-9; Ýý Ðð Þþ in windows-1252
_ACCENTED = bytes.fromhex("c1 c9 cd d3 da e1 e9 ed f3 fa c6 e6")  # á é í ó ú æ: Icelandic and Czech, hardly ever Turkish


def decode(data: bytes, declared: str = "") -> str:
    """The text that some bytes hold, a leading byte order mark of UTF-8 kept as `open(path, encoding="utf-8")` keeps it.

    `declared` is the encoding that the file names, which counts where the bytes do not say better. Raises `InputError`
    for bytes that are no text.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _strictly(data, name)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = ""
    if text and "\0" not in text[:8192]:
        return text
    if b"\0" in data[:8192]:
        return _unmarked_utf16(data)
    if declared:
        try:
            return data.decode(declared)
        except (LookupError, UnicodeDecodeError):
            pass
    best = from_bytes(data[:_SAMPLE], cp_isolation=_LEGACY).best()
    if best is None:
        raise InputError("is text in no encoding known here; save it as plain text in UTF-8")
    name = best.encoding
    if name in _LATIN and (name == "cp1254") != _is_turkish(data):
        name = "cp1252" if name == "cp1254" else "cp1254"
    return data.decode(name, "replace")


def _is_turkish(data: bytes) -> bool:
    """Whether text in a Latin encoding is Turkish or Azerbaijani, which detection takes for others: ı is far more frequent than ğ, Icelandic ý rarer than ð."""
    dotless, soft = _count(data, _DOTLESS), _count(data, _SOFT)
    return dotless >= soft and dotless + soft + _count(data, _CEDILLA) > _count(data, _ACCENTED)


def _count(data: bytes, letters: bytes) -> int:
    return sum(data.count(letter) for letter in letters)


def _strictly(data: bytes, name: str) -> str:
    try:
        return data.decode(name)
    except UnicodeDecodeError as error:
        raise InputError(f"begins as {name.upper()} but breaks off at byte {error.start}; save it as plain text in UTF-8") from None


def _unmarked_utf16(data: bytes) -> str:
    """Text in UTF-16 without a mark: in the right byte order nearly all are letters, spaces and marks of a few blocks."""
    for name in ("utf-16-le", "utf-16-be"):
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        sample = text[:4000]
        usual = sum(char.isalnum() or char in " \r\n\t.,;:-–—'\"“”«»()" for char in sample)
        if (
            len(sample) >= 8
            and usual > 0.9 * len(sample)
            and len({ord(char) >> 8 for char in sample if char.isalpha()}) <= 6
            and not any(char < "\t" for char in sample)
        ):
            return text
    raise InputError("is a binary file; save it as plain text in UTF-8")
