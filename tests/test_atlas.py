"""The stages over documents, and selection."""

from datetime import date
from pathlib import Path

import pytest
from conftest import DATA

from geo import fulltext, stages
from geo.errors import InputError
from geo.filters import Filters


def names(atlas, **filters) -> set[str]:
    return set(atlas.select(Filters(**filters)).mentions["surface"])


def test_a_year_selects_what_the_text_says_happened_in_it(atlas) -> None:
    assert {"Zangilan district", "Barda"} <= names(atlas, first="1993", last="1993")
    assert "Khankendi" not in names(atlas, first="1993", last="1993")
    assert "Khankendi" in names(atlas, first="2020-07", last="2020-07")


def test_any_overlap_with_the_selected_time_counts(atlas) -> None:
    assert "Khankendi" in names(atlas, first="2020-11-30", last="2021-12-31")
    assert "Khankendi" not in names(atlas, first="2020-12-01", last="2021-12-31")


def test_passages_without_a_stated_time_are_counted_and_come_only_when_asked_for(atlas) -> None:
    dated, all_of_them = atlas.select(Filters(first="2020", last="2020")), atlas.select(Filters(first="2020", last="2020", undated=True))
    assert dated.undated > 0
    assert len(all_of_them.mentions) == len(dated.mentions) + dated.undated
    assert "Lachin corridor" in set(all_of_them.mentions["surface"]) - set(dated.mentions["surface"])


def test_only_the_place_itself_is_selected_unless_other_roles_are_asked_for(atlas) -> None:
    assert "Minsk" not in names(atlas)
    assert "Minsk" in names(atlas, role=("embedded",))
    assert "Baku" in names(atlas, role=("metonym",))


def test_kind_source_place_event_and_words_narrow_together(atlas) -> None:
    assert names(atlas, kind=("corridor",)) == {"Lachin corridor"}
    assert names(atlas, source=("letter-two",)) == {"Tovuz"}
    assert names(atlas, place=("barda",)) == {"Barda"}
    assert "Khankendi" in names(atlas, q="clinic open")
    assert names(atlas, q="clinic nowhere") == set()
    assert names(atlas, place=("barda",), first="2020", last="2020") == set()


@pytest.mark.parametrize("words", ['"', "OR", "a AND (", "col:umn", "NEAR(", "*", "'; DROP TABLE passages; --", "naïve \0 x"])
def test_no_words_break_the_search_or_work_as_its_operators(atlas, words: str) -> None:
    assert names(atlas, q=words + " zzz") == set()


def test_accents_do_not_matter_in_the_search(atlas) -> None:
    assert names(atlas, q="Khänkendi") == names(atlas, q="khankendi")


def test_words_in_quotation_marks_are_searched_for_as_they_stand(atlas) -> None:
    assert "Khankendi" in names(atlas, q='"clinic in Khankendi" open')
    assert names(atlas, q='"Khankendi clinic"') == set()


def test_texts_are_given_and_searched_however_many_are_asked_for() -> None:
    found = fulltext.in_memory_texts((number, f"text {number} of the road") for number in range(1200))
    assert found.texts(range(1200)) == {number: f"text {number} of the road" for number in range(1200)}
    assert found.matches("road", range(1200)).keys() == set(range(1200))
    assert found.matches("1100", range(1200)) == {1100: [(5, 9)]}


def test_passages_come_by_the_time_they_tell_of_and_the_undated_last(atlas) -> None:
    selection = atlas.select(Filters())
    order = atlas.ordered(selection)
    first = atlas.select(Filters()).mentions.join(atlas.told, on="mention").groupby("passage")["first_day"].min()
    days = [first[number] for number in order]
    dated = [day for day in days if day == day]  # noqa: PLR0124 - NaN differs from itself
    assert dated == sorted(dated)
    assert days[len(dated) :] == [day for day in days if day != day]  # noqa: PLR0124
    assert sorted(order) == sorted(selection.passages)


