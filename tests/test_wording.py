"""How things are written for people."""

from geo.wording import counted


def test_one_thing_is_no_plural_and_thousands_are_parted() -> None:
    assert [counted(number, "place") for number in (0, 1, 2000)] == ["0 places", "1 place", "2,000 places"]
