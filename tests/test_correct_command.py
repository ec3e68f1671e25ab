"""The command line of corrections: a corpus is worked through without a browser."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from geo import build
from geo.__main__ import main

WHO = ("--reason", "It says so", "--author", "A reader")


TEXTS = {
    "notes.txt": "The bus to Ganja was late. They saw Ganja.\n\nThe village of Novo Selimovka was quiet, and Novo Selimovka stayed so.",
    "other.txt": "They left the village of Novo Selimovka in 1993, and the village of Pine Hollow.",
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two texts and their atlas."""
    folder = tmp_path_factory.mktemp("desk")
    (folder / "texts").mkdir()
    for name, text in TEXTS.items():
        (folder / "texts" / name).write_text(text)
    build.build([folder / "texts"], folder / "a.gpkg", corrections=[])
    return folder


@pytest.fixture
def run(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Run a command in a desk of its own: two texts, an atlas, a file of corrections."""
    shutil.copytree(built, tmp_path, dirs_exist_ok=True)
    monkeypatch.setattr("geo.settings.atlas_file", tmp_path / "a.gpkg")
    monkeypatch.setattr("geo.settings.corrections_file", tmp_path / "c.toml")

    def go(*arguments: str) -> Result:
        more = ("--texts", tmp_path / "texts", "--out", tmp_path / "a.gpkg") if arguments[0] == "build" else ()
        return CliRunner().invoke(main, [*map(str, arguments), *map(str, more)], catch_exceptions=False)

    return go


def test_a_corpus_is_worked_through_from_the_command_line(run, tmp_path: Path) -> None:
    table = run("places", "--unresolved").stdout.splitlines()
    assert [line.split("  ")[0] for line in table] == ["name", "Novo Selimovka", "Pine Hollow"]  # most mentions first
    new = ("--new-place", "Novo Selimovka", "--kind", "village", "--at", "40.1,47.2", "--precision", "settlement", "--source", "A map")
    assert run("correct", "--doc", "notes", "--surface", "Novo Selimovka", *new, "--scope", "everywhere", *WHO).exit_code == 0
    assert run("correct", "--doc", "other", "--surface", "Pine Hollow", "--not-a-place", *WHO).exit_code == 0
    done = run("correct", "--doc", "notes", "--surface", "Ganja", "--quote", "They saw Ganja", "--place", "shusha", *WHO)
    assert done.stdout.strip().endswith("c.toml: correction 3: it is this place (shusha); apply it with: python -m geo build")
    built = run("build")
    rows = dict(line.split(maxsplit=1) for line in built.stdout.splitlines()[:-1])
    assert (rows["unresolved"], rows["corrected"]) == ("0", "4")
    assert run("places", "--unresolved").stdout == "none\n"
    assert [line.split()[0] for line in run("places").stdout.splitlines()[1:]] == ["novo-selimovka", "ganja", "shusha"]
    listed = run("correct", "--list").stdout.splitlines()
    assert [line.split(";")[0].strip() for line in listed[1::2]] == ["applies to 3 mentions", "applies to 1 mention", "applies to 1 mention"]
    (tmp_path / "texts" / "notes.txt").write_text("The bus to Ganja was late.\n\nThe village of Novo Selimovka was quiet.")
    again = run("build")
    assert again.exit_code == 0
    [line] = [line for line in again.stderr.splitlines() if "not applied" in line]
    assert "correction 3 (place: 'Ganja' in notes): not applied, its text is changed or gone" in line
    assert "corrected   2 (not applied: 1)" in again.stdout
    assert "its text is changed or gone" in run("correct", "--list").stdout
    assert run("correct", "--list", "--corrections", str(tmp_path / "mine.toml")).stdout == "none\n"
    assert run("correct", "--remove", "3").exit_code == 0
    assert "not applied" not in run("build").stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--doc", "notes", "--surface", "Ganja", *WHO), "say what is right: one of --place"),
        (("--doc", "notes", "--surface", "Ganja", "--place", "ganja", "--new-place", "X", *WHO), "say what is right: one of --place"),
        (("--doc", "notes", "--surface", "Ganja", "--place", "shusha"), "--reason, --author is missing"),
        (("--surface", "Ganja", "--place", "shusha", *WHO), "--doc is missing"),
        (("--doc", "nothing", "--surface", "Ganja", "--place", "shusha", *WHO), "--doc 'nothing' is no work of this atlas; use one of notes, other"),
        (("--doc", "notes", "--surface", "Barda", "--place", "shusha", *WHO), "'Barda' was not found in 'Barda' in notes; copy the words from the text"),
        (("--doc", "notes", "--surface", "Ganja", "--place", "shusha", *WHO), "'Ganja' stands there 2 times; give more of the words around it with --quote"),
        (("--surface", "Ganja", "--scope", "everywhere", "--place", "Shushi", *WHO), "--place 'Shushi' is no place; did you mean shusha"),
        (
            ("--doc", "notes", "--surface", "Ganja", "--new-place", "X", *WHO, "--scope", "document"),
            "--new-place needs --kind, --precision, --source, --at or --geometry, --precision-km too",
        ),
        (("--surface", "Ganja", "--scope", "everywhere", "--not-a-place", "--at", "1,2", *WHO), "--at: only with --new-place"),
        (("--remove", "7"), "there is no correction 7; it has 0"),
    ],
)
def test_what_is_missing_or_wrong_is_said_in_one_line_and_nothing_is_written(run, tmp_path: Path, arguments: tuple[str, ...], says: str) -> None:
    done = run("correct", *arguments)
    assert done.exit_code == 2
    assert says in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "c.toml").exists()


def test_corrections_with_faults_stop_a_build_with_all_of_them(run, tmp_path: Path) -> None:
    (tmp_path / "c.toml").write_text('[[correction]]\nwhat = "x"\n')
    done = run("build")
    assert done.exit_code == 2
    assert "correction 1: what 'x' is unknown" in done.stderr
    assert "correction 1: author is missing" in done.stderr
