"""One palette for the map and the exports."""

from geo import mapview, palette


def test_the_map_and_the_exports_have_the_same_colours() -> None:
    assert mapview.COLOURS == palette.COLOURS
    assert mapview.DARK_COLOURS == palette.DARK_COLOURS
