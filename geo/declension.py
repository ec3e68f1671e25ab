"""Cases of names in Russian and Azerbaijani, so that a name is found as a sentence declines it: Шуша, в Шуше; Şuşa, Şuşada.

The regular endings (Zaliznyak's first and second declension of nouns, his adjectives; Azerbaijani suffixes by vowel harmony). More forms are made
than are in use, for they only serve to find names; names that are not declined (Баку, Физули) have none.
"""

import re
from itertools import product

_LETTERS = re.compile(r"[А-ЯЁа-яё]{3,}(?:-[А-ЯЁа-яё]{3,})*")
# Endings of the genitive, dative, accusative, instrumental and prepositional; alternatives in brackets. The longest ending of a word counts.
_ADJECTIVES = {
    "ый": ("ого", "ому", "ый", "ым", "ом"), "ий": ("ого его", "ому ему", "ий", "им", "ом ем"), "ой": ("ого", "ому", "ой", "ым им", "ом"),
    "ая": ("ой", "ой", "ую", "ой", "ой"), "яя": ("ей", "ей", "юю", "ей", "ей"), "ое": ("ого", "ому", "ое", "ым им", "ом"),
    "ее": ("его", "ему", "ее", "им", "ем"), "ые": ("ых", "ым", "ые", "ыми", "ых"), "ие": ("их", "им", "ие", "ими", "их"),
}  # fmt: skip
_NOUNS = {
    "ия": ("ии", "ии", "ию", "ией", "ии"), "я": ("и", "е", "ю", "ей", "е"), "а": ("ы и", "е", "у", "ой ей", "е"), "ь": ("и я", "и ю", "ь", "ью ем", "и е"),
    "й": ("я", "ю", "й", "ем", "е"), "ово": ("ова", "ову", "ово", "овом", "ове"), "ево": ("ева", "еву", "ево", "евом", "еве"),
    "ино": ("ина", "ину", "ино", "ином", "ине"),
}  # fmt: skip
_CONSONANT = ("а", "у", "", "ом ем", "е")
_FIXED = tuple("еёиоуыэю")

_VOWELS = "aıoueəiöü"
_HARMONY = {**dict.fromkeys("aı", ("a", "ı")), **dict.fromkeys("ou", ("a", "u")), **dict.fromkeys("eəi", ("ə", "i")), **dict.fromkeys("öü", ("ə", "ü"))}


def forms(text: str, language: str) -> list[str]:
    """The other cases of a name, without the name itself; none for a language whose names are not declined here."""
    made = _russian(text) if language == "ru" else _azerbaijani(text) if language == "az" else []
    return [form for form in dict.fromkeys(made) if form != text]


def _russian(text: str) -> list[str]:
    """Each case of all words together, and of the first alone where others follow (озера Севан)."""
    words = text.split(" ")
    if not all(_LETTERS.fullmatch(word) for word in words):
        return []
    declined = [_declined(word, last=at == len(words) - 1) for at, word in enumerate(words)]
    made = []
    for case in range(5):
        made += [" ".join(choice) for choice in product(*(one[case] for one in declined))]
        made += [" ".join([first, *words[1:]]) for first in declined[0][case]]
    return made


def _declined(word: str, *, last: bool) -> list[list[str]]:
    """The forms of a word in each of the five cases."""
    adjective = _ADJECTIVES.get(word[-2:])
    if adjective and (not last or word[-4:-2] in ("ск", "цк", "вн")):
        return [[word[:-2] + ending for ending in endings.split(" ")] for endings in adjective]
    for size in (3, 2, 1):
        if endings := _NOUNS.get(word[-size:]):
            return [[word[:-size] + ending for ending in one.split(" ")] for one in endings]
    if word.endswith(_FIXED):
        return [[word]] * 5
    return [[word + ending for ending in one.split(" ")] for one in _CONSONANT]


def _azerbaijani(text: str) -> list[str]:
    """The genitive, locative and ablative, and after a vowel the dative; endings of one letter make surnames and words of other languages."""
    low = text.replace("İ", "i").replace("I", "ı").lower()
    last = next((char for char in reversed(low) if char in _VOWELS), "")
    if not last or len(text) < 4 or not low[-1].isalpha():
        return []
    wide, narrow = _HARMONY[last]
    after_vowel = low[-1] in _VOWELS
    endings = [f"d{wide}", f"d{wide}n", f"n{narrow}n" if after_vowel else f"{narrow}n", *([f"y{wide}"] if after_vowel else [])]
    return [text + ending for ending in endings]
