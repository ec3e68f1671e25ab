"""Who says what, how: plain counts of names and words, by work and year, with the sentences."""

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import DATA
from readback import described

from geo import build, store, usage
from geo.errors import DataError
from geo.filters import Filters

_ONE = """+++
id = "one"
title = "One"
authors = ["First Writer"]
published = "2021-04"
+++

The city of Shusha was occupied in 1992. The city of Barda was not occupied, its mayor said. Shushi, as others write, fell to them; Shusha is a city.

In 2020 the city of Shusha was de-occupied and returned under the full control of Baku. The city of <b>Shusha</b> was seized, he writes.
"""
_OTHER = """+++
id = "other"
title = "Other"
authors = ["Second Writer"]
published = "2022"
+++

The city of Shusha was liberated on 8 November 2020. The return of Lachin came later.
"""

_THIRD = """+++
id = "third"
title = "Third"
authors = ["Third Writer"]
+++

They restored control over Goris. Kapan, which stands between hills that have no name, was besieged. Gyumri was not.

From 1991 to 1993 Horadiz was shelled. The village of Lost Spring lies beside Ganja.
"""


@pytest.fixture(scope="module")
def two(tmp_path_factory, places):
    folder: Path = tmp_path_factory.mktemp("works")
    (folder / "one.md").write_text(_ONE, encoding="utf-8")
    (folder / "other.md").write_text(_OTHER, encoding="utf-8")
    (folder / "third.md").write_text(_THIRD, encoding="utf-8")
    build.build([folder], folder / "two.gpkg")
    return store.read(folder / "two.gpkg", places)


def found(two, place: str = "shusha", **filters) -> list[usage.Use]:
    return usage.uses(two, two.select(Filters(**filters)), place, usage.load())


def test_words_count_only_in_the_sentences_that_name_the_place_and_the_longer_word_wins(two) -> None:
    assert [(use.document, use.word) for use in found(two)] == [
        ("one", "occupied"),
        ("one", "fell to"),
        ("one", "de-occupied"),
        ("one", "returned"),
        ("one", "under the full control"),
        ("one", "seized"),
        ("other", "liberated"),
    ]
    assert [use.word for use in found(two, "barda")] == ["occupied"]
    assert [(use.word, use.group) for use in found(two, "goris")] == [("restored control", "regained, retaken")]  # and not "rebuilt, restored"
    assert [use.word for use in found(two, "kapan")] == ["besieged"]  # though the name of the next sentence stands nearer
    assert found(two, "ganja") == []  # the word is a part of a name


@pytest.mark.parametrize(
    ("text", "word", "places"),
    [
        ("The army left Aghdam, while Shusha was besieged.", "besieged", {"Shusha"}),
        ("The siege of Shusha began as Aghdam slept.", "siege", {"Shusha"}),
        ("Aghdam was attacked from Shusha.", "attacked", {"Aghdam"}),
        ("Aghdam says that Barda was lost; Shusha is quiet.", "lost", {"Barda"}),
        ("Shusha, Aghdam and Barda were shelled in the war with Ganja.", "shelled", {"Shusha", "Aghdam", "Barda"}),
        ("Aghdam, occupied by Ganja, is quiet.", "occupied", {"Aghdam"}),
        ("The army of Aghdam seized Barda.", "seized", {"Barda"}),
        ("In 2014 it annexed Ukraine's Crimea.", "annexed", {"Crimea"}),
    ],
)
def test_a_word_is_said_of_the_nearest_place_of_its_clause_and_of_those_joined_to_it(text: str, word: str, places: set[str]) -> None:
    names = sorted(
        (text.index(name), text.index(name) + len(name), name) for name in ("Shusha", "Aghdam", "Barda", "Ganja", "Ukraine", "Crimea") if name in text
    )
    assert usage.said_of(text, text.index(word), text.index(word) + len(word), names) == places


