"""The palette: told apart by colour-blind eyes, and readable."""

import itertools

import numpy as np
import pytest

from geo import model
from geo.palette import BASE_DARK, BASE_LIGHT, COLOURS, DARK_COLOURS, DARK_HOLDERS, HOLDER_OPACITY, HOLDERS, PAGE_DARK, PAGE_LIGHT

# Machado, Oliveira and Fernandes (2009), severity 1.0, on linear RGB.
SIGHT = {
    "usual": np.eye(3),
    "protanopia": np.array([[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]),
    "deuteranopia": np.array([[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]),
    "tritanopia": np.array([[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]),
}
# Layers that are drawn by the same kind of symbol; the others differ in shape: square, diamond, triangle, ring, hatching.
ALIKE = (("corridors", "lines", "water"), ("districts", "regions"), ("settlements", "bases", "facilities"))


def linear(colour: str) -> np.ndarray:
    channels = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def oklab(rgb: np.ndarray) -> np.ndarray:
    """Ottosson (2020)."""
    lms = np.array([[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566], [0.0883024619, 0.2817188376, 0.6299787005]]) @ rgb
    return np.array(
        [[0.2104542553, 0.7936177850, -0.0040720468], [1.9779984951, -2.4285922050, 0.4505937099], [0.0259040371, 0.7827717662, -0.8086757660]]
    ) @ np.cbrt(lms)


def contrast(one: str, other: str) -> float:
    """WCAG 2.2: ratio of relative luminances."""
    bright, dark = sorted((float(linear(colour) @ [0.2126, 0.7152, 0.0722]) for colour in (one, other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize("palette", [COLOURS, DARK_COLOURS], ids=["light", "dark"])
def test_layers_with_like_symbols_are_told_apart_by_every_eye(palette: dict, sight: str) -> None:
    for group in ALIKE:
        for one, other in itertools.combinations(group, 2):
            seen = [oklab(np.clip(SIGHT[sight] @ linear(palette[layer]), 0, 1)) for layer in (one, other)]
            assert np.linalg.norm(seen[0] - seen[1]) > 0.05, (one, other)


@pytest.mark.parametrize("page", [PAGE_LIGHT, PAGE_DARK], ids=["light", "dark"])
def test_words_on_the_pages_reach_the_contrast_of_wcag_aa(page: dict) -> None:
    for words, ground in itertools.product(("text", "quiet", "accent"), ("card", "ground")):
        assert contrast(page[words], page[ground]) >= 4.5, (words, ground)
    assert contrast(page["text"], page["hit"]) >= 4.5


@pytest.mark.parametrize(("base", "palette"), [(BASE_LIGHT, COLOURS), (BASE_DARK, DARK_COLOURS)], ids=["light", "dark"])
def test_words_and_symbols_on_the_map_stand_out(base: dict, palette: dict) -> None:
    for words in ("text", "quiet"):
        assert contrast(base[words], base["land"]) >= 4.5, words
    for layer, colour in palette.items():
        assert contrast(colour, base["land"]) >= 3, layer


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize(("base", "palette"), [(BASE_LIGHT, HOLDERS), (BASE_DARK, DARK_HOLDERS)], ids=["light", "dark"])
def test_who_held_what_is_told_apart_by_every_eye_as_it_lies_on_the_land(base: dict, palette: dict, sight: str) -> None:
    assert set(palette) == {holder for holder in model.HOLDERS if holder != model.UNCERTAIN}
    land = np.array([int(base["land"][at : at + 2], 16) for at in (1, 3, 5)])

    def seen(colour: str) -> np.ndarray:
        over = HOLDER_OPACITY * np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) + (1 - HOLDER_OPACITY) * land
        return oklab(np.clip(SIGHT[sight] @ linear("#" + "".join(f"{round(one):02x}" for one in over)), 0, 1))

    for one, other in itertools.combinations([*palette.values(), base["land"]], 2):
        assert np.linalg.norm(seen(one) - seen(other)) > 0.05, (one, other)
