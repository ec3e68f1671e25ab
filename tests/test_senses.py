"""Senses of names that several places of the gazetteer share: lists, words before and after, the rest of the document."""

import pytest

# (place, sentence with a gap, what may stand in the gap, name)
FRAMES = [
    (
        "kubinka-airfield",
        "Kubinka{}Kamenka airfields were used.",
        ", |; |/|, and | and |, or | or |, as well as | as well as | & | and the | and in ",
        "Kubinka",
    ),
    ("kubinka-airfield", "Kubinka {} airfields were used.", "(Kamenka), Vaziani|(Kamenka), and Vaziani|(Kamenka) and the Vaziani", "Kubinka"),
    ("kubinka-airfield", "Kubinka {} were used.", "airfields|military airfields|Airfields", "Kubinka"),
    (
        "kubinka-airfield",
        "The {} Kubinka were used.",
        "airfields of|airfields of the|airfields in|airfields of Russia’s|airfields of Russia's|airfield of",
        "Kubinka",
    ),
    ("kubinka-airfield", "They used airfields {} Kubinka at night.", "such as|including", "Kubinka"),
    ("kubinka-airfield", "Two airfields{} Kamenka and Kubinka.", ":|, such as| such as|, including| including|, namely| namely|,", "Kubinka"),
    ("kubinka-airfield", "Two airfields {}Kamenka and Kubinka.", "of the far north, |(|— |– |- |in the far north, ", "Kubinka"),
    ("kubinka", "Two airfields were wet. They saw {}.", "Kubinka|Kamenka and Kubinka", "Kubinka"),
    ("kubinka", "Kubinka and {} airfields were used.", "the old men of the Kamenka", "Kubinka"),
    ("kamenka-airfield", "In Moscow {}.", "they flew on to Kamenka", "Kamenka"),
    ("martuni-gegharkunik", "Martuni was quiet, and so was {}.", "Sevan", "Martuni"),
    ("lachin-district", "{} Lachin was quiet.", "All the rockets were old.|The city of Goris was old.|They saw it.", "Lachin"),
    ("lachin", "{} Lachin was quiet.", "The shelled town of", "Lachin"),
]


@pytest.mark.parametrize(
    ("place", "text", "surface"), [(place, text.replace("{}", word), name) for place, text, words, name in FRAMES for word in words.split("|")]
)
def test_the_words_around_a_name_tell_which_of_its_places_is_meant(mentions, place: str, text: str, surface: str) -> None:
    assert {one.place for one in mentions(text) if one.surface == surface} == {place}


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("They sold apples in the city of Lachin. Lachin was quiet.", "lachin"),
        ("The towns of Lachin and Goris were wet. Lachin was quiet.", "lachin"),
        (
            "Lachin city was wet. Lachin city was old. The district of Lachin was dry. It rained in Lachin.",
            "lachin-district",
        ),  # told both ways: the usual sense
    ],
)
def test_what_a_document_called_a_name_once_holds_where_nothing_else_is_said(mentions, text: str, last: str) -> None:
    assert [one.place for one in mentions(text) if one.surface == "Lachin"][-1] == last
