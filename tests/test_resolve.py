"""Mentions -> the place that each means, and its role."""

import pytest


def only(mentions, text: str, surface: str):
    [mention] = [m for m in mentions(text) if m.surface == surface]
    return mention


@pytest.mark.parametrize(
    ("text", "surface", "place"),
    [
        ("They stayed in the city of Barda.", "Barda", "barda"),
        ("They stayed in Barda district.", "Barda district", "barda-district"),
        ("Aghdam, Kalbajar and Lachin districts were measured.", "Aghdam", "aghdam-district"),
        ("Forces withdrew from Aghdam, Kalbajar and Lachin.", "Lachin", "lachin-district"),
        ("The cities of Fuzuli and Jabrayil were rebuilt.", "Jabrayil", "jabrayil"),
        ("Rockets hit Tartar, its streets and its hospital.", "Tartar", "tartar"),
        ("Two airfields, Kubinka and Kamenka (Penza), were used.", "Kamenka", "kamenka-airfield"),
        ("The Gyumri base was enlarged.", "Gyumri base", "gyumri-102nd-military-base"),
        ("They met in Stepanakert.", "Stepanakert", "khankendi"),
        ("The former NKAO had five districts.", "NKAO", "nkao"),
        ("Along the contact line it was quiet.", "contact line", "line-of-contact"),
    ],
)
def test_generic_words_lists_and_what_is_done_decide_between_namesakes(mentions, text: str, surface: str, place: str) -> None:
    assert only(mentions, text, surface).place == place


def test_one_name_keeps_one_meaning_within_a_document(mentions) -> None:
    found = mentions("Penza oblast was far. Nobody had been to Penza before.")
    assert {m.place for m in found} == {"penza-oblast"}


@pytest.mark.parametrize(
    ("text", "surface", "role"),
    [
        ("Baku reported an attack.", "Baku", "metonym"),
        ("Moscow would not agree.", "Moscow", "metonym"),
        ("The Kremlin's approach was new.", "Kremlin", "metonym"),
        ("It was official Yerevan that refused.", "Yerevan", "metonym"),
        ("Doubts were heard in official Baku.", "Baku", "metonym"),
        ("Moscow-Baku relations cooled.", "Moscow", "metonym"),
        ("Moscow-Baku relations cooled.", "Baku", "metonym"),
        ("They lost trust in Moscow.", "Moscow", "metonym"),
        ("He visited Moscow in spring.", "Moscow", "literal"),
        ("Talks were held in Vienna.", "Vienna", "literal"),
        ("People in Baku went home.", "Baku", "literal"),
        ("Fuel was flown to Yerevan at night.", "Yerevan", "literal"),
        ("The envoy travelled to Baku and Yerevan.", "Yerevan", "literal"),
        ("The Yerevan airport was closed.", "Yerevan airport", "literal"),
        ("Missiles hit Kyiv in 2022.", "Kyiv", "literal"),
        ("Baku lies by the sea.", "Baku", "literal"),
        ("The repair plant at Tbilisi was closed.", "Tbilisi", "literal"),
        ("The residents of Baku went home.", "Baku", "literal"),
        ("Sanctions were aimed at Moscow.", "Moscow", "metonym"),
        ("The Minsk Group met again.", "Minsk", "embedded"),
        ("The Bishkek Protocol was signed.", "Bishkek", "embedded"),
        ("The Vienna talks failed.", "Vienna", "embedded"),
        ("The Treaty of Kars still holds.", "Kars", "embedded"),
        ("The First Karabakh War was long.", "Karabakh", "embedded"),
        ("She studied at Baku State University.", "Baku", "embedded"),
        ("The Karabakh conflict goes on.", "Karabakh", "literal"),
        ("Karabakh Armenians were asked.", "Karabakh", "literal"),
        ("The river Araz froze over near Horadiz.", "Horadiz", "literal"),
        ("They met at Moscow-led talks.", "Moscow", "metonym"),
        ("They read “The Long Winter of Barda” twice.", "Barda", "embedded"),
        ("They spoke of Baku and the Minsk Group.", "Baku", "metonym"),
        ("They came to talk; and Moscow was silent.", "Moscow", "metonym"),
    ],
)
def test_a_name_is_the_place_a_government_or_a_part_of_another_name(mentions, text: str, surface: str, role: str) -> None:
    assert only(mentions, text, surface).role == role


@pytest.mark.parametrize("text", ["Ararat Mirzoyan spoke.", "It became a front line between two blocs."])
def test_people_and_common_nouns_are_no_places(mentions, text: str) -> None:
    assert mentions(text) == []


def test_a_settlement_of_a_conflict_is_no_settlement_to_live_in(mentions) -> None:
    assert only(mentions, "A force for the Karabakh settlement was discussed.", "Karabakh").kind == "region"


def test_an_unknown_village_is_unresolved_and_never_dropped(mentions) -> None:
    [mention] = mentions("They reached the village of Novo Selimovka at dusk.")
    assert (mention.surface, mention.place, mention.kind, mention.role) == ("Novo Selimovka", None, "village", "literal")


def test_every_decision_says_how_sure_it_is_and_what_decided(mentions) -> None:
    for mention in mentions("Baku spoke of Aghdam, Kalbajar and Lachin districts, of Tovuz district and of the village of Novo Selimovka."):
        assert 0 < mention.confidence <= 1
        assert mention.method
