"""Passages as cards, the legend, the player, the pager: HTML that is made of texts and acts."""

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.filters import Filters
from geo.model import KINDS, LAYERS, layer_of
from geo.reading import Mark
from geo.timeline import Step, periods, steps
from geo.ui import cards, control, legend, player, shell


def card(atlas, opened: bool = False, **filters) -> str:
    selection = atlas.select(Filters(**filters))
    numbers = atlas.ordered(selection)
    return cards.passage_cards(atlas, selection, numbers, frozenset(numbers) if opened else frozenset())


def test_a_card_shows_the_text_its_mentions_its_time_and_whose_statement_it_is(atlas) -> None:
    found = card(atlas, place=("zangilan-district",))
    assert re.search(r'<mark class="layer-districts chosen" data-do="look" data-value="zangilan-district"[^>]*>Zangilan district</mark>', found)
    assert re.search(r'<mark class="layer-settlements other"[^>]*>Barda</mark>', found)
    assert re.search(r'data-do="time" data-value="1993-03-12/1993-03-12"[^>]*>12 Mar 1993<', found)
    assert "<strong>Statement of Passage Atlas</strong>, <em>Notes from the border districts</em> · Test corpus · 2024 · Spring, para. 1" in found


def test_what_stands_before_and_after_is_shown_on_demand(atlas) -> None:
    assert "around" not in re.findall(r'<p class="(\w+)"', card(atlas, place=("zangilan-district",)))
    assert len(re.findall(r'<p class="around"', card(atlas, opened=True, place=("zangilan-district",)))) == 2


def test_the_example_of_words_to_look_for_finds_something(shipped) -> None:
    assert len(shipped.select(Filters(q=shell.WORDS)).passages)


def test_markup_in_a_text_is_shown_as_text(atlas) -> None:
    found = card(atlas, role=("embedded",), q="alert")
    assert "<script" not in found
    assert "<img" not in found
    shown = re.sub(r"<[^>]+>", "", found)
    assert "&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; &lt;img src=x onerror=alert(1)&gt;" in shown


def test_what_was_searched_for_is_underlaid(atlas) -> None:
    assert '<span class="hit">clinic</span>' in card(atlas, q="clinic")


spans = st.lists(st.tuples(st.integers(0, 30), st.integers(1, 8)), max_size=6)


@given(st.text("ab<>&\"' é", max_size=30), spans, spans)
def test_marking_never_loses_or_adds_a_character(text: str, marks: list, hits: list) -> None:
    import html

    own = [Mark(at, min(at + size, len(text)), "", "p", "village", "literal", selected=True) for at, size in marks if at < len(text)]
    found = [(at, min(at + size, len(text))) for at, size in hits if at < len(text)]
    made = cards.marked(text, own, (), found)
    assert html.unescape(re.sub(r"<(?:/?mark|/?span)[^>]*>", "", made)) == text
    assert made.count("<mark") == made.count("</mark>")


def test_a_link_that_could_run_is_not_made(atlas) -> None:
    from dataclasses import replace

    from geo.reading import read

    [reading, *_] = read(atlas, atlas.ordered(atlas.select(Filters(place=("barda",)))))
    evil = replace(reading, work=reading.work._replace(url='javascript:alert("x")'))
    assert "href" not in cards.about(evil, opened=False)
    good = replace(reading, work=reading.work._replace(url='https://example.org/?a="b"'))
    assert 'href="https://example.org/?a=&quot;b&quot;"' in cards.about(good, opened=False)


# --- the legend ---------------------------------------------------------------------------------------------------


def test_the_legend_tells_of_pale_places_where_there_are_some() -> None:
    assert ["pale: other places" in legend.legend(filters, {"city": 4}) for filters in (Filters(), Filters(place=("shusha",)))] == [False, True]


def test_the_legend_counts_by_layer_and_says_what_is_on() -> None:
    made = legend.legend(Filters(kind=("village", "town", "city")), {"village": 3, "town": 4, "district": 9})
    assert re.search(r'data-value="settlements" aria-pressed="true"[^>]*>.*?<span>7</span>', made)
    assert re.search(r'data-value="districts" aria-pressed="false"[^>]*>.*?<span>9</span>', made)


