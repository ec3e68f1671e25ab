"""Quotes: found again after changes elsewhere, reported when gone or ambiguous."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from geo.quotes import Quote, RunningText, Spot

WORDS = st.lists(
    st.sampled_from(["river", "road", "bridge", "town", "Ganja", "Barda", "old", "new", "north", "of", "in", "and", "to", "the", "a", "few", "people", "went"]),
    min_size=1,
    max_size=14,
)
PASSAGES = st.lists(WORDS.map(" ".join), min_size=1, max_size=6)


def test_a_quote_holds_the_words_around_it_across_passages() -> None:
    made = RunningText(["They left at dawn.", "Ganja was quiet.", "Nobody knew why."]).quote(Spot(1, 0, 5))
    assert made == Quote("Ganja", "They left at dawn. ", " was quiet. Nobody knew why.")


def test_a_quote_takes_as_much_around_it_as_tells_it_from_others() -> None:
    same = "and so the long day ended for all of them in Ganja and so the long night began for all of them"
    text = RunningText([f"First {same}.", f"Second {same}."])
    made = text.quote(Spot(1, text.text.rindex("Ganja") - text.text.index("Second"), text.text.rindex("Ganja") - text.text.index("Second") + 5))
    assert text.find(made) == [Spot(1, 52, 57)]


@given(before=PASSAGES, inside=WORDS, after=PASSAGES, new_before=PASSAGES, new_after=PASSAGES)
def test_a_quote_is_found_again_whatever_changes_in_other_passages(before, inside, after, new_before, new_after) -> None:
    own = f"At noon the ferry brought {' '.join(inside)} to Kyurdamir, said the driver of the blue bus, and left again at one."
    at = own.index("Kyurdamir")
    made = RunningText([*before, own, *after]).quote(Spot(len(before), at, at + 9))
    assert RunningText([*new_before, own, *new_after]).find(made) == [Spot(len(new_before), at, at + 9)]


@given(passages=PASSAGES, data=st.data())
def test_what_a_quote_finds_are_its_own_words(passages, data) -> None:
    number = data.draw(st.integers(0, len(passages) - 1))
    words = passages[number].split(" ")
    first = data.draw(st.integers(0, len(words) - 1))
    start = len(" ".join(words[:first])) + (first > 0)
    spot = Spot(number, start, start + len(words[first]))
    text = RunningText(passages)
    found = text.find(text.quote(spot))
    assert spot in found
    assert all(passages[one.passage][one.start : one.end] == words[first] for one in found)


@pytest.mark.parametrize(
    "changed",
    [
        "It snowed. Ganja was quiet on that evening, and the streets were empty.",
        "They left at dawn and came late. Ganja was quiet on that evening, and the streets were full.",
        "They left at dawn and came early. Ganja was quiet on that evening, and the streets were full.",
    ],
    ids=["another sentence before", "an end that differs", "a word on either side"],
)
def test_a_quote_bears_small_changes_around_it(changed: str) -> None:
    text = "They left at dawn and came late. Ganja was quiet on that evening, and the streets were empty."
    made = RunningText([text]).quote(Spot(0, 33, 38))
    assert RunningText([changed]).find(made) == [Spot(0, changed.index("Ganja"), changed.index("Ganja") + 5)]


@pytest.mark.parametrize(
    "changed",
    ["They left at dawn and came late.", "In spring the mayor of Ganja opened a school near the old bridge.", "Ganjabasar was quiet on that evening."],
)
def test_a_quote_whose_text_is_gone_or_another_one_finds_nothing(changed: str) -> None:
    made = RunningText(["They left at dawn and came late. Ganja was quiet on that evening, and the streets were empty."]).quote(Spot(0, 33, 38))
    assert RunningText([changed]).find(made) == []


@pytest.mark.parametrize(("before", "after", "found"), [("..cdefgh. ", " lmnopqr..", 1), ("..cdefgh. ", " lmno.....", 1), ("..cdefgh. ", " lm.......", 0)])
def test_three_fifths_of_what_stands_around_must_be_as_it_was(before: str, after: str, found: int) -> None:
    """Counted from the words outward: 8 before (with the dot and the blank), and 8, 5 and 3 after, of twenty."""
    text = RunningText([f"{before}Ganja{after}"])
    assert len(text.find(Quote("Ganja", "abcdefgh. ", " lmnopqrst"))) == found


def test_one_side_that_is_whole_is_enough_only_when_it_is_long() -> None:
    short = Quote("Ganja", "in ", " was quiet on that evening, and the streets")
    assert RunningText(["They live in Ganja, where snow fell and nobody came to see."]).find(short) == []
    long = Quote("Ganja", "in all the years that they lived in ", " was quiet on that evening, and the streets")
    assert len(RunningText(["Nobody knew in all the years that they lived in Ganja, where snow fell."]).find(long)) == 1


def test_no_spot_goes_from_one_passage_into_the_next_and_none_begins_within_a_word() -> None:
    assert RunningText(["They left at dawn.", "Ganja was quiet."]).find(Quote("dawn. Ganja", "They left at ", " was quiet.")) == []
    quote = Quote("Ganja", "They came late. ", " was quiet on that evening, and the streets were empty.")
    assert RunningText(["They came late. OldGanja was quiet on that evening, and the streets were empty."]).find(quote) == []


def test_of_several_places_that_are_like_it_the_likest_counts() -> None:
    quote = Quote("Ganja", "They came late. ", " was quiet on that evening.")
    text = "They came soon. Ganja was quiet on that evening. They came very late. Ganja was quiet on that evening."
    assert RunningText([text]).find(quote) == [Spot(0, text.rindex("Ganja"), text.rindex("Ganja") + 5)]


def test_places_that_fit_equally_are_all_named() -> None:
    made = RunningText(["Ganja was quiet on that evening, and the streets were empty."]).quote(Spot(0, 0, 5))
    twice = RunningText(["Ganja was quiet on that evening, and the streets were empty."] * 2)
    assert len(twice.find(made)) == 2


@given(words=WORDS)
def test_typed_words_are_found_whatever_the_blanks(words) -> None:
    assume("Ganja" not in words)
    text = RunningText([" ".join(words), f"The bus to\u00a0Ganja was late, {' '.join(words)}."])
    assert text.typed("bus  to Ganja\nwas late", "Ganja") == [Spot(1, 11, 16)]
    assert text.typed("train to Ganja", "Ganja") == []
