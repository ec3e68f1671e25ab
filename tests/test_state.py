"""The state of a visit, as far as it needs no page."""

import pytest
import streamlit as st

from geo.atlas import Atlas
from geo.filters import Filters
from geo.ui import state


def test_a_label_with_an_old_count_is_still_the_choice_it_was() -> None:
    labels = {"village": "Village", "literal": "The place itself"}
    assert state.plain(["village", "The place itself (1,748)", "Village (3)", "nonsense"], labels) == ["village", "literal"]


class Address(dict):
    """The address bar without a browser."""

    def get_all(self, key: str) -> list[str]:
        return self[key]

    def from_dict(self, values: dict[str, list[str]]) -> None:
        self.clear()
        self.update(values)


def test_the_old_years_that_a_quick_second_click_brings_along_do_not_undo_the_first(atlas: Atlas, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [100.0]
    monkeypatch.setattr(st, "session_state", {})
    monkeypatch.setattr(st, "query_params", Address())
    monkeypatch.setattr(state.time, "monotonic", lambda: clock[0])
    state.current(atlas)
    state.apply(Filters(first="1994", last="1994"))  # a click on a year
    before = st.session_state["years"]
    state.current(atlas)
    clock[0] += 0.2
    st.session_state["years"] = before
    state.changed(atlas, "years")
    assert state.filters_now(atlas) == Filters(first="1994", last="1994")
    clock[0] += 5.0
    st.session_state["years"] = before  # the reader's own doing
    state.changed(atlas, "years")
    assert state.filters_now(atlas) == Filters()