def test_the_years_are_those_told_of(atlas) -> None:
    assert atlas.years[0] == date(1992, 1, 1).year
    assert atlas.years[1] >= 2021


def test_names_without_a_place_are_listed_and_counted(atlas) -> None:
    [row] = atlas.unresolved().to_dict("records")
    assert (row["name"], row["kind"], row["mentions"], row["documents"]) == ("Novo Selimovka", "village", 1, "border-notes")


def test_a_bad_file_among_many_is_reported_and_the_rest_is_read(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text("Ganja.")
    (tmp_path / "empty.txt").write_text("")
    (tmp_path / "bad.txt").write_bytes(b"\0\1\2")
    lines: list[str] = []
    assert [document.id for document in stages.read_all([tmp_path], lines.append)] == ["good"]
    assert len(lines) == 2
    assert all("\n" not in line for line in lines)


def test_two_documents_of_one_id_are_not_mixed_up(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "same.txt").write_text(f"Text {folder}.")
    lines: list[str] = []
    assert len(stages.read_all([tmp_path], lines.append)) == 1
    assert "'same' is there already" in lines[0]


def test_nothing_readable_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("")
    with pytest.raises(InputError, match="no text could be read"):
        stages.read_all([tmp_path], lambda _line: None)


def test_documents_give_the_same_rows_alone_and_together_and_in_any_order(resolver, catalogue) -> None:
    documents = stages.read_all([DATA / "corpus"], lambda _line: None)
    one = {d.id: stages.rows_of(d, stages.Stages(resolver, catalogue), "x") for d in documents}
    other = {d.id: stages.rows_of(d, stages.Stages(resolver, catalogue), "x") for d in reversed(documents)}
    assert one == other


def test_a_long_document_gives_the_same_mentions_in_blocks(resolver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "long.txt"
    path.write_text("\n\n".join(f"In {1990 + n % 30} a bus went from the city of Barda to the city of Ganja." for n in range(200)))
    [document] = stages.read_all([path], lambda _line: None)

    def found() -> list[tuple[int, str, tuple]]:
        return [(m.passage, m.surface, m.whens) for p in stages.parse(document, resolver) for m in p.mentions]

    whole = found()
    monkeypatch.setattr("geo.settings.block_characters", 1000)
    assert found() == whole


def test_with_a_time_set_passages_come_by_what_they_tell_within_it(atlas) -> None:
    selection = atlas.select(Filters(first="1993", last="1994"))
    texts = atlas.texts(selection.passages)
    told = [texts[number] for number in atlas.ordered(selection) if "First Karabakh War" not in texts[number]]
    assert ["March 1993" in told[0], "summer of 1994" in told[1]] == [True, True]


def test_every_choice_says_how_many_mentions_it_would_leave(atlas) -> None:
    filters = Filters(first="1993", last="1994", kind=("district",))
    for key in ("kind", "source", "role", "event"):
        for value, count in atlas.choices(filters, key).items():
            chosen = Filters(**{name: getattr(filters, name) for name in Filters.__slots__} | {key: (value,)})
            assert len(atlas.select(chosen).mentions) == count, (key, value)


def test_passages_come_by_how_well_they_fit_the_words_or_else_by_how_many_mentions_they_hold(atlas) -> None:
    found = atlas.select(Filters(q="the", role=("literal", "metonym", "embedded")))
    rank = [int(number) for number in atlas.search("the")]
    assert len(found.passages) > 3
    assert atlas.ordered(found, "relevance") == sorted(found.passages, key=rank.index)
    everything = atlas.select(Filters())
    held = everything.mentions["passage"].value_counts()
    assert [held[number] for number in atlas.ordered(everything, "relevance")] == sorted(held, reverse=True)


def test_passages_come_as_they_stand_in_the_works(atlas) -> None:
    everything = atlas.select(Filters())
    assert atlas.ordered(everything, "work") == sorted(everything.passages)
