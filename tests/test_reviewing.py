"""What a reader types of a new place, before the file of corrections sees it."""

import pytest

from geo.errors import InputError
from geo.ui.reviewing import located

TYPED = {"name": "Novo Selimovka", "kind": "village", "precision": "settlement", "precision_km": 5.0, "source": "A map", "note": ""}


def test_a_new_place_has_numbers_for_its_point_or_a_shape() -> None:
    assert located(TYPED | {"at": "39.76, 46.75"}) == TYPED | {"lat": 39.76, "lon": 46.75}
    shape = {"geometry": "POINT (46 40)"}
    assert located(TYPED | shape) == TYPED | shape


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"at": ""}, "Where: type its latitude and longitude, click on the map, or give a shape."),
        ({"at": "abc"}, "Where: write latitude, longitude as in 39.76, 46.75."),
        ({"at": "39.76"}, "Where: write latitude, longitude as in 39.76, 46.75."),
        ({"at": "95, 46"}, "Where: the latitude, from -90 to 90, comes first"),
        ({"at": "nan, 46"}, "Where: the latitude, from -90 to 90, comes first"),
        ({"geometry": "POLYGON ((46"}, "Its shape: mend it"),
        ({"at": "40, 46", "kind": "corridor"}, "Its shape: a corridor needs one"),
        ({"at": "40, 46", "name": ""}, "Its name: say what the place is called."),
        ({"at": "40, 46", "source": ""}, "Where the location is from: name the map, the list or the person."),
        ({"at": "40, 46", "precision": "approximate"}, "How it was derived: say so"),
    ],
)
def test_what_is_wrong_is_said_once_in_the_words_of_the_dialog(typed: dict, says: str) -> None:
    with pytest.raises(InputError) as said:
        located(TYPED | typed)
    [line] = str(said.value).splitlines()
    assert line.startswith(says)
