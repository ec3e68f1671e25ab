"""Attachment of times: which time holds for which mention."""

import pytest


def times(mentions: list, surface: str) -> list[str]:
    [mention] = [m for m in mentions if m.surface == surface]
    return [when.edtf for when in mention.whens]


def test_a_time_at_the_head_of_a_sentence_holds_for_all_of_it(mentions) -> None:
    found = mentions("In March 1993, buses went from Tartar to Barda and past Ganja.")
    assert [times(found, name) for name in ("Tartar", "Barda", "Ganja")] == [["1993-03"]] * 3


def test_a_time_within_a_sentence_belongs_to_the_place_beside_it(mentions) -> None:
    found = mentions("They left Goris, met in Kapan on 3 May 2021, and slept in Gyumri on 5 May 2021.")
    assert times(found, "Kapan") == ["2021-05-03"]
    assert times(found, "Gyumri") == ["2021-05-05"]


@pytest.mark.parametrize(
    ("text", "left", "taken"),
    [
        ("The people of Goris left in July 1993, and Kapan was taken in April 1993.", "Goris", "Kapan"),
        ("Жители Гориса ушли в июле 1993 года, а Капан был занят в апреле 1993 года.", "Гориса", "Капан"),
    ],
)
def test_a_clause_that_and_begins_keeps_its_own_time(mentions, text: str, left: str, taken: str) -> None:
    found = mentions(text)
    assert (times(found, left), times(found, taken)) == (["1993-07"], ["1993-04"])


def test_a_date_that_names_a_document_is_no_time_of_a_place(mentions) -> None:
    found = mentions("After the 10 November 2020 statement the road to Shusha was measured.")
    assert times(found, "Shusha") == []


def test_an_end_that_lies_ahead_is_no_time_of_a_place(mentions) -> None:
    assert times(mentions("The base in Gyumri stays until 2044."), "Gyumri") == []


def test_a_war_called_by_a_place_has_the_years_beside_its_name(mentions) -> None:
    assert times(mentions("The First Karabakh War (1992–1994) was long."), "Karabakh") == ["1992/1994"]


def test_a_time_behind_a_new_clause_belongs_to_that_clause(mentions) -> None:
    found = mentions("On 4 and 5 October 2020 rockets fell on Ganja, but on 27-28 October 2020 the city of Barda was hit.")
    assert times(found, "Ganja") == ["2020-10-04/2020-10-05"]
    assert times(found, "Barda") == ["2020-10-27/2020-10-28"]


def test_a_time_at_the_head_of_a_list_holds_behind_its_semicolons(mentions) -> None:
    found = mentions("In 1996, four tanks came from the base in Vaziani; ten came from Batumi.")
    assert times(found, "Batumi") == ["1996"]


@pytest.mark.parametrize(
    ("text", "surface", "expected"),
    [
        ("It was the largest parade since 1994 that was held in Khankendi.", "Khankendi", []),  # a measure, no day of it
        ("The statement of 10 November 2020 names the road to Shusha.", "Shusha", []),  # a document called by its day
        ("In 2021 the parliament discussed the road past Lachin.", "Lachin", []),  # an act that was done elsewhere
        ("In 2021 the parliament discussed the road in Lachin.", "Lachin", ["2021"]),
        ("On 3 May 2021 he told them that “the bus from Goris” was late.", "Goris", []),  # quoted words have days of their own
        ('On 3 May 2021 he told them that "the bus from Goris" was late.', "Goris", []),
        ("On 3 May 2021 he, as “they” told us, left Goris.", "Goris", ["2021-05-03"]),
        ("In 1993 they left Barda, which lies south of Goranboy.", "Barda", ["1993"]),
        ("In 1993 they left Barda, which lies south of Goranboy.", "Goranboy", []),
        ("They saw Goranboy, which lies near the road that they took in May 1994.", "Goranboy", []),
        ("In 1996: four tanks came from the base in Vaziani; ten came from Batumi.", "Batumi", ["1996"]),
        ("In 1996: four tanks came from the base in Vaziani; ten came from Batumi, as was written in 1998.", "Batumi", ["1996"]),
        ("All the drivers of the blue bus met on 3 May 2021 in Goranboy: Barda was closed.", "Barda", []),
        ("All the drivers of the blue bus met on 3 May 2021 and spoke of the weather, of the harvest and of the price of bread and salt at the market of Barda.", "Barda", []),
        ("All the drivers of the blue bus met on 3 May 2021 at the market of Barda.", "Barda", ["2021-05-03"]),
        ("In 1993, two years after they had met on 3 May 1991 and had spoken for hours of the weather, of the harvest and of the price of bread, they left Barda.", "Barda", []),
        ("They saw Goranboy; it rained near Barda in May 1994.", "Goranboy", []),
        ("They saw Goranboy and Barda in May 1994.", "Goranboy", ["1994-05"]),
        ("The First Karabakh War was long; the bus came in 2021.", "Karabakh", []),
        ("The First Karabakh War is told of elsewhere by those who know more of it than we do in 2021.", "Karabakh", []),
        ("The Treaty of Kars (1921) still holds.", "Kars", ["1921"]),
        ("In 1921 the Minsk Group was unknown.", "Minsk", []),
        ("In 1993 the bus went to Tartar," + " and past one more mill," * 30 + " to Barda.", "Tartar", ["1993"]),
        ("In 1993 the bus went to Tartar," + " and past one more mill," * 30 + " to Barda.", "Barda", []),  # too far off to hold
    ],
)  # fmt: skip
def test_a_time_holds_for_a_name_only_where_the_words_between_let_it(mentions, text: str, surface: str, expected: list[str]) -> None:
    assert times(mentions(text), surface) == expected
