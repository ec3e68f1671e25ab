"""Attachment of times: which time holds for which mention."""


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