@pytest.mark.parametrize("layer", LAYERS)
def test_switching_a_layer_off_and_on_again_changes_nothing(layer: str) -> None:
    off = legend.switched(Filters(), layer)
    assert {layer_of(kind) for kind in off.kind} == set(LAYERS) - {layer}
    assert legend.switched(off, layer) == Filters()


def test_with_the_last_layer_off_all_are_on_again() -> None:
    only = Filters(kind=tuple(kind for kind in KINDS if layer_of(kind) == "bases"))
    assert legend.switched(only, "bases").kind == ()


# --- the player ---------------------------------------------------------------------------------------------------


def test_steps_are_the_years_and_months_that_the_selection_tells_of(atlas) -> None:
    barda = atlas.select(Filters(place=("barda",)))
    assert [step.period for step in steps(atlas, barda)] == ["1993", "1994"]
    assert [step.period for step in steps(atlas, barda, "month")] == ["1993-03", "1994-06", "1994-07", "1994-08"]
    assert len(periods(atlas, "month")) == 12 * len(periods(atlas, "year"))


def walk(*years: int) -> list[Step]:
    from datetime import date

    return [Step(str(year), date(year, 1, 1), date(year, 12, 31)) for year in years]


@pytest.mark.parametrize(
    ("now", "way", "keeping", "then"),
    [
        (Filters(), 1, False, ("1992", "1992")),
        (Filters(), -1, False, ("2020", "2020")),
        (Filters("1992", "1992"), 1, False, ("1994", "1994")),
        (Filters("1993", "1993"), 1, False, ("1994", "1994")),
        (Filters("1993", "1993"), -1, False, ("1992", "1992")),
        (Filters("1994-05", "1994-05"), 1, False, ("2020", "2020")),
        (Filters("1992", "1992"), 1, True, ("", "1994")),
        (Filters("2020", "2020"), 1, False, None),
        (Filters("1992", "1992"), -1, False, None),
    ],
)
def test_a_step_goes_to_the_next_time_that_is_told_of_and_ends_at_the_last(now: Filters, way: int, keeping: bool, then: tuple[str, str] | None) -> None:
    after = player.moved(now, walk(1992, 1994, 2020), way, keeping=keeping)
    assert (after and (after.first, after.last)) == then


def test_without_any_time_there_is_no_step() -> None:
    assert player.moved(Filters(), [], 1, keeping=False) is None


def test_the_strip_of_a_place_covers_its_time_without_gaps_and_names_each_source(atlas) -> None:
    made = control.strip(atlas, "shusha", "1994-05-12")
    bars = [(float(left), float(width)) for left, width in re.findall(r'style="left: ([\d.]+)%; width: ([\d.]+)%; background', made)]
    assert bars[0][0] == 0
    for (left, width), (after, _) in itertools.pairwise(bars):
        assert left + width == pytest.approx(after, abs=0.5)
    assert sum(bars[-1]) == pytest.approx(100, abs=0.5)
    assert 'data-holders="armenian-forces"' in made
    assert made.count("<li>") == len(bars)
    assert "No source states it" not in made
    assert 'data-do="event"' in made
    titles = re.findall(r'<i data-do="on"[^>]* title="([^"]*)"', made)
    assert [title.rpartition("Azerbaijan")[2] for title in (titles[0], titles[-1])] == [" (Soviet until 1991)", ""]


def test_a_stretch_links_to_its_passage_where_the_atlas_has_it(shipped) -> None:
    found = re.findall(r'data-do="read" data-value="([^"/]+)/(\d+)"', control.strip(shipped, "zangilan-district"))
    assert found
    for document, passage in found:
        [row] = shipped.rows_of("passages", int(passage))
        assert row.document == document


def test_a_place_that_the_history_does_not_tell_of_has_no_strip(atlas) -> None:
    assert control.strip(atlas, "ganja") == ""
