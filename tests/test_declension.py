"""Cases of Russian and Azerbaijani names: what is made of them, and that they are found in sentences."""

import pytest

from geo.declension import forms
from geo.folding import fold


@pytest.mark.parametrize(
    ("name", "cases"),
    [
        ("Шуша", ["Шуши", "Шуше", "Шушу", "Шушей"]),
        ("Агдам", ["Агдама", "Агдаму", "Агдамом", "Агдаме"]),
        ("Армения", ["Армении", "Армению", "Арменией"]),
        ("Нахичевань", ["Нахичевани", "Нахичеванью"]),
        ("Геранбой", ["Геранбоя", "Геранбою", "Геранбоем", "Геранбое"]),
        ("Нагорный Карабах", ["Нагорного Карабаха", "Нагорному Карабаху", "Нагорным Карабахом", "Нагорном Карабахе"]),
        ("Шушинский район", ["Шушинского района", "Шушинским районом", "Шушинском районе"]),
        ("Чёрное море", ["Чёрного"]),
    ],
)
def test_a_russian_name_has_its_cases(name: str, cases: list[str]) -> None:
    made = forms(name, "ru")
    assert name not in made
    for case in cases:
        assert any(form.startswith(case) for form in made), case


@pytest.mark.parametrize("name", ["Баку", "Физули", "Сумгаит-2", "НКАО 1991", "Ош"])
def test_a_name_that_is_not_declined_has_no_cases(name: str) -> None:
    assert forms(name, "ru") == []


@pytest.mark.parametrize(
    ("name", "cases"),
    [
        ("Şuşa", ["Şuşada", "Şuşadan", "Şuşanın", "Şuşaya"]),
        ("Ağdam", ["Ağdamda", "Ağdamdan", "Ağdamın"]),
        ("Göygöl", ["Göygöldə", "Göygöldən", "Göygölün"]),
        ("İmişli", ["İmişlidə", "İmişlidən", "İmişlinin", "İmişliyə"]),
        ("Kür", []),
    ],
)
def test_an_azerbaijani_name_takes_its_endings_by_vowel_harmony(name: str, cases: list[str]) -> None:
    assert forms(name, "az") == cases


def test_names_of_other_languages_are_left_as_they_are() -> None:
    assert forms("Шуша", "uk") == forms("Shusha", "en") == []


def test_declined_names_are_found_as_the_place_and_seats_as_cities(mentions) -> None:
    russian = "В Москве подписали заявление; войска вошли в Шушу, жители Агдама ушли, а бои шли в Нагорном Карабахе. Москва молчала."
    found = [(one.surface, one.place, one.role) for one in mentions(russian)]
    assert found == [
        ("Москве", "moscow", "literal"),
        ("Шушу", "shusha", "literal"),
        ("Агдама", "aghdam", "literal"),
        ("Нагорном Карабахе", "nagorno-karabakh", "literal"),
        ("Москва", "moscow", "metonym"),
    ]
    found = [(one.surface, one.place, one.role) for one in mentions("Şuşada görüş oldu, Bakıya qayıtdılar. Bakı razı deyil.")]
    assert found == [("Şuşada", "shusha", "literal"), ("Bakıya", "baku", "literal"), ("Bakı", "baku", "metonym")]


def test_words_in_small_letters_are_no_cases_of_names(mentions) -> None:
    assert mentions("барды пели, а в шушу не верили") == []


def test_what_is_a_name_itself_is_no_case_of_another_place(places) -> None:
    own = {fold(name.text) for name in places.names if name.matching != "never"}
    assert all({fold(one.text) for one in names} == {key} for key, names in places.variants.items() if key in own)
