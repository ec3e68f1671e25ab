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
    monkeypatch.setattr(settings, "corrections_file", copy / "corrections.toml")
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
    (data / "basemap" / "rivers.geojson").write_text('{"features": []}')
    (data / "usage.toml").write_text("other = 1")
    faults = "\n".join(check.check())
    for says in (
        "land.geojson: cannot be read",
        "rivers.geojson: has no features",
        "usage.toml: has no groups",
        "'atlantis', which is no place",
        "(x): name is missing",
        "the front matter is not valid TOML",
    ):
        assert says in faults


LOST = """
[[correction]]
what = "not_a_place"
surface = "Atlantis"
document = "valiyev-2021"
scope = "document"
date = 2026-11-01
reason = "no place"
author = "A. Reader"
"""


def test_digests_and_what_rests_on_them_are_held_against_each_other(data: Path) -> None:
    def change(name: str, old: str, new: str) -> None:
        text = (data / name).read_text(encoding="utf-8")
        assert old in text
        (data / name).write_text(text.replace(old, new, 1), encoding="utf-8")

    change("corpus/valiyev-2021.md", 'form = "digest"', 'form = "rumour"')
    change("corpus/valiyev-2021.md", "licence =", "# licence =")
    change("corpus/weitz-2022.md", "\n# ", "\nA paragraph of nobody.\n\n# ")
    (data / "corpus" / "zz.md").write_bytes((data / "corpus" / "guliyev-2022.md").read_bytes())
    change("control.csv", "Azerbaijani troops captured the city of Shusha", "Shusha is a planet")
    change("events.toml", 'sources = ["jafarova-2022"]', 'sources = ["nobody-2022", "background: A Book"]')
    with (data / "corrections.toml").open("a") as file:
        file.write(LOST)
    faults = check.check()
    for says in (
        "valiyev-2021.md: form 'rumour' is unknown",
        "valiyev-2021.md: licence is missing in the front matter",
        "weitz-2022.md: a paragraph has no locator ('A paragraph of nobody.'",
        "zz.md: id 'guliyev-2022' stands in",
        "does not say 'Shusha is a planet'",
        "source 'nobody-2022' is neither a work of the corpus nor",
        "corrections.toml: correction 1 (not a place: 'Atlantis' in valiyev-2021): not applied, the document no longer holds these words",
    ):
        assert len([fault for fault in faults if says in fault]) == 1, says
    assert len(faults) == 7


def test_a_changed_digest_puts_the_kept_layers_out_of_date_and_what_is_no_layer_any_more_too(data: Path) -> None:
    path = data / "corpus" / "valiyev-2021.md"
    path.write_text(path.read_text(encoding="utf-8") + '\nValiyev went to Ganja in 1993. {#p999 "x"}\n', encoding="utf-8")
    (data / "layers" / "castles.geojson").write_text("{}")
    faults = check.check()
    for name in ("settlements.geojson", "castles.geojson"):
        assert any(f"{name}: is out of date; make it anew" in fault for fault in faults)
