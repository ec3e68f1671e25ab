"""Passage -> candidate mentions."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.gazetteer import Gazetteer
from geo.toponyms import ToponymFinder


@pytest.fixture(scope="session")
def finder(places: Gazetteer) -> ToponymFinder:
    return ToponymFinder(places)


def surfaces(finder: ToponymFinder, text: str) -> list[str]:
    return [text[c.start : c.end] for c in finder.find(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They saw Shusha.", ["Shusha"]),
        ("They saw Şuşa, Шуша and Շուշի.", ["Şuşa", "Шуша", "Շուշի"]),
        ("NAGORNO-KARABAKH and Nagorno‑Karabakh", ["NAGORNO-KARABAKH", "Nagorno‑Karabakh"]),
        ("the Lachin corridor", ["Lachin corridor"]),
        ("the Tovuz district", ["Tovuz district"]),
        ("the city of Shusha", ["Shusha"]),
        ("Aghali village of Zangilan district", ["Aghali village", "Zangilan district"]),
        ("Aghdam, Kalbajar, and Lachin districts", ["Aghdam", "Kalbajar", "Lachin"]),
        ("the line of contact and the Line of Contact", ["line of contact", "Line of Contact"]),
        ("Karabakhis and Bakuvians", []),
        ("he was shusha-ing", []),
        ("Shusha’s walls", ["Shusha"]),
    ],
)
def test_the_longest_name_is_found_in_any_spelling_and_script(finder: ToponymFinder, text: str, expected: list[str]) -> None:
    assert surfaces(finder, text) == expected


def test_combining_marks_do_not_move_the_offsets(finder: ToponymFinder) -> None:
    text = unicodedata.normalize("NFD", "Yol Şuşa və Gəncə arasında")
    assert [unicodedata.normalize("NFC", surface) for surface in surfaces(finder, text)] == ["Şuşa", "Gəncə"]


@pytest.mark.parametrize(
    ("text", "surface", "word"),
    [
        ("the village of Novo Selimovka", "Novo Selimovka", "village"),
        ("near Oldfield village", "Oldfield village", "village"),
        ("the Brambleton District", "Brambleton District", "district"),
        ("towns of Ustgrad", "Ustgrad", "town"),
    ],
)
def test_an_unknown_name_in_a_place_like_context_is_kept_without_a_place(finder: ToponymFinder, text: str, surface: str, word: str) -> None:
    [candidate] = finder.find(text)
    assert (text[candidate.start : candidate.end], candidate.names, candidate.designator) == (surface, (), word)


@pytest.mark.parametrize("text", ["The village", "an Azerbaijani village", "Smart villages of Many sorts", "This District", "the Armenian town"])
def test_common_words_before_a_generic_word_make_no_name(finder: ToponymFinder, text: str) -> None:
    assert [c for c in finder.find(text) if not c.names] == []


@given(st.text(max_size=300))
@settings(max_examples=300, deadline=None)
def test_no_text_breaks_the_finder_and_candidates_never_overlap(finder: ToponymFinder, text: str) -> None:
    free = 0
    for candidate in finder.find(text):
        assert free <= candidate.start < candidate.name_end <= candidate.end <= len(text)
        free = candidate.end


def test_every_name_that_is_looked_for_is_found_where_it_stands_alone(finder: ToponymFinder, places: Gazetteer) -> None:
    missed = []
    for name in places.names:
        if name.matching == "never":
            continue
        found = finder.find(f"... {name.text} ...")
        if not any(name.place in {n.place for n in c.names} for c in found):
            missed.append(name.text)
    assert missed == []
