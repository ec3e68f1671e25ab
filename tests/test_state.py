"""The state of a visit, as far as it needs no page."""

from geo.ui import state


def test_a_label_with_an_old_count_is_still_the_choice_it_was() -> None:
    labels = {"village": "Village", "literal": "The place itself"}
    assert state.plain(["village", "The place itself (1,748)", "Village (3)", "nonsense"], labels) == ["village", "literal"]
