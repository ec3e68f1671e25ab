"""Folding: one form for all ways to write the same letters, and where each folded character stood."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.folding import fold, fold_in_place, slug


@given(st.text(max_size=200))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(max_size=200))
def test_each_folded_character_knows_where_it_stood(text: str) -> None:
    folded, positions = fold_in_place(text)
    at = positions or range(len(text) + 1)
    assert len(at) == len(folded) + 1
    assert [fold(text[position]) for position in at[:-1]] == list(folded)


@pytest.mark.parametrize(("name", "expected"), [("Ağdərə / Martakert", "agdere-martakert"), ("N’Djamena", "n-djamena"), ("Шуша", "")])
def test_a_name_as_an_identifier(name: str, expected: str) -> None:
    assert slug(name) == expected
