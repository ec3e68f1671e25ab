"""Roles: what the words around a name make of it, each group of words in a sentence of its own."""

import pytest

# (role, sentence with a gap, what may stand in the gap, name)
FRAMES = [
    # somebody or something is there, goes there, or comes from there
    ("literal", "Rain fell {} Baku at dawn.", "in|at|near|around|outside|inside|within|across|throughout|around the", "Baku"),
    ("literal", "Они {} Москвы ждали поезд.", "из|около|возле|близ|вокруг|город|города", "Москвы"),
    ("literal", "Она жила {} Москвой.", "под", "Москвой"),
    ("literal", "Они {} Москву.", "ехали в|ушли во|шли через", "Москву"),
    ("literal", "Bread came {} Baku by train.", "to|for|from|into|toward|towards|from the", "Baku"),
    ("literal", "The bus runs between {}", "Baku and Ganja", "Baku"),
    ("literal", "Soldiers {} Baku at dawn.", "hit|struck|shelled|bombed|bombarded|besieged|visit|visited|visiting|visits|left|reached|toured|entered", "Baku"),
    ("literal", "They dreamt of {} Baku.", "leaving|reaching|strikes on|a strike on|attacks on|an attack on", "Baku"),
    ("literal", "Baku {} in those years.", "was shelled|were bombed|is rebuilt|is being bombarded|has been hit|had been struck|was badly hit", "Baku"),
    ("literal", "Baku was {} in those years.", "struck|besieged|rebuilt|flooded|evacuated|founded|renamed", "Baku"),
    ("literal", "Baku {} by the sea.", "lies|lay|stands", "Baku"),
    (
        "literal",
        "The {} Baku was quiet.",
        "capital|capital,|capitals of|city of|cities of|town of|towns of|outskirts of|suburb of|suburbs of|streets of",
        "Baku",
    ),
    ("literal", "The {} Baku was quiet.", "centre of|center of|north of|south of|east of|west of|city that is the capital of the|infrastructure of", "Baku"),
    ("literal", "The {} Baku was quiet.", "residents of|population of|people of|port of|airport of", "Baku"),
    ("literal", "Their capital {} Baku.", "is|was", "Baku"),
    ("literal", "A {} poet won the prize.", "Baku-educated|Baku-based|Baku-born|Baku-trained", "Baku"),
    ("literal", "Baku {} the games.", "hosted|hosts|will host", "Baku"),
    ("literal", "A Baku {} was planned.", "visit|trip|stop|stopover|flight|summer visit", "Baku"),
    ("literal", "The song, first heard in {} (Baku), was sad.", "1888|1988|2008", "Baku"),
    ("literal", "They crossed {} and Tbilisi.", "fields near Baku", "Tbilisi"),
    ("metonym", "The letter was {} and Tbilisi.", "written by Baku", "Tbilisi"),
    ("literal", "{} görüş oldu.", "Bakıda", "Bakıda"),
    ("literal", "{} gəldilər.", "Bakıdan", "Bakıdan"),
    ("literal", "{} getdilər.", "Bakıya", "Bakıya"),
    ("literal", "{} görüş oldu.", "Tiflisdə", "Tiflisdə"),
    ("literal", "{} gəldilər.", "Tiflisdən", "Tiflisdən"),
    ("literal", "The Moscow-Baku {} was long.", "railway|railroad|road|highway|flight|pipeline|route|line|train|corridor|night train", "Moscow"),
    ("literal", "The Moscow–Baku {} were full.", "flights|trains|roads|night trains", "Baku"),
    ("literal", "The {} road was closed.", "Baku-Ganja|Moscow-Baku-Ganja|Ganja-Baku-Quba", "Baku"),
    # a government
    ("metonym", "The {} talks were short.", "Baku-led|Baku-dominated|Baku-backed|Baku-brokered|Baku-sponsored|Baku-controlled", "Baku"),
    ("metonym", "They sat in {} offices.", "Baku-led|Baku-dominated|Baku-backed|Baku-brokered|Baku-sponsored|Baku-controlled", "Baku"),
    ("metonym", "They sat in {} offices.", "Baku-friendly|Baku-supported|Baku-mediated|Baku-imposed|Baku-centric|Baku-initiated|Baku-oriented", "Baku"),
    ("metonym", "They went to {} aid.", "Baku's|Baku’s", "Baku"),
    ("metonym", "They went home{} a signal to Baku was sent.", ";|:|. Then|, which was odd, as|, but|, while|, and then", "Baku"),
    ("metonym", "They went home with a traveller{} wrote to Baku.", ", who|, that", "Baku"),
    ("metonym", "{}-Baku relations cooled.", "Moscow", "Baku"),
    ("metonym", "{}–Baku relations cooled.", "Moscow", "Baku"),
    ("metonym", "They went on with {}-Baku talks.", "Moscow", "Baku"),
    ("metonym", "They spoke in {}Baku terms.", "Moscow-|Moscow–", "Baku"),
    ("metonym", "He came back from {}-Baku talks.", "Moscow", "Moscow"),
    ("metonym", "Word came from the {}.", "Kremlin", "Kremlin"),
    ("metonym", "They lost {} Baku.", "trust in|a part of trust in|trust wholly in", "Baku"),
    # a part of a longer name
    ("embedded", "The {} Karabakh war was long.", "first|second|1st|2nd|44-day|44 day|four-day|4-day|six-week|six-weeks", "Karabakh"),
    ("embedded", "The first and second Karabakh {} were long.", "wars|Wars", "Karabakh"),
    ("literal", "A Karabakh {} was feared.", "war", "Karabakh"),
    ("embedded", "The Karabakh {} was long.", "War|declaration|massacre|regiment", "Karabakh"),
    ("literal", "The Karabakh {} went on.", "talks|negotiations|peace process", "Karabakh"),
    ("embedded", "The Vienna {} went on.", "talks|peace talks|border talks|joint statement|final document", "Vienna"),
    ("embedded", "The “Vienna” {} went on.", "talks|declaration|border declaration", "Vienna"),
    ("embedded", "The Vienna {} was read.", "Peace Treaty|Treaty|Convention and Human Rights Charter", "Vienna"),
    ("metonym", "The Moscow-Baku {} failed.", "talks", "Baku"),
    ("literal", "In Baku President Orlov {} Minsk Group envoys spoke.", "and|and the|in the", "Baku"),
    ("embedded", "The {} Kars was signed.", "Treaty of|Peace of|Treaty of the", "Kars"),
    ("embedded", "The University of Vienna {} Paris was closed.", "and|,|at|in", "Paris"),
    ("metonym", "The University of Vienna, like {} Paris, was poor.", "official", "Paris"),
    ("embedded", "The {} Council met.", "Yerevan City", "Yerevan City"),
    ("literal", "The {} met.", "Barda district council", "Barda district"),
    ("embedded", "They praised the {} of the Caucasus again.", "‘Paris|'Paris|“Paris|\"Paris", "Paris"),
    ("embedded", "They praised the {} of the Caucasus again.", "‘Paris|'Paris|“Paris|\"Paris", "Caucasus"),
    ("literal", "They praised the {} of the Caucasus again.", "people", "Caucasus"),
    ("embedded", "She read {} twice.", '“The Long Winter of Barda”|"The Long Winter of Barda"|«The Long Winter of Barda»', "Barda"),
    ("literal", "She said: {}.", "“We went to see the town of Barda in the long winter”|“Mild Winter Barda”", "Barda"),
]


@pytest.mark.parametrize(
    ("role", "text", "surface"), [(role, text.replace("{}", word), name) for role, text, words, name in FRAMES for word in words.split("|")]
)
def test_the_words_around_a_name_tell_its_role(mentions, role: str, text: str, surface: str) -> None:
    assert [one.role for one in mentions(text) if one.surface == surface] == [role]
