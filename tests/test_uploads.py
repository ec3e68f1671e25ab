"""What a visitor may hand in."""

import pytest

from geo import settings
from geo.errors import InputError
from geo.own import OwnTexts
from geo.ui.uploads import Upload, described, over_limits, refusals


def test_what_is_over_a_limit_is_said_before_anything_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "max_file_mb", 2)
    monkeypatch.setattr(settings, "own_mb", 3)
    monkeypatch.setattr(settings, "own_texts", 3)
    uploads = [Upload(name, size, b"") for name, size in (("a", 1_900_000), ("b", 2_000_001), ("c", 1_900_000), ("d", 500_000), ("e", 5), ("f", 5))]
    refused = over_limits(uploads, OwnTexts())
    assert set(refused) == {"b", "c", "f"}
    assert "2 MB a file" in refused["b"]
    assert "3 MB of texts" in refused["c"]
    assert "3 texts" in refused["f"]


def test_what_is_said_of_a_text_must_be_dates_and_addresses() -> None:
    said = described(" A  <i>Diary</i> ", "N. Noor;; K. Kerim ", "2021-03", "", "https://example.org/x")
    assert said == {"title": "A <i>Diary</i>", "authors": ("N. Noor", "K. Kerim"), "published": "2021-03", "publisher": "", "url": "https://example.org/x"}
    with pytest.raises(InputError, match="last year"):
        described("x", "", "last year", "", "")
    with pytest.raises(InputError, match="javascript"):
        described("x", "", "", "", "javascript:alert(1)")


def test_refusals_are_escaped() -> None:
    assert "<li>&lt;b&gt;.txt: no</li>" in refusals(["<b>.txt: no"])
    assert refusals([]) == ""
