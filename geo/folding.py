"""Folding of names: one form for all ways to write the same letters, so that names are found whatever their accents, case and apostrophes."""

import re
import unicodedata

_SPECIAL = {
    **dict.fromkeys("əǝƏƎ", "e"), **dict.fromkeys("ıİ", "i"), "ł": "l", "Ł": "l", "ø": "o", "Ø": "o", "đ": "d", "Đ": "d", "ß": "s", "æ": "a", "Æ": "a",
    **dict.fromkeys("’ʼ‘`ʻʹ´′＇", "'"), **dict.fromkeys("–—‑‐−", "-"), **dict.fromkeys("\u00a0\u202f\u2009\n\t\r", " "), "ё": "е", "Ё": "е",
}  # fmt: skip


class _FoldTable(dict[int, str]):
    """One folded character for each character, worked out when first met."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        folded = _SPECIAL.get(char)
        if folded is None:
            base = unicodedata.normalize("NFKD", char)[:1] if unicodedata.category(char)[0] == "L" and char not in "йЙ" else char
            folded = base.lower() if len(base.lower()) == 1 else base
        self[code] = folded
        return folded


_FOLD = _FoldTable()
_PLAIN = str.maketrans("`\n\t\r", "'   ")
_COMBINING = re.compile(r"[\u0300-\u036f]")


def fold(text: str) -> str:
    """Text in small letters, without accents, with plain apostrophes, hyphens and spaces; combining marks are dropped."""
    if _COMBINING.search(text):
        text = _COMBINING.sub("", unicodedata.normalize("NFC", text))
    return text.translate(_FOLD)


def fold_in_place(text: str) -> tuple[str, list[int] | None]:
    """Folded text, and for each of its characters (and its end) the position in `text`; None when positions are the same."""
    if text.isascii():
        return text.lower().translate(_PLAIN), None
    if not _COMBINING.search(text):
        return text.translate(_FOLD), None
    kept = [at for at, char in enumerate(text) if not _COMBINING.match(char)]
    return "".join(text[at] for at in kept).translate(_FOLD), [*kept, len(text)]


def slug(name: str) -> str:
    """A name as an identifier: small letters of English, digits and single hyphens; empty when the name has none of these."""
    return re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")
