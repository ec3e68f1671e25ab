"""Passages as cards."""

import re

import pytest

from geo.filters import Filters
from geo.ui import cards


def card(atlas, **filters) -> str:
    selection = atlas.select(Filters(**filters))
    return "".join(cards.passage_cards(atlas, selection, atlas.ordered(selection)))


def test_a_card_shows_the_text_its_mentions_its_time_and_whose_statement_it_is(atlas) -> None:
    found = card(atlas, place=("zangilan-district",))
    assert re.search(r'<mark class="layer-districts chosen"[^>]*>Zangilan district</mark>', found)
    assert re.search(r'<mark class="layer-settlements other"[^>]*>Barda</mark>', found)
    assert "12 Mar 1993" in found
    assert "Passage Atlas, <em>Notes from the border districts</em> · Test corpus · 2024 · Spring, para. 1" in found


def test_markup_in_a_text_is_shown_as_text(atlas) -> None:
    found = card(atlas, role=("embedded",), q="alert")
    assert "<script" not in found
    assert "<img" not in found
    assert "&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; &lt;img src=x onerror=alert(1)&gt;" in found


@pytest.mark.parametrize(
    ("edtf", "shown"),
    [
        ("1993-03-12", "12 Mar 1993"), ("1993-03", "Mar 1993"), ("1993", "1993"), ("199X", "1990s"), ("1991-23", "autumn 1991"),
        ("2016-04-02/2016-04-05", "2 Apr 2016 – 5 Apr 2016"), ("1990~/1993~", "about 1990 – about 1993"),
    ],
)  # fmt: skip
def test_times_are_shown_as_people_write_them(edtf: str, shown: str) -> None:
    assert cards.show_edtf(edtf) == shown


def test_marking_never_loses_a_character() -> None:
    text = "a < b & c"
    marked = cards.marked(text, [(0, 1, "x", "t"), (0, 3, "x", "t"), (4, 5, "y", '"q"')])
    assert re.sub(r"<[^>]+>", "", marked) == "a &lt; b &amp; c"
    assert "&quot;q&quot;" in marked