def test_words_are_counted_with_the_right_place_as_often_as_the_docstring_says(shipped) -> None:
    """Against sentences of the shipped digests checked by hand: `of` must be counted, `may` can be."""
    gold = [json.loads(line) for line in (DATA / "usage.jsonl").read_text(encoding="utf-8").splitlines()]
    words, selection = usage.load(), shipped.select(Filters())
    found: dict[tuple[str, str, str], set[str]] = {}
    for place in set(selection.mentions["place_id"]):
        for use in usage.uses(shipped, selection, place, words):
            found.setdefault((use.document, use.quote, f"{use.start - use.quote_start} {use.word}"), set()).add(place)
    right = wrong = missed = 0
    for row in gold:
        for word in row["words"]:
            got = found.get((row["document"], row["sentence"], f"{word['at']} {word['word']}"), set())
            right, missed = right + len(got & set(word["of"])), missed + len(set(word["of"]) - got)
            wrong += len(got - set(word["of"]) - set(word["may"]))
    precision, recall = right / (right + wrong), right / (right + missed)
    assert len(gold) == 65
    assert (f"{precision:.2f}", f"{recall:.2f}") == ("0.72", "0.88")
    assert f"{precision:.2f} of what is counted so is right and {recall:.2f}" in str(usage.__doc__)


def test_each_use_stands_where_it_says_in_its_passage_with_its_sentence_and_year(two) -> None:
    for use in found(two):
        text = two.texts([use.passage])[use.passage]
        assert text[use.start : use.end] == use.word
        assert use.quote[use.start - use.quote_start : use.end - use.quote_start] == use.word
        assert use.quote in text
    years = {use.word: use.told for use in found(two)}
    assert (years["occupied"], years["liberated"]) == ("1992", "2020")
    assert [use.told for use in found(two, "horadiz")] == ["1991–1993"]


def test_counts_are_by_group_and_work_or_year_and_follow_the_filters(two) -> None:
    by_work = usage.counts(found(two), "document")
    assert by_work.loc["liberated"].to_dict() == {"one": 1, "other": 1}
    assert set(by_work.index[:2]) == {"liberated", "captured, seized"}  # most used first
    assert usage.counts(found(two), "published").columns.tolist() == ["2021", "2022"]
    assert usage.counts(found(two), "told").loc["occupied", "1992"] == 1
    assert {use.document for use in found(two, source=("other",))} == {"other"}
    assert usage.counts([], "document").empty


def test_names_are_counted_as_each_work_writes_them(two) -> None:
    names = usage.names(two.select(Filters()), "shusha")
    assert names.loc["Shushi"].to_dict() == {"one": 1, "other": 0}
    assert names.index[0] == "Shusha"


def test_the_csv_holds_every_use_with_its_quote_and_place_in_the_work(two) -> None:
    rows = list(csv.DictReader(io.StringIO(usage.write_csv(found(two)).decode())))
    assert list(rows[0]) == described("What *Who says what, how* saves") == list(usage.COLUMNS)
    assert [row["word"] for row in rows] == [use.word for use in found(two)]
    assert all(row["quote"] and row["document"] for row in rows)
    first = found(two)[0]
    assert list(rows[0].values())[:6] == ["shusha", first.group, "occupied", "one", "2021-04", "1992"]
    [row] = csv.DictReader(io.StringIO(usage.write_csv([replace(first, quote="=1+1 in Shusha")]).decode()))
    assert row["quote"] == "'=1+1 in Shusha"  # no formula


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[groups]\na = 'word'", "a: must be a list of words"),
        ("[groups]\na = ['Taken']", "'Taken' must be in small letters without accents, single spaces between; write 'taken'"),
        ("[groups]\na = ['x']\nb = ['x']", "b: 'x' stands in 'a' too"),
        ("[groups]\na = ['*']", "a: must be a list of words"),
        ("other = 1", "has no groups"),
        ("[groups", "cannot be read"),
    ],
)
def test_a_bad_list_of_words_is_named(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "usage.toml").write_text(text)
    with pytest.raises(DataError) as raised:
        usage.load(tmp_path / "usage.toml")
    assert any(says in fault for fault in raised.value.faults)
