"""The catalogue of events, and which passages speak of each."""

from pathlib import Path

import pytest

from geo import events
from geo.corpus import read_documents
from geo.errors import DataError
from geo.stages import parse

GOOD = """
[[event]]
id = "fair-1993"
name = "The fair"
from = "1993-05-01"
to = "1993-05-03"
period = "A period"
places = ["ganja"]
words = ["spring fair"]
summary = "A fair was held."
sources = ["a-work"]
"""


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('to = "1993-05-03"', 'to = "1993-04-03"', r"ends \(1993-04-03\) before it starts \(1993-05-01\)"),
        ('from = "1993-05-01"', 'from = "May"', "from is 'May', no day"),
        ('id = "fair-1993"', "", "id is missing"),
        ('words = ["spring fair"]', "words = []", "words is empty"),
        ('words = ["spring fair"]', 'words = "spring fair"', "words must be a list"),
        ('places = ["ganja"]', 'places = ["atlantis"]', "place 'atlantis' is no place"),
        ("[[event]]", GOOD + "\n[[event]]", "the id stands twice"),
        ("[[event]]", "[[event", "cannot be read"),
    ],
)
def test_a_fault_in_the_catalogue_is_said(tmp_path: Path, places, old: str, new: str, says: str) -> None:
    path = tmp_path / "events.toml"
    path.write_text(GOOD.replace(old, new), encoding="utf-8")
    with pytest.raises(DataError, match=says):
        events.load(path, places)


def test_the_shipped_catalogue_tells_of_at_least_thirty_events_in_order_of_time(catalogue) -> None:
    found = list(catalogue.events.values())
    assert len(found) >= 30
    assert [event.first for event in found] == sorted(event.first for event in found)


@pytest.mark.parametrize(
    ("text", "event", "how"),
    [
        ("The Bishkek Protocol was quoted again.", "bishkek-protocol-1994", "words"),
        ("It was before the Second Karabakh War.", "second-karabakh-war", "words"),
        ("In October 2020 the market of the city of Barda was closed.", "barda-2020", "place and time"),
    ],
)
def test_a_passage_speaks_of_an_event_by_its_words_or_by_place_and_time(tmp_path: Path, resolver, catalogue, text: str, event: str, how: str) -> None:
    path = tmp_path / "t.txt"
    path.write_text(text)
    [document] = read_documents(path)
    [parsed] = parse(document, resolver)
    assert catalogue.of_passage(parsed.passage, parsed.mentions, parsed.whens)[event] == how


def test_a_year_alone_ties_no_passage_to_an_event_of_a_day(tmp_path: Path, resolver, catalogue) -> None:
    path = tmp_path / "t.txt"
    path.write_text("In 2020 a school was opened in the city of Barda. From May 2010 to June 2021 the city of Barda grew.")
    [document] = read_documents(path)
    [parsed] = parse(document, resolver)
    assert len(parsed.whens) == 2
    assert "barda-2020" not in catalogue.of_passage(parsed.passage, parsed.mentions, parsed.whens)
