"""Every data file against its rules."""

import shutil
from pathlib import Path

import pytest

from geo import check, settings


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the shipped data that may be broken."""
    copy = tmp_path / "data"
    shutil.copytree(settings.data_dir, copy)
    monkeypatch.setattr(settings, "data_dir", copy)
    return copy


def test_the_shipped_data_keep_their_rules_and_the_kept_layers_are_up_to_date() -> None:
    assert check.check() == []


def test_faults_of_all_files_are_said_at_once(data: Path) -> None:
    with (data / "gazetteer" / "names.csv").open("a") as file:
        file.write("atlantis,Atlantis,en,official,,,\n")
    with (data / "events.toml").open("a") as file:
        file.write('\n[[event]]\nid = "x"\n')
    (data / "corpus" / "valiyev-2021.md").write_text("+++\nid = \n+++\n")
    (data / "basemap" / "land.geojson").write_text("x")
    faults = "\n".join(check.check())
    for says in ("land.geojson: cannot be read", "'atlantis', which is no place", "(x): name is missing", "the front matter is not valid TOML"):
        assert says in faults


def test_a_paragraph_without_a_locator_and_an_unknown_form_are_faults(data: Path) -> None:
    path = data / "corpus" / "valiyev-2021.md"
    path.write_text(path.read_text(encoding="utf-8").replace('form = "digest"', 'form = "rumour"') + "\nA paragraph of nobody.\n", encoding="utf-8")
    faults = "\n".join(check.check())
    assert "form 'rumour' is unknown" in faults
    assert "has no locator ('A paragraph of nobody.'" in faults


def test_a_changed_digest_puts_the_kept_layers_out_of_date(data: Path) -> None:
    path = data / "corpus" / "valiyev-2021.md"
    path.write_text(path.read_text(encoding="utf-8") + '\nValiyev went to Ganja in 1993. {#p999 "x"}\n', encoding="utf-8")
    assert any("settlements.geojson: is out of date; make it anew" in fault for fault in check.check())
